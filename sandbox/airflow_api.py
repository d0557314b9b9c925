"""What the demo asks of Airflow's REST interface."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from include.errors import ClienteleError

PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.5
PAGE = "limit=100"


@dataclass(frozen=True)
class Task:
    """A task of one run, as Airflow tells it; `state` is None before it is scheduled.

    `day` is the run's logical date, empty in a run by hand; `item` is what a mapped task is of.
    """

    dag_id: str
    run_id: str
    task_id: str
    state: str | None
    try_number: int
    map_index: int
    item: str
    seconds: float
    day: str


class AirflowApi:
    """One Airflow, reached as its user `admin`."""

    def __init__(self, url: str, password: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=PATIENCE_SECONDS, trust_env=False)
        login = {"username": "admin", "password": password}
        token = self._answer(self._client.post("/auth/token", json=login))["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    def wait_for_dags(self, expected: set[str]) -> None:
        """Return when Airflow knows all expected DAGs; a DAG that cannot be read raises."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while missing := expected - self._known_dags():
            for error in self._get("importErrors")["import_errors"]:
                raise ClienteleError(
                    "a DAG cannot be read", where=error["filename"], remedy=error["stack_trace"]
                )
            if time.monotonic() > deadline:
                raise ClienteleError(f"Airflow does not find {', '.join(sorted(missing))}")
            time.sleep(POLL_SECONDS)

    def make_pool(self, name: str) -> None:
        """Make a pool of one slot, unless it is there."""
        if name not in {pool["name"] for pool in self._get(f"pools?{PAGE}")["pools"]}:
            self._post("pools", name=name, slots=1, description="one writer at a time")

    def trigger(self, dag_id: str, **conf: str) -> None:
        """Start one run by hand."""
        self._post(f"dags/{dag_id}/dagRuns", logical_date=None, conf=conf)

    def backfill(self, dag_id: str, first: datetime, last: datetime) -> None:
        """Start Airflow's own backfill over logical dates, both included, one run at a time.

        It does what `airflow backfill create` does, without the seconds it takes to start.
        """
        days = {"from_date": first.isoformat(), "to_date": last.isoformat()}
        self._post("backfills", dag_id=dag_id, **days, max_active_runs=1)

    def runs(self, dag_id: str) -> dict[str, str]:
        """Return the state of each run of a DAG, by run id."""
        runs = self._get(f"dags/{dag_id}/dagRuns?{PAGE}")["dag_runs"]
        return {run["dag_run_id"]: run["state"] for run in runs}

    def tasks(self, dag_id: str) -> list[Task]:
        """Return the tasks of every run of a DAG."""
        found = self._get(f"dags/{dag_id}/dagRuns/~/taskInstances?{PAGE}")["task_instances"]
        return [
            Task(
                dag_id=dag_id,
                run_id=task["dag_run_id"],
                task_id=task["task_id"],
                state=task["state"],
                try_number=task["try_number"],
                map_index=task["map_index"],
                item=task["rendered_map_index"] or "",
                seconds=task["duration"] or 0.0,
                day=(task["logical_date"] or "")[:10],
            )
            for task in found
        ]

    def _known_dags(self) -> set[str]:
        return {dag["dag_id"] for dag in self._get(f"dags?{PAGE}")["dags"]}

    def _get(self, path: str) -> dict[str, Any]:
        return self._answer(self._client.get(f"/api/v2/{path}"))

    def _post(self, path: str, **body: object) -> dict[str, Any]:
        return self._answer(self._client.post(f"/api/v2/{path}", json=body))

    @staticmethod
    def _answer(response: httpx.Response) -> dict[str, Any]:
        if response.is_error:
            raise ClienteleError(
                f"Airflow answers {response.status_code}: {response.text[:500]}",
                where=str(response.url),
            )
        return response.json()
