"""Fit every model on the newest marts and compare it with its baseline on held-out time.

Reads:   the marts and feature tables of the work file, which must reach the run's day; until the
         refresh has brought them there it is tried again
Writes:  one artefact per model and date
Re-run:  safe; a run overwrites its own date and no other
"""

from airflow.sdk import dag, task

from include.assets import MODELS
from include.company import load_company
from include.dag_defaults import (
    DAG_DEFAULTS,
    UNTIL_REFRESHED,
    WAREHOUSE_POOL,
    as_of,
    train_schedule,
)
from ml import MODELS as MODEL_NAMES

company = load_company()


@dag(schedule=train_schedule(company), doc_md=__doc__, tags=["ml"], **DAG_DEFAULTS)
def train():
    @task(
        pool=WAREHOUSE_POOL,
        outlets=[MODELS],
        map_index_template="{{ task.op_kwargs['model'] }}",
        **UNTIL_REFRESHED,
    )
    def fit_model(model: str, dag_run=None) -> None:
        from ml.runner import train

        train(model, as_of=as_of(dag_run, company), company=company)

    fit_model.expand(model=list(MODEL_NAMES))


train()
