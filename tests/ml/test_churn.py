"""Churn: labels, rules, what the contest may know, reasons, and answers where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from ml import churn
from ml.certainty import NORMAL_QUANTILE
from ml.churning.candidates import learn
from ml.churning.labels import OUTCOME, labelled
from ml.churning.quality import auc, brier, calibration_error, mean_interval
from ml.churning.reasons import reasons, usual_figures
from ml.churning.rules import is_overdue, learn_rates, patience_days
from ml.churning.trial import trial
from tests.ml.examples.churn import leaving_clients, shop_of

DAY = pd.Timestamp("2024-01-31")
HORIZON = 30
SHOP = shop_of(leaving_clients(300, seed=4))
SETTINGS = SHOP.settings


def rows_of(count: int = 1, **columns: object) -> pd.DataFrame:
    """Rows of one snapshot, all alike but for the given columns."""
    usual = {
        "as_of_date": DAY,
        "visit_count": 4,
        "tenure_days": 179,
        "recency_days": 20,
        "visits_90d": 2,
        "visits_previous_90d": 2,
        "visits_365d": 4,
        "average_visit_value": 50.0,
        "revenue_90d": 100.0,
        "revenue_365d": 200.0,
        "returned_share_pct": 0.0,
        "product_count": 10,
        "p90_gap_days": 60.0,
        "company_p90_gap_days": 60.0,
        "next_visit_date": pd.NaT,
    }
    names = [f"c{number}" for number in range(count)]
    return pd.DataFrame({"client_id": names, **usual, **columns})


def happened(rows: pd.DataFrame, gone: list[float]) -> pd.DataFrame:
    return rows.assign(**{OUTCOME: gone})


def first_rows(count: int) -> pd.DataFrame:
    """Return the labelled rows of the shop's first snapshots, 28 days apart."""
    rows = labelled(SHOP.features, 56)
    return rows[rows["as_of_date"].isin(sorted(rows["as_of_date"].unique())[:count])]


def test_a_visit_on_the_last_day_of_the_horizon_is_a_visit_and_one_a_day_later_is_none():
    days = [DAY + pd.Timedelta(days=number) for number in (1, HORIZON, HORIZON + 1)]
    newest = rows_of(as_of_date=DAY + pd.Timedelta(days=HORIZON))

    rows = labelled(pd.concat([rows_of(4, next_visit_date=[*days, pd.NaT]), newest]), HORIZON)

    assert rows[OUTCOME].tolist() == [0.0, 0.0, 1.0, 1.0]


def test_a_snapshot_has_no_outcome_until_its_whole_horizon_is_over():
    newest = rows_of(as_of_date=DAY + pd.Timedelta(days=HORIZON - 1))

    assert len(labelled(pd.concat([rows_of(4), newest]), HORIZON)) == 0


def test_patience_is_the_own_and_the_companys_where_there_is_no_rhythm():
    rows = rows_of(4, recency_days=[20, 21, 60, 61], p90_gap_days=[20.0, 20.0, np.nan, np.nan])

    assert patience_days(rows).tolist() == [20, 20, 60, 60]
    assert is_overdue(rows).tolist() == [False, True, False, True]


def test_a_band_of_the_recency_rule_leans_on_the_one_before():
    silent = [30] * 40 + [31] * 10
    rows = happened(rows_of(50, recency_days=silent), [0.0] * 40 + [1.0] * 10)

    said = learn_rates("recency_rule", rows).probability(rows_of(3, recency_days=[0, 60, 400]))

    whole = 11 / 52
    first = 10 * whole / 50
    second = (10 + 10 * first) / 20
    assert said == pytest.approx([first, second, second])


def test_the_own_gap_rule_says_how_many_of_the_overdue_stayed_away():
    rows = happened(rows_of(200, recency_days=[50, 70] * 100), [0.0, 1.0] * 100)

    said = learn_rates("own_gap_rule", rows).probability(rows_of(2, recency_days=[60, 61]))

    assert said == pytest.approx([5 / 110, (100 + 10 * 5 / 110) / 110])


def test_on_a_test_day_nobody_has_learnt_from_an_outcome_not_yet_known():
    rows = first_rows(3)
    day = rows["as_of_date"].max()
    unknown = (rows["as_of_date"] > day - pd.Timedelta(days=56)) & (rows["as_of_date"] < day)
    other = rows.assign(**{OUTCOME: rows[OUTCOME].where(~unknown, 1 - rows[OUTCOME])})

    said, said_otherwise = (trial(given, horizon_days=56, seed=1) for given in (rows, other))

    assert unknown.sum() > 100
    assert said[said["as_of_date"] == day].equals(
        said_otherwise[said_otherwise["as_of_date"] == day]
    )


def test_who_has_long_been_gone_is_not_judged_by():
    rows = first_rows(3)
    long_gone = rows["client_id"] == "c002"
    silent = rows["recency_days"].where(~long_gone, 365)

    answers = trial(rows.assign(recency_days=silent), horizon_days=56, seed=1)

    assert long_gone.any()
    assert "c002" not in set(answers["client_id"])
    assert "c000" in set(answers["client_id"])


def test_what_is_known_by_heart_of_a_client_makes_nobody_sure():
    """Give each client an outcome of its own in all snapshots, and a figure it is known by."""
    lot = np.random.default_rng(6)
    outcome, figure = lot.integers(0, 2, 300).astype(float), lot.uniform(1, 1000, 300)
    days = [DAY + pd.Timedelta(days=28 * number) for number in range(4)]
    rows = pd.concat(
        [happened(rows_of(300, as_of_date=day, revenue_90d=figure), outcome) for day in days],
        ignore_index=True,
    )

    said = learn("boosting", rows, seed=1).probability(rows)

    assert np.abs(said - outcome.mean()).max() < 0.2


def test_a_reason_is_true_and_pushes_towards_leaving():
    rows = rows_of(
        3, recency_days=[90, 10, 50], visit_count=[1, 9, 4], returned_share_pct=[0, 0, 9]
    )
    usual = usual_figures(rows_of(3))

    def probability(asked: pd.DataFrame) -> np.ndarray:
        """Let silence push up, visits and returns push down."""
        return (asked["recency_days"] / 200 - asked["visit_count"] / 50).to_numpy()

    told = reasons(rows, usual, probability)

    assert told.to_dict("records") == [
        {"client_id": "c0", "rank": 1, "reason": "silent_longer_than_usual"}
        | {"value": 90.0, "usual_value": 60.0},
        {"client_id": "c0", "rank": 2, "reason": "bought_once"}
        | {"value": 1.0, "usual_value": pytest.approx(np.nan, nan_ok=True)},
        {"client_id": "c2", "rank": 1, "reason": "silent_for_long"}
        | {"value": 50.0, "usual_value": 20.0},
    ]


def test_at_most_three_reasons_are_given_and_the_strongest_first():
    rows = rows_of(1, visits_90d=0, visit_count=2, returned_share_pct=40.0, product_count=1)
    weights = {"visits_90d": -50, "visit_count": -20, "returned_share_pct": 5, "product_count": -9}

    def probability(asked: pd.DataFrame) -> np.ndarray:
        """Push by 0.10 for the visits of late, 0.04 for their number, 0.20, and 0.081."""
        return sum(asked[column] * weight for column, weight in weights.items()).to_numpy() / 1000

    told = reasons(rows, usual_figures(rows_of(3)), probability)

    assert told["reason"].tolist() == ["returns_much", "fewer_visits_than_before", "few_products"]
    assert told["rank"].tolist() == [1, 2, 3]


def test_who_is_silent_is_not_asked_about_as_if_they_had_come_of_late():
    rows = rows_of(1, recency_days=100, visits_90d=0, visits_previous_90d=0, revenue_90d=0.0)

    def probability(asked: pd.DataFrame) -> np.ndarray:
        """Know silence by the visits of the last 90 days alone."""
        return (asked["visits_90d"] == 0).to_numpy() * 0.8

    told = reasons(rows, usual_figures(rows_of(3)), probability)

    assert told["reason"].tolist() == ["silent_longer_than_usual"]


def test_the_measures_of_a_probability_are_those_of_the_books():
    outcome, said = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.92, 0.96, 0.32, 0.32])

    assert brier(outcome, said) == pytest.approx((0.08**2 + 0.96**2 + 0.68**2 + 0.32**2) / 4)
    assert calibration_error(outcome, said) == pytest.approx((0.88 + 0.36) / 4)
    assert auc(outcome, said) == pytest.approx((0 + 1 + 0 + 0.5) / 4)
    assert auc(np.ones(3), said[:3]) is None


def test_a_client_who_is_asked_about_twice_counts_once():
    values = np.array([1.0, 2.0, 4.0, 7.0])
    clients = pd.Series(["a", "b", "c", "d"])

    once = mean_interval(values, clients)
    twice = mean_interval(np.repeat(values, 2), clients.repeat(2))

    assert twice == pytest.approx(once)
    assert sum(once) / 2 == pytest.approx(3.5)
    assert once[1] - 3.5 == pytest.approx(NORMAL_QUANTILE * values.std(ddof=1) / 2)


def test_a_figure_that_is_the_same_for_all_teaches_nothing_and_harms_nothing():
    figures = [name for name in rows_of().columns if name not in ("as_of_date", "next_visit_date")]
    constant = rows_of().iloc[0][[name for name in figures if name != "client_id"]].to_dict()
    features = SHOP.features.assign(**constant)

    outcome = churn.contest(features, seed=5, **SETTINGS)
    answers = churn.baseline(features, features.iloc[-9:], seed=5, **SETTINGS)

    assert {verdict.status for verdict in outcome.verdicts} == {"baseline"}
    assert outcome.scoreboard.drop(columns="auc").notna().all(axis=None)
    assert answers["ml.client_churn"]["churn_probability"].between(0, 1).all()


@pytest.mark.parametrize("comes", [True, False])
def test_where_all_do_the_same_the_rule_says_so(comes):
    tomorrow = SHOP.features["as_of_date"] + pd.Timedelta(days=1)
    features = SHOP.features.assign(next_visit_date=tomorrow if comes else pd.NaT)

    reason = churn.refusal(features, **SETTINGS)
    said = churn.baseline(features, SHOP.subjects, seed=5, **SETTINGS)["ml.client_churn"]

    assert "at least" in reason
    assert ("0 stayed away" if comes else "0 of whom came") in reason
    assert np.abs(said["churn_probability"] - (0.0 if comes else 1.0)).max() < 0.05
    assert set(said["model_name"]) == {"recency_rule"}


def test_a_horizon_longer_than_the_history_is_refused_and_answered_by_halves():
    reason = churn.refusal(SHOP.features, horizon_days=365)
    said = churn.baseline(SHOP.features, SHOP.subjects, seed=5, horizon_days=365)

    assert "two horizons of 365 days" in reason
    assert set(said["ml.client_churn"]["churn_probability"]) == {0.5}
    assert len(said["ml.client_churn"]) == len(SHOP.subjects)


def test_three_clients_are_too_few_to_learn_from():
    few = shop_of(leaving_clients(3, seed=4))

    assert churn.refusal(few.features, **SETTINGS).startswith("3 clients to learn from")


def test_probability_rule_and_silence_stand_side_by_side():
    subjects = rows_of(2, recency_days=[90, 10])
    past = rows_of(40, as_of_date=DAY - pd.Timedelta(days=HORIZON), recency_days=[90, 10] * 20)
    tomorrow = past["as_of_date"] + pd.Timedelta(days=1)
    features = pd.concat(
        [past.assign(next_visit_date=tomorrow.where(past["recency_days"] == 10)), subjects],
        ignore_index=True,
    )

    answer = churn.baseline(features, subjects, seed=5, horizon_days=HORIZON)

    told = answer["ml.client_churn"].set_index("client_id")
    assert told["is_overdue"].tolist() == [True, False]
    assert told["silent_days"].tolist() == [90, 10]
    assert told["patience_days"].tolist() == [60.0, 60.0]
    assert told.loc["c0", "churn_probability"] > 0.6 > 0.3 > told.loc["c1", "churn_probability"]


def test_each_answer_tells_what_the_contest_would_have_held_against_it():
    subjects = SHOP.subjects.assign(recency_days=[364, 365, *[9] * (len(SHOP.subjects) - 2)])
    fitted = churn.fit(SHOP.features, method="logistic", seed=5, **SETTINGS)

    told = churn.predict(fitted, subjects)["ml.client_churn"]

    rule = learn_rates("recency_rule", labelled(SHOP.features, SETTINGS["horizon_days"]))
    assert [*told["baseline_probability"]] == [*rule.probability(subjects)]
    assert (told["baseline_probability"] != told["churn_probability"]).all()
    assert told["is_judged"].tolist() == [True, False, *[True] * (len(subjects) - 2)]


def test_who_had_long_been_gone_is_no_judge_of_an_answer():
    fitted = churn.fit(SHOP.features, method="recency_rule", seed=5, **SETTINGS)
    answers = churn.predict(fitted, SHOP.subjects)["ml.client_churn"]
    day = SHOP.subjects["as_of_date"].max()
    dated = answers.assign(as_of_date=day)
    gone = answers.loc[0, "client_id"]
    is_gone = (SHOP.happened["client_id"] == gone) & (SHOP.happened["as_of_date"] == day)
    silent = SHOP.happened["recency_days"].mask(is_gone, 365)

    with_all = churn.evaluate(dated, SHOP.happened.assign(recency_days=silent))
    without = churn.evaluate(dated[dated["client_id"] != gone], SHOP.happened)

    assert is_gone.sum() == 1
    assert with_all == without != churn.evaluate(dated, SHOP.happened)


def test_dated_and_undated_answers_are_held_to_the_same_day():
    fitted = churn.fit(SHOP.features, method="recency_rule", seed=5, **SETTINGS)
    answers = churn.predict(fitted, SHOP.subjects)["ml.client_churn"]
    day = SHOP.subjects["as_of_date"].max()

    undated = churn.evaluate(answers, SHOP.happened)
    dated = churn.evaluate(answers.assign(as_of_date=day), SHOP.happened)
    earlier = churn.evaluate(answers.assign(as_of_date=day - pd.Timedelta(days=28)), SHOP.happened)

    assert undated == dated
    assert earlier != dated
