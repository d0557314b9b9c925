"""What every source does when the system, the way to it, or a clock is at fault."""

from itertools import product

import httpx
import pytest
from starlette.responses import PlainTextResponse

from include.errors import ClienteleError
from include.landing.arrivals import missing_sources
from sandbox.systems.faults import FOR_EVER, Fault, Faults
from sandbox.systems.serving import served
from tests import invariants
from tests.include.sources.contract.trial import DAY, at

MOST_REQUESTS = 200  # of one reading of a few pages, also when a page is asked for again
MOST_PAGES = 5  # that are served twice, one after the other
STRANGE = (
    "[" * 100_000,
    '{"ok": true, "result": 5, "access_token": "t", "expires_in": [], "value": [null], "time": 5}',
    '{"ok": true, "result": {"result": 5, "url": 5}, "members": {}, "lists": [5]}',
)
ON_THE_WAY = ("429", "half", "503", "cut", "html", "reset", "500")


def rows_on_pages(trial) -> list[str]:
    """Put rows on three pages and return their keys."""
    return trial.put_many(2 * trial.case.page_size + 1, at(0))


def needs_requests(trial) -> None:
    if trial.case.faults is None:
        pytest.skip(f"{trial.kind}: speaks no HTTP")
    trial.case.faults.forget()


@pytest.mark.parametrize("passes", [0, 1])
def test_limits_half_answers_and_broken_connections_are_waited_out(trial, clock, passes):
    needs_requests(trial)
    keys = rows_on_pages(trial)
    trial.case.faults.plan(*(Fault(kind, after=passes) for kind in ON_THE_WAY))
    trial.night(0)
    trial.night(1)
    trial.night(2)

    assert clock.now() >= 1
    assert sorted(trial.shown(), key=int) == keys
    trial.assert_undisturbed()


def test_a_system_that_says_how_long_to_wait_is_not_asked_before(trial, clock):
    needs_requests(trial)
    limit = Fault("429", retry_after=43)
    says_it = "43" in str(trial.case.faults.error(limit))
    rows_on_pages(trial)
    trial.case.faults.plan(limit)
    trial.night(0)

    assert clock.now() >= (43 if says_it else 0.1)
    trial.assert_undisturbed()


def test_a_system_that_keeps_silent_is_asked_again(trial, monkeypatch):
    needs_requests(trial)
    rows_on_pages(trial)
    patient = httpx.Client
    monkeypatch.setattr(httpx, "Client", lambda **how: patient(**{**how, "timeout": 0.2}))
    trial.case.faults.plan(Fault("stall"))
    trial.night(0)

    trial.assert_undisturbed()


def test_a_redirect_is_not_followed(trial):
    needs_requests(trial)
    rows_on_pages(trial)
    trap = Faults(PlainTextResponse("secret"))
    with served(trap) as elsewhere:
        trial.case.faults.plan(Fault("redirect", location=elsewhere.url))
        failure_of(trial, 0)
    trial.night(0)

    assert trap.log == []
    trial.assert_undisturbed()


def test_an_answer_of_another_shape_is_told_of_and_costs_no_row(trial, monkeypatch):
    needs_requests(trial)
    rows_on_pages(trial)
    faults, failures = trial.case.faults, []
    for passes, body in product([0, 1], STRANGE):
        monkeypatch.setattr(faults, "error", lambda fault, body=body: (200, {}, body))
        faults.forget()
        faults.plan(Fault("500", after=passes, times=FOR_EVER))
        failures.append(failure_of(trial, 0))
    faults.forget()
    trial.night(0)

    assert all(trial.kind in failure for failure in failures)
    trial.assert_undisturbed()


@pytest.mark.needs("paging")
def test_a_page_that_comes_twice_takes_none_away_and_adds_none(trial):
    needs_requests(trial)
    keys = rows_on_pages(trial)
    for passes in range(1, min(trial.requests_of(0), MOST_PAGES)):
        trial.case.faults.forget()
        trial.case.faults.plan(Fault("repeat", after=passes))
        if not failure_of(trial, 0):
            assert sorted(trial.shown(), key=int) == keys
    trial.case.faults.forget()
    trial.night(1)

    trial.assert_undisturbed()


@pytest.mark.needs("paging")
@pytest.mark.parametrize("pages", [1, 2])
def test_paging_that_never_ends_is_ended_and_told(trial, pages):
    needs_requests(trial)
    rows_on_pages(trial)
    after = trial.requests_of(0) - (3 - pages)
    trial.case.faults.plan(Fault("repeat", after=after, pages=pages, times=3 * MOST_REQUESTS))

    failure = failure_of(trial, 0)
    asked = len(trial.case.faults.log)
    trial.case.faults.forget()
    trial.night(1)

    assert asked < MOST_REQUESTS
    assert not failure or trial.kind in failure
    trial.assert_undisturbed()


@pytest.mark.needs("pages_move", "update", "delete")
@pytest.mark.parametrize("request_number", [2, 3])
def test_rows_that_move_between_pages_hide_none_that_stood_still(trial, request_number):
    needs_requests(trial)
    keys = rows_on_pages(trial)
    size = trial.case.page_size
    moved, removed, added = keys[size], keys[0], str(len(keys) + 1)

    def stir() -> None:
        trial.put(moved, at(0, 11), "second")
        trial.remove(removed)
        trial.put(added, at(0, 11))

    trial.case.faults.on_request(request_number, stir)
    trial.night(0)
    first = set(trial.shown())
    trial.night(1)

    assert first >= set(keys) - {moved, removed}
    assert set(trial.shown()) == {*keys, added} - {removed}
    assert trial.shown()[moved] == "second"
    trial.assert_undisturbed()


@pytest.mark.needs("expired_token")
def test_what_opens_the_door_may_end_in_the_middle_of_a_reading(trial):
    needs_requests(trial)
    rows_on_pages(trial)
    trial.case.faults.on_request(2, lambda: trial.act("expire_token"))
    trial.night(0)
    trial.act("expire_token")
    trial.night(1)

    trial.assert_undisturbed()


@pytest.mark.needs("expired_cursor")
def test_a_bookmark_that_is_valid_no_more_costs_time_and_no_row(trial):
    keys = trial.put_many(3, at(0))
    trial.night(0)
    trial.act("expire_cursor")
    trial.put("4", at(1))
    trial.night(1)

    assert sorted(trial.shown()) == [*keys, "4"]
    trial.assert_undisturbed()


def test_a_bookmark_that_nobody_can_read_costs_time_and_no_row(trial):
    keys = trial.put_many(3, at(0))
    for day, text in enumerate(("{", "[1]", '{"path": "http://169.254.169.254/", "choice": 1}')):
        trial.night(day)
        if not trial.spoil_bookmarks(text):
            pytest.skip(f"{trial.kind}: remembers no place to go on")
    trial.put("4", at(3))
    trial.night(3)

    assert sorted(trial.shown()) == [*keys, "4"]
    trial.assert_undisturbed()


def test_a_dead_system_is_told_of_and_stops_no_other(trial):
    keys = trial.put_many(3, at(0))
    for _ in die(trial):
        with pytest.raises(ClienteleError, match=trial.kind):
            trial.night(0)
        trial.night_of_the_other()

        assert missing_sources(trial.company(), DAY) == [trial.kind]
        invariants.check(trial.company())
    trial.night(0)

    assert missing_sources(trial.company(), DAY) == []
    assert sorted(trial.shown()) == keys
    trial.assert_undisturbed()


def test_a_row_from_the_future_hides_none_of_the_days_between(trial):
    trial.put("1", at(4))
    trial.night(0)
    trial.put("2", at(1))
    trial.night(1)
    between = trial.shown()
    trial.night(4)

    assert "2" in between
    assert sorted(trial.shown()) == ["1", "2"]
    trial.assert_undisturbed()


def test_a_clock_of_ours_that_ran_ahead_leaves_no_row_behind(trial):
    trial.put("1", at(0))
    trial.night(0)
    trial.night(3)
    trial.put("2", at(1))
    trial.put("3", at(2))
    trial.night(4)

    assert sorted(trial.shown()) == ["1", "2", "3"]
    trial.assert_undisturbed()


def failure_of(trial, day: int) -> str:
    """Extract the n-th day and return what went wrong, empty when nothing did."""
    try:
        trial.night(day)
    except ClienteleError as error:
        return str(error)
    return ""


def die(trial):
    """Let the system be dead in one way after the other, and alive at the end."""
    if trial.case.faults is None:
        trial.act("dead")
        yield "dead"
        trial.act("alive")
        return
    for kind in ("reset", "503", "html"):
        trial.case.faults.forget()
        trial.case.faults.plan(Fault(kind, times=FOR_EVER))
        yield kind
        assert len(trial.case.faults.log) < MOST_REQUESTS
    trial.case.faults.forget()
