"""Asterisk's records in a real PostgreSQL: what is one call, who spoke, how long they waited."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from include.landing.load import load_landing
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from sandbox.systems.asterisk.fill import SCHEMA, write
from sandbox.systems.asterisk.records import Call, events, records
from tests.conftest import extract_days

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2025, 3, 10, 12)
DAY = date(2025, 3, 10)
PBX = {"kind": "asterisk", "connection": "shop_db"}
CDR_ALONE = PBX | {"only": ["cdr"], "views": {"calls": "from calls_without_cel"}}


@pytest.fixture
def exchange(shop, home):
    """Make the exchange's tables, and return how records are put into them."""
    shop.execute(SCHEMA.read_text(encoding="utf-8"))

    def put(*rows: dict, table: str = "cdr") -> None:
        write(shop, table, iter(rows))

    return put


def leg(number: int = 1, begins: datetime = NOON, **said: object) -> dict:
    """Return a record of a call from outside, its local time in `begins`' zone Kyiv."""
    told = begins.replace(tzinfo=KYIV, fold=begins.fold)
    linkedid = f"{int(told.timestamp())}.5"
    return {
        "calldate": begins,
        "clid": "",
        "src": "+380441112233",
        "dst": "600",
        "dcontext": "from-trunk",
        "channel": "PJSIP/trunk-ua-00000001",
        "dstchannel": "",
        "lastapp": "Queue",
        "duration": 0,
        "billsec": 0,
        "disposition": "NO ANSWER",
        "uniqueid": linkedid,
        "linkedid": linkedid,
        "sequence": number,
    } | said


def calls_of(company_of, source: dict = CDR_ALONE, first: date = DAY, days: int = 1) -> list[dict]:
    """Extract some days and return what is known of the calls, by when they began."""
    company = company_of({"pbx": source}, zone="Europe/Kyiv")
    extract_days(company, "pbx", first, days)
    load_landing(company)
    with open_warehouse() as database:
        found = database.execute("from landing.interactions order by started_at, interaction_id")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def answered(device: str, talked: int, **said: object) -> dict:
    return {
        "dstchannel": f"PJSIP/{device}-0000000a",
        "duration": talked,
        "billsec": talked,
        "disposition": "ANSWERED",
    } | said


def test_a_queue_that_rings_six_phones_is_one_call_that_was_missed_once(exchange, company_of):
    rings = [
        leg(n, NOON + timedelta(seconds=15 * n), dstchannel=f"PJSIP/10{n}-0001", duration=15)
        for n in range(6)
    ]
    linked = {"uniqueid": rings[0]["linkedid"], "linkedid": rings[0]["linkedid"]}
    given_up = answered("", 5, dstchannel="", billsec=5) | linked
    exchange(*[ring | linked for ring in rings], leg(6, NOON + timedelta(seconds=90)) | given_up)

    (call,) = calls_of(company_of)

    assert (call["outcome"], call["direction"], call["employee_id"]) == ("missed", "inbound", None)
    assert (call["waited_seconds"], call["talked_seconds"]) == (95, 0)


def test_of_phones_that_ring_together_the_winner_spoke(exchange, company_of):
    winner = answered("112", 60, duration=80)
    exchange(
        leg(1, dstchannel="PJSIP/107-0001", duration=20),
        leg(2) | winner,
        leg(3, dstchannel="PJSIP/109-0001", duration=20),
    )

    (call,) = calls_of(company_of)

    assert (call["outcome"], call["employee_id"]) == ("answered", "112")
    assert (call["waited_seconds"], call["talked_seconds"]) == (20, 60)


def test_a_call_that_is_handed_on_is_one_call_and_its_talks_add_up(exchange, company_of):
    asked_back = {"channel": "PJSIP/107-0001", "uniqueid": "1741600000.9"}
    exchange(
        leg(1) | answered("107", 30, duration=40),
        leg(2, NOON + timedelta(seconds=40), linkedid=leg()["linkedid"])
        | answered("112", 15)
        | asked_back,
        leg(3, NOON + timedelta(seconds=55), linkedid=leg()["linkedid"]) | answered("112", 100),
    )

    (call,) = calls_of(company_of)

    assert (call["employee_id"], call["talked_seconds"]) == ("107", 130)
    assert call["ended_at"] - call["started_at"] == timedelta(seconds=155)


def test_a_voicemail_is_no_talk(exchange, company_of):
    spoken = {"lastapp": "VoiceMail", "billsec": 30, "duration": 30, "disposition": "ANSWERED"}
    exchange(
        leg(1, dstchannel="PJSIP/107-0001", duration=20),
        leg(2, NOON + timedelta(seconds=20), linkedid=leg()["linkedid"]) | spoken,
    )

    (call,) = calls_of(company_of)

    assert (call["outcome"], call["talked_seconds"]) == ("voicemail", 0)
    assert call["waited_seconds"] == 20


def test_the_direction_is_told_by_the_devices_and_the_context(exchange, company_of):
    out = {"channel": "SIP/107-0a", "dst": "00442071112233", "dcontext": "from-internal"}
    within = {"channel": "SIP/107-0c", "dst": "112", "dcontext": "from-internal"}
    late = [NOON + timedelta(minutes=n) for n in range(4)]
    exchange(
        leg(1, late[0]) | answered("trunk-ua", 10) | out,
        leg(2, late[1], dstchannel="PJSIP/112-0001") | within,
        leg(3, late[2], src="anonymous") | answered("112", 10),
        leg(4, late[3], channel="SIP/100200-0d", dcontext="from-pstn") | answered("112", 10),
    )

    calls = calls_of(company_of)

    assert [call["direction"] for call in calls] == ["outbound", "internal", "inbound", "inbound"]
    assert [call["identifier_value"] for call in calls] == [
        "+442071112233",
        None,
        None,
        "+380441112233",
    ]


def test_the_hour_that_comes_twice_is_told_apart_by_the_seconds_in_the_name(exchange, company_of):
    night = datetime(2025, 10, 26, 3, 30)
    exchange(
        leg(1, night) | answered("107", 10), leg(2, night.replace(fold=1)) | answered("107", 10)
    )

    calls = calls_of(company_of, first=night.date())

    assert [call["started_at"] for call in calls] == [
        datetime(2025, 10, 26, 0, 30),
        datetime(2025, 10, 26, 1, 30),
    ]


def test_a_call_through_the_hour_that_comes_twice_is_as_long_as_it_was(exchange, company_of):
    night = datetime(2025, 10, 26, 3, 59, 50)
    linked = {"linkedid": leg(1, night)["linkedid"]}
    exchange(
        leg(1, night, dstchannel="PJSIP/107-0001", duration=15),
        leg(2, datetime(2025, 10, 26, 3, 0, 5), **linked) | answered("112", 60, duration=70),
    )

    (call,) = calls_of(company_of, first=night.date())

    assert call["waited_seconds"] == 25
    assert call["ended_at"] - call["started_at"] == timedelta(seconds=85)


def test_a_call_of_three_hours_is_found_the_night_after_it_ended(exchange, company_of):
    evening = datetime(2025, 3, 10, 22, 30)
    company = company_of({"pbx": CDR_ALONE}, zone="Europe/Kyiv")
    extract_days(company, "pbx", DAY)
    exchange(leg(1, evening) | answered("107", 3 * 3600))

    (call,) = calls_of(company_of, first=date(2025, 3, 11))

    assert call["started_at"] == datetime(2025, 3, 10, 20, 30)
    assert call["talked_seconds"] == 3 * 3600


def test_the_same_record_written_twice_counts_once(exchange, company_of):
    hostile = leg(1, clid="\"=cmd|' /C calc'!A0\" <b>") | answered("107", 30)
    exchange(hostile, hostile)

    (call,) = calls_of(company_of)

    assert call["talked_seconds"] == 30


def test_an_employee_is_found_in_the_extension(exchange, company_of):
    exchange(leg(1) | answered("107", 30))

    (call,) = calls_of(company_of, CDR_ALONE | {"options": {"employees": "^10*(\\d+)$"}})

    assert call["employee_id"] == "7"


def test_channel_events_tell_the_wait_better_where_there_are_any(exchange, company_of):
    exchange(leg(1) | answered("107", 30, duration=31))
    named = {"uniqueid": leg()["linkedid"], "linkedid": leg()["linkedid"]}
    exchange(
        {"id": 1, "eventtype": "CHAN_START", "eventtime": NOON} | named,
        {"id": 2, "eventtype": "BRIDGE_ENTER", "eventtime": NOON + timedelta(seconds=9)} | named,
        table="cel",
    )

    (call,) = calls_of(company_of, PBX)

    assert call["waited_seconds"] == 9


def test_a_call_names_the_queue_it_waited_in_last_and_the_number_that_was_called(
    exchange, company_of
):
    dialled = {"dst": "380445556677", "lastdata": "sales,tT,,,300"}
    exchange(
        leg(1, duration=15, **dialled),
        leg(2, NOON + timedelta(seconds=15), lastdata="support", linkedid=leg()["linkedid"])
        | answered("107", 30),
    )

    (call,) = calls_of(company_of)

    assert (call["queue_name"], call["line_name"]) == ("support", "380445556677")


@pytest.mark.parametrize(
    "said",
    [
        {"channel": "SIP/107-0a", "dst": "380671112233", "dcontext": "from-internal"},
        {"dst": "380671112233", "dcontext": "ext-local"},
        {"dst": "s"},
    ],
    ids=["a call out", "the dial plan moved on", "no number"],
)
def test_what_may_be_somebody_elses_number_is_no_line(exchange, company_of, said):
    exchange(leg(1, lastapp="Dial", **said) | answered("trunk-ua", 10))

    (call,) = calls_of(company_of)

    assert (call["queue_name"], call["line_name"]) == (None, None)


@pytest.mark.parametrize(
    ("channel", "exten", "line"),
    [
        ("PJSIP/trunk-ua-00000001", "380445556677", "380445556677"),
        ("PJSIP/trunk-ua-00000001", "s", "600"),
        ("SIP/107-0a", "380671112233", None),
    ],
)
def test_channel_events_tell_the_number_that_was_called_in(
    exchange, company_of, channel, exten, line
):
    context = "from-internal" if line is None else "from-trunk"
    exchange(leg(1, channel=channel, dcontext=context) | answered("107", 30))
    named = {"uniqueid": leg()["linkedid"], "linkedid": leg()["linkedid"], "eventtime": NOON}
    exchange(
        {"id": 1, "eventtype": "CHAN_START", "exten": exten} | named,
        {"id": 2, "eventtype": "CHAN_START", "exten": "107"} | named,
        table="cel",
    )

    (call,) = calls_of(company_of, PBX)

    assert call["line_name"] == line


def test_every_call_that_the_exchange_wrote_down_is_found_as_it_was(exchange, company_of):
    made = [
        Call(
            number,
            NOON + timedelta(minutes=10 * number),
            number % 3 == 0,
            "0441112233",
            "107",
            None if number % 3 == 0 else "sales",
            7 * number,
            talked,
            outcome,
        )
        for number, (talked, outcome) in enumerate(
            [(60, "answered"), (0, "missed"), (20, "voicemail")] * 12
        )
    ]
    exchange(*[row for call in made for row in records(call, KYIV)])
    exchange(*[row for call in made for row in events(call, KYIV)], table="cel")

    found = calls_of(company_of, PBX)

    assert [
        (f["started_at"], f["direction"], f["outcome"], f["waited_seconds"], f["talked_seconds"])
        for f in found
    ] == [
        (
            call.started_at,
            "outbound" if call.is_out else "inbound",
            call.outcome,
            call.waited,
            call.talked if call.outcome == "answered" else 0,
        )
        for call in made
    ]


def test_the_check_names_the_table_that_is_not_there(exchange, shop, company_of):
    shop.execute("drop table cel")
    (problem,) = check_sources(company_of({"pbx": PBX}))

    assert "stream cel" in str(problem)
