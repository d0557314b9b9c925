"""What each method learns, worked out by hand on a few clients."""

import pandas as pd
import pytest

from ml.lifetime.methods import (
    DAYS_OF_MONTH,
    METHODS,
    AverageSpend,
    earlier_snapshot,
    revenue_between,
)


def snapshots(*rows):
    """`(as_of_date, client_id, visit_count, tenure_days, last_visit_age_days, net_revenue)`."""
    columns = ["as_of_date", "client_id", "visit_count", "tenure_days", "last_visit_age_days"]
    frame = pd.DataFrame(rows, columns=[*columns, "net_revenue"])
    return frame.assign(as_of_date=pd.to_datetime(frame["as_of_date"]))


def clients(*rows):
    return snapshots(*(("2023-06-30", str(number), *row) for number, row in enumerate(rows)))


def test_average_spend_goes_on_at_the_clients_own_pace_as_far_as_it_is_retained():
    six_months = clients((12, 6 * DAYS_OF_MONTH, 150, 600.0))
    method = AverageSpend(retention=0.5)

    # two visits of 50 a month, half of which are kept
    assert [*method.visits(six_months, [1, 3])[0]] == pytest.approx([1, 3])
    assert [*method.visit_value(six_months)] == [50]


def test_a_first_order_of_this_week_is_not_a_rate_per_week():
    newcomer = clients((1, 5, 0, 90.0))

    # one visit within at least three months
    assert AverageSpend(1.0).visits(newcomer, [3])[0, 0] == pytest.approx(1)


def test_nobody_is_foretold_to_cost_money():
    returned_more = clients((2, 100, 50, -30.0))

    assert [*AverageSpend(1.0).visit_value(returned_more)] == [0]


@pytest.mark.parametrize(
    "spent", [620.0, -1e9, 1e9], ids=["as usual", "a monstrous return", "a monstrous purchase"]
)
def test_retention_is_the_part_of_the_visits_that_the_clients_of_an_earlier_snapshot_made(spent):
    learned = METHODS["average_spend"](
        snapshots(
            # 5 visits in 100 days, and so 5 in the next 100, of which 2 came; what money they
            # brought is no matter, as one return would decide for all
            ("2023-01-01", "a", 5, 100, 90, 500.0),
            ("2023-04-11", "a", 7, 200, 190, spent),
            # not known at the earlier snapshot
            ("2023-04-11", "b", 9, 90, 90, 9000.0),
        ),
        100,
    )

    assert learned.retention == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("visits", "retention"),
    [(9, 1), (2, 0)],
    ids=["they came more often", "a visit was wholly returned"],
)
def test_retention_is_a_share(visits, retention):
    learned = METHODS["average_spend"](
        snapshots(
            ("2023-01-01", "a", 3, 100, 90, 300.0),
            ("2023-04-11", "a", visits, 200, 190, 600.0),
        ),
        100,
    )

    assert learned.retention == retention


def test_without_an_earlier_snapshot_retention_is_the_share_of_clients_who_came_again():
    newest = snapshots(
        ("2023-04-11", "a", 3, 200, 90, 300.0),
        ("2023-04-11", "b", 1, 10, 0, 20.0),
    )

    assert METHODS["average_spend"](newest, 100).retention == 0.5


@pytest.mark.parametrize(
    ("days", "found"),
    [(28, "2023-05-04"), (40, "2023-05-04"), (50, "2023-04-06"), (900, "2023-03-09")],
    ids=["exactly", "the nearer", "the nearer again", "half of the history"],
)
def test_the_earlier_snapshot_is_the_nearest_to_the_window_or_to_half_of_the_history(days, found):
    dates = ["2023-02-09", "2023-03-09", "2023-04-06", "2023-05-04", "2023-06-01"]
    history = snapshots(*((date, "a", 1, 168, 0, 1.0) for date in dates))

    assert f"{earlier_snapshot(history, days):%F}" == found


def test_a_history_of_one_snapshot_has_no_earlier_one():
    assert earlier_snapshot(clients((1, 9, 0, 1.0)), 30) is None


def test_revenue_between_is_the_clients_own_and_none_of_who_is_no_longer_known():
    before = snapshots(("2023-01-01", "b", 1, 9, 0, 10.0), ("2023-01-01", "a", 1, 9, 0, 4.0))
    after = snapshots(("2023-02-01", "c", 1, 9, 0, 7.0), ("2023-02-01", "b", 2, 40, 9, 35.0))

    assert [*revenue_between(before, after)] == [25, -4]


@pytest.mark.parametrize("name", ["bg_nbd", "mbg_nbd"])
def test_who_brought_nothing_yet_gets_the_usual_clients_visit_value(name):
    known = clients((3, 90, 60, 300.0), (2, 90, 30, 240.0), (2, 90, 80, -10.0), (1, 20, 0, 0.0))
    method = METHODS[name](known, 90)

    values = method.visit_value(known)

    assert values[2] == values[3] == pytest.approx(values[:2].mean())
    assert 100 <= values[0] <= values[1] <= 120


@pytest.mark.parametrize("name", METHODS)
def test_a_shop_without_any_revenue_is_foretold_none(name):
    known = clients((3, 90, 60, 0.0), (1, 90, 0, -5.0))

    assert [*METHODS[name](known, 90).visit_value(known)] == [0, 0]


@pytest.mark.parametrize("name", ["bg_nbd", "mbg_nbd"])
def test_the_one_who_stopped_coming_is_expected_less_than_the_one_who_did_not(name):
    often, silent = (8, 90, 88, 80.0), (8, 90, 20, 80.0)
    known = clients(*[often, silent, (1, 90, 0, 9.0), (2, 80, 20, 30.0)] * 20)

    visits = METHODS[name](known, 90).visits(known, [3])[:, 0]

    assert visits[0] > 3 * visits[1]
