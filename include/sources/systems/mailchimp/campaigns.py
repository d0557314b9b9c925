"""What became of each campaign: recipients, what they did, who left, who complained."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from include.errors import READS_AGAIN, ClienteleError
from include.sources.connector import Page, Request
from include.sources.systems.mailchimp.account import (
    Account,
    Row,
    is_id,
    moment_of,
    read_moment,
    spelt,
)
from include.sources.systems.mailchimp.batches import Batches, Operation
from include.sources.systems.mailchimp.listing import Listing, total_of

MOST_ROUNDS = 100


@dataclass(frozen=True)
class Details:
    """A list below each campaign's report: its address, its name, and the rows of an item.

    It is read while a campaign is younger than `days`. `is_long` says that it holds an item per
    recipient, `has_since` that it can be asked for what happened since a moment.
    """

    path: str
    name: str
    rows: Callable[[Row, Row], Iterator[Row]]
    days: int
    is_long: bool = False
    has_since: bool = False


class Campaigns:
    """The campaigns that were sent, asked for once, and how a list of details is read of all."""

    def __init__(self, account: Account, batches: Batches) -> None:
        self._account, self._batches = account, batches
        self._sent: list[Row] | None = None

    def sent(self) -> list[Row]:
        """Return every campaign that was sent."""
        if self._sent is None:
            pages = Listing(
                self._account, "/campaigns", "campaigns", cursor="send_time", status="sent"
            )
            self._sent = list(
                {str(row.get("id")): row for rows, _ in pages for row in rows}.values()
            )
        return self._sent

    def read(self, _: Request) -> Iterator[Page]:
        """Yield the campaigns themselves."""
        yield Page(self.sent(), total=len(self.sent()))

    def read_reports(self, days: int, request: Request) -> Iterator[Page]:
        """Yield the totals of campaigns that are younger than `days`."""
        known = request.marked(read_moment, None)
        since = spelt(known - timedelta(days=days)) if known else None
        more = {"since_send_time": since} if since else {}
        newest = max(
            filter(None, (moment_of(row.get("send_time")) for row in self.sent())), default=None
        )
        for rows, total in Listing(self._account, "/reports", "reports", **more):
            yield Page(rows, bookmark=spelt(newest) if newest else "", total=total)

    def read_details(self, of: Details, request: Request) -> Iterator[Page]:
        """Yield rows of one list of all campaigns that are young enough.

        Young is counted from when the stream was read before, by Mailchimp's clock, so that a
        pause of the reader leaves no campaign out.
        """
        known = request.marked(read_moment, None)
        since = spelt(known - request.stream.overlap) if known and of.has_since else None
        young = {
            row["id"]: row
            for row in self.sent()
            if is_id(row.get("id")) and _is_young(row, known, of.days)
        }
        due = [each for row in young.values() for each in self._first(of, row, since)]
        for _ in range(MOST_ROUNDS):
            asked = {operation.name for operation in due}
            more: list[Operation] = []
            for operation, body in self._batches.answers(due):
                items = self._account.rows(body, of.name)
                yield Page(list(_rows(of, young, operation, items)))
                more += self._after(operation, len(items), total_of(body), asked)
            due = more
            if not due:
                yield Page(bookmark=self._batches.asked_at)
                return
        raise ClienteleError(
            f"the list of {of.name} has no end", where=self._account.place, remedy=READS_AGAIN
        )

    def _first(self, of: Details, campaign: Row, since: str | None) -> Iterator[Operation]:
        """Yield the pages that a campaign's list must have, by the number of its recipients."""
        sent = campaign.get("emails_sent") if of.is_long else 0
        last = max(0, sent - 1) if isinstance(sent, int) else 0
        for offset in range(0, last + 1, self._account.page_size):
            path = f"/reports/{campaign['id']}/{of.path}"
            params = {"count": self._account.page_size, "offset": offset}
            more = {"since": since} if since else {}
            yield Operation(f"{campaign['id']} {offset}", path, params | more)

    def _after(
        self, operation: Operation, count: int, total: int, asked: set[str]
    ) -> Iterator[Operation]:
        """Yield the page after one that was not the last, unless it was asked for already."""
        offset = operation.params["offset"]
        campaign_id = operation.name.partition(" ")[0]
        name = f"{campaign_id} {offset + count}"
        if offset + count >= total or not count or name in asked:
            return
        params = operation.params | {"offset": offset + count}
        yield Operation(name, operation.path, params)


def _is_young(campaign: Row, known: object, days: int) -> bool:
    sent_at = moment_of(campaign.get("send_time"))
    return known is None or sent_at is None or sent_at >= known - timedelta(days=days)


def _rows(
    of: Details, campaigns: Mapping[str, Row], operation: Operation, items: list[Row]
) -> Iterator[Row]:
    campaign = campaigns[operation.name.partition(" ")[0]]
    for item in items:
        yield from of.rows(campaign, item)


def as_it_is(_: Row, item: Row) -> Iterator[Row]:
    """Yield an item itself."""
    yield item


def with_send_time(campaign: Row, item: Row) -> Iterator[Row]:
    """Yield an item that tells no moment with that of its campaign."""
    yield item | {"campaign_send_time": campaign.get("send_time")}


def actions(_: Row, item: Row) -> Iterator[Row]:
    """Yield one row an action of a recipient.

    An action has no id. What tells two equal ones of a second apart is their number among them.
    """
    recipient = {key: value for key, value in item.items() if key not in ("activity", "_links")}
    seen: Counter[tuple[object, ...]] = Counter()
    for action in item.get("activity") or ():
        if not isinstance(action, dict):
            continue
        same = tuple(str(action.get(key, "")) for key in ("action", "timestamp", "url"))
        seen[same] += 1
        yield recipient | action | {"occurrence": seen[same]}
