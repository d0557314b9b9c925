"""What the sales forecast promises beyond the common contract."""

import numpy as np
import pandas as pd
import pytest

from ml import sales_forecast
from ml.metrics import interval_coverage

SEED = 5
HORIZON = 28
NO_ERRORS = pd.DataFrame({"origin": [0], "date": [0], "error": [0.0]})


def forecast(features, calendar, *, horizon_days=HORIZON):
    outcome = sales_forecast.contest(features, seed=SEED, horizon_days=horizon_days, origin_count=3)
    fitted = sales_forecast.fit(
        features, method=outcome.method, seed=SEED, horizon_days=horizon_days
    )
    return sales_forecast.predict(fitted, calendar)


@pytest.fixture(scope="module")
def april(shop_days, calendar):
    """Forecast on 2023-04-02; return the answers and the days that came."""
    known, coming = shop(shop_days, 160, known=91)
    return forecast(known, calendar(coming)), coming


def shop(shop_days, length, *, known, shut_dates=(), holidays=None):
    """Keep a shop shut on Sundays, a little restless; return its known days and those to come."""
    day = np.arange(length)
    counts = 100 + 10 * (day % 7) + np.round(8 * np.sin(day**2))
    features = shop_days(counts.astype(float))
    dates = features["series_date"].dt.strftime("%F")
    is_shut = (features["series_date"].dt.day_of_week == 6) | dates.isin(set(shut_dates))
    features.loc[is_shut, ["net_revenue", "order_count"]] = 0
    features["holiday_name"] = dates.map(holidays or {}).astype(object)
    return features.iloc[:known], features.iloc[known:]


def test_days_go_to_the_horizon_and_periods_to_the_next_months_end(april):
    answers, _ = april

    daily = answers["ml.sales_forecasts"].query("measure == 'order_count'")
    assert [*daily["forecast_date"]] == [*pd.date_range("2023-04-03", periods=HORIZON)]
    periods = answers["ml.sales_forecast_totals"].query("measure == 'order_count'")
    assert [*periods["period_start"].dt.strftime("%F")] == ["2023-04-03", "2023-05-01"]
    assert [*periods["period_end"].dt.strftime("%F")] == ["2023-04-30", "2023-05-31"]


def test_quantiles_are_in_order_and_never_negative(april):
    answers, _ = april

    for answer in answers.values():
        assert (answer["p10"] >= 0).all()
        assert (answer["p10"] <= answer["p50"]).all()
        assert (answer["p50"] <= answer["p90"]).all()


def test_a_shop_shut_on_sundays_and_at_easter_is_foretold_to_sell_nothing_then(shop_days, calendar):
    holidays = {"2023-01-13": "A", "2023-02-10": "B", "2023-03-10": "C", "2023-04-14": "Easter"}
    known, coming = shop(shop_days, 160, known=91, shut_dates=list(holidays)[:3], holidays=holidays)

    daily = forecast(known, calendar(coming))["ml.sales_forecasts"]

    nothing = daily[daily["p90"] == 0]
    assert {*nothing["forecast_date"].dt.strftime("%F")} == {
        "2023-04-09", "2023-04-14", "2023-04-16", "2023-04-23", "2023-04-30"
    }  # fmt: skip
    assert (daily.drop(index=nothing.index)["p10"] > 0).all()


def test_most_of_what_happens_lies_in_the_band(shop_days, calendar):
    known, coming = shop(shop_days, 220, known=160)

    daily = forecast(known, calendar(coming)).pop("ml.sales_forecasts")
    orders = daily.query("measure == 'order_count' and p90 > 0").set_index("forecast_date")

    happened = coming.set_index("series_date")["order_count"].loc[orders.index]
    coverage = interval_coverage(happened, orders["p10"], orders["p90"], floor=20)
    assert 0.6 <= coverage <= 1.0


def test_a_total_agrees_with_what_the_month_then_brought(april):
    answers, coming = april

    for row in answers["ml.sales_forecast_totals"].itertuples():
        days = coming[coming["series_date"].between(row.period_start, row.period_end)]
        assert row.p50 == pytest.approx(days[row.measure].sum(), rel=0.1)


@pytest.mark.parametrize("missing", [0, 20, 58], ids=["first", "middle", "last"])
def test_a_calendar_with_a_hole_is_refused(missing, shop_days, calendar):
    known, coming = shop(shop_days, 150, known=91)  # May ends on the 59th day of the calendar
    method = {"order_count": sales_forecast.Method("seasonal_naive", NO_ERRORS)}
    fitted = sales_forecast.fit(known, method=method, seed=SEED, horizon_days=HORIZON)

    with pytest.raises(ValueError, match="calendar"):
        sales_forecast.predict(fitted, calendar(coming).drop(index=91 + missing))


def test_a_history_with_a_hole_is_refused(shop_days):
    known, _ = shop(shop_days, 91, known=91)

    with pytest.raises(ValueError, match="every day once"):
        sales_forecast.contest(known.drop(index=40), seed=SEED, horizon_days=HORIZON)


def test_eight_weeks_with_thirty_selling_days_are_enough_and_less_is_not(shop_days):
    weeks = shop_days(np.full(56, 5.0))
    idle = weeks.assign(order_count=[1] * 29 + [0] * 27)

    assert sales_forecast.refusal(weeks) is None
    assert "55 days" in sales_forecast.refusal(weeks.iloc[:55])
    assert "29 selling days" in sales_forecast.refusal(idle)


def test_the_shortest_history_allowed_is_answered_in_full(shop_days, calendar):
    known, coming = shop(shop_days, 130, known=56)

    answers = forecast(known, calendar(coming), horizon_days=62)

    assert len(answers["ml.sales_forecasts"]) == 2 * 62
    assert not answers["ml.sales_forecasts"].isna().any(axis=None)


def test_a_shop_that_sells_the_same_every_day_has_no_scale_and_keeps_the_baseline(
    shop_days, calendar
):
    features = shop_days(np.full(130, 5.0))

    answers = forecast(features.iloc[:56], calendar(features.iloc[56:]))

    assert {*answers["ml.sales_forecasts"]["model_name"]} == {"seasonal_naive"}
    assert {*answers["ml.sales_forecasts"].query("measure == 'order_count'")["p50"]} == {5.0}
