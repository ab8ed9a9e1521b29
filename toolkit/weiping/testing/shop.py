"""Checks of rewards and of the ways to hand them over."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..domain.points import Fulfilment, Redeemed, Reward, RewardKind
from ..errors import WrongPhase
from . import made
from .finding import Breach, Breaches, law
from .target import Target
from .texts import wrong_phrase
from .trial import each, same

if TYPE_CHECKING:
    from .ledger import Ledger

DESKS = 3
PIECES = 2
"""How many desks sell at once, and how many pieces each reward has there: enough to sell the last one twice."""


@law(Reward, "goods with a stock, at a price a household can save for")
def the_price_is_sane(reward: Reward, _target: Target) -> Breaches:
    """Something to hand out, for points that somebody may have."""
    if reward.kind is RewardKind.GOODS and not reward.stock:
        yield Breach("It starts with no stock.", "State how many pieces there are; an empty shelf sells nothing.")
    if reward.points > 10_000:
        yield Breach("It costs {points} points.", "Ask for at most {most}.", points=reward.points, most=10_000)


@law(Target, "rewards are never sold beyond their stock", of=Reward)
def nothing_is_sold_twice(target: Target, _target: Target) -> Breaches:
    """Several desks sell at once, more than there is: vouchers and stock agree, and the stock never falls below zero."""
    goods = [
        replace(one, stock=min(one.stock or 0, PIECES)) for one in target.of(Reward) if one.kind is RewardKind.GOODS
    ]
    if not goods:
        return
    with TemporaryDirectory() as folder:
        sold, left = _sell(Path(folder) / "shop.db", goods)
    for reward in goods:
        if (sold[reward.key], left[reward.key]) != (reward.stock, 0):
            yield Breach(
                "Of {stock} pieces of {reward}, {sold} were sold and {left} are left.",
                "Offer wp.Reward as it is; the ledger keeps its stock.",
                stock=reward.stock,
                reward=reward.key,
                sold=sold[reward.key],
                left=left[reward.key],
            )


def _sell(database: Path, goods: Sequence[Reward]) -> tuple[dict[str, int], dict[str, int | None]]:
    """Pieces sold and left after every desk tried to sell one more of each than there are."""
    from ..desk.office import Desk
    from ..store import Store
    from .community import fresh_store
    from .ledger import Ledger, tiny_ledger

    with fresh_store(database) as store:
        shop = tiny_ledger(store, goods)
        shop.grant("east-1", sum(one.points for one in goods) * DESKS * (PIECES + 1) + 1)

        def sell(desk: int) -> list[str]:
            with Store(database) as own:
                ledger = Ledger(Desk(own, shop.desk.plugins, now=shop.desk.now))
                return [
                    one.key for one in goods for attempt in range(PIECES + 1) if _sold(ledger, one, f"{desk}-{attempt}")
                ]

        with ThreadPoolExecutor(DESKS) as desks:
            sold = [key for one in desks.map(sell, range(DESKS)) for key in one]
        return {one.key: sold.count(one.key) for one in goods}, {one.key: shop.stock(one.key) for one in goods}


def _sold(ledger: Ledger, reward: Reward, name: str) -> bool:
    try:
        ledger.redeem(reward.key, key=f"{name}-{reward.key}"[:64])
    except WrongPhase:
        return False
    return True


@law(Fulfilment, "tells residents how, in both languages, for whatever was redeemed")
def every_redemption_is_instructed(fulfilment: Fulfilment, target: Target) -> Breaches:
    """Total: a phrase for any reward, number and day, the same when asked again."""

    def is_told(redeemed: Redeemed) -> None:
        if wrong := wrong_phrase(same(fulfilment.instruct, redeemed), "instruct"):
            raise wrong

    keys = [one.key for one in target.of(Reward) if one.fulfilment == fulfilment.key]
    yield from each(made.redeemed(keys), is_told)
