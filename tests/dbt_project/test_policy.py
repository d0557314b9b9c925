"""What no SQL file of the project may do."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
FILES = sorted(
    file for room in ("models", "macros", "tests") for file in (PROJECT / room).rglob("*.sql")
)
LONGEST_MODEL = 80
CLOCKS = r"\b(now|today|random|uuid|get_current_\w+)\s*\(|\bcurrent_(date|time|timestamp)\b"


def text(file: Path) -> str:
    """Return the file without its comments, in lower case."""
    return re.sub(r"--.*|\{#[\s\S]*?#\}", "", file.read_text(encoding="utf-8")).lower()


def name(file: Path) -> str:
    return file.stem


def test_there_are_files_to_check():
    assert len(MODELS) > 50
    assert len(FILES) > len(MODELS) + 10


@pytest.mark.parametrize("file", FILES, ids=name)
def test_no_sql_reads_a_clock_or_throws_dice(file):
    assert not re.search(CLOCKS, text(file))


@pytest.mark.parametrize("file", FILES, ids=name)
def test_no_moment_becomes_a_day_but_by_the_company_zone(file):
    assert "::" not in text(file)


@pytest.mark.parametrize("file", MODELS, ids=name)
def test_only_the_macro_makes_days_of_moments(file):
    assert not re.search(r"_at\s+as\s+date\b|date_trunc|timezone\s*\(", text(file))


@pytest.mark.parametrize("file", MODELS, ids=name)
def test_only_staging_and_what_reads_scores_call_a_source(file):
    sources = set(re.findall(r"source\('(\w+)'", text(file)))
    allowed = {"staging": {"landing"}, "scored": {"ml"}, "insights": {"ml"}, "reports": {"ml"}}

    assert sources <= allowed.get(file.relative_to(PROJECT / "models").parts[0], set())


@pytest.mark.parametrize("file", MODELS, ids=name)
def test_a_model_is_short_and_ends_in_its_final_step(file):
    lines = file.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= LONGEST_MODEL
    assert lines[-1] == "select * from final"
