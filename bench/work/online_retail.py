"""Online Retail landed as a shop would land it: day by day, from a table of PostgreSQL."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from include.company import load_company
from include.sources.extract import extract_each
from sandbox.online_retail import fill_invoice_lines

FIRST = date(2010, 12, 1)


def land(uri: str, days: int) -> int:
    """Fill the table, land the first days of it one by one, and return the landed rows."""
    fill_invoice_lines(uri)
    company = load_company()
    midnights = [
        datetime.combine(FIRST + timedelta(days=number), time(), tzinfo=company.time_zone)
        for number in range(days + 1)
    ]
    intervals = list(pairwise(midnights))
    landed = extract_each(company, "shop", intervals, run_id="bench")
    return sum(batch.rows_landed for batches in landed for batch in batches)
