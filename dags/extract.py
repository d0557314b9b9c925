"""Read one source for one interval and land what it holds, verbatim.

One DAG per enabled source of company.yml, each on its own schedule: a dead source stops no other.

Reads:   the source system, for the run's interval [start, end) in the company's zone; a run by
         hand may name whole days with `{"start": "2025-10-01", "end": "2025-11-01"}`
Writes:  batches and quarantine below `landing/<source>`
Re-run:  safe, in any order and any number of times; equal rows are landed once
"""

from airflow.sdk import DAG, Param, dag, task

from include.assets import landing
from include.company import Company, load_company
from include.dag_defaults import DAG_DEFAULTS, every, interval

DAY = Param(None, type=["null", "string"], format="date", description="A local day, 2025-10-31")


def extract_dag(source: str, company: Company) -> DAG:
    """Build the DAG of one source."""

    @dag(
        dag_id=f"extract_{source}",
        schedule=every(company.sources[source].schedule, company),
        params={"start": DAY, "end": DAY},
        doc_md=__doc__,
        tags=["extract"],
        **DAG_DEFAULTS,
    )
    def extract():
        # a backfill minds no max_active_runs, and the readings of one source take turns
        @task(outlets=[landing(source)], max_active_tis_per_dag=1)
        def land_streams(dag_run=None, run_id=None) -> int:
            from include.sources.extract import extract

            start, end = interval(dag_run, company)
            closing = dag_run.run_type != "backfill"
            batches = extract(company, source, start, end, run_id=run_id, closing=closing)
            return sum(batch.rows_landed for batch in batches)

        land_streams()

    return extract()


company = load_company()
for source in company.enabled_sources:
    extract_dag(source, company)
