"""Verdicts: which rows of a reading are kept."""

import pytest

from include.landing import verdicts
from include.landing.verdicts import BatchFacts, judge_rows, open_batch
from include.quality.contract import Contract
from include.sources.streams import Stream
from include.warehouse import connect

SOUND = Contract("(select * from batch)", ())


@pytest.mark.parametrize(("doubles", "is_judged"), [(0, False), (1, True)])
def test_many_keys_are_proven_unique_a_share_at_a_time(tmp_path, monkeypatch, doubles, is_judged):
    monkeypatch.setattr(verdicts, "KEYS_OF_A_PASS", 10)
    database, file = connect(), tmp_path / "rows.parquet"
    rows = f"select i as id from range(35) as r(i) union all from range({doubles})"
    database.execute(f"copy ({rows}) to '{file}' (format parquet)")
    columns = open_batch(database, str(file))

    facts = judge_rows(database, columns, Stream(key=("id",)), "UTC", SOUND)

    judged = database.execute("select 1 from duckdb_tables() where table_name = 'verdicts'")
    assert facts == BatchFacts(35 + doubles, duplicates=doubles)
    assert bool(judged.fetchall()) == is_judged
