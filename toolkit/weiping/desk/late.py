"""Late marks: what came after the freeze is evidence, and until the result is published the chair may let it count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Phase, Role
from ..errors import Invalid, NotFound, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import duties, folding
from .evidence import add, reason_of
from .office import Desk, allow
from .round_info import round_info
from .tap_data import answer
from .taps import Tap

NOT_ON_A_SHEET = ("problem",)
"""Kinds that may come at any time: they are answered, not admitted."""


def decide(
    desk: Desk, actor: Actor, round_id: int, judge: int, entry: int, *, admit: bool, reason: str = ""
) -> None:  # fmt: skip
    """Admit or refuse the late taps that one judge's sheet for one entry has now.

    The newest decision about a sheet stands for all late taps up to then; what comes later waits for a decision of its
    own. A refusal, and a decision that is changed, need a reason. Raises WrongPhase once the result is published and for
    a sheet that does not count anyway, NotFound where the sheet has no late taps.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if info.phase not in (Phase.OPEN, Phase.DELIBERATION):
            raise WrongPhase(
                "Late marks are decided before the result is published; now the round is in {phase}.",
                phase=info.phase.label,
            )
        upto = _last_late(connection, round_id).get((judge, entry))
        if upto is None:
            raise NotFound("This sheet has no late marks.")
        if admit and not duties.read(connection, round_id, [judge]).due(judge, entry):
            raise WrongPhase("This judge does not score this entry, so its late marks cannot count.", code="conflict")
        if not reason and (not admit or (judge, entry) in folding.decisions(connection, round_id, [judge])):
            raise Invalid("Say why; the reason is kept with the sheet.")
        made = _write(desk, connection, actor, round_id, (judge, entry), upto, admit, reason)
        verb = "late:admitted" if admit else "late:refused"
        journal.write(connection, actor.name, verb, {"late_decision": [made]}, round=round_id, judge=judge, entry=entry)
        touch(connection, "round", round_id)

    desk.store.write(job)


def admit_waiting(
    desk: Desk, connection: sa.Connection, actor: Actor, round_id: int, reason: str
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """Let late taps count that nobody has decided about; answers the rows for the journal.

    This is for scoring that is opened again: sent a moment later they would count, and a judge must not find a sheet
    signed that is not. Where the chair left something out before, the rest of that sheet waits for the chair's word.
    """
    asked, decided = duties.read(connection, round_id), folding.decisions(connection, round_id)
    made = [
        _write(desk, connection, actor, round_id, pair, upto, True, reason)
        for pair, upto in _last_late(connection, round_id).items()
        if asked.due(*pair) and (pair not in decided or (decided[pair].admitted and decided[pair].upto < upto))
    ]
    return {"late_decision": made} if made else {}


def _write(
    desk: Desk, connection: sa.Connection, actor: Actor, round_id: int, pair: duties.Pair, upto: int, admit: bool,
    reason: str,
) -> dict[str, Any]:  # fmt: skip
    row = {
        "round_id": round_id, "judge_id": pair[0], "entry_id": pair[1], "upto": upto, "admitted": admit,
        "reason": reason, "at": desk.now(), "actor": actor.name,
    }  # fmt: skip
    return add(connection, t.late_decision, row)


@dataclass(frozen=True, slots=True)
class LateSheet:
    """The late taps of one sheet, oldest first, and what the chair made of them: `decided` is None while some still wait."""

    judge: int
    entry: int
    taps: tuple[Tap, ...]
    waiting: int
    decided: str | None
    reason: str

    def data(self) -> dict[str, Any]:
        """The same as the console receives it."""
        items = [{"kind": one.kind, **answer(one), "received": one.received_at.isoformat()} for one in self.taps]
        return {
            "judge": self.judge,
            "entry": self.entry,
            "items": items,
            "decided": self.decided,
            "reason": self.reason,
        }


def by_sheet(connection: sa.Connection, round_id: int, taps: Iterable[Tap]) -> list[LateSheet]:
    """Late taps of a round, sheet by sheet; `taps` come in the order they were received."""
    grouped: dict[duties.Pair, list[Tap]] = {}
    for tap in taps:
        if tap.kind not in NOT_ON_A_SHEET:
            grouped.setdefault((tap.judge_id, tap.entry_id), []).append(tap)
    newest = folding.decisions(connection, round_id) if grouped else {}
    return [_late_sheet(pair, many, newest.get(pair)) for pair, many in grouped.items()]


def _late_sheet(pair: duties.Pair, taps: list[Tap], decision: Any) -> LateSheet:
    waiting = sum(decision is None or tap.number > decision.upto for tap in taps)
    decided = None if waiting else "admitted" if decision.admitted else "refused"
    return LateSheet(*pair, tuple(taps), waiting, decided, "" if decision is None else decision.reason)


def _last_late(connection: sa.Connection, round_id: int) -> dict[duties.Pair, int]:
    """Sheet -> the number of its newest late tap."""
    tap = t.tap.c
    query = sa.select(tap.judge_id, tap.entry_id, sa.func.max(tap.number)).where(
        tap.round_id == round_id, tap.late, tap.practice.is_(None), tap.kind.not_in(NOT_ON_A_SHEET)
    )
    rows = connection.execute(query.group_by(tap.judge_id, tap.entry_id))
    return {(judge, entry): int(upto) for judge, entry, upto in rows}
