"""Dynamics 365 (Dataverse) with ClickDimensions: clients, deals, orders, calls, cases, mailings."""

from typing import Annotated

from pydantic import AfterValidator, Field

from include.company_sections import Section

CONNECTION = (
    '{"conn_type": "dynamics365", "host": "contoso.crm4.dynamics.com", "login": "<client id>", '
    '"password": "<secret>", "extra": {"tenant": "<directory id>"}}'
)

Column = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
_KINDS = {
    "delivered": "delivered",
    "open": "opened",
    "click": "clicked",
    "invalid recipient": "bounced",
    "bounce": "bounced",
    "hard bounce": "bounced",
    "soft bounce": "bounced",
    "spam": "complained",
    "spam complaint": "complained",
    "unsubscribe": "unsubscribed",
}


def _completed(said: dict[str, str]) -> dict[str, str]:
    """Add the labels we know to those that the file gives; upper and lower case are one."""
    return _KINDS | {label.strip().lower(): kind for label, kind in said.items()}


class Options(Section):
    """What company.yml may say under `options`.

    page_size         rows asked for at once; the most that the Web API gives is the default
    custom_columns    whether columns that the company added to a table are read too, as `payload`
    account_number    column of accounts with the number that other systems know a client by
    contact_number    the same, of contacts
    employee_number   the same, of system users
    funnel            the funnel of all opportunities, by its name under `funnels`
    first_stage       the stage of a funnel that an opportunity enters when it is created
    won_stage         and the one that a won opportunity enters
    lost_stage        and the one that a lost opportunity enters
    stages            stage by the step name of an opportunity, where the two differ
    event_kinds       kind of a campaign event by the label of ClickDimensions' event type
    """

    page_size: int = Field(5000, ge=1, le=5000)
    custom_columns: bool = True
    account_number: Column = "accountnumber"
    contact_number: Column = "externaluseridentifier"
    employee_number: Column = "employeeid"
    funnel: str | None = None
    first_stage: str = "new"
    won_stage: str = "won"
    lost_stage: str = "lost"
    stages: dict[str, str] = Field(default_factory=dict)
    event_kinds: Annotated[dict[str, str], AfterValidator(_completed)] = Field(
        default_factory=lambda: dict(_KINDS)
    )
