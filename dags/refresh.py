"""Rebuild everything from landing as of the last full day, audit it, and publish it.

Reads:   the landed batches of every source; it waits for last night's until the deadline, then
         goes on without the missing ones, which the reports name
Writes:  the work file, the scores of the day, and one published generation; an older day takes
         the place of a newer one only by hand, with `{"as_of": "2025-10-31"}`
Re-run:  safe; the same landing and the same day give the same tables
"""

from airflow.sdk import chain, dag, task

from include import refresh as steps
from include.assets import PUBLISHED
from include.company import load_company
from include.dag_defaults import (
    DAG_DEFAULTS,
    WAREHOUSE_POOL,
    as_of,
    is_overdue,
    refresh_schedule,
    wants_past,
)

company = load_company()


@dag(schedule=refresh_schedule(company), doc_md=__doc__, tags=["warehouse"], **DAG_DEFAULTS)
def refresh():
    @task.sensor(mode="reschedule", poke_interval=60)
    def wait_for_sources(dag_run=None) -> bool:
        from include.landing.arrivals import missing_sources

        return is_overdue(dag_run, company) or not missing_sources(company, as_of(dag_run, company))

    @task(pool=WAREHOUSE_POOL)
    def build_marts(dag_run=None) -> None:
        steps.build_marts(company, as_of(dag_run, company))

    @task(pool=WAREHOUSE_POOL)
    def score_models(dag_run=None) -> None:
        steps.score_models(company, as_of(dag_run, company))

    @task(pool=WAREHOUSE_POOL)
    def build_reports(dag_run=None) -> None:
        steps.build_reports(company, as_of(dag_run, company))

    @task(pool=WAREHOUSE_POOL)
    def audit_tables(dag_run=None) -> None:
        steps.audit_tables(company, as_of(dag_run, company))

    @task(pool=WAREHOUSE_POOL, outlets=[PUBLISHED])
    def publish_tables(dag_run=None) -> str:
        day, over_newer = as_of(dag_run, company), wants_past(dag_run)
        return str(steps.publish_tables(company, day, over_newer=over_newer))

    done = build_marts(), score_models(), build_reports(), audit_tables(), publish_tables()
    chain(wait_for_sources(), *done)


refresh()
