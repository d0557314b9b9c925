"""What is shipped for a portal's shop turns it into the company's orders, lines and payments."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import yaml

from include.company import load_company
from include.landing.load import load_landing
from include.warehouse import open_warehouse
from sandbox.systems.bitrix24.server import Server
from sandbox.systems.bitrix24.shop import remove_order
from sandbox.systems.bitrix24.state import State
from sandbox.systems.serving import served
from tests.conftest import extract_days

COMPANY = {
    "name": "Test",
    "zone": "Europe/Kyiv",
    "currency": "UAH",
    "sources": {
        "crm": {
            "kind": "bitrix24",
            "connection": "portal",
            "options": {"shop": True, "completed_statuses": ["F", "SENT"]},
            "only": [
                *("contacts", "companies", "deals", "statuses"),
                *("shop_orders", "shop_lines", "shop_payments", "shop_clients"),
            ],
            "entities": {"deal": None, "client_identifier": None, "channel": None},
        }
    },
}
PLACED, DONE, LATER = (datetime(2025, 3, 10, 10), datetime(2025, 3, 12, 9), datetime(2099, 1, 1))


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """Read a shop, let it change, read it again, and return queries of what has landed."""
    home = tmp_path_factory.mktemp("home")
    scopes = frozenset({"crm", "telephony", "user", "sale"})
    ticks = count()
    elsewhere = ZoneInfo("America/New_York")  # than the company is
    server = Server(State(zone=elsewhere, scopes=scopes, clock=lambda: float(next(ticks))))
    with pytest.MonkeyPatch.context() as patched, served(server.faults) as place:
        patched.setenv("AIRFLOW_CONN_PORTAL", server.connection(place))
        patched.setenv("CLIENTELE_HOME", str(home))
        (home / "company.yml").write_text(yaml.safe_dump(COMPANY))
        company = load_company(home / "company.yml")
        _open_the_shop(server.state)
        extract_days(company, "crm", date(2025, 3, 1), 30, closing=True)
        _let_it_change(server.state)
        extract_days(company, "crm", date(2025, 3, 29), 2, closing=True)
        load_landing(company)
        with open_warehouse() as session:
            yield lambda query: session.sql(query).fetchall()


def _open_the_shop(portal: State) -> None:
    placed, done = portal.moment(PLACED), portal.moment(DONE)
    portal.put("contact", 6, name="Ann", createdTime=placed, updatedTime=placed)
    portal.put("company", 7, title="Acme", createdTime=placed, updatedTime=placed)
    portal.put("deal", 11, contactId=6, createdTime=placed, updatedTime=placed)
    times = {"dateInsert": placed, "dateUpdate": placed}
    portal.put("order", 1, statusId="F", dateStatus=done, price=1176.1, responsibleId=3, **times)
    portal.put("deal", 10, createdTime=placed, updatedTime=placed)
    portal.put("deal", 101, companyId=7, createdTime=placed, updatedTime=placed)
    for number, deal in enumerate((101, 11, 10), start=1):
        portal.put("order_entity", number, orderId=1, ownerId=deal)
    portal.put("order_client", 1, orderId=1, entityTypeId=4, entityId=7)
    cancelled = {"canceled": "Y", "dateCanceled": done, "statusId": "F", "dateStatus": placed}
    portal.put("order", 2, price=20, **cancelled, **times)
    portal.put("order_client", 2, orderId=2, entityTypeId=3, entityId=6)
    portal.put("order_client", 3, orderId=2, entityTypeId=4, entityId=8, isPrimary="N")
    portal.put("order_client", 4, orderId=2, entityTypeId=4, entityId=7)
    for order in (3, 4):
        portal.put("order", order, userId=6, price=0.3, **times)
        portal.put("basket_item", order, orderId=order, productId=51, name="Cup", price=0.1)
        portal.put("payment", order, orderId=order, sum=0.3)
    portal.put("payment", 4, paid="Y", datePaid=done)
    portal.put("basket_item", 1, orderId=1, productId=52, name="Mug", price=588.05, quantity=2)
    portal.put("basket_item", 2, orderId=1, productId=0, name="Wrapping", type=2, price=5)
    portal.put("basket_item", 5, orderId=1, productId=51, name="Cup", price=0.1)
    portal.put("basket_item", 6, orderId=1, productId=51, name="Cup", price=0)
    portal.put("payment", 1, orderId=1, sum=1176.1, paid="Y", datePaid=done, paySystemName="Card")
    portal.put("payment", 2, orderId=2, sum=20, paid="N", datePaid=done, isReturn="Y")
    portal.put("payment", 5, orderId=2, sum=20, paid="Y", datePaid=done, isReturn="P")
    portal.put("payment", 6, orderId=2, sum=20, paid="N", datePaid=done)


def _let_it_change(portal: State) -> None:
    later = portal.moment(LATER)
    remove_order(portal, 4)
    portal.remove("basket_item", 5)
    portal.put("basket_item", 3, quantity=3)
    portal.put("payment", 3, paid="Y", datePaid=portal.moment(DONE))
    portal.put("order", 3, statusId="SENT", dateStatus=portal.moment(DONE), dateUpdate=later)


def test_orders_come_with_their_state_in_the_moment_of_it(landed):
    assert landed(
        "select order_id, status, ordered_at, completed_at, cancelled_at, order_total, employee_id "
        "from landing.orders order by order_id"
    ) == [
        ("1", "completed", PLACED, DONE, None, Decimal("1176.1"), "3"),
        ("2", "cancelled", PLACED, None, DONE, Decimal("20"), "1"),
        ("3", "completed", PLACED, DONE, None, Decimal("0.3"), "1"),
    ]


def test_the_client_is_of_the_first_deal_with_one_else_company_else_contact_never_a_user(landed):
    assert landed("select order_id, client_id from landing.orders order by order_id") == [
        ("1", "contact-6"),
        ("2", "company-7"),
        ("3", None),
    ]


def test_a_line_is_what_the_order_holds_now_to_the_cent(landed):
    assert landed(
        "select line_id, order_id, product_id, quantity, unit_price from landing.order_lines "
        "where unit_price <> 0 order by line_id"
    ) == [
        ("1", "1", "52", Decimal("2"), Decimal("588.05")),
        ("2", "1", None, Decimal("1"), Decimal("5")),
        ("3", "3", "51", Decimal("3"), Decimal("0.1")),
    ]


def test_a_line_that_costs_nothing_is_a_gift_and_no_sale(landed):
    assert landed("select line_id, line_kind from landing.order_lines order by line_id") == [
        ("1", None),
        ("2", None),
        ("3", None),
        ("6", "no_charge"),
    ]


def test_a_product_is_named_by_the_lines_it_stands_in(landed):
    assert landed("select product_id, product_name from landing.products order by all") == [
        ("51", "Cup"),
        ("52", "Mug"),
    ]


def test_money_that_did_not_come_or_went_back_is_no_payment(landed):
    assert landed(
        "select payment_id, order_id, amount, paid_at, payment_method from landing.payments "
        "order by payment_id"
    ) == [
        ("1", "1", Decimal("1176.1"), DONE, "Card"),
        ("3", "3", Decimal("0.3"), DONE, None),
    ]
