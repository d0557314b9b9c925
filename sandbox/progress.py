"""Shows what Airflow does, task by task, and stops at the first one that fails."""

import time

from rich.console import Console
from rich.markup import escape

from include.errors import ClienteleError
from sandbox.airflow_api import POLL_SECONDS, AirflowApi, Task
from sandbox.standalone import Standalone

# the demo waits for no retry: what fails once is shown
BAD_STATES = {"failed", "up_for_retry", "upstream_failed"}
TASK_SECONDS = 600.0


class Progress:
    """Follows the runs of one Airflow; each finished task is printed once.

    What is followed are the steps of a whole, of which there are `step_count`.
    """

    def __init__(
        self, console: Console, airflow: Standalone, api: AirflowApi, step_count: int
    ) -> None:
        self._console = console
        self._airflow = airflow
        self._api = api
        self._step, self._step_count = 0, step_count
        self._finished_runs: dict[str, int] = {}
        self._shown: set[tuple] = set()

    def follow(self, title: str, new_runs: dict[str, int]) -> None:
        """Return when every DAG has finished that many runs more than when it was last followed."""
        self._step += 1
        self._console.print(f"[bold]{self._step} of {self._step_count}  {title}[/bold]")
        for dag_id, count in new_runs.items():
            self._finished_runs[dag_id] = self._finished_runs.get(dag_id, 0) + count
        shown, deadline = len(self._shown), time.monotonic() + TASK_SECONDS
        with self._console.status("waiting for the scheduler") as status:
            while running := [dag_id for dag_id in new_runs if not self._is_done(dag_id)]:
                status.update(f"running: {', '.join(running)}")
                if len(self._shown) > shown:
                    shown, deadline = len(self._shown), time.monotonic() + TASK_SECONDS
                if time.monotonic() > deadline:
                    raise ClienteleError(
                        f"no task of {', '.join(running)} ended for {TASK_SECONDS:.0f} seconds",
                        where=str(self._airflow.home / "logs"),
                        remedy="Run it again when the machine has less other work to do",
                    )
                time.sleep(POLL_SECONDS)

    def _is_done(self, dag_id: str) -> bool:
        runs = self._api.runs(dag_id)
        for task in self._api.tasks(dag_id):
            self._show(task)
        done = [run_id for run_id, state in runs.items() if state == "success"]
        return len(done) >= self._finished_runs[dag_id]

    def _show(self, task: Task) -> None:
        if task.state in BAD_STATES:
            raise ClienteleError(
                f"task {task.task_id} of {task.dag_id} failed",
                where=f"run {task.run_id}",
                remedy=f"Its log ends with:\n{self._airflow.log_end(task)}",
            )
        key = (task.dag_id, task.run_id, task.task_id, task.map_index)
        if task.state == "success" and key not in self._shown:
            self._shown.add(key)
            name = f"{task.task_id} {task.item}".strip()
            line = escape(f"{task.dag_id:<17} {name:<27} {task.day:<10} {task.seconds:6.1f} s")
            self._console.print(f"  [green]done[/green]  {line}")
