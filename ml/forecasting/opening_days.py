"""Tell the days on which a shop cannot sell from the days on which it merely did not.

A frame of days has the columns `date` and `holiday_name`, without gaps; a history also has
`is_sold`. What the shop did decides, not the calendar: a public holiday on which it sold the last
time is an open day, and the week it shut round Christmas is shut round the next one.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

WEEKS_WITHOUT_SALE = 8
FEWEST_WEEKS = 4
LONGEST_CLOSURE_DAYS = 21
HOLIDAYS_THAT_MAKE_A_HABIT = 3


class Occasion(NamedTuple):
    """A holiday, or several days of one name close together, as they fell once."""

    name: str
    first: pd.Timestamp
    last: pd.Timestamp

    def distance(self, day: pd.Timestamp) -> timedelta:
        """How far a day lies from the occasion; nothing when it lies within."""
        return max(self.first - day, day - self.last, timedelta(0))


class Reach(NamedTuple):
    """How many days before and after an occasion the shop was shut too."""

    before: timedelta
    after: timedelta


def open_in_history(history: pd.DataFrame) -> pd.Series:
    """Mark the days of the history that had no lasting reason to be without a sale.

    Such reasons: the weekday had none for eight weeks running, or the day lies in an unbroken
    stretch without sales, three weeks at most, that holds a holiday.
    """
    weekday = history["date"].dt.day_of_week
    weekly_runs = _run_lengths(history["is_sold"], within=weekday)
    enough = weekday.map(weekday.value_counts()).clip(FEWEST_WEEKS, WEEKS_WITHOUT_SALE)
    runs = (history["is_sold"] != history["is_sold"].shift()).cumsum()
    is_holiday = history["holiday_name"].notna()
    is_short = runs.map(runs.value_counts()) <= LONGEST_CLOSURE_DAYS
    is_round_holiday = is_short & is_holiday.groupby(runs).transform("any")
    shut = (weekly_runs >= enough) | is_holiday | is_round_holiday
    return history["is_sold"] | ~shut


def open_in_future(history: pd.DataFrame, future: pd.DataFrame) -> pd.Series:
    """Foretell which of the days after the history the shop is open.

    A weekday is shut when it saw no sale in its last eight weeks. A day on or near a holiday is
    what it was at the same distance from that holiday the last time; the nearest one decides. A
    holiday never met is shut when every one of at least three met was.
    """
    habits = _habits(history)
    is_habit = len(habits) >= HOLIDAYS_THAT_MAKE_A_HABIT and None not in habits.values()
    unknown = Reach(timedelta(0), timedelta(0)) if is_habit else None
    occasions = list(_occasions(pd.concat([history, future])))

    def is_shut_round_holiday(day: pd.Timestamp) -> bool:
        nearest = min(occasions, key=lambda occasion: occasion.distance(day), default=None)
        reach = habits.get(nearest.name, unknown) if nearest else None
        return (
            reach is not None and nearest.first - reach.before <= day <= nearest.last + reach.after
        )

    is_shut_weekday = future["date"].dt.day_of_week.isin(_shut_weekdays(history))
    return ~(is_shut_weekday | future["date"].map(is_shut_round_holiday).astype(bool))


def _shut_weekdays(history: pd.DataFrame) -> set[int]:
    sold = history.groupby(history["date"].dt.day_of_week)["is_sold"]
    return {
        weekday
        for weekday, days in sold
        if len(days) >= FEWEST_WEEKS and not days.tail(WEEKS_WITHOUT_SALE).any()
    }


def _habits(history: pd.DataFrame) -> dict[str, Reach | None]:
    """Recall what the shop did on the last occasion of each name; None where it sold."""
    is_sold = history.set_index("date")["is_sold"]
    return {
        occasion.name: _reach(is_sold, occasion)
        for occasion in _occasions(history)
        if is_sold.loc[occasion.first :].any()
    }


def _reach(is_sold: pd.Series, occasion: Occasion) -> Reach | None:
    """Widen the occasion to its whole stretch without sales.

    A stretch that is too long has another reason than the holiday, and widens nothing.
    """
    if is_sold.loc[occasion.first : occasion.last].any():
        return None
    earlier = is_sold[is_sold.index < occasion.first][::-1]
    later = is_sold[is_sold.index > occasion.last]
    selling_weekdays = set(is_sold.index[is_sold].day_of_week)
    before, after = (_shut_days(days, selling_weekdays) for days in (earlier, later))
    if (before + after).days > LONGEST_CLOSURE_DAYS:
        return Reach(timedelta(0), timedelta(0))
    return Reach(before, after)


def _shut_days(is_sold: pd.Series, selling_weekdays: set[int]) -> timedelta:
    """Count the days until the next sale, less shut weekdays at the far end."""
    days = is_sold.index[~is_sold.cummax()]
    selling = [count for count, day in enumerate(days, 1) if day.day_of_week in selling_weekdays]
    return timedelta(days=max(selling, default=0))


def _occasions(days: pd.DataFrame) -> Iterator[Occasion]:
    """Days of one name less than two weeks apart are one occasion; oldest first per name."""
    named = days.loc[days["holiday_name"].notna(), ["date", "holiday_name"]]
    for name, dates in named.groupby("holiday_name")["date"]:
        starts = dates.diff() > timedelta(days=14)
        for _, group in dates.groupby(starts.cumsum()):
            yield Occasion(str(name), group.iloc[0], group.iloc[-1])


def _run_lengths(is_sold: pd.Series, *, within: pd.Series) -> pd.Series:
    """How long the run without a sale is that each day belongs to, counted within its weekday."""
    runs = is_sold.groupby(within).transform(lambda days: days.cumsum())
    return (~is_sold).groupby([within, runs]).transform("sum")
