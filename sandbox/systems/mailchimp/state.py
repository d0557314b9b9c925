"""What a Mailchimp account holds: audiences with members, campaigns and what came of them."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sandbox.systems import NEVER

Row = dict[str, Any]

BEGINNING = datetime.fromisoformat("2025-01-01")
NEW_MEMBER = MappingProxyType({"timestamp_signup": "", "timestamp_opt": "", "merge_fields": {}})


def email_id_of(email: str) -> str:
    """Return the id that Mailchimp gives to an address: MD5 of its lower case."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def spelt(moment: datetime | None) -> str:
    """Spell a naive UTC moment as Mailchimp does; a moment that never came is empty text."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}+00:00" if moment else ""


@dataclass
class State:
    """One account. `moment` is its clock, naive UTC.

    `miscounts` is added to every `total_items`; `open_connections` is how many may be open at
    once; a batch is done after `batch_seconds` of `clock`; `failing_operations` fail once inside a
    batch; `archive` is served instead of a batch's own; an account that `tells_all` leaves out no
    fields, whichever are asked for.
    """

    api_key: str = "canary-mailchimp-key-us1"
    moment: datetime = BEGINNING
    lists: dict[str, Row] = field(default_factory=dict)
    members: dict[str, dict[str, Row]] = field(default_factory=dict)
    campaigns: dict[str, Row] = field(default_factory=dict)
    recipients: dict[str, dict[str, Row]] = field(default_factory=dict)
    activity: dict[str, dict[str, Row]] = field(default_factory=dict)
    unsubscribed: dict[str, dict[str, Row]] = field(default_factory=dict)
    complaints: dict[str, dict[str, Row]] = field(default_factory=dict)
    miscounts: int = 0
    open_connections: int = 10
    seconds_per_answer: float = 0.0
    batch_seconds: float = 0.0
    clock: Callable[[], float] = time.monotonic
    failing_operations: set[str] = field(default_factory=set)
    archive: bytes | None = None
    tells_all: bool = False
    filled_until: datetime = NEVER

    def put_list(self, list_id: str, name: str, *, created: datetime) -> None:
        """Make or rename an audience."""
        self.members.setdefault(list_id, {})
        known = self.lists.get(list_id, {"date_created": spelt(created), "list_rating": 0})
        self.lists[list_id] = known | {"id": list_id, "name": name, "visibility": "prv"}

    def put_member(
        self,
        list_id: str,
        email: str,
        *,
        changed: datetime,
        status: str = "subscribed",
        signed_up: datetime | None = None,
        opted_in: datetime | None = None,
        merge_fields: Row | None = None,
        **more: Any,
    ) -> Row:
        """Make or change a member; what is not said stays as it was."""
        member_id = email_id_of(email)
        known = self.members[list_id].get(member_id, NEW_MEMBER)
        row = known | {
            "id": member_id,
            "email_address": email,
            "unique_email_id": member_id[:10],
            "contact_id": member_id[::-1],
            "status": status,
            "merge_fields": known["merge_fields"] | (merge_fields or {}),
            "last_changed": spelt(changed),
            "list_id": list_id,
        }
        moments = {"timestamp_signup": spelt(signed_up), "timestamp_opt": spelt(opted_in)}
        row |= {name: text for name, text in moments.items() if text}
        self.members[list_id][member_id] = row | more
        return self.members[list_id][member_id]

    def remove_member(self, list_id: str, email: str) -> None:
        """Delete a member for good: from now on it is answered with 404."""
        self.members[list_id].pop(email_id_of(email), None)

    def archive_member(self, list_id: str, email: str, *, changed: datetime) -> None:
        """Take a member out of its audience, and keep it."""
        self.put_member(list_id, email, changed=changed, status="archived")

    def put_campaign(
        self, campaign_id: str, list_id: str, title: str, subject: str, *, sent: datetime
    ) -> None:
        """Make or change a campaign that was sent."""
        for kept in (self.recipients, self.activity, self.unsubscribed, self.complaints):
            kept.setdefault(campaign_id, {})
        self.campaigns[campaign_id] = {
            "id": campaign_id,
            "type": "regular",
            "status": "sent",
            "send_time": spelt(sent),
            "settings": {"title": title, "subject_line": subject},
            "recipients": {"list_id": list_id, "list_is_active": list_id in self.lists},
        }

    def send(self, campaign_id: str, email: str, status: str = "sent") -> None:
        """Note a recipient, `sent`, or bounced `hard` or `soft`."""
        row = self._of_campaign(campaign_id, email) | {"status": status, "open_count": 0}
        self.recipients[campaign_id][row["email_id"]] = row

    def act(self, campaign_id: str, email: str, action: str, at: datetime, **more: Any) -> None:
        """Note an `open`, a `click` with its `url`, or a `bounce` with its `type`."""
        row = self._of_campaign(campaign_id, email)
        known = self.activity[campaign_id].setdefault(row["email_id"], row | {"activity": []})
        known["activity"].append({"action": action, "timestamp": spelt(at), **more})
        known["activity"].sort(key=lambda each: each["timestamp"])

    def unsubscribe(self, campaign_id: str, email: str, at: datetime, reason: str = "") -> None:
        """Note that a recipient left by a campaign's link."""
        row = self._of_campaign(campaign_id, email) | {"timestamp": spelt(at), "reason": reason}
        self.unsubscribed[campaign_id][row["email_id"]] = row

    def complain(self, campaign_id: str, email: str, at: datetime) -> None:
        """Note that a recipient called a campaign spam."""
        row = self._of_campaign(campaign_id, email) | {"date": spelt(at)}
        number = int(row["email_id"][:8], 16)
        self.complaints[campaign_id][row["email_id"]] = row | {"id": number}

    def close_list(self, list_id: str) -> None:
        """Delete an audience: its campaigns stay, and say that it is active no more."""
        self.lists.pop(list_id)
        self.members.pop(list_id)

    def _of_campaign(self, campaign_id: str, email: str) -> Row:
        list_id = self.campaigns[campaign_id]["recipients"]["list_id"]
        return {
            "campaign_id": campaign_id,
            "list_id": list_id,
            "list_is_active": list_id in self.lists,
            "email_id": email_id_of(email),
            "email_address": email,
        }

    def fields_of(self, row: Row) -> Row:
        """Return what an audience knows of a recipient now; nothing when it has gone."""
        return self.members.get(row["list_id"], {}).get(row["email_id"], {}).get("merge_fields", {})
