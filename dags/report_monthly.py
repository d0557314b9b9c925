"""Send the manager the report of last month, at the company's minute.

Reads:   the published file
Writes:  the report's files of the month, always; mails, each once, through the ledger; a backfill
         sends none unless its configuration says `{"send": true}`
Re-run:  safe; the ledger lets no report leave twice
"""

from airflow.sdk import dag, task

from include.company import load_company
from include.dag_defaults import DAG_DEFAULTS, as_of, daily_at, sends_mail

company = load_company()


@dag(
    schedule=daily_at(company.reports.monthly.at, company, days="1 * *"),
    doc_md=__doc__,
    tags=["report"],
    **DAG_DEFAULTS,
)
def report_monthly():
    @task
    def send_report(dag_run=None) -> None:
        from include.delivery.report import send_report

        send_report("monthly", as_of(dag_run, company), company, send=sends_mail(dag_run))

    send_report()


report_monthly()
