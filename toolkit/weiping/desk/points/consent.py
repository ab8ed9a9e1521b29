"""Whether a household agrees to stand in the public ranking of households. Nobody stands there who did not say so."""

from __future__ import annotations

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.register import Disclosure
from ...errors import NotFound, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow
from . import policy


def agree(desk: Desk, actor: Actor, show: bool, account: int | None = None) -> None:
    """Say whether a household is listed, under its masked address; said again, the newest counts.

    A household says it for itself through its card, a clerk for `account` who holds the household's signature. Raises
    NotFound, WrongPhase where no ranking of households is shown: nobody agrees to what cannot be seen.
    """
    allow(actor, Role.CLERK, Role.RESIDENT)

    def job(connection: sa.Connection) -> None:
        household = _household(connection, actor, account)
        if show and policy.read(connection).ranking != "household":
            raise WrongPhase("There is no public ranking of households to be listed in.", code="ranking")
        if show == agreed(connection, household):
            return
        row = {
            "household_id": household, "show": show, "at": desk.now(), "actor": actor.name, "operator": actor.operator
        }  # fmt: skip
        rows = {"ranking_consent": [add(connection, t.ranking_consent, row)]}
        journal.write(connection, actor.name, "ranking-consent", rows, household=household)
        touch(connection, "points", 0)

    desk.store.write(job)


def _household(connection: sa.Connection, actor: Actor, account: int | None) -> int:
    if actor.role is Role.RESIDENT:
        if actor.household is None or account is not None:
            raise NotFound("This link belongs to no household; ask the office for a new card.")
        return actor.household
    a = t.account.c
    found = connection.execute(sa.select(a.household_id).where(a.id == account)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no household account {account}.", account=account)
    return int(found)


def agreed(connection: sa.Connection, household: int) -> bool:
    """Whether the household said yes last."""
    c = t.ranking_consent.c
    query = sa.select(c.show).where(c.household_id == household).order_by(c.number.desc()).limit(1)
    return bool(connection.execute(query).scalar_one_or_none())


def agreeing() -> sa.Select[tuple[int]]:
    """The households that said yes last."""
    c = t.ranking_consent.c
    newest = sa.select(sa.func.max(c.number)).group_by(c.household_id)
    return sa.select(c.household_id).where(c.number.in_(newest), c.show)


def listed() -> sa.Select[tuple[int]]:
    """The households that may be listed: they agreed, and nobody lives there whose name is for few only."""
    r = t.resident.c
    guarded = sa.select(r.household_id).where(r.disclosure == Disclosure.SECRET.value, r.left_on.is_(None))
    return agreeing().where(t.ranking_consent.c.household_id.not_in(guarded))
