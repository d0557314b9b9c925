"""What clients allow: given when they come, withdrawn when they have enough."""

from typing import Any

import numpy as np

from sandbox.world.frame import TableWriter
from sandbox.world.values import pick

CHANNELS = ("email", "phone", "messenger")
PURPOSES = ("marketing", "service")
EMAIL, PHONE, MESSENGER = range(3)
MARKETING, SERVICE = range(2)
ASKED_SHARE = 0.5  # of those who take no mailings said so when they came

Rows = dict[str, Any]


class Consents:
    """The consents of one block of clients, written at the end."""

    def __init__(self, rng: np.random.Generator, people: Rows) -> None:
        self._people = people
        every = np.ones(len(people["client_id"]), bool)
        has_mail, has_phone = people["address"] != "", people["number"] != ""
        says_no = has_mail & ~people["has_mailing"] & (rng.random(len(every)) < ASKED_SHARE)
        takes_calls = rng.random(len(every)) < 0.45
        given = (
            *((people["has_mailing"], EMAIL, MARKETING, True), (says_no, EMAIL, MARKETING, False)),
            *((has_mail, EMAIL, SERVICE, True), (has_phone, PHONE, SERVICE, True)),
            *((has_phone & takes_calls, PHONE, MARKETING, True),),
            (people["telegram"] > 0, MESSENGER, SERVICE, True),
        )
        self._parts: list[tuple[np.ndarray, int, int, bool, np.ndarray]] = []
        for who, channel, purpose, is_given in given:
            rows = np.flatnonzero(who)
            self._parts.append((rows, channel, purpose, is_given, people["created_at"][rows]))

    def withdraw(self, rows: np.ndarray, moments: np.ndarray) -> None:
        """Note that some clients want no more mailings."""
        self._parts.append((rows, EMAIL, MARKETING, False, moments))

    def write(self, writer: TableWriter) -> None:
        """Write all of it, by moment."""
        sizes = [len(rows) for rows, *_ in self._parts]
        rows = np.concatenate([rows for rows, *_ in self._parts])
        moments = np.concatenate([moments for *_, moments in self._parts])
        codes = np.repeat([part[1:4] for part in self._parts], sizes, axis=0)
        order = np.lexsort((codes[:, 1], codes[:, 0], rows, moments))
        writer.write(
            {
                "consent_id": writer.take_ids(len(rows)),
                "client_id": self._people["client_id"][rows[order]],
                "channel": pick(CHANNELS, codes[order, 0]),
                "purpose": pick(PURPOSES, codes[order, 1]),
                "is_given": codes[order, 2].astype(bool),
                "changed_at": moments[order],
            }
        )
