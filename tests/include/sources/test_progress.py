"""What a long extraction tells of itself in the log."""

import logging

import pytest

from include.sources.progress import Progress
from include.sources.web.clock import VirtualClock


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="clientele.extract")
    return lambda: [record.getMessage() for record in caplog.records]


def test_every_ten_seconds_the_log_tells_how_much_has_come_and_how_long_it_will_take(clock, lines):
    progress = Progress("crm", clock)
    progress.begin("deals")
    for _ in range(3):
        clock.sleep(6)
        progress.requested()
        progress.came(100, 1200)

    assert lines() == ["crm.deals: 200 of 1,200 rows, 2 requests, 12 s, 1 min 0 s left"]


def test_each_stream_counts_its_own_requests(clock, lines):
    progress = Progress("crm", clock)
    for name in ("deals", "leads"):
        progress.begin(name)
        progress.requested()
        progress.came(5, None)
        progress.end()

    assert lines() == ["crm.deals: 5 rows, 1 request, 0 s", "crm.leads: 5 rows, 1 request, 0 s"]


def test_a_wait_that_the_source_asks_for_is_told_with_its_reason(clock, lines):
    progress = Progress("crm", clock)
    progress.begin("deals")

    progress.waits(30, "status 429")
    progress.waits(0.5, "too short to tell of")

    assert lines() == ["crm.deals waits 30 s: status 429"]
