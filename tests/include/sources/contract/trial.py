"""One system and one home: what is done to the one, what the other comes to hold.

Every step is written down, so that the same story can be told again where nothing disturbs it.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from include.company import Company, load_company
from include.landing.batches import MANIFEST, BatchManifest, folder, manifests
from include.landing.load import load_landing
from include.sources.streams import Stream
from include.warehouse import open_warehouse
from tests import invariants
from tests.conftest import extract_days
from tests.include.sources.contract import children
from tests.include.sources.contract.cases import Case

ZONE = "Europe/Kyiv"
DAY = date(2025, 3, 10)
OTHER = {
    "kind": "files",
    "streams": {"sales": {"path": "{home}/other.csv", "key": ["no"]}},
    "entities": {"payment": {"from": "sales", "columns": {"paid_at": "day", "amount": "paid"}}},
}


def at(day: int, hour: int = 10) -> datetime:
    """Return an hour of the n-th day from the first, naive UTC."""
    return datetime.combine(DAY, time(hour)) + timedelta(days=day)


class Trial:
    """A system of one kind, and an installation that reads it and a drop folder."""

    def __init__(
        self,
        kind: str,
        opened: Callable[[], AbstractContextManager[Case]],
        folder: Path,
        environment: pytest.MonkeyPatch,
    ) -> None:
        self.kind = kind
        self._opened, self._folder, self._environment = opened, folder, environment
        self._stack = ExitStack()
        self._steps: list[Callable[[Trial], object]] = []
        self._open("home")

    def _open(self, home: str) -> None:
        self.case = self._stack.enter_context(self._opened())
        self.home = self._folder / home
        self.home.mkdir()
        (self.home / "other.csv").write_text("no,day,paid\n1,2025-03-10,5\n")
        self.file = self.home / "company.yml"
        self.file.write_text(
            yaml.safe_dump(
                {
                    "name": "Test",
                    "zone": ZONE,
                    "currency": "UAH",
                    "sources": {self.kind: self.case.source, "other": OTHER},
                }
            )
        )

        self._company = load_company(self.file)
        self._loaded: list[str] | None = None

    def close(self) -> None:
        """Close the system."""
        self._stack.close()

    @property
    def variables(self) -> dict[str, str]:
        """What an extraction finds in its environment."""
        return {"CLIENTELE_HOME": str(self.home), **self.case.environment}

    @property
    def secrets(self) -> list[str]:
        """Return what the connections keep secret."""
        found = []
        for text in self.case.environment.values():
            fields = json.loads(text)
            extra = fields.get("extra") or {}
            words = ("secret", "token", "key", "password")
            found += [v for k, v in extra.items() if any(word in k.lower() for word in words)]
            found += [fields["password"]] if fields.get("password") else []
        return found

    def company(self) -> Company:
        """Read company.yml in the environment that the system wants now."""
        for name, value in self.variables.items():
            self._environment.setenv(name, value)
        return self._company

    # the system

    def put(self, key: str, moment: datetime, label: str = "first") -> None:
        """Insert or update a row."""
        self._do(lambda trial: trial.case.put(key, moment, label=label))

    def put_many(self, count: int, moment: datetime, label: str = "first") -> list[str]:
        """Insert rows, a second apart, and return their keys."""
        keys = [str(number) for number in range(1, count + 1)]
        for second, key in enumerate(keys):
            self.put(key, moment + timedelta(seconds=second), label)
        return keys

    def remove(self, key: str) -> None:
        """Delete a row."""
        self._do(lambda trial: trial.case.remove(key))

    def merge(self, loser: str, winner: str) -> None:
        """Merge two rows."""
        self._do(lambda trial: trial.case.merge(loser, winner))

    def act(self, what: str) -> None:
        """Do what an ability says; part of the story, but for what only gets in its way."""
        self._do(lambda trial: trial.case.act(what))

    def _do(self, step: Callable[["Trial"], object]) -> None:
        step(self)
        self._steps.append(step)

    # the installation

    def night(self, day: int) -> list[BatchManifest]:
        """Extract the n-th day as the nightly run does."""
        batches = extract_days(self.company(), self.kind, DAY + timedelta(days=day), closing=True)
        self._steps.append(lambda trial: trial.night(day))
        return batches

    def spoil_bookmarks(self, text: str) -> bool:
        """Put other words in place of every bookmark; say whether there was one."""
        place = folder(self.kind, self.case.stream)
        marked = [batch for batch in manifests(self.kind, self.case.stream) if batch.bookmark]
        for batch in marked:
            spoilt = json.dumps(asdict(replace(batch, bookmark=text)))
            (place / f"{batch.batch_id}{MANIFEST}").write_text(spoilt)
        return bool(marked)

    def night_of_the_other(self) -> None:
        """Extract the drop folder that stands beside the system."""
        extract_days(self.company(), "other", DAY)
        self._steps.append(lambda trial: trial.night_of_the_other())

    def requests_of(self, day: int) -> int:
        """Return how many requests the n-th night would make, had it come now."""
        folder = self._folder / "rehearsal"
        folder.mkdir()
        other = Trial(self.kind, self._opened, folder, self._environment)
        try:
            for step in self._steps:
                step(other)
            other.case.faults.forget()
            other.night(day)
            return len(other.case.faults.log)
        finally:
            other.close()

    def child(self, day: int, **how: Any) -> children.BaseProcess:
        """Start the extraction of the n-th day in a process of its own."""
        when = DAY + timedelta(days=day)
        return children.start(children.Task(self.variables, self.file, self.kind, when, **how))

    def survived(self, day: int) -> None:
        """Write down that a child has extracted the n-th day."""
        self._steps.append(lambda trial: trial.night(day))

    def _load(self) -> None:
        """Load what has landed, unless all of it is loaded."""
        company = self.company()
        landed = [
            batch.batch_id
            for name, source in company.sources.items()
            for stream in source.streams
            for batch in manifests(name, stream)
        ]
        if landed != self._loaded:
            load_landing(company)
            self._loaded = landed

    def views(self) -> dict[str, list]:
        """Return rows and a hash of every view of schema `landing`."""
        self._load()
        return invariants.views()

    def rows(self) -> list[dict[str, Any]]:
        """Load what has landed and return the entity's rows."""
        self._load()
        with open_warehouse() as database:
            result = database.execute(f"from landing.{self.case.entity}s order by all")
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def shown(self) -> dict[str, str]:
        """Return label by key of the entity's rows, each of which there is once."""
        pairs = [self.case.shown(row) for row in self.rows()]
        assert len(pairs) == len(dict(pairs))
        return dict(pairs)

    def raw(self, columns: str) -> list[tuple]:
        """Return columns of the rows that are valid now, as the warehouse holds them."""
        self._load()
        with open_warehouse() as database:
            table = f"raw.{self.kind}__{self.case.stream}"
            valid = "_superseded_at is null and not _is_deleted"
            query = f"select {columns} from {table} where {valid} order by all"
            return database.execute(query).fetchall()

    def names(self) -> set[str]:
        """Return the names of all fields that ever landed, those inside of payloads too."""
        self._load()
        with open_warehouse() as database:
            table = f"raw.{self.kind}__{self.case.stream}"
            names = {row[0] for row in database.execute(f"describe {table}").fetchall()}
            if "payload" in names:
                inner = database.execute(f"select unnest(json_keys(payload)) from {table}")
                names |= {row[0] for row in inner.fetchall()}
            return names

    @property
    def stream(self) -> Stream:
        """How the stream is described."""
        return self.company().sources[self.kind].streams[self.case.stream]

    # the verdict

    def assert_undisturbed(self, *, but: tuple[str, ...] = ()) -> None:
        """Assert that this home is what it would be if its story had gone undisturbed.

        `but` are views that tell of versions, which are fewer where a reading came later.
        """
        found = self.views()
        invariants.check(self.company())
        assert found[f"{self.case.entity}s"][0] > 0
        self.close()
        self._open("undisturbed")
        for step in list(self._steps):
            step(self)
        expected = self.views()
        different = {name for name in expected if found[name] != expected[name]} - set(but)
        assert not different
