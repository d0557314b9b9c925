"""The emulated portal answers in the shapes of the vendor's own example answers."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path

import httpx
import pytest

from sandbox.systems.bitrix24.fill import fill
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.state import SECRET, State
from sandbox.systems.serving import served
from sandbox.world.world import make_world

EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "apis" / "bitrix24_examples"
NO_EXAMPLES = "the vendor's example answers are not beside the repository"
ACTIVITIES = "crm__timeline__activities__activity-base__crm-activity"

pytestmark = pytest.mark.skipif(not EXAMPLES.exists(), reason=NO_EXAMPLES)

SELECTED = "id title name lastName stageId sourceId assignedById opportunity isManualOpportunity"
LEADS_OF_THE_EXAMPLE = {"entityTypeId": 1, "select": SELECTED.split()}
ANSWERS = {
    "crm__universal__crm-item-list__0": ("crm.item.list", LEADS_OF_THE_EXAMPLE),
    "crm__universal__crm-item-get__0": ("crm.item.get", {"entityTypeId": 1, "id": 1}),
    "crm__crm-stage-history-list__0": ("crm.stagehistory.list", {"entityTypeId": 2}),
    f"{ACTIVITIES}-list__3": ("crm.activity.list", {"select": ["ID", "COMMUNICATIONS"]}),
    "telephony__voximplant__voximplant-statistic-get__0": (
        "voximplant.statistic.get",
        {"SORT": "ID", "ORDER": "ASC"},
    ),
    "crm__status__crm-status-list__0": (
        "crm.status.list",
        {"filter": {"ENTITY_ID": "DEAL_STAGE"}},
    ),
    "crm__universal__category__crm-category-list__0": (
        "crm.category.list",
        {"entityTypeId": 2},
    ),
    "crm__universal__product-rows__crm-item-productrow-list__0": (
        "crm.item.productrow.list",
        {"filter": {"=ownerType": "D", "=ownerId": 13142}},
    ),
    "user__user-get__0": ("user.get", {}),
    "sale__order__sale-order-get__0": ("sale.order.get", {"id": 236}),
    "sale__basket-item__sale-basket-item-list__0": (
        "sale.basketitem.list",
        {
            "select": ["id", "orderId", "productId", "name", "price", "currency"],
            "filter": {"@orderId": [236, 237]},
        },
    ),
    "sale__status__sale-status-list__0": ("sale.status.list", {"filter": {"id": "N"}}),
}
# a row of a list has the fields that the vendor names, neither more nor less
FIELDS = {
    "sale__order__sale-order-get-fields__0": ("sale.order.list", "order"),
    "sale__payment__sale-payment-get-fields__0": ("sale.payment.list", "payment"),
}
REFUSALS = {
    "crm__universal__crm-item-list__1": (
        "crm.item.list",
        {"entityTypeId": 1, "filter": {"FIELD": 1}},
    ),
    "crm__universal__crm-item-get__1": ("crm.item.get", {"entityTypeId": 1, "id": 0}),
    "crm__crm-stage-history-list__1": ("crm.stagehistory.list", {"entityTypeId": 9}),
    "crm__status__crm-status-list__1": ("crm.status.list", {"filter": "NEW"}),
    "crm__universal__category__crm-category-list__1": ("crm.category.list", {"entityTypeId": 9}),
    "crm__universal__product-rows__crm-item-productrow-list__1": ("crm.item.productrow.list", {}),
    "sale__order__sale-order-get__1": ("sale.order.get", {"id": 9}),
    "sale__order__sale-order-list__1": ("sale.order.list", {"filter": {"FIELD": 1}}),
}
# of one company or one app: its own fields, and what nobody reads
OWN = (
    *("ufCrm_", "parentId", "PERSONAL_BIRTHDAY", "originId", "originatorId"),
    *("properties", "propertyValues", "requisiteLink", "reservations"),
    *("shipments", "tradeBindings"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory) -> Iterator[httpx.Client]:
    portal = State(scopes=frozenset({"crm", "telephony", "user", "sale"}))
    world = make_world(tmp_path_factory.mktemp("world"), "XS")
    fill(portal, world, datetime.combine(world.last_day, datetime.min.time()))
    portal.put("product_row", 1, ownerId=13142, productName="vase", price=5.5, taxRate=20)
    portal.put("activity", 1, COMMUNICATIONS=communications())
    portal.put("order", 236)
    for thing in ("basket_item", "payment", "order_client"):
        portal.put(thing, 1, orderId=236)
    portal.put("order_status", 1, id="N")
    with served(Server(portal).faults) as place, httpx.Client(base_url=place.url) as client:
        yield client


def communications() -> list:
    return example(f"{ACTIVITIES}-list__3")["result"][0]["COMMUNICATIONS"]


def example(name: str) -> dict:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def call(client: httpx.Client, method: str, params: dict) -> tuple[int, dict]:
    answer = client.post(f"/rest/1/{SECRET}/{method}", json=params)
    return answer.status_code, answer.json()


def misfits(theirs: object, ours: object, place: str = "") -> list[str]:
    """Say where our value has not the shape of theirs; nothing fits every kind of value."""
    if theirs is None or ours is None:
        return []
    if isinstance(theirs, dict) and isinstance(ours, dict):
        kept = [key for key in theirs if not key.startswith(OWN)]
        lacking = [f"{place}.{key} is not there" for key in kept if key not in ours]
        inner = [misfits(theirs[key], ours[key], f"{place}.{key}") for key in kept if key in ours]
        return [*lacking, *chain.from_iterable(inner)]
    if isinstance(theirs, list) and isinstance(ours, list):
        assert ours or not theirs, place
        return misfits(theirs[0], ours[0], f"{place}[0]") if theirs else []
    numbers = (int, float)
    if isinstance(theirs, numbers) and isinstance(ours, numbers):
        return []
    return [] if type(theirs) is type(ours) else [f"{place}: {theirs!r} and {ours!r}"]


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_the_keys_and_types_of_the_vendor_s_example(client, name):
    method, params = ANSWERS[name]

    status, answer = call(client, method, params)

    assert status == 200
    assert misfits(example(name), answer) == []


def test_only_the_selected_fields_are_shown(client):
    shown = example("crm__universal__crm-item-list__0")["result"]["items"][0]

    _, answer = call(client, "crm.item.list", LEADS_OF_THE_EXAMPLE)

    assert set(answer["result"]["items"][0]) == set(shown)


@pytest.mark.parametrize("name", FIELDS)
def test_a_row_has_the_fields_that_the_vendor_names(client, name):
    method, thing = FIELDS[name]

    _, answer = call(client, method, {})

    (row,) = answer["result"][f"{thing}s"]
    assert set(row) == set(example(name)["result"][thing])


def test_an_activity_has_the_fields_of_the_vendor_s_example(client):
    _, answer = call(client, "crm.activity.list", {})

    assert misfits(example(f"{ACTIVITIES}-get__0")["result"], answer["result"][0]) == []


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_has_the_code_of_the_vendor_s_example(client, name):
    method, params = REFUSALS[name]

    status, answer = call(client, method, params)

    assert status in (400, 403)
    assert answer["error"] == example(name)["error"]
    assert set(answer) == set(example(name))
