"""The sandbox's shop led from its database to the manager's mail: by Airflow, and by hand."""

import time
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from include.company import load_company
from include.refresh import WAREHOUSE_POOL, refresh
from include.report import make_report
from include.settings import paths
from include.sources.extract import extract
from sandbox import servers
from sandbox.airflow_api import AirflowApi
from sandbox.postgres import fill_shop
from sandbox.progress import Progress
from sandbox.shop import FIRST_DAY, LAST_DAY, make_shop
from sandbox.shop_orders import local_midnight
from sandbox.standalone import Standalone

AFTER = LAST_DAY + timedelta(days=1)
REPORTS = ("daily", "monthly")


def start() -> dict:
    """Start the shop, its mailbox and Airflow; return the rows to land and the variables."""
    home = paths().home
    servers.make_home(home)
    database, airflow, api = servers.start_servers(home)
    counts = fill_shop(database, make_shop(), local_midnight(AFTER))
    api.wait_for_dags(set(_runs()))
    api.make_pool(WAREHOUSE_POOL)
    names = ("CLIENTELE_COMPANY", "AIRFLOW_CONN_SHOP_DB", "AIRFLOW_CONN_MAIL")
    variables = airflow.environment()
    return {"rows": sum(counts.values()), "variables": {name: variables[name] for name in names}}


def stop_airflow() -> None:
    """Stop Airflow alone, so that it takes no share of the machine from what is called by hand."""
    Standalone(paths().home, {}).stop()


def stop() -> None:
    """Stop everything."""
    servers.stop_servers(paths().home)


def run_dags(shop_home: str) -> dict[str, float]:
    """Let each DAG run once, one after the other; return the tasks and the seconds they took."""
    airflow = Standalone(Path(shop_home), {})
    api = AirflowApi(airflow.url, airflow.password)
    progress = Progress(Console(), airflow, api)
    for dag_id, conf in _runs().items():
        api.trigger(dag_id, **conf)
        progress.follow(dag_id, {dag_id: 1})
    tasks = [task for dag_id in _runs() for task in api.tasks(dag_id)]
    return {"tasks": len(tasks), "task_seconds": sum(task.seconds for task in tasks)}


def call_functions() -> dict[str, float]:
    """Do what the DAGs do without them; return the seconds of each."""
    company, took, began = load_company(), {}, time.perf_counter()
    for source in company.enabled_sources:
        bounds = local_midnight(FIRST_DAY), local_midnight(AFTER)
        extract(company, source, *bounds, run_id="bench")
    took["extract"] = time.perf_counter() - began
    refresh(company, LAST_DAY)
    took["refresh"] = time.perf_counter() - began - took["extract"]
    for kind in REPORTS:
        make_report(kind, LAST_DAY, company, send=True)
    took["report"] = time.perf_counter() - began - sum(took.values())
    return took


def _runs() -> dict[str, dict[str, str]]:
    """Return the DAGs in the order of the data, each with what its run is told."""
    whole = {"start": FIRST_DAY.isoformat(), "end": AFTER.isoformat()}
    sources = load_company(servers.COMPANY).enabled_sources
    then = ("refresh", *(f"report_{kind}" for kind in REPORTS))
    last = {"as_of": LAST_DAY.isoformat()}
    return {f"extract_{name}": whole for name in sources} | dict.fromkeys(then, last)
