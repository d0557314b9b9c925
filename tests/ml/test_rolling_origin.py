"""Origins, the contest's rule, and that no candidate sees what comes."""

import numpy as np
import pandas as pd
import pytest

from ml.forecasting.candidates import seasonal_naive, weekday_median
from ml.forecasting.rolling_origin import (
    backtest,
    known_days,
    origins_of,
    scoreboard,
    verdict,
    window_days,
)


def days_of(values):
    return pd.DataFrame(
        {
            "date": pd.date_range("2023-01-02", periods=len(values)),
            "value": np.asarray(values, dtype=float),
            "is_sold": np.asarray(values) > 0,
            "holiday_name": None,
            "occasion": None,
        }
    )


def ask(days, candidates, *, shop=None):
    origins = origins_of(days if shop is None else shop, horizon_days=14, count=3)
    return backtest(days, candidates, origins, seed=1)


def board_of(**rows):
    """`name=(mase, origins won, origins ahead of the favourite)` of five origins."""
    return pd.DataFrame(
        [(mase, 0.1, 5, won, ahead, 0.8) for mase, won, ahead in rows.values()],
        index=[*rows],
        columns=["mase", "wape", "origins", "origins_won", "origins_ahead", "interval_coverage"],
    )


def judge(**rows):
    return verdict("net_revenue", board_of(**rows), "naive", "favourite")


def test_origins_lie_whole_weeks_apart_and_their_windows_end_within_the_history():
    known = known_days(history_days=374, horizon_days=62, count=12)

    assert known == [312, 298, 284, 270, 256, 242, 228, 214, 200, 186, 172, 158]


@pytest.mark.parametrize(
    ("history_days", "window", "known"),
    [(56, 14, [42, 35, 28]), (120, 30, [90, 83, 76, 69, 62])],
)
def test_a_short_history_is_asked_for_a_shorter_horizon_from_its_second_half(
    history_days, window, known
):
    assert window_days(history_days, 62) == window
    assert known_days(history_days, 62, count=12) == known


def test_a_candidate_is_shown_only_the_past():
    shown = []

    def witness(history, future, seed):
        shown.append((history["date"].max(), future["date"].min(), {*future.columns}))
        return np.zeros(len(future))

    ask(days_of(range(1, 85)), {"witness": witness})

    assert len(shown) == 3
    assert all(before < after for before, after, _ in shown)
    assert all(not columns & {"value", "is_sold"} for _, _, columns in shown)


def test_what_happens_after_the_last_origin_changes_no_forecast():
    values = np.tile([5, 6, 7, 8, 9, 10, 11], 12)
    upset = np.concatenate([values[:-14], np.zeros(14)])

    before = ask(days_of(values), {"median": weekday_median})
    after = ask(days_of(upset), {"median": weekday_median})

    assert [*after["forecast"]] == [*before["forecast"]]
    assert [*after["is_open"]] == [*before["is_open"]]
    assert [*after["actual"]] != [*before["actual"]]


def test_a_day_without_a_value_teaches_nothing_and_judges_nothing():
    shown = []

    def witness(history, future, seed):
        shown.append(history.loc[history["is_open"], "value"].isna().sum())
        return np.zeros(len(future))

    values = np.tile([5.0, np.nan, 7, 8, 9, 10, 11], 12)
    days = days_of(values).assign(is_sold=True)

    tests = ask(days, {"witness": witness})

    assert shown == [0, 0, 0]
    assert len(tests) == 3 * 14 * 6 / 7


def test_whether_a_shop_is_open_is_not_judged_by_one_of_its_series():
    shop = days_of(np.tile([5, 6, 7, 8, 9, 10, 0], 12))
    country = shop.assign(value=np.tile([5, 0, 0, 0, 0, 0, 0], 12))

    tests = ask(country, {"median": weekday_median}, shop=shop)

    assert tests["is_open"].mean() == pytest.approx(6 / 7)


def test_an_origin_at_which_a_series_had_hardly_begun_is_left_out():
    shop = days_of(np.full(84, 5))
    young = shop.iloc[49:].reset_index(drop=True)

    # 84 days, windows of 14: origins at 70, 63 and 56 days, of which a series begun on the
    # fiftieth knows 21, 14 and 7
    assert ask(young, {"median": weekday_median}, shop=shop)["origin"].nunique() == 2
    assert ask(young.iloc[-10:], {"median": weekday_median}, shop=shop).empty


def test_the_scoreboard_counts_origins_won_against_the_baseline():
    # a steady shop with one odd last week before the newest origin: only there the median wins
    values = np.tile([10, 12, 14, 16, 18, 20, 22], 12)
    values[63:70] *= 3
    days = days_of(values)

    tests = ask(days, {"seasonal_naive": seasonal_naive, "median": weekday_median})
    board = scoreboard(tests, days, "seasonal_naive", "median")

    assert board.loc["median", "origins"] == 3
    assert board.loc["median", "origins_won"] == 1
    assert board.loc["seasonal_naive", "origins_won"] == 0
    assert [*board.loc[["median", "seasonal_naive"], "origins_ahead"]] == [0, 0]
    assert board.loc["median", "mase"] < board.loc["seasonal_naive", "mase"]


@pytest.mark.parametrize(
    ("mase", "won", "status"),
    [(0.99, 3, "published"), (0.99, 2, "baseline"), (0.991, 5, "baseline"), (1.1, 5, "baseline")],
    ids=["better and at most origins", "better but at few origins", "hardly better", "worse"],
)
def test_a_challenger_must_be_better_by_a_hundredth_and_at_most_origins(mase, won, status):
    found = judge(naive=(1.0, 0, 0), favourite=(mase, won, 0))

    assert found.status == status
    assert (found.candidate, found.baseline) == ("favourite", "naive")
    assert (found.candidate_value, found.baseline_value) == (mase, 1.0)


def test_a_return_that_is_most_of_every_error_lets_nobody_win():
    # the naive is wrong by 4/3 a day, the median by half of that, and both by a million once
    values = np.tile([9.0, 10.0, 11.0], 28)
    values[-1] = -1e6
    days = days_of(values).assign(is_sold=True)
    candidates = {"naive": seasonal_naive, "median": weekday_median}

    board = scoreboard(ask(days, candidates), days, "naive", "median")
    told = verdict("net_revenue", board, "naive", "median")

    assert board.loc["median", "origins_won"] == 3
    assert told.status == "baseline"


@pytest.mark.parametrize(
    ("mase", "ahead", "candidate"),
    [(0.8, 4, "a"), (0.8, 3, "favourite"), (0.95, 4, "favourite")],
    ids=["better nearly everywhere", "better here and there", "worse on average"],
)
def test_another_candidate_must_be_clearly_better_than_the_favourite(mase, ahead, candidate):
    found = judge(naive=(1.0, 0, 0), favourite=(0.9, 5, 0), a=(mase, 5, ahead), b=(0.99, 5, 5))

    assert found.candidate == candidate
    assert found.status == "published"


def test_errors_that_cannot_be_told_leave_the_baseline_in_place():
    found = judge(naive=(np.nan, 0, 0), favourite=(np.nan, 0, 0))

    assert found.status == "baseline"
    assert found.candidate_value is None
    assert "repeats itself" in found.reason
