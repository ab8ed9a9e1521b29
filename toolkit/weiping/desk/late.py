"""Late marks: what came after the freeze is evidence, and in deliberation the chair may let it count."""

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
from . import duties
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
    own. A refusal, and a decision that is changed, need a reason. Raises WrongPhase outside deliberation and for a sheet
    that does not count anyway, NotFound where the sheet has no late taps.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if info.phase is not Phase.DELIBERATION:
            raise WrongPhase(
                "Late marks are decided in deliberation; now the round is in {phase}.", phase=info.phase.label
            )
        upto = _last_late(connection, round_id, judge, entry)
        if admit and not duties.read(connection, round_id, [judge]).due(judge, entry):
            raise WrongPhase("This judge does not score this entry, so its late marks cannot count.", code="conflict")
        if not reason and (not admit or _decided(connection, round_id, judge, entry)):
            raise Invalid("Say why; the reason is kept with the sheet.")
        row = {
            "round_id": round_id, "judge_id": judge, "entry_id": entry, "upto": upto, "admitted": admit,
            "reason": reason, "at": desk.now(), "actor": actor.name,
        }  # fmt: skip
        made = add(connection, t.late_decision, row)
        verb = "late:admitted" if admit else "late:refused"
        journal.write(connection, actor.name, verb, {"late_decision": [made]}, round=round_id, judge=judge, entry=entry)
        touch(connection, "round", round_id)

    desk.store.write(job)


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
    newest = _newest(connection, round_id) if grouped else {}
    return [_late_sheet(pair, many, newest.get(pair)) for pair, many in grouped.items()]


def _late_sheet(pair: duties.Pair, taps: list[Tap], decision: Any) -> LateSheet:
    waiting = sum(decision is None or tap.number > decision.upto for tap in taps)
    decided = None if waiting else "admitted" if decision.admitted else "refused"
    return LateSheet(*pair, tuple(taps), waiting, decided, "" if decision is None else decision.reason)


def _newest(connection: sa.Connection, round_id: int) -> dict[duties.Pair, Any]:
    d = t.late_decision.c
    lines = sa.select(d.judge_id, d.entry_id, d.upto, d.admitted, d.reason).where(d.round_id == round_id)
    return {(line.judge_id, line.entry_id): line for line in connection.execute(lines.order_by(d.number))}


def _last_late(connection: sa.Connection, round_id: int, judge: int, entry: int) -> int:
    tap = t.tap.c
    query = sa.select(sa.func.max(tap.number)).where(
        tap.round_id == round_id, tap.judge_id == judge, tap.entry_id == entry, tap.late, tap.practice.is_(None),
        tap.kind.not_in(NOT_ON_A_SHEET),
    )  # fmt: skip
    upto = connection.execute(query).scalar_one()
    if upto is None:
        raise NotFound("This sheet has no late marks.")
    return int(upto)


def _decided(connection: sa.Connection, round_id: int, judge: int, entry: int) -> bool:
    d = t.late_decision.c
    query = sa.select(d.number).where(d.round_id == round_id, d.judge_id == judge, d.entry_id == entry).limit(1)
    return connection.execute(query).first() is not None
