"""Connections: Airflow's own variables, in both spellings, and no secret shown."""

import json

import pytest

from include.errors import ClienteleError
from include.settings import connection


def test_a_uri_and_json_say_the_same(monkeypatch):
    fields = {
        "conn_type": "postgres",
        "host": "db.example",
        "port": 5432,
        "login": "reader",
        "password": "p@ss/word",
        "schema": "shop",
        "extra": {"sslmode": "require"},
    }
    uri = "postgres://reader:p%40ss%2Fword@db.example:5432/shop?sslmode=require"
    monkeypatch.setenv("AIRFLOW_CONN_BY_URI", uri)
    monkeypatch.setenv("AIRFLOW_CONN_BY_JSON", json.dumps(fields))

    by_uri, by_json = connection("by_uri"), connection("by_json")

    assert (by_uri.host, by_uri.port, by_uri.password) == ("db.example", 5432, "p@ss/word")
    assert vars(by_uri) | {"conn_id": ""} == vars(by_json) | {"conn_id": ""}


def test_a_connection_never_shows_its_password(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", "postgres://u:s3cret@h/d?token=t0ken")

    shown = repr(connection("shop"))

    assert "s3cret" not in shown
    assert "t0ken" not in shown


@pytest.mark.parametrize("text", ["no-uri", "{broken", "postgres://h:port/d"])
def test_an_unreadable_connection_is_named_without_its_text(monkeypatch, text):
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", text)

    with pytest.raises(ClienteleError, match="AIRFLOW_CONN_SHOP") as caught:
        connection("shop")

    assert text not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", 5), ("host", ["h"]), ("port", "web"), ("extra", [1]), ("conn_type", None)],
)
def test_a_mistake_in_a_connection_is_named_by_its_field(monkeypatch, field, value):
    fields = {"conn_type": "bitrix24", "password": "s3cret"} | {field: value}
    monkeypatch.setenv("AIRFLOW_CONN_PORTAL", json.dumps(fields))

    with pytest.raises(ClienteleError, match=f"a mistake in {field}.*AIRFLOW_CONN_PORTAL"):
        connection("portal")


def test_a_missing_connection_says_which_variable_to_set(monkeypatch):
    monkeypatch.delenv("AIRFLOW_CONN_NOWHERE", raising=False)

    with pytest.raises(ClienteleError, match="AIRFLOW_CONN_NOWHERE"):
        connection("nowhere")
