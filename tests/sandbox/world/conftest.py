"""The smallest company, made once for all tests of it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sandbox.world import World, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Make the smallest company."""
    return make_world(tmp_path_factory.mktemp("world"), "XS")


@pytest.fixture(scope="session")
def tables(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the smallest company's tables."""
    with world.open() as session:
        yield session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a test a folder in which to make something of its own."""
    return tmp_path / "own"
