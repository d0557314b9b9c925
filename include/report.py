"""The step from the published tables to a report's files and, when asked, its mails."""

from datetime import date
from pathlib import Path
from typing import Literal

from include.company import Company
from include.settings import paths

Kind = Literal["daily", "monthly"]


def make_report(kind: Kind, as_of: date, company: Company, *, send: bool) -> Path:
    """Write the report of a day, or of the month that holds it, and return its folder.

    With `send` it is also delivered, to each recipient at most once: the ledger knows.
    """
    from include.reports.assemble import assemble
    from include.reports.render import render, write_files

    period = as_of.replace(day=1) if kind == "monthly" else as_of
    rendered = render(assemble(kind, period, company), company.locale)
    folder = paths().reports / kind / period.isoformat()
    write_files(rendered, folder)
    if send:
        from include.delivery.mail import deliver

        deliver(kind, period, rendered, company)
    return folder
