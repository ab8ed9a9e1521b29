"""Four processes sell the last hundred pieces of one thing, and sell a hundred."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.machine.processes import FORKS, begin

from weiping.desk import audit, register
from weiping.desk.office import Desk
from weiping.desk.points import catalogue, posting, redeeming, stock
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.domain.points import Reward, RewardKind
from weiping.errors import Refused
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store import tables as t
from weiping.testing.community import text, tiny_register

PIECES, PROCESSES = 100, 4


def shop(database: Path) -> None:
    """A hundred pieces of soap for one point each, and households that could buy them all."""
    with Store(database) as store:
        desk = Desk(store)
        register.load(desk, OPERATOR, tiny_register())
        soap = Reward(key="soap", title=text("soap"), kind=RewardKind.GOODS, points=1, stock=PIECES, how=text("here"))
        catalogue.stock_catalogue(desk, OPERATOR, [soap])
        today = datetime.now(UTC).date()
        posting.post(desk, OPERATOR, [
            Transfer(key=f"all:{home.key}", debit="fund:community", credit=f"household:{home.key}", points=10_000,
                     reason=text("a lot"), event="a-lot", business_date=today, available_from=today)
            for home in tiny_register().households
        ])  # fmt: skip


def buy(database: Path, name: str, times: int, together: Barrier, said: Connection) -> None:
    """One process: redeems soap so many times for one household after the other, and says how often it got it or why not."""
    outcomes: Counter[str] = Counter()
    with Store(database) as store:
        desk, clerk = Desk(store), Actor(Role.CLERK, staff=name)
        with store.read() as connection:
            reward = connection.execute(sa.select(t.reward.c.id)).scalar_one()
            homes = connection.execute(sa.select(t.account.c.id).where(t.account.c.kind == "household")).scalars().all()
        together.wait(60)
        for number in range(times):
            try:
                redeeming.redeem(
                    desk, clerk, key=f"{name}-{number:06}", account=homes[number % len(homes)], reward=reward
                )  # fmt: skip
                outcomes["sold"] += 1
            except Refused as refusal:
                outcomes[refusal.word] += 1
    said.send(outcomes)


def sell(database: Path, times: int) -> list[Counter[str]]:
    """What becomes of so many redemptions, shared out among processes that begin together."""
    together = FORKS.Barrier(PROCESSES)
    buyers = []
    for number in range(PROCESSES):
        hears, said = FORKS.Pipe()
        buyers.append((begin(buy, database, f"buyer{number}", times // PROCESSES, together, said), hears))
        said.close()
    outcomes: list[Counter[str]] = [hears.recv() for _, hears in buyers]
    for process, _ in buyers:
        process.join()
    return outcomes


@pytest.mark.parametrize("times", [200, pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_hundred_pieces_are_sold_a_hundred_times_however_many_want_them(tmp_path: Path, times: int) -> None:
    database = tmp_path / "office.db"
    shop(database)
    outcomes = sell(database, times)
    assert sum(outcomes, Counter()) == {"sold": PIECES, "stock": times - PIECES}
    assert sum(one["sold"] > 0 for one in outcomes) > 1, f"they did not sell at the same time: {outcomes}"
    with Store(database, read_only=True) as store, store.read() as connection:
        assert [one for one in audit.audit(Desk(store)) if one.faults] == []
        issued = connection.execute(sa.select(sa.func.count()).where(t.hold_end.c.how == "issued")).scalar_one()
        reward = connection.execute(sa.select(t.reward.c.id)).scalar_one()
        spent = connection.execute(sa.select(t.account.c.balance).where(t.account.c.key == "shop")).scalar_one()
        assert (issued, stock.stock(connection, reward), spent) == (PIECES, 0, PIECES)
