"""What each method continues, on series whose future is known."""

import logging

import numpy as np
import pandas as pd
import pytest

from ml.forecasting.candidates import (
    CANDIDATES,
    combination,
    linear,
    mean_of_days,
    prophet,
    prophet_log,
    seasonal_naive,
    theta,
    weekday_median,
)

SEED = 1


def series(values, *, start="2023-01-02", shut=(), occasions=None, future=7):
    """History and future frames; `shut` and `occasions` speak of positions in both together."""
    length = len(values) + future
    frame = pd.DataFrame(
        {
            "date": pd.date_range(start, periods=length),
            "value": [*map(float, values), *[np.nan] * future],
            "is_open": [position not in set(shut) for position in range(length)],
            "occasion": [(occasions or {}).get(position) for position in range(length)],
        }
    )
    split = len(values)
    return frame.iloc[:split], frame.iloc[split:].drop(columns="value").reset_index(drop=True)


def test_seasonal_naive_repeats_the_last_open_day_of_the_weekday():
    # the second Monday was shut, so the first one speaks for Mondays
    history, future = series([1, 2, 3, 4, 5, 6, 7, 0, 20, 30, 40, 50, 60, 70], shut=[7])

    assert [*seasonal_naive(history, future, SEED)] == [1, 20, 30, 40, 50, 60, 70]


def test_weekday_median_forgets_the_ninth_week_and_the_odd_day():
    mondays = [900, 10, 20, 30, 1000, 40, 50, 60, 70]
    values = np.concatenate([[monday, 1, 1, 1, 1, 1, 1] for monday in mondays])
    history, future = series(values)

    assert weekday_median(history, future, SEED)[0] == 45


def test_a_weekday_never_open_before_gets_the_usual_day():
    values = [10, 20, 30, 40, 50, 60, 0] * 2
    history, future = series(values, shut=[6, 13])

    assert seasonal_naive(history, future, SEED)[6] == 35


def ripple(values):
    """Disturb a series by at most one percent, without chance and out of step with the week."""
    return np.asarray(values) * (1 + 0.01 * np.sin(np.arange(len(values)) ** 2))


@pytest.mark.parametrize("name", CANDIDATES)
def test_shut_days_are_foretold_as_zero_and_no_day_below_it(name):
    falling = ripple(np.linspace(100, 1, 84))
    history, future = series(falling, shut=[86, 87], future=28)

    forecast = CANDIDATES[name](history, future, SEED)

    assert [*forecast[[2, 3]]] == [0, 0]
    assert (forecast >= 0).all()


@pytest.mark.parametrize("name", CANDIDATES)
def test_the_zeros_of_shut_days_do_not_pull_the_open_ones_down(name):
    saturdays, holiday_week = {day for day in range(91) if day % 7 == 5}, {*range(70, 77)}
    shut = saturdays | holiday_week
    values = ripple([0 if day in shut else 100 for day in range(84)])
    history, future = series(values, shut=shut)

    forecast = CANDIDATES[name](history, future, SEED)

    assert forecast == pytest.approx([100, 100, 100, 100, 100, 0, 100], rel=0.02)


@pytest.mark.parametrize("method", [linear, theta])
def test_trend_and_week_go_on_where_they_add_up_on_the_root_scale(method):
    day = np.arange(196)
    truth = np.square(ripple(20 + day / 40) + np.array([0, 1, -1, 0, 2, -2, 3])[day % 7])
    history, future = series(truth[:168], future=28)

    assert method(history, future, SEED) == pytest.approx(truth[168:], rel=0.08)


def test_a_regression_learns_what_a_named_day_off_costs():
    values = ripple(np.full(140, 100.0))
    festivals, other_days_off = [20, 75, 120], [40, 90]
    values[festivals], values[other_days_off] = 36, 81
    occasions = dict.fromkeys([*festivals, 142], "Festival") | dict.fromkeys(other_days_off, "Rest")
    history, future = series(values, occasions=occasions)

    forecast = linear(history, future, SEED)

    assert forecast[2] == pytest.approx(36, abs=12)
    assert np.delete(forecast, 2) == pytest.approx(100, abs=5)


def test_a_regression_forgets_half_in_a_quarter_of_a_year():
    # the level has doubled half a year ago: old days drag an unweighted line far below it
    values = ripple(np.r_[np.full(364, 100.0), np.full(364, 400.0)])
    history, future = series(values, future=7)

    assert linear(history, future, SEED) == pytest.approx(400, rel=0.25)


def test_a_regression_sees_a_year_only_once_it_saw_two():
    day = np.arange(365 * 3)
    truth = np.square(20 + 5 * np.sin(2 * np.pi * day / 365.25))
    two_years, next_quarter = series(truth[:730], future=90)
    under_two, same_quarter = series(truth[1:730], start="2023-01-03", future=90)

    seen = np.abs(linear(two_years, next_quarter, SEED) - truth[730:820]).mean()
    unseen = np.abs(linear(under_two, same_quarter, SEED) - truth[730:820]).mean()

    assert unseen > 3 * seen


def test_a_combination_is_the_median_of_the_cheap_methods_day_by_day():
    history, future = series(ripple(np.linspace(100, 200, 84)), shut=[86])

    forecast = combination(history, future, SEED)

    each = [seasonal_naive, weekday_median, linear, theta]
    for day, found in enumerate(forecast):
        values = sorted(method(history, future, SEED)[day] for method in each)
        assert found == pytest.approx((values[1] + values[2]) / 2)


def test_theta_keeps_a_series_that_never_moves():
    history, future = series(np.full(60, 40.0))

    assert [*theta(history, future, SEED)] == pytest.approx([40.0] * 7)


@pytest.mark.parametrize("method", [seasonal_naive, weekday_median, mean_of_days])
def test_a_shop_never_seen_open_is_foretold_to_sell_nothing(method):
    history, future = series([0, 0, 0], shut=[0, 1, 2])

    assert [*method(history, future, SEED)] == [0] * 7


def test_the_mean_of_few_days_is_repeated_and_never_negative():
    history, future = series([10, 0, 50], shut=[1, 4])
    returned, coming = series([-10, -20])

    assert [*mean_of_days(history, future, SEED)] == [30, 0, 30, 30, 30, 30, 30]
    assert [*mean_of_days(returned, coming, SEED)] == [0] * 7


@pytest.mark.parametrize(
    ("method", "join"), [(prophet, np.add), (prophet_log, np.multiply)], ids=["plain", "log"]
)
def test_prophet_goes_on_with_growth_and_the_week(method, join):
    day = np.arange(196)
    growth, week = ripple(100 + day / 2), np.array([1.0, 1.1, 0.9, 1.0, 1.2, 0.8, 0.6])[day % 7]
    truth = join(growth, 50 * week if join is np.add else week)
    history, future = series(truth[:168], future=28)

    assert method(history, future, SEED) == pytest.approx(truth[168:], rel=0.05)


def test_prophet_sees_a_year_only_once_it_saw_two():
    day = np.arange(365 * 3)
    truth = 100 + 50 * np.sin(2 * np.pi * day / 365.25)
    two_years, next_quarter = series(truth[:730], future=90)
    under_two, same_quarter = series(truth[1:730], start="2023-01-03", future=90)

    seen = np.abs(prophet(two_years, next_quarter, SEED) - truth[730:820]).mean()
    unseen = np.abs(prophet(under_two, same_quarter, SEED) - truth[730:820]).mean()

    assert seen < 5
    assert unseen > 3 * seen


def test_prophet_learns_what_a_named_day_off_costs():
    values = ripple(np.full(140, 100.0))
    festivals, other_days_off = [20, 75, 120], [40, 90]
    values[festivals], values[other_days_off] = 40, 80
    occasions = dict.fromkeys([*festivals, 142], "Festival") | dict.fromkeys(other_days_off, "Rest")
    history, future = series(values, occasions=occasions)

    forecast = prophet(history, future, SEED)

    assert forecast[2] == pytest.approx(40, abs=8)
    assert np.delete(forecast, 2) == pytest.approx(100, abs=8)


def test_days_off_seen_once_are_taken_as_one_kind():
    values = ripple(np.full(140, 100.0))
    values[[20, 75, 120]] = 40
    occasions = {20: "First", 75: "Second", 120: "Third", 142: "Fourth"}
    history, future = series(values, occasions=occasions)

    assert prophet(history, future, SEED)[2] == pytest.approx(40, abs=8)


def test_prophet_writes_nothing_into_the_log_and_leaves_loggers_as_they_were(caplog, capfd):
    history, future = series(ripple(np.linspace(10, 20, 60)))
    logger = logging.getLogger("cmdstanpy")

    with caplog.at_level(logging.DEBUG):
        prophet(history, future, SEED)

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert not logger.disabled
