"""The canonical entities: what every source may serve, field by field.

The modules beside this one define them by topic, and nothing else does. The mapping is checked
against them, the typed views and the contract at the door are made from them, and
`docs/mapping.md` lists them.
"""

from types import MappingProxyType

from include.sources.entities.campaigns import CAMPAIGN, CAMPAIGN_EVENT, CHANNEL_COST, WEB_EVENT
from include.sources.entities.clients import CLIENT, CLIENT_IDENTIFIER, CONSENT
from include.sources.entities.contacts import (
    INTERACTION,
    REQUEST,
    REQUEST_EVENT,
    SURVEY_RESPONSE,
)
from include.sources.entities.deals import CHANNEL, DEAL, DEAL_STAGE_EVENT, DOCUMENT, LEAD, TASK
from include.sources.entities.employees import ABSENCE, EMPLOYEE, EMPLOYEE_SCHEDULE, SALES_PLAN
from include.sources.entities.orders import INVOICE, ORDER, ORDER_LINE, PAYMENT, RETURN
from include.sources.entities.stock import (
    PRODUCT,
    PURCHASE_ORDER,
    STOCK_LEVEL,
    STOCK_MOVEMENT,
    SUPPLIER,
)

ENTITIES = MappingProxyType(
    {
        entity.name: entity
        for entity in (
            CLIENT,
            CLIENT_IDENTIFIER,
            CONSENT,
            PRODUCT,
            EMPLOYEE,
            EMPLOYEE_SCHEDULE,
            ABSENCE,
            ORDER,
            ORDER_LINE,
            RETURN,
            PAYMENT,
            INVOICE,
            SALES_PLAN,
            LEAD,
            DEAL,
            DEAL_STAGE_EVENT,
            DOCUMENT,
            TASK,
            CHANNEL,
            CHANNEL_COST,
            CAMPAIGN,
            CAMPAIGN_EVENT,
            WEB_EVENT,
            INTERACTION,
            REQUEST,
            REQUEST_EVENT,
            SURVEY_RESPONSE,
            STOCK_LEVEL,
            STOCK_MOVEMENT,
            SUPPLIER,
            PURCHASE_ORDER,
        )
    }
)
