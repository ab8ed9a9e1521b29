"""What the chair goes through before publishing: the console shows it, and publishing asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from . import late, problems, refusals, results, rows
from .checklist import Check, Situation, checks, needed
from .late import LateSheet
from .matrix import DONE, OUTSTANDING
from .office import Desk
from .problems import Problem
from .results import Standing
from .round_info import RoundInfo
from .snapshot import missing_criteria
from .state import RoundState
from .trust import Trust


@dataclass(frozen=True)
class Review:
    """A round as its chair finds it: every sheet, what came late or was turned away, problems, standings and checks."""

    entries: Sequence[Any]
    judges: Sequence[Any]
    cells: Sequence[dict[str, Any]]
    standings: Sequence[Standing]
    trust: Trust | None
    late: Sequence[LateSheet]
    refusals: Sequence[Any]
    problems: Sequence[Problem]
    checks: Sequence[Check]


def review(desk: Desk, connection: sa.Connection, info: RoundInfo, state: RoundState) -> Review:
    """Go through a round; `state` is up to date."""
    entries, judges = rows.entries(connection, info.id), rows.judges(connection, info.id)
    margin, sheets = state.follow_margin(connection, info), state.sheets
    came_late = late.by_sheet(connection, info.id, sheets.late)
    waiting = {(one.judge, one.entry): one.waiting for one in came_late}
    cells = state.matrix.cells(judges, entries, margin, waiting)
    found = problems.of_round(connection, info.id, margin.problems)
    turned_away = refusals.newest(connection, info.id)
    trust = state.trust(info, entries)
    number = {judge.id: judge.number for judge in judges}
    situation = Situation(
        info, state.standings(info, entries),
        unsigned=[number[cell["judge"]] for cell in cells if cell["state"] in OUTSTANDING],
        short=_short(info, entries, cells),
        late=[number[one.judge] for one in came_late if one.waiting and sheets.folding.due(one.judge, one.entry)],
        refused=[number[one.judge_id] for one in turned_away if refusals.matters(one, sheets)],
        far=[number[judge] for judge, _ in state.matrix.far],
        problems=sum(not one.closed for one in found),
        missing=missing_criteria(desk, info.plan), trust=trust,
    )  # fmt: skip
    return Review(
        entries, judges, cells, _shown(connection, info, state, entries), trust, came_late, turned_away, found,
        checks(situation),
    )  # fmt: skip


def _short(info: RoundInfo, entries: Sequence[Any], cells: Sequence[dict[str, Any]]) -> list[tuple[int, int, int]]:
    """Entries with too few signed sheets: (number, signed, needed)."""
    signed, due = ({entry.id: 0 for entry in entries} for _ in range(2))
    for cell in cells:
        signed[cell["entry"]] += cell["state"] in DONE
        due[cell["entry"]] += cell["state"] in DONE or cell["state"] in OUTSTANDING
    return [
        (entry.number, signed[entry.id], wanted)
        for entry in entries
        if signed[entry.id] < (wanted := needed(info, due[entry.id]))
    ]


def _shown(connection: sa.Connection, info: RoundInfo, state: RoundState, entries: Sequence[Any]) -> list[Standing]:
    """What the console shows as standings: what was published, or what stands now without awards."""
    if info.phase in (Phase.PUBLISHED, Phase.FINAL):
        return results.published(connection, info.id)
    return state.open_standings(info, entries)
