"""The step from the published tables to a report's files and, when asked, its mails."""

from datetime import date
from pathlib import Path

from include.company import Company
from include.errors import ClienteleError
from include.reports.report import Kind, Report
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

    With `send` it is delivered to each recipient, if any are named, at most once a `revision`: the
    ledger knows. With `or_latest` a daily report is made even when the night has failed: of the
    last known day, and it says so. Such a one does not stand for the true one, so `ClienteleError`
    is raised after it is out: whoever tries again sends the true one as soon as there is one.
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

        is_stale = report.missed is not None
        deliver(kind, period, rendered, company, revision=revision, is_stale=is_stale)
    if report.missed:
        raise _stale(report, folder)
    return folder


def _stale(report: Report, folder: Path) -> ClienteleError:
    return ClienteleError(
        f"the report of {report.missed} was made of older data, which end on {report.period}",
        where=str(folder),
        remedy="Refresh; when the tables reach that day the report goes out by itself, while "
        "Airflow still tries, and otherwise when it is run again",
    )
