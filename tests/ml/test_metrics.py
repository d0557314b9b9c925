"""Golden values worked out by hand."""

import pytest

from ml.metrics import interval_coverage, mase, wape


def test_wape_is_the_wrong_part_of_the_volume():
    # errors 10 + 0 + 20 of a volume of 100 + 50 + 50
    assert wape([100, 50, 50], [90, 50, 70]) == pytest.approx(30 / 200)


def test_wape_of_no_volume_is_unknown_and_not_infinite():
    assert wape([0, 0], [1, 2]) is None


def test_mase_is_counted_in_errors_of_last_week_again():
    # seven days at 10, then at 14: last week again errs by 4 a day; the forecast errs by 2
    assert mase([14, 14], [12, 16], [10] * 7 + [14] * 7) == pytest.approx(2 / 4)


def test_mase_takes_the_scale_of_its_season():
    # season 2: |6 - 1|, |7 - 2|: mean 5
    assert mase([10], [0], [1, 2, 6, 7], season=2) == pytest.approx(10 / 5)


@pytest.mark.parametrize("history", [[10] * 14, [1, 2, 3]], ids=["no change", "under two seasons"])
def test_mase_without_a_scale_is_unknown(history):
    assert mase([1], [2], history) is None


def test_mase_of_no_day_is_unknown():
    assert mase([], [], range(14)) is None


def test_coverage_counts_both_ends_as_inside():
    actual, low, high = [1, 2, 3, 4], [1, 0, 4, 0], [5, 2, 5, 3]

    assert interval_coverage(actual, low, high, floor=4) == pytest.approx(2 / 4)


def test_coverage_of_too_few_days_is_unknown():
    assert interval_coverage([1] * 29, [0] * 29, [2] * 29) is None
    assert interval_coverage([1] * 30, [0] * 30, [2] * 30) == 1.0


def test_series_of_different_length_are_refused():
    with pytest.raises(ValueError, match="actuals against"):
        wape([1, 2], [1])
