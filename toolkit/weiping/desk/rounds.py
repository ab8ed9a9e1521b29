"""A round and its phases: opening snapshots criteria and rule, the freeze stops the official count, publishing fixes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import NEXT_PHASES, Actor, Phase, Role
from ..errors import Invalid, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import late, publishing
from .evidence import add, reason_of
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .snapshot import check_plugins, snapshot


def change_phase(desk: Desk, actor: Actor, round_id: int, to: Phase, reason: str = "", *, accept: bool = False) -> None:
    """Take a round to its next phase; back from deliberation to open, late marks that wait for a decision count from then on.

    Publishing asks the checklist: what must be settled is refused, what should be looked at wants `accept`, the chair's
    word that it was seen; the journal keeps which points were accepted. Raises WrongPhase where that step is not next,
    where a criterion's plugin is missing or quarantined, where nothing was signed that could be published or the checklist
    says no; Invalid where reopening lacks a reason.
    """
    allow(actor, Role.CHAIR)
    reason = reason_of(reason)
    publication = publishing.prepare(desk, round_id) if to is Phase.PUBLISHED else None

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if to not in NEXT_PHASES[info.phase]:
            raise WrongPhase("A round in {phase} cannot go to {to}.", phase=info.phase.label, to=to.label)
        rows: dict[str, list[dict[str, Any]]] = {}
        ids: dict[str, int | str] = {"round": round_id}
        if publication is not None:
            ids |= publication.passed(accept)
            rows = publication.write(desk, connection, actor)
        values = _entered(desk, connection, info, to, reason)
        if info.phase is Phase.DELIBERATION and to is Phase.OPEN:
            rows |= late.admit_waiting(desk, connection, actor, round_id, reason)
        connection.execute(t.round_.update().where(t.round_.c.id == round_id).values(values))
        change = {
            "round_id": round_id, "before": info.phase.value, "after": to.value, "reason": reason, "at": desk.now(),
        }  # fmt: skip
        rows["phase_change"] = [add(connection, t.phase_change, change)]
        journal.write(connection, actor.name, f"phase:{to}", rows, **ids)
        touch(connection, "round", round_id)

    desk.store.write(job)


def _entered(desk: Desk, connection: sa.Connection, info: RoundInfo, to: Phase, reason: str) -> dict[str, Any]:
    """The columns of a round that change as it enters a phase; raises where it may not."""
    values: dict[str, Any] = {"phase": to.value}
    if to is Phase.PRACTICE:
        return {**values, "rehearsal": info.rehearsal + 1, **snapshot(desk, connection, info)}
    if to is Phase.DRAFT:
        return {**values, "reminded_at": None}  # a rehearsal ends even where a plugin broke in it
    if to is Phase.OPEN:
        return values | _opened(desk, connection, info, reason)
    check_plugins(desk, info.plan)  # a round whose criterion is out of order is not closed
    if to is Phase.DELIBERATION:
        return {**values, "frozen_at": desk.now()}
    if to is Phase.PUBLISHED:
        return {**values, "published_at": desk.now()}
    _check_notice(desk, connection, info.id)
    return values


def _opened(desk: Desk, connection: sa.Connection, info: RoundInfo, reason: str) -> dict[str, Any]:
    if info.phase is Phase.DELIBERATION:
        if not reason:
            raise Invalid("Say why scoring is opened again; the reason is kept with the round.")
        return {"frozen_at": None}
    return {"opened_at": desk.now(), "reminded_at": None, **snapshot(desk, connection, info)}


def _check_notice(desk: Desk, connection: sa.Connection, round_id: int) -> None:
    until = connection.execute(sa.select(t.round_.c.available_from).where(t.round_.c.id == round_id)).scalar_one()
    if desk.today() < until:
        raise WrongPhase(
            "The notice runs until {day}; the result is final after that.", day=str(until - timedelta(days=1))
        )
