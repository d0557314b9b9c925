"""One level of confidence, worked out by hand, and no second one anywhere."""

import re
from pathlib import Path

import numpy as np
import pytest

from ml.certainty import mean_bounds, ratio_and_margin, resampled_bounds

REPOSITORY = Path(__file__).parents[2]
# what would make a level, a quantile of the normal curve, or a bootstrap of its own
OWN_LEVEL = re.compile(r"1\.9[56]\d*|NormalDist|\bnorm\.ppf|percentile\(|rng\.integers\(0, count")


def test_the_bounds_leave_out_a_fortieth_of_the_resamples_on_each_side():
    asked = []

    def place(rows):
        """Give the resamples the numbers 0 to 999 instead of a mean."""
        asked.append(rows)
        return float(len(asked) - 1)

    low, high = resampled_bounds(place, 5, seed=3)

    assert (low, high) == pytest.approx((999 * 0.025, 999 * 0.975))
    assert all(len(rows) == 5 and set(rows) <= set(range(5)) for rows in asked)


def test_every_column_meets_the_same_drawn_rows():
    values = np.array([[1.0, -1.0], [5.0, -5.0], [9.0, -9.0]])

    low, high = mean_bounds(values, seed=3)

    assert [*low] == pytest.approx([*-high[::-1]])
    assert 1 <= low[0] < 5 < high[0] <= 9
    assert [*mean_bounds(values, seed=3)[0]] == [*low]


def test_a_unit_counts_once_however_much_lies_in_it():
    # three units with 1 of 2, 4 of 4 and nothing of 2: 5 / 8, and what each is off by that
    above, below = np.array([1.0, 4.0, 0.0, 0.0]), np.array([2.0, 4.0, 2.0, 0.0])

    ratio, margin = ratio_and_margin(above, below)

    rest = (1 - 1.25) ** 2 + (4 - 2.5) ** 2 + (0 - 1.25) ** 2
    assert ratio == pytest.approx(5 / 8)
    assert margin == pytest.approx(1.959964 * np.sqrt(rest * 3 / 2) / 8)


def test_of_one_unit_nothing_is_sure():
    assert ratio_and_margin(np.array([3.0]), np.array([4.0])) == (0.75, np.inf)


def test_no_contest_has_a_level_of_its_own():
    modules = [*REPOSITORY.glob("ml/**/*.py"), *REPOSITORY.glob("bench/quality/*.py")]

    found = [path.name for path in modules if OWN_LEVEL.search(path.read_text(encoding="utf-8"))]

    assert len(modules) > 50
    assert found == ["certainty.py"]
