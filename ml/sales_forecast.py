"""How much will the company sell on each coming day, and in the periods they make up.

Grain: one row per series (the company, and its largest countries, categories and employees),
measure (net revenue, number of orders, average check) and coming day; and one per series, measure
and month, half-year or year. An average check has no row where no order is expected.

No leakage: every error comes from a rolling origin, where a candidate knows only the days up to
the origin, opening days included. The open day is not among the features, and a return counts on
its own day, so that a day that is over never changes.

A combination of the cheap methods, or a method clearly better than it, must beat the seasonal naive
by a hundredth of its mean MASE and at more than half of the origins; else, and where no contest can
be held, the seasonal naive is published and the run says so.
"""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from ml.contract import Contest, ModelSpec, Rows, Table
from ml.forecasting.answers import Answer, answers, coming_days, nothing_known
from ml.forecasting.candidates import BASELINE
from ml.forecasting.methods import Methods, baseline_method, choose
from ml.forecasting.parallel import in_parallel
from ml.forecasting.rolling_origin import origins_of
from ml.forecasting.series import AVERAGE, SUMMED, series_days, series_ids, shop_days
from ml.metrics import mase

FEWEST_DAYS = 56
FEWEST_SELLING_DAYS = 30
ORIGINS = 12
_SERIES = {"as_of_date": "DATE", "series_id": "VARCHAR", "measure": "VARCHAR"}
_QUANTILES = {"p10": "DOUBLE", "p50": "DOUBLE", "p90": "DOUBLE", "model_name": "VARCHAR"}
_PERIOD = {"period_kind": "VARCHAR", "period_start": "DATE", "period_end": "DATE"}

SPEC = ModelSpec(
    name="sales_forecast",
    question="How much will the company sell on each coming day and in the periods they make up?",
    measures=(*SUMMED, AVERAGE),
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
            key=("as_of_date", "series_id", "measure", "period_kind", "period_start"),
            columns={**_SERIES, **_PERIOD, **_QUANTILES},
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
class Fitted:
    """The past as the methods need it; they are fitted when the coming days are known.

    `days` and `methods` are by series and measure.
    """

    shop: pd.DataFrame
    days: dict[tuple[str, str], pd.DataFrame]
    methods: Methods
    horizon_days: int
    seed: int


def refusal(features: pd.DataFrame, **settings: object) -> str | None:
    """Say why this history is too short to forecast from; None when it suffices."""
    days = features["series_date"].nunique()
    selling_days = features.loc[features["order_count"] > 0, "series_date"].nunique()
    if days < FEWEST_DAYS or selling_days < FEWEST_SELLING_DAYS:
        return f"{days} days of history with {selling_days} selling days; at least " + (
            f"{FEWEST_DAYS} and {FEWEST_SELLING_DAYS} are needed"
        )
    return None


def contest(
    features: pd.DataFrame,
    *,
    seed: int,
    horizon_days: int,
    origin_count: int = ORIGINS,
    workers: int | None = None,
) -> Contest:
    """Choose a method per series and measure by rolling origin over the horizon of use.

    The verdicts are those of the company's own series, or of the one that sells most; the
    scoreboard holds every series. `workers` processes, one per core, change nothing but the time.
    """
    shop, days = shop_days(features), _days(features)
    head = next(iter(days))[0]
    origins = origins_of(shop, horizon_days=horizon_days, count=origin_count)
    found = in_parallel(
        partial(choose, origins=origins, seed=seed),
        {key: {"measure": key[1], "days": days[key], "is_head": key[0] == head} for key in days},
        workers=workers,
    )
    boards = [
        outcome.scoreboard.assign(series_id=name, measure=measure)
        for (name, measure), outcome in found.items()
    ]
    return Contest(
        {key: outcome.method for key, outcome in found.items()},
        tuple(found[head, measure].verdict for measure in SPEC.measures),
        pd.concat(boards, ignore_index=True),
    )


def fit(features: pd.DataFrame, *, method: Methods, seed: int, horizon_days: int) -> Fitted:
    """Bind the winning methods to the newest history; a series new since then gets the baseline."""
    shop, days = shop_days(features), _days(features)
    new = [key for key in days if key not in method]
    origins = origins_of(shop, horizon_days=horizon_days, count=ORIGINS) if new else []
    found = {key: baseline_method(days[key], origins, seed=seed) for key in new}
    return Fitted(shop, days, {**method, **found}, horizon_days, seed)


def predict(fitted: Fitted, subjects: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Forecast the coming days and the totals of the periods they make up.

    `subjects` is the company calendar (`calendar_date`, `holiday_name`, `is_working_day`) from the
    day after the history; it must reach the end of the next month and of the horizon, and every
    period that it holds to its end gets a total.
    """
    past, coming = coming_days(
        fitted.shop, subjects, horizon_days=fitted.horizon_days, seed=fitted.seed
    )
    found: list[Answer] = []
    for name in dict.fromkeys(name for name, _ in fitted.days):
        keys = [(name, measure) for measure in SPEC.measures]
        series = {key[1]: (fitted.days[key], fitted.methods[key]) for key in keys}
        found += answers(name, series, past, coming)
    return _arranged(found)


def baseline(
    features: pd.DataFrame, subjects: pd.DataFrame, *, seed: int, horizon_days: int
) -> dict[str, pd.DataFrame]:
    """Repeat what is known, however little: by weekday, or as the mean of a few days.

    Without any history the company is foretold to sell nothing, under the name `no_history`.
    """
    if features.empty:
        return _arranged([*nothing_known(subjects, horizon_days=horizon_days)])
    return predict(fit(features, method={}, seed=seed, horizon_days=horizon_days), subjects)


def evaluate(predictions: pd.DataFrame, features: pd.DataFrame) -> dict[str, float | None]:
    """Return the MASE per measure of `ml.sales_forecasts` rows whose days have now come.

    It is the mean over the series for which it can be told.
    """
    days, found = _days(features), []
    for (name, measure), rows in predictions.groupby(["series_id", "measure"], sort=False):
        forecast = rows.set_index(pd.to_datetime(rows["forecast_date"]))["p50"]
        actual = days[name, measure].set_index("date")["value"]
        history = actual[actual.index < forecast.index.min()]
        common = actual.dropna().index.intersection(forecast.index)
        found.append((measure, mase(actual[common], forecast[common], history)))
    means = pd.DataFrame(found, columns=["measure", "mase"]).astype({"mase": float})
    return means.groupby("measure")["mase"].mean().replace({float("nan"): None}).to_dict()


def _days(features: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Cut the features into the days of each series and measure, the head of the series first."""
    shop = shop_days(features)
    return {
        (name, measure): series_days(features, shop, name, measure)
        for name in series_ids(features)
        for measure in SPEC.measures
    }


def _arranged(found: list[Answer]) -> dict[str, pd.DataFrame]:
    return {
        table.name: pd.concat([frame for frame in frames if len(frame)], ignore_index=True)[
            [name for name in table.columns if name != "as_of_date"]
        ]
        for table, frames in zip(SPEC.writes, zip(*found, strict=True), strict=True)
    }
