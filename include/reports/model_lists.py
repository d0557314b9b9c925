"""The monthly mail's lists of models: what is bought together, and whether they were right."""

from collections.abc import Callable

from include.reports.model_rows import ModelScore, ProductPair
from include.reports.outlook import untested
from include.reports.plain_text import shortened
from include.reports.report import MonthlyReport
from include.reports.view import Entry, Section
from include.reports.wording import SMALLEST_DENOMINATOR, Number, Words

TOP_PAIRS = 3
LONGEST_PRODUCT = 40
# of each model the one figure that a manager can weigh
SHOWN = {
    ("sales_forecast", "net_revenue"): "wape_pct",
    ("churn", "churn_probability"): "auc",
    ("recommendations", "purchases"): "hit_rate_pct",
    ("lifetime_value", "predicted_value"): "bias_pct",
}


def product_pairs(report: MonthlyReport, words: Words) -> Section:
    """List pairs of products by how often they are together beyond chance, where enough tell."""
    title = words.say("section.pairs")
    pairs = [pair for pair in report.product_pairs if pair.antecedent_count >= SMALLEST_DENOMINATOR]
    if not pairs:
        run = report.pairs_run
        told = run is not None and run.status in {"refused", "failed"}
        return Section(title, (), untested(run, words) if told else "")
    return Section(title, tuple(_pair(pair, words) for pair in pairs[:TOP_PAIRS]))


def scoreboard(report: MonthlyReport, words: Words) -> Section:
    """List what each model said beside what happened, as soon as its time has come.

    What fewer than thirty days or clients tell is no measure of a model.
    """
    shown = [
        score
        for score in report.model_scores
        if SHOWN.get((score.model, score.measure)) == score.metric
        and score.subject_count >= SMALLEST_DENOMINATOR
    ]
    entries = tuple(_score(score, words) for score in shown)
    return Section(words.say("section.scoreboard"), entries)


def _pair(pair: ProductPair, words: Words) -> Entry:
    first = shortened(pair.product_name, LONGEST_PRODUCT)
    second = shortened(pair.pair_product_name, LONGEST_PRODUCT)
    return Entry(
        name=f"{first} + {second}",
        value=words.percent(pair.confidence_pct),
        width=float(pair.confidence_pct),
        notes=(
            words.say(
                "pair.note",
                pair.antecedent_count,
                part=words.number(pair.joint_count),
            ),
        ),
    )


def _score(score: ModelScore, words: Words) -> Entry:
    shape = _shape(score, words)
    baseline = ""
    if score.baseline_value is not None:
        baseline = words.say("score.baseline", value=shape(score.baseline_value))
    return Entry(
        name=words.say(f"score.{score.model}.name"),
        value=shape(score.metric_value),
        notes=(
            words.say(
                f"score.{score.model}.note",
                score.subject_count,
                day=words.date(score.as_of_date, "date"),
            ),
        ),
        aside=baseline,
    )


def _shape(score: ModelScore, words: Words) -> Callable[[Number], str]:
    if score.metric == "auc":
        return lambda value: words.number(round(value, 2))
    if score.metric == "bias_pct":
        return lambda value: f"{'+' if value > 0 else ''}{words.percent(value)}"
    return words.percent
