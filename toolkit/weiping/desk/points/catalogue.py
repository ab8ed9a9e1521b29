"""The office's catalogue of rewards, taken from the installed plugins."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Reward
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..office import Desk, allow
from .stock import move_stock


def stock_catalogue(desk: Desk, actor: Actor, rewards: Iterable[Reward]) -> int:
    """Put rewards into the catalogue with their first stock; answers how many were new. Those there already stay."""
    allow(actor, Role.CLERK)
    offered = list(rewards)

    def job(connection: sa.Connection) -> int:
        there = set(connection.execute(sa.select(t.reward.c.key)).scalars())
        fresh = [reward for reward in offered if reward.key not in there]
        moves, offered_now = [], []
        for reward in fresh:
            row = {
                "key": reward.key, "title_zh": reward.title.zh, "title_en": reward.title.en, "kind": reward.kind.value,
                "how_zh": reward.how.zh, "how_en": reward.how.en,
            }  # fmt: skip
            made = connection.execute(t.reward.insert().returning(t.reward.c.id), row).scalar_one()
            offer = {
                "reward_id": made,
                "points": reward.points,
                "since": desk.today(),
                "at": desk.now(),
                "actor": actor.name,
            }
            number = connection.execute(t.offer.insert().returning(t.offer.c.number), offer).scalar_one()
            offered_now.append({"number": number, "listed": True, **offer})
            if reward.stock:
                moves.append(move_stock(desk, connection, made, reward.stock, "first stock"))
        if fresh:
            journal.write(
                connection, actor.name, "catalogue", {"stock_move": moves, "offer": offered_now}, rewards=len(fresh)
            )
            touch(connection, "points", 0)
        return len(fresh)

    return desk.store.write(job)
