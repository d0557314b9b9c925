"""Days as a person names them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from include.company import Company
from include.errors import ClienteleError
from include.local_days import day_bounds, days_of_range, month_ends

KYIV = Company(name="A shop", zone="Europe/Kyiv", currency="UAH", sources={})


def test_both_ends_of_a_range_are_in_it():
    days = days_of_range(date(2025, 2, 27), date(2025, 3, 1))

    assert days == [date(2025, 2, 27), date(2025, 2, 28), date(2025, 3, 1)]


def test_a_day_that_has_not_begun_anywhere_is_refused():
    coming = datetime.now(UTC).date() + timedelta(days=2)

    with pytest.raises(ClienteleError, match="lies in the future"):
        days_of_range(date(2025, 1, 1), coming)


def test_a_range_that_ends_before_it_starts_is_refused():
    with pytest.raises(ClienteleError, match="ends before it starts"):
        days_of_range(date(2025, 1, 2), date(2025, 1, 1))


def test_the_month_ends_of_a_range_are_its_months_last_days():
    assert month_ends(date(2024, 1, 31), date(2024, 3, 30)) == [
        date(2024, 1, 31),
        date(2024, 2, 29),
    ]


def test_a_range_within_a_month_has_no_month_end():
    with pytest.raises(ClienteleError, match="no month ends"):
        month_ends(date(2025, 1, 2), date(2025, 1, 30))


def test_the_day_on_which_clocks_go_forward_has_23_hours():
    start, end = day_bounds(KYIV, date(2025, 3, 30))

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)
    assert start.utcoffset() == timedelta(hours=2)
