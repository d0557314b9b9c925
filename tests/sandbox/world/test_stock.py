"""The warehouse adds up, and a stock-out is a stock-out there too."""

from sandbox.world.frame import SIZES, Frame
from sandbox.world.trade.goods import make_stock_outs


def test_the_stock_is_the_sum_of_its_movements_and_never_below_nothing(tables):
    wrong, lowest, count = tables.execute(
        """with moved as (
            select stock_levels.product_id, measured_at, any_value(stock_levels.quantity) as level,
                coalesce(sum(stock_movements.quantity), 0) as summed
            from stock_levels left join stock_movements
                on stock_levels.product_id = stock_movements.product_id and moved_at < measured_at
            group by all
        )
        select count(*) filter (level <> summed), min(level), count(*) from moved"""
    ).fetchone()

    assert (wrong, lowest) == (0, 0)
    assert count > 500


def test_what_is_out_of_stock_lies_nowhere_but_in_orders_already_made(tables, world):
    outs = make_stock_outs(Frame(world.folder.parent / "outs", SIZES["XS"], world.seed))
    seen = 0
    for product, first, until in zip(*(one.tolist() for one in outs.values()), strict=True):
        # a week after it began every order made before is done; what came back since the last
        # purchases before it lies there
        levels = tables.execute(
            """select quantity - (
                    select coalesce(sum(quantity), 0) from stock_movements
                    where kind = 'return' and product_id = $1
                        and moved_at between $2::date + $3::int - 28 and measured_at
                )
            from stock_levels where product_id = $1
                and measured_at between $2::date + $3::int + 7 and $2::date + $4::int""",
            [product, world.first_day, first, min(until, 119) - 1],
        ).fetchall()
        seen += len(levels)
        assert all(quantity <= 1 for (quantity,) in levels)

    assert seen > 4


def test_every_sale_of_goods_that_is_done_leaves_the_warehouse(tables):
    sold = tables.execute(
        """select sum(quantity) from order_lines join orders using (order_id)
        join products using (product_id)
        where done_at is not null and kind <> 'correction' and not is_service
            and removed_at is null"""
    ).fetchone()
    moved = tables.execute(
        "select -sum(quantity) from stock_movements where kind = 'sale'"
    ).fetchone()

    assert moved == sold
    assert sold[0] > 100


def test_a_delivery_that_ends_a_stock_out_is_late_by_its_whole_length(tables, world):
    outs = make_stock_outs(Frame(world.folder.parent / "outs", SIZES["XS"], world.seed))
    lengths = set((outs["until"] - outs["first"]).tolist())
    late = tables.execute(
        """select received_at::date - expected_at::date as days from purchase_orders
        where days > 7 and received_at <= ?""",
        [world.last_day],
    ).fetchall()

    assert len(late) > 4
    assert {days for (days,) in late} <= lengths


def test_as_many_deliveries_are_on_their_way_at_the_end_as_before(tables, world):
    on_their_way = """select count(*) from purchase_orders
        where ordered_at <= $1::date - $2::int and received_at > $1::date - $2::int"""
    before, at_the_end = (
        tables.execute(on_their_way, [world.last_day, days]).fetchone()[0] for days in (40, 0)
    )

    assert before > 5
    assert at_the_end > before / 2
