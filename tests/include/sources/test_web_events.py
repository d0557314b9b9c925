"""A site's hits in files of JSON lines: what is no JSON harms nothing but itself."""

import gzip
import json
from datetime import date, datetime

import pytest

from include.errors import ClienteleError
from include.landing.load import load_landing
from include.sources.checks.sources import check_sources
from include.warehouse import open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)
SITE = {"kind": "web_events"}


@pytest.fixture
def folder(home):
    """Make the folder that the shipped mapping reads."""
    place = home / "web_events"
    place.mkdir()
    return place


def hit(hit_id: str, **said: object) -> str:
    """Return a line, as a site writes it."""
    seen = {"hit_id": hit_id, "anonymous_id": "a1", "happened_at": "2025-03-10T12:00:00Z"}
    return json.dumps(seen | {"kind": "page_view"} | said)


def landed(company, query: str = "from landing.web_events order by event_id") -> list[dict]:
    load_landing(company)
    with open_warehouse() as database:
        found = database.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_every_line_is_a_hit_whether_its_file_is_packed_or_not(folder, company_of):
    (folder / "a.jsonl").write_text(f"{hit('1', utm_source='ads')}\n\n{hit('2')}")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(f"\ufeff{hit('3')}\r\n".encode()))
    (folder / "c.jsonl").touch()
    company = company_of({"site": SITE})

    extract_days(company, "site", DAY)

    hits = landed(company)
    assert [row["event_id"] for row in hits] == ["1", "2", "3"]
    assert hits[0]["utm_source"] == "ads"
    assert hits[0]["happened_at"] == datetime(2025, 3, 10, 12)


def test_a_line_that_is_no_json_is_quarantined_as_it_came(folder, company_of):
    lines = [hit("1"), '{"hit_id": "2", "anonymo', "<html>", "[1]", '"' + "x" * 5000, hit("3")]
    (folder / "a.jsonl").write_bytes("\n".join(lines).encode() + b"\n\xff\xfe{\n")
    company = company_of({"site": SITE | {"options": {"max_line_bytes": 1000}}})

    (batch,) = extract_days(company, "site", DAY)

    assert (batch.rows_in, batch.rows_landed, batch.quarantined) == (7, 2, 5)
    with open_warehouse() as database:
        bad = database.execute(
            "select payload from read_parquet(?)", [str(batch.quarantine_file)]
        ).fetchall()
    texts = {text for (text,) in bad}
    assert {lines[1], lines[2], lines[3], lines[4][:1000]} < texts


def test_a_file_that_grew_brings_its_new_lines_and_mends_the_one_cut_off(folder, company_of):
    company = company_of({"site": SITE})
    (folder / "a.jsonl").write_text(f"{hit('1')}\n{hit('2')[:30]}")
    extract_days(company, "site", DAY)
    (folder / "a.jsonl").write_text(f"{hit('1')}\n{hit('2')}\n{hit('3')}\n")

    extract_days(company, "site", DAY)

    assert [row["event_id"] for row in landed(company)] == ["1", "2", "3"]


def test_a_visitor_is_the_client_they_said_they_are_since_the_first_time(folder, company_of):
    lines = [
        hit("1", happened_at="2025-03-10T12:00:00+02:00"),
        hit("2", kind="identify", user_id="7", happened_at="2025-03-10T11:00:00Z"),
        hit("3", kind="identify", user_id="7", happened_at="2025-03-10T12:30:00+02:00"),
    ]
    (folder / "a.jsonl").write_text("\n".join(lines))
    company = company_of({"site": SITE})

    extract_days(company, "site", DAY)

    (cookie,) = landed(company, "from landing.client_identifiers")
    assert (cookie["client_id"], cookie["identifier_value"]) == ("7", "a1")
    assert cookie["known_from"] == datetime(2025, 3, 10, 10, 30)


def test_a_field_nobody_expected_is_kept(folder, company_of):
    (folder / "a.jsonl").write_text(hit("1", screen="large"))
    company = company_of({"site": SITE})

    extract_days(company, "site", DAY)

    (row,) = landed(company, "select payload ->> '$.screen' as screen from raw.site__hits")
    assert row["screen"] == "large"


def test_a_file_that_unpacks_to_more_than_it_may_is_refused(folder, company_of):
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(b" " * 3_000_000))
    company = company_of({"site": SITE | {"options": {"max_file_bytes": 1_000_000}}})

    with pytest.raises(ClienteleError, match="unpacks to more than 1,000,000 bytes"):
        extract_days(company, "site", DAY)


def test_a_packed_file_that_is_broken_off_is_named_and_holds_up_no_other(folder, company_of):
    company = company_of({"site": SITE})
    whole = gzip.compress("".join(f"{hit(str(n))}\n" for n in range(100)).encode())
    (folder / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "b.jsonl").write_text(hit("100"))

    for _ in range(2):
        with pytest.raises(ClienteleError, match=r"broken off.*a\.jsonl\.gz"):
            extract_days(company, "site", DAY)
    before = [row["event_id"] for row in landed(company)]
    (folder / "a.jsonl.gz").write_bytes(whole)
    extract_days(company, "site", DAY)

    assert before == ["100"]
    assert len(landed(company)) == 101


def test_a_link_among_the_files_is_told_and_holds_up_no_other(folder, company_of):
    company = company_of({"site": SITE})
    (folder / "a.jsonl").symlink_to("/dev/zero")
    (folder / "b.jsonl").write_text(hit("1"))

    with pytest.raises(ClienteleError, match=r"is a link.*a\.jsonl"):
        extract_days(company, "site", DAY)

    assert len(landed(company)) == 1


def test_the_check_reads_no_line_and_finds_the_folder_missing(home, company_of):
    (problem,) = check_sources(company_of({"site": SITE}))

    assert "no file is there" in str(problem)


def test_a_file_that_has_not_changed_is_not_read_again_unless_the_mapping_has(folder, company_of):
    for name in ("a", "b", "c"):
        (folder / f"{name}.jsonl").write_text(hit(name))
    extract_days(company_of({"site": SITE}), "site", DAY)

    again = extract_days(company_of({"site": SITE}), "site", DAY)
    changed = company_of({"site": SITE | {"id_prefix": "S-"}})
    anew = extract_days(changed, "site", DAY)

    assert [batch.part for batch in again] == ["c.jsonl"]
    assert [batch.part for batch in anew] == ["a.jsonl", "b.jsonl", "c.jsonl"]
    assert [row["event_id"] for row in landed(changed)] == ["S-a", "S-b", "S-c"]
