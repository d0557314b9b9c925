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

    With `send` each recipient, if any are named, gets it at most once a `revision`. With
    `or_latest` a failed night gives the last known day's, and `ClienteleError` after it is out.
    """
    from include.reports.assemble import assemble
    from include.reports.preview import write_files
    from include.reports.render import render

    period = as_of.replace(day=1) if kind == "monthly" else as_of
    report = assemble(kind, period, company, or_latest=or_latest)
    rendered = render(report, company.locale)
    folder = paths().reports / kind / period.isoformat()
    write_files(rendered, folder)
    if send and getattr(company.reports, kind).recipients:
        from include.delivery.mail import deliver

        deliver(kind, period, rendered, company, revision=revision, is_stale=bool(report.missed))
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
