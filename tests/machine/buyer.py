"""A process that redeems one reward as often as it is told, and says what became of it.

python -m tests.machine.buyer DATABASE NAME TIMES
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from weiping.desk.office import Desk
from weiping.desk.points import redeeming
from weiping.domain.appraisal import Actor, Role
from weiping.errors import Refused
from weiping.store import Store
from weiping.store import tables as t


def main(database: Path, name: str, times: int) -> None:
    outcomes: Counter[str] = Counter()
    with Store(database) as store:
        desk, clerk = Desk(store), Actor(Role.CLERK, staff=name)
        with store.read() as connection:
            reward = connection.execute(sa.select(t.reward.c.id).where(t.reward.c.key == "soap")).scalar_one()
            query = sa.select(t.account.c.id).where(t.account.c.kind == "household").order_by(t.account.c.id)
            homes = list(connection.execute(query).scalars())
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(times):
            try:
                redeeming.redeem(
                    desk, clerk, key=f"{name}-{number:06}", account=homes[number % len(homes)], reward=reward
                )  # fmt: skip
                outcomes["sold"] += 1
            except Refused as refusal:
                outcomes[refusal.word] += 1
    print(json.dumps(outcomes), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
