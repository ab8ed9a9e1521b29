"""The public board and the display wall: progress always, standings only where they may be shown. No judge appears in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from ..domain.exact import plain
from . import results, rows
from .round_info import RoundInfo
from .sheets import Sheets


def page(connection: sa.Connection, info: RoundInfo, entries: list[Any]) -> dict[str, Any]:
    """What the pages of board and wall carry: everything but what moves while judges score."""
    return {
        "round": info.head(),
        "community": rows.community(connection),
        "criteria": [
            {"key": c.key, "title": c.title.both(), "weight": plain(weight)}
            for c, weight in zip(info.criteria, results.weights(info), strict=True)
        ],
        "entries": [rows.entry_data(entry) for entry in entries],
        "rule": results.words(info),
        "rule_brief": results.brief(info),
    }


def board(
    connection: sa.Connection, info: RoundInfo, entries: list[Any], sheets: Sheets, current: list[results.Standing],
    ranges: Mapping[int, tuple[int, int]],
) -> dict[str, Any]:  # fmt: skip
    """The board of a round; `current` are the standings as they would be shown while scoring is open.

    `ranges` are the places of each entry, best and worst, if any one judge were left out; empty where nobody is told.
    """
    return {
        **page(connection, info, entries),
        "progress": progress(info, entries, sheets),
        "standings": _public(connection, info, current, ranges),
    }


def wall(info: RoundInfo, shown: dict[str, Any], photos: list[dict[str, Any]], newest: int) -> dict[str, Any]:
    """What a display wall shows: the board `shown`, after publication with awards and photos.

    `newest` is the round of the day.
    """
    awards = _awards(info, shown["standings"]) if info.phase.decided else []
    return {**shown, "awards": awards, "photos": photos, "newest": newest}


def shows_current(info: RoundInfo) -> bool:
    """Whether the public sees standings that still move."""
    return info.phase is Phase.OPEN and info.show_standings


def _public(
    connection: sa.Connection, info: RoundInfo, current: list[results.Standing], ranges: Mapping[int, tuple[int, int]]
) -> list[dict[str, Any]] | None:
    if info.phase.decided:
        published = results.published(connection, info.id)
        return [{**one.data(info), **_range(one, ranges)} for one in published]
    return [standing.data(info) for standing in current] if shows_current(info) else None


def _range(standing: results.Standing, ranges: Mapping[int, tuple[int, int]]) -> dict[str, list[int]]:
    return {"range": list(ranges[standing.entry])} if standing.place and standing.entry in ranges else {}


def _awards(info: RoundInfo, standings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who won what, in the order of the rule; an award that nobody won is left out."""
    won = [(title.both(), [one["entry"] for one in standings if one["award"] == title.both()])
           for title in results.award_titles(info).values()]  # fmt: skip
    return [{"title": title, "entries": entries} for title, entries in won if entries]


def progress(info: RoundInfo, entries: list[Any], sheets: Sheets) -> dict[str, Any]:
    """How far the panel is with what is due, over all and for each entry."""
    judges, due = len(sheets.folding.panel), sheets.folding.sheets_due
    marks = {one.id: sheets.answered[one.id] for one in entries}
    signed = {one.id: sheets.signed[one.id] for one in entries}
    each = [{"entry": one, "marks": marks[one], "sheets": signed[one], "sheets_due": due[one]} for one in marks]
    return {
        "judges": judges, "marks": sum(marks.values()), "marks_due": due.total() * len(info.criteria),
        "sheets": sum(signed.values()), "sheets_due": due.total(),
        "entries": each,
    }  # fmt: skip
