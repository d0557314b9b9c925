"""The emulated Web API: what it answers, what it refuses, and whom it lets wait."""

from datetime import datetime

import httpx
import pytest

from include.sources.web.clock import VirtualClock
from sandbox.systems.dynamics365.limits import MOST_REQUESTS, WINDOW_SECONDS
from sandbox.systems.dynamics365.server import Server
from sandbox.systems.dynamics365.state import CLIENT_ID, CLIENT_SECRET, TENANT, Ref, State
from sandbox.systems.serving import served

MOMENT = datetime(2025, 3, 10, 10)
API = "/api/data/v9.2"
LABELS = 'odata.include-annotations="*"'


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def state(clock):
    """Make an organisation with five contacts of one account, a day apart."""
    state = State(clock.now)
    state.put("accounts", {"accountid": "a1", "name": "Firm"}, MOMENT)
    for day in range(1, 6):
        row = {"contactid": f"c{day}", "fullname": f"Name {day}", "donotemail": day == 1}
        state.put(
            "contacts", row | {"parentcustomerid": Ref("account", "a1")}, MOMENT.replace(day=day)
        )
    return state


@pytest.fixture
def ask(state):
    """Return a function that asks with a token, and returns the answer."""
    with served(Server(state).faults) as place, httpx.Client(base_url=place.url) as client:
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "scope": f"{place.url}/.default",
        }
        token = client.post(f"/{TENANT}/oauth2/v2.0/token", data=form).json()["access_token"]

        def asked(path: str, prefer: str = "", **params: str) -> httpx.Response:
            url = path if path.startswith("http") else f"{API}/{path}"
            headers = {"Authorization": f"Bearer {token}", "Prefer": prefer}
            return client.get(url, headers=headers, params=params or None)

        yield asked


def ids(answer: httpx.Response) -> list[str]:
    return [row.get("contactid", row.get("id")) for row in answer.json()["value"]]


def test_a_page_leads_to_the_next_by_a_link_that_must_be_followed_as_it_is(ask):
    first = ask("contacts?$select=fullname", "odata.maxpagesize=3")
    link = first.json()["@odata.nextLink"]
    second = ask(link, "odata.maxpagesize=3")
    encoded_again = ask(link.replace("%", "%25"), "odata.maxpagesize=3")

    assert ids(first) + ids(second) == ["c1", "c2", "c3", "c4", "c5"]
    assert "@odata.nextLink" not in second.json()
    assert encoded_again.status_code == 400


def test_a_filter_compares_moments_and_lookups_and_an_order_may_fall(ask):
    answer = ask(
        "contacts?$filter=modifiedon ge 2025-03-02T00:00:00Z and modifiedon lt 2025-03-05T00:00:00Z"
        " and _parentcustomerid_value eq a1&$orderby=modifiedon desc&$count=true"
    )

    assert ids(answer) == ["c4", "c3", "c2"]
    assert answer.json()["@odata.count"] == 3


def test_labels_and_the_tables_of_lookups_stand_beside_the_values(ask):
    row = ask("contacts?$select=donotemail,_parentcustomerid_value", LABELS).json()["value"][0]

    label = "OData.Community.Display.V1.FormattedValue"
    assert (row["donotemail"], row[f"donotemail@{label}"]) == (True, "Do Not Allow")
    assert row[f"_parentcustomerid_value@{label}"] == "Firm"
    lookup = "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    assert row[lookup] == "account"


def test_a_delta_link_tells_of_changes_and_of_rows_that_went(state, ask):
    link = ask("contacts?$select=fullname", "odata.track-changes").json()["@odata.deltaLink"]
    state.put("contacts", {"contactid": "c2", "fullname": "New"}, MOMENT)
    state.put("contacts", {"contactid": "c9", "fullname": "Short"}, MOMENT)
    state.remove("contacts", "c9")
    delta = ask(link)

    changed, gone = delta.json()["value"]
    assert changed["fullname"] == "New"
    assert gone["@odata.context"].endswith("#contacts/$deletedEntity")
    assert (gone["id"], gone["reason"]) == ("c9", "deleted")
    assert ask(delta.json()["@odata.deltaLink"]).json()["value"] == []


def test_a_delta_link_holds_for_a_week(state, clock, ask):
    link = ask("contacts", "odata.track-changes").json()["@odata.deltaLink"]
    clock.sleep(3500)
    known = ask(link).status_code
    clock.sleep(7 * 86400)
    state.tokens = dict.fromkeys(state.tokens, float("inf"))

    assert known == 200
    assert ask(link).status_code == 400


@pytest.mark.parametrize("option", ["$filter=contactid eq c1", "$orderby=fullname", "$top=1"])
def test_tracking_takes_no_filter_no_order_and_no_top(ask, option):
    answer = ask(f"contacts?{option}", "odata.track-changes")

    assert answer.status_code == 400
    assert "isn't supported when Change Tracking is enabled" in answer.json()["error"]["message"]


def test_a_table_that_tracks_no_changes_says_so(state, ask):
    state.track("contacts", False)

    assert ask("contacts", "odata.track-changes").status_code == 400
    assert ask("EntityDefinitions(LogicalName='contact')").json()["ChangeTrackingEnabled"] is False


def test_a_column_that_is_not_there_is_refused_and_is_not_among_the_attributes(state, ask):
    state.drop_column("contacts", "fullname")

    names = {
        each["LogicalName"]
        for each in ask("EntityDefinitions(LogicalName='contact')/Attributes").json()["value"]
    }
    assert "fullname" not in names
    assert "contactid" in names
    assert "fullname" in ask("contacts?$select=fullname").json()["error"]["message"]


def test_the_options_of_a_choice_are_told_with_their_labels(ask):
    kind = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
    path = f"EntityDefinitions(LogicalName='cdi_emailevent')/Attributes/{kind}"
    (choice,) = ask(path).json()["value"]

    labels = [
        each["Label"]["UserLocalizedLabel"]["Label"] for each in choice["OptionSet"]["Options"]
    ]
    assert choice["LogicalName"] == "cdi_type"
    assert {"Open", "Click", "Spam"} <= set(labels)


def test_the_people_of_a_call_come_when_they_are_asked_for(state, ask):
    people = [(1, Ref("contact", "c1")), (2, Ref("systemuser", "u1"))]
    state.put("phonecalls", {"activityid": "p1", "parties": people}, MOMENT)
    (row,) = ask("phonecalls?$expand=phonecall_activity_parties").json()["value"]

    said = [
        (each["participationtypemask"], each["_partyid_value"])
        for each in row["phonecall_activity_parties"]
    ]
    assert said == [(1, "c1"), (2, "u1")]


def test_a_merged_record_stays_and_what_hung_on_it_moves(state, ask):
    state.put("incidents", {"incidentid": "i1", "customerid": Ref("contact", "c2")}, MOMENT)
    state.merge("contacts", "c2", "c1", MOMENT)
    loser = ask("contacts?$filter=contactid eq c2").json()["value"][0]

    assert (loser["merged"], loser["_masterid_value"], loser["statecode"]) == (True, "c1", 1)
    assert ask("incidents").json()["value"][0]["_customerid_value"] == "c1"


def test_a_token_ends_after_an_hour(clock, ask):
    clock.sleep(3500)
    before = ask("WhoAmI").status_code
    clock.sleep(200)

    assert (before, ask("WhoAmI").status_code) == (200, 401)


def test_who_asks_too_often_waits_and_who_goes_on_waits_longer(state, clock, ask):
    for _ in range(MOST_REQUESTS):
        state.limits.served(0.01)
    clock.sleep(100)
    refused = [ask("WhoAmI") for _ in range(3)]
    clock.sleep(WINDOW_SECONDS)

    assert [answer.status_code for answer in refused] == [429, 429, 429]
    assert [answer.headers["retry-after"] for answer in refused] == ["200", "201", "202"]
    assert refused[0].json()["error"]["code"] == "0x80072322"
    assert ask("WhoAmI").status_code == 200


def test_who_asks_for_too_much_waits_too(state, ask):
    state.limits.served(1200.0)
    answer = ask("WhoAmI")

    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "0x80072321")


def test_who_asks_for_too_many_things_at_once_waits_too(state, ask):
    state.limits.at_once = 52
    answer = ask("WhoAmI")

    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "0x80072326")


def test_a_missing_privilege_is_named(state, ask):
    state.missing_privileges = {"prvReadContact"}
    answer = ask("contacts")

    assert answer.status_code == 403
    assert "missing prvReadContact privilege" in answer.json()["error"]["message"]
