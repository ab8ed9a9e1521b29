"""Which taps count: the one answer that progress, standings, console and publishing share.

A tap counts when the round asks for that sheet (no conflict, on the route), when it came in time or the chair admitted
it later, and when it belongs to the rehearsal that is running, or to none while none is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from ..domain.appraisal import ConflictKind
from ..store import tables as t
from . import duties as duties_
from .duties import Duties, Pair
from .round_info import RoundInfo


class Arrival(Protocol):
    """What decides whether a tap counts: whose it is, and how it came."""

    number: int
    judge_id: int
    entry_id: int
    late: bool
    practice: int | None


@dataclass(frozen=True)
class Folding:
    """What a round's sheets are folded by. Two that are equal give the same sheets from the same taps.

    `duties` None asks for every sheet; `admitted` and `refused` have the number up to which the late taps of a sheet count,
    or were left out; `criteria` are the keys that a complete sheet answers.
    """

    duties: Duties | None = None
    admitted: Mapping[Pair, int] | None = None
    practice: int | None = None
    criteria: tuple[str, ...] = ()
    refused: Mapping[Pair, int] | None = None

    @property
    def panel(self) -> Collection[int]:
        """The judges that the duties were read for."""
        return self.duties.routes.keys() if self.duties else ()

    @property
    def entries(self) -> tuple[int, ...]:
        """The round's entries."""
        return self.duties.entries if self.duties else ()

    def conflict(self, judge: int, entry: int) -> ConflictKind | None:
        """Why the judge may not score the entry; None where nothing stands against it."""
        return self.duties.conflict(judge, entry) if self.duties else None

    @property
    def sheets_due(self) -> Counter[int]:
        """Entry -> how many sheets are due for it."""
        return self.duties.sheets_due if self.duties else Counter()

    def belongs(self, tap: Arrival) -> bool:
        """Whether the tap is of the rehearsal that is running, or in earnest while none is."""
        return tap.practice == self.practice

    def in_time(self, tap: Arrival) -> bool:
        """Whether the tap came in time, or was admitted as if it had."""
        return not tap.late or tap.number <= (self.admitted or {}).get((tap.judge_id, tap.entry_id), 0)

    def waits(self, tap: Arrival) -> bool:
        """Whether the tap came late and the chair has not decided about it."""
        pair = (tap.judge_id, tap.entry_id)
        return tap.late and all(tap.number > (upto or {}).get(pair, 0) for upto in (self.admitted, self.refused))

    def due(self, judge: int, entry: int) -> bool:
        """Whether a sheet of this judge for this entry counts."""
        return self.duties is None or self.duties.due(judge, entry)


def read(
    connection: sa.Connection, info: RoundInfo, judges: Collection[int] | None = None, until: datetime | None = None
) -> Folding:
    """What a round's sheets are folded by now; with `judges`, for the sheets of these alone; with `until`, by what held then."""
    return of(connection, info, duties_.read(connection, info.id, judges, until), judges, until)


def of(
    connection: sa.Connection, info: RoundInfo, duties: Duties, judges: Collection[int] | None = None,
    until: datetime | None = None,
) -> Folding:  # fmt: skip
    """The same where the duties were read before."""
    decided = decisions(connection, info.id, judges, until)
    admitted, refused = (
        {pair: row.upto for pair, row in decided.items() if row.admitted is yes} for yes in (True, False)
    )
    return Folding(duties, admitted, info.practice, tuple(criterion.key for criterion in info.criteria), refused)


def decisions(
    connection: sa.Connection, round_id: int, judges: Collection[int] | None = None, until: datetime | None = None
) -> dict[Pair, Any]:
    """Sheet -> the chair's newest decision about its late taps: `upto` a number, `admitted` or not, and the `reason`."""
    d = t.late_decision.c
    query = sa.select(d.judge_id, d.entry_id, d.upto, d.admitted, d.reason).where(d.round_id == round_id)
    if judges is not None:
        query = query.where(d.judge_id.in_(judges))
    if until is not None:
        query = query.where(d.at <= until)
    return {(row.judge_id, row.entry_id): row for row in connection.execute(query.order_by(d.number))}
