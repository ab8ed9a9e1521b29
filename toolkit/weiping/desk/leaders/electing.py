"""Elections: residents are nominated and agree, every household has one vote, slips are counted.

That a household voted is kept, for whom is not: votes are counted as slips, apart from who handed one in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import Invalid, NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import append
from ..office import Desk, allow
from .terms import begin, lives_in, micro_grid_of


def call(desk: Desk, actor: Actor, micro_grid: str, *, key: str, opens: date, closes: date) -> int:
    """Call an election; answers its number, the same for the same key. Raises NotFound, Invalid, WrongPhase while another
    one of that micro-grid is open."""
    allow(actor, Role.CLERK)
    if not 8 <= len(key) <= 64 or closes < opens:
        raise Invalid("An election needs a key of 8 to 64 characters, and closes on or after the day it opens.")

    def job(connection: sa.Connection) -> int:
        e, end = t.election, t.election_end
        before = connection.execute(sa.select(e.c.id).where(e.c.key == key)).scalar_one_or_none()
        if before is not None:
            return int(before)
        where = micro_grid_of(connection, micro_grid)
        still = sa.select(e.c.id).outerjoin(end, end.c.election_id == e.c.id)
        if connection.execute(still.where(e.c.micro_grid_id == where, end.c.number.is_(None))).first():
            raise WrongPhase("An election in this micro-grid is open already; end it first.", code="election-open")
        row = {
            "key": key, "micro_grid_id": where, "opens": opens, "closes": closes, "at": desk.now(), "actor": actor.name
        }  # fmt: skip
        number = connection.execute(e.insert().returning(e.c.id), row).scalar_one()
        journal.write(connection, actor.name, "call-election", {}, election=number)
        touch(connection, "community", 0)
        return int(number)

    return desk.store.write(job)


def nominate(desk: Desk, actor: Actor, election: int, resident: str, *, agreed: bool) -> None:
    """Put a resident's name on the slip, with their word that they agree. Raises NotFound, Invalid without that,
    WrongPhase for somebody who lives elsewhere, is nominated already, or once votes were cast."""
    allow(actor, Role.CLERK)
    if not agreed:
        raise Invalid("Nobody is put to the vote who did not agree; ask first.")

    def job(connection: sa.Connection) -> None:
        found = _open(connection, election)
        if connection.execute(
            sa.select(t.election_vote.c.number).where(t.election_vote.c.election_id == election)
        ).first():
            raise WrongPhase("Votes were cast already; the slip does not change any more.", code="voted")
        person = lives_in(connection, found.micro_grid_id, resident)
        n = t.nomination
        if connection.execute(
            sa.select(n.c.number).where(n.c.election_id == election, n.c.resident_id == person.id)
        ).first():  # fmt: skip
            raise WrongPhase("This resident is nominated already.", code="nominated")
        row = {"election_id": election, "resident_id": person.id, "agreed": True, "at": desk.now(), "actor": actor.name}
        append(connection, actor, "nominate", n, [row])

    desk.store.write(job)


def hand_in(desk: Desk, actor: Actor, election: int, household: str, *, on: date | None = None) -> None:
    """A household hands in its slip, once: today, or on a day gone by where that is brought in from files.

    Raises NotFound, WrongPhase for one of another micro-grid, that voted, or outside the days of the election.
    """
    allow(actor, Role.CLERK)
    day = desk.today() if on is None else on

    def job(connection: sa.Connection) -> None:
        found = _open(connection, election)
        if not found.opens <= day <= found.closes:
            raise WrongPhase(
                "Votes are taken from {opens} to {closes}.",
                code="days", opens=found.opens.isoformat(), closes=found.closes.isoformat(),
            )  # fmt: skip
        h, v = t.household, t.election_vote
        home = connection.execute(sa.select(h.c.id, h.c.micro_grid_id).where(h.c.key == household)).first()
        if home is None:
            raise NotFound("There is no household {key} in the register.", key=household)
        if home.micro_grid_id != found.micro_grid_id:
            raise WrongPhase("This household belongs to another micro-grid.", code="elsewhere")
        if connection.execute(
            sa.select(v.c.number).where(v.c.election_id == election, v.c.household_id == home.id)
        ).first():
            raise WrongPhase("This household has voted.", code="voted-before")
        row = {"election_id": election, "household_id": home.id, "at": desk.now(), "actor": actor.name}
        append(connection, actor, "vote", v, [row])

    desk.store.write(job)


def count(desk: Desk, actor: Actor, election: int, votes: dict[str | None, int]) -> None:
    """Add counted slips: nominee → votes, None for slips that are void. Raises Invalid for more slips than were handed in or
    for somebody who is not on the slip."""
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        _open(connection, election)
        nominees = _nominees(connection, election)
        if unknown := sorted(key for key in votes if key is not None and key not in nominees):
            raise Invalid("{key} is not on the slip.", key=unknown[0])
        handed, counted = slips(connection, election)
        if min(votes.values(), default=0) < 0 or counted + sum(votes.values()) > handed:
            raise Invalid("{handed} slips were handed in; more cannot be counted.", code="slips", handed=handed)
        rows = [
            {"election_id": election, "resident_id": nominees.get(key or ""), "votes": many, "at": desk.now(),
             "actor": actor.name}
            for key, many in votes.items() if many
        ]  # fmt: skip
        append(connection, actor, "count", t.election_tally, rows)

    desk.store.write(job)


def end(
    desk: Desk, actor: Actor, election: int, *, reason: str = "", handed_over: str = "", on: date | None = None
) -> str | None:  # fmt: skip
    """End an election: who has most votes leads from today on; answers their key. A tie, a winner
    who moved away meanwhile, or slips of half of the households or fewer elect nobody, and need a reason that says what comes
    next. With a reason an election for which no slip is in may be ended early. `handed_over` is what the leader before gives
    to the new one, kept with the term. The term begins `on` a day gone by where that is brought in from files.

    Raises NotFound, WrongPhase before the last day is over or while slips are not counted, Invalid without that reason.
    """
    allow(actor, Role.CLERK)

    def job(connection: sa.Connection) -> str | None:
        found = _open(connection, election)
        handed, counted = slips(connection, election)
        homes, called_off = households(connection, found.micro_grid_id), not handed and bool(reason.strip())
        if desk.today() <= found.closes and handed < homes and not called_off:
            raise WrongPhase("Votes are taken until {closes}.", code="days", closes=found.closes.isoformat())
        if counted < handed:
            raise WrongPhase("{handed} slips were handed in and {counted} are counted.", code="slips", handed=handed,
                             counted=counted)  # fmt: skip
        winner = _winner(connection, election, found.micro_grid_id) if 2 * handed > homes else None
        if winner is None and not reason.strip():
            raise Invalid("Nobody is elected: a tie, or too few votes. Say what comes next.", code="nobody-elected")
        row = {
            "election_id": election, "resident_id": winner and winner.id, "reason": reason, "at": desk.now(),
            "actor": actor.name, "operator": actor.operator,
        }  # fmt: skip
        connection.execute(t.election_end.insert(), row)
        rows: dict[str, list[dict[str, Any]]] = {"election_end": [row]}
        if winner is not None:
            where = found.micro_grid_id
            rows["leader_term"] = [begin(desk, connection, actor, where, winner.key, on or desk.today(), "elected",
                                         handed_over.strip())]  # fmt: skip
        journal.write(connection, actor.name, "end-election", rows)
        touch(connection, "community", 0)
        return winner and str(winner.key)

    return desk.store.write(job)


def _open(connection: sa.Connection, election: int) -> Any:
    found = connection.execute(sa.select(t.election).where(t.election.c.id == election)).first()
    if found is None:
        raise NotFound("There is no election {election}.", election=election)
    if connection.execute(sa.select(t.election_end.c.number).where(t.election_end.c.election_id == election)).first():
        raise WrongPhase("This election has ended.", code="ended")
    return found


def _nominees(connection: sa.Connection, election: int) -> dict[str, int]:
    n, r = t.nomination, t.resident
    query = sa.select(r.c.key, r.c.id).join(n, n.c.resident_id == r.c.id).where(n.c.election_id == election)
    return dict(connection.execute(query).all())


def slips(connection: sa.Connection, election: int) -> tuple[int, int]:
    """How many slips were handed in, and how many of them are counted."""
    v, x = t.election_vote, t.election_tally
    handed = sa.select(sa.func.count()).select_from(v).where(v.c.election_id == election)
    counted = sa.select(sa.func.coalesce(sa.func.sum(x.c.votes), 0)).where(x.c.election_id == election)
    return int(connection.execute(handed).scalar_one()), int(connection.execute(counted).scalar_one())


def households(connection: sa.Connection, micro_grid: int) -> int:
    """How many households of a micro-grid may vote: those that somebody lives in."""
    h = t.household
    query = sa.select(sa.func.count()).select_from(h).where(h.c.micro_grid_id == micro_grid, lived_in())
    return int(connection.execute(query).scalar_one())


def lived_in() -> sa.ColumnElement[bool]:
    """Whether somebody lives in a household, as a condition on the table of households."""
    r = t.resident.c
    return sa.exists().where(r.household_id == t.household.c.id, r.left_on.is_(None))


def _winner(connection: sa.Connection, election: int, micro_grid: int) -> Any:
    """Who has more votes than everybody else and still lives there; None where nobody has."""
    x, r = t.election_tally, t.resident
    votes = sa.func.sum(x.c.votes)
    query = (
        sa.select(r.c.id, r.c.key, votes.label("votes")).join(r, r.c.id == x.c.resident_id)
        .where(x.c.election_id == election).group_by(r.c.id, r.c.key).order_by(votes.desc()).limit(2)
    )  # fmt: skip
    best = connection.execute(query).all()
    if not best or (len(best) == 2 and best[0].votes == best[1].votes):
        return None
    try:
        lives_in(connection, micro_grid, best[0].key)
    except WrongPhase:
        return None
    return best[0]
