"""Airflow standalone for the demo: everything below one folder, on free ports, without network."""

import json
import os
import time
from pathlib import Path

import httpx

from include.errors import ClienteleError
from include.settings import REPOSITORY
from sandbox import processes
from sandbox.airflow_api import AirflowApi, Task

NAME = "airflow"
START_SECONDS = 300.0
LOG_LINES = 40
MOST_AT_ONCE = 8  # tasks; each is a process that has loaded Airflow and DuckDB


class Standalone:
    """One Airflow below `home/airflow`, with the connections and paths of one company."""

    def __init__(self, home: Path, variables: dict[str, str]) -> None:
        self.home = home / "airflow"
        self.run_folder = home / "run"
        self._variables = variables
        self._ports = self.home / "ports.json"

    @property
    def url(self) -> str:
        """Where the UI and the REST interface listen."""
        return f"http://127.0.0.1:{self._port('api')}"

    @property
    def password(self) -> str:
        """The password that Airflow made for its user `admin`."""
        file = self.home / "simple_auth_manager_passwords.json.generated"
        return json.loads(file.read_text(encoding="utf-8"))["admin"]

    def start(self) -> AirflowApi:
        """Start Airflow and return its interface when all of it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        ports = dict(zip(("api", "worker", "trigger"), processes.free_ports(3), strict=True))
        self._ports.write_text(json.dumps(ports), encoding="utf-8")
        processes.start(NAME, ["airflow", "standalone"], self.environment(), self.run_folder)
        deadline = time.monotonic() + START_SECONDS
        while not self._is_healthy():
            is_dead = not processes.is_running(NAME, self.run_folder)
            if is_dead or time.monotonic() > deadline:
                log = self.run_folder / f"{NAME}.log"
                raise ClienteleError(
                    "Airflow does not start", where=str(log), remedy=_end([log], LOG_LINES)
                )
            time.sleep(0.5)
        return AirflowApi(self.url, self.password)

    def stop(self) -> None:
        """Stop Airflow with everything it started."""
        processes.stop(NAME, self.run_folder)

    def environment(self) -> dict[str, str]:
        """Return the variables under which Airflow and its commands run."""
        return {
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": self._port("api"),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PARALLELISM": str(_parallelism()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": self._port("trigger"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": self._port("worker"),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
            # the shop's history has ended, so there is nothing for the clock to start
            "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
            "DO_NOT_TRACK": "1",
            "GX_ANALYTICS_ENABLED": "False",
            **self._variables,
        }

    def log_end(self, task: Task) -> str:
        """Return the last lines of a task's log."""
        run = self.home / "logs" / f"dag_id={task.dag_id}" / f"run_id={task.run_id}"
        files = sorted(run.glob(f"task_id={task.task_id}/**/attempt={task.try_number}.log"))
        return _end(files, LOG_LINES) or "(the task left no log)"

    def _port(self, name: str) -> str:
        return str(json.loads(self._ports.read_text(encoding="utf-8"))[name])

    def _is_healthy(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/api/v2/monitor/health", trust_env=False)
        except httpx.TransportError:
            return False
        if answer.is_error:
            return False
        parts = answer.json()
        return all(parts[name]["status"] == "healthy" for name in ("scheduler", "dag_processor"))


def _parallelism() -> int:
    """Return how many tasks run at once: one a core, but no fewer than two."""
    return min(max(os.cpu_count() or 1, 2), MOST_AT_ONCE)


def _end(files: list[Path], count: int) -> str:
    """Return the last lines; Airflow writes a task's as JSON, of which time and event matter."""
    lines = [line for file in files for line in file.read_text(errors="replace").splitlines()]
    return "\n".join(_plain(line) for line in lines[-count:])


def _plain(line: str) -> str:
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict):
        return line
    faults = [f"{e['exc_type']}: {e['exc_value']}" for e in entry.get("error_detail") or []]
    return "\n".join([f"{entry.get('timestamp', '')} {entry.get('event', '')}", *faults])
