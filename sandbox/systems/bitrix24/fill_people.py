"""Users, cards of contacts and companies, dictionaries; merges and removals of cards."""

from typing import Any

from sandbox.systems.bitrix24.filling import FIRST_CONTACT, ORIGINATOR, Filling

LEAD_STAGES = (
    ("NEW", "New", None),
    ("IN_PROCESS", "In progress", None),
    ("CONVERTED", "Good lead", "S"),
    ("JUNK", "Poor lead", "F"),
)
DEAL_STAGES = (
    ("NEW", "New", None),
    ("CONTACTED", "Contacted", None),
    ("PROPOSAL", "Proposal", None),
    ("AGREED", "Agreed", None),
    ("WON", "Deal won", "S"),
    ("LOSE", "Deal lost", "F"),
)
MEANINGS = {None: "process", "S": "success", "F": "failure"}

CLIENTS = """
    select
        *,
        greatest(created_at, case when updated_at <= $moment then updated_at end) as changed_at
    from clients
    where unit = 'retail' and in_crm
        and (merged_at is null or merged_at > $since)
        and (removed_at is null or removed_at > $moment)
        and greatest(created_at, case when updated_at <= $moment then updated_at end) > $since
        and created_at <= $moment
    order by kind, client_id
"""
USERS = """
    select *, left_on is null or left_on > cast($moment as date) as is_active
    from employees
    where hired_on <= cast($moment as date) and $since < $moment
    order by employee_id
"""
MERGED = """
    select * from clients
    where unit = 'retail' and in_crm and merged_at > $since and merged_at <= $moment
    order by merged_at, client_id
"""
REMOVED = """
    select * from clients
    where unit = 'retail' and in_crm and removed_at > $since and removed_at <= $moment
    order by removed_at, client_id
"""


def dictionaries(filling: Filling) -> None:
    """Put stages, sources, the funnel and the currency."""
    portal = filling.portal
    channels = filling.rows("select * from channels where $since < $moment order by channel_id")
    sources = [(row["channel_id"], row["name"], None) for row in channels]
    sets = {"STATUS": LEAD_STAGES, "DEAL_STAGE": DEAL_STAGES, "SOURCE": sources}
    number = 100
    for entity, entries in sets.items():
        for place, (code, name, semantics) in enumerate(entries, start=1):
            number += 2
            portal.put("status", number, ENTITY_ID=entity, STATUS_ID=code, NAME=name)
            portal.put("status", number, SORT=str(10 * place), SEMANTICS=semantics)
            if entity != "SOURCE":
                extra = {"SEMANTICS": MEANINGS[semantics], "COLOR": "#39A8EF"}
                portal.put("status", number, COLOR="#39A8EF", EXTRA=extra)
    portal.put("category", 0, name="Retail")
    portal.put("currency", 1, CURRENCY="UAH", BASE="Y", FULL_NAME="Hryvnia")


def users(filling: Filling) -> None:
    """Put a user for every employee; who has left is there, but not active."""
    for row in filling.rows(USERS):
        first, _, last = row["full_name"].partition(" ")
        filling.portal.put(
            "user",
            row["employee_id"],
            NAME=first,
            LAST_NAME=last,
            EMAIL=row["email"],
            ACTIVE=row["is_active"],
            WORK_POSITION=row["role"],
            UF_PHONE_INNER=row["extension"],
            UF_EMPLOYMENT_DATE=f"{row['hired_on']}T00:00:00+02:00",
        )


def clients(filling: Filling) -> None:
    """Put cards that are new or changed, companies first: persons name theirs."""
    for row in filling.rows(CLIENTS):
        thing = "contact" if row["kind"] == "person" else "company"
        own = _person(filling, row) if thing == "contact" else {"title": row["name"]}
        filling.portal.put(
            thing,
            FIRST_CONTACT + row["client_id"],
            createdTime=filling.at(row["created_at"]),
            updatedTime=filling.at(row["changed_at"]),
            sourceId=row["channel_id"],
            **own,
            **reached(row["client_id"], row["phone"], row["email"]),
            # the shop numbers whom the company knows, also those who have not bought yet
            originatorId=ORIGINATOR,
            originId=str(row["client_id"]),
        )


def merges(filling: Filling) -> None:
    """Merge cards; one whose survivor has none goes."""
    for row in filling.rows(MERGED):
        thing = "contact" if row["kind"] == "person" else "company"
        loser, winner = FIRST_CONTACT + row["client_id"], FIRST_CONTACT + row["merged_into_id"]
        if filling.portal.table(thing).get(winner):
            filling.portal.merge(thing, loser, winner, row["merged_at"])
        else:
            filling.portal.remove(thing, loser)


def removals(filling: Filling) -> None:
    """Delete cards."""
    for row in filling.rows(REMOVED):
        thing = "contact" if row["kind"] == "person" else "company"
        filling.portal.remove(thing, FIRST_CONTACT + row["client_id"])


def reached(number: int, phone: str | None, email: str | None) -> dict[str, Any]:
    """Return the fields that say how a person is reached."""
    ways = [("PHONE", phone, 2 * number), ("EMAIL", email, 2 * number + 1)]
    fm = [
        {"id": each, "valueType": "WORK", "value": value, "typeId": kind}
        for kind, value, each in ways
        if value
    ]
    return {
        "fm": fm,
        "hasPhone": "Y" if phone else "N",
        "hasEmail": "Y" if email else "N",
        "phone": phone or "",
        "phoneWork": phone or "",
        "email": email or "",
        "emailWork": email or "",
    }


def _person(filling: Filling, row: dict[str, Any]) -> dict[str, Any]:
    firm = row["parent_client_id"]
    thing, number = filling.contact(firm)
    company = number if thing == "company" else 0
    return {
        "name": row["name"],
        "companyId": company,
        "companyIds": [company] if company else [],
    }
