"""Ask every question of every kind of source there is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.landing import land
from include.sources import paged
from include.sources.web.clock import VirtualClock
from tests.include.sources.contract.cases import ABILITIES, kinds, opener
from tests.include.sources.contract.children import open_door
from tests.include.sources.contract.trial import Trial


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*abilities): skip a system that has not all of them")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "trial" in metafunc.fixturenames:
        metafunc.parametrize("kind", kinds())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> VirtualClock:
    """Let connectors wait by a clock that nobody has to wait for."""
    clock = VirtualClock()
    monkeypatch.setattr(paged, "WallClock", lambda: clock)
    return clock


@pytest.fixture
def trial(
    request: pytest.FixtureRequest,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: VirtualClock,
) -> Iterator[Trial]:
    """Open the system of one kind, and an empty home; skip what the system cannot do."""
    trial = Trial(kind, opener(kind, request.getfixturevalue), tmp_path, monkeypatch)
    monkeypatch.setattr(land, "pass_door", open_door)
    needed = request.node.get_closest_marker("needs")
    try:
        for ability in needed.args if needed else ():
            assert ability in ABILITIES
            if ability not in trial.case.supports:
                pytest.skip(f"{kind}: {trial.case.lacks[ability]}")
        yield trial
    finally:
        trial.close()
