"""A round and its phases: opening snapshots the criteria, the freeze stops the official count, publishing fixes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import NEXT_PHASES, Actor, Phase, Role
from ..errors import Invalid, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import points, results
from .office import Desk, allow
from .round_info import RoundInfo, round_info


def snapshot(desk: Desk, plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plan's criteria as the installed plugins define them now; WrongPhase where one is missing or quarantined."""
    missing = missing_criteria(desk, plan)
    if missing:
        raise WrongPhase(
            "The criteria {missing} are not installed or their plugin is quarantined; see the plugin list.",
            missing=missing, code="plugins",
        )  # fmt: skip
    return [desk.plugins.criteria[key].as_data() for key, _ in plan["criteria"]]


def missing_criteria(desk: Desk, plan: Mapping[str, Any]) -> list[str]:
    """Keys of the plan's criteria that no healthy plugin offers."""
    return [key for key, _ in plan["criteria"] if key not in desk.plugins.criteria]


def change_phase(desk: Desk, actor: Actor, round_id: int, to: Phase, reason: str = "") -> None:
    """Take a round to its next phase.

    Raises WrongPhase where that step is not next, where a criterion's plugin is missing or quarantined, or where
    nothing was signed that could be published; Invalid where reopening lacks a reason.
    """
    allow(actor, Role.CHAIR)
    prepared = results.prepare(desk, round_id) if to is Phase.PUBLISHED else None

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if to not in NEXT_PHASES[info.phase]:
            raise WrongPhase("A round in {phase} cannot go to {to}.", phase=info.phase.label, to=to.label)
        values: dict[str, Any] = {"phase": to.value}
        if to is Phase.OPEN:
            values |= _open(desk, info, reason)
        elif to is Phase.PRACTICE:
            values |= {"criteria": snapshot(desk, info.plan), "rehearsal": info.rehearsal + 1}
        elif to is not Phase.DRAFT:
            snapshot(desk, info.plan)
        if to is Phase.DELIBERATION:
            values["frozen_at"] = desk.now()
        rows: dict[str, list[dict[str, Any]]] = {}
        if prepared is not None:
            values |= {"published_at": desk.now(), "available_from": prepared.available_from}
            rows = _publish(desk, connection, actor, info, prepared)
        elif to is Phase.FINAL:
            _check_notice(desk, connection, round_id)
        connection.execute(t.round_.update().where(t.round_.c.id == round_id).values(values))
        change = {
            "round_id": round_id,
            "before": info.phase.value,
            "after": to.value,
            "reason": reason.strip(),
            "at": desk.now(),
        }
        number = connection.execute(t.phase_change.insert().returning(t.phase_change.c.number), change).scalar_one()
        rows["phase_change"] = [{"number": number, **change}]
        journal.write(connection, actor.name, f"phase:{to}", rows, round=round_id)
        touch(connection, "round", round_id)

    desk.store.write(job)


def _open(desk: Desk, info: RoundInfo, reason: str) -> dict[str, Any]:
    if info.phase is Phase.DELIBERATION:
        if not reason.strip():
            raise Invalid("Say why scoring is opened again; the reason is kept with the round.")
        return {"frozen_at": None}
    return {"opened_at": desk.now(), "criteria": snapshot(desk, info.plan)}


def _publish(
    desk: Desk, connection: sa.Connection, actor: Actor, info: RoundInfo, prepared: results.Prepared
) -> dict[str, list[dict[str, Any]]]:
    if results.basis(connection, info) != prepared.basis:
        raise WrongPhase("Marks arrived while the result was computed; publish again.", code="moved")
    rows = [{"round_id": info.id, **standing.row()} for standing in prepared.standings]
    made = connection.execute(t.result.insert().returning(t.result.c.number, sort_by_parameter_order=True), rows)
    rows = [{"number": number, **row} for number, row in zip(made.scalars(), rows, strict=True)]
    return {"result": rows, "transfer": points.post_all(desk, connection, actor, prepared.transfers)}


def _check_notice(desk: Desk, connection: sa.Connection, round_id: int) -> None:
    until = connection.execute(sa.select(t.round_.c.available_from).where(t.round_.c.id == round_id)).scalar_one()
    if desk.today() < until:
        raise WrongPhase(
            "The notice runs until {day}; the result is final after that.", day=str(until - timedelta(days=1))
        )


def show_standings(desk: Desk, actor: Actor, round_id: int, show: bool) -> None:
    """Say whether the public board shows standings while scoring is open."""
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> None:
        round_info(connection, round_id)
        connection.execute(t.round_.update().where(t.round_.c.id == round_id).values(show_standings=show))
        journal.write(connection, actor.name, "settings", {}, round=round_id, show_standings=int(show))
        touch(connection, "round", round_id)

    desk.store.write(job)
