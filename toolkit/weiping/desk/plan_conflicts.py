"""Who may not score what, as far as the register and the plan tell: lives there, works for it, speaks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, ConflictKind
from ..domain.plan import AppraisalPlan
from ..store import tables as t
from . import plan_store
from .duties import Pair
from .evidence import add
from .office import Desk
from .plan_check import Known


def found(plan: AppraisalPlan, known: Known) -> Iterator[tuple[int, str, ConflictKind]]:
    """(place in the panel from 0, compound key, why) for every judge and entry that do not go together.

    Of several reasons the first one counts: whoever speaks for a compound may answer comments on it, so that goes first.
    """
    for number, judge in enumerate(plan.judges):
        for entry in plan.entries:
            if judge.compound == entry:
                yield number, entry, ConflictKind.REPRESENTS
            elif entry in (judge.lives_in, known.homes.get(judge.resident or "")):
                yield number, entry, ConflictKind.LIVES_IN
            elif entry in judge.works_for:
                yield number, entry, ConflictKind.WORKS_FOR


def record(
    desk: Desk, connection: sa.Connection, actor: Actor, round_id: int, plan: AppraisalPlan,
    judges: Sequence[int], entries: Mapping[str, int],
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """Write what changed of the conflicts that the register tells; answers the rows for the journal.

    What somebody declared by hand, or took back with a reason, stays as it is.
    """
    c = t.conflict
    wanted = {
        (judges[number], entries[key]): kind for number, key, kind in found(plan, plan_store.known(connection, plan))
    }
    newest: dict[Pair, Any] = {}
    for row in connection.execute(sa.select(c).where(c.c.round_id == round_id).order_by(c.c.number)):
        newest[row.judge_id, row.entry_id] = row
    made = []
    for pair in [*wanted, *(one for one in newest if one not in wanted)]:
        last, kind = newest.get(pair), wanted.get(pair)
        holds = last.kind if last is not None and last.holds else None
        if holds == kind or (last is not None and (last.kind == ConflictKind.DECLARED or last.reason)):
            continue
        line = {
            "round_id": round_id, "judge_id": pair[0], "entry_id": pair[1], "kind": str(kind or holds),
            "holds": kind is not None, "reason": "", "at": desk.now(), "actor": actor.name,
        }  # fmt: skip
        made.append(add(connection, c, line))
    return {"conflict": made} if made else {}
