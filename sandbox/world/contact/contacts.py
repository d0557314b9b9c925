"""When clients turn to the company or it to them: people of a block, moments of their lives."""

from typing import Any

import numpy as np

from sandbox.world.calendar import busyness, days_between, to_utc
from sandbox.world.frame import Block, Frame

DAY = np.timedelta64(86_400_000_000, "us")
SILENT_SHARE = 0.85  # of contacts that are not made once a client is gone
LANGUAGE_CODES = {"ru": 0, "uk": 1, "en": 2}

Rows = dict[str, Any]


def people_of(frame: Frame, block: Block) -> Rows:
    """Return the clients of a block with the days of their life within the history.

    `first` and `last` are days from 0 (`last` excluded); `gone` is the day from which a buyer is
    gone; `ended_at` when the record was merged or removed, else the end of the history; `code`
    numbers the language; `number` is the phone in full and `address` the e-mail, empty where
    there is none.
    """
    rows = frame.read(
        """select client_id, unit, kind, email, coalesce(email, '') as address, telegram_id,
            language, channel_id, has_mailing, created_at, removed_at, merged_at, anonymous_ids,
            gone_since, mean_gap_days,
            '+380' || right(regexp_replace(phone, '[^0-9]', '', 'g'), 9) as number
        from clients left join truth.gone using (client_id)
        left join truth.rhythms using (client_id)
        where client_id between $1 and $2 order by client_id""",
        [block.first_id, block.last_id],
    )
    rows["start"] = np.datetime64(frame.start, "us")
    _set_days(rows, frame)
    rows["mean_gap"] = np.ma.filled(rows["mean_gap_days"], np.nan)
    rows["code"] = np.array([LANGUAGE_CODES[one] for one in rows["language"]])
    rows["is_retail"] = rows["unit"] == "retail"
    rows["number"] = np.ma.filled(rows["number"], "")
    rows["telegram"] = np.ma.filled(rows["telegram_id"], 0).astype(np.int64)
    return rows


def _set_days(rows: Rows, frame: Frame) -> None:
    count, start = frame.size.day_count, rows["start"]
    ended = np.fmin(_filled(rows["merged_at"]), _filled(rows["removed_at"]))
    rows["ended_at"] = np.where(np.isnat(ended), history_end(frame), ended)
    rows["first"] = np.clip(np.ceil((rows["created_at"] - start) / DAY), 0, count)
    rows["last"] = np.clip(np.nan_to_num((ended - start) / DAY, nan=count), rows["first"], count)
    rows["gone"] = np.nan_to_num((_filled(rows["gone_since"]) - start) / DAY, nan=np.inf)


def occasions(
    rng: np.random.Generator, frame: Frame, people: Rows, a_month: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return occasions in people's lives: the row of each and its day, more in the busy season.

    `a_month` is how many each person has in a month; few have any after they are gone.
    """
    days = days_between(frame.size.first_day, frame.size.last_day)
    busy = np.maximum(busyness(days, "wholesale"), 0.05) + busyness(days, "retail")
    clock = np.r_[0.0, np.cumsum(busy / busy.mean())]
    edges = np.arange(len(days) + 1.0)
    begin, end = (np.interp(people[name], edges, clock) for name in ("first", "last"))
    counts = rng.poisson(np.maximum(end - begin, 0.0) / 30.0 * a_month)
    row = np.repeat(np.arange(len(counts)), counts)
    at = begin[row] + rng.random(len(row)) * (end - begin)[row]
    day = np.minimum(np.interp(at, clock, edges), len(days) - 1e-6)
    is_kept = (day < people["gone"][row]) | (rng.random(len(row)) > SILENT_SHARE)
    return row[is_kept], day[is_kept].astype(np.int64)


def at_hours(
    rng: np.random.Generator, frame: Frame, day: np.ndarray, first: float = 9.0, last: float = 20.0
) -> np.ndarray:
    """Give each day a moment between two hours of the wall clock, as naive UTC."""
    seconds = ((first + (last - first) * rng.beta(1.6, 1.8, len(day))) * 3_600).astype(np.int64)
    local = np.datetime64(frame.start, "s") + day * np.timedelta64(86_400, "s")
    return to_utc(local + seconds.astype("timedelta64[s]"))


def history_end(frame: Frame) -> np.datetime64:
    """Return the moment (naive UTC) after which nothing happens any more."""
    midnight = np.array([np.datetime64(frame.size.last_day) + np.timedelta64(1, "D")])
    return to_utc(midnight.astype("datetime64[us]"))[0]


def seconds(values: np.ndarray) -> np.ndarray:
    """Turn numbers of seconds into spans of time."""
    return np.asarray(values).astype(np.int64).astype("timedelta64[s]")


def _filled(moments: np.ndarray) -> np.ndarray:
    return np.ma.filled(moments, np.datetime64("NaT")).astype("datetime64[us]")
