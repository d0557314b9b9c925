"""The canonical entities of talking with clients: contacts, requests, and what came of it."""

from include.sources.entities.clients import IDENTIFIER_KINDS
from include.sources.entities.entity import Entity, Field

INTERACTION = Entity(
    "interaction",
    "One contact with a client: a call, a mail, a message, a meeting.",
    (
        Field("interaction_id", "text", "Key of the contact in the source", required=True),
        Field(
            "interaction_kind",
            "text",
            "What it was",
            required=True,
            allowed=("call", "mail", "message", "chat", "meeting", "comment"),
        ),
        Field(
            "direction",
            "text",
            "Who began: inbound is the client",
            allowed=("inbound", "outbound", "internal"),
        ),
        Field("client_id", "text", "The client; empty: who has the identifier, or the deal"),
        Field("identifier_kind", "text", "Kind of the identifier", allowed=IDENTIFIER_KINDS),
        Field("identifier_value", "text", "The client's number or address; personal data"),
        Field("employee_id", "text", "Who spoke for the company; empty: nobody, or a machine"),
        Field("employee_address", "text", "Or the e-mail by which an employee is known"),
        Field("queue_name", "text", "The queue in which a call waited"),
        Field("line_name", "text", "The company's own number or line that was called"),
        Field("started_at", "timestamp", "When it began", required=True, collapse="min"),
        Field("ended_at", "timestamp", "When it ended"),
        Field("waited_seconds", "quantity", "Seconds until somebody answered", minimum="0"),
        Field("talked_seconds", "quantity", "Seconds of talk", minimum="0"),
        Field(
            "outcome",
            "text",
            "How it ended, as the source writes it; understood: answered, completed, missed, "
            "voicemail, planned, cancelled, auto_reply, bounce",
        ),
        Field("thread_id", "text", "The conversation it is part of"),
        Field("deal_id", "text", "The deal it is about"),
        Field("lead_id", "text", "The lead it is about"),
        Field("request_id", "text", "The request it is about"),
        Field("subject", "text", "Subject line; personal data"),
        Field("body", "text", "What was said; personal data"),
    ),
)

REQUEST = Entity(
    "request",
    "Something a client asks of the company: a question, a complaint, a repair.",
    (
        Field("request_id", "text", "Key of the request in the source", required=True),
        Field("client_id", "text", "The client; empty: who has the identifier"),
        Field("identifier_kind", "text", "Kind of the identifier", allowed=IDENTIFIER_KINDS),
        Field("identifier_value", "text", "Address or number of who asks; personal data"),
        Field("employee_id", "text", "Who answers for it; empty becomes 'unassigned'"),
        Field("channel_id", "text", "The channel it came by; empty becomes 'unknown'"),
        Field("created_at", "timestamp", "When it came", required=True, collapse="min"),
        Field("request_kind", "text", "Kind of request, as the company groups them"),
        Field("priority", "text", "Priority, as the source writes it"),
        Field("subject", "text", "Subject line; personal data"),
        Field("body", "text", "What is asked; personal data"),
        Field("resolved_at", "timestamp", "When it was done with; empty: not yet"),
    ),
)

REQUEST_EVENT = Entity(
    "request_event",
    "A step in the life of a request.",
    (
        Field("event_id", "text", "Key of the event; empty: the row's own identity", required=True),
        Field("request_id", "text", "The request", required=True),
        Field("step", "text", "The step it came to, as the company names it", required=True),
        Field("happened_at", "timestamp", "When it came there", required=True),
        Field("employee_id", "text", "Who moved it; empty: nobody, or a machine"),
    ),
    falls_back_to_row=True,
)

SURVEY_RESPONSE = Entity(
    "survey_response",
    "A client's answer to the question how content they are.",
    (
        Field("response_id", "text", "Key of the answer in the source", required=True),
        Field(
            "survey_kind",
            "text",
            "csat (content with one contact), nps (would recommend, 0 to 10) or other",
            required=True,
            allowed=("csat", "nps", "other"),
        ),
        Field("client_id", "text", "The client; empty: who has the identifier"),
        Field("identifier_kind", "text", "Kind of the identifier", allowed=IDENTIFIER_KINDS),
        Field("identifier_value", "text", "Address or number of who answers; personal data"),
        Field("score", "quantity", "The mark given", required=True),
        Field("comment", "text", "What was written beside it; personal data"),
        Field("asked_at", "timestamp", "When it was asked"),
        Field("answered_at", "timestamp", "When it was answered", required=True, collapse="min"),
        Field("order_id", "text", "The order it is about"),
        Field("request_id", "text", "The request it is about"),
        Field("employee_id", "text", "The employee it is about"),
    ),
)
