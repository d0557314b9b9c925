"""Meetings, tasks, calls of the portal's own telephony, and comments on deals."""

from datetime import datetime
from typing import Any

from sandbox.systems.bitrix24.filling import Filling
from sandbox.systems.bitrix24.shapes import TYPES

MEETINGS = """
    select meetings.*
    from meetings
    inner join clients on meetings.client_id = clients.client_id
    where clients.unit = 'retail' and starts_at <= $moment
        and (starts_at > $since or ends_at > $since)
    order by meeting_id
"""
TASKS = """
    select tasks.*
    from tasks
    inner join deals on tasks.deal_id = deals.deal_id
    where deals.unit = 'retail' and tasks.created_at <= $moment
        and (tasks.created_at > $since or (completed_at > $since and completed_at <= $moment))
    order by task_id
"""
CALLS = """
    select * from calls
    where system = 'bitrix24' and ended_at > $since and ended_at <= $moment
    order by call_id
"""
COMMENTS = """
    select comments.*
    from comments
    inner join deals on comments.deal_id = deals.deal_id
    where deals.unit = 'retail' and comments.created_at > $since
        and comments.created_at <= $moment
        and (deals.removed_at is null or deals.removed_at > $moment)
    order by comment_id
"""
FAILURES = {
    "answered": ("200", ""),
    "missed": ("304", "Missed call"),
    "voicemail": ("304", "Voicemail"),
}


def meetings(filling: Filling) -> None:
    """Put meetings from the moment they begin; they have odd numbers, tasks have even ones."""
    for row in filling.rows(MEETINGS):
        is_over = row["ends_at"] <= filling.moment
        filling.portal.put(
            "activity",
            2 * row["meeting_id"] + 1,
            TYPE_ID="1",
            PROVIDER_ID="CRM_MEETING",
            SUBJECT=row["subject"],
            START_TIME=filling.at(row["starts_at"]),
            END_TIME=filling.at(row["ends_at"]),
            CREATED=filling.at(row["starts_at"]),
            LAST_UPDATED=filling.at(row["ends_at"] if is_over else row["starts_at"]),
            **_owned(filling, row, is_over),
        )


def tasks(filling: Filling) -> None:
    """Put tasks that are new or done."""
    for row in filling.rows(TASKS):
        done_at = row["completed_at"]
        is_done = done_at is not None and done_at <= filling.moment
        filling.portal.put(
            "activity",
            2 * row["task_id"],
            TYPE_ID="6",
            PROVIDER_ID="CRM_TODO",
            PROVIDER_TYPE_ID="TODO",
            SUBJECT=row["subject"],
            START_TIME=filling.at(row["created_at"]),
            END_TIME=filling.at(row["due_at"]),
            DEADLINE=filling.at(row["due_at"]) or "9999-12-31T00:00:00+02:00",
            CREATED=filling.at(row["created_at"]),
            LAST_UPDATED=filling.at(done_at if is_done else row["created_at"]),
            **_owned(filling, row, is_done),
        )


def calls(filling: Filling) -> None:
    """Put calls once they have ended."""
    for row in filling.rows(CALLS):
        thing, number = filling.contact(row["client_id"])
        code, reason = FAILURES[row["outcome"]]
        outbound = "4" if row["callback_of"] else "1"
        filling.portal.put(
            "call",
            row["call_id"],
            CALL_ID=f"externalCall.{row['call_id']:032x}",
            CALL_TYPE="2" if row["direction"] == "in" else outbound,
            PHONE_NUMBER=row["phone"] or "",
            PORTAL_USER_ID=str(row["employee_id"] or 0),
            CALL_DURATION=str(row["talked_seconds"] or 0),
            CALL_START_DATE=filling.at(row["started_at"]),
            CALL_FAILED_CODE=code,
            CALL_FAILED_REASON=reason,
            CRM_ENTITY_TYPE=thing.upper() if number else None,
            CRM_ENTITY_ID=str(number) if number else None,
        )


def comments(filling: Filling) -> None:
    """Put comments; each touches its deal."""
    for row in filling.rows(COMMENTS):
        filling.portal.put(
            "comment",
            row["comment_id"],
            ENTITY_ID=str(row["deal_id"]),
            ENTITY_TYPE="deal",
            CREATED=filling.at(row["created_at"]),
            COMMENT=row["text"],
            AUTHOR_ID=str(row["employee_id"] or 0),
        )
        deal = filling.portal.table("deal").get(row["deal_id"])
        if deal:
            times = (deal["lastActivityTime"], filling.at(row["created_at"]))
            latest = max(times, key=datetime.fromisoformat)
            filling.portal.put("deal", row["deal_id"], lastActivityTime=latest)


def _owned(filling: Filling, row: dict[str, Any], is_done: bool) -> dict[str, Any]:
    """Return whose an activity is: the deal's, also when the deal is gone, else the client's."""
    thing, number = filling.contact(row["client_id"])
    if row["deal_id"] is not None:
        thing, number = "deal", row["deal_id"]
    return {
        "OWNER_TYPE_ID": str(TYPES[thing]),
        "OWNER_ID": str(number),
        "RESPONSIBLE_ID": str(row["employee_id"] or 0),
        "COMPLETED": "Y" if is_done else "N",
        "STATUS": "2" if is_done else "1",
    }
