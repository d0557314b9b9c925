"""What every source does with rows that come, change, go, merge, come late or look strange."""

from datetime import datetime

import pytest

from include.errors import ClienteleError
from tests.include.sources.contract.trial import at

# Kyiv's clocks: 27 October 2024, 04:00 is 03:00 again; 30 March 2025, 03:00 is 04:00
AROUND_THE_CHANGES = {
    -134: (datetime(2024, 10, 27, 0, 30), datetime(2024, 10, 27, 1, 30)),
    20: (datetime(2025, 3, 30, 0, 59, 59), datetime(2025, 3, 30, 1, 0)),
}
STRANGE = {
    "11": "Привіт 🙂 – ї",
    "12": "<script>alert(1)</script>",
    "13": '=HYPERLINK("http://x.example")',
    "14": "a\u202egnp.exe",
    "15": "quote ' \" ; drop table x; -- \\ \t tab",
    "16": "long" * 25_000,
}
UNREADABLE = {"21": "nul \x00 nul", "22": "half a pair \ud800"}


def test_two_runs_bring_the_same_rows_once(trial):
    keys = trial.put_many(3, at(0))
    trial.night(0)
    first = trial.views()
    trial.night(0)

    assert trial.views() == first
    assert sorted(trial.shown()) == keys
    trial.assert_undisturbed()


def test_every_row_says_when_it_happened_changed_and_was_read_and_by_which_run(trial):
    trial.put("1", at(0, 9))
    (batch, *_) = trial.night(0)

    ((happened, changed, read),) = trial.raw("_event_at, _source_updated_at, _ingested_at")

    assert happened == (at(0, 9) if trial.stream.time else None)
    assert changed == (at(0, 9) if trial.stream.updated else None)
    assert happened or changed or trial.stream.mode in ("full", "append")
    assert read == datetime.fromisoformat(batch.ingested_at)
    assert batch.run_id == "test"


@pytest.mark.needs("exact_time")
def test_a_moment_is_the_same_moment_here_whatever_the_clocks_showed(trial):
    for day, moments in AROUND_THE_CHANGES.items():
        for number, moment in enumerate(moments):
            trial.put(str(1000 + day + number), moment)
        trial.night(day)

    expected = [moment for moments in AROUND_THE_CHANGES.values() for moment in moments]
    column = "_event_at" if trial.stream.time else "_source_updated_at"

    assert [moment for (moment,) in trial.raw(column)] == expected


@pytest.mark.needs("update")
def test_a_row_that_changes_is_shown_as_it_is_now(trial):
    trial.put_many(3, at(0))
    trial.night(0)
    trial.put("2", at(1), "second")
    trial.night(1)

    assert trial.shown() == {"1": "first", "2": "second", "3": "first"}
    trial.assert_undisturbed()


@pytest.mark.needs("delete")
def test_a_row_that_is_removed_goes_and_one_that_comes_back_is_there_again(trial):
    trial.put_many(3, at(0))
    trial.night(0)
    trial.remove("2")
    trial.night(1)
    gone = trial.shown()
    trial.put("2", at(2), "back")
    trial.night(2)

    assert gone == {"1": "first", "3": "first"}
    assert trial.shown() == {"1": "first", "2": "back", "3": "first"}
    trial.assert_undisturbed()


@pytest.mark.needs("merge")
def test_of_two_merged_rows_one_is_left_or_says_into_which_it_went(trial):
    trial.put_many(3, at(0))
    trial.night(0)
    trial.merge("2", "1")
    trial.night(1)

    rows = {trial.case.shown(row)[0]: row for row in trial.rows()}
    own_key = next(iter(rows["1"]))
    assert set(rows) >= {"1", "3"}
    assert "2" not in rows or rows["2"]["merged_into_id"] == rows["1"][own_key]
    trial.assert_undisturbed()


@pytest.mark.needs("late")
def test_a_row_that_comes_forty_days_late_is_found_and_lands_on_its_own_day(trial):
    trial.put("1", at(0))
    trial.night(0)
    trial.put("2", at(-39))
    trial.night(1)

    assert sorted(trial.shown()) == ["1", "2"]
    column = "_event_at" if trial.stream.time else "_source_updated_at"
    if trial.stream.cursor:
        assert [moment for (moment,) in trial.raw(column)] == [at(-39), at(0)]
    trial.assert_undisturbed()


@pytest.mark.needs("new_column")
def test_a_field_that_nobody_knew_is_kept(trial):
    trial.put("1", at(0))
    trial.night(0)
    known = trial.names()
    trial.act("new_column")
    trial.put("2", at(1))
    trial.night(1)

    assert trial.names() > known
    assert sorted(trial.shown()) == ["1", "2"]
    trial.assert_undisturbed()


@pytest.mark.needs("drop_column")
def test_rows_without_a_required_field_are_refused_and_what_was_known_stays(trial):
    trial.put("1", at(0))
    trial.night(0)
    trial.act("drop_column")
    trial.put("2", at(1))
    try:
        refused = sum(batch.quarantined for batch in trial.night(1))
    except ClienteleError as error:
        refused = str(error).count("is not there") + str(error).count("does not fit")

    assert refused >= 1
    assert trial.shown() == {"1": "first"}


@pytest.mark.needs("type_change")
def test_a_number_that_turns_to_text_hides_no_other_row(trial):
    trial.put_many(2, at(0))
    trial.night(0)
    trial.act("type_change")
    trial.put("3", at(1))
    batches = trial.night(1)

    shown = trial.shown()
    assert {"1", "2"} <= set(shown)
    assert ("3" in shown) == (sum(batch.quarantined for batch in batches) == 0)


@pytest.mark.needs("poison")
def test_rows_that_nobody_can_mean_are_refused_and_the_rest_goes_on(trial):
    trial.put_many(2, at(0))
    trial.act("poison")
    (batch, *_) = trial.night(0)

    shown = trial.shown()
    assert {"1", "2"} <= set(shown)
    assert batch.quarantined >= 1
    trial.assert_undisturbed()


def test_a_strange_text_arrives_as_it_is_and_an_unreadable_one_hides_no_other(trial):
    trial.put("1", at(0))
    put = {key for key, label in {**STRANGE, **UNREADABLE}.items() if can_hold(trial, key, label)}
    trial.night(0)

    shown = trial.shown()
    assert shown["1"] == "first"
    assert {key: shown[key] for key in put & set(STRANGE)} == {
        key: STRANGE[key] for key in put & set(STRANGE)
    }
    trial.assert_undisturbed()


def can_hold(trial, key: str, label: str) -> bool:
    """Put a text where the system can hold it, and say whether it can."""
    try:
        trial.put(key, at(0), label)
    except ValueError:
        return False
    return True
