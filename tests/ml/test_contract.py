"""What is asked of every registered model alike."""

import ast
import subprocess
import sys
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import ml
from ml.store import load_champion, save_champion

ROOM = Path(ml.__file__).parent
PURE_FILES = [
    file
    for file in sorted(ROOM.rglob("*.py"))
    if file.name not in ("reading.py", "runner.py", "store.py", "tables.py")
]


def test_a_model_is_named_after_its_module_and_writes_into_schema_ml(asked):
    spec = asked.module.SPEC

    assert asked.module.__name__ == f"ml.{spec.name}"
    assert all(table.name.startswith("ml.") for table in spec.writes)
    assert all(set(table.key) <= set(table.columns) for table in spec.writes)
    assert all("as_of_date" in table.key for table in spec.writes)
    assert not any(set(table.optional) & set(table.key) for table in spec.writes)


def test_answers_have_the_declared_columns_and_no_missing_value(asked):
    for table in asked.module.SPEC.writes:
        answer = asked.answers[table.name]

        assert len(answer) > 0
        assert [*answer.columns] == [name for name in table.columns if name != "as_of_date"]
        assert not answer.drop(columns=[*table.optional]).isna().any(axis=None)


def test_there_is_one_row_per_key(asked):
    for table in asked.module.SPEC.writes:
        key = [name for name in table.key if name != "as_of_date"]

        assert not asked.answers[table.name].duplicated(key).any()


def test_the_same_seed_gives_the_same_answers(asked):
    again = asked.contest_of(asked.examples.signal)
    answers = asked.answers_of(asked.examples.signal, again.method)

    assert again.verdicts == asked.contest.verdicts
    for table, answer in asked.answers.items():
        assert_frame_equal(answers[table], answer)


def test_a_stored_champion_answers_like_the_one_in_memory(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))

    name = save_champion(asked.module.SPEC.name, date(2023, 7, 2), asked.contest)
    stored = load_champion(asked.module.SPEC.name, name)

    answers = asked.answers_of(asked.examples.signal, stored.method)
    for table, answer in asked.answers.items():
        assert_frame_equal(answers[table], answer)


def test_what_a_model_is_given_is_left_alone(asked):
    example = asked.examples.signal
    before = deepcopy(example)

    asked.answers_of(example, asked.contest.method)
    asked.module.evaluate(asked.answers[asked.module.SPEC.writes[0].name], example.happened)

    assert_frame_equal(example.features, before.features)
    assert_frame_equal(example.subjects, before.subjects)


def test_a_planted_signal_is_found_and_beats_a_constant_guess(asked):
    spec, example = asked.module.SPEC, asked.examples.signal
    answers = asked.answers[spec.writes[0].name]

    values = asked.module.evaluate(answers, example.happened)
    constant = asked.module.evaluate(asked.examples.constant_guess(answers), example.happened)

    assert {verdict.status for verdict in asked.contest.verdicts} == {"published"}
    assert set(values) == set(spec.measures)
    for measure, value in values.items():
        assert (value < constant[measure]) == spec.lower_is_better


def test_where_there_is_nothing_to_learn_the_baseline_is_published_and_says_so(asked):
    contest = asked.contest_of(asked.examples.no_signal)

    assert {verdict.status for verdict in contest.verdicts} == {"baseline"}
    assert {verdict.baseline for verdict in contest.verdicts} == {asked.module.SPEC.baseline}
    assert all(verdict.candidate in verdict.reason for verdict in contest.verdicts)


def test_both_errors_stand_beside_each_other(asked):
    board = asked.contest.scoreboard

    assert [verdict.measure for verdict in asked.contest.verdicts] == [*asked.module.SPEC.measures]
    assert asked.module.SPEC.baseline in set(board["candidate"])
    for verdict in asked.contest.verdicts:
        assert verdict.candidate_value is not None
        assert verdict.baseline_value is not None


def test_under_its_floor_a_model_refuses_with_a_reason(asked):
    examples, refusal = asked.examples, asked.module.refusal
    too_little, settings = examples.too_little.features, examples.too_little.settings

    assert refusal(examples.signal.features, **examples.signal.settings) is None
    assert "at least" in refusal(too_little, **settings)
    assert "at least" in refusal(too_little.iloc[:0], **settings)


def test_under_its_floor_the_labelled_baseline_answers_for_every_subject(asked):
    example, enough = asked.examples.too_little, asked.answers
    for features in (example.features, example.features.iloc[:0]):
        answers = asked.module.baseline(features, example.subjects, seed=5, **example.given)

        for table in asked.module.SPEC.writes:
            answer = answers[table.name]
            assert [*answer.columns] == [*enough[table.name].columns]
            assert not answer.drop(columns=[*table.optional]).isna().any(axis=None)


def test_evaluating_days_that_have_not_come_tells_nothing(asked):
    answers = asked.answers[asked.module.SPEC.writes[0].name]

    values = asked.module.evaluate(answers, asked.examples.signal.features)

    assert set(values.values()) == {None}


@pytest.mark.parametrize("file", PURE_FILES, ids=lambda file: str(file.relative_to(ROOM)))
def test_a_model_touches_neither_files_nor_the_database(file):
    tree = ast.parse(file.read_text())
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert PURE_FILES
    assert not {name.split(".")[0] for name in imported} & {"include", "duckdb", "os", "pathlib"}
    assert not {"ml.reading", "ml.runner", "ml.store", "ml.tables"} & imported
    assert not {"open", "print"} & called


def test_the_list_of_models_can_be_read_without_loading_one():
    heavy = ("pandas", "prophet", "duckdb")
    program = f"import sys, ml; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOM.parent
    )

    assert answer.stdout.strip() == "[]"
    assert isinstance(ml.MODELS, tuple)
