"""Where cases are measured: each run in a process and a home of its own.

So no case warms another's caches or hides in another's peak of memory. This process stays small
for the same reason: a child's peak is never told below that of the process which started it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench.table import Row
from include.errors import ClienteleError
from include.settings import REPOSITORY
from sandbox.processes import with_environment

LOG_LINES = 15
KILOBYTES = 1 if sys.platform == "darwin" else 1024  # in what unit the system tells a peak


@dataclass(frozen=True)
class Entrant:
    """A function of `bench.work` to be measured, on a prepared `landing` and trained `models`.

    One that works elsewhere lets a server do it, so its own memory says nothing.
    """

    case: str
    function: str
    rows: int
    runs: int
    arguments: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    landing: Path | None = None
    models: Path | None = None
    works_elsewhere: bool = False
    remark: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one call of a function took, in its own process, and what it answered."""

    seconds: float
    peak_mb: float
    answer: Any


@dataclass(frozen=True)
class Arena:
    """A scratch folder, how much is measured, and where progress is shown."""

    folder: Path
    scale: float
    runs: int
    console: Console

    def prepare(
        self, function: str, home: Path, environment: dict[str, str] | None = None, **arguments: Any
    ) -> Any:
        """Call a function in a home that stays, without measuring it, and return its answer."""
        with self.console.status(f"preparing: {function}"):
            outcome = self._apart(function, home, environment or {}, arguments)
        self.console.print(f"prepared  {function}  {outcome.seconds:.1f} s", style="dim")
        return outcome.answer

    def measure(self, entrants: Sequence[Entrant]) -> dict[str, list[Outcome]]:
        """Run all entrants in turns, so that a slow minute of the machine falls on each."""
        outcomes: dict[str, list[Outcome]] = {each.case: [] for each in entrants}
        for number in range(max(each.runs for each in entrants)):
            for entrant in entrants:
                if number < entrant.runs:
                    outcome = self._measure_once(entrant, number)
                    outcomes[entrant.case].append(outcome)
        return outcomes

    def _measure_once(self, entrant: Entrant, number: int) -> Outcome:
        home = self.folder / "run"
        home.mkdir(parents=True)
        if entrant.landing:
            (home / "landing").symlink_to(entrant.landing, target_is_directory=True)
        if entrant.models:
            shutil.copytree(entrant.models, home / "models")
        title = f"{entrant.case}, run {number + 1} of {entrant.runs}"
        try:
            with self.console.status(title):
                outcome = self._apart(
                    entrant.function, home, entrant.environment, entrant.arguments
                )
        finally:
            shutil.rmtree(home)
        took = f"{outcome.seconds:.2f} s, {outcome.peak_mb:.0f} MB"
        self.console.print(f"measured  {title}  {took}", soft_wrap=True)
        return outcome

    def _apart(
        self, function: str, home: Path, environment: dict[str, str], arguments: dict[str, Any]
    ) -> Outcome:
        """Call `module:function` of `bench.work` in a process of its own."""
        home.mkdir(parents=True, exist_ok=True)
        answer, log = self.folder / "answer.json", self.folder / "log.txt"
        call = [sys.executable, "-m", "bench.child", function, json.dumps(arguments), str(answer)]
        own = {"CLIENTELE_HOME": str(home), **environment}
        with log.open("w") as out:
            process = subprocess.Popen(
                with_environment(call, own), cwd=REPOSITORY, stdout=out, stderr=out
            )
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                process.kill()
                raise
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            end = "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
            raise ClienteleError(f"{function} failed", where=f"exit {process.returncode}\n{end}")
        told = json.loads(answer.read_text(encoding="utf-8"))
        peak_mb = usage.ru_maxrss * KILOBYTES / 1024**2
        return Outcome(told["seconds"], peak_mb, told["answer"])


def compared(
    entrant: Entrant, outcomes: list[Outcome], peers: dict[str, float], remark: str = ""
) -> Row:
    """Make the row of an entrant; `peers` are seconds per row by the name of who took them."""
    seconds = median(outcome.seconds for outcome in outcomes)
    return Row(
        entrant.case,
        entrant.rows,
        len(outcomes),
        seconds,
        None if entrant.works_elsewhere else max(outcome.peak_mb for outcome in outcomes),
        {name: seconds / entrant.rows / per_row for name, per_row in peers.items()},
        entrant.remark or remark,
    )


def per_row(entrant: Entrant, outcomes: list[Outcome]) -> float:
    """Return the median seconds that an entrant took for one row."""
    return median(outcome.seconds for outcome in outcomes) / entrant.rows
