"""A real funnel to run on: Olist's leads and sales, and the orders of its marketplace.

`python -m sandbox.olist` puts the data set's files into a drop folder, as the systems of such a
company would export them, and lets the `clientele` command do the whole job by
docs/examples/olist/company.yml.
"""

import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from include.settings import REPOSITORY, paths
from include.warehouse import connect, literal, open_published
from sandbox.command import run_command

COMPANY = REPOSITORY / "docs/examples/olist/company.yml"
LAST_DAY = date(2018, 11, 14)  # the day of the last sale that is known
LAST_MONTH = date(2018, 5, 1)  # the last month with leads
DATA = REPOSITORY.parent / "shared/data"
STEPS = (
    ["run", "--from", str(LAST_DAY), "--to", str(LAST_DAY)],
    ["report", "monthly", "--period", str(LAST_MONTH)],
)

# what an export says in one file the data set keeps in several, joined by their keys
EXPORTS = {
    "leads": "from {olist}/olist_marketing_qualified_leads_dataset.parquet' "
    "left join {olist}/olist_closed_deals_dataset.parquet' using (mql_id) "
    "select mql_id, first_contact_date, landing_page_id, origin, sdr_id, sr_id, won_date",
    "orders": "from {orders}/orders.parquet' left join {orders}/customers.parquet' "
    "using (customer_id)",
    "order_items": "from {orders}/order_items.parquet'",
    "products": "from {orders}/products.parquet' left join "
    "{olist}/product_category_name_translation.parquet' using (product_category_name) select *, "
    "coalesce(product_category_name_english, product_category_name) as category",
    "payments": "from {orders}/order_payments_joined.parquet' left join "
    "{orders}/orders.parquet' using (order_id)",
}

FIGURES = {
    "leads": "select count(*) from marts.fct_leads",
    "deals won": "select count(*) from marts.fct_deals where outcome = 'won'",
    "SDR": "select count(*) from marts.dim_employees where role = 'SDR'",
    "SR": "select count(*) from marts.dim_employees where role = 'SR'",
    "median days from contact to sale": "select median_days_to_win from insights.funnel_outcomes "
    "where dimension_kind = 'company'",
    "p90 days from contact to sale": "select p90_days_to_win from insights.funnel_outcomes "
    "where dimension_kind = 'company'",
    "orders": "select count(*) from marts.fct_orders",
    "people": "select count(distinct client_id) from marts.fct_orders",
    "orders with items": "select count(*) from marts.fct_orders where line_count > 0",
    "orders paid as they were sold, to a cent": "select count(*) from marts.fct_orders "
    "where line_count > 0 and abs(paid_amount - order_total) <= 0.01",
}

BY_ORIGIN = """
    select outcomes.member_name, outcomes.deal_count, outcomes.won_deal_count, outcomes.won_pct,
        outcomes.wilson_low_pct, outcomes.wilson_high_pct, steps.to_count, steps.conversion_pct,
        outcomes.is_too_few, steps.is_immature
    from insights.funnel_outcomes as outcomes
    inner join insights.funnel_conversions as steps using (dimension_kind, member_id)
    where dimension_kind = 'channel' and steps.period_kind = 'all'
        and steps.definition = 'reached_or_passed'
    order by outcomes.deal_count desc
"""
BY_SELLER = """
    select member_name, won_deal_count,
        round(100.0 * won_deal_count / sum(won_deal_count) over (), 1),
        median_days_to_win
    from insights.funnel_outcomes
    where dimension_kind = 'employee' and member_id like 'SR %'
    order by won_deal_count desc
"""


def drop_files(inbox: Path, data: Path = DATA) -> list[Path]:
    """Write the company's exports into its drop folder, each as one Parquet file."""
    inbox.mkdir(parents=True, exist_ok=True)
    folders = {"olist": f"'{data}/olist", "orders": f"'{data}/olist_10k_2017"}
    files = []
    with connect() as database:
        for name, query in EXPORTS.items():
            files.append(inbox / f"{name}.parquet")
            target = literal(str(files[-1]))
            database.execute(f"copy ({query.format(**folders)}) to {target} (format parquet)")
    return files


def figures() -> dict[str, object]:
    """Return the known figures as the published file tells them."""
    with open_published() as published:
        return {name: published.execute(sql).fetchone()[0] for name, sql in FIGURES.items()}


def conversion_by_origin() -> list[tuple]:
    """Return a row per origin, the largest first.

    Its name, leads, those won by now, their share and its 95 % interval in percent, those won
    within the window and their share, whether they are under thirty, whether a window is open.
    """
    with open_published() as published:
        return published.execute(BY_ORIGIN).fetchall()


def wins_by_seller() -> list[tuple]:
    """Return a row per SR, the best first: name, wins, percent of all wins, median days."""
    with open_published() as published:
        return published.execute(BY_SELLER).fetchall()


def main() -> int:
    """Run the example; return the exit code of the command."""
    console = Console()
    if not DATA.exists():
        console.print(f"The data set is not there: {DATA}")
        return 1
    files = drop_files(paths().home / "inbox")
    console.print(f"[green]✓[/] {len(files)} files lie in the drop folder")
    code = run_command(COMPANY, STEPS)
    if code == 0:
        for table in (_known(), _origins(), _sellers()):
            console.print(table)
    return code


def _known() -> Table:
    table = Table("figure", "found", title="Olist as published")
    for name, value in figures().items():
        table.add_row(name, f"{value:,}")
    return table


def _origins() -> Table:
    table = Table("origin", "leads", "won by now", "95 % interval", "won within 160 days")
    table.title = "From lead to sale, by origin"
    for name, leads, won, share, low, high, soon, soon_pct, too_few, _ in conversion_by_origin():
        interval = "too few" if too_few else f"{low} to {high} %"
        won_within = f"{soon} ({soon_pct} %)"
        table.add_row(name, f"{leads:,}", f"{won} ({share} %)", interval, won_within)
    return table


def _sellers() -> Table:
    table = Table("SR", "won", "share of all sales", "median days")
    table.title = "Sales by SR"
    table.caption = "who sold to a lead that was not won is not in the data: no SR has a conversion"
    for name, won, share, days in wins_by_seller():
        table.add_row(name, str(won), f"{share} %", str(days))
    return table


if __name__ == "__main__":
    sys.exit(main())
