"""`python -m bench`: measure, and print one Markdown table."""

import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench import (
    airflow,
    associations,
    features,
    landing,
    lifetime_value,
    recommendations,
    refresh,
    requests,
)
from bench.arena import Arena
from bench.table import Row, markdown
from include.errors import ClienteleError

SUITES: dict[str, Callable[[Arena], Iterator[Row]]] = {
    "landing": landing.rows,
    "requests": requests.rows,
    "refresh": refresh.rows,
    "features": features.rows,
    "airflow": airflow.rows,
    "associations": associations.rows,
    "recommendations": recommendations.rows,
    "lifetime_value": lifetime_value.rows,
}

console = Console(stderr=True, highlight=False)


def main(
    scale: Annotated[
        float, typer.Option(min=0.001, max=1, help="Share of the full number of rows")
    ] = 1.0,
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(SUITES)}")] = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs of a case, unless it says fewer")] = 3,
    folder: Annotated[
        Path | None, typer.Option(help="Where the scratch data lie; full scale wants 15 GB")
    ] = None,
) -> None:
    """Measure the pipeline and the models' tools; the table goes to standard output."""
    chosen = only or list(SUITES)
    if unknown := set(chosen) - set(SUITES):
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}", param_hint="--only")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that servers are stopped too
    measured: list[Row] = []
    try:
        with tempfile.TemporaryDirectory(prefix="clientele-bench-", dir=folder) as scratch:
            for name in chosen:
                console.rule(name, align="left")
                arena = Arena(Path(scratch) / name, scale, runs, console)
                measured += SUITES[name](arena)
    except ClienteleError as error:
        console.print(f"error: {error}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    finally:
        print(markdown(measured, scale))


if __name__ == "__main__":
    typer.run(main)
