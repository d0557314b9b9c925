"""The canonical entities of the way to a sale: leads, deals, their papers and tasks, channels."""

from include.sources.entities.entity import Entity, Field

LEAD = Entity(
    "lead",
    "Somebody's first sign of interest, before anybody knows whether it will be a deal.",
    (
        Field("lead_id", "text", "Key of the lead in the source", required=True),
        Field("client_id", "text", "The client, once the lead is one"),
        Field("employee_id", "text", "Who qualifies it; empty becomes 'unassigned'"),
        Field("channel_id", "text", "The channel it came by; empty becomes 'unknown'"),
        Field("created_at", "timestamp", "First contact", required=True, collapse="min"),
        Field("landing_page", "text", "The page or place of the first contact"),
        Field("lost_at", "timestamp", "When it was given up"),
        Field("lost_reason", "text", "Why it was given up, as the source writes it"),
        Field("is_test", "boolean", "A test record: left out of every number"),
    ),
)

DEAL = Entity(
    "deal",
    "A possible sale that moves through the stages of a funnel.",
    (
        Field("deal_id", "text", "Key of the deal in the source", required=True),
        Field("lead_id", "text", "The lead it grew from"),
        Field("client_id", "text", "The client; empty: as the lead"),
        Field("employee_id", "text", "Who sells; empty becomes 'unassigned'"),
        Field("channel_id", "text", "The channel; empty: as the lead"),
        Field(
            "funnel_id",
            "text",
            "A name under `funnels`; empty: the first of them",
            named_in="funnels",
        ),
        Field("created_at", "timestamp", "When it was opened", required=True, collapse="min"),
        Field("amount", "money", "Expected or agreed value", minimum="0"),
        Field("lost_reason", "text", "Why it was lost; empty: as the lead"),
        Field("is_test", "boolean", "A test record: left out of every number"),
    ),
)

DEAL_STAGE_EVENT = Entity(
    "deal_stage_event",
    "A deal's entry into a stage, or its loss.",
    (
        Field("event_id", "text", "Key of the event; empty: the row's own identity", required=True),
        Field("deal_id", "text", "The deal", required=True),
        Field(
            "stage",
            "text",
            "An `id` of a stage or a loss under `funnels`",
            required=True,
            named_in="stages",
        ),
        Field("entered_at", "timestamp", "When the deal came there", required=True),
        Field("employee_id", "text", "Who moved it; empty: who sells"),
    ),
    falls_back_to_row=True,
)

CHANNEL = Entity(
    "channel",
    "A way by which leads come.",
    (
        Field("channel_id", "text", "Key of the channel in the source", required=True),
        Field("channel_name", "text", "Name shown in reports; empty: the key"),
        Field("channel_kind", "text", "Kind of channel, as the company groups them"),
    ),
)

DOCUMENT = Entity(
    "document",
    "A paper on the way to a sale, from its first version to its signing.",
    (
        Field("document_id", "text", "Key of the document in the source", required=True),
        Field(
            "document_kind",
            "text",
            "What it is",
            required=True,
            allowed=("proposal", "contract", "approval", "act", "other"),
        ),
        Field("deal_id", "text", "The deal"),
        Field("client_id", "text", "The client; empty: as the deal"),
        Field("created_at", "timestamp", "When it was made", required=True, collapse="min"),
        Field("status", "text", "State as it is now, as the source writes it"),
        Field("signed_at", "timestamp", "When it was signed or approved; empty: not yet"),
    ),
)

TASK = Entity(
    "task",
    "Something an employee is to do.",
    (
        Field("task_id", "text", "Key of the task in the source", required=True),
        Field("employee_id", "text", "Who is to do it; empty becomes 'unassigned'"),
        Field("client_id", "text", "The client; empty: as the deal"),
        Field("deal_id", "text", "The deal"),
        Field("subject", "text", "What is to be done; personal data"),
        Field("created_at", "timestamp", "When it was set", required=True, collapse="min"),
        Field("due_at", "timestamp", "By when it is to be done"),
        Field("completed_at", "timestamp", "When it was done; empty: not yet"),
    ),
)
