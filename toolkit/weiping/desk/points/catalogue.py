"""The office's catalogue of rewards: those of the installed plugins, and what the office adds itself."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Reward, RewardKind
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from .. import evidence
from ..office import Desk, allow
from .stock import Why, move_stock


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
                "reward_id": made, "points": reward.points, "listed": True, "since": desk.today(), "at": desk.now(),
                "actor": actor.name,
            }  # fmt: skip
            offered_now.append(evidence.add(connection, t.offer, offer))
            if reward.stock:
                moves.append(move_stock(desk, connection, actor, made, reward.stock, Why.FIRST))
        if fresh:
            journal.write(
                connection, actor.name, "catalogue", {"stock_move": moves, "offer": offered_now}, rewards=len(fresh)
            )
            touch(connection, "points", 0)
        return len(fresh)

    return desk.store.write(job)


def add(
    desk: Desk, actor: Actor, *, key: str, title: Text, kind: RewardKind, points: int, how: Text, stock: int = 0
) -> int:
    """A reward of the office's own, such as what a shop donated; answers its number. One `key` adds it once.

    `stock` are the first pieces of goods; services and honours have none. Raises Invalid, WrongPhase for a key that
    another reward has, or DefinitionError as `Reward` does.
    """
    allow(actor, Role.CLERK)
    if not 8 <= len(key) <= 64 or not all(said.strip() and len(said) <= 80 for said in (title.zh, title.en)):
        raise Invalid("A reward needs a name of 1 to 80 characters, and a key of 8 to 64.")
    pieces = stock if kind is RewardKind.GOODS else None
    made = Reward(
        key=f"own-{sha256(key.encode()).hexdigest()[:12]}", title=title, kind=kind, points=points, how=how, stock=pieces
    )
    stock_catalogue(desk, actor, [made])
    with desk.store.read() as connection:
        there = connection.execute(sa.select(t.reward).where(t.reward.c.key == made.key)).one()
    if (there.title_zh, there.title_en, there.kind) != (title.zh, title.en, kind.value):
        raise WrongPhase("The key {key} was used before for another reward.", code="key-reused", key=key)
    return int(there.id)
