"""Accounts: finding them by their keys, and opening those that come into being on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, Unit
from ...domain.register import masked
from ...domain.text import Text
from ...errors import Invalid, NotFound
from ...ledger.transfers import MINUTES_FUND, debt_account, fund_account, minutes_account, resident_account
from ...store import journal
from ...store import tables as t
from ...store.prepared import Prepared
from ..keys import residents_of
from ..office import Desk, allow

_a = t.account.c
_BY_KEY = Prepared(
    sa.select(_a.id, _a.key, _a.kind, _a.floor, _a.of_id, _a.name_zh, _a.name_en, _a.ledger, _a.balance, _a.held)
    .where(_a.key.in_(sa.bindparam("keys", expanding=True)))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """An account as postings need to know it; `standing` is its balance less its open holds, when it was looked up."""

    id: int
    key: str
    kind: AccountKind
    floor: int | None
    of: int | None
    name: Text
    unit: Unit = Unit.POINTS
    standing: int = 0

    @property
    def holds_points(self) -> bool:
        """Whether points are earned on it and spent from it; accounts of minutes hold none."""
        return self.kind.holds_lots and self.unit is Unit.POINTS


def account(row: Any) -> Account:
    """A row of the table as an Account."""
    return _made(
        row.id, row.key, row.kind, row.floor, row.of_id, row.name_zh, row.name_en, row.ledger, row.balance, row.held
    )


def _made(
    number: int, key: str, kind: str, floor: int | None, of: int | None, zh: str, en: str, unit: str, balance: int, held: int
) -> Account:  # fmt: skip
    return Account(number, key, AccountKind(kind), floor, of, Text(zh, en), Unit(unit), balance - held)


def by_key(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Account]:
    """The accounts called `keys`. Raises NotFound for the first of them that is not there."""
    wanted = sorted(set(keys))
    found = _there(connection, wanted)
    for key in wanted:
        if key not in found:
            raise NotFound("There is no account {key}; it has to be in the register first.", key=key)
    return found


def by_id(connection: sa.Connection, number: int) -> Account:
    """The account `number`. Raises NotFound."""
    row = connection.execute(sa.select(t.account).where(t.account.c.id == number)).first()
    if row is None:
        raise NotFound("There is no account {account}.", account=number)
    return account(row)


def debt_of(connection: sa.Connection, of: Account) -> Account:
    """Within a job: the account of what `of` owes, opened where there is none yet."""
    name = Text(f"{of.name.zh} 应还积分", f"{of.name.en}, points owed")
    return _opened(connection, debt_account(of.key), AccountKind.DEBT, name, of_id=of.id)


def of_resident(connection: sa.Connection, resident: str, unit: Unit = Unit.POINTS) -> Account:
    """Within a job: a resident's own account, opened where there is none yet. Raises NotFound for an unknown resident."""
    return of_residents(connection, [resident], unit)[resident]


def of_residents(connection: sa.Connection, residents: Iterable[str], unit: Unit = Unit.POINTS) -> dict[str, Account]:
    """Within a job: as `of_resident`, for many; with a few statements however many they are."""
    named = minutes_account if unit is Unit.MINUTES else resident_account
    keys = {resident: named(resident) for resident in residents}
    there = _there(connection, keys.values())
    missing = sorted(resident for resident, key in keys.items() if key not in there)
    if missing:
        people = residents_of(connection, missing)
        connection.execute(t.account.insert(), [_own(people[one], keys[one], unit) for one in missing])
        there |= _there(connection, (keys[one] for one in missing))
    return {resident: there[key] for resident, key in keys.items()}


def _there(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Account]:
    return {row[1]: _made(*row) for row in _BY_KEY.rows(connection, {"keys": list(keys)})}


def _own(resident: Any, key: str, unit: Unit) -> dict[str, Any]:
    """The row of a resident's own account."""
    who = masked(resident.name)
    name = Text(f"{who} 志愿时长", f"{who}, volunteering") if unit is Unit.MINUTES else Text(who, who)
    return {
        "kind": AccountKind.RESIDENT.value, "key": key, "name_zh": name.zh, "name_en": name.en, "resident_id": resident.id,
        "ledger": unit.value, "floor": 0,
    }  # fmt: skip


def minutes_fund(connection: sa.Connection) -> Account:
    """Within a job: where the minutes of volunteering come from."""
    name = Text("志愿时长", "Hours of volunteering")
    return _opened(connection, MINUTES_FUND, AccountKind.FUND, name, ledger=Unit.MINUTES.value)


def open_fund(desk: Desk, actor: Actor, key: str, name: Text, budget: int | None = None) -> int:
    """Open an issuing programme's account, or change its budget: the points it may issue at most (None: no limit).

    Answers the account's number. Raises Invalid for a budget below what was issued already.
    """
    allow(actor, Role.CLERK)
    if budget is not None and budget < 0:
        raise Invalid("A budget is a number of points from zero on, not {budget}.", budget=budget)

    def job(connection: sa.Connection) -> int:
        from .balances import balance

        made = _opened(connection, fund_account(key), AccountKind.FUND, name)
        issued = -balance(connection, made.id)
        if budget is not None and issued > budget:
            raise Invalid("{name} has issued {issued} points already.", name=made.name, issued=issued)
        floor = None if budget is None else -budget
        connection.execute(t.account.update().where(t.account.c.id == made.id).values(floor=floor))
        journal.write(connection, actor.name, "fund", {}, account=made.id, budget="-" if budget is None else budget)
        return made.id

    return desk.store.write(job)


def _opened(connection: sa.Connection, key: str, kind: AccountKind, name: Text, **more: Any) -> Account:
    query = sa.select(t.account).where(t.account.c.key == key)
    row = connection.execute(query).first()
    if row is None:
        values = {"kind": kind.value, "key": key, "name_zh": name.zh, "name_en": name.en, **more}
        connection.execute(t.account.insert(), values)
        row = connection.execute(query).one()
    return account(row)
