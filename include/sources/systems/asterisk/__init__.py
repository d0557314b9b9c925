"""Asterisk: call records (CDR) and channel events (CEL) of a database, made one row per call."""

import re
from typing import Annotated

from pydantic import AfterValidator

from include.company_sections import Section
from include.settings import DATABASE
from include.sources.config_types import Names
from include.sources.streams import SqlStream


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]

STREAM = SqlStream
CONNECTION = DATABASE


class Options(Section):
    """What company.yml may say of a telephone exchange.

    `extensions` says which numbers and devices are our own; every other device is a line to the
    outside. `employees` takes the employee's id out of an extension, as its first group. A call
    that begins in one of `inbound_contexts` comes from outside whatever its device.
    """

    extensions: Pattern = r"^\d{2,5}$"
    employees: Pattern = r"^(\d+)$"
    inbound_contexts: Names = ("from-trunk", "from-pstn", "from-did-direct")
