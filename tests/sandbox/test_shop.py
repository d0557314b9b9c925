"""The shop: the same every time, its life without contradiction, its dirt where it was planted."""

from datetime import timedelta

import pandas as pd
import pytest

from sandbox.shop import DIRTY_ROWS, FIRST_DAY, LAST_DAY, LATE_ORDERS, REMOVED_ORDERS, make_shop
from sandbox.shop_deals import NO_STAGES
from sandbox.shop_orders import ZONE, local_midnight

OPENING = local_midnight(LAST_DAY - timedelta(days=2))
CLOSING = local_midnight(LAST_DAY + timedelta(days=1))


@pytest.fixture(scope="module")
def shop():
    return make_shop()


@pytest.fixture(scope="module")
def early(shop) -> dict[str, pd.DataFrame]:
    return shop.at(OPENING)


@pytest.fixture(scope="module")
def late(shop) -> dict[str, pd.DataFrame]:
    return shop.at(CLOSING)


def _clean(tables: dict[str, pd.DataFrame], name: str) -> pd.DataFrame:
    return tables[name][~tables[name]["id"].isin(DIRTY_ROWS.get(name, {}))]


def test_the_same_seed_gives_the_same_rows(late):
    again = make_shop().at(CLOSING)

    for name, rows in late.items():
        pd.testing.assert_frame_equal(rows, again[name])


def test_another_seed_gives_another_shop(late):
    other = make_shop(seed=8).at(CLOSING)

    assert not late["orders"]["created_at"].head(50).equals(other["orders"]["created_at"].head(50))


def test_the_shop_is_small_and_its_history_lies_between_its_fixed_days(late):
    local = late["orders"]["created_at"].dt.tz_convert(ZONE)

    assert 20_000 < len(late["orders"]) < 30_000
    assert local.min().date() == FIRST_DAY
    assert local.max().date() == LAST_DAY
    assert set(local.dt.day_name()).isdisjoint({"Sunday"})


def test_the_database_never_runs_ahead_of_the_moment(early):
    for name, rows in early.items():
        for column in rows.columns[rows.columns.str.endswith("_at")]:
            assert not (rows[column] > OPENING).any(), f"{name}.{column}"


def test_whatever_changes_in_an_order_moves_its_update_time_into_the_days_of_the_change(
    early, late
):
    # an interval load by update time sees every change only if this holds
    before = early["orders"].set_index("id")
    after = late["orders"].set_index("id")
    kept = after.loc[after.index.intersection(before.index)]
    changed = kept["state"] != before.loc[kept.index, "state"]
    new = after.loc[after.index.difference(before.index)]
    moved = pd.concat([kept[changed], new])

    assert changed.sum() > 50
    assert moved["updated_at"].between(OPENING, CLOSING).all()
    assert (kept.loc[~changed, "updated_at"] < OPENING).all()


def test_some_orders_are_entered_late_and_some_are_deleted(early, late):
    new = late["orders"][~late["orders"]["id"].isin(early["orders"]["id"])]
    gone = early["orders"][~early["orders"]["id"].isin(late["orders"]["id"])]

    assert (new["created_at"] < OPENING - timedelta(days=5)).sum() == LATE_ORDERS
    assert len(gone) == REMOVED_ORDERS
    assert gone["is_test"].all()


def test_every_line_and_payment_has_its_order(late):
    orders = late["orders"]["id"]

    assert _clean(late, "order_items")["order_id"].isin(orders).all()
    assert set(orders) == set(_clean(late, "order_items")["order_id"])
    assert late["payments"]["order_id"].isin(orders).all()


def test_nobody_pays_more_than_the_order_is_worth(late):
    items = _clean(late, "order_items")
    worth = (items["qty"] * items["price"]).groupby(items["order_id"]).sum()
    payments = _clean(late, "payments")
    paid = payments.groupby("order_id")["amount"].sum()

    over = paid - worth.loc[paid.index]

    assert over.max() < 0.005
    assert (over < -0.005).any()  # a deposit alone, or a balance that never comes


def test_nothing_comes_back_before_it_is_sold_or_more_than_was_sold(late):
    refunds = _clean(late, "refunds").dropna(subset=["order_id"])
    sales = late["order_items"].query("kind == 'sale'")
    sold = sales.groupby(["order_id", "product_id"])["qty"].sum().rename("sold")
    done = late["orders"].set_index("id")["done_at"]

    joined = refunds.join(sold, on=["order_id", "product_id"])

    assert (joined["qty"] <= joined["sold"]).all()
    assert (joined["created_at"] > joined["order_id"].map(done)).all()
    assert _clean(late, "refunds")["order_id"].isna().any()


def test_the_dirty_rows_are_the_planted_ones_and_no_others(late):
    items, payments, refunds = (late[n] for n in ("order_items", "payments", "refunds"))

    assert set(items.loc[items["qty"].isna() | items["order_id"].isna(), "id"]) == set(
        DIRTY_ROWS["order_items"]
    )
    assert set(payments.loc[payments["amount"].isna(), "id"]) == set(DIRTY_ROWS["payments"])
    assert set(refunds.loc[refunds["amount"] < 0, "id"]) == set(DIRTY_ROWS["refunds"])


def test_deals_skip_go_back_get_lost_and_wait_and_some_never_move(late):
    moves = _clean(late, "deal_moves").sort_values(["deal_id", "moved_at"], kind="stable")
    ways = moves.groupby("deal_id")["stage"].agg(" ".join)

    assert ways.str.startswith("inquiry").all()
    assert ways.str.contains("sample offer").sum() > 50
    assert ways.str.contains("offer contract").sum() > 50
    assert ways.str.contains("lost offer").sum() > 20
    assert ways.str.endswith("offer").sum() > 20
    assert len(_clean(late, "deals")) - len(ways) == NO_STAGES


def test_a_referral_is_worth_more_than_an_advertisement(late):
    leads = late["leads"].set_index("id")["source"]
    won = set(late["deal_moves"].query("stage == 'won'")["deal_id"])
    deals = _clean(late, "deals")

    share = deals["id"].isin(won).groupby(deals["lead_id"].map(leads)).mean()

    assert share["friend"] > 2 * share["ads"]


def test_the_unknown_stages_and_the_negative_deal_are_the_planted_ones(late):
    moves, deals = late["deal_moves"], late["deals"]

    assert set(moves.loc[moves["stage"] == "archive", "id"]) == set(DIRTY_ROWS["deal_moves"])
    assert set(deals.loc[deals["amount"] < 0, "id"]) == set(DIRTY_ROWS["deals"])
