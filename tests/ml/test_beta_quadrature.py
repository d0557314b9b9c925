"""Means over beta distributions that are known exactly."""

import numpy as np
import pytest

from ml.lifetime.beta_quadrature import beta_nodes


@pytest.mark.parametrize("a", [1e-4, 0.5, 1.0, 30.0])
def test_the_mean_of_a_polynomial_is_exact(a):
    b = np.array([1e-4, 0.5, 1.0, 7.0, 9000.0])

    nodes, weights = beta_nodes(a, b)

    # E[p³] = a(a+1)(a+2) / ((a+b)(a+b+1)(a+b+2))
    exact = a * (a + 1) * (a + 2) / ((a + b) * (a + b + 1) * (a + b + 2))
    assert (weights * nodes**3).sum(axis=1) == pytest.approx(exact)
    assert weights.sum(axis=1) == pytest.approx(1)


def test_no_node_is_zero_so_that_it_can_be_divided_by():
    nodes, _ = beta_nodes(1e-4, np.array([1e-4, 9000.0]))

    assert (nodes > 0).all()
    assert (nodes <= 1).all()
