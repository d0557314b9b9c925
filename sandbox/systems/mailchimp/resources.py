"""What each address of the API answers, from the state alone: over HTTP and inside a batch."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.systems.mailchimp.errors import not_found
from sandbox.systems.mailchimp.paging import FIELD_PARAMETERS, Query, Row, newer, ordered, page_of
from sandbox.systems.mailchimp.state import State


def resource(state: State, path: str, query: Query) -> Row:
    """Return the body of a GET; raises `Problem`."""
    if state.tells_all:
        query = {key: value for key, value in query.items() if key not in FIELD_PARAMETERS}
    for pattern, answer in RESOURCES:
        found = re.fullmatch(pattern, path)
        if found:
            return answer(state, query, *found.groups())
    raise not_found()


def _ping(_: State, __: Query) -> Row:
    return {"health_status": "Everything's Chimpy!"}


def _lists(state: State, query: Query) -> Row:
    rows = newer(state.lists.values(), "date_created", query.get("since_date_created"), None)
    rows = ordered(rows, query, ("date_created",), "date_created")
    told = [row | {"stats": {"member_count": len(state.members[row["id"]])}} for row in rows]
    return page_of("lists", told, query, state.miscounts)


def _members(state: State, query: Query, list_id: str) -> Row:
    """Return members; the archived only when they are asked for."""
    wanted = query.get("status")
    rows = [
        row
        for row in _of(state.members, list_id).values()
        if row["status"] == wanted or (wanted is None and row["status"] != "archived")
    ]
    since, before = query.get("since_last_changed"), query.get("before_last_changed")
    if since or before:
        rows = newer(rows, "last_changed", since, before)
    if "sort_field" in query:
        rows = ordered(rows, query, ("timestamp_opt", "timestamp_signup", "last_changed"), "")
    return page_of("members", rows, query, state.miscounts, list_id=list_id)


def _merge_fields(state: State, query: Query, list_id: str) -> Row:
    """Return the fields that an audience's members have, by what their own rows hold."""
    members = _of(state.members, list_id).values()
    tags = sorted({tag for row in members for tag in row["merge_fields"]})
    rows = [{"merge_id": number, "tag": tag} for number, tag in enumerate(tags, start=1)]
    return page_of("merge_fields", rows, query, state.miscounts, list_id=list_id)


def _member(state: State, _: Query, list_id: str, member_id: str) -> Row:
    return _of(_of(state.members, list_id), member_id)


def _campaigns(state: State, query: Query) -> Row:
    rows = [row for row in state.campaigns.values() if query.get("status", "sent") == row["status"]]
    since, before = query.get("since_send_time"), query.get("before_send_time")
    rows = ordered(
        newer(rows, "send_time", since, before), query, ("send_time", "create_time"), "send_time"
    )
    told = [row | {"emails_sent": len(state.recipients[row["id"]])} for row in rows]
    return page_of("campaigns", told, query, state.miscounts)


def _reports(state: State, query: Query) -> Row:
    since, before = query.get("since_send_time"), query.get("before_send_time")
    rows = newer(state.campaigns.values(), "send_time", since, before)
    told = [_totals(state, row) for row in sorted(rows, key=lambda row: row["send_time"])]
    return page_of("reports", told, query, state.miscounts)


def _report(state: State, _: Query, campaign_id: str) -> Row:
    return _totals(state, _of(state.campaigns, campaign_id))


def _totals(state: State, campaign: Row) -> Row:
    campaign_id = campaign["id"]
    recipients = state.recipients[campaign_id].values()
    bounces = Counter(row["status"] for row in recipients)
    actions = [
        (row["email_id"], each["action"])
        for row in state.activity[campaign_id].values()
        for each in row["activity"]
    ]
    total, unique = (Counter(action for _, action in each) for each in (actions, set(actions)))
    return {
        "id": campaign_id,
        "campaign_title": campaign["settings"]["title"],
        "subject_line": campaign["settings"]["subject_line"],
        "list_id": campaign["recipients"]["list_id"],
        "emails_sent": len(recipients),
        "send_time": campaign["send_time"],
        "abuse_reports": len(state.complaints[campaign_id]),
        "unsubscribed": len(state.unsubscribed[campaign_id]),
        "bounces": {"hard_bounces": bounces["hard"], "soft_bounces": bounces["soft"]},
        "opens": {"opens_total": total["open"], "unique_opens": unique["open"]},
        "clicks": {"clicks_total": total["click"], "unique_subscriber_clicks": unique["click"]},
    }


def _sent_to(state: State, query: Query, campaign_id: str) -> Row:
    known = _of(state.recipients, campaign_id).values()
    rows = [row | {"merge_fields": state.fields_of(row)} for row in known]
    return page_of("sent_to", rows, query, state.miscounts)


def _email_activity(state: State, query: Query, campaign_id: str) -> Row:
    """Return every recipient with what they did since, which may be nothing."""
    acted = state.activity.get(campaign_id, {})
    rows = []
    for email_id, recipient in _of(state.recipients, campaign_id).items():
        known = acted.get(email_id, {"activity": []})["activity"]
        named = {key: recipient[key] for key in _NAMES}
        named["list_is_active"] = recipient["list_id"] in state.lists
        rows.append(named | {"activity": newer(known, "timestamp", query.get("since"), None)})
    return page_of("emails", rows, query, state.miscounts, campaign_id=campaign_id)


def _click_details(state: State, query: Query, campaign_id: str) -> Row:
    clicks = [
        (each["url"], row["email_id"])
        for row in _of(state.activity, campaign_id).values()
        for each in row["activity"]
        if each["action"] == "click"
    ]
    total, unique = Counter(url for url, _ in clicks), Counter(url for url, _ in set(clicks))
    rows = [
        {"id": f"link{number}", "url": url, "total_clicks": count, "unique_clicks": unique[url]}
        for number, (url, count) in enumerate(sorted(total.items()), start=1)
    ]
    return page_of("urls_clicked", rows, query, state.miscounts, campaign_id=campaign_id)


def _unsubscribed(state: State, query: Query, campaign_id: str) -> Row:
    rows = list(_of(state.unsubscribed, campaign_id).values())
    return page_of("unsubscribes", rows, query, state.miscounts)


def _abuse(state: State, query: Query, campaign_id: str) -> Row:
    rows = list(_of(state.complaints, campaign_id).values())
    return page_of("abuse_reports", rows, query, state.miscounts)


def _of(rows: dict[str, Any], key: str) -> Any:
    if key not in rows:
        raise not_found()
    return rows[key]


_NAMES = ("campaign_id", "list_id", "list_is_active", "email_id", "email_address")
RESOURCES: tuple[tuple[str, Callable[..., Row]], ...] = (
    (r"/ping", _ping),
    (r"/lists", _lists),
    (r"/lists/(\w+)/members", _members),
    (r"/lists/(\w+)/merge-fields", _merge_fields),
    (r"/lists/(\w+)/members/(\w+)", _member),
    (r"/campaigns", _campaigns),
    (r"/reports", _reports),
    (r"/reports/(\w+)", _report),
    (r"/reports/(\w+)/sent-to", _sent_to),
    (r"/reports/(\w+)/email-activity", _email_activity),
    (r"/reports/(\w+)/click-details", _click_details),
    (r"/reports/(\w+)/unsubscribed", _unsubscribed),
    (r"/reports/(\w+)/abuse-reports", _abuse),
)
