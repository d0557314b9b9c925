"""Olist's real funnel: from lead to sale by origin, and whose the sales are."""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from bench.quality.row import Row
from bench.quality.study import NO_DATA, Study
from include.warehouse import connect
from ml.certainty import CONFIDENCE_PCT
from sandbox.olist import COMPANY, DATA, LAST_DAY

MODEL, NAME = "funnel", "Olist, 8,000 leads, to 2018-11-14"
TOO_FEW = 30
OUTCOMES = """
    select dimension_kind, member_name, deal_count, won_deal_count
    from insights.funnel_outcomes
    where dimension_kind in ('company', 'channel') or member_id like 'SR %'
    order by won_deal_count desc, member_id
"""


def measure(study: Study) -> list[Row]:
    """Lead the real funnel through the marts, and tell each share with its Wilson interval."""
    if not (DATA / "olist").exists():
        return [Row(MODEL, NAME, note=NO_DATA)]
    outcomes = _outcomes(study)
    kind = outcomes["dimension_kind"]
    company = outcomes[kind == "company"].iloc[0]
    sellers = outcomes[kind == "employee"]
    won = company["won_deal_count"]
    shares = [
        _share(row, row.deal_count, "leads", won / company["deal_count"], "company")
        for row in outcomes[kind == "channel"].itertuples()
    ]
    # whose the leads were that were not won is not in the data: an SR has a part, no conversion
    parts = [
        _share(row, won, "sales", 1 / len(sellers), "an even part") for row in sellers.itertuples()
    ]
    return [row for row in (*shares, *parts) if row]


def _outcomes(study: Study) -> pd.DataFrame:
    home = study.arena.folder / "olist"
    home.mkdir(parents=True, exist_ok=True)
    variables = {"CLIENTELE_COMPANY": str(COMPANY)}
    study.arena.prepare("marts:build_olist", home, variables, as_of=LAST_DAY.isoformat())
    database = connect(home / "warehouse.duckdb", read_only=True)
    try:
        return database.execute(OUTCOMES).df()
    finally:
        database.close()


def _share(row: tuple, whole: int, of_what: str, usual: float, usual_name: str) -> Row | None:
    if row.won_deal_count < TOO_FEW and of_what == "sales":
        return None
    metric = f"won, {row.member_name}"
    counts = f"{row.won_deal_count:,} of {whole:,} {of_what}"
    if whole < TOO_FEW:
        return Row(MODEL, NAME, metric, note=f"{counts}: too few")
    alpha = 1 - CONFIDENCE_PCT / 100
    low, high = proportion_confint(row.won_deal_count, whole, alpha=alpha, method="wilson")
    value = row.won_deal_count / whole
    return Row(MODEL, NAME, metric, value, usual_name, usual, low, high, counts)
