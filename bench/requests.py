"""Requests that the connectors spend on large systems, against the fewest that could do.

The systems are our emulators, which hold every client to the vendor's limits; a clock that nobody
waits for does the waiting. The seconds are the emulator's own, and tell nothing of a vendor.
"""

from collections.abc import Iterator
from typing import Any

from bench.arena import Arena, Entrant, compared
from bench.table import Row

DEALS, ORDERS, CONTACTS, MEMBERS, CAMPAIGNS = 100_000, 25_000, 100_000, 50_000, 20


def rows(arena: Arena) -> Iterator[Row]:
    """Read each system once and tell its requests as a multiple of the fewest."""
    entrants = _entrants(arena.scale)
    outcomes = arena.measure(entrants)
    for entrant in entrants:
        answer = outcomes[entrant.case][0].answer
        yield compared(entrant, outcomes[entrant.case], {}, _told(answer))


def _entrants(scale: float) -> list[Entrant]:
    deals, orders, contacts, members = (
        max(100, int(n * scale)) for n in (DEALS, ORDERS, CONTACTS, MEMBERS)
    )
    account = {"members": members, "campaigns": CAMPAIGNS, "recipients": max(10, members // 10)}
    known = [
        ("Bitrix24, deals", "bitrix24:read_deals", deals, {"rows": deals}),
        ("Bitrix24, a shop", "bitrix24:read_shop", orders, {"orders": orders}),
        ("Dynamics 365, contacts", "dynamics365:read_contacts", contacts, {"rows": contacts}),
        ("Mailchimp, members and campaigns", "mailchimp:read_account", members, account),
    ]
    return [
        Entrant(f"requests: {name}", function, count, 1, arguments, works_elsewhere=True)
        for name, function, count, arguments in known
    ]


def _told(answer: dict[str, Any]) -> str:
    """Say how many requests were made of how few, and whether every row came once."""
    told = [
        f"{answer['requests']} requests, {answer['ratio']:.2f} × the fewest ({answer['fewest']})",
        f"{answer['lost']} rows lost",
    ]
    if "double" in answer:
        told.append(f"{answer['double']} double")
    if "sweep_ratio" in answer:
        told.append(f"the sweep {answer['sweep_ratio']:.2f} ×")
    if "news_ratio" in answer:
        told.append(f"what changed {answer['news_ratio']:.2f} ×")
    if "refused" in answer:
        told.append(f"{answer['refused']} requests above a limit")
    return ", ".join([*told, f"{answer['waited_seconds']:,.0f} s of waiting"])
