"""What the methods answer for the days to come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ml.forecasting.beyond import go_on
from ml.forecasting.candidates import METHODS
from ml.forecasting.intervals import band_of, simulate
from ml.forecasting.methods import Method
from ml.forecasting.periods import last_needed_day, totals
from ml.forecasting.rolling_origin import with_open_days
from ml.forecasting.series import AVERAGE, HEAD, SUMMED, calendar_days

# the coming days and the totals of their periods, of one series and measure
Answer = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class Coming:
    """The days to come, how many of them are shown one by one, and the seed of their courses."""

    days: pd.DataFrame
    shown_days: int
    seed: int


def coming_days(
    shop: pd.DataFrame, subjects: pd.DataFrame, *, horizon_days: int, seed: int
) -> tuple[pd.DataFrame, Coming]:
    """Mark the open days of the past and of the calendar `subjects` that follows it."""
    last = shop["date"].iloc[-1]
    coming = calendar_days(subjects, "calendar_date")
    # a horizon of a year may look past a calendar that ends with the next one
    end = min(last_needed_day(last, horizon_days), last + pd.offsets.YearEnd(2))
    if coming.empty or (coming["date"].iloc[0] - last).days != 1 or coming["date"].iloc[-1] < end:
        raise ValueError(f"the calendar must run from the day after {last:%F} to {end:%F}")
    past, future = with_open_days(shop, coming)
    return past, Coming(future, horizon_days, seed)


def answers(
    series_id: str,
    series: Mapping[str, tuple[pd.DataFrame, Method]],
    past: pd.DataFrame,
    coming: Coming,
) -> Iterator[Answer]:
    """Answer for one series, measure by measure: `series` holds the days and method of each."""
    date, is_open = coming.days["date"], coming.days["is_open"].to_numpy()
    courses: dict[str, np.ndarray] = {}
    for measure, (days, method) in series.items():
        forecast = _forecast(method, _known(days, past), coming)
        courses[measure] = simulate(
            forecast, is_open, method.errors, window_days=method.window_days, seed=coming.seed
        )
        low, high = band_of(courses[measure], forecast)
        bands = pd.DataFrame({"forecast_date": date, "p10": low, "p50": forecast, "p90": high})
        shown = bands.head(coming.shown_days)
        if measure != AVERAGE:
            total = totals(courses[measure], date)
        else:
            # where nothing is ordered there is no check; a period's is no mean of its days'
            shown = shown[shown["p50"] > 0]
            total = totals(courses["net_revenue"], date, courses["order_count"])
        yield _labelled(shown, total, series_id, measure, method.candidate)


def nothing_known(subjects: pd.DataFrame, *, horizon_days: int) -> Iterator[Answer]:
    """Foretell a company without any history to sell nothing."""
    date = pd.to_datetime(subjects["calendar_date"]).sort_values().reset_index(drop=True)
    zeros = pd.DataFrame({"forecast_date": date, "p10": 0.0, "p50": 0.0, "p90": 0.0})
    total = totals(np.zeros((1, len(date))), date)
    for measure in SUMMED:
        yield _labelled(zeros.head(horizon_days), total, HEAD, measure, "no_history")


def _labelled(
    shown: pd.DataFrame, total: pd.DataFrame, series_id: str, measure: str, model_name: str
) -> Answer:
    labels = {"series_id": series_id, "measure": measure, "model_name": model_name}
    return shown.assign(**labels), total.assign(**labels)


def _forecast(method: Method, history: pd.DataFrame, coming: Coming) -> np.ndarray:
    near = coming.days.head(method.window_days)
    foretold = METHODS[method.candidate](history, near, coming.seed)
    return go_on(history, coming.days, foretold)


def _known(days: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """Mark the days that a series can be learnt from: the shop was open, and there is a value."""
    is_open = past["is_open"].tail(len(days)).to_numpy() & days["value"].notna().to_numpy()
    return days.assign(is_open=is_open)
