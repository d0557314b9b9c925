"""Send the manager the report of yesterday, at the company's minute.

Reads:   the published file; when the night has failed, its last day, and the report says so. The
         task then fails and is tried again for some hours, until it can send the true report
Writes:  the report's files of the day, always; mails, each once, through the ledger; a backfill
         sends none unless its configuration says `{"send": true}`
Re-run:  safe; the ledger lets no report leave twice
"""

from airflow.sdk import dag, task

from include.company import load_company
from include.dag_defaults import DAG_DEFAULTS, UNTIL_REFRESHED, as_of, daily_at, sends_mail

company = load_company()


@dag(
    schedule=daily_at(company.reports.daily.at, company),
    doc_md=__doc__,
    tags=["report"],
    **DAG_DEFAULTS,
)
def report_daily():
    @task(**UNTIL_REFRESHED)
    def make_report(dag_run=None) -> str:
        from include.report import make_report

        day, send = as_of(dag_run, company), sends_mail(dag_run)
        return str(make_report("daily", day, company, send=send, or_latest=True))

    make_report()


report_daily()
