"""Dynamics 365 against its emulator: tracked changes, labels, rights, limits, and hostile links."""

import json
import logging
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import count

import pytest

from include.errors import ClienteleError
from include.settings import Connection
from include.sources.connector import Access, Request
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.systems.dynamics365.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.dynamics365.errors import TRACE_TEXT
from sandbox.systems.dynamics365.server import Server
from sandbox.systems.dynamics365.state import CLIENT_ID, CLIENT_SECRET, TENANT, Ref, State
from sandbox.systems.dynamics365.tables import Column
from sandbox.systems.faults import Fault
from sandbox.systems.serving import served

MOMENT = datetime(2025, 3, 10, 10)
NIGHT = (datetime(2025, 3, 9, 22), None)
PAGE_SIZE = 2


class Crm:
    """An organisation, the faults in front of it, and a way to read it."""

    def __init__(self, company, address) -> None:
        self.clock = VirtualClock()
        self.state = State(self.clock.now)
        self.faults = Server(self.state).faults
        self.company, self.address = company, address
        self.secret = CLIENT_SECRET

    @contextmanager
    def opened(self):
        """Open a session with small pages."""
        extra = {"scheme": "http", "tenant": TENANT}
        extra["authority"] = f"http://{self.address.host}:{self.address.port}"
        login = Connection(
            "crm",
            "dynamics365",
            self.address.host,
            self.address.port,
            CLIENT_ID,
            self.secret,
            extra=extra,
        )
        options = system_of("dynamics365").options(page_size=PAGE_SIZE)
        progress = Progress("crm", self.clock)
        with open_session(
            Access("crm", login, options, self.company, self.clock, progress)
        ) as streams:
            yield streams

    def read(self, name: str, bookmark: str = "", window=NIGHT, **stream):
        """Read a stream to the end; return its rows, its deletions, and its last page."""
        said = self.company.sources["crm"].streams[name].model_copy(update=stream)
        with self.opened() as streams:
            pages = list(streams[name].read(Request(name, said, *window, bookmark)))
        rows = [row for page in pages for row in page.rows]
        return rows, [key for page in pages for key in page.deleted], pages[-1]

    def put_contacts(self, count: int) -> None:
        """Put contacts, numbered from 1."""
        for number in range(1, count + 1):
            row = {"contactid": f"c{number}", "fullname": f"Name {number}"}
            self.state.put("contacts", row, MOMENT)

    def asked(self, part: str) -> int:
        """Count the requests whose path holds a text."""
        return sum(part in request.path for request in self.faults.log)


@pytest.fixture
def crm(company_of):
    funnels = {"sales": {"stages": ["new", "won"], "lost": ["lost"]}}
    company = company_of({"crm": {"kind": "dynamics365", "connection": "crm"}}, funnels=funnels)
    organisation = Crm(company, None)
    with served(organisation.faults) as place:
        organisation.address = place
        yield organisation


def test_pages_are_read_to_the_end_and_the_last_leaves_a_bookmark(crm):
    crm.put_contacts(5)
    rows, _, last = crm.read("contacts")

    assert [row["contactid"] for row in rows] == ["c1", "c2", "c3", "c4", "c5"]
    assert (last.is_complete, last.total) == (True, 5)
    assert crm.asked("/contacts") == 3
    assert "http" not in json.loads(last.bookmark)["path"]


def test_a_bookmark_brings_changes_and_deletions_and_no_row_twice(crm):
    crm.put_contacts(3)
    *_, first = crm.read("contacts")
    crm.state.put("contacts", {"contactid": "c2", "fullname": "New"}, MOMENT)
    crm.state.remove("contacts", "c3")
    rows, deleted, last = crm.read("contacts", first.bookmark)

    assert [row["fullname"] for row in rows] == ["New"]
    assert deleted == [{"contactid": "c3"}]
    assert not last.is_complete
    assert crm.read("contacts", last.bookmark)[0] == []


def test_a_bookmark_that_leads_to_another_host_is_not_followed(crm, caplog):
    crm.put_contacts(1)
    *_, first = crm.read("contacts")
    spoilt = json.dumps(json.loads(first.bookmark) | {"path": "http://evil.example/"})
    rows, *_ = crm.read("contacts", spoilt)

    assert [row["contactid"] for row in rows] == ["c1"]
    assert "its bookmark cannot be read, so all is read anew" in caplog.text


def test_a_bookmark_that_is_too_old_is_followed_by_a_reading_of_everything(crm):
    crm.put_contacts(3)
    *_, first = crm.read("contacts")
    crm.state.expire_delta_tokens()
    rows, _, last = crm.read("contacts", first.bookmark)

    assert len(rows) == 3
    assert last.is_complete


def test_a_table_without_tracking_is_read_whole_each_time(crm, caplog):
    crm.put_contacts(3)
    crm.state.track("contacts", False)
    with caplog.at_level(logging.WARNING):
        rows, _, last = crm.read("contacts")

    assert len(rows) == 3
    assert (last.is_complete, last.bookmark) == (True, "")
    assert "change tracking is off" in caplog.text


def test_a_stream_set_to_intervals_asks_for_what_was_modified_in_them(crm):
    for day in (9, 10, 11):
        row = {"contactid": f"c{day}", "fullname": "N"}
        crm.state.put("contacts", row, MOMENT.replace(day=day))
    window = (datetime(2025, 3, 10), datetime(2025, 3, 11))
    rows, _, last = crm.read("contacts", window=window, load="interval")

    assert [row["contactid"] for row in rows] == ["c10"]
    assert (last.total, last.bookmark) == (1, "")


def test_the_sweep_lists_the_keys_of_all_rows(crm):
    crm.put_contacts(5)
    stream = crm.company.sources["crm"].streams["contacts"]
    with crm.opened() as streams:
        pages = list(streams["contacts"].keys(Request("contacts", stream, *NIGHT)))

    assert [row["contactid"] for page in pages for row in page.rows] == [
        f"c{n}" for n in range(1, 6)
    ]


def test_calls_come_with_their_people(crm):
    people = [(1, Ref("contact", "c1")), (2, Ref("systemuser", "u1"))]
    crm.state.put("phonecalls", {"activityid": "p1", "parties": people}, MOMENT)
    (row,), *_ = crm.read("phonecalls")

    parties = row["phonecall_activity_parties"]
    assert [each["_partyid_value"] for each in parties] == ["c1", "u1"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("phonecalls", {"phonecall_activity_parties": True}),
        ("emails", {}),
        ("contacts", {}),
    ],
)
def test_people_are_a_field_only_of_a_stream_that_asks_for_them(crm, table, told):
    with crm.opened() as streams:
        fields = streams[table].fields(crm.company.sources["crm"].streams[table])

    assert {name: is_read for name, is_read in fields.items() if not name or "part" in name} == told


def test_a_column_the_company_added_comes_too_and_one_that_is_excluded_never(crm):
    crm.put_contacts(1)
    *_, first = crm.read("contacts")
    for name in ("cr_size", "cr_secret"):
        crm.state.add_column("contacts", Column(name, "String"))
        crm.state.put("contacts", {"contactid": "c1", name: "x"}, MOMENT)
    (row,), *_ = crm.read("contacts", first.bookmark, exclude=("cr_secret",))

    assert row["cr_size"] == "x"
    assert "cr_secret" not in row


def test_a_column_that_went_is_left_out_and_named(crm, caplog):
    crm.put_contacts(1)
    crm.state.drop_column("contacts", "address1_city")
    with caplog.at_level(logging.WARNING):
        (row,), *_ = crm.read("contacts")

    assert "address1_city" not in row
    assert "there is no column address1_city" in caplog.text


def test_a_link_to_another_host_is_refused(crm):
    crm.put_contacts(3)
    crm.state.link_host = "http://evil.example"

    with pytest.raises(ClienteleError, match="another host"):
        crm.read("contacts")


def test_pages_that_go_in_a_circle_are_left(crm):
    crm.put_contacts(6)
    crm.state.links = _Circle()

    with pytest.raises(ClienteleError, match="the pages have no end"):
        crm.read("contacts")


def test_pages_that_hold_nothing_and_lead_ever_further_are_left(crm, monkeypatch):
    numbers = count(1)

    def nothing_and_a_link(_):
        link = f"{crm.address.url}/api/data/v9.2/contacts?page={next(numbers)}"
        return 200, {}, {"value": [], "@odata.nextLink": link}

    monkeypatch.setattr(crm.faults, "error", nothing_and_a_link)
    crm.faults.plan(Fault("500", match="/contacts", times=1_000))

    with pytest.raises(ClienteleError, match="the pages have no end"):
        crm.read("contacts")


class _Circle(dict):
    """Links that all lead to where the first led, twenty times."""

    asked = 0

    def __len__(self) -> int:
        return 0

    def get(self, link):
        self.asked += 1
        return next(iter(self.values())) if self.asked < 20 else super().get(link)


def test_rows_that_never_come_are_missed(crm):
    crm.put_contacts(3)
    crm.faults.on_request(4, lambda: crm.state.links.update(_to_nowhere(crm.state.links)))

    with pytest.raises(ClienteleError, match="counts 3 rows and gave 2"):
        crm.read("contacts")


def _to_nowhere(links):
    """Let every link lead behind the last row."""
    return {link: replace(cursor, after=("z",)) for link, cursor in links.items()}


def test_rows_that_go_while_they_are_read_are_not_missed(crm):
    crm.put_contacts(3)
    crm.faults.on_request(4, lambda: crm.state.remove("contacts", "c3"))

    assert len(crm.read("contacts")[0]) == 2


def test_a_token_is_renewed_before_it_ends_and_once_when_it_ended_early(crm):
    crm.put_contacts(5)
    with crm.opened() as streams:
        stream = crm.company.sources["crm"].streams["contacts"]
        pages = streams["contacts"].read(Request("contacts", stream, *NIGHT))
        next(pages)
        crm.clock.sleep(3400)
        next(pages)
        renewed_in_time = crm.asked("/token")
        crm.state.expire_tokens()
        next(pages)

    assert (renewed_in_time, crm.asked("/token")) == (2, 3)


def test_a_limit_is_waited_out_for_as_long_as_it_says(crm):
    crm.put_contacts(3)
    crm.faults.plan(Fault("429", after=2, retry_after=40))
    rows, *_ = crm.read("contacts")

    assert len(rows) == 3
    assert crm.clock.now() == 40


@pytest.mark.parametrize(
    ("privileges", "secret", "told"),
    [
        ({"prvReadContact"}, CLIENT_SECRET, "prvReadContact.*Read of table contact"),
        (set(), "wrong-secret", "client secret is not valid.*AADSTS7000215"),
    ],
)
def test_what_is_missing_is_named_with_a_remedy_and_no_secret(crm, privileges, secret, told):
    crm.state.missing_privileges, crm.secret = privileges, secret
    with pytest.raises(ClienteleError, match=told) as caught, crm.opened() as streams:
        streams["contacts"].probe()

    assert caught.value.remedy
    assert secret not in str(caught.value)


def test_a_table_that_is_not_there_is_told_of(crm):
    del crm.state.tables["cdi_emailsends"]

    with pytest.raises(ClienteleError, match=r"no such table \(source crm, table cdi_emailsends\)"):
        crm.read("cdi_emailsends")


def test_an_error_s_trace_reaches_no_message_and_no_log(crm, caplog):
    crm.put_contacts(3)
    crm.faults.on_request(4, crm.state.links.clear)
    with caplog.at_level(logging.DEBUG), pytest.raises(ClienteleError) as caught:
        crm.read("contacts")

    assert "Malformed XML" in str(caught.value)
    assert caught.value.remedy
    assert TRACE_TEXT not in str(caught.value) + caplog.text


def test_a_connection_without_its_tenant_is_told_of():
    login = Connection("crm", "dynamics365", "127.0.0.1", 1, CLIENT_ID, CLIENT_SECRET)
    access = Access("crm", login, None, None, VirtualClock(), None)

    with pytest.raises(ClienteleError, match="tenant"), open_session(access):
        pass
