"""The emulated portal lists, chains, limits and tells as the vendor's documentation says."""

from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import urlencode

import httpx
import pytest

from include.sources.web.clock import VirtualClock
from sandbox.systems.bitrix24.fill import fill
from sandbox.systems.bitrix24.filters import condition_of
from sandbox.systems.bitrix24.limits import Operating
from sandbox.systems.bitrix24.params import filled, parse_query
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import SECRET, TOKEN, State, User
from sandbox.systems.serving import served
from sandbox.world.world import make_world

DEALS = {"entityTypeId": 2}
BY_NUMBER = {**DEALS, "order": {"id": "ASC"}, "start": -1, "select": ["id"]}


class Caller:
    """Asks one portal over one webhook, or as an application."""

    def __init__(self, client: httpx.Client, clock: VirtualClock) -> None:
        self._client, self.clock, self.secret = client, clock, SECRET

    def __call__(self, method: str, params: dict | None = None, **how) -> dict:
        """Return what a method answers to parameters as JSON, or as `how` says."""
        return self.answer(method, params, **how).json()

    def answer(self, method: str, params: dict | None = None, **how) -> httpx.Response:
        """Return the whole answer."""
        how = how or {"json": params or {}}
        return self._client.post(f"/rest/1/{self.secret}/{method}", **how)

    def app(self, method: str, **params) -> dict:
        """Ask as an application."""
        return self._client.post(f"/rest/{method}", json=params).json()


@pytest.fixture(scope="module")
def host():
    """Serve one portal for all tests here; each gets it empty."""
    clock = VirtualClock()
    server = Server(State(clock=clock.now))
    with served(server.faults) as place, httpx.Client(base_url=place.url) as client:
        yield server, client, clock


@pytest.fixture
def portal(host) -> State:
    server, _, clock = host
    server.state.__init__(clock=clock.now)
    server.calls.__init__(server.state)
    clock.sleep(1_000)
    return server.state


@pytest.fixture
def call(host, portal) -> Caller:
    return Caller(host[1], host[2])


def put_deals(portal: State, count: int) -> None:
    for number in range(1, count + 1):
        portal.put("deal", number, title=f"D{number}", opportunity=number)


def ids(answer: dict) -> list[int]:
    return [row["id"] for row in answer["result"]["items"]]


def test_pages_have_fifty_rows_and_say_where_the_next_begins(call, portal):
    put_deals(portal, 120)

    first, last = call("crm.item.list", DEALS), call("crm.item.list", {**DEALS, "start": 100})

    assert (len(ids(first)), first["next"], first["total"]) == (50, 50, 120)
    assert (len(ids(last)), "next" in last) == (20, False)


def test_a_list_by_number_is_not_counted_and_names_no_next_page(call, portal):
    put_deals(portal, 120)

    answer = call("crm.item.list", {**BY_NUMBER, "filter": {">id": 60}})

    assert ids(answer) == list(range(61, 111))
    assert answer["total"] == 0
    assert "next" not in answer


def test_a_form_is_read_as_php_reads_it(call, portal):
    put_deals(portal, 3)
    form = {"entityTypeId": "2", "filter[>=id]": "2", "select[]": "id", "order[id]": "desc"}

    assert ids(call("crm.item.list", data=form)) == [3, 2]
    assert parse_query("a[0][x]=1&a[1][y]=2") == {"a": [{"x": "1"}, {"y": "2"}]}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({">n": 1, "<n": 3}, [2]),
        ({">=n": 2}, [2, 3]),
        ({"<=n": 1}, [1]),
        ({"n": "2"}, [2]),
        ({"@n": [1, 3]}, [1, 3]),
        ({"!n": 2}, [1, 3]),
        ({"!@n": [1, 2]}, [3]),
        ({"%name": "B"}, [2]),
        ({">=at": "2025-03-10T12:00:00+02:00"}, [2, 3]),
        ({"0": {"logic": "OR", "0": {"n": 1}, "1": {"name": "c"}}}, [1, 3]),
        ({">n": ""}, [1, 2, 3]),
    ],
)
def test_a_filter_means_what_its_sign_says(asked, found):
    times = ("2025-03-10T09:00:00+00:00", "2025-03-10T10:00:00+00:00", "2025-03-11T00:00:00+02:00")
    rows = [
        {"n": number, "name": name, "at": at}
        for number, name, at in zip((1, 2, 3), "abc", times, strict=True)
    ]

    fits = condition_of(asked, {"n", "name", "at"})

    assert [row["n"] for row in rows if fits(row)] == found


def test_telephones_are_shown_only_when_everything_is_selected(call, portal):
    portal.put("contact", 1, fm=[{"id": 1, "typeId": "PHONE", "value": "1", "valueType": "WORK"}])
    asked = {"entityTypeId": 3}

    assert "fm" in call("crm.item.list", {**asked, "select": ["*"]})["result"]["items"][0]
    assert "fm" not in call("crm.item.list", {**asked, "select": ["id"]})["result"]["items"][0]


def test_a_batch_walks_a_list_by_what_the_page_before_said(call, portal):
    put_deals(portal, 130)
    after = ["0", *(f"$result[c{number}][items][49][id]" for number in range(2))]
    query = "order[id]=ASC&start=-1&select[]=id"
    commands = {
        f"c{number}": f"crm.item.list?entityTypeId=2&{query}&{urlencode({'filter[>id]': last})}"
        for number, last in enumerate(after)
    }

    result = call("batch", {"cmd": commands})["result"]

    pages = [[row["id"] for row in page["items"]] for page in result["result"].values()]
    assert list(chain.from_iterable(pages)) == list(range(1, 131))
    assert result["result_error"] == []


def test_a_reference_that_leads_nowhere_is_empty_text():
    results = {"c0": {"items": [{"id": 7}]}}

    assert filled("$result[c0][items][0][id]", results) == "7"
    assert filled("$result[c0][items][49][id]", results) == ""


def test_a_batch_that_halts_leaves_what_follows_a_refusal(call, portal):
    commands = {"a": "no.such.method", "b": "user.admin", "c": "batch"}

    lenient = call("batch", {"cmd": commands})["result"]
    strict = call("batch", {"cmd": commands, "halt": 1})["result"]

    assert lenient["result"] == {"b": True}
    assert lenient["result_error"]["c"]["error"] == "ERROR_BATCH_METHOD_NOT_ALLOWED"
    assert list(strict["result_error"]) == ["a"]
    assert strict["result"] == []


def test_the_fifty_first_command_of_a_batch_is_refused(call, portal):
    result = call("batch", {"cmd": {f"c{n}": "user.admin" for n in range(51)}})["result"]

    assert len(result["result"]) == 50
    assert result["result_error"]["c50"]["error"] == "ERROR_BATCH_LENGTH_EXCEEDED"


def test_the_fifty_first_request_at_once_is_refused_and_two_are_free_a_second_later(call):
    statuses = [call.answer("user.admin").status_code for _ in range(51)]
    refusal = call("user.admin")
    call.clock.sleep(1)
    later = [call.answer("user.admin").status_code for _ in range(3)]

    assert statuses == [200] * 50 + [503]
    assert refusal["error"] == "QUERY_LIMIT_EXCEEDED"
    assert later == [200, 200, 503]


def test_a_method_that_worked_480_seconds_is_blocked_until_a_minute_of_it_is_ten_minutes_old():
    clock = VirtualClock()
    operating = Operating(clock.now)
    operating.add("m", 300)
    clock.sleep(120)
    operating.add("m", 180)

    assert not operating.allows("m")
    assert operating.allows("other")
    clock.sleep(operating.freed_at("m") - clock.now())
    assert operating.allows("m")


def test_a_blocked_method_says_when_it_is_free(host, call, portal):
    host[0].calls.operating.add("user.get", 480)

    answer = call.answer("user.get")

    said = answer.json()
    assert (answer.status_code, said["error"]) == (429, "OPERATION_TIME_LIMIT")
    assert said["time"]["operating"] == 480
    assert said["time"]["operating_reset_at"] - said["time"]["finish"] == pytest.approx(630, abs=31)


def test_who_may_not_ask_is_told_by_which_code(call, portal):
    portal.scopes = frozenset({"crm"})
    assert call("user.get")["error"] == "insufficient_scope"
    assert call.app("user.admin")["error"] == "NO_AUTH_FOUND"
    assert call.app("user.admin", auth="old")["error"] == "expired_token"
    call.secret = "guessed"
    assert call("user.admin")["error"] == "INVALID_CREDENTIALS"


def test_rows_that_a_user_may_not_see_are_left_out_unsaid(call, portal):
    put_deals(portal, 3)
    portal.user = User(is_admin=False, sees=lambda thing, row: row["id"] != 2)

    shown = call("crm.item.list", DEALS)
    portal.counts_hidden = True
    counted = call("crm.item.list", DEALS)

    assert (ids(shown), shown["total"]) == ([1, 3], 2)
    assert (ids(counted), counted["total"]) == ([1, 3], 3)


def test_offline_events_are_kept_once_an_object_until_they_are_cleared(call, portal):
    for act in ("ADD", "UPDATE", "DELETE"):
        bound = call.app("event.bind", auth=TOKEN, event=f"ONCRMDEAL{act}", event_type="offline")
        assert bound["result"] is True
    portal.put("deal", 1, title="a")
    portal.put("deal", 1, title="b")
    portal.remove("deal", 1)

    claimed = call.app("event.offline.get", auth=TOKEN, clear=0)["result"]
    again = call.app("event.offline.get", auth=TOKEN, clear=0)["result"]
    call.app("event.offline.clear", auth=TOKEN, process_id=claimed["process_id"])
    gone = call.app("event.offline.get", auth=TOKEN)["result"]

    assert [event["EVENT_NAME"] for event in claimed["events"]] == ["ONCRMDEALDELETE"]
    assert (again["events"], gone["events"]) == ([], [])
    assert call("event.offline.get")["error"] == "WRONG_AUTH_TYPE"


def test_a_merged_contact_is_gone_and_its_deals_are_the_other_s(portal):
    at = datetime(2025, 3, 10)
    portal.put("contact", 1)
    portal.put("contact", 2)
    portal.put("deal", 1, contactId=1, contactIds=[1], updatedTime=portal.moment(at))
    portal.merge("contact", 1, 2, at + timedelta(days=1))

    deal = portal.table("deal").get(1)
    assert portal.table("contact").get(1) is None
    assert (deal["contactId"], deal["contactIds"]) == (2, [2])
    assert deal["updatedTime"] == "2025-03-11T02:00:00+02:00"


def test_filling_day_by_day_comes_to_the_same_as_filling_at_once(tmp_path):
    world = make_world(tmp_path, "XS")
    until = datetime.combine(world.last_day, datetime.min.time())
    at_once, in_steps = State(), State()

    fill(at_once, world, until)
    for days in (60, 10, 0):
        fill(in_steps, world, until - timedelta(days=days))

    things = ("contact", "company", "lead", "deal", "history", "activity", "call", "comment")
    for thing in things:
        rows = list(at_once.table(thing).after(-1))
        assert rows, thing
        assert list(in_steps.table(thing).after(-1)) == rows, thing
