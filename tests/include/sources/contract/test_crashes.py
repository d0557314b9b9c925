"""Extractions that are killed, at every request and at every rename, or run two at once."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from include.errors import ClienteleError
from tests import invariants
from tests.include.sources.contract import children
from tests.include.sources.contract.trial import at

MOST_RENAMES = 12
REQUESTS = (1, 2, 3, 4, 6, 9, 13, 18, 25, 40)  # the later ones are much like each other


def first_rows(trial) -> None:
    trial.put_many(trial.case.page_size + 1, at(0))


def changes(trial) -> None:
    """Change what can be changed, and add a row."""
    last = trial.case.page_size + 1
    if "update" in trial.case.supports:
        trial.put("1", at(1, 9), "second")
    if "delete" in trial.case.supports:
        trial.remove("2")
    trial.put(str(last + 1), at(1))


def test_a_reading_killed_at_any_request_and_resumed_is_as_good_as_an_unbroken_one(trial):
    if trial.case.faults is None:
        pytest.skip(f"{trial.kind}: has no requests to count; it is killed at its renames")
    for day, happens in enumerate((first_rows, changes)):
        happens(trial)
        for request in REQUESTS:
            if not killed_at_request(trial, day, request):
                break
            invariants.check(trial.company())
        assert request > 1
        trial.survived(day)

    trial.assert_undisturbed()


def test_a_reading_killed_at_any_rename_and_resumed_is_as_good_as_an_unbroken_one(trial):
    for day, happens in enumerate((first_rows, changes)):
        happens(trial)
        for step in range(MOST_RENAMES):
            code = children.end(trial.child(day, dies_at_rename=step))
            invariants.check(trial.company())
            if code == 0:
                break
            assert code == children.KILLED
        assert step > 1
        trial.survived(day)

    trial.assert_undisturbed()


def test_a_full_disk_is_told_of_and_costs_no_row(trial):
    first_rows(trial)
    with full_disk(), pytest.raises(ClienteleError, match=trial.kind):
        trial.night(0)
    trial.night(0)

    trial.assert_undisturbed()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file become longer than a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_two_readings_at_once_take_turns(trial):
    first_rows(trial)

    both = [trial.child(0), trial.child(0)]

    assert [children.end(child) for child in both] == [0, 0]
    trial.survived(0)
    trial.assert_undisturbed()


def killed_at_request(trial, day: int, request: int) -> bool:
    """Extract in a child that is killed when it asks for the n-th time; False if it never does."""
    trial.case.faults.forget()
    child = trial.child(day)
    trial.case.faults.on_request(request, lambda: children.kill(child))
    code = children.end(child)
    trial.case.faults.forget()
    assert code in (0, children.KILLED)
    return code == children.KILLED
