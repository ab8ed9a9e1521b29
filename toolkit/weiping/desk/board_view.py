"""The public board: progress always, standings only where they may be shown. No judge appears in it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from ..domain.exact import plain
from . import results, rows
from .round_info import RoundInfo
from .sheets import Sheets


def board(
    connection: sa.Connection, info: RoundInfo, entries: list[Any], sheets: Sheets, current: list[results.Standing]
) -> dict[str, Any]:
    """The board of a round; `current` are the standings as they would be shown while scoring is open."""
    return {
        "round": info.head(),
        "community": rows.community(connection),
        "progress": progress(info, entries, rows.panel_size(connection, info.id), sheets),
        "criteria": [
            {"key": c.key, "title": c.title.both(), "weight": plain(weight)}
            for c, weight in zip(info.criteria, results.weights(info), strict=True)
        ],
        "entries": [rows.entry_data(entry) for entry in entries],
        "standings": _public(connection, info, current),
        "rule": results.words(info),
        "rule_brief": results.brief(info),
    }


def shows_current(info: RoundInfo) -> bool:
    """Whether the public sees standings that still move."""
    return info.phase is Phase.OPEN and info.show_standings


def _public(connection: sa.Connection, info: RoundInfo, current: list[results.Standing]) -> list[dict[str, Any]] | None:
    if info.phase in (Phase.PUBLISHED, Phase.FINAL):
        return [standing.data(info) for standing in results.published(connection, info.id)]
    return [standing.data(info) for standing in current] if shows_current(info) else None


def progress(info: RoundInfo, entries: list[Any], judges: int, sheets: Sheets) -> dict[str, Any]:
    """How far the panel is, over all and for each entry."""
    marks = {one.id: sheets.answered[one.id] for one in entries}
    signed = {one.id: sheets.signed[one.id] for one in entries}
    return {
        "judges": judges, "marks": sum(marks.values()), "marks_due": judges * len(entries) * len(info.criteria),
        "sheets": sum(signed.values()), "sheets_due": judges * len(entries),
        "entries": [{"entry": one, "marks": marks[one], "sheets": signed[one], "sheets_due": judges} for one in marks],
    }  # fmt: skip
