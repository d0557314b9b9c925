"""What a connection keeps secret stays secret, whatever goes wrong."""

import json
import logging
import traceback

import pytest

from include.errors import ClienteleError
from include.sources.checks.sources import check_sources
from sandbox.systems.faults import FOR_EVER, Fault
from tests import invariants
from tests.include.sources.contract.trial import at

SERVERS = ("pymap", "uvicorn")  # which run in this process too
KINDS = ("429", "500", "html", "redirect", "half", "reset")
CANARY = "canary-in-the-mine"


def test_no_secret_is_logged_told_or_written(trial, caplog):
    if not trial.case.environment:
        pytest.skip(f"{trial.kind}: is reached without a connection")
    caplog.set_level(logging.DEBUG)
    trial.put_many(3, at(0))
    trial.night(0)
    said = [*failures(trial), *map(str, check_sources(trial.company()))]
    ours = [record for record in caplog.records if not record.name.startswith(SERVERS)]
    said += [f"{record.getMessage()} {vars(record)}" for record in ours]

    assert len(said) > len(ours) > 0
    invariants.assert_no_secret(trial.secrets, said)


def test_a_wrong_secret_is_refused_in_plain_words_and_not_repeated(trial):
    if trial.case.faults is None:
        pytest.skip(f"{trial.kind}: its server is not ours to ask")
    trial.put("1", at(0))
    right = dict(trial.case.environment)
    trial.case.environment.update({name: spoilt(text) for name, text in right.items()})

    failure = told(trial)
    problems = " ".join(map(str, check_sources(trial.company())))
    trial.case.environment.update(right)
    trial.night(0)

    assert trial.kind in failure
    assert problems
    assert CANARY not in failure + problems
    assert sorted(trial.shown()) == ["1"]


def failures(trial):
    """Let the system fail in every way there is and yield what is then told, to its last cause."""
    if trial.case.faults is None:
        trial.act("dead")
        yield told(trial)
        return
    for kind in KINDS:
        trial.case.faults.forget()
        trial.case.faults.plan(Fault(kind, times=FOR_EVER, retry_after=1800))
        yield told(trial)


def told(trial) -> str:
    """Extract, and return the whole trace of what went wrong."""
    with pytest.raises(ClienteleError) as caught:
        trial.night(0)
    return "".join(traceback.format_exception(caught.value))


def spoilt(text: str) -> str:
    """Return a connection whose secrets open nothing."""
    fields = json.loads(text)
    extra = {
        name: CANARY if "secret" in name or "token" in name else value
        for name, value in (fields.get("extra") or {}).items()
    }
    return json.dumps(fields | {"password": CANARY, "extra": extra})
