"""The stages that deals of a portal can come to, and a made-up deal in each, for the check."""

from typing import Any

from include.sources.systems.bitrix24.commands import Command
from include.sources.systems.bitrix24.portal import Portal

STATUSES = Command("crm.status.list", {})
_PIPELINE = "DEAL_STAGE"
_MADE_UP = "2025-01-01T00:00:00+00:00"

Row = dict[str, Any]


def stages_of(portal: Portal) -> list[Row]:
    """Return the portal's entries for stages of deals; the first pipeline's bear no number."""
    rows = portal.one(STATUSES).result or []
    return [row for row in rows if str(row.get("ENTITY_ID", "")).startswith(_PIPELINE)]


def deals_in(stages: list[Row]) -> list[Row]:
    """Return a deal in each stage, known by the stage."""
    return [
        {
            "id": stage["STATUS_ID"],
            "categoryId": _pipeline(stage),
            "stageId": stage["STATUS_ID"],
            "stageSemanticId": _outcome(stage),
            "createdTime": _MADE_UP,
        }
        for stage in stages
    ]


def entries_into(stages: list[Row]) -> list[Row]:
    """Return an entry into each stage, of the deal that is known by it."""
    return [
        {
            "ID": stage["STATUS_ID"],
            "OWNER_ID": stage["STATUS_ID"],
            "CATEGORY_ID": _pipeline(stage),
            "STAGE_ID": stage["STATUS_ID"],
            "STAGE_SEMANTIC_ID": _outcome(stage),
            "CREATED_TIME": _MADE_UP,
        }
        for stage in stages
    ]


def _pipeline(stage: Row) -> str:
    return stage["ENTITY_ID"].removeprefix(_PIPELINE).removeprefix("_") or "0"


def _outcome(stage: Row) -> str:
    """Return S for a sale, F for a loss, P for what is on its way."""
    return stage.get("SEMANTICS") or "P"
