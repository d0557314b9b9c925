"""How each emulated system is started, and what is then known of it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from sandbox.systems.bitrix24.fill import fill as fill_bitrix24
from sandbox.systems.bitrix24.server import Server as Bitrix24
from sandbox.systems.bitrix24.state import State as Bitrix24State
from sandbox.systems.dynamics365.fill import fill as fill_dynamics365
from sandbox.systems.dynamics365.server import Server as Dynamics365
from sandbox.systems.dynamics365.state import State as Dynamics365State
from sandbox.systems.imap.fill import fill as fill_mailbox
from sandbox.systems.imap.server import mail_server
from sandbox.systems.mailchimp.fill import fill as fill_mailchimp
from sandbox.systems.mailchimp.server import Server as Mailchimp
from sandbox.systems.mailchimp.state import State as MailchimpState
from sandbox.systems.serving import served
from sandbox.systems.telegram.fill import fill as fill_telegram
from sandbox.systems.telegram.server import Server as Telegram
from sandbox.systems.telegram.state import State as TelegramState
from sandbox.world import World

Fill = Callable[[World, datetime], None]


@dataclass(frozen=True)
class Running:
    """A system that runs: its address as an Airflow connection, and how it is filled."""

    connection: str
    fill: Fill


def start_emulator(
    make_state: Callable[[], Any],
    make_server: Callable[[Any], Any],
    fill: Callable[[Any, World, datetime], None],
    stack: ExitStack,
) -> Running:
    """Serve an empty system over HTTP until the stack is closed."""
    server = make_server(make_state())
    place = stack.enter_context(served(server.faults))
    return Running(server.connection(place), partial(fill, server.state))


def start_mailbox(stack: ExitStack) -> Running:
    """Start an empty mailbox, which lives until the stack is closed."""
    server = stack.enter_context(mail_server())
    return Running(server.connection, partial(fill_mailbox, server.state))


EMULATORS = {
    "bitrix24": (Bitrix24State, Bitrix24, fill_bitrix24),
    "dynamics365": (Dynamics365State, Dynamics365, fill_dynamics365),
    "mailchimp": (MailchimpState, Mailchimp, fill_mailchimp),
    "telegram": (TelegramState, Telegram, fill_telegram),
}
STARTS: Mapping[str, Callable[[ExitStack], Running]] = MappingProxyType(
    {name: partial(start_emulator, *parts) for name, parts in EMULATORS.items()}
    | {"mailbox": start_mailbox}
)
