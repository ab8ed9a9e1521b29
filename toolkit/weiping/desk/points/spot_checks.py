"""Spot checks: entries drawn by lot, what was found out about each, and how many of all entries may be wrong by that."""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.text import Text
from ...errors import Invalid, NotAllowed, NotFound, WrongPhase
from ...ledger import watch
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add, reason_of
from ..office import OFFICE, Desk, allow
from . import watching

Outcome = Literal["right", "wrong", "not-reached"]

MOST = 200
"""Entries of one sample at most."""

SHOWN = 12
"""Samples that are shown, the newest first."""


def draw(desk: Desk, actor: Actor, *, since: date, until: date, size: int) -> str:
    """Draw `size` entries recorded on these days that no draw had yet, from every operator some; answers the sample's name.

    The seed comes from the system's own chance, so that nobody picks what is looked into; it is part of the sample's name
    and stands in the journal with the days and the size, and repeats the draw. Raises Invalid, WrongPhase where none is left.
    """
    allow(actor, *OFFICE)
    if not 1 <= size <= MOST:
        raise Invalid("A sample has 1 to {most} entries, not {size}.", most=MOST, size=size)
    seed = secrets.token_hex(8)
    sample = f"{desk.today().isoformat()}-{seed}"

    def job(connection: sa.Connection) -> str:
        drawn = set(connection.execute(sa.select(t.spot_check.c.transfer)).scalars())
        found = [one for one in watching.entries(desk, connection, since, until) if one.transfer not in drawn]
        if not found:
            raise WrongPhase("No entry of these days is left that was not looked into.", code="nothing-left")
        rows = [
            add(connection, t.spot_check, {
                "id": str(uuid.uuid4()), "sample": sample, "transfer": transfer, "at": desk.now(), "actor": actor.name,
            })
            for transfer in watch.draw(found, size, seed)
        ]  # fmt: skip
        days = {"since": since.isoformat(), "until": until.isoformat()}
        journal.write(connection, actor.name, "spot-check", {"spot_check": rows}, seed=seed, size=size, **days)
        touch(connection, "points", 0)
        return sample

    return desk.store.write(job)


def record(desk: Desk, actor: Actor, check: str, outcome: Outcome, note: str = "") -> None:
    """Say what was found out about an entry, by somebody else than who recorded it. Saying the same again changes nothing.

    A wrong entry stays as it is until it is corrected or objected to. Raises NotFound, Invalid for a wrong one without a
    note, NotAllowed, WrongPhase where something else was found before.
    """
    allow(actor, *OFFICE)
    note = reason_of(note)
    if outcome == "wrong" and not note:
        raise Invalid("Say what is wrong with it; somebody has to put it right.")

    def job(connection: sa.Connection) -> None:
        found = connection.execute(_query().where(t.spot_check.c.id == check)).first()
        if found is None:
            raise NotFound("There is no spot check {check}.", check=check)
        if found.outcome is not None:
            if found.outcome == outcome:
                return
            day = found.ended_at.astimezone(desk.zone).date().isoformat()
            raise WrongPhase("This was decided on {day} already.", code="ended", day=day)
        if actor.operator in _hands(found):
            raise NotAllowed("Who recorded points does not check them; ask a colleague.", code="same-person")
        row = {
            "spot_check": check, "outcome": outcome, "note": note, "at": desk.now(), "actor": actor.name,
            "operator": actor.operator,
        }  # fmt: skip
        journal.write(
            connection, actor.name, "spot-checked", {"spot_check_end": [add(connection, t.spot_check_end, row)]}
        )
        touch(connection, "points", 0)

    desk.store.write(job)


def listed(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """The newest samples with their entries and what was found, each with the rate of wrong ones and its exact interval.

    The interval is of 95 per cent; entries whose household could not be reached tell nothing and are not in it.
    """
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        rows = connection.execute(_query().order_by(t.spot_check.c.number)).all()
    samples: dict[str, list[Any]] = {}
    for row in rows:
        samples.setdefault(row.sample, []).append(row)
    return [_sample(actor, name, samples[name]) for name in list(samples)[::-1][:SHOWN]]


def _query() -> sa.Select[Any]:
    s, e, x, v, a = t.spot_check, t.spot_check_end, t.transfer, t.event, t.account
    return (
        watching.with_hands(sa.select(
            s, e.c.outcome, e.c.note, e.c.at.label("ended_at"), e.c.operator.label("ended_by"), x.c.points,
            x.c.reason_zh, x.c.reason_en, x.c.business_date, x.c.operator.label("recorded_by"),
            v.c.operator.label("told_by"), watching.HAND, a.c.name_zh, a.c.name_en,
        ).select_from(s.join(x, x.c.id == s.c.transfer)))
        .join(a, a.c.id == x.c.credit_id)
        .outerjoin(e, e.c.spot_check == s.c.id)
    )  # fmt: skip


def _hands(row: Any) -> set[str]:
    """All who had a hand in an entry, and so do not check it."""
    return {row.recorded_by, row.told_by, row.hand}


def _sample(actor: Actor, name: str, rows: list[Any]) -> dict[str, Any]:
    found = Counter(row.outcome or "open" for row in rows)
    checked = found["right"] + found["wrong"]
    low, high = watch.error_rate(found["wrong"], checked)
    return {
        "sample": name, "at": rows[0].at.isoformat(), "size": len(rows), "checked": checked, "wrong": found["wrong"],
        "not_reached": found["not-reached"], "open": found["open"],
        "rate": watching.percent(found["wrong"] / checked) if checked else None,
        "low": watching.percent(low), "high": watching.percent(high),
        "checks": [_check(actor, row) for row in rows],
    }  # fmt: skip


def _check(actor: Actor, row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "transfer": row.transfer, "operator": row.hand, "points": row.points,
        "own": actor.operator in _hands(row), "household": Text(row.name_zh, row.name_en).both(),
        "reason": Text(row.reason_zh, row.reason_en).both(), "on": row.business_date.isoformat(),
        "outcome": row.outcome, "note": row.note or "", "by": row.ended_by,
    }  # fmt: skip
