"""Conflicts of interest that somebody declares: the chair, or a judge for themselves. `plan_conflicts` finds the rest."""

from __future__ import annotations

import sqlalchemy as sa

from ..domain.appraisal import Actor, ConflictKind, Phase, Role
from ..errors import Invalid, NotFound, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import duties
from . import rows as rows_
from .evidence import add, reason_of
from .office import Desk, allow
from .round_info import RoundInfo, round_info


def declare(desk: Desk, actor: Actor, round_id: int, judge: int, entry: int, holds: bool, reason: str = "") -> None:
    """The chair says that a judge may not score an entry, or takes that back, which needs a reason.

    What is so already stays as it is. Raises NotFound for a judge or entry of another round, Invalid where the reason is
    missing or too long, WrongPhase once the result is published, and for a representative's own compound.
    """
    allow(actor, Role.CHAIR)
    if not holds and not reason.strip():
        raise Invalid("Say why this conflict of interest is taken back; the reason is kept with the round.")

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        _still_open(info, Phase.PUBLISHED, Phase.FINAL)
        _write(desk, connection, actor, info, judge, entry, holds, reason)

    desk.store.write(job)


def recuse(desk: Desk, actor: Actor, round_id: int, entry: int, reason: str = "") -> None:
    """A judge says that they may not score an entry; only the chair can take it back.

    Raises NotAllowed unless `actor` is a judge of the round, NotFound for an entry of another round, WrongPhase from the
    freeze on: then the chair decides.
    """
    allow(actor, Role.JUDGE)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        judge = rows_.own_judge(connection, actor, round_id)
        _still_open(info, Phase.DELIBERATION, Phase.PUBLISHED, Phase.FINAL)
        _write(desk, connection, actor, info, judge.id, entry, True, reason)

    desk.store.write(job)


def _still_open(info: RoundInfo, *closed: Phase) -> None:
    if info.phase in closed:
        raise WrongPhase("In {phase} conflicts of interest are no longer declared here.", phase=info.phase.label)


def _write(
    desk: Desk, connection: sa.Connection, actor: Actor, info: RoundInfo, judge: int, entry: int, holds: bool, reason: str
) -> None:  # fmt: skip
    now = duties.read(connection, info.id, [judge])
    if judge not in now.routes:
        raise NotFound("There is no judge {judge} in round {round}.", judge=judge, round=info.id)
    if entry not in now.entries:
        raise NotFound("There is no entry {entry} in this round.", entry=entry)
    standing = now.conflict(judge, entry)
    if (standing is not None) == holds:
        return
    if standing is ConflictKind.REPRESENTS:
        raise WrongPhase("Nobody scores the compound that they speak for; that cannot be taken back.", code="conflict")
    line = {
        "round_id": info.id, "judge_id": judge, "entry_id": entry, "kind": (standing or ConflictKind.DECLARED).value,
        "holds": holds, "reason": reason_of(reason), "at": desk.now(), "actor": actor.name,
    }  # fmt: skip
    verb = "conflict" if holds else "conflict:taken-back"
    rows = {"conflict": [add(connection, t.conflict, line)]}
    journal.write(connection, actor.name, verb, rows, round=info.id, judge=judge, entry=entry)
    touch(connection, "round", info.id)
