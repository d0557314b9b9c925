"""`python -m bench.quality`: put every model to the proof on real data, and print one table."""

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.arena import Arena
from bench.quality.row import Row, markdown
from bench.quality.study import Study
from include.errors import ClienteleError
from include.settings import REPOSITORY

# each a module of this package with `measure(study) -> list[Row]`
MODULES: tuple[str, ...] = (
    "associations",
    "churn",
    "forecast",
    "funnel",
    "lifetime_value",
    "recommendations",
)

console = Console(stderr=True, highlight=False)


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(MODULES)}")] = None,
    home: Annotated[
        Path, typer.Option(help="Where `make online-retail` has landed the shop; else it is landed")
    ] = REPOSITORY / "data" / "online_retail",
    folder: Annotated[
        Path | None, typer.Option(help="Where the scratch data lie, and are found again")
    ] = None,
) -> None:
    """Put the models to the proof; the table goes to standard output."""
    chosen = only or list(MODULES)
    if unknown := set(chosen) - set(MODULES):
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}", param_hint="--only")
    measured: list[Row] = []
    try:
        with tempfile.TemporaryDirectory(prefix="clientele-quality-") as scratch:
            arena = Arena((folder or Path(scratch)).resolve(), 1.0, 1, console)
            study = Study(arena, home if home.exists() else None)
            for name in chosen:
                console.rule(name, align="left")
                measured += import_module(f"bench.quality.{name}").measure(study)
    except ClienteleError as error:
        console.print(f"error: {error}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    finally:
        print(markdown(measured))


if __name__ == "__main__":
    typer.run(main)
