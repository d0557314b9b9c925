"""The figures of the note, integrals done otherwise, and visits simulated with known values."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma

from ml.lifetime.gamma_gamma import ValueModel, expected_value, fit, log_likelihoods
from tests.conftest import NO_REAL_DATA

CDNOW = Path(__file__).parents[3] / "shared/data/cdnow/cdnow_sample.parquet"
TRUTH = ValueModel(4.0, 3.5, 60.0, 0.0)


@pytest.fixture(scope="module")
def simulated():
    """Clients' numbers of visits, average values, and the means they really have."""
    rng = np.random.default_rng(1)
    count = rng.integers(1, 9, 20_000)
    rate = rng.gamma(TRUTH.rate_shape, 1 / TRUTH.rate_scale, len(count))
    return count, rng.gamma(TRUTH.shape * count) / rate / count, TRUTH.shape / rate


@pytest.mark.skipif(not CDNOW.exists(), reason=NO_REAL_DATA)
def test_cdnow_gives_the_parameters_of_the_note():
    sales = pd.read_parquet(CDNOW)
    known = sales[sales["date"].astype(str) <= "1997-09-30"]
    days = known.groupby(["sample_id", "date"], as_index=False)["dollar_value"].sum()
    repeats = days[days.duplicated("sample_id")].groupby("sample_id")["dollar_value"]

    found = fit(repeats.size(), repeats.mean())

    assert len(repeats.size()) == 946
    assert found.shape == pytest.approx(6.25, abs=0.005)
    assert found.rate_shape == pytest.approx(3.74, abs=0.005)
    assert found.rate_scale == pytest.approx(15.44, abs=0.005)


def test_the_likelihood_of_one_client_by_hand():
    # p = 1, q = 2, v = 1: Γ(3) / (Γ(1)·Γ(2)) · 1² / (1 + 1)³
    assert np.exp(log_likelihoods(ValueModel(1, 2, 1, 0), [1], [1])) == pytest.approx(2 / 8)


@pytest.mark.parametrize(("count", "value"), [(1, 12.0), (6, 30.0)])
def test_the_likelihood_is_the_mean_of_what_single_clients_would_give(count, value):
    evenly = (np.arange(100_000) + 0.5) / 100_000
    rate = gamma.ppf(evenly, TRUTH.rate_shape, scale=1 / TRUTH.rate_scale)

    mean = gamma.pdf(value, TRUTH.shape * count, scale=1 / (count * rate)).mean()

    assert np.exp(log_likelihoods(TRUTH, [count], [value])) == pytest.approx(mean, rel=1e-3)


def test_who_came_once_is_drawn_to_the_others_and_who_came_often_is_believed():
    # all clients' mean is p·v / (q - 1) = 96; (4·(60 + n·300)) / (4·n + 2.5)
    told = expected_value(TRUTH, [1, 100], [300, 300])

    assert [*told] == pytest.approx([1440 / 6.5, 120_240 / 402.5])


def test_the_expected_value_is_what_such_clients_really_have(simulated):
    count, average, truth = simulated

    told = expected_value(TRUTH, count, average)

    for group in (average < 40, (average > 150) & (count == 1), count > 6):
        error = (truth - told)[group].std() / np.sqrt(group.sum())
        assert told[group].mean() == pytest.approx(truth[group].mean(), abs=3 * error)


def test_the_parameters_that_made_the_values_are_found_again(simulated):
    count, average, _ = simulated

    found = fit(count, average)

    assert found.shape == pytest.approx(TRUTH.shape, rel=0.1)
    assert found.rate_shape == pytest.approx(TRUTH.rate_shape, rel=0.1)
    assert found.rate_scale == pytest.approx(TRUTH.rate_scale, rel=0.1)


def test_no_other_parameters_are_likelier(simulated):
    count, average, _ = simulated
    found = fit(count, average)
    best = [found.shape, found.rate_shape, found.rate_scale]

    def likelihood(parameters):
        return log_likelihoods(ValueModel(*parameters, 0.0), count, average).sum()

    assert found.log_likelihood == pytest.approx(likelihood(best))
    for place in range(3):
        for step in (0.99, 1.01):
            other = [value * (step if index == place else 1) for index, value in enumerate(best)]
            assert likelihood(other) < found.log_likelihood


@pytest.mark.parametrize(
    ("count", "value"),
    [([1], [20.0]), ([3] * 40, [20.0] * 40), ([1, 1], [0.01, 1e9])],
    ids=["one client", "all alike", "worlds apart"],
)
def test_data_that_tell_nothing_still_give_a_value_among_those_seen(count, value):
    told = expected_value(fit(count, value), count, value)

    assert np.isfinite(told).all()
    assert (told > 0).all()


def test_all_clients_together_have_a_mean_however_far_apart_they_are():
    assert fit([1, 1, 1, 1], [0.01, 1.0, 1e4, 1e9]).rate_shape > 1


def test_clients_that_are_all_alike_are_expected_to_stay_so():
    told = expected_value(fit([3] * 40, [20.0] * 40), [1, 3], [20.0, 20.0])

    assert [*told] == pytest.approx([20, 20], rel=0.01)


@pytest.mark.parametrize(
    ("count", "value"), [([], []), ([1], [0.0]), ([1], [-3.0]), ([0], [9.0]), ([1], [np.nan])]
)
def test_a_value_that_is_not_above_zero_has_no_place(count, value):
    with pytest.raises(ValueError, match="above 0"):
        fit(count, value)
