"""The company's Dynamics 365, read twice and mapped: as many of each as the company has."""

from datetime import date, datetime, time

import pytest

from include.errors import Note
from include.landing.load import load_landing
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from sandbox.systems.dynamics365.fill import fill
from sandbox.systems.dynamics365.server import Server
from sandbox.systems.dynamics365.state import Ref, State
from sandbox.systems.serving import served
from sandbox.world.world import make_world
from tests.conftest import extract_days

SOURCE = {
    "kind": "dynamics365",
    "connection": "crm",
    "options": {"contact_number": "cr_clientnumber", "funnel": "wholesale"},
}
FUNNELS = {
    "retail": {"stages": ["new", "won"]},
    "wholesale": {"stages": ["new", "qualified", "proposal", "contract", "won"], "lost": ["lost"]},
}
MOMENT = datetime(2025, 3, 10, 10)
DAY = date(2025, 3, 10)
EVENTS_KNOWN = "select event_id, event_kind from landing.campaign_events"

EVENTS = "from campaign_events where system = 'dynamics365' and happened_at <= $moment"
KEPT = "and coalesce(removed_at > $moment, true)"
TRUTH = {
    "clients": "from clients where unit = 'wholesale' and in_crm and created_at <= $moment " + KEPT,
    "employees": "from employees where hired_on <= $moment",
    "leads": "from leads where unit = 'wholesale' and created_at <= $moment",
    "deals": "from deals where unit = 'wholesale' and created_at <= $moment " + KEPT,
    "orders": "from orders where unit = 'wholesale' and entered_at <= $moment " + KEPT,
    "invoices": "from invoices where unit = 'wholesale' and issued_at <= $moment",
    "interactions": "from calls where system = 'dynamics365' and ended_at <= $moment",
    "requests": "from requests where unit = 'wholesale' and created_at <= $moment",
    "campaigns": "from campaigns where system = 'dynamics365' and sent_at <= $moment",
    "campaign_events where event_kind = 'clicked'": f"{EVENTS} and kind = 'clicked'",
    "campaign_events where event_kind = 'sent'": f"{EVENTS} and kind = 'sent'",
}


class Crm:
    """An organisation, and the company that reads some of its streams."""

    def __init__(self, state: State, company_of) -> None:
        self.state, self._company_of = state, company_of

    def company(self, *only: str):
        """Return the company; without names it reads all streams."""
        source = SOURCE | ({"only": list(only)} if only else {})
        return self._company_of({"crm": source}, funnels=FUNNELS, zone="Europe/Kyiv")

    def known(self, company, *queries: str) -> list[list[tuple]]:
        """Load what landed, and answer queries."""
        load_landing(company)
        with open_warehouse() as database:
            return [database.execute(query).fetchall() for query in queries]


@pytest.fixture
def crm(company_of, home, monkeypatch):
    server = Server(State())
    with served(server.faults) as place:
        monkeypatch.setenv("AIRFLOW_CONN_CRM", server.connection(place))
        yield Crm(server.state, company_of)


def test_there_are_as_many_of_each_as_the_company_has(crm, tmp_path):
    company, world = crm.company(), make_world(tmp_path / "world", "XS")
    begin = world.first_day
    for end in (date(2025, 9, 1), world.last_day):
        moment = datetime.combine(end, time(21))
        fill(crm.state, world, moment)
        extract_days(company, "crm", begin, (end - begin).days + 1, closing=True)
        begin = end
    with world.open() as session:
        expected = {
            name: session.execute(f"select count(*) {query}", {"moment": moment}).fetchone()
            for name, query in TRUTH.items()
        }

    found = crm.known(company, *(f"select count(*) from landing.{name}" for name in TRUTH))
    counts = {name: row for name, (row,) in zip(TRUTH, found, strict=True)}
    assert counts == expected
    assert [each for each in check_sources(company) if not isinstance(each, Note)] == []


def test_clients_are_known_by_the_numbers_that_other_systems_use(crm):
    state, company = crm.state, crm.company("systemusers", "accounts", "contacts", "incidents")
    state.put("accounts", {"accountid": "a1", "name": "Firm", "accountnumber": "11"}, MOMENT)
    for number in ("12", "13"):
        row = {"contactid": f"c{number}", "cr_clientnumber": number}
        state.put("contacts", row | {"parentcustomerid": Ref("account", "a1")}, MOMENT)
    state.put("contacts", {"contactid": "c0"}, MOMENT)
    state.put("incidents", {"incidentid": "i1", "customerid": Ref("contact", "c13")}, MOMENT)
    state.merge("contacts", "c13", "c12", MOMENT)
    extract_days(company, "crm", DAY, closing=True)

    clients, requests = crm.known(
        company,
        "select client_id, parent_client_id, merged_into_id from landing.clients order by 1",
        "select client_id from landing.requests",
    )
    assert clients == [
        ("11", None, None),
        ("12", "11", None),
        ("13", "11", "12"),
        ("c0", None, None),
    ]
    assert requests == [("12",)]


def test_a_deal_s_stages_are_its_first_its_present_and_its_end(crm):
    state = crm.state
    company = crm.company("systemusers", "accounts", "contacts", "opportunities")
    later = MOMENT.replace(hour=12)
    row = {"stepname": "3-Proposal", "createdon": MOMENT}
    state.put("opportunities", {"opportunityid": "open", **row}, later)
    ended = {"statecode": 2, "statuscode": 6, "actualclosedate": later}
    state.put("opportunities", {"opportunityid": "over", **row, **ended}, later)
    extract_days(company, "crm", DAY, closing=True)

    events, lost = crm.known(
        company,
        "select deal_id, stage, entered_at from landing.deal_stage_events order by all",
        "select funnel_id, lost_reason from landing.deals where deal_id = 'over'",
    )
    assert events == [
        ("open", "new", MOMENT),
        ("open", "proposal", later),
        ("over", "lost", later),
        ("over", "new", MOMENT),
    ]
    assert lost == [("wholesale", "Price")]


def test_an_event_is_known_by_its_label_and_one_of_no_known_label_is_refused(crm):
    state, company = crm.state, crm.company("cdi_emailevents")
    state.add_label("cdi_emailevents", "cdi_type", 777, "Forwarded")
    send = {"cdi_emailsendid": Ref("cdi_emailsend", "s1"), "cdi_date": MOMENT}
    for key, code in (("e1", 100000002), ("e2", 777)):
        row = {"cdi_emaileventid": key, "cdi_type": code, **send}
        state.put("cdi_emailevents", row, MOMENT)
    (batch,) = extract_days(company, "crm", DAY, closing=True)

    assert crm.known(company, EVENTS_KNOWN) == [[("e1", "clicked")]]
    assert batch.quarantined == 1


def test_what_clickdimensions_throws_away_when_it_is_old_stays_ours(crm):
    state, company = crm.state, crm.company("cdi_sentemails")
    row = {"cdi_sentemailid": "e1", "cdi_emailsendid": Ref("cdi_emailsend", "s1")}
    state.put("cdi_sentemails", row, MOMENT)
    extract_days(company, "crm", DAY, closing=True)
    state.remove("cdi_sentemails", "e1")
    extract_days(company, "crm", date(2025, 3, 11), closing=True)
    state.expire_delta_tokens()
    extract_days(company, "crm", date(2025, 3, 12), closing=True)

    assert crm.known(company, EVENTS_KNOWN) == [[("e1", "sent")]]


def test_what_was_only_begun_is_planned(crm):
    people = ("systemusers", "accounts", "contacts")
    state, company = crm.state, crm.company(*people, "phonecalls", "emails")
    state.put("phonecalls", {"activityid": "p1", "statecode": 0, "directioncode": True}, MOMENT)
    sent = {"directioncode": True, "senton": MOMENT, "statuscode": 3}
    state.put("emails", {"activityid": "e1", "directioncode": True, "statuscode": 1}, MOMENT)
    state.put("emails", {"activityid": "e2", **sent}, MOMENT)
    extract_days(company, "crm", DAY, closing=True)

    outcomes = crm.known(
        company, "select interaction_id, outcome from landing.interactions order by 1"
    )
    assert outcomes == [[("e1", "planned"), ("e2", "sent"), ("p1", "planned")]]


def test_a_call_that_was_called_off_before_it_began_is_planned_and_not_missed(crm):
    people = ("systemusers", "accounts", "contacts")
    state, company = crm.state, crm.company(*people, "phonecalls")
    canceled = {"statecode": 2, "statuscode": 3}
    state.put("phonecalls", {"activityid": "off", **canceled, "scheduledstart": MOMENT}, MOMENT)
    state.put("phonecalls", {"activityid": "rang", **canceled, "actualstart": MOMENT}, MOMENT)
    extract_days(company, "crm", DAY, closing=True)

    assert crm.known(
        company, "select interaction_id, outcome from landing.interactions order by 1"
    ) == [[("off", "planned"), ("rang", "missed")]]


def test_a_call_belongs_to_the_client_among_its_people(crm):
    state, company = crm.state, crm.company("systemusers", "accounts", "contacts", "phonecalls")
    state.put("systemusers", {"systemuserid": "u1", "employeeid": "7"}, MOMENT)
    state.put("accounts", {"accountid": "a1", "accountnumber": "11"}, MOMENT)
    state.put("contacts", {"contactid": "c1", "cr_clientnumber": "12"}, MOMENT)
    seller = Ref("systemuser", "u1")
    call = {
        "activityid": "p1",
        "directioncode": True,
        "statecode": 1,
        "actualstart": MOMENT,
        "actualend": MOMENT.replace(minute=3),
        "ownerid": seller,
        "regardingobjectid": Ref("account", "a1"),
        "parties": [(1, seller), (2, Ref("contact", "c1"))],
    }
    state.put("phonecalls", call, MOMENT)
    extract_days(company, "crm", DAY, closing=True)

    calls = crm.known(
        company,
        "select client_id, employee_id, direction, outcome, talked_seconds "
        "from landing.interactions",
    )
    assert calls == [[("12", "7", "outbound", "answered", 180)]]
