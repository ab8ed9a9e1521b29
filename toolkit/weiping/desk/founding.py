"""A new office from its files: the register, the catalogue, the deeds that count, the points earned so far, the records of
the time before, the appraisals."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..ledger.transfers import Transfer, fund_account, household_account
from ..store import tables as t
from . import appraisals, history, register
from .community_files import CommunityFiles
from .office import Desk
from .points import catalogue, deeds, posting


@dataclass(frozen=True, slots=True)
class Founded:
    """What was written: the rounds in draft, by id."""

    rounds: tuple[int, ...]


def is_founded(desk: Desk) -> bool:
    """Whether a community is in the database already."""
    with desk.store.read() as connection:
        return connection.execute(sa.select(t.community.c.id)).first() is not None


def found(desk: Desk, actor: Actor, files: CommunityFiles) -> Founded:
    """Write a whole community into an empty database, with every reward that the installed plugins offer."""
    register.load(desk, actor, files.register)
    catalogue.stock_catalogue(desk, actor, desk.plugins.rewards.values())
    deeds.load_kinds(desk, actor, files.deeds)
    posting.post(desk, actor, [_opening(number, files) for number in range(len(files.opening_points))])
    key = files.register.key
    history.load(desk, actor, key, files.history)
    return Founded(tuple(appraisals.create(desk, actor, key, plan) for plan in files.appraisals))


def _opening(number: int, files: CommunityFiles) -> Transfer:
    one = files.opening_points[number]
    return Transfer(
        key=f"opening:{number}:{one.household}", debit=fund_account("community"), credit=household_account(one.household),
        points=one.points, reason=one.reason, event="opening", business_date=one.on, available_from=one.on,
    )  # fmt: skip
