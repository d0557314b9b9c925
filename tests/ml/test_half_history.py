"""The trial at half of the history, its score, and who is declared the winner."""

import numpy as np
import pandas as pd
import pytest

from ml.lifetime.half_history import Trial, deviances, scoreboard, trial, verdict
from ml.lifetime.methods import METHODS
from tests.ml.examples.lifetime_value import leaving_clients, snapshots_of


@pytest.fixture(scope="module")
def history():
    return snapshots_of(leaving_clients(80, seed=3), 392)


def held(happened, **forecasts):
    return Trial(pd.Timestamp("2023-01-01"), 100, pd.DataFrame(forecasts), np.array(happened))


def board_of(*, deviance=9.0, high=-0.1, to_one_for_all=-0.1):
    bounds = {"difference_low": -2.0, "clients": 500, "days": 182}
    columns = ["poisson_deviance", "difference_high", "difference_to_one_for_all_high"]
    rows = [(10.0, 0.0, -1.0), (deviance, high, to_one_for_all), (9.5, 0.2, 0.3), (12.0, 2.0, 0.0)]
    index = ["average_spend", "bg_nbd", "mbg_nbd", "one_for_all"]
    return pd.DataFrame(rows, index=index, columns=columns).assign(**bounds)


def test_deviance_by_hand():
    # 2·(10·ln(10 / 5) − 10 + 5), nothing for what was foretold rightly, 2·4 for nothing brought
    told = deviances(np.array([10.0, 7.0, 0.0]), np.array([5.0, 7.0, 4.0]))

    assert [*told] == pytest.approx([20 * np.log(2) - 10, 0, 8])


def test_the_true_mean_has_the_lowest_deviance_and_the_median_has_not():
    happened = np.array([0.0, 0.0, 0.0, 100.0])
    scores = {
        guess: deviances(happened, np.full(4, guess)).mean() for guess in (1.0, 20.0, 25.0, 30.0)
    }

    assert min(scores, key=scores.get) == 25.0


def test_bringing_back_more_than_buying_counts_as_bringing_nothing():
    assert [*deviances(np.array([-50.0, 10.0]), np.array([4.0, 10.0]))] == pytest.approx([8, 0])


def test_foretelling_nothing_is_wrong_but_not_infinitely():
    # the average client brought 100, so nothing counts as 1
    told = deviances(np.array([200.0, 0.0]), np.array([0.0, 0.0]))

    assert [*told] == pytest.approx([2 * (200 * np.log(200) - 199), 2])


def test_where_nobody_brings_anything_the_deviance_is_a_number():
    assert np.isfinite(deviances(np.zeros(3), np.zeros(3))).all()


def test_the_trial_is_held_at_half_of_the_history_over_what_is_left(history):
    found = trial(history)

    assert found.as_of == history["as_of_date"].max() - pd.Timedelta(days=196)
    assert found.days == 196
    assert [*found.forecasts] == [*METHODS, "one_for_all"]
    then = history[history["as_of_date"] == found.as_of].set_index("client_id")["net_revenue"]
    now = history[history["as_of_date"] == history["as_of_date"].max()].set_index("client_id")
    assert found.happened.sum() == pytest.approx((now["net_revenue"].loc[then.index] - then).sum())


def test_what_happens_after_half_of_the_history_changes_no_forecast(history):
    middle = trial(history).as_of
    upset = history.copy()
    later = upset["as_of_date"] > middle
    upset.loc[later, "net_revenue"] = 1.0
    upset.loc[later, ["visit_count", "last_visit_age_days"]] = [1, 0]

    before, after = trial(history).forecasts, trial(upset).forecasts

    pd.testing.assert_frame_equal(before[[*METHODS]], after[[*METHODS]])
    assert (before["one_for_all"] != after["one_for_all"]).all()


def test_the_scoreboard_says_how_far_off_everyone_was_and_all_together():
    board = scoreboard(
        held([0.0, 10.0, 50.0], average_spend=[2.0, 8.0, 38.0], one_for_all=[20.0] * 3), seed=1
    )

    row = board.loc["average_spend"]
    assert row["mae"] == pytest.approx(16 / 3)
    assert row["bias_pct"] == pytest.approx(-20)
    assert row["rank_correlation"] == pytest.approx(1)
    assert (row["clients"], row["days"]) == (3, 100)
    assert row["difference_to_one_for_all_high"] < 0


def test_one_client_who_decides_all_leaves_the_difference_unsure():
    happened = [1000.0, *[1.0] * 99]
    board = scoreboard(
        held(
            happened,
            average_spend=[500.0, *[1.0] * 99],
            bg_nbd=[900.0, *[1.2] * 99],
            one_for_all=[11.0] * 100,
        ),
        seed=1,
    )

    row = board.loc["bg_nbd"]
    assert row["poisson_deviance"] < board.loc["average_spend", "poisson_deviance"]
    assert row["difference_low"] < 0 < row["difference_high"]


@pytest.mark.parametrize(
    ("board", "status"),
    [
        (board_of(), "published"),
        (board_of(high=0.1), "baseline"),
        (board_of(to_one_for_all=0.1), "baseline"),
    ],
    ids=["surely better", "perhaps better", "does not tell clients apart"],
)
def test_the_winner_must_surely_beat_the_baseline_and_one_figure_for_all(board, status):
    found = verdict("predicted_value", board)

    assert found.status == status
    assert (found.candidate, found.baseline) == ("bg_nbd", "average_spend")
    assert (found.candidate_value, found.baseline_value) == (9.0, 10.0)


def test_the_best_challenger_is_the_one_that_is_judged():
    assert verdict("predicted_value", board_of(deviance=9.9)).candidate == "mbg_nbd"
