"""Every source is asked: by existing."""

from include.sources.registry import systems
from tests.include.sources.contract.cases import ABILITIES, kinds


def test_every_kind_of_source_has_a_case():
    assert set(kinds()) == {"sql", "files", *systems()}


def test_a_case_has_every_ability_or_says_why_not(trial):
    case = trial.case

    assert case.supports | set(case.lacks) == set(ABILITIES)
    assert not case.supports & set(case.lacks)
    assert all(len(reason.split()) > 3 for reason in case.lacks.values())


def test_whatever_can_be_asked_of_any_system_is_asked_of_this_one(trial):
    assert "dead" in trial.case.supports
    if trial.case.faults is not None:
        assert {"paging", "poison", "new_column", "drop_column"} <= trial.case.supports
