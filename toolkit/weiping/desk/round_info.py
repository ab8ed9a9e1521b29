"""A round as the database has it, with its criteria as objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from ..domain.criteria import Criterion
from ..domain.text import Text
from ..errors import NotFound
from ..store import tables as t


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """A round as it stands in the database."""

    id: int
    appraisal_id: int
    appraisal: str
    title: Text
    period: str
    phase: Phase
    show_standings: bool
    show_others: bool
    exchange: bool
    show_range: bool
    quorum: int | None
    rehearsal: int
    reminded_at: datetime | None
    criteria: tuple[Criterion, ...]
    rule: str
    rule_hash: str
    plan: Mapping[str, Any]

    @property
    def practice(self) -> int | None:
        """The number of the rehearsal that is running; None where taps are in earnest."""
        return self.rehearsal if self.phase is Phase.PRACTICE else None

    def head(self) -> dict[str, Any]:
        """The round as every page shows it."""
        return head(self.id, self.title, self.period, self.phase)


def head(number: int, title: Text, period: str, phase: str) -> dict[str, Any]:
    """A round as every page shows it, of its columns alone."""
    return {"id": number, "title": title.both(), "period": period, "phase": str(phase)}


_r, _a = t.round_.c, t.appraisal.c
_ROUND = (
    sa.select(t.round_, sa.type_coerce(_r.criteria, sa.Text).label("snapshot"), _a.key, _a.title_zh, _a.title_en,
              _a.period, _a.plan)
    .join(t.appraisal, _a.id == _r.appraisal_id)
    .where(_r.id == sa.bindparam("round"), _r.number > 0)  # number 0 is the attic, see desk/plan_store.py
)  # fmt: skip


def round_info(connection: sa.Connection, round_id: int) -> RoundInfo:
    """Read a round; NotFound where there is none."""
    row = connection.execute(_ROUND, {"round": round_id}).first()
    if row is None:
        raise NotFound("There is no round {round}.", round=round_id)
    snapshot = row.snapshot if isinstance(row.snapshot, str) else json.dumps(row.snapshot)
    return RoundInfo(
        id=row.id, appraisal_id=row.appraisal_id, appraisal=row.key, title=Text(row.title_zh, row.title_en),
        period=row.period, phase=Phase(row.phase), show_standings=row.show_standings, show_others=row.show_others,
        exchange=row.exchange, show_range=row.show_range, quorum=row.quorum, rehearsal=row.rehearsal,
        reminded_at=row.reminded_at, criteria=_criteria(snapshot),
        rule=row.rule, rule_hash=row.rule_hash, plan=row.plan,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _criteria(snapshot: str) -> tuple[Criterion, ...]:
    return tuple(Criterion.from_data(data) for data in json.loads(snapshot))
