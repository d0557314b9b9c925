"""The figures of the papers, integrals done otherwise, and shops simulated with known clients."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyp2f1
from scipy.stats import beta, gamma

from ml.lifetime.bg_nbd import VisitModel, expected_visits, fit, log_likelihoods
from tests.conftest import NO_REAL_DATA

CDNOW = Path(__file__).parents[3] / "shared/data/cdnow/cdnow_customers_summary.parquet"
PUBLISHED = VisitModel(0.243, 4.414, 0.793, 2.426, False, -9582.4)
BOTH = pytest.mark.parametrize("may_leave_at_first", [False, True], ids=["bg_nbd", "mbg_nbd"])


def model(r, alpha, a, b, may_leave_at_first=False):
    return VisitModel(r, alpha, a, b, may_leave_at_first, 0.0)


def shop(truth, *, clients, later, seed=1):
    """Draw clients one by one as the model says: their figures, and their visits after them."""
    rng = np.random.default_rng(seed)
    figures = []
    for _ in range(clients):
        age, rate = rng.uniform(20, 40), rng.gamma(truth.rate_shape, 1 / truth.rate_time)
        leaving = rng.beta(truth.leave_a, truth.leave_b)
        repeats, last, coming, now = 0, 0.0, 0, 0.0
        has_left = truth.may_leave_at_first and rng.random() < leaving
        while not has_left and (now := now + rng.exponential(1 / rate)) <= age + later:
            if now <= age:
                repeats, last = repeats + 1, now
            else:
                coming += 1
            has_left = rng.random() < leaving
        figures.append((repeats, last, age, coming))
    return np.array(figures).T


@pytest.fixture(scope="module", params=[False, True], ids=["bg_nbd", "mbg_nbd"])
def simulated(request):
    truth = model(0.8, 6.0, 0.9, 2.5, request.param)
    return truth, shop(truth, clients=8000, later=30)


@pytest.mark.skipif(not CDNOW.exists(), reason=NO_REAL_DATA)
def test_cdnow_gives_the_parameters_of_the_paper():
    clients = pd.read_parquet(CDNOW)

    found = fit(clients["frequency"], clients["recency"], clients["T"], may_leave_at_first=False)

    assert found.rate_shape == pytest.approx(0.243, abs=0.0005)
    assert found.rate_time == pytest.approx(4.414, abs=0.0005)
    assert found.leave_a == pytest.approx(0.793, abs=0.0005)
    assert found.leave_b == pytest.approx(2.426, abs=0.0005)
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_the_expectation_is_the_one_printed_in_the_paper():
    # a client with 2 repeats, the last in week 30.43 of 38.86: 1.226 visits in the next 39 weeks
    assert expected_visits(PUBLISHED, [2], [30.43], [38.86], [39])[0, 0] == pytest.approx(
        1.226, abs=0.0005
    )


@pytest.mark.parametrize(
    ("may_leave_at_first", "figures", "likelihood"),
    [
        # nobody leaves at the first visit: only the wait since counts, α / (α + T)
        (False, (0, 0, 1), 1 / 2),
        # still there: B(1,2) / B(1,1) · (1 / 2)² = 1/8; gone: B(2,1) / B(1,1) · (1 / 1.5)² = 2/9
        (False, (1, 0.5, 1), 1 / 8 + 2 / 9),
        # stayed: 1/2 · 1/2; left at once: 1/2
        (True, (0, 0, 1), 1 / 4 + 1 / 2),
    ],
)
def test_the_likelihood_of_one_client_by_hand(may_leave_at_first, figures, likelihood):
    alike = model(1, 1, 1, 1, may_leave_at_first)

    told = log_likelihoods(alike, *([figure] for figure in figures))

    assert np.exp(told) == pytest.approx(likelihood)


@BOTH
@pytest.mark.parametrize("figures", [(0, 0.0, 3.0), (1, 2.0, 3.0), (4, 2.5, 2.5)])
def test_the_likelihood_is_the_mean_of_what_single_clients_would_give(figures, may_leave_at_first):
    spread = model(1.7, 2.3, 1.4, 2.2, may_leave_at_first)
    repeats, last, age = figures
    evenly = (np.arange(2000) + 0.5) / 2000
    rate = gamma.ppf(evenly, 1.7, scale=1 / 2.3)[:, None]
    leaving = beta.ppf(evenly, 1.4, 2.2)[None, :]

    chances = repeats + may_leave_at_first
    here = (1 - leaving) ** chances * np.exp(-rate * age)
    gone = leaving * (1 - leaving) ** (chances - 1) * np.exp(-rate * last) if chances else 0
    mean = (rate**repeats * (here + gone)).mean()

    assert np.exp(log_likelihoods(spread, [repeats], [last], [age])) == pytest.approx(
        mean, rel=1e-3
    )


@pytest.mark.parametrize(("r", "alpha", "a", "b"), [(0.2, 4, 0.8, 2.4), (2, 30, 1.2, 0.3)])
def test_the_expectation_is_the_hypergeometric_one_of_the_paper(r, alpha, a, b):
    x, last, age, horizon = np.array([0, 1, 7]), np.array([0, 9, 30]), np.array([0, 30, 31]), 52
    share = (alpha + age) / (alpha + age + horizon)
    series = hyp2f1(r + x, b + x, a + b + x - 1, 1 - share)
    if_there = (a + b + x - 1) / (a - 1) * (1 - share ** (r + x) * series)
    odds = a / (b + np.maximum(x, 2) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    odds = np.where(x == 1, a / b * ((alpha + age) / (alpha + last)) ** (r + x), odds)

    told = expected_visits(model(r, alpha, a, b), x, last, age, [horizon])[:, 0]

    assert told == pytest.approx(if_there / (1 + np.where(x > 0, odds, 0)))


def test_as_many_visits_are_expected_as_simulated_clients_make(simulated):
    truth, (repeats, last, age, coming) = simulated

    told = expected_visits(truth, repeats, last, age, [30])[:, 0]

    silent = age - last > 15
    for group in (repeats == 0, repeats == 1, repeats > 4, (repeats > 1) & silent):
        error = coming[group].std() / np.sqrt(group.sum())
        assert group.sum() > 200
        assert told[group].mean() == pytest.approx(coming[group].mean(), abs=3 * error)


def test_the_parameters_that_made_a_shop_are_found_again(simulated):
    truth, (repeats, last, age, _) = simulated

    found = fit(repeats, last, age, may_leave_at_first=truth.may_leave_at_first)

    assert found.rate_shape == pytest.approx(truth.rate_shape, rel=0.15)
    assert found.rate_time == pytest.approx(truth.rate_time, rel=0.15)
    mean_leaving = found.leave_a / (found.leave_a + found.leave_b)
    assert mean_leaving == pytest.approx(0.9 / 3.4, rel=0.1)


def test_no_other_parameters_are_likelier(simulated):
    truth, (repeats, last, age, _) = simulated
    found = fit(repeats, last, age, may_leave_at_first=truth.may_leave_at_first)
    best = [found.rate_shape, found.rate_time, found.leave_a, found.leave_b]

    def likelihood(parameters):
        spread = model(*parameters, truth.may_leave_at_first)
        return log_likelihoods(spread, repeats, last, age).sum()

    assert found.log_likelihood == pytest.approx(likelihood(best))
    for place in range(4):
        for step in (0.98, 1.02):
            other = [value * (step if index == place else 1) for index, value in enumerate(best)]
            assert likelihood(other) < found.log_likelihood


def test_days_and_weeks_tell_the_same(simulated):
    truth, (repeats, last, age, _) = simulated

    weeks = fit(repeats, last, age, may_leave_at_first=truth.may_leave_at_first)
    days = fit(repeats, 7 * last, 7 * age, may_leave_at_first=truth.may_leave_at_first)

    assert days.rate_shape == pytest.approx(weeks.rate_shape, rel=1e-3)
    assert days.rate_time == pytest.approx(7 * weeks.rate_time, rel=1e-3)
    assert expected_visits(days, [2], [70], [140], [70]) == pytest.approx(
        expected_visits(weeks, [2], [10], [20], [10]), rel=1e-3
    )


@BOTH
@pytest.mark.parametrize(
    "clients",
    [
        [(0, 0, 0)],
        [(0, 0, 0), (0, 0, 0)],
        [(0, 0, 30), (0, 0, 60)],
        [(3, 30, 60)] * 50,
        [(400, 400, 400)] * 3,
        [(1, 1e-6, 1e6)],
    ],
    ids=["one today", "all today", "nobody again", "all alike", "every day", "long gone"],
)
def test_data_that_tell_nothing_still_give_numbers(clients, may_leave_at_first):
    figures = np.array(clients, dtype=float).T

    found = fit(*figures, may_leave_at_first=may_leave_at_first)
    told = expected_visits(found, *figures, [1, 365])

    assert np.isfinite([found.rate_time, found.log_likelihood]).all()
    assert np.isfinite(told).all()
    assert (told >= 0).all()


def test_visits_grow_with_the_horizon_and_none_come_in_no_time():
    told = expected_visits(
        model(0.5, 10, 1.0, 0.2), [0, 5, 900], [0, 3, 900], [0, 9, 900], [0, 1, 99]
    )

    assert [*told[:, 0]] == [0, 0, 0]
    assert (np.diff(told, axis=1) > 0).all()


@pytest.mark.parametrize(
    "figures",
    [(1, 5, 4), (-1, 0, 4), (0, 2, 4), (1, -1, 4), (1, 2, np.inf), (1, np.nan, 3)],
    ids=["last after today", "negative", "last without repeat", "before first", "infinite", "nan"],
)
def test_impossible_figures_are_refused(figures):
    with pytest.raises(ValueError, match="last_age"):
        fit(*([figure] for figure in figures), may_leave_at_first=False)
