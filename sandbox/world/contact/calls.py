"""Calls: queues in which some give up, calls out, and the missed ones that are called back."""

from typing import Any

import numpy as np
import pyarrow as pa

from sandbox.world.contact.contacts import at_hours, history_end, occasions, people_of, seconds
from sandbox.world.contact.labels import ids_or_null
from sandbox.world.frame import Block, Frame
from sandbox.world.people.duty import Duty, on_duty
from sandbox.world.values import NEVER, nullable, pick

A_MONTH = {"retail": 0.22, "wholesale": 0.55}
UNITS = ("retail", "wholesale")
OUT_SHARE, UNKNOWN_SHARE = 0.35, 0.08
IMPATIENT_SHARE, NO_ANSWER_SHARE, VOICEMAIL_SHARE = 0.09, 0.22, 0.15
CALLED_BACK_SHARE, SUPPORT_SHARE = 0.72, 0.35
SYSTEMS = ("asterisk", "bitrix24", "dynamics365")
# the telephony through which a call of a unit goes: in, out
SYSTEM_SHARES = {
    "retail": ((0.65, 0.35, 0), (0.2, 0.8, 0)),
    "wholesale": ((0.5, 0, 0.5), (0.15, 0, 0.85)),
}
QUEUES = ("sales", "support", "wholesale")
OUTCOMES = ("answered", "missed", "voicemail")
ANSWERED, MISSED, VOICEMAIL = range(3)

Rows = dict[str, Any]


def write_calls(frame: Frame) -> None:
    """Write the calls of every block of clients, those from unknown numbers among them."""
    duty = {unit: on_duty(frame, unit) for unit in UNITS}
    with frame.writer("calls") as writer:
        for block in frame.blocks():
            calls = make_calls(frame, block, duty)
            ids = writer.take_ids(len(calls["client_id"]))
            back = calls.pop("called_back")
            calls["call_id"] = ids
            calls["callback_of"] = nullable(ids[back], back < 0)
            writer.write(calls)


def make_calls(frame: Frame, block: Block, duty: dict[str, Duty]) -> Rows:
    """Return one row per call of a block by time; `called_back` is the row of the missed one."""
    rng = frame.rng("calls", block.number)
    people = people_of(frame, block)
    rate = np.where(people["is_retail"], A_MONTH["retail"], A_MONTH["wholesale"])
    row, day = occasions(rng, frame, people, rate * (people["number"] != ""))
    moment = at_hours(rng, frame, day)
    calls = {
        "unit": people["unit"][row],
        "client_id": people["client_id"][row],
        "phone": people["number"][row],
        "is_out": rng.random(len(row)) < OUT_SHARE,
        "started_at": moment,
        "called_back": np.full(len(row), -1),
    }
    _lose_callers(rng, calls)
    calls = _answered(rng, calls, duty)
    calls = _with_callbacks(rng, calls, duty)
    over = calls["started_at"] < history_end(frame) - np.timedelta64(1, "h")
    return _columns(rng, {name: values[over] for name, values in calls.items()})


def _lose_callers(rng: np.random.Generator, calls: Rows) -> None:
    """Let some call in from a number that nobody knows."""
    count = len(calls["unit"])
    is_unknown = (rng.random(count) < UNKNOWN_SHARE) & ~calls["is_out"]
    strange = pa.array(44_0000_000 + rng.integers(0, 9_999_999, count)).cast(pa.string())
    strange = np.char.add("+380", strange.to_numpy(zero_copy_only=False).astype(str))
    calls["client_id"] = np.where(is_unknown, 0, calls["client_id"])
    calls["phone"] = np.where(is_unknown, strange.astype(object), calls["phone"])


def _answered(rng: np.random.Generator, calls: Rows, duty: dict[str, Duty]) -> Rows:
    """Give each call its employee and outcome; calls out are made only by those at work."""
    count = len(calls["unit"])
    employee = np.zeros(count, np.int64)
    for unit in UNITS:
        own = calls["unit"] == unit
        inbound, outbound = own & ~calls["is_out"], own & calls["is_out"]
        employee[inbound] = duty[unit].now(rng, calls["started_at"][inbound])
        who, when = duty[unit].soon(rng, calls["started_at"][outbound])
        employee[outbound], calls["started_at"][outbound] = who, when
    fails = np.where(calls["is_out"], NO_ANSWER_SHARE, IMPATIENT_SHARE)
    is_missed = (rng.random(count) < fails) | (employee == 0)
    is_voice = is_missed & (rng.random(count) < VOICEMAIL_SHARE)
    calls["outcome"] = np.where(is_voice, VOICEMAIL, np.where(is_missed, MISSED, ANSWERED))
    calls["employee_id"] = np.where(is_missed & ~calls["is_out"], 0, employee)
    return _in_order(calls, (employee > 0) | ~calls["is_out"])


def _with_callbacks(rng: np.random.Generator, calls: Rows, duty: dict[str, Duty]) -> Rows:
    """Call back most of those who were missed, when somebody is free."""
    is_lost = ~calls["is_out"] & (calls["outcome"] != ANSWERED)
    lost = np.flatnonzero(is_lost & (rng.random(len(is_lost)) < CALLED_BACK_SHARE))
    back = {name: values[lost] for name, values in calls.items()}
    back["is_out"], back["called_back"] = np.ones(len(lost), bool), lost
    minutes = np.exp(rng.normal(3.4, 0.9, len(lost)))
    wanted = back["started_at"] + seconds(90 + minutes * 60)
    back["employee_id"] = np.zeros(len(lost), np.int64)
    for unit in UNITS:
        own = back["unit"] == unit
        who, when = duty[unit].soon(rng, wanted[own])
        back["employee_id"][own], wanted[own] = who, when
    back["started_at"] = wanted
    back["outcome"] = np.where(rng.random(len(lost)) < NO_ANSWER_SHARE, MISSED, ANSWERED)
    both = {name: np.concatenate([calls[name], back[name]]) for name in calls}
    return _in_order(both, np.r_[np.ones(len(is_lost), bool), back["employee_id"] > 0])


def _in_order(calls: Rows, is_kept: np.ndarray) -> Rows:
    """Keep some calls, by the moment they began, and renumber what they call back."""
    kept = np.flatnonzero(is_kept)
    order = kept[np.lexsort((kept, calls["started_at"][kept]))]
    place = np.full(len(is_kept), -1)
    place[order] = np.arange(len(order))
    calls = {name: values[order] for name, values in calls.items()}
    back = calls["called_back"]
    calls["called_back"] = np.where(back >= 0, place[back], -1)
    return calls


def _columns(rng: np.random.Generator, calls: Rows) -> Rows:
    """Turn codes into columns, and say when each call was taken and ended."""
    waited, talked = _lasted(rng, calls)
    picked_up = calls["started_at"] + seconds(waited)
    is_support = rng.random(len(waited)) < SUPPORT_SHARE
    queue = np.where(calls["unit"] == "wholesale", 2, is_support.astype(int))
    return {
        "system": pick(SYSTEMS, _systems(rng, calls)),
        "client_id": ids_or_null(calls["client_id"]),
        "phone": calls["phone"],
        "direction": pick(("in", "out"), calls["is_out"].astype(int)),
        "started_at": calls["started_at"],
        "answered_at": np.where(calls["outcome"] == ANSWERED, picked_up, NEVER),
        "ended_at": picked_up + seconds(talked),
        "employee_id": ids_or_null(calls["employee_id"]),
        "queue": pick((*QUEUES, None), np.where(calls["is_out"], 3, queue)),
        "waited_seconds": waited,
        "talked_seconds": talked,
        "outcome": pick(OUTCOMES, calls["outcome"]),
        "called_back": calls["called_back"],
    }


def _lasted(rng: np.random.Generator, calls: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Draw the seconds that each call waited and was talked; in the queue some wait long."""
    count, is_out = len(calls["unit"]), calls["is_out"]
    busy = 1.0 + 1.2 * (rng.random(count) < 0.2)
    rings = np.where(is_out, rng.gamma(3.0, 5.0, count), rng.gamma(1.6, 14.0, count)) * busy
    hangs_up = np.where(is_out, rng.gamma(5.0, 5.0, count), 8 + rng.gamma(1.4, 30.0, count))
    answered = calls["outcome"] == ANSWERED
    waited = np.ceil(np.where(answered, rings, hangs_up)).astype(np.int64)
    talk = np.ceil(np.exp(rng.normal(4.75, 0.85, count))).astype(np.int64)
    message = np.where(calls["outcome"] == VOICEMAIL, talk % 40 + 5, 0)
    return waited, np.where(answered, talk, message)


def _systems(rng: np.random.Generator, calls: Rows) -> np.ndarray:
    """Draw the telephony of each call by unit and direction."""
    shares = np.cumsum([SYSTEM_SHARES[unit] for unit in UNITS], axis=2)
    reach = shares[(calls["unit"] == UNITS[1]).astype(int), calls["is_out"].astype(int)]
    return (rng.random(len(reach))[:, None] >= reach).sum(axis=1)
