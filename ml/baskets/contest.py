"""The contest of rules against chance: earlier baskets teach, later ones judge."""

import pandas as pd

from ml.baskets.baskets import BasketKind
from ml.baskets.itemsets import MOST_ITEMSETS, Itemsets, least_count
from ml.baskets.trial import BASELINE, CANDIDATE, CHANCE, Outcome, Score
from ml.contract import Verdict
from ml.metrics import SMALLEST_SAMPLE

# a client's basket grows with the days, so both parts of his time must be about as long
LATER_SHARES: dict[BasketKind, float] = {"order": 0.25, "client": 0.5}


def split(lines: pd.DataFrame, basket: BasketKind) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the lines at the end of a day (`order_date`) into the earlier and the later ones.

    The later ones are a quarter, or half where baskets are clients. Neither part is empty where
    there are two days.
    """
    dates = pd.to_datetime(lines["order_date"])
    last_earlier = dates.sort_values().iloc[int(len(dates) * (1 - LATER_SHARES[basket]))]
    is_later = dates > min(last_earlier, dates[dates < dates.max()].max())
    return lines[~is_later], lines[is_later]


def verdict(measure: str, outcome: Outcome | None, rule_count: int, raised: str) -> Verdict:
    """Publish rules that err less than every rival by more than chance explains."""
    judges = outcome.baskets if outcome else 0
    is_winner = judges >= SMALLEST_SAMPLE and all(
        rival.gain > rival.margin for rival in outcome.rivals.values()
    )
    reason = f"{CANDIDATE}: {rule_count} pass both thresholds in the earlier baskets, "
    if judges < SMALLEST_SAMPLE:
        reason += f"{judges} later ones hold an antecedent; at least {SMALLEST_SAMPLE} are needed"
    else:
        reason += _told(outcome)
    return Verdict(
        measure=measure,
        status="published" if is_winner else "baseline",
        reason=reason + raised,
        candidate=CANDIDATE,
        baseline=BASELINE,
        candidate_value=outcome.rules.brier if outcome else None,
        baseline_value=outcome.rivals[BASELINE].brier if outcome else None,
    )


def scoreboard(measure: str, outcome: Outcome | None, rule_count: int) -> pd.DataFrame:
    """Set the rules and their rivals beside each other, one row each.

    `said` is the mean of what each foretold, beside the share that `happened`; `gain` and `margin`
    are those of the rules over the rival.
    """
    if outcome:
        scores = {CANDIDATE: outcome.rules, **outcome.rivals}
    else:
        scores = dict.fromkeys((CANDIDATE, BASELINE, CHANCE), Score(*[float("nan")] * 4))
    return pd.DataFrame(
        {
            "candidate": scores.keys(),
            "measure": measure,
            **pd.DataFrame([vars(score) for score in scores.values()]),
            "happened": outcome.happened if outcome else float("nan"),
            "claims": outcome.claims if outcome else 0,
            "baskets": outcome.baskets if outcome else 0,
            "rules": rule_count,
        }
    )


def _told(outcome: Outcome) -> str:
    rivals = " and ".join(
        f"{rival.said:.1%} by {name} with {rival.brier:.4f}, more by {rival.gain:.4f} ± "
        f"{rival.margin:.4f}"
        for name, rival in outcome.rivals.items()
    )
    return (
        f"{outcome.claims} times one of {outcome.baskets} later ones holds an antecedent, and "
        f"{outcome.happened:.1%} hold the consequent: foretold {outcome.rules.said:.1%} with a "
        f"Brier score of {outcome.rules.brier:.4f}, against {rivals}"
    )


def told_if_raised(itemsets: Itemsets, min_support: float) -> str:
    """Say that the support was raised, if it was."""
    asked = least_count(min_support, itemsets.basket_count)
    if itemsets.min_count == asked:
        return ""
    return (
        f"; min_support: more than {MOST_ITEMSETS:,} itemsets reach {asked} of "
        f"{itemsets.basket_count} baskets, so it was raised to {itemsets.min_count}"
    )
