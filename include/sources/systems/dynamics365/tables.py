"""The tables behind the streams: what they are called, their keys, and what is asked of them."""

from dataclasses import dataclass
from types import MappingProxyType

from include.sources.spool import fields_at
from include.sources.streams import SystemStream


@dataclass(frozen=True)
class Table:
    """A table of the organisation: its entity set, its logical name and its key.

    `parties` is the collection of an activity's people, which only an expansion brings.
    """

    entity_set: str
    logical: str
    key: str
    parties: str = ""


def _table(entity_set: str, logical: str, key: str = "", parties: str = "") -> Table:
    return Table(entity_set, logical, key or f"{logical}id", parties)


TABLES = MappingProxyType(
    {
        table.entity_set: table
        for table in (
            _table("systemusers", "systemuser"),
            _table("accounts", "account"),
            _table("contacts", "contact"),
            _table("leads", "lead"),
            _table("opportunities", "opportunity"),
            _table("salesorders", "salesorder"),
            _table("salesorderdetails", "salesorderdetail"),
            _table("invoices", "invoice"),
            _table("phonecalls", "phonecall", "activityid", "phonecall_activity_parties"),
            _table("emails", "email", "activityid", "email_activity_parties"),
            _table("incidents", "incident"),
            _table("campaigns", "campaign"),
            _table("cdi_emailsends", "cdi_emailsend"),
            _table("cdi_sentemails", "cdi_sentemail"),
            _table("cdi_emailevents", "cdi_emailevent"),
            _table("cdi_excludedemails", "cdi_excludedemail"),
            _table("cdi_unsubscribes", "cdi_unsubscribe"),
        )
    }
)


def properties(stream: SystemStream) -> list[str]:
    """Return the properties of a row that a stream's fields are made of.

    A label (`statecode@…FormattedValue`) comes with its property.
    """
    named = [field for place in stream.fields.values() for field in fields_at(place)]
    return list(dict.fromkeys([*named, *stream.key]))
