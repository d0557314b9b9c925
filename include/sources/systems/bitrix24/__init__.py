"""Bitrix24: leads, deals with their stages, clients, calls, tasks and comments of a portal."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from include.company_sections import Section
from include.sources.config_types import Names

CONNECTION = (
    '{"conn_type": "bitrix24", "host": "portal.bitrix24.com", "login": "17", "password": "k3y…"}'
)

Pipeline = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d+$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]*$", max_length=64)]


class Options(Section):
    """What company.yml may say of a portal under `options`.

    `originator` is the `originatorId` of contacts and companies whose `originId` is the number by
    which the other systems know the client; empty: the portal's own numbers are used.
    `lost_reason` is the deal's field that says why it was lost; empty: the name of its last stage.
    `funnels` gives the funnel of deals by the number of their pipeline, of which the first is 0;
    without it they are in the company's first funnel. `stages` gives stages by the portal's ids.
    A user who is no administrator sees a part of the rows; `partial` says that this part is wanted.
    `shop` says that the portal has an online shop, whose orders are read; an order is completed in
    one of `completed_statuses`.
    """

    originator: str = ""
    lost_reason: Name = ""
    funnels: dict[Pipeline, str] = Field(default_factory=dict)
    stages: dict[str, str] = Field(default_factory=dict)
    partial: bool = False
    shop: bool = False
    completed_statuses: Names = ("F",)
    counts: bool = True
    pages_per_request: int = Field(50, ge=1, le=50)
    requests_per_second: float = Field(2.0, gt=0, le=50)
    burst: int = Field(40, ge=1, le=250)
