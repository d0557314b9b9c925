"""What employees do around a deal: documents, tasks and meetings."""

from typing import Any

import numpy as np

from sandbox.world.calendar import in_working_hours, to_utc
from sandbox.world.values import NEVER, draw, nullable

DAY_SECONDS = 86_400
TASKS_PER_DEAL, FORGOTTEN = 1.3, 0.08
TASKS = ("Подзвонити", "Надіслати пропозицію", "Уточнить реквизиты", "Follow up", "Рахунок")
MEETING_SHARE = {"retail": 0.12, "wholesale": 0.55}
MEETINGS = ("Знайомство", "Показ зразків", "Обсуждение договора", "Catalogue review")
DOCUMENTS = {
    "proposal": ("proposal",),
    "contract": ("agreed", "contract"),
}
APPROVED_SHARE = 0.5  # of the contracts of firms go through the lawyers first

Rows = dict[str, Any]


def make_documents(rng: np.random.Generator, deals: Rows, moves: Rows) -> Rows:
    """Return a proposal, a contract and the lawyers' approval for deals that came that far."""
    parts = [_of_stage(moves, kind, stages) for kind, stages in DOCUMENTS.items()]
    contracts = parts[1]
    lawyers = ~deals["is_retail"][contracts[1]] & (rng.random(len(contracts[1])) < APPROVED_SHARE)
    parts.append((np.full(lawyers.sum(), "approval"), *(one[lawyers] for one in contracts[1:])))
    kind, deal, created = (np.concatenate(column) for column in zip(*parts, strict=True))
    is_won, count = deals["order"][deal] >= 0, len(deal)
    created = created + rng.integers(5, 600, count).astype("timedelta64[m]")
    created = np.minimum(created, deals["ends"][deal])
    left = (deals["ends"][deal] - created) / np.timedelta64(1, "s")
    signed = created + (left * rng.uniform(0.3, 1.0, count)).astype(np.int64).astype(
        "timedelta64[s]"
    )
    is_signed = np.where(kind == "proposal", rng.random(count) < 0.5, is_won)
    status = np.where(is_signed, "signed", np.where(kind == "proposal", "sent", "rejected"))
    by_time = np.lexsort((kind, deal, created))
    return {
        "deal_id": deals["deal_id"][deal][by_time],
        "client_id": deals["client_id"][deal][by_time],
        "unit": deals["unit"][deal][by_time],
        "kind": kind[by_time],
        "status": status[by_time],
        "created_at": created[by_time],
        "signed_at": np.where(is_signed, signed, NEVER)[by_time],
    }


def make_tasks(rng: np.random.Generator, deals: Rows) -> Rows:
    """Return what sellers set themselves to do; most is done near its time, some never."""
    deal = np.repeat(np.arange(len(deals["ends"])), rng.poisson(TASKS_PER_DEAL, len(deals["ends"])))
    count = len(deal)
    lasts = (deals["ends"] - deals["created_at"])[deal] / np.timedelta64(1, "s")
    created = deals["created_at"][deal] + _seconds(lasts * rng.random(count))
    due = created + _seconds((1 + rng.integers(0, 6, count)) * DAY_SECONDS)
    done = np.maximum(due + _seconds(rng.normal(-0.5, 1.2, count) * DAY_SECONDS), created)
    is_done = rng.random(count) >= FORGOTTEN
    return {
        "deal_id": deals["deal_id"][deal],
        "client_id": deals["client_id"][deal],
        "employee_id": deals["employee_id"][deal],
        "unit": deals["unit"][deal],
        "subject": np.array(TASKS)[rng.integers(0, len(TASKS), count)],
        "created_at": created,
        "due_at": due,
        "completed_at": np.where(is_done, done, NEVER),
    }


def make_meetings(rng: np.random.Generator, deals: Rows) -> Rows:
    """Return meetings, in the office or at the client's, in working hours."""
    share = np.where(deals["is_retail"], MEETING_SHARE["retail"], MEETING_SHARE["wholesale"])
    deal = np.flatnonzero(rng.random(len(share)) < share)
    lasts = (deals["ends"] - deals["created_at"])[deal] / np.timedelta64(1, "s")
    day = deals["created_at"][deal] + _seconds(lasts * rng.random(len(deal)))
    starts = to_utc(in_working_hours(rng, day.astype("datetime64[D]")))
    minutes = np.array([30, 45, 60, 90])[draw(rng, len(deal), (0.3, 0.2, 0.35, 0.15))]
    return {
        "client_id": deals["client_id"][deal],
        "deal_id": nullable(deals["deal_id"][deal], rng.random(len(deal)) < 0.1),
        "employee_id": deals["employee_id"][deal],
        "unit": deals["unit"][deal],
        "subject": np.array(MEETINGS)[rng.integers(0, len(MEETINGS), len(deal))],
        "starts_at": starts,
        "ends_at": starts + minutes.astype("timedelta64[m]"),
    }


def _of_stage(
    moves: Rows, kind: str, stages: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each deal that came to one of the stages, and when it first did."""
    row = np.flatnonzero(np.isin(moves["stage"], stages))
    deal, first = np.unique(moves["deal"][row], return_index=True)
    return np.full(len(deal), kind), deal, moves["moved_at"][row][first]


def _seconds(values: np.ndarray) -> np.ndarray:
    return np.asarray(values).astype(np.int64).astype("timedelta64[s]")
