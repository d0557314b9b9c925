"""Every source is asked: by existing."""

from include.sources.registry import systems
from tests.include.sources.contract.cases import ABILITIES, kinds


def test_every_kind_of_source_has_a_case():
    assert set(kinds()) == {"sql", "files", *systems()}


def test_a_case_has_every_ability_or_says_why_not(trial):
    case = trial.case

    assert case.supports | set(case.lacks) == set(ABILITIES)
    assert not case.supports & set(case.lacks)
    short = [name for name, reason in case.lacks.items() if len(reason.split()) <= 3]
    assert not short, f"say in more than three words why {trial.kind} lacks {short}"


def test_whatever_can_be_asked_of_any_system_is_asked_of_this_one(trial):
    required = {"dead"}
    if trial.case.faults is not None:
        required |= {"paging", "poison", "new_column", "drop_column"}

    missing = sorted(required - trial.case.supports)
    assert not missing, f"{trial.kind} may not lack {missing}: a case can do it for any system"
