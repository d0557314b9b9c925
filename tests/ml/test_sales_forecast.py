"""What the sales forecast promises beyond the common contract."""

import numpy as np
import pandas as pd
import pytest

from ml import sales_forecast
from ml.metrics import interval_coverage

SEED = 5
HORIZON = 28


def forecast(features, calendar, *, horizon_days=HORIZON):
    outcome = sales_forecast.contest(
        features, seed=SEED, horizon_days=horizon_days, origin_count=3, workers=1
    )
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
    assert [*periods["period_kind"]] == ["month", "month"]
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

    nothing, shut = daily[daily["p90"] == 0], {
        "2023-04-09", "2023-04-14", "2023-04-16", "2023-04-23", "2023-04-30"
    }  # fmt: skip
    assert {*nothing["forecast_date"].dt.strftime("%F")} == shut
    checks = daily[daily["measure"] == "average_check"]
    assert not shut & {*checks["forecast_date"].dt.strftime("%F")}
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
        sums = days[["net_revenue", "order_count"]].sum()
        sums["average_check"] = sums["net_revenue"] / sums["order_count"]
        assert row.p50 == pytest.approx(sums[row.measure], rel=0.1)


@pytest.mark.parametrize("missing", [0, 20, 58], ids=["first", "middle", "last"])
def test_a_calendar_with_a_hole_is_refused(missing, shop_days, calendar):
    known, coming = shop(shop_days, 150, known=91)  # May ends on the 59th day of the calendar
    fitted = sales_forecast.fit(known, method={}, seed=SEED, horizon_days=HORIZON)

    with pytest.raises(ValueError, match="calendar"):
        sales_forecast.predict(fitted, calendar(coming.iloc[:59]).drop(index=91 + missing))


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

    days = answers["ml.sales_forecasts"].groupby("measure").size()
    assert days["net_revenue"] == days["order_count"] == 62
    assert days["average_check"] == 62 - 8  # Sundays
    assert not answers["ml.sales_forecasts"].isna().any(axis=None)


def test_a_shop_that_sells_the_same_every_day_has_no_scale_and_keeps_the_baseline(
    shop_days, calendar
):
    features = shop_days(np.full(130, 5.0))

    answers = forecast(features.iloc[:56], calendar(features.iloc[56:]))

    assert {*answers["ml.sales_forecasts"]["model_name"]} == {"seasonal_naive"}
    assert {*answers["ml.sales_forecasts"].query("measure == 'order_count'")["p50"]} == {5.0}


def test_a_check_is_what_an_order_brings_on_days_with_orders(april):
    answers, _ = april

    checks = answers["ml.sales_forecasts"].query("measure == 'average_check'")

    assert [*checks["p50"]] == pytest.approx([40.0] * len(checks))
    assert (checks["forecast_date"].dt.day_of_week < 6).all()


def with_country(features, *, since):
    country = features[features["series_date"] >= since].assign(
        series_id="country:Utopia", net_revenue=10.0, order_count=1
    )
    return pd.concat([features, country], ignore_index=True)


def test_the_number_of_processes_changes_no_answer(shop_days):
    features = with_country(shop(shop_days, 80, known=80)[0], since="2023-01-02")
    settings = {"seed": SEED, "horizon_days": HORIZON, "origin_count": 2}

    alone = sales_forecast.contest(features, workers=1, **settings)
    together = sales_forecast.contest(features, workers=2, **settings)

    pd.testing.assert_frame_equal(together.scoreboard, alone.scoreboard)
    assert together.verdicts == alone.verdicts


def test_progress_is_told_series_by_series(shop_days, caplog):
    features = shop(shop_days, 60, known=60)[0]

    with caplog.at_level("INFO", logger="ml.forecasting.parallel"):
        sales_forecast.contest(features, seed=SEED, horizon_days=HORIZON, origin_count=1, workers=1)

    assert "company, average_check: 3 of 3" in caplog.messages


def test_a_series_that_came_after_the_contest_gets_the_labelled_baseline(shop_days, calendar):
    known, coming = shop(shop_days, 160, known=91)
    method = sales_forecast.contest(
        known, seed=SEED, horizon_days=HORIZON, origin_count=2, workers=1
    ).method
    later = with_country(known, since="2023-03-28")

    fitted = sales_forecast.fit(later, method=method, seed=SEED, horizon_days=HORIZON)
    daily = sales_forecast.predict(fitted, calendar(coming))["ml.sales_forecasts"]

    country = daily[daily["series_id"] == "country:Utopia"]
    assert {*country["model_name"]} == {"mean_of_days"}
    assert {*country.query("measure == 'net_revenue' and p90 > 0")["p50"]} == {10.0}


@pytest.mark.parametrize(
    ("known_days", "name"), [(0, "no_history"), (3, "mean_of_days"), (55, "seasonal_naive")]
)
def test_the_baseline_answers_however_little_is_known(known_days, name, shop_days, calendar):
    known, coming = shop(shop_days, 160, known=known_days)

    answers = sales_forecast.baseline(known, calendar(coming), seed=SEED, horizon_days=HORIZON)

    for answer in answers.values():
        assert {*answer["model_name"]} == {name}
        assert not answer.isna().any(axis=None)
        assert {*answer["measure"]} >= {"net_revenue", "order_count"}
    assert (answers["ml.sales_forecasts"]["p50"].sum() > 0) == (known_days > 0)


def test_what_three_days_tell_is_very_unsure(shop_days, calendar):
    known, coming = shop(shop_days, 90, known=3)

    answers = sales_forecast.baseline(known, calendar(coming), seed=SEED, horizon_days=HORIZON)

    month = answers["ml.sales_forecast_totals"].query("measure == 'order_count'").iloc[-1]
    days = known["order_count"]
    assert month["p90"] / month["p10"] >= days.max() / days.min()


def test_a_shop_that_ended_months_ago_keeps_the_baseline_and_says_why(shop_days, calendar):
    features, _ = shop(shop_days, 300, known=300)
    features.loc[70:, ["net_revenue", "order_count"]] = 0
    known, coming = features.iloc[:240], calendar(features.iloc[240:])

    outcome = sales_forecast.contest(
        known, seed=SEED, horizon_days=HORIZON, origin_count=3, workers=1
    )
    answers = forecast(known, coming)

    reasons = {"no contest could be held: no window that an origin foretells has an open day"}
    assert {verdict.status for verdict in outcome.verdicts} == {"baseline"}
    assert {verdict.reason for verdict in outcome.verdicts} == reasons
    for answer in answers.values():
        assert {*answer["measure"]} == {"net_revenue", "order_count"}
        assert {*answer["model_name"]} == {"mean_of_days"}
        assert (answer[["p10", "p50", "p90"]] == 0).all(axis=None)


def test_a_measure_without_a_value_to_judge_by_does_not_cost_the_others_their_contest(
    shop_days, calendar
):
    # six weeks open without an order: nothing sold is a revenue, but there is no check
    features, _ = shop(shop_days, 300, known=300)
    features.loc[120:, ["net_revenue", "order_count"]] = 0
    known, coming = features.iloc[:160], calendar(features.iloc[160:])
    settings = {"seed": SEED, "horizon_days": HORIZON}

    outcome = sales_forecast.contest(known, origin_count=1, workers=1, **settings)
    fitted = sales_forecast.fit(known, method=outcome.method, **settings)
    daily = sales_forecast.predict(fitted, coming)["ml.sales_forecasts"]

    reasons = {verdict.measure: verdict.reason for verdict in outcome.verdicts}
    assert "no contest" in reasons["average_check"]
    assert "origins" in reasons["net_revenue"]
    assert "origins" in reasons["order_count"]
    names = daily.groupby("measure")["model_name"].unique()
    assert [*names["average_check"]] == ["mean_of_days"]
    assert [*names["order_count"]] == ["seasonal_naive"]


@pytest.mark.parametrize("value", [0.0, -5.0], ids=["nothing sold", "only returns"])
def test_a_past_without_revenue_is_foretold_without_any(value, shop_days, calendar):
    features = shop_days(np.full(130, 5.0))
    features["net_revenue"] = value

    answers = forecast(features.iloc[:70], calendar(features.iloc[70:]))

    revenue = answers["ml.sales_forecasts"].query("measure == 'net_revenue'")
    assert len(revenue) == HORIZON
    assert (revenue[["p10", "p50", "p90"]] == 0).all(axis=None)


def test_a_horizon_longer_than_the_history_is_answered_with_widening_bands(shop_days, calendar):
    known, coming = shop(shop_days, 430, known=60)

    answers = forecast(known, calendar(coming), horizon_days=366)

    orders = answers["ml.sales_forecasts"].query("measure == 'order_count' and p90 > 0")
    width = (orders["p90"] - orders["p10"]).to_numpy()
    assert len(answers["ml.sales_forecasts"].query("measure == 'order_count'")) == 366
    assert width[-30:].mean() > 1.2 * width[:10].mean()
    assert (orders["p50"] < 2 * known["order_count"].max()).all()
