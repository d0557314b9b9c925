"""What the rules of shared baskets promise beyond the common contract."""

import json
from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules, fpgrowth

from ml import associations
from ml.baskets import occurrences
from ml.baskets.baskets import baskets_of
from ml.baskets.chance import chance_of
from ml.baskets.contest import split, verdict
from ml.baskets.itemsets import frequent_itemsets, least_count
from ml.baskets.rules import rule_table, rules_of
from ml.baskets.trial import Outcome, Score, claims_of, judge

RULES = "ml.product_rules"
SETTINGS = {"basket": "order", "min_support": 0.1, "min_confidence": 0.5, "max_items": 3}
MEASURES = ["support", "confidence", "lift", "leverage", "conviction"]


def lines(*baskets, start="2023-01-02"):
    """Sell one basket a day, each to a client of its own."""
    return pd.DataFrame(
        [
            (f"order {day}", f"client {day}", product, pd.Timestamp(start) + pd.Timedelta(days=day))
            for day, basket in enumerate(baskets)
            for product in basket
        ],
        columns=["order_id", "client_id", "product_id", "order_date"],
    )


def mined(sold, *, min_count=1, max_items=3, **limits):
    return frequent_itemsets(
        baskets_of(sold, "order"), min_count=min_count, max_items=max_items, **limits
    )


def counts(itemsets):
    """Return how often each set was found, the set spelt as one word."""
    return {
        "".join(itemsets.products[items[items >= 0]]): int(count)
        for items, count in zip(itemsets.items, itemsets.counts, strict=True)
    }


def written(sold, *, min_count=1, max_items=3, min_confidence=0.01):
    itemsets = mined(sold, min_count=min_count, max_items=max_items)
    return rule_table(rules_of(itemsets, min_confidence=min_confidence))


def answered(sold, subjects=None, **changed):
    chosen = {**SETTINGS, **changed}
    fitted = associations.fit(sold, method="rules", seed=1, **chosen)
    products = subjects or sorted(sold["product_id"].unique())
    return associations.predict(fitted, pd.DataFrame({"product_id": products}))[RULES]


def told_by_mlxtend(held, min_count, max_items):
    """Return its itemsets with their counts, and its rules in our words, in order of `rule_id`."""
    table = pd.DataFrame(held.matrix.toarray(), columns=list(held.products))
    # half a basket lies between two counts, so its rounding of a share to a count is left out
    support = (min_count - 0.5) / held.count
    sets = fpgrowth(table, support, use_colnames=True, max_len=max_items)
    rules = association_rules(sets, metric="support", min_threshold=0)
    sides = zip(rules.pop("antecedents"), rules.pop("consequents"), strict=True)
    rules.index = [
        f"{json.dumps(sorted(left))} => {json.dumps(sorted(right))}" for left, right in sides
    ]
    found = zip(sets["itemsets"], sets["support"], strict=True)
    return (
        {"".join(sorted(items)): round(share * held.count) for items, share in found},
        rules.astype(float).replace(np.inf, np.nan).sort_index(),
    )


@pytest.mark.filterwarnings("ignore:invalid value encountered in divide")
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=1, max_size=24),
    st.integers(1, 4),
    st.integers(2, 4),
)
def test_every_field_of_every_rule_is_what_mlxtend_says(baskets, min_count, max_items):
    held = baskets_of(lines(*baskets), "order")
    assume(held.product_counts.max() >= min_count)
    expected_sets, expected = told_by_mlxtend(held, min_count, max_items)

    found = frequent_itemsets(held, min_count=min_count, max_items=max_items)
    rules = rule_table(rules_of(found, min_confidence=1e-9)).set_index("rule_id").sort_index()

    assert counts(found) == expected_sets
    assert [*rules.index] == [*expected.index]
    told = rules.assign(
        **{
            "antecedent support": rules["antecedent_count"] / rules["basket_count"],
            "consequent support": rules["consequent_count"] / rules["basket_count"],
        }
    )
    for measure in ["antecedent support", "consequent support", *MEASURES]:
        np.testing.assert_allclose(told[measure], expected[measure], atol=1e-12)


def test_measures_are_those_of_the_definitions():
    rule = written(lines(*["ab"] * 4, "a", "b", *["c"] * 4), min_count=4).iloc[0]

    assert rule["rule_id"] == '["a"] => ["b"]'
    told = [f"{name}_count" for name in ("basket", "antecedent", "consequent", "joint")]
    assert [*rule[["item_count", *told]]] == [2, 10, 5, 5, 4]
    assert [*rule[MEASURES]] == pytest.approx([0.4, 0.8, 1.6, 0.15, 2.5])


def test_a_rule_that_never_failed_has_no_finite_conviction():
    rules = written(lines("ab", "b", "c")).set_index("rule_id")

    assert np.isnan(rules.loc['["a"] => ["b"]', "conviction"])
    assert rules.loc['["b"] => ["a"]', "conviction"] == pytest.approx(4 / 3)


def test_a_set_is_split_in_every_way():
    assert sorted(written(lines("abc", "abd"), min_count=2)["rule_id"]) == [
        '["a"] => ["b"]',
        '["b"] => ["a"]',
    ]
    assert len(written(lines("abc"))) == 12
    assert len(written(lines("abcd"), max_items=4)) == 50


def test_the_highest_lift_comes_first():
    rules = written(lines("ab", "ab", "cd", "a", "b", "a"), min_confidence=0.1)

    assert [*rules["lift"]] == sorted(rules["lift"], reverse=True)
    assert [*rules["rule_id"].head(2)] == ['["c"] => ["d"]', '["d"] => ["c"]']


@pytest.mark.parametrize(
    ("share", "total", "count"),
    [(0.07, 100, 7), (0.14, 50, 7), (0.01, 19_959, 200), (1.0, 5, 5), (0.0001, 10, 1)],
)
def test_a_threshold_is_compared_by_counts(share, total, count):
    # in binary fractions 0.07 * 100 is above 7
    assert least_count(share, total) == count


def test_a_rule_that_just_reaches_both_thresholds_is_strong():
    sold = lines(*["ab"] * 7, *["a"] * 43, *["c"] * 50)

    assert "a" in {
        json.loads(ids)[0]
        for ids in answered(sold, min_support=0.07, min_confidence=0.14)["antecedent_ids"]
    }
    assert '["a"] => ["b"]' not in set(
        answered(sold, min_support=0.07, min_confidence=0.1401)["rule_id"]
    )
    assert answered(sold, min_support=0.0701, min_confidence=0.14).empty


def test_a_product_told_twice_lies_in_its_basket_once():
    assert counts(mined(lines(["tea", "tea", "milk"], ["tea"]))) == {
        "milk": 1,
        "tea": 2,
        "milktea": 1,
    }


def test_a_basket_of_a_client_is_all_he_bought_and_nobodys_lines_are_left_out():
    sold = lines("a", "b", "ab").assign(client_id=["ann", "ann", None, None])

    held = baskets_of(sold, "client")

    assert held.count == 1
    assert counts(frequent_itemsets(held, min_count=1, max_items=2)) == {"a": 1, "b": 1, "ab": 1}
    assert baskets_of(sold, "order").count == 3


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=1, max_size=24),
    st.integers(1, 30),
)
def test_with_too_many_sets_the_support_is_raised_to_the_lowest_that_fits(baskets, most):
    everything = counts(mined(lines(*baskets)))

    found = mined(lines(*baskets), most=most)

    bar = found.min_count
    assert counts(found) == {name: count for name, count in everything.items() if count >= bar}
    assert len(found.counts) <= most
    assert bar == 1 or sum(count >= bar - 1 for count in everything.values()) > most


def test_a_support_that_was_raised_is_told():
    rng = np.random.default_rng(2)
    sold = lines(*[np.flatnonzero(row).astype(str) for row in rng.random((100, 60)) < 0.5])

    outcome = associations.contest(
        sold, seed=1, basket="order", min_support=0.01, min_confidence=0.9, max_items=4
    )

    reason = outcome.verdicts[0].reason
    assert "more than 50,000 itemsets reach 1 of 100 baskets, so it was raised to" in reason


def rules_and_baskets(earlier, later):
    earlier, later = baskets_of(lines(*earlier), "order"), baskets_of(lines(*later), "order")
    found = frequent_itemsets(earlier, min_count=4, max_items=3)
    return rules_of(found, min_confidence=0.01), earlier, later


def judged(earlier, later):
    rules, earlier, later = rules_and_baskets(earlier, later)
    return judge(claims_of(rules, earlier, later), later)


def test_a_claim_is_made_by_every_later_basket_that_holds_an_antecedent():
    outcome = judged([*["ab"] * 4, "a", "b", *["c"] * 4], ["ab", "a", "b", "c", "d"])

    plain = outcome.rivals["independence"]
    assert (outcome.claims, outcome.baskets, outcome.happened) == (4, 3, 0.5)
    assert (outcome.rules.said, plain.said) == pytest.approx((0.8, 0.5))
    assert (outcome.rules.brier, plain.brier) == pytest.approx((0.34, 0.25))
    # by basket .42 of 2 claims, -.39 of 1, -.39 of 1: the residuals' squares sum to .54
    assert plain.gain == pytest.approx(-0.09)
    assert plain.margin == pytest.approx(1.959964 * np.sqrt(0.54 * 3 / 2) / 4)


def rule_ids(rules):
    names = ["".join(rules.itemsets.products[row[row >= 0]]) for row in rules.itemsets.items]
    sides = zip(rules.antecedent, rules.consequent, strict=True)
    return [f"{names[antecedent]} => {names[consequent]}" for antecedent, consequent in sides]


def test_chance_brings_more_into_larger_baskets():
    rules, earlier, later = rules_and_baskets(["ab"] * 5 + ["cd"] * 5, ["ac", "abc", "b"])

    chances = chance_of(rules, earlier, later)

    # a place misses b with the root of a half, as two places miss it in half of the baskets
    miss = np.sqrt(0.5)
    by_rule = dict(zip(rule_ids(rules), chances, strict=True))
    assert by_rule["a => b"] == pytest.approx(((1 - miss) + (1 - miss**2)) / 2)
    assert by_rule["b => a"] == pytest.approx((0 + (1 - miss**2)) / 2)


def test_products_dealt_at_random_into_unequal_baskets_are_no_rules():
    rng = np.random.default_rng(4)
    places = np.where(rng.random(1200) < 0.5, 4, 20)
    dealt = lines(*[rng.choice(40, size, replace=False).astype(str) for size in places])

    outcome = associations.contest(
        dealt, seed=1, basket="order", min_support=0.05, min_confidence=0.3, max_items=2
    )

    board = outcome.scoreboard.set_index("candidate")
    assert outcome.verdicts[0].status == "baseline"
    assert board.loc["independence", "gain"] > board.loc["independence", "margin"]
    assert board.loc["basket_size", "gain"] < board.loc["basket_size", "margin"]


@pytest.mark.parametrize(
    ("gain", "baskets", "status"),
    [(0.03, 30, "published"), (0.02, 30, "baseline"), (0.03, 29, "baseline")],
)
def test_rules_are_published_when_more_than_chance_speaks_for_them(gain, baskets, status):
    rivals = {
        "independence": Score(0.1, 0.5, gain=0.2, margin=0.02),
        "basket_size": Score(0.3, 0.4, gain=gain, margin=0.02),
    }
    outcome = Outcome(99, baskets, happened=0.5, rules=Score(0.5, 0.3), rivals=rivals)

    decision = verdict("confidence", outcome, rule_count=7, raised="")

    assert decision.status == status
    assert (decision.candidate_value, decision.baseline_value) == (0.3, 0.5)


def test_claims_that_no_later_basket_makes_tell_nothing():
    assert judged(["ab"] * 4, ["c", "d"]) is None
    assert judged(["ab"] * 4, []) is None
    assert judged(["a"] * 4, ["a"]) is None


def test_many_baskets_are_judged_in_parts_like_a_few(monkeypatch):
    earlier = [*["abc"] * 4, *["ab"] * 4, "a", "b", "c"]
    later = ["abc", "ab", "a", "bc", "c", "ac", "abc"]
    whole = judged(earlier, later)

    monkeypatch.setattr(occurrences, "BASKETS_AT_ONCE", 2)
    monkeypatch.setattr(occurrences, "SETS_AT_ONCE", 2)

    in_parts = judged(earlier, later)
    assert astuple(in_parts.rules) == pytest.approx(astuple(whole.rules))
    for name, rival in whole.rivals.items():
        assert astuple(in_parts.rivals[name]) == pytest.approx(astuple(rival))


@pytest.mark.parametrize(("basket", "earlier_days"), [("order", 7), ("client", 5)])
def test_the_later_days_judge(basket, earlier_days):
    earlier, later = split(lines(*["a"] * 9), basket)

    assert len(earlier) == earlier_days
    assert earlier["order_date"].max() < later["order_date"].min()


def test_two_days_are_enough_to_part():
    sold = pd.concat([lines("a"), *[lines("b", start="2023-01-03")] * 9])

    earlier, later = split(sold, "order")

    assert (len(earlier), len(later)) == (1, 9)


def test_a_rule_says_what_a_basket_was_and_until_when_they_were_counted():
    rules = answered(lines("ab", "ab", "c"), basket="client")

    assert set(rules["basket_kind"]) == {"client"}
    assert set(rules["last_basket_date"]) == {pd.Timestamp("2023-01-04")}


def test_a_rule_speaks_of_the_subjects_only():
    rules = answered(lines("abc", "abc"), subjects=["a", "b"])

    assert set(rules["rule_id"]) == {'["a"] => ["b"]', '["b"] => ["a"]'}


def test_product_ids_that_are_numbers_or_hold_quotes_are_told_as_text():
    sold = lines([1, 'a "b"'], [1, 'a "b"'])

    rule = answered(sold, subjects=[1, 'a "b"']).iloc[0]

    assert [json.loads(rule["antecedent_ids"]), json.loads(rule["consequent_ids"])] == [
        ["1"],
        ['a "b"'],
    ]


def test_where_independence_wins_no_rule_is_published():
    sold = lines("ab", "ab")
    fitted = associations.fit(sold, method="independence", seed=1, **SETTINGS)

    rules = associations.predict(fitted, pd.DataFrame({"product_id": ["a", "b"]}))[RULES]

    assert rules.empty
    assert [*rules.columns] == [*answered(sold).columns]


def test_thresholds_that_nothing_passes_leave_independence():
    outcome = associations.contest(lines(*["a", "b"] * 100), seed=1, **SETTINGS)

    assert outcome.method == "independence"
    assert "0 pass both thresholds" in outcome.verdicts[0].reason
    assert answered(lines(*["a", "b"] * 100)).empty


def test_a_few_later_baskets_prove_nothing():
    outcome = associations.contest(lines(*["ab", "c", "d", "e"] * 25), seed=1, **SETTINGS)

    assert outcome.verdicts[0].status == "baseline"
    assert "6 later ones hold an antecedent; at least 30" in outcome.verdicts[0].reason


def test_published_rules_are_evaluated_by_the_baskets_after_them():
    rules = answered(lines(*["ab"] * 4, "a", "b", *["c"] * 4))
    came = lines("ab", "a", "b", "c", start="2023-02-01").assign(client_id="ann")

    assert associations.evaluate(rules, came) == {"confidence": pytest.approx(0.34)}
    assert associations.evaluate(rules.assign(basket_kind="client"), came) == {
        "confidence": pytest.approx(0.04)
    }
    assert associations.evaluate(rules.head(0), came) == {"confidence": None}


@pytest.mark.parametrize(
    ("sold", "basket", "told"),
    [
        (lines(*["a"] * 300), "order", "0 baskets of two products or more on 300 days"),
        (lines(*["ab"] * 99, "a"), "order", "99 baskets of two products or more on 100 days"),
        (lines(*["ab"] * 300).assign(client_id=None), "client", "0 baskets"),
        (lines(*["ab"] * 300).assign(order_date=pd.Timestamp("2023-01-02")), "order", "on 1 days"),
    ],
    ids=["one product", "99 baskets", "anonymous clients", "one day"],
)
def test_baskets_that_cannot_teach_are_refused(sold, basket, told):
    assert told in associations.refusal(sold, **{**SETTINGS, "basket": basket})
