"""What a check answers: that it holds, or what is wrong, in words that can be said in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from ...i18n import tr
from ...store import tables as t
from ..office import Desk


class Fault(str):
    """Something that is wrong, as an English sentence; `text` says it in another language."""

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, /, **values: object) -> Fault:
        """`message` is a template, `values` fill it."""
        made = super().__new__(cls, tr("en", message, **values))
        made.message, made.values = message, values
        return made

    def text(self, lang: str) -> str:
        """The fault in `lang`; a value that is itself a message is said in it, too."""
        values = {name: tr(lang, value) if isinstance(value, str) else value for name, value in self.values.items()}
        return tr(lang, self.message, **values)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check with its faults; no faults means it holds."""

    check: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Look:
    """One consistent state of the database, with the sums that several checks need, each added up once."""

    desk: Desk
    connection: sa.Connection
    known: dict[str, Any] = field(default_factory=dict)
    """What a check found out that another one needs."""

    def rows(self, query: sa.Select[Any] | sa.CompoundSelect[Any]) -> list[Any]:
        """What the database answers."""
        return list(self.connection.execute(query))

    @cached_property
    def accounts(self) -> dict[int, Any]:
        """Number → the row of an account."""
        return {row.id: row for row in self.rows(sa.select(t.account).order_by(t.account.c.id))}

    @cached_property
    def credited(self) -> dict[int, int]:
        """Account → all that was ever credited."""
        return self._sum(t.transfer.c.credit_id, t.transfer.c.points)

    @cached_property
    def debited(self) -> dict[int, int]:
        """Account → all that was ever debited."""
        return self._sum(t.transfer.c.debit_id, t.transfer.c.points)

    @cached_property
    def held(self) -> dict[int, int]:
        """Account → what open holds keep."""
        ended = sa.exists().where(t.hold_end.c.hold == t.hold.c.id)
        return self._sum(t.hold.c.account_id, t.hold.c.points, ~ended)

    def balance(self, account: int) -> int:
        """An account's balance, added up."""
        return self.credited.get(account, 0) - self.debited.get(account, 0)

    def key(self, account: int) -> str:
        """An account as faults call it."""
        return str(self.accounts[account].key) if account in self.accounts else f"#{account}"

    def _sum(
        self, by: sa.ColumnElement[Any], of: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]
    ) -> dict[int, int]:
        query = sa.select(by, sa.func.sum(of)).where(*where).group_by(by)
        return {account: int(total) for account, total in self.connection.execute(query)}


Check = Callable[[Look], Iterator[Fault]]
