"""Batches exist whole or not at all, and a damaged one is found before it is believed."""

from datetime import date

import pytest

from include.errors import ClienteleError
from include.landing.batches import manifests
from include.landing.load import load_landing
from include.landing.status import source_status
from include.warehouse import open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)


@pytest.fixture
def company(home, company_of):
    (home / "inbox").mkdir()
    return company_of(
        {
            "till": {
                "kind": "files",
                "streams": {"sales": {"path": "{home}/inbox/*.csv", "load": "append"}},
                "entities": {
                    "payment": {"from": "sales", "columns": {"paid_at": "day", "amount": "sum"}}
                },
            }
        }
    )


def drop(home, name: str, *rows: str) -> None:
    (home / "inbox" / name).write_text("\n".join(["day,sum", *rows]) + "\n")


def paid(company) -> float:
    load_landing(company)
    with open_warehouse() as database:
        return float(database.execute("select sum(amount) from landing.payments").fetchone()[0])


def test_rows_in_are_rows_kept_and_duplicates_and_quarantined(home, company):
    drop(home, "a.csv", "2025-03-10,5", "2025-03-10,x", "never,7")

    for batch in extract_days(company, "till", DAY) + extract_days(company, "till", DAY):
        assert batch.rows_in == 3
        assert batch.rows_in == batch.rows_landed + batch.duplicates + batch.quarantined


def test_a_file_without_its_manifest_is_no_batch(home, company):
    drop(home, "a.csv", "2025-03-10,5")
    (batch,) = extract_days(company, "till", DAY)
    orphan = batch.file.with_name("29990101T000000000000-a.parquet")
    orphan.write_bytes(batch.file.read_bytes())

    assert len(manifests("till", "sales")) == 1
    assert paid(company) == 5


def test_a_damaged_batch_is_named_and_nothing_is_loaded(home, company):
    drop(home, "a.csv", "2025-03-10,5")
    extract_days(company, "till", DAY)
    before = paid(company)
    drop(home, "b.csv", "2025-03-11,7")
    (_, batch) = extract_days(company, "till", date(2025, 3, 11))
    content = bytearray(batch.file.read_bytes())
    content[len(content) // 2] ^= 1
    batch.file.write_bytes(content)

    with pytest.raises(ClienteleError, match="a landed batch is damaged") as caught:
        load_landing(company)

    assert str(batch.file) in str(caught.value)
    with open_warehouse() as database:
        assert database.execute("select sum(amount) from landing.payments").fetchone() == (before,)


def test_a_missing_batch_file_and_a_broken_manifest_are_named(home, company):
    drop(home, "a.csv", "2025-03-10,5")
    (batch,) = extract_days(company, "till", DAY)
    batch.file.unlink()
    with pytest.raises(ClienteleError, match="a landed batch is missing"):
        load_landing(company)

    (manifest,) = batch.file.parent.glob("*.manifest.json")
    manifest.write_text("{")
    with pytest.raises(ClienteleError, match="a batch manifest cannot be read"):
        load_landing(company)


def test_the_warehouse_can_be_lost_and_is_rebuilt_from_landing(home, company):
    drop(home, "a.csv", "2025-03-10,5")
    extract_days(company, "till", DAY)
    paid(company)
    (home / "warehouse.duckdb").unlink()

    assert paid(company) == 5


def test_a_changed_definition_of_a_stream_is_applied_to_what_landed_before(home, company_of):
    (home / "inbox").mkdir()
    drop(home, "a.csv", "01.03.2025,5")
    sources = {
        "till": {
            "kind": "files",
            "streams": {"sales": {"path": "{home}/inbox/*.csv", "load": "append"}},
            "entities": {
                "payment": {"from": "sales", "columns": {"paid_at": "'2020-01-01'", "amount": "7"}}
            },
        }
    }
    company = company_of(sources)
    extract_days(company, "till", DAY)
    assert paid(company) == 7
    sources["till"]["entities"]["payment"]["columns"]["amount"] = "sum"

    assert paid(company_of(sources)) == 5


def test_the_status_counts_a_window_once_and_says_what_is_missing(home, company):
    drop(home, "a.csv", "2025-03-10,5", "x,1")
    extract_days(company, "till", DAY)
    extract_days(company, "till", DAY)

    (today,) = source_status(company, DAY)
    (tomorrow,) = source_status(company, date(2025, 3, 11))

    assert (today[2], today[3], today[4]) == (1, 1, False)
    assert tomorrow[4] is True


def test_what_is_landed_no_longer_is_served_no_longer(home, company):
    drop(home, "a.csv", "2025-03-10,5")
    drop(home, "b.csv", "2025-03-10,7")
    (_, batch) = extract_days(company, "till", DAY)
    before = paid(company)
    batch.file.with_name(f"{batch.batch_id}.manifest.json").unlink()

    assert before == 12
    assert paid(company) == 5
