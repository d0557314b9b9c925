"""The sandbox's company led from its systems to the manager's mail: by Airflow, and by hand."""

import time
from pathlib import Path

from rich.console import Console

from include.company import load_company
from include.refresh import WAREHOUSE_POOL, refresh
from include.report import make_report
from include.settings import paths
from include.sources.extract import extract
from sandbox import servers
from sandbox.airflow_api import AirflowApi
from sandbox.demo import CLOSING, FIRST_DAY, LAST_DAY, local_midnight
from sandbox.progress import Progress
from sandbox.standalone import Standalone
from sandbox.truth import expected_rows

REPORTS = ("daily", "monthly")


def start() -> dict:
    """Start the company's systems, its mailbox and Airflow; return rows to land and variables."""
    home = paths().home
    servers.make_home(home)
    started = servers.start_servers(home)
    started.fill(local_midnight(CLOSING))
    started.api.wait_for_dags(set(_runs()))
    started.api.make_pool(WAREHOUSE_POOL)
    known = started.airflow.environment()
    variables = {
        name: value
        for name, value in known.items()
        if name == "CLIENTELE_COMPANY" or name.startswith("AIRFLOW_CONN_")
    }
    return {"rows": expected_rows(home, local_midnight(CLOSING)), "variables": variables}


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
        bounds = local_midnight(FIRST_DAY), local_midnight(CLOSING)
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
    whole = {"start": FIRST_DAY.isoformat(), "end": CLOSING.isoformat()}
    sources = load_company(servers.COMPANY).enabled_sources
    then = ("refresh", *(f"report_{kind}" for kind in REPORTS))
    last = {"as_of": LAST_DAY.isoformat()}
    return {f"extract_{name}": whole for name in sources} | dict.fromkeys(then, last)
