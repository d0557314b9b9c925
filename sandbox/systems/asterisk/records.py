"""What Asterisk writes of one call: a record for every try to reach somebody, and its events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

RING_SECONDS, MOST_TRIES = 15, 6
COLLEAGUES = ("190", "191", "192", "193", "194", "195")
CLIDS = ('"{0}" <{0}>', "\"=cmd|' /C calc'!A0\" <{0}>", '"<b>{0}</b>" <{0}>', "{0}")

Row = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call that is over; moments are naive UTC, whole seconds. `extension` is who it was."""

    call_id: int
    started_at: datetime
    is_out: bool
    number: str
    extension: str | None
    queue: str | None
    waited: int
    talked: int
    outcome: str

    @property
    def linkedid(self) -> str:
        """The name of the first channel: the second it was made, and a number."""
        return f"{int(self.started_at.replace(tzinfo=UTC).timestamp())}.{self.call_id}"


def records(call: Call, zone: ZoneInfo) -> Iterator[Row]:
    """Yield the rows of table cdr; their times are the exchange's local time, without a zone."""
    legs = [_dialled(call)] if call.is_out else list(_queued(call))
    if call.call_id % 101 == 0:
        legs.append(legs[0])
    numbers = {id(leg): number for number, leg in enumerate(legs)}
    clid = CLIDS[call.call_id % 50 % len(CLIDS) if call.call_id % 50 < 4 else 0]
    for leg in legs:
        begins = call.started_at + timedelta(seconds=leg["after"])
        row = {name: value for name, value in leg.items() if name != "after"}
        yield {
            "calldate": _local(begins, zone),
            "clid": clid.format(call.number),
            "uniqueid": call.linkedid,
            "linkedid": call.linkedid,
            "sequence": call.call_id * 10 + numbers[id(leg)],
        } | row


def events(call: Call, zone: ZoneInfo) -> Iterator[Row]:
    """Yield the rows of table cel."""
    over = call.waited + call.talked
    told = [("CHAN_START", 0, ""), ("APP_START", 0, "Dial" if call.is_out else "Queue")]
    if call.outcome == "answered":
        told += [("BRIDGE_ENTER", call.waited, ""), ("BRIDGE_EXIT", over, "")]
    told += [("HANGUP", over, ""), ("LINKEDID_END", over, "")]
    for number, (kind, after, application) in enumerate(told):
        yield {
            "id": call.call_id * 10 + number,
            "eventtype": kind,
            "eventtime": _local(call.started_at + timedelta(seconds=after), zone),
            "cid_num": call.number,
            "appname": application,
            "uniqueid": call.linkedid,
            "linkedid": call.linkedid,
        }


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _dialled(call: Call) -> Row:
    """Return the one record of a call out."""
    return {
        "after": 0,
        "src": call.extension,
        "dst": call.number,
        "dcontext": "from-internal",
        "channel": f"PJSIP/{call.extension}-{call.call_id:08x}",
        "dstchannel": f"PJSIP/trunk-{call.call_id:08x}",
        "lastapp": "Dial",
        "duration": call.waited + call.talked,
        "billsec": call.talked,
        "disposition": "ANSWERED" if call.talked else "NO ANSWER",
    }


def _queued(call: Call) -> Iterator[Row]:
    """Yield a record for each device that rang in vain, then those of how the call ended."""
    tries = min(MOST_TRIES, call.waited // RING_SECONDS)
    for number in range(tries):
        ringing = COLLEAGUES[(call.call_id + number) % len(COLLEAGUES)]
        yield _in(call, number * RING_SECONDS, RING_SECONDS, 0, device=ringing)
    since = tries * RING_SECONDS
    left = call.waited - since
    if call.outcome == "answered":
        yield from _talk(call, since, left)
    elif call.outcome == "voicemail":
        yield _in(call, call.waited, call.talked, call.talked, application="VoiceMail")
    else:
        yield _in(call, since, left, left)


def _talk(call: Call, since: int, rang: int) -> Iterator[Row]:
    """Yield the talk; sometimes others rang beside the winner, sometimes it was handed on."""
    if call.call_id % 7 == 0 and rang:
        yield _in(call, since, rang, 0, device=COLLEAGUES[0])
    first = call.talked // 3 if call.call_id % 11 == 0 else call.talked
    yield _in(call, since, rang + first, first, device=call.extension)
    if first < call.talked:
        colleague, rest = COLLEAGUES[1], call.talked - first
        asked_back = _in(call, call.waited, first, first, device=colleague)
        yield asked_back | {
            "src": call.extension,
            "channel": f"PJSIP/{call.extension}-{call.call_id + 1:08x}",
            "dcontext": "from-internal",
            "uniqueid": f"{call.linkedid}9",
        }
        yield _in(call, call.waited + first, rest, rest, device=colleague)


def _in(
    call: Call,
    after: int,
    duration: int,
    billsec: int,
    *,
    device: str | None = "",
    application: str = "Queue",
) -> Row:
    """Return a record of a call that came in over the trunk.

    A queue answers its caller itself: one who waited in vain was "answered" by no device.
    """
    answered = billsec or (not device and application == "Queue")
    return {
        "after": after,
        "src": call.number,
        "dst": "600",
        "dcontext": "from-trunk",
        "channel": f"PJSIP/trunk-{call.call_id:08x}",
        "dstchannel": f"PJSIP/{device}-{call.call_id + after:08x}" if device else "",
        "lastapp": application,
        "lastdata": call.queue or "",
        "duration": duration,
        "billsec": billsec,
        "disposition": "ANSWERED" if answered else "NO ANSWER",
    }
