"""The step from the published tables to a report's files and, when asked, its mails."""

from datetime import date
from pathlib import Path

from include.company import Company
from include.reports.report import Kind
from include.settings import paths


def make_report(
    kind: Kind,
    as_of: date,
    company: Company,
    *,
    send: bool,
    or_latest: bool = False,
    revision: int = 1,
) -> Path:
    """Write the report of a day, or of the month that holds it, and return its folder.

    With `or_latest` a daily report is made even when the night has failed: of the last known day,
    and it says so. With `send` it is delivered to each recipient, if any are named, at most once
    a `revision`: the ledger knows.
    """
    from include.reports.assemble import assemble
    from include.reports.render import render, write_files

    period = as_of.replace(day=1) if kind == "monthly" else as_of
    report = assemble(kind, period, company, or_latest=or_latest)
    rendered = render(report, company.locale)
    folder = paths().reports / kind / period.isoformat()
    write_files(rendered, folder)
    if send and getattr(company.reports, kind).recipients:
        from include.delivery.mail import deliver

        deliver(kind, period, rendered, company, revision=revision)
    return folder
