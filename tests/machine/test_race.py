"""Four processes sell the last hundred pieces of one thing, and sell a hundred."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from weiping.desk import audit, register
from weiping.desk.office import Desk
from weiping.desk.points import catalogue, posting, stock
from weiping.domain.appraisal import OPERATOR
from weiping.domain.points import Reward, RewardKind
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store import tables as t
from weiping.testing.community import text, tiny_register

ROOT = Path(__file__).parents[2]
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


def sell(database: Path, times: int) -> Counter[str]:
    """What becomes of so many redemptions, shared out among processes that begin together."""
    buyers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.machine.buyer", str(database), f"buyer{number}", str(times // PROCESSES)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for one in buyers:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in buyers:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    outcomes: Counter[str] = Counter()
    for one in buyers:
        said, _ = one.communicate(timeout=900)
        assert one.returncode == 0
        outcomes.update(json.loads(said))
    return outcomes


@pytest.mark.parametrize("times", [400, pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_hundred_pieces_are_sold_a_hundred_times_however_many_want_them(tmp_path: Path, times: int) -> None:
    database = tmp_path / "office.db"
    shop(database)
    outcomes = sell(database, times)
    assert outcomes == {"sold": PIECES, "stock": times - PIECES}
    with Store(database, read_only=True) as store, store.read() as connection:
        assert [one for one in audit.audit(Desk(store)) if one.faults] == []
        issued = connection.execute(sa.select(sa.func.count()).where(t.hold_end.c.how == "issued")).scalar_one()
        reward = connection.execute(sa.select(t.reward.c.id)).scalar_one()
        spent = connection.execute(sa.select(t.account.c.balance).where(t.account.c.key == "shop")).scalar_one()
        assert (issued, stock.stock(connection, reward), spent) == (PIECES, 0, PIECES)
