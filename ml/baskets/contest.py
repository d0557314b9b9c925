"""The contest of rules against independence: earlier baskets teach, later ones judge."""

import pandas as pd

from ml.baskets.baskets import BasketKind
from ml.baskets.itemsets import MOST_ITEMSETS, Itemsets, least_count
from ml.baskets.trial import Outcome
from ml.contract import Verdict
from ml.metrics import SMALLEST_SAMPLE

CANDIDATE, BASELINE = "rules", "independence"
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
    """Publish rules that err less than independence by more than chance explains."""
    judges = outcome.baskets if outcome else 0
    is_winner = judges >= SMALLEST_SAMPLE and outcome.gain > outcome.margin
    reason = f"{CANDIDATE}: {rule_count} pass both thresholds in the earlier baskets, "
    if judges < SMALLEST_SAMPLE:
        reason += f"{judges} later ones hold an antecedent; at least {SMALLEST_SAMPLE} are needed"
    else:
        reason += (
            f"say {outcome.said:.1%} {outcome.claims} times in {judges} later ones, where "
            f"{outcome.happened:.1%} happened and {BASELINE} says {outcome.plain:.1%}: "
            f"Brier {outcome.rules_brier:.4f} against {outcome.plain_brier:.4f}, "
            f"better by {outcome.gain:.4f} ± {outcome.margin:.4f}"
        )
    return Verdict(
        measure=measure,
        status="published" if is_winner else "baseline",
        reason=reason + raised,
        candidate=CANDIDATE,
        baseline=BASELINE,
        candidate_value=outcome.rules_brier if outcome else None,
        baseline_value=outcome.plain_brier if outcome else None,
    )


def scoreboard(measure: str, outcome: Outcome | None, rule_count: int) -> pd.DataFrame:
    """Set both beside each other: the Brier score, and the share said beside what happened."""
    nothing = float("nan")
    said = (outcome.said, outcome.plain) if outcome else (nothing, nothing)
    briers = (outcome.rules_brier, outcome.plain_brier) if outcome else (nothing, nothing)
    return pd.DataFrame(
        {
            "candidate": [CANDIDATE, BASELINE],
            "measure": measure,
            "brier": briers,
            "said": said,
            "happened": outcome.happened if outcome else nothing,
            "claims": outcome.claims if outcome else 0,
            "baskets": outcome.baskets if outcome else 0,
            "rules": rule_count,
        }
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
