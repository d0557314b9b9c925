"""How much will the company sell on each coming day, and in the months they make up.

Grain: one row per measure (net revenue, number of orders) and coming day; and per measure and
period, which are the rest of the current month and the whole next one.

No leakage: every error comes from a rolling origin, where a candidate knows only the days up to
the origin, opening days included. The open day is not among the features, and a return counts on
its own day, so that a day that is over never changes.

A method must beat the seasonal naive in mean MASE and at more than half of the origins; if none
does, the seasonal naive is published and the run says so.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ml.contract import Contest, ModelSpec, Rows, Table
from ml.forecasting.candidates import BASELINE, CANDIDATES
from ml.forecasting.intervals import band, root_errors, simulate
from ml.forecasting.months import last_needed_day, totals
from ml.forecasting.rolling_origin import backtest, scoreboard, verdict, with_open_days
from ml.metrics import mase

FEWEST_DAYS = 56
FEWEST_SELLING_DAYS = 30
_SERIES = {"as_of_date": "DATE", "series_id": "VARCHAR", "measure": "VARCHAR"}
_QUANTILES = {"p10": "DOUBLE", "p50": "DOUBLE", "p90": "DOUBLE", "model_name": "VARCHAR"}

SPEC = ModelSpec(
    name="sales_forecast",
    question="How much will the company sell on each coming day and in the months they make up?",
    measures=("net_revenue", "order_count"),
    reads=Rows("marts.ml_sales_daily_features", "series_date", "until"),
    subjects=Rows("marts.dim_dates", "calendar_date", "after"),
    writes=(
        Table(
            "ml.sales_forecasts",
            key=("as_of_date", "series_id", "measure", "forecast_date"),
            columns={**_SERIES, "forecast_date": "DATE", **_QUANTILES},
        ),
        Table(
            "ml.sales_forecast_totals",
            key=("as_of_date", "series_id", "measure", "period_start"),
            columns={**_SERIES, "period_start": "DATE", "period_end": "DATE", **_QUANTILES},
        ),
    ),
    scores={
        "subject_id": "series_id",
        "measure": "measure",
        "target_date": "forecast_date",
        "value_p10": "p10",
        "value_p50": "p50",
        "value_p90": "p90",
    },
    metric="mase",
    baseline=BASELINE,
    floor=f"{FEWEST_DAYS} days of history, {FEWEST_SELLING_DAYS} of them with an order",
    settings={"horizon_days": "forecast.horizon_days"},
)


@dataclass(frozen=True)
class Method:
    """The winner for one measure and the errors it made at the rolling origins."""

    candidate: str
    errors: pd.DataFrame


@dataclass(frozen=True)
class Fitted:
    """The past as the methods need it; they are fitted when the coming days are known."""

    series_id: str
    days: dict[str, pd.DataFrame]
    methods: dict[str, Method]
    horizon_days: int
    seed: int


def refusal(features: pd.DataFrame, **settings: Any) -> str | None:
    """Say why this history is too short to forecast from; None when it suffices."""
    selling_days = int((features["order_count"] > 0).sum())
    if len(features) < FEWEST_DAYS or selling_days < FEWEST_SELLING_DAYS:
        return f"{len(features)} days of history with {selling_days} selling days; at least " + (
            f"{FEWEST_DAYS} and {FEWEST_SELLING_DAYS} are needed"
        )
    return None


def contest(
    features: pd.DataFrame, *, seed: int, horizon_days: int, origin_count: int = 12
) -> Contest:
    """Choose a method per measure by rolling origin over the horizon of use."""
    methods, verdicts, boards = {}, [], []
    for measure in SPEC.measures:
        days = _days(features, measure)
        tests = backtest(
            days, CANDIDATES, horizon_days=horizon_days, origin_count=origin_count, seed=seed
        )
        board = scoreboard(tests, days, BASELINE)
        found = verdict(measure, board, BASELINE)
        winner = found.candidate if found.status == "published" else BASELINE
        methods[measure] = Method(winner, root_errors(tests[tests["candidate"] == winner]))
        verdicts.append(found)
        boards.append(board.reset_index().assign(measure=measure))
    return Contest(methods, tuple(verdicts), pd.concat(boards, ignore_index=True))


def fit(
    features: pd.DataFrame, *, method: dict[str, Method], seed: int, horizon_days: int
) -> Fitted:
    """Bind the winning methods to the newest history."""
    days = {measure: _days(features, measure) for measure in method}
    return Fitted(str(features["series_id"].iloc[0]), days, method, horizon_days, seed)


def predict(fitted: Fitted, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Forecast the coming days and the totals of the months they make up.

    `subjects` is the company calendar (`calendar_date`, `holiday_name`, `is_working_day`) from the
    day after the history to the end of the next month or of the horizon, whichever is later.
    """
    daily, periods = [], []
    for measure, method in fitted.methods.items():
        history, future = _with_coming_days(fitted.days[measure], subjects, fitted.horizon_days)
        forecast = CANDIDATES[method.candidate](history, future, fitted.seed)
        is_open = future["is_open"].to_numpy()
        low, high = band(forecast, method.errors["error"].to_numpy())
        bands = {"forecast_date": future["date"], "p10": low, "p50": forecast, "p90": high}
        courses = simulate(forecast, is_open, method.errors, seed=fitted.seed)
        labels = {
            "series_id": fitted.series_id,
            "measure": measure,
            "model_name": method.candidate,
        }
        daily.append(pd.DataFrame(bands).head(fitted.horizon_days).assign(**labels))
        periods.append(totals(courses, future["date"]).assign(**labels))
    return {
        table.name: _arranged(frames, table)
        for table, frames in zip(SPEC.writes, (daily, periods), strict=True)
    }


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return the MASE per measure of `ml.sales_forecasts` rows whose days have now come."""
    values = {}
    for measure, rows in predictions.groupby("measure"):
        forecast = rows.set_index(pd.to_datetime(rows["forecast_date"]))["p50"]
        actual = features.set_index(pd.to_datetime(features["series_date"]))[measure]
        common = forecast.index.intersection(actual.index)
        history = actual[actual.index < forecast.index.min()]
        values[str(measure)] = mase(actual[common], forecast[common], history)
    return values


def _days(features: pd.DataFrame, measure: str) -> pd.DataFrame:
    days = _calendar(features.sort_values("series_date"), "series_date")
    return days.assign(
        value=features[measure].astype(float).to_numpy(),
        is_sold=(features["order_count"] > 0).to_numpy(),
    )


def _calendar(rows: pd.DataFrame, date_column: str) -> pd.DataFrame:
    """Name each day off: its holiday, or plainly a day off on a weekday that is mostly worked."""
    is_working = rows["is_working_day"].astype(bool)
    weekday = pd.to_datetime(rows[date_column]).dt.day_of_week
    is_usual = is_working.groupby(weekday).transform("mean") >= 0.5
    holiday = rows["holiday_name"].astype(object).where(rows["holiday_name"].notna(), None)
    days = pd.DataFrame(
        {
            "date": pd.to_datetime(rows[date_column]),
            "holiday_name": holiday,
            "occasion": holiday.mask(holiday.isna() & is_usual & ~is_working, "day off"),
        }
    ).reset_index(drop=True)
    if (days["date"].diff().dropna() != pd.Timedelta(days=1)).any():
        raise ValueError(f"{date_column} must hold every day once, oldest first")
    return days


def _with_coming_days(
    history: pd.DataFrame, subjects: pd.DataFrame, horizon_days: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    last = history["date"].iloc[-1]
    end = last_needed_day(last, horizon_days)
    coming = _calendar(subjects[pd.to_datetime(subjects["calendar_date"]) <= end], "calendar_date")
    if len(coming) != (end - last).days or coming["date"].iloc[-1] != end:
        raise ValueError(f"the calendar must run from the day after {last:%F} to {end:%F}")
    return with_open_days(history, coming)


def _arranged(frames: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    columns = [column for column in table.columns if column != "as_of_date"]
    return pd.concat(frames, ignore_index=True)[columns]
