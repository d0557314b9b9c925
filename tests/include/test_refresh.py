"""Two runs take turns at one work file: what one has overwritten, the other does again."""

from datetime import date

import pytest

from include import refresh

FIRST, SECOND = date(2025, 10, 30), date(2025, 10, 31)


@pytest.fixture
def done(home, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, date]]:
    """Replace each step's work by a note of it; the progress is kept in a real work file."""
    notes: list[tuple[str, date]] = []

    def noting(name):
        return lambda company, as_of: notes.append((name, as_of))

    for name in list(refresh.STEPS):
        monkeypatch.setitem(refresh.STEPS, name, noting(name))
    return notes


def test_one_run_alone_does_each_step_once(done):
    refresh.build_marts(None, FIRST)
    refresh.score_models(None, FIRST)
    refresh.build_reports(None, FIRST)
    refresh.audit_tables(None, FIRST)

    assert done == [(name, FIRST) for name in refresh.STEPS]


def test_a_step_redoes_what_another_run_has_overwritten(done):
    refresh.build_marts(None, FIRST)
    refresh.build_marts(None, SECOND)

    refresh.score_models(None, FIRST)
    refresh.build_reports(None, SECOND)

    assert done[2:] == [
        ("build_marts", FIRST),
        ("score_models", FIRST),
        ("build_marts", SECOND),
        ("score_models", SECOND),
        ("build_reports", SECOND),
    ]


def test_a_step_that_is_run_again_is_done_again(done):
    refresh.build_marts(None, FIRST)
    refresh.score_models(None, FIRST)

    refresh.score_models(None, FIRST)

    assert done[2:] == [("score_models", FIRST)]


def test_a_step_that_fails_is_not_done(done, monkeypatch):
    def fail(company, as_of):
        raise ValueError("no")

    refresh.build_marts(None, FIRST)
    with monkeypatch.context() as patch:
        patch.setitem(refresh.STEPS, "score_models", fail)
        with pytest.raises(ValueError, match="no"):
            refresh.score_models(None, FIRST)

    refresh.build_reports(None, FIRST)

    assert done[1:] == [("score_models", FIRST), ("build_reports", FIRST)]


def test_a_replay_scores_past_days_oldest_first_and_publishes_nothing(done):
    refresh.replay(None, [SECOND, FIRST])

    assert done == [
        ("build_marts", FIRST),
        ("score_models", FIRST),
        ("build_marts", SECOND),
        ("score_models", SECOND),
    ]
