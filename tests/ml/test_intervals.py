"""Bands and totals, from errors written by hand."""

import numpy as np
import pandas as pd
import pytest

from ml.forecasting.intervals import band, measured_coverage, root_errors, simulate
from ml.forecasting.months import last_needed_day, periods


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


def test_a_band_is_never_negative_holds_its_forecast_and_keeps_shut_days_at_zero():
    only_too_high = np.array([-9.0, -8.0, -7.0])
    forecast = np.array([0.0, 4.0, 100.0])

    low, high = band(forecast, only_too_high)

    assert [*low[:2]] == [0, 0]
    assert (low <= forecast).all()
    assert [*high] == [*forecast]


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

    sums = simulate(forecast, is_open, errors, seed=1).sum(axis=1)
    low, high = band(forecast, errors["error"].to_numpy())

    assert np.quantile(sums, 0.1) > 1.5 * low.sum() - 0.5 * forecast.sum()
    assert np.quantile(sums, 0.9) - np.quantile(sums, 0.1) < 0.5 * (high.sum() - low.sum())


def test_a_month_whose_days_err_together_is_as_unsafe_as_they_are():
    forecast, is_open = np.full(30, 100.0), np.full(30, True)
    errors = errors_of(low=np.full(30, -1.0), high=np.full(30, 1.0))

    sums = simulate(forecast, is_open, errors, seed=1).sum(axis=1)

    assert {*np.round(sums)} == {30 * 81, 30 * 121}


def test_days_of_one_week_err_together_as_they_did():
    forecast, is_open = np.full(7, 100.0), np.full(7, True)
    errors = errors_of(only=[-1.0] * 7 + [1.0] * 7)

    courses = simulate(forecast, is_open, errors, seed=1)

    # two of the fourteen blocks of a week are of one kind; by single days it would be 1 in 64
    of_one_kind = (courses == courses[:, :1]).all(axis=1).mean()
    assert of_one_kind == pytest.approx(2 / 14, abs=0.03)


def test_courses_are_zero_on_shut_days_never_negative_and_the_same_for_a_seed():
    forecast, is_open = np.array([4.0, 0.0, 9.0]), np.array([True, False, True])
    errors = errors_of(only=[-9.0, 3.0])

    courses = simulate(forecast, is_open, errors, seed=1)

    assert (courses[:, 1] == 0).all()
    assert (courses >= 0).all()
    assert (courses == simulate(forecast, is_open, errors, seed=1)).all()
    assert (courses != simulate(forecast, is_open, errors, seed=2)).any()


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2023-11-25", [("2023-11-25", "2023-11-30"), ("2023-12-01", "2023-12-31")]),
        ("2023-12-31", [("2023-12-31", "2023-12-31"), ("2024-01-01", "2024-01-31")]),
        ("2024-02-01", [("2024-02-01", "2024-02-29")]),
    ],
    ids=["mid-month", "last day of the year", "first of a leap February"],
)
def test_periods_are_the_rest_of_the_month_and_the_next_whole_one(first, expected):
    found = [(f"{start:%F}", f"{end:%F}") for start, end in periods(pd.Timestamp(first))]

    assert found == expected


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
