"""Where a model is put to the proof: the marts of the real shop as they stood on any past day."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bench.arena import Arena
from include.settings import REPOSITORY
from include.warehouse import connect
from sandbox.online_retail import COMPANY, DATA

DATA_FOLDER = REPOSITORY.parent / "shared" / "data"
NO_DATA = "skipped: ../shared/data is not there"
ALL_DAYS = 374


@dataclass(frozen=True)
class Study:
    """A scratch folder in which the real shop is landed once, and its marts built per day.

    `landed_home` is a home in which `make online-retail` has landed the shop, when there is one;
    only its landing is used, and left as it is.
    """

    arena: Arena
    landed_home: Path | None = None

    @property
    def has_retail(self) -> bool:
        """Say whether Online Retail can be had at all."""
        return DATA.exists() or self._is_landed(self.landed_home)

    def retail(self, as_of: date, query: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Ask Online Retail's marts as they stood at the end of a day; they are built when new."""
        home = self.arena.folder / f"retail-{as_of}"
        if not (home / "built").exists():
            home.mkdir(parents=True, exist_ok=True)
            (home / "landing").symlink_to(self._landing(), target_is_directory=True)
            variables = {"CLIENTELE_COMPANY": str(COMPANY)}
            self.arena.prepare("marts:build", home, variables, as_of=as_of.isoformat())
            (home / "built").touch()
        database = connect(home / "warehouse.duckdb", read_only=True)
        try:
            return database.execute(query, list(parameters)).df()
        finally:
            database.close()

    def _landing(self) -> Path:
        """Return the landed year, landing it first when no home holds it."""
        if self._is_landed(self.landed_home):
            return (self.landed_home / "landing").resolve()
        home = self.arena.folder / "landed"
        if not self._is_landed(home):
            self._land(home)
        return home / "landing"

    def _land(self, home: Path) -> None:
        server = self.arena.prepare("postgres:start", home)
        try:
            variables = {
                "CLIENTELE_COMPANY": str(COMPANY),
                "AIRFLOW_CONN_ONLINE_RETAIL": server["connection"],
            }
            self.arena.prepare(
                "online_retail:land", home, variables, uri=server["uri"], days=ALL_DAYS
            )
        except BaseException:
            shutil.rmtree(home / "landing", ignore_errors=True)
            raise
        finally:
            self.arena.prepare("postgres:stop", home)

    @staticmethod
    def _is_landed(home: Path | None) -> bool:
        return home is not None and any((home / "landing").glob("shop/invoice_lines/*.parquet"))
