"""The sales forecast on Online Retail: a November and the last four weeks that nobody had seen."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from bench.quality.row import Row
from bench.quality.study import NO_DATA, Study
from ml import sales_forecast
from ml.metrics import interval_coverage, mase, wape

MODEL, DATA = "sales_forecast", "Online Retail"
AS_OF = date(2011, 12, 8)
# the last day that is known, and how many days after it are judged
PERIODS = {
    "November 2011": (date(2011, 10, 31), 30),
    "28 days to 2011-12-08": (AS_OF - timedelta(days=28), 28),
}
HORIZON_DAYS, SEED = 62, 20
FEWEST_DAYS = 20
DAYS = (
    "select * from marts.ml_sales_daily_features where series_id = 'company' order by series_date"
)
CALENDAR = "select * from marts.dim_dates order by calendar_date"


def measure(study: Study) -> list[Row]:
    """Forecast each period from the day before it began, by the contest's winner and the naive."""
    if not study.has_retail:
        return [Row(MODEL, DATA, note=NO_DATA)]
    days, calendar = study.retail(AS_OF, DAYS), study.retail(AS_OF, CALENDAR)
    rows: list[Row] = []
    for period, (origin, length) in PERIODS.items():
        rows += _rows(f"{DATA}, {period}", days, calendar, pd.Timestamp(origin), length)
    return rows


def _rows(
    data: str, days: pd.DataFrame, calendar: pd.DataFrame, origin: pd.Timestamp, length: int
) -> Iterator[Row]:
    known = days[days["series_date"] <= origin]
    coming = calendar[calendar["calendar_date"] > origin]
    settings = {"seed": SEED, "horizon_days": HORIZON_DAYS}
    method = sales_forecast.contest(known, **settings).method
    fitted = sales_forecast.fit(known, method=method, **settings)
    winner = sales_forecast.predict(fitted, coming)["ml.sales_forecasts"]
    naive = sales_forecast.baseline(known, coming, **settings)["ml.sales_forecasts"]
    for name in sales_forecast.SPEC.measures:
        actual = _values(days, name)
        scores = [_scores(each, name, actual, origin, length) for each in (winner, naive)]
        note = f"{method['company', name].candidate} won the contest held before"
        for metric in scores[0]:
            yield Row(
                MODEL,
                f"{data}, {name}",
                metric,
                scores[0][metric],
                sales_forecast.SPEC.baseline,
                scores[1][metric],
                note=note,
            )


def _scores(
    forecast: pd.DataFrame, measure: str, actual: pd.Series, origin: pd.Timestamp, length: int
) -> dict[str, float | None]:
    said = forecast[forecast["measure"] == measure].set_index("forecast_date")
    happened = actual[(actual.index > origin) & (actual.index <= origin + timedelta(days=length))]
    said = said.loc[said.index.intersection(happened.dropna().index)]
    happened, is_open = happened[said.index], said["p90"] > 0
    band = happened[is_open], said["p10"][is_open], said["p90"][is_open]
    return {
        "MASE": mase(happened, said["p50"], actual[actual.index <= origin]),
        "WAPE": wape(happened, said["p50"]),
        "coverage of P10 to P90": interval_coverage(*band, floor=FEWEST_DAYS),
    }


def _values(days: pd.DataFrame, measure: str) -> pd.Series:
    values = days.set_index("series_date")[["net_revenue", "order_count"]].astype(float)
    orders = values["order_count"].where(values["order_count"] > 0)
    return values.assign(average_check=values["net_revenue"] / orders)[measure]
