"""A portal is read whole, once, in few requests, within its limits, and refusals are explained."""

import json
import logging
from datetime import datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse
from starlette.routing import Route

from include.errors import ClienteleError
from include.sources.connector import Request
from include.sources.shipped import with_shipped
from include.sources.systems.bitrix24.connector import MARGIN
from include.sources.systems.bitrix24.refusals import judge_refusal, seconds_to_reset
from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import SECRET, State, User
from sandbox.systems.serving import served
from tests.include.sources.systems.portal import answering, emptied, portal_host, session

EXAMPLES = Path(__file__).resolve().parents[5] / "shared" / "apis" / "bitrix24_examples"
EXAMPLE_OF = {
    "leads": "crm__universal__crm-item-list__0",
    "stage_history": "crm__crm-stage-history-list__0",
    "activities": "crm__timeline__activities__activity-base__crm-activity-list__3",
    "calls": "telephony__voximplant__voximplant-statistic-get__0",
    "statuses": "crm__status__crm-status-list__0",
    "users": "user__user-get__0",
}
STREAMS = with_shipped({"kind": "bitrix24", "connection": "portal"})["streams"]
BEFORE_ALL = datetime(1900, 1, 1)
THEN, NOW = datetime(2025, 3, 10), datetime(2025, 3, 12)


@pytest.fixture(scope="module")
def host():
    """Serve one portal for all tests here; each gets it empty."""
    with portal_host() as host:
        yield host


@pytest.fixture
def server(host) -> Server:
    return emptied(host)


@pytest.fixture
def portal(server) -> State:
    return server.state


@pytest.fixture
def opened(host, server):
    """Return a function that opens the portal's streams."""
    return lambda secret=SECRET, **options: session(host[1], host[2], secret, **options)


def request_of(stream: str, start=BEFORE_ALL, end=None, bookmark: str = "") -> Request:
    return Request(stream, STREAMS[stream], start, end, bookmark)


def rows_of(opened_session, stream: str, *window, **how) -> list[dict]:
    pages = opened_session.streams[stream].read(request_of(stream, *window, **how))
    return [row for page in pages for row in page.rows]


def put_deals(portal: State, count: int, at: datetime = THEN) -> None:
    moment = portal.moment(at)
    for number in range(1, count + 1):
        portal.put("deal", number, updatedTime=moment, lastActivityTime=moment)


def numbers(rows: list[dict]) -> list[int]:
    return [int(row.get("id") or row["ID"]) for row in rows]


@pytest.mark.parametrize(("count", "requests"), [(0, 1), (50, 1), (130, 1), (2_499, 1), (2_600, 2)])
def test_a_request_brings_fifty_pages_and_each_row_comes_once(opened, portal, count, requests):
    put_deals(portal, count)

    with opened() as crm:
        before = crm.progress.requests
        rows = rows_of(crm, "deals")

    assert numbers(rows) == list(range(1, count + 1))
    assert crm.progress.requests - before == requests


def test_only_rows_of_the_window_are_asked_for(opened, portal, server):
    put_deals(portal, 120, THEN)
    put_deals(portal, 3, NOW)

    with opened() as crm:
        rows = rows_of(crm, "deals", datetime(2025, 3, 11), datetime(2025, 3, 13))

    assert numbers(rows) == [1, 2, 3]


def test_a_list_is_not_asked_for_more_pages_than_it_has(opened, portal, server):
    put_deals(portal, 2_600)

    with opened() as crm:
        rows_of(crm, "deals")

    counting = 2_600 * 0.00002
    asked = (server.calls.operating.used("crm.item.list") - counting) / 0.1
    assert round(asked) == 50 + 3


def test_a_chain_that_a_limit_cut_goes_on_where_it_was_cut(opened, portal, server):
    put_deals(portal, 1_000)
    server.calls.operating.add("crm.item.list", 479.35)

    with opened() as crm:
        rows = rows_of(crm, "deals")

    assert numbers(rows) == list(range(1, 1_001))
    assert server.calls.operating.refused >= 1


def test_a_portal_that_tells_of_long_work_is_left_alone_before_it_refuses(opened, portal, server):
    put_deals(portal, 3_000)
    server.calls.operating.add("crm.item.list", 474.9)

    with opened() as crm:
        rows = rows_of(crm, "deals")

    assert len(rows) == 3_000
    assert server.calls.operating.refused == 0


def test_requests_keep_to_the_pace_of_the_portal(opened, server):
    with opened() as crm:
        for _ in range(120):
            crm.streams["statuses"].probe()

    assert server.bucket.refused == 0
    assert 38 <= server.bucket.highest <= 41


@pytest.mark.parametrize("resets", [1_000.0, "1000", "1970-01-01T00:16:40+00:00"])
def test_the_end_of_a_block_is_read_in_both_spellings(resets):
    assert seconds_to_reset({"operating_reset_at": resets, "finish": 940.0}) == 61


def test_a_user_who_is_no_administrator_is_told_what_to_do(opened, portal):
    portal.user = User(is_admin=False, sees=lambda thing, row: row["id"] != 2)
    put_deals(portal, 3)

    with pytest.raises(ClienteleError, match=r"no administrator.*administrator create"), opened():
        pass
    with opened(partial=True) as crm:
        assert numbers(rows_of(crm, "deals")) == [1, 3]


def test_rows_that_are_counted_and_not_shown_are_missed(opened, portal):
    portal.user = User(is_admin=True, sees=lambda thing, row: row["id"] != 2)
    portal.counts_hidden = True
    put_deals(portal, 3)

    with opened() as crm, pytest.raises(ClienteleError, match="counts 3 rows and shows 2"):
        rows_of(crm, "deals")


def test_a_row_deleted_while_pages_are_read_is_no_missing_row(opened, portal):
    put_deals(portal, 60)

    with opened(pages_per_request=1) as crm:
        pages = crm.streams["deals"].read(request_of("deals"))
        first = next(pages)
        portal.remove("deal", 60)
        rest = [row for page in pages for row in page.rows]

    assert len(first.rows) + len(rest) == 59


def test_a_row_changed_behind_the_reading_is_no_missing_row(opened, portal):
    put_deals(portal, 10, THEN)
    for number in range(11, 71):
        portal.put("deal", number, updatedTime=portal.moment(NOW))

    with opened(pages_per_request=1) as crm:
        pages = crm.streams["deals"].read(request_of("deals", datetime(2025, 3, 11)))
        first = next(pages)
        portal.remove("deal", 70)
        put_deals(portal, 5, NOW)
        rest = [row for page in pages for row in page.rows]

    assert len(first.rows) + len(rest) == 59


def test_comments_are_asked_of_touched_deals_alone_and_come_whole(opened, portal, server):
    put_deals(portal, 70, THEN)
    portal.put("deal", 7, lastActivityTime=portal.moment(NOW))
    for number in range(1, 121):
        deal = "7" if number <= 110 else "8"
        portal.put("comment", number, ENTITY_ID=deal, CREATED=portal.moment(NOW))

    with opened() as crm:
        rows = rows_of(crm, "comments", datetime(2025, 3, 11))

    assert numbers(rows) == list(range(1, 111))
    asked = server.calls.operating.used("crm.timeline.comment.list") / 0.1
    assert round(asked) == 3  # the deal's three pages; counting them weighs nothing


def test_a_refused_command_of_a_batch_is_asked_again_and_the_others_are_not(opened, portal, server):
    put_deals(portal, 30)
    for number in range(1, 31):
        portal.put("comment", number, ENTITY_ID=str(number), CREATED=portal.moment(THEN))
    server.calls.operating.add("crm.timeline.comment.list", 478.95)

    with opened() as crm:
        rows = rows_of(crm, "comments")

    assert sorted(numbers(rows)) == list(range(1, 31))
    assert server.calls.operating.refused > 0


def test_calls_are_read_on_from_a_margin_before_the_last(opened, portal):
    for number in range(1, 2 * MARGIN + 1):
        portal.put("call", number, CALL_START_DATE=portal.moment(THEN))

    with opened() as crm:
        pages = list(crm.streams["calls"].read(request_of("calls")))
        portal.put("call", 2 * MARGIN + 1, CALL_START_DATE=portal.moment(BEFORE_ALL))
        rows = rows_of(crm, "calls", bookmark=pages[-1].bookmark)

    assert pages[-1].bookmark == str(2 * MARGIN)
    assert numbers(rows) == list(range(MARGIN + 1, 2 * MARGIN + 2))


@pytest.mark.parametrize("bookmark", ["none", "70000"])
def test_a_bookmark_that_leads_nowhere_is_told_of_and_all_calls_are_read(
    opened, portal, caplog, bookmark
):
    portal.put("call", 1, CALL_START_DATE=portal.moment(THEN))

    with opened() as crm:
        rows = rows_of(crm, "calls", bookmark=bookmark)

    assert numbers(rows) == [1]
    assert "calls: " in caplog.text
    assert "all is read anew" in caplog.text


def test_a_list_without_numbers_is_read_page_by_page(opened, portal):
    for number in range(1, 131):
        portal.put("user", number, NAME="a")

    with opened() as crm:
        assert numbers(rows_of(crm, "users")) == list(range(1, 131))


def test_the_webhook_is_neither_logged_nor_told_in_an_error(opened, portal, caplog):
    caplog.set_level(logging.DEBUG)
    put_deals(portal, 1)

    with opened() as crm:
        rows_of(crm, "deals")
    with pytest.raises(ClienteleError) as refused, opened(secret="canary-too"):
        pass

    assert "does not accept the webhook" in str(refused.value)
    told = caplog.text + str(refused.value)
    assert SECRET not in told
    assert "canary-too" not in told


def test_a_refusal_that_nobody_knows_comes_with_a_remedy_too():
    assert judge_refusal({"error": "ERROR_OF_TOMORROW"}).remedy


def test_a_missing_scope_is_named(opened, portal):
    portal.scopes = frozenset({"crm"})

    with opened() as crm, pytest.raises(ClienteleError, match=r"scope user \(.* user$"):
        crm.streams["users"].probe()


@pytest.mark.skipif(not EXAMPLES.exists(), reason="skipped: ../shared/apis is not there")
@pytest.mark.parametrize("stream", EXAMPLE_OF)
def test_the_vendor_s_example_answer_is_read(stream):
    text = (EXAMPLES / f"{EXAMPLE_OF[stream]}.json").read_text(encoding="utf-8")
    example = json.loads(text)

    with served(answering_with(example)) as place, session(place, VirtualClock()) as crm:
        rows = rows_of(crm, stream)

    result = example["result"]
    assert rows == (result["items"] if isinstance(result, dict) else result)
    assert rows


def test_a_list_that_is_not_counted_is_read_until_a_page_is_not_full():
    portal = answering([{"ID": str(number)} for number in range(50)], [{"ID": "50"}])

    with served(portal) as place, session(place, VirtualClock()) as crm:
        rows = rows_of(crm, "users")

    assert numbers(rows) == list(range(51))


def test_comments_that_are_counted_and_do_not_come_are_not_asked_for_without_end():
    asked = []

    def said(command: str) -> object:
        asked.append(command)
        rows = [{"ID": "1"}] if command.endswith("start=0") else []
        return {"items": [{"id": 1}]} if command.startswith("crm.item.list") else rows

    async def answer(request: WebRequest) -> JSONResponse:
        if request.path_params["method"] != "batch":
            return JSONResponse({"result": True})
        commands = (await request.json())["cmd"]
        results = {key: said(command) for key, command in commands.items()}
        return JSONResponse({"result": {"result": results, "result_total": {"c0": 10_000}}})

    portal = Starlette(routes=[Route("/rest/1/{secret}/{method}", answer, methods=["POST"])])
    with served(portal) as place, session(place, VirtualClock(), counts=False) as crm:
        rows = rows_of(crm, "comments")

    assert numbers(rows) == [1]
    assert sum(command.startswith("crm.timeline") for command in asked) == 2


def answering_with(example: dict) -> Starlette:
    """Return a portal that answers every first command with an example, in an order by number."""

    def ordered(result):
        rows = result["items"] if isinstance(result, dict) else result
        rows.sort(key=lambda row: int(row.get("id") or row["ID"]))
        return result

    async def answer(request: WebRequest) -> JSONResponse:
        if request.path_params["method"] != "batch":
            return JSONResponse({"result": True, "time": example["time"]})
        parts = {
            "result": {"c0": ordered(example["result"])},
            "result_error": [],
            "result_total": {"c0": example["total"]},
            "result_next": [],
            "result_time": {"c0": example["time"]},
        }
        return JSONResponse({"result": parts, "time": example["time"]})

    return Starlette(routes=[Route("/rest/1/{secret}/{method}", answer, methods=["POST"])])
