"""The funnels of `company.yml`: stages in order, how deals are won or lost, how long they may take.

This is the dictionary that a source's stages are held against.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from include.company_sections import Section

StageRow = tuple[str, int, str, int | None, str, date | None, date | None, bool, bool, int]


class RenamedLabel(Section):
    """What a stage is called from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    label: str = Field(min_length=1)
    valid_from: date = Field(alias="from")


class Stage(Section):
    """A stage, or a way of being lost: its id in the data and its names over time."""

    id: str = Field(min_length=1)
    label: str | None = None
    renamed: tuple[RenamedLabel, ...] = ()

    @model_validator(mode="after")
    def _renamed_in_order(self) -> "Stage":
        days = [each.valid_from for each in self.renamed]
        if days != sorted(set(days)):
            raise ValueError(f"the days from which '{self.id}' is renamed do not ascend")
        return self

    @property
    def names(self) -> list[tuple[str, date | None, date | None]]:
        """Every label with its first day and the day after its last; None where there is none."""
        labels = [self.label or self.id, *(each.label for each in self.renamed)]
        days = [each.valid_from for each in self.renamed]
        return list(zip(labels, [None, *days], [*days, None], strict=True))


def _named(value: object) -> object:
    return [{"id": each} if isinstance(each, str | int | None) else each for each in value]


Stages = Annotated[
    tuple[Stage, ...],
    BeforeValidator(lambda value: _named(value) if isinstance(value, list | tuple) else value),
]


class Funnel(Section):
    """The way of a deal: the last stage is the sale; lost is an outcome and no stage."""

    stages: Stages = Field(min_length=2)
    lost: Stages = ()
    won: str | None = None
    conversion_days: int = Field(90, ge=1, le=3650)

    @model_validator(mode="after")
    def _told_apart(self) -> "Funnel":
        stages = [stage.id for stage in self.stages]
        lost = [stage.id for stage in self.lost]
        for place, ids in (("stages", stages), ("lost", lost)):
            twice = next((each for each in ids if ids.count(each) > 1), None)
            if twice is not None:
                raise ValueError(f"{place}: '{twice}' is there twice")
        both = next((each for each in lost if each in stages), None)
        if both is not None:
            raise ValueError(f"lost: '{both}' is one of the stages; lost is an outcome, no stage")
        return self

    @model_validator(mode="after")
    def _won_is_the_end(self) -> "Funnel":
        stages = [stage.id for stage in self.stages]
        if self.won is not None and self.won not in stages:
            raise ValueError(f"won: '{self.won}' is none of the stages {', '.join(stages)}")
        if self.won is not None and self.won != stages[-1]:
            raise ValueError(f"won: '{self.won}' is not the last stage; a funnel ends with it")
        return self


def dictionary(funnels: Mapping[str, Funnel]) -> dict[str, tuple[str, ...]]:
    """Return what rows of a source may name: the funnels, and the stages and losses of them all."""
    stages = (each.id for funnel in funnels.values() for each in (*funnel.stages, *funnel.lost))
    return {"funnels": tuple(funnels), "stages": tuple(dict.fromkeys(stages))}


def stage_rows(funnels: Mapping[str, Funnel]) -> Iterator[StageRow]:
    """Yield a row per stage or loss and label: what the view `landing.funnel_stages` holds.

    funnel_id, funnel_rank, stage_id, stage_rank (from 1; None for a loss), stage_label,
    valid_from, valid_to (half-open, None: without bound), is_won, is_lost, conversion_days.
    """
    for funnel_rank, (funnel_id, funnel) in enumerate(funnels.items(), start=1):
        ranked = [(rank, stage) for rank, stage in enumerate(funnel.stages, start=1)]
        for rank, stage in [*ranked, *((None, loss) for loss in funnel.lost)]:
            kind = (rank == len(funnel.stages), rank is None)
            for label, first, end in stage.names:
                head = (funnel_id, funnel_rank, stage.id, rank, label, first, end)
                yield (*head, *kind, funnel.conversion_days)
