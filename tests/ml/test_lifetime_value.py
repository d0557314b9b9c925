"""What the lifetime value promises beyond the common contract."""

import numpy as np
import pandas as pd
import pytest

from ml import lifetime_value
from ml.lifetime.methods import DAYS_OF_MONTH, METHODS, AverageSpend
from tests.ml.examples.lifetime_value import KNOWN_DAYS, START, leaving_clients, snapshots_of

TABLE = "ml.client_lifetime_values"
YEAR = {"horizon_months": 12, "annual_discount_pct": 10.0}


@pytest.fixture(scope="module")
def history():
    return snapshots_of(leaving_clients(250, seed=4), KNOWN_DAYS)


def newest(features):
    return features[features["as_of_date"] == features["as_of_date"].max()]


def answers_of(features, name, **changes):
    fitted = lifetime_value.fit(features, method=name, seed=1, **{**YEAR, **changes})
    return lifetime_value.predict(fitted, newest(features))[TABLE].set_index("client_id")


def one_visit_a_month(retention=1.0, **changes):
    """Ask about a client who brings 100 each month."""
    settings = {**YEAR, **changes}
    fitted = lifetime_value.Fitted("average_spend", AverageSpend(retention), *settings.values())
    client = pd.DataFrame(
        {
            "client_id": ["a"],
            "visit_count": [10],
            "tenure_days": [10 * DAYS_OF_MONTH],
            "net_revenue": [1000.0],
        }
    )
    return lifetime_value.predict(fitted, client)[TABLE].iloc[0]


def test_each_months_revenue_is_discounted_from_its_middle():
    answer = one_visit_a_month(horizon_months=2, annual_discount_pct=21.0)

    assert answer["expected_visit_count"] == pytest.approx(2)
    assert answer["expected_visit_value"] == pytest.approx(100)
    # 21 % a year is 10 % in half a year: half a month and one and a half
    assert answer["predicted_value"] == pytest.approx(100 / 1.1 ** (1 / 12) + 100 / 1.1 ** (3 / 12))


def test_without_a_discount_the_value_is_visits_times_what_each_brings(history):
    for name in METHODS:
        answers = answers_of(history, name, annual_discount_pct=0.0)

        revenue = answers["expected_visit_count"] * answers["expected_visit_value"]
        assert answers["predicted_value"].to_numpy() == pytest.approx(revenue.to_numpy())
        assert {*answers["model_name"]} == {name}
        assert {*answers["horizon_months"]} == {12}


def test_a_discount_lowers_every_value_and_a_longer_horizon_raises_it(history):
    year = answers_of(history, "mbg_nbd")["predicted_value"]
    dearer = answers_of(history, "mbg_nbd", annual_discount_pct=50.0)["predicted_value"]
    two_years = answers_of(history, "mbg_nbd", horizon_months=24)["predicted_value"]

    assert (dearer < year).all()
    assert (year < two_years).all()


def test_every_client_of_the_snapshot_is_answered_in_its_order(history):
    answers = answers_of(history, "bg_nbd")

    assert [*answers.index] == [*newest(history)["client_id"]]


@pytest.mark.parametrize(
    ("days", "clients", "again", "is_refused"),
    [(168, 100, 30, False), (167, 100, 30, True), (168, 99, 30, True), (168, 100, 29, True)],
    ids=["just enough", "a day short", "a client short", "one came again less"],
)
def test_the_floor_is_half_a_year_of_enough_clients_who_come_again(
    days, clients, again, is_refused
):
    one = pd.DataFrame(
        {
            "client_id": [f"c{number}" for number in range(clients)],
            "visit_count": [2] * again + [1] * (clients - again),
            "net_revenue": 10.0,
            "last_visit_age_days": 0,
        }
    )
    features = pd.concat(
        [
            one.assign(as_of_date=START + pd.Timedelta(days=day), tenure_days=day)
            for day in (days - 84, days)
        ]
    )

    reason = lifetime_value.refusal(features, **YEAR)

    assert (reason is not None) == is_refused


def test_one_snapshot_is_too_little():
    features = snapshots_of(leaving_clients(250, seed=4), KNOWN_DAYS)

    assert "at least" in lifetime_value.refusal(newest(features), **YEAR)


def test_without_clients_the_baseline_is_an_empty_table(history):
    nothing = history.iloc[:0]

    answers = lifetime_value.baseline(nothing, nothing, seed=1, **YEAR)[TABLE]

    assert len(answers) == 0
    assert "predicted_value" in answers


def test_of_three_first_orders_nobody_is_known_to_come_again():
    clients = pd.DataFrame(
        {
            "as_of_date": START,
            "client_id": ["a", "b", "c"],
            "visit_count": 1,
            "tenure_days": [0, 10, 200],
            "last_visit_age_days": 0,
            "net_revenue": [20.0, -5.0, 0.0],
        }
    )

    answers = lifetime_value.baseline(clients, clients, seed=1, **YEAR)[TABLE]

    assert [*answers["predicted_value"]] == [0, 0, 0]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize(
    "changes",
    [
        {"visit_count": 1, "last_visit_age_days": 0},
        {"visit_count": 5, "last_visit_age_days": 20, "tenure_days": 60},
        {"net_revenue": 0.0},
        {"net_revenue": -10.0},
        {"tenure_days": 0, "visit_count": 1, "last_visit_age_days": 0},
    ],
    ids=["nobody again", "all alike", "no revenue", "less than none", "all today"],
)
def test_no_shop_makes_a_missing_or_negative_value(history, name, changes):
    odd = history.assign(**changes)

    answers = answers_of(odd, name).drop(columns="model_name")

    assert np.isfinite(answers.to_numpy(dtype=float)).all()
    assert (answers >= 0).all(axis=None)


def test_the_contest_of_a_shop_where_nobody_came_again_keeps_the_baseline(history):
    once = history.assign(visit_count=1, last_visit_age_days=0)

    found = lifetime_value.contest(once, seed=1, **YEAR)

    assert found.method == "average_spend"
    assert found.verdicts[0].status == "baseline"


def test_dated_predictions_are_evaluated_from_their_own_day():
    visits = leaving_clients(60, seed=4)
    features = snapshots_of(visits, KNOWN_DAYS)
    made = features["as_of_date"].max() - pd.Timedelta(days=84)
    known = features[features["as_of_date"] <= made]
    answers = answers_of(known, "average_spend", horizon_months=3).reset_index()

    told = lifetime_value.evaluate(answers.assign(as_of_date=made), features)
    earlier = lifetime_value.evaluate(
        answers.assign(as_of_date=made - pd.Timedelta(days=28)), features
    )
    too_late = lifetime_value.evaluate(
        answers.assign(as_of_date=made + pd.Timedelta(days=28)), features
    )

    assert told["predicted_value"] > 0
    assert earlier != told
    assert too_late == {"predicted_value": None}


def test_a_right_forecast_has_no_deviance():
    features = pd.DataFrame(
        {
            "as_of_date": pd.to_datetime(["2023-01-01", "2023-04-02"]),
            "client_id": ["a", "a"],
            "net_revenue": [100.0, 160.0],
        }
    )
    predictions = pd.DataFrame(
        {
            "as_of_date": pd.Timestamp("2023-01-01"),
            "client_id": ["a"],
            "horizon_months": 3,
            "expected_visit_count": 2.0,
            "expected_visit_value": 30.0,
            "predicted_value": 58.0,
        }
    )

    assert lifetime_value.evaluate(predictions, features) == {"predicted_value": 0}
