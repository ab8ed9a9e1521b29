"""Figures of appraisals: what was won in the year, as it was published. A round that is not decided yet tells nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Phase
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, figure
from ...store import tables as t
from ..office import Desk

_YEAR = re.compile(r"\d{4}")


def lines(desk: Desk, connection: sa.Connection, year: int) -> list[Line]:
    """How many appraisals of the year were decided, and for each award who has it, in order of the places."""
    rounds = [row for row in connection.execute(_decided()) if _year_of(desk, row) == year]
    results = _results(connection, {row.id for row in rounds})
    found = [_appraisals(rounds, results)]
    for row in rounds:
        for key, title, _ in row.plan["awards"]:
            if won := [one for one in results[row.id] if one.award == key]:
                found.append(_award(row, key, Text.of(title), won))
    return found


def _decided() -> sa.Select[Any]:
    r, a = t.round_.c, t.appraisal.c
    decided = [phase.value for phase in Phase if phase.decided]
    return (
        sa.select(r.id, r.published_at, a.period, a.plan, a.title_zh, a.title_en).join(t.appraisal, a.id == r.appraisal_id)
        .where(r.phase.in_(decided)).order_by(r.id)
    )  # fmt: skip


def _year_of(desk: Desk, row: Any) -> int | None:
    """The year that an appraisal is about: its period says, else the day on which it was published."""
    if found := _YEAR.search(row.period):
        return int(found[0])
    return row.published_at and int(row.published_at.astimezone(desk.zone).year)


def _results(connection: sa.Connection, rounds: set[int]) -> dict[int, list[Any]]:
    x, e = t.result.c, t.entry.c
    query = (
        sa.select(x.number, x.round_id, x.place, x.award, e.name_zh, e.name_en).join(t.entry, e.id == x.entry_id)
        .where(x.round_id.in_(rounds)).order_by(x.place, x.number)
    )  # fmt: skip
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.round_id].append(row)
    return found


def _appraisals(rounds: list[Any], results: dict[int, list[Any]]) -> Line:
    numbers = [one.number for row in rounds for one in results[row.id]]
    return figure(
        "appraisal.decided", Text("已公布评比", "Appraisals decided"), RecordKind.RESULT, numbers, Text("次", ""),
        value=len(rounds),
    )  # fmt: skip


def _award(row: Any, key: str, title: Text, won: list[Any]) -> Line:
    names = Text("、".join(one.name_zh for one in won), ", ".join(one.name_en for one in won))
    return Line(
        key=f"appraisal.{row.id}.{key}", title=Text(f"{row.title_zh}：{title.zh}", f"{row.title_en}: {title.en}"),
        kind=RecordKind.RESULT, records=tuple(one.number for one in won), said=names,
    )  # fmt: skip
