"""The books of the tiny community as tests keep them: short words for what the desk's verbs do at length."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from tests.conftest import Hall, text

from weiping.desk import audit
from weiping.desk.points import accounts, balances, posting, redeeming, reversing
from weiping.desk.points.reversing import Reversal
from weiping.domain.points import TransferKind
from weiping.ledger.transfers import Transfer
from weiping.store import journal
from weiping.store import tables as t

DAY = date(2024, 11, 20)
EAST, WEST = "household:east-1", "household:west-1"
_KEYS = count(1)


def days(number: int) -> date:
    """So many days after the first."""
    return DAY + timedelta(days=number)


@dataclass
class Books:
    """A hall seen as its books. Accounts are called by their keys, transfers by their ids."""

    hall: Hall
    _months: count[int] = field(default_factory=lambda: count(1))

    def read(self, question: Any) -> Any:
        """The answer of `question(connection)`."""
        with self.hall.desk.store.read() as connection:
            return question(connection)

    def number(self, key: str) -> int:
        """The number of an account."""
        return int(self.read(lambda c: accounts.by_key(c, [key])[key].id))

    def post(self, points: int, debit: str, credit: str, *, key: str = "", on: date = DAY, **more: Any) -> str:
        """Post one transfer; answers its id."""
        key = key or f"test:{next(_KEYS)}"
        one = Transfer(key=key, debit=debit, credit=credit, points=points, reason=text("test"), event=more.pop("event", "test"),
                       business_date=on, available_from=more.pop("since", on), **more)  # fmt: skip
        posting.post(self.hall.desk, self.hall.clerk, [one])
        return self.id_of(key)

    def earn(self, points: int, to: str = EAST, **more: Any) -> str:
        """Points from the community's fund."""
        return self.post(points, "fund:community", to, **more)

    def spend(self, points: int, account: str = EAST) -> str:
        """Hold points and issue them in one commit; answers the id of the transfer."""
        return self.issue(self.hold(points, account))

    def hold(self, points: int, account: str = EAST) -> str:
        """Hold points for a service; answers the hold's id."""
        desk, number = self.hall.desk, self.number(account)

        def job(connection: sa.Connection) -> str:
            reward = connection.execute(sa.select(t.reward.c.id).where(t.reward.c.key == "haircut")).scalar_one()
            code, now = uuid.uuid4().hex[:8].upper(), desk.now()
            row = {
                "id": str(uuid.uuid4()), "code": code, "key": f"redeem-{code}", "body_hash": "", "account_id": number,
                "reward_id": reward, "quantity": 1, "points": points, "cash": 0, "at": now, "actor": "clerk",
            }  # fmt: skip
            held = {"id": str(uuid.uuid4()), "redemption": row["id"], "account_id": number, "points": points,
                    "day": desk.today(), "at": now}  # fmt: skip
            connection.execute(t.redemption.insert(), row)
            connection.execute(t.hold.insert(), held)
            journal.write(connection, "clerk", "book", {"redemption": [row], "hold": [held]})
            return str(held["id"])

        return desk.store.write(job)

    def issue(self, hold: str) -> str:
        """Issue a hold; answers the id of the transfer."""
        desk, clerk = self.hall.desk, self.hall.clerk

        def job(connection: sa.Connection) -> str:
            held = connection.execute(sa.select(t.hold).where(t.hold.c.id == hold)).mappings().one()
            query = sa.select(t.redemption).where(t.redemption.c.id == held["redemption"])
            rows = redeeming.issue(desk, connection, clerk, connection.execute(query).mappings().one(), held)
            journal.write(connection, "clerk", "issue", rows)
            return str(rows["transfer"][0]["id"])

        return desk.store.write(job)

    def release(self, hold: str) -> None:
        """End a hold without a transfer."""
        end = {"hold": hold, "how": "released", "transfer": None, "at": self.hall.desk.now()}

        def job(connection: sa.Connection) -> None:
            connection.execute(t.hold_end.insert(), end)
            journal.write(connection, "clerk", "release", {"hold_end": [end]})

        self.hall.desk.store.write(job)

    def reverse(self, transfer: str, points: int | None = None, key: str = "") -> Reversal:
        """Take a transfer back."""
        key = key or f"reversal:{next(_KEYS)}"
        return reversing.reverse(self.hall.desk, self.hall.clerk, transfer, text("wrong"), key=key, points=points)

    def object(self, transfer: str) -> str:
        """Object to a transfer; answers the objection's id."""
        row = {"id": str(uuid.uuid4()), "transfer": transfer, "who": "", "text": "", "at": self.hall.desk.now(),
               "actor": "clerk", "operator": "c1"}  # fmt: skip
        return self._add(t.objection, row, "id")

    def settle(self, objection: str, how: str = "upheld") -> None:
        """End an objection."""
        self._add(t.objection_end, {"objection": objection, "how": how, "reason": "", "at": self.hall.desk.now(),
                                    "actor": "clerk", "operator": "c1"}, "objection")  # fmt: skip

    def notice(self, *transfers: str, until: date) -> None:
        """Hang a notice of these transfers from today on."""
        today = self.hall.desk.today()
        row = {"id": str(uuid.uuid4()), "key": f"{2000 + next(self._months)}-11", "since": min(today, until),
               "until": until, "at": self.hall.desk.now(), "actor": "clerk"}  # fmt: skip
        self._add(t.points_notice, row, "id")
        for one in transfers:
            self._add(t.notice_line, {"notice": row["id"], "transfer": one}, "transfer")

    def _add(self, table: sa.Table, row: dict[str, Any], key: str) -> str:
        def job(connection: sa.Connection) -> str:
            connection.execute(table.insert(), row)
            journal.write(connection, "clerk", table.name, {table.name: [row]})
            return str(row[key])

        return self.hall.desk.store.write(job)

    def id_of(self, key: str) -> str:
        """The id of the transfer that was posted under `key`."""
        return str(
            self.read(lambda c: c.execute(sa.select(t.transfer.c.id).where(t.transfer.c.key == key)).scalar_one())
        )

    def row(self, transfer: str) -> Any:
        """A transfer by its id."""
        return self.read(lambda c: reversing.find(c, transfer))

    def of_kind(self, kind: TransferKind) -> list[Any]:
        """The transfers of a kind, in their order."""
        query = sa.select(t.transfer).where(t.transfer.c.kind == kind.value).order_by(t.transfer.c.number)
        return list(self.read(lambda c: c.execute(query).all()))

    def balance(self, key: str = EAST, **when: Any) -> int:
        """The balance of an account; zero where it was never opened."""
        with self.hall.desk.store.read() as connection:
            number = connection.execute(sa.select(t.account.c.id).where(t.account.c.key == key)).scalar_one_or_none()
            return balances.balance(connection, number, **when) if number else 0

    def spendable(self, key: str = EAST) -> int:
        """What may be spent today."""
        number = self.number(key)
        return int(self.read(lambda c: balances.spendable(c, number, self.hall.desk.today())))

    def debt(self, key: str = EAST) -> int:
        """What the holder of an account owes."""
        number = self.number(key)
        return int(self.read(lambda c: balances.debt(c, number)))

    def lots(self, key: str = EAST) -> list[tuple[int, date | None]]:
        """What is left in the lots of an account: points and last day, in the order of their writing."""
        number = self.number(key)
        found = self.read(lambda c: balances.lots(c, number, self.hall.desk.today()))
        return [(lot.points, lot.expires_on) for lot in found]

    def faults(self) -> dict[str, list[str]]:
        """What the audit finds."""
        return {one.check: [str(fault) for fault in one.faults] for one in audit.audit(self.hall.desk) if one.faults}
