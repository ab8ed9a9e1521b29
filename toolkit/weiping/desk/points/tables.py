"""What the office takes out as sheets: accounts, the journal of some days, what a ranking is made of. Reads only.

Names are those of the register's addresses; residents are masked. Nothing here is meant for a public page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import AccountKind, TransferKind
from ...domain.text import Text
from ...errors import Invalid
from ...publish.sheets import Cell, Table
from ...store import journal as journal_of
from ...store import tables as t
from ..evidence import add, reason_of
from ..office import Desk, allow
from . import liability as reports
from . import statements

HOLDERS: Mapping[AccountKind, Text] = {
    AccountKind.HOUSEHOLD: Text("住户", "Household"),
    AccountKind.RESIDENT: Text("居民", "Resident"),
    AccountKind.GROUP: Text("集体", "Group"),
    AccountKind.FUND: Text("基金", "Fund"),
    AccountKind.SHOP: Text("积分超市", "Shop"),
    AccountKind.SUSPENSE: Text("暂挂", "Suspense"),
    AccountKind.DEBT: Text("应还", "Owed"),
}
"""Whose points an account holds, in the words of the office."""

Level = Literal["household", "micro-grid", "compound"]
_EARNING = (TransferKind.EARN.value, TransferKind.GRANT.value)
_CORRECTING = (TransferKind.REVERSE.value, TransferKind.CLAW_BACK.value)


def accounts(desk: Desk, actor: Actor, lang: str, *, on: date | None = None, known: datetime | None = None) -> Table:
    """Every account with what was credited and debited by `on`, as it was on record at `known`, and what is held now."""
    allow(actor, Role.CLERK)
    a, x, h, e = t.account, t.transfer.c, t.hold, t.hold_end
    when = [column <= limit for column, limit in ((x.business_date, on), (x.recorded_at, known)) if limit is not None]
    with desk.store.read() as connection:
        credited = _sums(connection, x.credit_id, x.points, *when)
        debited = _sums(connection, x.debit_id, x.points, *when)
        held = _sums(connection, h.c.account_id, h.c.points, ~sa.exists().where(e.c.hold == h.c.id))
        rows = connection.execute(sa.select(a).order_by(a.c.kind, a.c.id)).all()
    heads = _said(lang, ("账户", "account"), ("名称", "name"), ("种类", "kind"), ("单位", "unit"), ("收入", "credited"),
                  ("支出", "debited"), ("余额", "balance"), ("冻结", "held"))  # fmt: skip
    units = {"points": Text("分", "points"), "minutes": Text("分钟", "minutes")}

    def line(row: Any) -> Sequence[Cell]:
        got, gave = credited.get(row.id, 0), debited.get(row.id, 0)
        return (row.key, Text(row.name_zh, row.name_en).said(lang), HOLDERS[AccountKind(row.kind)].said(lang),
                units[row.ledger].said(lang), got, gave, got - gave, held.get(row.id, 0))  # fmt: skip

    return Table(Text("账户", "Accounts").said(lang), heads, [line(row) for row in rows])


def journal(
    desk: Desk, actor: Actor, lang: str, first: date, last: date, *, known: datetime | None = None
) -> Table:  # fmt: skip
    """Every transfer of the business days from `first` to `last`, in the order in which they were recorded."""
    allow(actor, Role.CLERK)
    _sane(first, last)
    x, debit, credit, about = t.transfer, t.account.alias(), t.account.alias(), t.transfer.alias()
    query = (
        sa.select(x, debit.c.key.label("from_key"), debit.c.name_zh.label("from_zh"), debit.c.name_en.label("from_en"),
                  credit.c.key.label("to_key"), credit.c.name_zh.label("to_zh"), credit.c.name_en.label("to_en"),
                  about.c.number.label("corrects"))
        .join(debit, debit.c.id == x.c.debit_id)
        .join(credit, credit.c.id == x.c.credit_id)
        .outerjoin(about, about.c.id == x.c.about)
        .where(x.c.business_date.between(first, last))
        .order_by(x.c.number)
    )  # fmt: skip
    if known is not None:
        query = query.where(x.c.recorded_at <= known)
    heads = _said(
        lang, ("序号", "number"), ("日期", "day"), ("记账时间", "recorded"), ("种类", "kind"), ("付方账户", "from"),
        ("付方", "from name"), ("收方账户", "to"), ("收方", "to name"), ("积分", "points"), ("事由", "reason"),
        ("事件", "event"), ("更正哪一笔", "corrects"), ("规则", "rule"), ("经手", "operator"), ("编号", "id"),
    )  # fmt: skip

    def lines() -> Iterator[Sequence[Cell]]:
        with desk.store.read() as connection:
            for row in connection.execute(query.execution_options(yield_per=2000)):
                yield (
                    row.number, row.business_date, row.recorded_at, TransferKind(row.kind).label.said(lang), row.from_key,
                    Text(row.from_zh, row.from_en).said(lang), row.to_key, Text(row.to_zh, row.to_en).said(lang),
                    row.points, Text(row.reason_zh, row.reason_en).said(lang), row.event, row.corrects, row.rule,
                    row.operator, row.id,
                )  # fmt: skip

    title = Text(f"{first} 至 {last} 流水", f"Journal {first} to {last}")
    return Table(title.said(lang), heads, lines())


def ranking(desk: Desk, actor: Actor, lang: str, first: date, last: date, level: Level = "household") -> Table:
    """What households, micro-grids or compounds earned on the business days from `first` to `last`, less what was taken back.

    Opening balances, moves and redemptions do not count, and neither do residents' own accounts. Those who earned nothing
    are listed with zero: they took part in nothing, which is not a missing value.
    """
    allow(actor, Role.CLERK)
    _sane(first, last)
    x, original, household = t.transfer, t.transfer.alias(), t.household.c
    days = x.c.business_date.between(first, last)
    with desk.store.read() as connection:
        earned = _sums(connection, x.c.credit_id, x.c.points, days, x.c.kind.in_(_EARNING))
        back = dict(
            connection.execute(
                sa.select(original.c.credit_id, sa.func.sum(x.c.points))
                .join(original, original.c.id == x.c.about)
                .where(days, x.c.kind.in_(_CORRECTING), original.c.kind.in_(_EARNING))
                .group_by(original.c.credit_id)
            ).all()
        )
        a, m, c = t.account.c, t.micro_grid.c, t.compound.c
        homes = connection.execute(
            sa.select(a.id, a.name_zh, a.name_en, household.key, m.key.label("micro_grid"), c.key.label("compound"),
                      c.name_zh.label("compound_zh"), c.name_en.label("compound_en"))
            .join(t.household, household.id == a.household_id)
            .join(t.micro_grid, m.id == household.micro_grid_id)
            .join(t.compound, c.id == household.compound_id)
            .order_by(household.id)
        ).all()  # fmt: skip
    found: dict[str, list[Any]] = {}
    for home in homes:
        line = found.setdefault(*_entry(home, level, lang))
        line[2] += 1
        line[3] += earned.get(home.id, 0)
        line[4] += int(back.get(home.id, 0))
    heads = _said(lang, ("参评对象", "entry"), ("名称", "name"), ("户数", "households"), ("获得", "earned"),
                  ("收回", "taken back"), ("净得", "net"))  # fmt: skip
    rows = [(*line, line[3] - line[4]) for line in found.values()]
    title = Text(f"{first} 至 {last} 获得积分", f"Earned {first} to {last}")
    return Table(title.said(lang), heads, rows)


def statement(
    desk: Desk, actor: Actor, lang: str, account: int, first: date, last: date, *, known: datetime | None = None
) -> Table:  # fmt: skip
    """The statement of an account, as `statements.statement` has it."""
    found = statements.statement(desk, actor, account, first, last, known=known)
    heads = _said(lang, ("日期", "day"), ("记账时间", "recorded"), ("种类", "kind"), ("事由", "reason"), ("积分", "points"),
                  ("余额", "balance"), ("结账后补记", "after the closing"), ("序号", "number"))  # fmt: skip
    begin = Text("承前余额", "Brought forward").said(lang)
    before: Sequence[Cell] = (None, None, None, begin, None, found["opening"], None, None)
    lines: list[Sequence[Cell]] = [
        (date.fromisoformat(one["on"]), datetime.fromisoformat(one["at"]), TransferKind(one["kind"]).label.said(lang),
         one["reason"][lang], one["points"], one["balance"], one["late"], one["number"])
        for one in found["lines"]
    ]  # fmt: skip
    return Table(found["account"]["name"][lang], heads, [before, *lines])


def liability(desk: Desk, actor: Actor, lang: str) -> list[Table]:
    """What is outstanding against what there is to give, as `liability.report` has it: points, goods, funds."""
    found = reports.report(desk, actor)
    points = found["points"]
    names = (
        ("ready", Text("今天可用", "To be spent today")), ("soon", Text("其中 30 天内到期", "Of it expiring within 30 days")),
        ("waiting", Text("等待公示、异议或起用日", "Waiting for a notice, an objection or their day")),
        ("lapsed", Text("已过期未收回", "Past their last day")), ("held", Text("已冻结", "Held for orders")),
        ("owed", Text("住户应还", "Owed by households")),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [(name.said(lang), points[key]) for key, name in names]
    rows.append((Text("未兑付兑换券", "Vouchers not handed over").said(lang), found["vouchers"]["points"]))
    rows.append((Text("库存价值", "Goods on the shelf").said(lang), found["value"]))
    goods: list[Sequence[Cell]] = [
        (one["title"][lang], one["points"], one["stock"], one["booked"], one["issued"], one["value"])
        for one in found["goods"]
    ]
    funds: list[Sequence[Cell]] = [
        (one["title"][lang], one["issued"], one["budget"], one["left"]) for one in found["funds"]
    ]
    return [
        Table(Text("待兑付", "Outstanding").said(lang), _said(lang, ("项目", "item"), ("积分", "points")), rows),
        Table(Text("库存", "Goods").said(lang), _said(
            lang, ("兑换品", "reward"), ("单价", "points each"), ("可兑换", "stock"), ("已预订", "booked"), ("待领取", "issued"),
            ("价值", "value"),
        ), goods),
        Table(Text("基金", "Funds").said(lang), _said(
            lang, ("基金", "fund"), ("已发放", "issued"), ("预算", "budget"), ("剩余", "left")
        ), funds),
    ]  # fmt: skip


def on_record(desk: Desk, actor: Actor, what: str, fields: Sequence[str], rows: int, reason: str) -> None:
    """Keep that a sheet left the house: what it was, how many rows, by whom and what for. Raises Invalid without a reason."""
    allow(actor, Role.CLERK)
    if not (reason := reason_of(reason)):
        raise Invalid("Say what the list is for; the reason is kept with the export.")

    def job(connection: sa.Connection) -> None:
        row = {"what": what, "fields": list(fields), "rows": rows, "reason": reason, "at": desk.now(), "actor": actor.name,
               "operator": actor.operator}  # fmt: skip
        journal_of.write(connection, actor.name, "export", {"export_log": [add(connection, t.export_log, row)]})

    desk.store.write(job)


def _entry(home: Any, level: Level, lang: str) -> tuple[str, list[Any]]:
    if level == "micro-grid":
        return home.micro_grid, [home.micro_grid, home.micro_grid, 0, 0, 0]
    if level == "compound":
        return home.compound, [home.compound, Text(home.compound_zh, home.compound_en).said(lang), 0, 0, 0]
    return home.key, [home.key, Text(home.name_zh, home.name_en).said(lang), 0, 0, 0]


def _sums(
    connection: sa.Connection, by: sa.ColumnElement[int], what: sa.ColumnElement[int], *where: sa.ColumnElement[bool]
) -> dict[int, int]:
    query = sa.select(by, sa.func.sum(what)).where(*where).group_by(by)
    return {number: int(total) for number, total in connection.execute(query)}


def _said(lang: str, *pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(Text(zh, en).said(lang) for zh, en in pairs)


def _sane(first: date, last: date) -> None:
    if last < first:
        raise Invalid(
            "The days from {first} to {last} are none; say the earlier one first.", first=str(first), last=str(last)
        )
