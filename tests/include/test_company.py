"""company.yml: every mistake is named with file, key and reason before anything runs."""

from pathlib import Path

import pytest
import yaml

from include.company import load_company
from include.errors import ClienteleError

SOUND = {
    "name": "Test",
    "zone": "Europe/Kyiv",
    "currency": "UAH",
    "sources": {
        "shop": {
            "kind": "sql",
            "connection": "shop_db",
            "streams": {"orders": {"table": "orders", "key": ["id"], "updated": "updated_at"}},
            "entities": {
                "order": {"from": "orders", "columns": {"order_id": "id", "ordered_at": "made_at"}}
            },
        }
    },
}


def mend(path: str, value: object) -> dict:
    """Return the sound file with one key set; a dotted path leads to it."""
    content = yaml.safe_load(yaml.safe_dump(SOUND))
    at = content
    *parents, last = path.split(".")
    for parent in parents:
        at = at[parent]
    at[last] = value
    return content


def complaint(tmp_path: Path, content: object) -> str:
    file = tmp_path / "company.yml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    with pytest.raises(ClienteleError) as caught:
        load_company(file)
    assert str(file) in str(caught.value)
    return str(caught.value)


def test_a_sound_file_is_read(tmp_path):
    file = tmp_path / "company.yml"
    file.write_text(yaml.safe_dump(SOUND))

    company = load_company(file)

    assert company.sources["shop"].streams["orders"].mode == "interval"
    assert company.dbt_vars()["zone"] == "Europe/Kyiv"


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("colour", "red", "colour: unknown key"),
        ("churn", 30, "churn: is no mapping of keys"),
        ("funnels", ["sales"], "funnels: is no mapping of keys"),
        ("zone", "Europe/Kiew", "zone: 'Europe/Kiew' is no time zone"),
        ("currency", "hryvnia", "currency:"),
        ("locale", "de", "locale:"),
        ("reports", {"daily": {"at": 480}}, "put the time in quotes"),
        ("reports", {"daily": {"at": "08:00", "recipients": ["nobody"]}}, "recipients.0:"),
        ("reports", {"daily": {"at": "08:00", "recipients": ["a@b.example"]}}, "no `mail`"),
        ("sources.shop.schedule", "every day", "is no schedule"),
        ("sources.shop.zone", "Kyiv", "sources.shop.zone: 'Kyiv' is no time zone"),
        ("sources.shop.kind", "ftp", "sources.shop:"),
        ("sources.shop.connection", None, "sources.shop.connection:"),
        ("sources.shop.streams.orders.tabel", "x", "sources.shop.streams.orders.tabel: unknown"),
        ("sources.shop.streams.orders.table", "a; drop table b", "is no table name"),
        ("sources.shop.streams.orders.overlap", "soon", "write a span such as 30m"),
        ("sources.shop.streams.orders.overlap", "100000d", "write a span such as 30m"),
        ("sources.shop.streams.orders.key", [], "`updated` needs a `key`"),
        ("sources.shop.entities.ordr", {"from": "orders", "columns": {}}, "ordr is no entity"),
        ("sources.shop.entities.order.from", "odrers", "names no stream"),
        ("sources.shop.entities.order.columns.totl", "x", "totl is no field"),
        ("sources.shop.entities.order.columns", {"order_id": "id"}, "ordered_at is required"),
    ],
)
def test_a_mistake_is_named_by_its_key(tmp_path, path, value, expected):
    assert expected in complaint(tmp_path, mend(path, value))


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("options", {"burst": "many"}, "sources.portal.options.burst:"),
        ("options", ["burst"], "sources.portal.options: is no mapping of keys"),
        ("only", 5, "sources.portal.only: is no list"),
        ("only", [{"leads": 1}], "sources.portal.only.0: is no text"),
        ("only", ["lead"], "there is no stream lead; there are leads"),
        ("streams", ["leads"], "sources.portal.streams: is no mapping of keys"),
        ("streams", {"leads": "all"}, "sources.portal.streams.leads: is no mapping of keys"),
        ("streams", {"leads": {"kye": "id"}}, "sources.portal.streams.leads.kye: unknown key"),
        ("views", ["calls"], "sources.portal.views: is no mapping of keys"),
        ("entities", ["lead"], "sources.portal.entities: is no mapping of keys"),
        ("entities", {"lead": "leads"}, "sources.portal.entities.lead: is no mapping of keys"),
        ("entities", {"lead": {"from": "leadz", "columns": {}}}, "names no stream: 'leadz'"),
    ],
)
def test_a_mistake_in_what_a_system_ships_is_named_by_its_key(tmp_path, key, value, expected):
    portal = {"kind": "bitrix24", "connection": "portal", "only": ["leads"], key: value}

    assert expected in complaint(tmp_path, mend("sources.portal", portal))


def test_all_mistakes_are_named_at_once(tmp_path):
    content = mend("zone", "Nowhere") | {"colour": "red"}

    said = complaint(tmp_path, content)

    assert "2 wrong" in said
    assert "zone:" in said
    assert "colour:" in said


@pytest.mark.parametrize("text", ["", "just text", "a: [1", "\tname: x"])
def test_a_file_that_is_no_company_is_refused(tmp_path, text):
    assert complaint(tmp_path, text)


def test_a_missing_file_says_where_to_get_one(tmp_path):
    with pytest.raises(ClienteleError, match="there is no company file"):
        load_company(tmp_path / "company.yml")


def test_a_key_written_twice_is_a_mistake(tmp_path):
    text = yaml.safe_dump(SOUND) + "zone: Europe/London\n"

    assert "written twice: zone" in complaint(tmp_path, text)


def test_a_lone_name_and_a_plain_constant_need_no_brackets_and_no_quotes(tmp_path):
    content = mend("sources.shop.streams.orders.key", "id")
    content["sources"]["shop"]["entities"]["order"]["columns"]["is_test"] = False
    file = tmp_path / "company.yml"
    file.write_text(yaml.safe_dump(content))

    shop = load_company(file).sources["shop"]

    assert shop.streams["orders"].key == ("id",)
    assert shop.entities["order"][0].columns["is_test"] == "false"
