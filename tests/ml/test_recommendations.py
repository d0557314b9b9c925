"""What recommendations promise beyond the common contract."""

import numpy as np
import pandas as pd
import pytest

from ml import recommendations
from ml.recommending.assortment import is_discontinued, untried_goods
from ml.recommending.purchases import purchases_of
from ml.recommending.ranking import ndcg, recall
from ml.recommending.trial import Question, backtest, splits

TABLE = "ml.client_recommendations"
TODAY = pd.Timestamp("2024-06-30")


def baskets(*lines):
    """Make baskets of (client, days ago, goods in one word each)."""
    rows = [
        (f"o{number}", good, client, TODAY - pd.Timedelta(days=age), 1.0, 5.0)
        for number, (client, age, goods) in enumerate(lines)
        for good in goods.split()
    ]
    columns = ["order_id", "product_id", "client_id", "order_date", "quantity", "line_total"]
    return pd.DataFrame(rows, columns=columns)


def range_of(goods, *, discontinued="", categories=None):
    names = goods.split()
    gone = [TODAY if name in discontinued.split() else pd.NaT for name in names]
    return pd.DataFrame(
        {
            "product_id": names,
            "category": [(categories or {}).get(name) for name in names],
            "discontinued_at": pd.Series(gone, dtype="datetime64[us]"),
        }
    )


def people(names, **countries):
    clients = names.split()
    return pd.DataFrame(
        {
            "client_id": clients,
            "country": [countries.get(name) for name in clients],
            "is_test": [name == "tester" for name in clients],
        }
    )


def offered(bought, products, clients, *, method="popularity", per_client=10, just_bought_days=30):
    given = {"products": products, "clients": clients, "just_bought_days": just_bought_days}
    fitted = recommendations.fit(bought, method=method, seed=3, per_client=per_client, **given)
    return recommendations.predict(fitted, clients)[TABLE]


def goods_of(answer, client):
    return [*answer.loc[answer["client_id"] == client, "product_id"]]


def reasons_of(answer, client):
    return [*answer.loc[answer["client_id"] == client, "reason"]]


TEA_PARTY = baskets(
    ("anna", 40, "tea cup"),
    ("boris", 5, "tea cup jam"),
    ("clara", 3, "tea cup jam"),
    ("david", 0, "saw nail"),
    ("emil", 0, "saw nail hammer"),
    ("fanny", 20, "saw nail hammer"),
)
HOUSE = range_of("tea cup jam saw nail hammer")
GUESTS = people("anna boris clara david emil fanny newcomer tester")


@pytest.mark.parametrize("method", recommendations.CANDIDATES)
def test_what_was_just_bought_is_not_offered_and_what_was_bought_before_may_be(method):
    after_a_month = offered(TEA_PARTY, HOUSE, GUESTS, method=method)
    after_two_months = offered(TEA_PARTY, HOUSE, GUESTS, method=method, just_bought_days=60)

    assert set(goods_of(after_a_month, "anna")) == {*HOUSE["product_id"]}
    assert not {"tea", "cup"} & set(goods_of(after_two_months, "anna"))
    assert not {"saw", "nail"} & set(goods_of(after_a_month, "david"))


@pytest.mark.parametrize("method", recommendations.CANDIDATES)
def test_a_discontinued_good_is_offered_to_nobody(method):
    house = range_of("tea cup jam saw nail hammer", discontinued="jam")

    answer = offered(TEA_PARTY, house, GUESTS, method=method)

    assert "jam" not in set(answer["product_id"])
    assert "hammer" in goods_of(answer, "anna")


def test_what_left_the_range_is_gone_from_the_day_it_left():
    goods = pd.DataFrame(
        {
            "product_id": ["yesterday", "today", "tomorrow", "bought", "stays"],
            "discontinued_at": pd.to_datetime(
                ["2024-03-30 10:00", "2024-03-31 10:00", "2024-04-01 00:00", None, None]
            ),
        }
    )

    then = is_discontinued(goods, pd.Timestamp("2024-03-31"))

    assert then.tolist() == [True, True, False, False, False]
    assert is_discontinued(goods).tolist() == [True, True, True, False, False]
    assert [*untried_goods(goods, pd.Index(["bought"]))["product_id"]] == ["stays"]


def test_a_good_that_nobody_bought_for_half_a_year_is_not_offered():
    asleep, awake = ("fanny", 180, "sledge"), ("fanny", 179, "skates")

    answer = offered(pd.concat([TEA_PARTY, baskets(asleep, awake)]), HOUSE, GUESTS)

    assert "sledge" not in goods_of(answer, "newcomer")
    assert "skates" in goods_of(answer, "newcomer")


@pytest.mark.parametrize("method", ["nearest_clients", "item_based"])
def test_the_good_that_speaks_most_for_a_line_is_named(method):
    answer = offered(TEA_PARTY, HOUSE, GUESTS, method=method)

    david = answer[answer["client_id"] == "david"].iloc[0]
    assert david["product_id"] == "hammer"
    assert david["because_product_id"] in {"saw", "nail"}
    assert david["reason"] == recommendations.CANDIDATES[method](_purchases(TEA_PARTY), 3).reason
    anna = answer[answer["client_id"] == "anna"]
    jam = anna[anna["product_id"] == "jam"].iloc[0]
    assert jam["because_product_id"] in {"tea", "cup"}


def test_what_the_client_had_before_is_told_apart_and_takes_half_of_the_list():
    answer = offered(TEA_PARTY, HOUSE, GUESTS, method="own_goods", per_client=2)

    assert reasons_of(answer, "anna") == ["bought_before", "popular"]
    assert goods_of(answer, "anna")[0] in {"tea", "cup"}
    assert [*answer.loc[answer["client_id"] == "anna", "model_name"]] == ["own_goods", "popularity"]


def test_a_client_without_purchases_gets_what_is_popular_and_a_test_client_nothing():
    answer = offered(TEA_PARTY, HOUSE, GUESTS, method="item_based", per_client=4)

    assert goods_of(answer, "newcomer") == ["nail", "saw", "cup", "tea"]
    assert set(reasons_of(answer, "newcomer")) == {"popular"}
    assert goods_of(answer, "tester") == []


def test_popularity_is_of_the_clients_country_as_far_as_it_can_be_told():
    abroad = [(f"fr{number}", 1, "wine") for number in range(20)]
    at_home = [(f"uk{number}", 1, "beer") for number in range(60)]
    names = [client for client, _, _ in abroad + at_home]
    countries = {name: "France" if name < "g" else "Britain" for name in names}
    countries |= {"pierre": "France", "pete": "Britain", "maria": "Malta"}

    answer = offered(
        baskets(*abroad, *at_home),
        range_of("wine beer"),
        people(" ".join(countries), **countries),
    )

    assert [goods_of(answer, who)[0] for who in ("pierre", "pete", "maria")] == [
        "wine",
        "beer",
        "beer",
    ]
    # 20 of France's 20 buyers and a quarter of 20 supposed ones
    pierre = answer[(answer["client_id"] == "pierre") & (answer["rank"] == 1)]
    assert pierre["score"].item() == pytest.approx((20 + 20 * 20 / 80) / 40, abs=1e-4)


def test_anonymous_orders_count_for_popularity_each_as_a_buyer_of_its_own():
    bought = baskets(("anna", 1, "tea"), (None, 1, "jam"), (None, 2, "jam"))

    answer = offered(bought, HOUSE, GUESTS)

    newcomer = answer[answer["client_id"] == "newcomer"]
    assert [*newcomer["product_id"]] == ["jam", "tea"]
    assert [*newcomer["score"]] == pytest.approx([2 / 3, 1 / 3], abs=1e-4)


def test_a_good_nobody_has_bought_takes_the_last_line_of_those_who_buy_its_category():
    kitchen = {
        "tea": "kitchen",
        "cup": "kitchen",
        "pan": "kitchen",
        "pot": "kitchen",
        "rake": "garden",
    }
    house = range_of("tea cup jam saw nail hammer pan pot rake", categories=kitchen)

    answer = offered(TEA_PARTY, house, GUESTS, per_client=5)

    anna, david = (answer[answer["client_id"] == name] for name in ("anna", "david"))
    assert [*anna["reason"]].count("same_category") == 1
    assert anna["reason"].iloc[-1] == "same_category"
    assert anna["product_id"].iloc[-1] in {"pan", "pot"}
    assert anna["because_product_id"].iloc[-1] in {"tea", "cup"}
    assert "same_category" not in {*david["reason"]}
    assert "rake" not in set(answer["product_id"])


def test_scores_never_rise_with_the_rank():
    answer = offered(TEA_PARTY, HOUSE, GUESTS, method="item_based")

    for _, lines in answer.groupby("client_id"):
        assert [*lines["rank"]] == [*range(1, len(lines) + 1)]
        assert lines["score"].is_monotonic_decreasing


def test_ndcg_and_recall_are_those_of_the_hand():
    lines = pd.DataFrame({"client_id": ["a"] * 3, "product_id": ["x", "y", "z"], "rank": [1, 2, 3]})
    bought = pd.DataFrame({"client_id": ["a", "a", "b"], "product_id": ["x", "z", "x"]})

    # hits at ranks 1 and 3 of two possible: (1 + 1/2) / (1 + 1/log2 3)
    assert ndcg(lines, bought, at=3).to_dict() == pytest.approx({"a": 0.91972, "b": 0}, abs=1e-5)
    assert recall(lines, bought, at=2).to_dict() == {"a": 0.5, "b": 0}


def test_at_a_split_nothing_later_is_known_and_the_just_bought_is_not_asked_for():
    bought = baskets(
        ("anna", 70, "tea"), ("anna", 30, "cup"), ("boris", 70, "tea"), ("boris", 27, "saw"),
        ("anna", 1, "cup tea"), ("boris", 1, "tea"),
    )  # fmt: skip
    seen = []

    def spy(purchases, seed):
        seen.append(purchases)
        return recommendations.CANDIDATES["popularity"](purchases, seed)

    question = Question(HOUSE, pd.Series(dtype=object), just_bought_days=14)
    tests = backtest(bought, {"spy": spy}, question, split_count=3, seed=1)

    assert splits(bought, 3) == [TODAY - pd.Timedelta(days=29)]
    assert seen[0].last_day == TODAY - pd.Timedelta(days=29)
    assert {*seen[0].goods} == {"tea", "cup"}
    # anna's only good to find is tea: she had bought the cup a day before the split
    assert tests.set_index("client_id")["recall_at_20"].to_dict() == {"anna": 1.0, "boris": 0.5}


def test_implicit_is_asked_on_one_thread_so_that_it_answers_alike():
    first, again = (
        recommendations.CANDIDATES["implicit_als"](_purchases(TEA_PARTY), 7).scores(np.arange(6))
        for _ in range(2)
    )

    assert np.array_equal(first, again)


def test_where_all_is_discontinued_the_reason_is_told_and_what_is_new_is_offered():
    closed = range_of("tea cup jam saw nail hammer", discontinued="tea cup jam saw nail hammer")
    with_new = pd.concat([closed, range_of("pan pot")], ignore_index=True)
    given = {"clients": GUESTS, "just_bought_days": 30, "per_client": 10}

    with pytest.raises(ValueError, match="all 6 products are discontinued"):
        offered(TEA_PARTY, closed, GUESTS)
    nothing = recommendations.baseline(TEA_PARTY, GUESTS, seed=1, products=closed, **given)[TABLE]
    answer = recommendations.baseline(TEA_PARTY, GUESTS, seed=1, products=with_new, **given)[TABLE]

    assert nothing.empty
    assert goods_of(answer, "anna") == ["pan", "pot"]
    assert set(answer["reason"]) == {"new_in_range"}


def test_without_any_order_the_range_itself_is_offered():
    given = {"clients": GUESTS, "just_bought_days": 30, "per_client": 2}

    answer = recommendations.baseline(TEA_PARTY.iloc[:0], GUESTS, seed=1, products=HOUSE, **given)

    lines = answer[TABLE]
    assert set(lines["client_id"]) == {*GUESTS["client_id"]} - {"tester"}
    assert goods_of(lines, "anna") == ["cup", "hammer"]
    assert set(lines["score"]) == {0.0}
    assert lines["last_basket_date"].isna().all()


def test_one_product_for_all_is_offered_to_those_who_lack_it():
    bought = baskets(("anna", 50, "tea"), ("boris", 0, "tea"))

    answer = offered(bought, range_of("tea"), people("anna boris newcomer"), method="item_based")

    assert goods_of(answer, "anna") == ["tea"]
    assert goods_of(answer, "boris") == []
    assert goods_of(answer, "newcomer") == ["tea"]


def test_a_memory_longer_than_the_history_offers_only_what_is_new_to_the_client():
    answer = offered(TEA_PARTY, HOUSE, GUESTS, method="item_based", just_bought_days=730)

    bought = set(TEA_PARTY[["client_id", "product_id"]].itertuples(index=False, name=None))
    assert not bought & set(answer[["client_id", "product_id"]].itertuples(index=False, name=None))


def test_only_the_goods_bought_most_take_part_where_there_are_very_many():
    purchases = _purchases(TEA_PARTY, most_goods=3)

    assert {*purchases.goods} == {"saw", "nail", "cup"}
    assert purchases.tastes.shape == (6, 3)


def test_a_floor_of_days_clients_and_goods():
    enough = baskets(*[(f"c{number}", number % 56, f"p{number % 10}") for number in range(56)])

    assert recommendations.refusal(enough) is None
    assert "55 days" in recommendations.refusal(
        enough[enough["order_date"] > TODAY - pd.Timedelta(days=55)]
    )
    assert "29 clients" in recommendations.refusal(
        enough.assign(client_id=[f"c{number % 29}" for number in range(56)])
    )
    assert "9 goods" in recommendations.refusal(
        enough.assign(product_id=[f"p{number % 9}" for number in range(56)])
    )


def _purchases(bought, **limits):
    return purchases_of(
        bought,
        last_day=TODAY,
        discontinued=pd.Index([]),
        country_of=pd.Series(dtype=object),
        just_bought_days=30,
        **limits,
    )
