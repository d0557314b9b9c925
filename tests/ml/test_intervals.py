"""Bands and totals, from errors written by hand."""

import numpy as np
import pandas as pd
import pytest

from ml.forecasting.intervals import band, band_of, measured_coverage, root_errors, simulate
from ml.forecasting.periods import last_needed_day, periods, totals


def errors_of(**by_origin):
    rows = [
        (origin, position, error)
        for origin, errors in by_origin.items()
        for position, error in enumerate(errors)
    ]
    return pd.DataFrame(rows, columns=["origin", "date", "error"])


def backtest_of(origin, first, actual, forecast=100.0):
    dates = pd.date_range(first, periods=len(actual))
    return pd.DataFrame(
        {
            "origin": pd.Timestamp(origin),
            "date": dates,
            "is_open": True,
            "actual": actual,
            "forecast": forecast,
        }
    )


def test_errors_are_differences_of_roots_on_open_days():
    test = backtest_of("2023-01-01", "2023-01-02", [144.0, 81.0, 0.0])
    test.loc[2, "is_open"] = False

    assert [*root_errors(test)["error"]] == [2.0, -1.0]


def test_a_band_holds_the_middle_eighty_percent_of_the_errors():
    # eleven errors -5 … 5: P10 is -4, P90 is 4; on the root scale 10 becomes 6 and 14
    low, high = band(np.array([100.0]), np.arange(-5.0, 6.0))

    assert (low[0], high[0]) == pytest.approx((36, 196))


def test_a_band_is_never_negative_and_holds_its_forecast():
    only_too_high = np.array([-9.0, -8.0, -7.0])
    forecast = np.array([0.0, 4.0, 100.0])

    low, high = band(forecast, only_too_high)

    assert [*low[:2]] == [0, 0]
    assert (low <= forecast).all()
    assert [*high] == [*forecast]


def test_an_open_day_without_expected_sales_may_still_bring_some():
    low, high = band(np.array([0.0]), np.array([0.0, 0.0, 3.0, 3.0]))

    assert (low[0], high[0]) == (0, 9)


def test_the_band_of_courses_holds_the_forecast():
    courses = np.arange(11.0)[:, None] * [1, 1, 1]

    low, high = band_of(courses, np.array([5.0, 0.0, 20.0]))

    assert ([*low], [*high]) == ([1, 0, 1], [9, 9, 20])


def test_coverage_is_measured_on_windows_that_made_no_part_of_the_band():
    # the second window errs far beyond all that the first one shows, and the reverse
    first = backtest_of("2023-01-01", "2023-01-02", np.linspace(99, 101, 30))
    second = backtest_of("2023-02-10", "2023-02-11", np.linspace(199, 201, 30))

    assert measured_coverage(pd.concat([first, second])) == pytest.approx(0.25, abs=0.25)
    assert measured_coverage(pd.concat([first, second.assign(actual=first["actual"])])) > 0.79


def test_windows_that_share_days_say_nothing_about_each_other():
    first = backtest_of("2023-01-01", "2023-01-02", np.full(30, 100.0))
    second = backtest_of("2023-01-15", "2023-01-16", np.full(30, 100.0))

    assert measured_coverage(pd.concat([first, second])) is None


def test_a_month_of_independent_errors_is_safer_than_its_days():
    rng = np.random.default_rng(4)
    forecast, is_open = np.full(30, 100.0), np.full(30, True)
    errors = errors_of(**{f"o{number}": rng.normal(0, 1, 30) for number in range(6)})

    sums = simulate(forecast, is_open, errors, window_days=30, seed=1).sum(axis=1)
    low, high = band(forecast, errors["error"].to_numpy())

    assert np.quantile(sums, 0.1) > 1.5 * low.sum() - 0.5 * forecast.sum()
    assert np.quantile(sums, 0.9) - np.quantile(sums, 0.1) < 0.5 * (high.sum() - low.sum())


def test_a_month_whose_days_err_together_is_as_unsafe_as_they_are():
    forecast, is_open = np.full(30, 100.0), np.full(30, True)
    errors = errors_of(low=np.full(30, -1.0), high=np.full(30, 1.0))

    sums = simulate(forecast, is_open, errors, window_days=30, seed=1).sum(axis=1)

    assert {*np.round(sums)} == {30 * 81, 30 * 121}


def test_days_of_one_week_err_together_as_they_did():
    forecast, is_open = np.full(7, 100.0), np.full(7, True)
    errors = errors_of(only=[-1.0] * 7 + [1.0] * 7)

    courses = simulate(forecast, is_open, errors, window_days=30, seed=1)

    # two of the fourteen blocks of a week are of one kind; by single days it would be 1 in 64
    of_one_kind = (courses == courses[:, :1]).all(axis=1).mean()
    assert of_one_kind == pytest.approx(2 / 14, abs=0.03)


def test_courses_are_zero_on_shut_days_never_negative_and_the_same_for_a_seed():
    forecast, is_open = np.array([4.0, 0.0, 9.0]), np.array([True, False, True])
    errors = errors_of(only=[-9.0, 3.0])

    courses = simulate(forecast, is_open, errors, window_days=30, seed=1)

    assert (courses[:, 1] == 0).all()
    assert (courses >= 0).all()
    assert (courses == simulate(forecast, is_open, errors, window_days=30, seed=1)).all()
    assert (courses != simulate(forecast, is_open, errors, window_days=30, seed=2)).any()


def test_what_was_never_tested_is_less_sure_with_every_window():
    days = 4 * 28
    forecast, is_open = np.full(days, 400.0), np.full(days, True)
    errors = errors_of(low=np.full(28, -1.0), high=np.full(28, 1.0))

    roots = np.sqrt(simulate(forecast, is_open, errors, window_days=28, seed=1))

    # one step up or down in the window that was tested, then the sum of one, two, three steps
    assert [{*np.round(roots[:, day] - 20)} for day in (0, 28, 56, 84)] == [
        {-1, 1}, {-1, 1}, {-2, 0, 2}, {-3, -1, 1, 3}
    ]  # fmt: skip


def test_a_method_that_erred_to_one_side_may_err_to_either_beyond_its_window():
    forecast, is_open = np.full(8, 400.0), np.full(8, True)
    errors = errors_of(low=np.full(4, 1.0), lower=np.full(4, 1.0))

    roots = np.sqrt(simulate(forecast, is_open, errors, window_days=4, seed=1))

    assert {*np.round(roots[:, 0] - 20)} == {1}
    assert np.mean(roots[:, 7] > 20) == pytest.approx(0.5, abs=0.05)


def test_measures_tested_at_the_same_origins_take_the_same_weeks():
    forecast, is_open = np.full(28, 100.0), np.full(28, True)
    values = np.random.default_rng(1).normal(0, 1, (3, 28))
    errors = errors_of(**{f"o{number}": row for number, row in enumerate(values)})
    halved = errors.assign(error=errors["error"] / 2)

    whole, half = (
        np.sqrt(simulate(forecast, is_open, each, window_days=28, seed=1)) - 10
        for each in (errors, halved)
    )

    assert np.allclose(whole, 2 * half)


def test_a_total_is_the_middle_of_the_courses_sums_and_a_check_the_ratio_of_two():
    dates = pd.Series(pd.date_range("2023-01-30", "2023-01-31"))
    revenue = np.array([[10.0, 20.0], [30.0, 30.0], [50.0, 40.0]])
    orders = np.array([[1.0, 2.0], [1.0, 1.0], [0.0, 0.0]])

    total, check = totals(revenue, dates), totals(revenue, dates, orders)

    assert [*total["period_kind"]] == ["month"]
    assert total["p50"].item() == 60
    # 30 over 3 and 60 over 2; the course without an order has no check
    assert check["p50"].item() == 20
    assert totals(revenue, dates, 0 * orders).empty


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2023-11-25", "2024-12-31", ["2023-11-25", "2023-12-01", "2024-11-01"]),
        ("2024-01-01", "2024-12-31", ["2024-01-01", "2024-02-01", "2024-12-01"]),
        ("2023-11-25", "2024-01-30", ["2023-11-25", "2023-12-01", "2023-12-01"]),
    ],
    ids=["mid-month", "new year", "a calendar that ends in January"],
)
def test_months_are_the_rest_of_one_and_twelve_more_as_far_as_the_calendar_goes(
    first, last, expected
):
    found = [f"{start:%F}" for kind, start, _ in _periods(first, last) if kind == "month"]

    assert [found[0], found[1], found[-1]] == expected


def test_half_years_and_years_are_the_running_and_the_next():
    found = [
        (kind, f"{start:%F}", f"{end:%F}")
        for kind, start, end in _periods("2023-05-10", "2024-12-31")
        if kind != "month"
    ]

    assert found == [
        ("half_year", "2023-05-10", "2023-06-30"),
        ("half_year", "2023-07-01", "2023-12-31"),
        ("year", "2023-05-10", "2023-12-31"),
        ("year", "2024-01-01", "2024-12-31"),
    ]


def _periods(first, last):
    return periods(pd.Timestamp(first), pd.Timestamp(last))


@pytest.mark.parametrize(
    ("known", "horizon", "end"),
    [
        ("2023-11-24", 7, "2023-12-31"),
        ("2023-11-30", 7, "2023-12-31"),
        ("2023-11-24", 62, "2024-01-25"),
    ],
)
def test_the_calendar_is_needed_to_the_later_of_horizon_and_next_months_end(known, horizon, end):
    assert f"{last_needed_day(pd.Timestamp(known), horizon):%F}" == end
