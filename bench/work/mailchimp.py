"""Reading a large Mailchimp account for the first time: requests used, and the fewest that do.

A page has 1,000 rows and an account may have members that are archived, so n members take no fewer
than n / 1,000 requests, rounded up, and one more. Details of campaigns come by batches: a request
to post one, one to hear that it is done, one for its archive, and a batch for every 500 pages of
each of the four kinds. All waiting is by a clock that nobody waits for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from include.settings import Connection
from include.sources.connector import Access, Request
from include.sources.progress import Progress
from include.sources.registry import system_of
from include.sources.shipped import with_shipped
from include.sources.systems.mailchimp.connector import open_session
from include.sources.web.clock import VirtualClock
from sandbox.systems.mailchimp.server import Server
from sandbox.systems.mailchimp.state import State
from sandbox.systems.serving import served

SENT_AT = datetime(2025, 3, 10)  # noqa: DTZ001
BEFORE_ALL = datetime(1900, 1, 1)  # noqa: DTZ001
ROWS_OF_A_PAGE, PAGES_OF_A_BATCH, REQUESTS_OF_A_BATCH = 1000, 500, 3
LONG, SHORT = ("recipients", "activity"), ("unsubscribes", "complaints")


def read_account(
    members: int, campaigns: int, recipients: int, batch_seconds: float = 120.0
) -> dict[str, Any]:
    """Read every stream of an account once; return what it took.

    A batch is worked off in `batch_seconds`, as many as a real one may take.
    """
    clock = VirtualClock()
    state = _filled(members, campaigns, recipients)
    state.clock, state.batch_seconds = clock.now, batch_seconds
    with _streams(state, clock) as (streams, requests, progress):
        read = {
            name: sum(len(page.rows) for page in reader.read(requests[name]))
            for name, reader in streams.items()
        }
    fewest = _fewest(members, campaigns, recipients)
    return {
        "requests": progress.requests,
        "fewest": fewest,
        "ratio": progress.requests / fewest,
        "lost": max(0, members - read["members"])
        + max(0, campaigns * recipients - read["recipients"])
        + max(0, campaigns * recipients - read["activity"]),
        "rows": sum(read.values()),
        "waited_seconds": clock.now(),
    }


def _fewest(members: int, campaigns: int, recipients: int) -> int:
    lists = 1 + _pages(members) + 1 + 2 * _pages(campaigns)
    pages = [campaigns * _pages(recipients)] * len(LONG) + [campaigns] * len(SHORT)
    return lists + sum(-(-each // PAGES_OF_A_BATCH) for each in pages) * REQUESTS_OF_A_BATCH


def _pages(rows: int) -> int:
    return max(1, -(-rows // ROWS_OF_A_PAGE))


def _filled(members: int, campaigns: int, recipients: int) -> State:
    state = State(moment=SENT_AT)
    state.put_list("l1", "Clients", created=SENT_AT)
    emails = [f"{number}@x.example" for number in range(max(members, recipients))]
    for number, email in enumerate(emails[:members]):
        state.put_member("l1", email, changed=SENT_AT + timedelta(seconds=number // 3))
    for number in range(campaigns):
        campaign_id = f"c{number}"
        state.put_campaign(campaign_id, "l1", "Sale", "Sale", sent=SENT_AT + timedelta(number))
        for email in emails[:recipients]:
            state.send(campaign_id, email)
            state.act(campaign_id, email, "open", SENT_AT + timedelta(number, 60))
    return state


@contextmanager
def _streams(state: State, clock: VirtualClock) -> Iterator[tuple[Any, Any, Progress]]:
    """Serve an account and open its streams; the progress counts the requests."""
    source = with_shipped({"kind": "mailchimp", "connection": "mailchimp"})
    progress = Progress("bench", clock)
    with served(Server(state).faults) as place:
        connection = Connection(
            "mailchimp",
            "mailchimp",
            place.host,
            place.port,
            password=state.api_key,
            extra={"scheme": "http"},
        )
        options, company = system_of("mailchimp").options(), cast(Any, SimpleNamespace())
        access = Access("bench", connection, options, company, clock, progress)
        with open_session(access) as streams:
            requests = {
                name: Request(name, source["streams"][name], BEFORE_ALL, None) for name in streams
            }
            yield streams, requests, progress
