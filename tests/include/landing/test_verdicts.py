"""Verdicts: which rows of a reading are kept."""

import pytest

from include.landing import verdicts
from include.landing.verdicts import BatchFacts, judge_rows, open_batch
from include.quality.contract import Contract
from include.sources.streams import Stream
from include.warehouse import connect

SOUND = Contract("(select * from batch)", ())


def judged(file, ids: str) -> tuple[BatchFacts, bool]:
    """Judge rows by the ids that a query gives; say also whether each row had to be looked at."""
    database = connect()
    database.execute(f"copy ({ids}) to '{file}' (format parquet)")
    columns = open_batch(database, str(file))
    facts = judge_rows(database, columns, Stream(key=("id",)), "UTC", SOUND)
    table = database.execute("select 1 from duckdb_tables() where table_name = 'verdicts'")
    return facts, bool(table.fetchall())


@pytest.mark.parametrize(("doubles", "is_judged"), [(0, False), (1, True)])
def test_many_keys_are_proven_unique_a_share_at_a_time(tmp_path, monkeypatch, doubles, is_judged):
    monkeypatch.setattr(verdicts, "KEYS_OF_A_PASS", 10)
    texts = (
        f"select 'k' || i as id from range(35) as r(i) union all select 'k0' from range({doubles})"
    )

    facts, each_row = judged(tmp_path / "rows.parquet", texts)

    assert (facts.rows_in, facts.duplicates) == (35 + doubles, doubles)
    assert each_row == is_judged


@pytest.mark.parametrize(
    ("ids", "duplicates"),
    [
        ("-2::SMALLINT, 0, 1, 3", 0),
        ("-2::SMALLINT, 0, 1, 1", 1),
        ("9223372036854775806, 9223372036854775807", 0),
        ("1, 1000000000000", 0),  # too far apart to be marked
        ("1, 1000000000000, 1000000000000", 1),
    ],
)
def test_whole_numbers_are_proven_unique_near_each_other_or_far(tmp_path, ids, duplicates):
    facts, each_row = judged(tmp_path / "rows.parquet", f"select unnest([{ids}]) as id")

    assert facts.duplicates == duplicates
    assert each_row == bool(duplicates)
