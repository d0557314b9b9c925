"""What is foretold past the days over which a method was tested."""

import numpy as np
import pandas as pd
import pytest

from ml.forecasting.beyond import go_on


def days(values, start, *, shut_weekday=None):
    dates = pd.Series(pd.date_range(start, periods=len(values)))
    is_open = dates.dt.day_of_week != shut_weekday
    return pd.DataFrame({"date": dates, "value": values, "is_open": is_open})


def coming(history, length, **shut):
    start = history["date"].iloc[-1] + pd.Timedelta(days=1)
    return days(np.full(length, np.nan), start, **shut).drop(columns="value")


def test_under_a_year_each_weekday_keeps_the_mean_it_was_foretold():
    history = days(np.full(70, 5.0), "2023-01-02")
    near = np.r_[np.arange(7.0), np.arange(7.0) + 2]

    found = go_on(history, coming(history, 28), near)

    assert [*found] == [*near, *np.tile(np.arange(7.0) + 1, 2)]


def test_with_a_year_the_same_weekday_of_the_year_before_is_repeated():
    season = 100 + 90 * np.sin(2 * np.pi * np.arange(364) / 364)
    history = days(season, "2023-01-02")

    found = go_on(history, coming(history, 400), np.full(28, 7.0))

    assert [*found[:28]] == [7.0] * 28
    assert found[28:350] == pytest.approx(season[28:350], abs=2)
    # farther than a year ahead what was foretold for this year speaks
    assert found[385] == pytest.approx(7.0)


def test_one_odd_week_of_last_year_is_not_repeated():
    history = days(np.full(364, 10.0), "2023-01-02")
    history.loc[100:106, "value"] = 1000.0

    assert [*go_on(history, coming(history, 120), np.full(28, 10.0))] == [10.0] * 120


def test_growth_since_last_year_counts_as_far_as_it_is_known():
    young, old = (
        days(np.r_[np.full(364, 100.0), np.full(known, 225.0)], "2023-01-02") for known in (7, 56)
    )

    little, much = (go_on(each, coming(each, 120), np.full(28, 1.0))[-1] for each in (young, old))

    # a growth of 2.25, of which 7 days of comparison bear out a fifth and 56 two thirds
    assert little == pytest.approx(100 * 2.25 ** (7 / 35))
    assert much == pytest.approx(100 * 2.25 ** (56 / 84))


def test_a_growth_beyond_all_measure_is_taken_for_a_doubling():
    history = days(np.r_[np.full(364, 1.0), np.full(56, 900.0)], "2023-01-02")

    assert go_on(history, coming(history, 120), np.full(28, 1.0))[-1] == pytest.approx(2.0)


@pytest.mark.parametrize("length", [70, 380])
def test_shut_days_stay_shut(length):
    history = days(np.full(length, 5.0), "2023-01-02", shut_weekday=6)
    future = coming(history, 90, shut_weekday=6)

    found = go_on(history, future, np.where(future["is_open"][:28], 5.0, 0.0))

    assert [*found] == [5.0 if is_open else 0.0 for is_open in future["is_open"]]
