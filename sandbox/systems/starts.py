"""How each emulated system is started, and what is then known of it."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from sandbox.systems.bitrix24.fill import fill as fill_bitrix24
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import Portal
from sandbox.systems.dynamics365.access import connection_json
from sandbox.systems.dynamics365.fill import fill as fill_dynamics365
from sandbox.systems.dynamics365.server import make_app
from sandbox.systems.dynamics365.state import State
from sandbox.systems.imap.fill import fill as fill_mailbox
from sandbox.systems.imap.server import PASSWORD, USER, mail_server
from sandbox.systems.mailchimp.fill import fill as fill_mailchimp
from sandbox.systems.mailchimp.server import Mailchimp
from sandbox.systems.mailchimp.state import MailchimpState
from sandbox.systems.serving import served
from sandbox.systems.telegram.fill import fill as fill_telegram
from sandbox.systems.telegram.server import Telegram
from sandbox.systems.telegram.state import TelegramState
from sandbox.world import World


@dataclass(frozen=True)
class Running:
    """A system that runs: its address as an Airflow connection, and how it is filled."""

    connection: str
    fill: Callable[[World, datetime], None]


def start_bitrix24(stack: ExitStack) -> Running:
    """Start the portal, with its limits."""
    portal = Portal()
    place = stack.enter_context(served(Server(portal).app))
    login = str(portal.user.number)
    connection = place.connection("bitrix24", login=login, password=portal.secret)
    return Running(connection, lambda *at: fill_bitrix24(portal, *at))


def start_dynamics365(stack: ExitStack) -> Running:
    """Start the organisation, which signs its readers in itself."""
    state = State()
    place = stack.enter_context(served(make_app(state)))
    connection = connection_json(place.host, place.port)
    return Running(connection, lambda *at: fill_dynamics365(state, *at))


def start_mailchimp(stack: ExitStack) -> Running:
    """Start the account."""
    state = MailchimpState()
    place = stack.enter_context(served(Mailchimp(state).faults))
    connection = place.connection("mailchimp", password=state.api_key)
    return Running(connection, lambda *at: fill_mailchimp(state, *at))


def start_telegram(stack: ExitStack) -> Running:
    """Start the bot's side of Telegram."""
    state = TelegramState()
    place = stack.enter_context(served(Telegram(state).faults))
    connection = place.connection("telegram", password=state.token)
    return Running(connection, lambda *at: fill_telegram(state, *at))


def start_mailbox(stack: ExitStack) -> Running:
    """Start the mail server."""
    server = stack.enter_context(mail_server())
    address = {"conn_type": "imap", "host": "127.0.0.1", "port": server.port}
    known = {"login": USER, "password": PASSWORD, "extra": {"security": "plain"}}
    return Running(json.dumps(address | known), lambda *at: fill_mailbox(server, *at))


STARTS: dict[str, Callable[[ExitStack], Running]] = {
    "bitrix24": start_bitrix24,
    "dynamics365": start_dynamics365,
    "mailchimp": start_mailchimp,
    "telegram": start_telegram,
    "mailbox": start_mailbox,
}
