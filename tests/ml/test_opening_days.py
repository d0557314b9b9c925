"""A shop is shut for a lasting reason, or it is open and sold nothing."""

import pandas as pd
import pytest

from ml.forecasting.opening_days import open_in_future, open_in_history

CHRISTMAS = {"2022-12-25": "Christmas", "2022-12-26": "Boxing Day", "2023-01-01": "New Year"}


def days(first, last, *, shut=(), shut_weekdays=(), holidays=None):
    """Every day from first to last; sold on all but the shut ones."""
    dates = pd.Series(pd.date_range(first, last))
    is_shut = dates.dt.strftime("%F").isin(set(shut)) | dates.dt.day_of_week.isin(shut_weekdays)
    names = dates.dt.strftime("%F").map(holidays or {}).astype(object)
    return pd.DataFrame({"date": dates, "is_sold": ~is_shut, "holiday_name": names})


def shut_days(frame, is_open):
    return [*frame.loc[~is_open, "date"].dt.strftime("%F")]


def between(first, last):
    return [day.strftime("%F") for day in pd.date_range(first, last)]


def test_a_weekday_without_sales_for_eight_weeks_is_shut_before_and_after():
    history = days("2023-01-02", "2023-03-05", shut_weekdays=[5])
    future = days("2023-03-06", "2023-03-19")

    assert shut_days(history, open_in_history(history)) == [
        *between("2023-01-07", "2023-03-04")[::7]
    ]
    assert shut_days(future, open_in_future(history, future)) == ["2023-03-11", "2023-03-18"]


def test_a_weekday_that_sold_within_eight_weeks_is_open():
    saturdays = between("2023-01-07", "2023-03-04")[::7]
    history = days("2023-01-02", "2023-03-05", shut=saturdays[2:])
    future = days("2023-03-06", "2023-03-12")

    assert shut_days(history, open_in_history(history)) == []
    assert shut_days(future, open_in_future(history, future)) == []


def test_a_weekday_opened_lately_was_shut_until_then():
    sundays = between("2022-10-02", "2023-02-26")[::7]
    history = days("2022-10-01", "2023-03-05", shut=sundays[:-2])
    future = days("2023-03-06", "2023-03-12")

    assert shut_days(history, open_in_history(history)) == sundays[:-2]
    assert shut_days(future, open_in_future(history, future)) == []


def test_an_idle_day_of_an_open_shop_stays_open():
    history = days("2023-01-02", "2023-03-05", shut=["2023-02-08"])

    assert open_in_history(history).all()


def test_the_week_shut_round_christmas_is_shut_round_the_next_one():
    history = days(
        "2022-06-01",
        "2023-12-10",
        shut=between("2022-12-24", "2023-01-02"),
        holidays=CHRISTMAS | {"2023-12-25": "Christmas"},
    )
    future = days(
        "2023-12-11",
        "2024-01-07",
        holidays={
            "2023-12-25": "Christmas",
            "2023-12-26": "Boxing Day",
            "2024-01-01": "New Year",
        },
    )

    assert shut_days(history, open_in_history(history)) == between("2022-12-24", "2023-01-02")
    assert shut_days(future, open_in_future(history, future)) == between("2023-12-24", "2024-01-02")


def test_in_the_middle_of_christmas_last_years_end_of_it_counts():
    history = days(
        "2022-06-01",
        "2023-12-26",
        shut=[*between("2022-12-24", "2023-01-02"), "2023-12-24", "2023-12-25", "2023-12-26"],
        holidays=CHRISTMAS | {"2023-12-25": "Christmas", "2023-12-26": "Boxing Day"},
    )
    future = days("2023-12-27", "2024-01-07", holidays={"2024-01-01": "New Year"})

    assert shut_days(future, open_in_future(history, future)) == between("2023-12-27", "2024-01-02")


def test_a_holiday_on_which_the_shop_sold_last_time_is_open():
    holidays = {"2022-05-01": "May Day", "2023-05-01": "May Day", "2024-05-01": "May Day"}
    history = days("2022-01-01", "2024-01-31", shut=["2022-05-01"], holidays=holidays)
    future = days("2024-02-01", "2024-05-31", holidays=holidays)

    assert open_in_future(history, future).all()


def test_a_shut_weekend_before_a_holiday_does_not_move_with_it():
    holidays = {"2022-08-29": "Bank Holiday", "2023-08-30": "Bank Holiday"}
    history = days(
        "2022-01-01", "2023-08-20", shut=["2022-08-29"], shut_weekdays=[5, 6], holidays=holidays
    )
    future = days("2023-08-28", "2023-09-01", holidays=holidays)

    assert shut_days(future, open_in_future(history, future)) == ["2023-08-30"]


@pytest.mark.parametrize(
    ("met", "expected"),
    [(["A", "B", "C"], ["2023-06-01"]), (["A", "B"], [])],
    ids=["three met", "two met"],
)
def test_a_holiday_never_met_is_shut_once_three_met_were(met, expected):
    dates = ["2023-01-10", "2023-02-14", "2023-03-21"][: len(met)]
    history = days(
        "2023-01-02", "2023-05-20", shut=dates, holidays=dict(zip(dates, met, strict=True))
    )
    future = days("2023-05-21", "2023-06-05", holidays={"2023-06-01": "New one"})

    assert shut_days(future, open_in_future(history, future)) == expected


def test_a_month_shut_round_a_holiday_has_another_reason():
    history = days(
        "2022-06-01",
        "2023-12-10",
        shut=between("2022-12-20", "2023-01-31"),
        holidays={"2022-12-25": "Christmas"},
    )
    future = days("2023-12-11", "2024-01-31", holidays={"2023-12-25": "Christmas"})

    assert shut_days(history, open_in_history(history)) == ["2022-12-25"]
    assert shut_days(future, open_in_future(history, future)) == ["2023-12-25"]
