"""Leads, deals and the stages they went through."""

from sandbox.systems.bitrix24.fill_people import reached
from sandbox.systems.bitrix24.filling import LOST_REASON, Filling, amount, client_columns

STAGES = {
    "new": ("NEW", "P"),
    "contacted": ("CONTACTED", "P"),
    "proposal": ("PROPOSAL", "P"),
    "agreed": ("AGREED", "P"),
    "won": ("WON", "S"),
    "lost": ("LOSE", "F"),
}
LEADS = """
    with became as (
        select lead_id, min(created_at) as became_at
        from deals
        where unit = 'retail' and created_at <= $moment
        group by lead_id
    ),

    known as (
        select
            leads.*,
            became.became_at,
            case when clients.created_at <= $moment then leads.client_id end as known_client_id,
            greatest(
                leads.created_at,
                case when leads.updated_at <= $moment then leads.updated_at end,
                case when leads.lost_at <= $moment then leads.lost_at end,
                case when clients.created_at <= $moment then clients.created_at end,
                became.became_at
            ) as changed_at
        from leads
        left join became on leads.lead_id = became.lead_id
        left join clients on leads.client_id = clients.client_id
        where leads.unit = 'retail' and leads.created_at <= $moment
    )

    select * from known where changed_at > $since order by lead_id
"""
DEALS = """
    with moved as (
        select
            deal_id,
            arg_max(stage, (moved_at, move_id)) as stage,
            max(moved_at) as moved_at
        from deal_moves
        where unit = 'retail' and moved_at <= $moment
        group by deal_id
    ),

    known as (
        select
            deals.*,
            coalesce(moved.stage, 'new') as stage,
            coalesce(moved.moved_at, deals.created_at) as moved_at,
            leads.channel_id,
            greatest(
                deals.created_at,
                case when deals.updated_at <= $moment then deals.updated_at end,
                moved.moved_at
            ) as changed_at
        from deals
        left join moved on deals.deal_id = moved.deal_id
        left join leads on deals.lead_id = leads.lead_id
        where deals.unit = 'retail' and deals.created_at <= $moment
            and (deals.removed_at is null or deals.removed_at > $moment)
    )

    select * from known where changed_at > $since order by deal_id
"""
MOVES = """
    select deal_moves.*
    from deal_moves
    inner join deals on deal_moves.deal_id = deals.deal_id
    where deal_moves.unit = 'retail' and moved_at > $since and moved_at <= $moment
        and (removed_at is null or removed_at > $moment)
    order by move_id
"""
REMOVED = """
    select deal_id from deals
    where unit = 'retail' and removed_at > $since and removed_at <= $moment
    order by removed_at, deal_id
"""


def leads(filling: Filling) -> None:
    """Put leads that are new or changed."""
    for row in filling.rows(LEADS):
        is_lost = row["lost_at"] is not None and row["lost_at"] <= filling.moment
        stage, semantics = ("JUNK", "F") if is_lost else ("NEW", "P")
        if row["became_at"] is not None and not is_lost:
            stage, semantics = "CONVERTED", "S"
        moved_at = row["lost_at"] if is_lost else row["became_at"] or row["created_at"]
        filling.portal.put(
            "lead",
            row["lead_id"],
            title=f"Lead #{row['lead_id']}",
            name=row["contact_name"],
            stageId=stage,
            stageSemanticId=semantics,
            statusDescription=row["lost_reason"] if is_lost else None,
            sourceId=row["channel_id"],
            sourceDescription=row["landing_page"],
            assignedById=row["employee_id"] or 0,
            createdTime=filling.at(row["created_at"]),
            updatedTime=filling.at(row["changed_at"]),
            movedTime=filling.at(moved_at),
            lastActivityTime=filling.at(row["created_at"]),
            **client_columns(*filling.contact(row["known_client_id"])),
            **reached(1_000_000 + row["lead_id"], row["contact_phone"], row["contact_email"]),
        )


def deals(filling: Filling) -> None:
    """Put deals that are new or changed, in the stage they are in."""
    for row in filling.rows(DEALS):
        stage, semantics = STAGES[row["stage"]]
        is_lost = semantics == "F"
        filling.portal.put(
            "deal",
            row["deal_id"],
            title=row["title"],
            opportunity=amount(row["amount"]),
            stageId=stage,
            stageSemanticId=semantics,
            closed="N" if semantics == "P" else "Y",
            leadId=row["lead_id"],
            sourceId=row["channel_id"],
            assignedById=row["employee_id"] or 0,
            createdTime=filling.at(row["created_at"]),
            updatedTime=filling.at(row["changed_at"]),
            movedTime=filling.at(row["moved_at"]),
            begindate=filling.at(row["created_at"]),
            lastActivityTime=filling.at(row["changed_at"]),
            comments=row["loss_comment"] if is_lost else None,
            **{LOST_REASON: row["lost_reason"] if is_lost else None},
            **client_columns(*filling.contact(row["client_id"])),
        )


def moves(filling: Filling) -> None:
    """Write down the stages that deals came to."""
    for row in filling.rows(MOVES):
        stage, semantics = STAGES[row["stage"]]
        kind = {"new": 1, "won": 3, "lost": 3}.get(row["stage"], 2)
        filling.portal.move(
            "deal",
            row["move_id"],
            row["deal_id"],
            row["moved_at"],
            stage=stage,
            semantics=semantics,
            TYPE_ID=kind,
        )


def removals(filling: Filling) -> None:
    """Delete deals, and with them their history and comments."""
    for row in filling.rows(REMOVED):
        filling.portal.remove("deal", row["deal_id"])
