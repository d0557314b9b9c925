"""What each thing of a portal looks like: the fields of `shapes.yml`, ready to be filled in."""

import copy
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

LEAD, DEAL, CONTACT, COMPANY, INVOICE = 1, 2, 3, 4, 31
KINDS = MappingProxyType(
    {LEAD: "lead", DEAL: "deal", CONTACT: "contact", COMPANY: "company", INVOICE: "invoice"}
)
TYPES = MappingProxyType({name: number for number, name in KINDS.items()})


@cache
def _shapes() -> dict[str, dict[str, Any]]:
    return yaml.safe_load(Path(__file__).with_name("shapes.yml").read_text(encoding="utf-8"))


def shaped(thing: str, **values: Any) -> dict[str, Any]:
    """Return one thing with every field the vendor shows, empty where nothing is said."""
    return copy.deepcopy(_shapes()[thing]) | values


def fields_of(thing: str) -> set[str]:
    """Return the names of the fields of a thing."""
    return set(_shapes()[thing])
