"""Keep the house: prove that landing is whole, back up what cannot be rebuilt, drop old logs.

Reads:   every batch manifest and the file beside it; the delivery ledger
Writes:  a copy of the ledger below `backup`; removes logs past their time
Re-run:  safe; a copy replaces the copy of the same day
"""

from airflow.sdk import dag, task

from include.company import load_company
from include.dag_defaults import DAG_DEFAULTS, as_of, every

company = load_company()


@dag(schedule=every("0 14 * * sun", company), doc_md=__doc__, tags=["upkeep"], **DAG_DEFAULTS)
def maintain():
    @task
    def check_landing() -> int:
        from include.upkeep import check_landing

        return check_landing(company)

    @task
    def back_up_ledger(dag_run=None) -> str | None:
        from include.upkeep import back_up_ledger

        return back_up_ledger(as_of(dag_run, company))

    @task
    def remove_old_logs(dag_run=None) -> int:
        from include.upkeep import remove_old_logs

        return remove_old_logs(as_of(dag_run, company))

    check_landing()
    back_up_ledger()
    remove_old_logs()


maintain()
