"""When clients buy: rhythm, season, the end, and what promotions add."""

from datetime import date

import numpy as np
import pytest

from sandbox.world.calendar import busyness, days_between, to_utc
from sandbox.world.frame import Frame, Size
from sandbox.world.trade.orders import make_orders
from sandbox.world.trade.promotions import HARM, WINDOW_DAYS, members, promotions
from sandbox.world.trade.purchases import purchases

YEAR = Size(1, 40, 1, first_day=date(2024, 11, 1))
DAY = np.timedelta64(1, "D")


@pytest.fixture
def frame(folder) -> Frame:
    return Frame(folder, YEAR, seed=7)


def buyers(count: int, mean_gap: float, *, takes_mail: bool = False, is_retail: bool = True):
    """Return clients who were there before the history and are there after it."""
    full = np.ones(count, bool)
    return {
        "client_id": np.arange(1, count + 1),
        "unit": np.full(count, "retail" if is_retail else "wholesale"),
        "is_retail": full & is_retail,
        "is_new": ~full,
        "by_deal": ~full,
        "is_test": ~full,
        "has_mailing": full & takes_mail,
        "mean_gap": np.full(count, mean_gap),
        "created_at": np.full(count, np.datetime64("2024-01-01", "us")),
        "created": np.full(count, np.datetime64("2024-01-01", "us")),
        "came_day": np.full(count, -305),
        "end_day": np.full(count, 100_000),
    }


def test_a_year_holds_as_many_purchases_as_the_mean_gap_says(frame):
    found = purchases(np.random.default_rng(1), frame, buyers(2_000, 20.0))
    busy_days = busyness(days_between(YEAR.first_day, YEAR.last_day), "retail").sum()

    assert len(found["day"]) / 2_000 == pytest.approx(busy_days / 20.0, rel=0.03)


def test_firms_buy_at_steadier_intervals_than_persons(frame):
    spread = {}
    for is_retail in (True, False):
        who = buyers(500, 40.0, is_retail=is_retail)
        found = purchases(np.random.default_rng(1), frame, who)
        same = found["buyer"][1:] == found["buyer"][:-1]
        gaps = np.diff(found["day"])[same]
        spread[is_retail] = gaps.std() / gaps.mean()

    assert spread[False] < spread[True] * 0.8


def test_nobody_buys_from_the_day_on_which_they_are_gone(frame):
    who = buyers(300, 10.0, takes_mail=True)
    who["end_day"] = np.arange(300)

    orders = make_orders(np.random.default_rng(1), frame, who)

    assert len(orders["day"]) > 1_000
    assert (orders["day"] < who["end_day"][orders["buyer"]]).all()


def test_the_truth_of_who_is_gone_holds_in_the_tables(tables):
    after, before = tables.execute(
        """select count(*) filter (created_at >= gone_since), count(*)
        from orders join truth.gone using (client_id)"""
    ).fetchone()

    assert before > 3
    assert after == 0


def test_firms_order_on_working_days_only(frame):
    who = buyers(300, 10.0, takes_mail=True, is_retail=False)

    orders = make_orders(np.random.default_rng(1), frame, who)
    days = days_between(YEAR.first_day, YEAR.last_day)[orders["day"]]

    assert len(days) > 1_000
    assert (days.weekday < 5).all()
    assert not ((days.month == 12) & (days.day == 25)).any()


def test_persons_buy_more_before_christmas_and_after_pay_day():
    days = days_between(date(2024, 11, 1), date(2025, 10, 31))
    busy = busyness(days, "retail")

    assert busy[days.month == 12].mean() > 1.3 * busy[days.month == 7].mean()
    assert busy[days.day == 20].mean() > 1.05 * busy[days.day == 18].mean()


@pytest.mark.parametrize("lift", [0.25, 0.0, HARM])
def test_a_promotion_adds_its_lift_to_the_orders_of_each_member_not_held_out(frame, lift):
    who = buyers(30_000, 60.0, takes_mail=True)
    one = next(p for p in promotions(frame) if p.unit == "retail" and p.lift == lift)
    is_member, is_held = members(one, who)

    orders = make_orders(np.random.default_rng(1), frame, who)
    sent = (np.datetime64(one.sent_at, "us") - np.datetime64(frame.start, "us")) // DAY
    in_window = (orders["day"] > sent) & (orders["day"] <= sent + WINDOW_DAYS)
    bought = np.bincount(orders["buyer"][in_window], minlength=len(is_held))

    # three standard errors of the difference of two such means
    added = bought[is_member & ~is_held].mean() - bought[is_member & is_held].mean()
    assert added == pytest.approx(lift, abs=0.03)


def test_a_local_moment_is_told_in_utc_on_both_sides_of_a_clock_change():
    local = np.array(
        ["2025-03-30T02:30", "2025-03-30T04:30", "2025-10-26T02:30", "2025-10-26T05:30"],
        "datetime64[us]",
    )

    told = to_utc(local)

    assert np.datetime_as_string(told, "m").tolist() == [
        "2025-03-30T00:30",
        "2025-03-30T01:30",
        "2025-10-25T23:30",
        "2025-10-26T03:30",
    ]


def test_every_life_of_an_order_is_told_in_its_own_order(frame):
    orders = make_orders(np.random.default_rng(1), frame, buyers(300, 10.0))

    ends = np.fmin(orders["done_at"], orders["void_at"])
    assert (orders["entered_at"] >= orders["created_at"]).all()
    assert not (ends < orders["entered_at"]).any()
    assert (~np.isnat(orders["done_at"]) & ~np.isnat(orders["void_at"])).sum() == 0
    assert (orders["entered_at"] > orders["created_at"] + DAY).any()
