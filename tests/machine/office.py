"""The real office as the machine sees it: a desk over a database, told steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.machine import books as naive
from tests.machine import steps
from tests.machine.verbs import Answer
from tests.machine.verbs_points import DAY_CAP, EVENT_CAP, MONTH_CAP

from weiping.desk import register
from weiping.desk.office import Desk
from weiping.desk.points import (
    accounts,
    approvals,
    catalogue,
    earning,
    expiring,
    granting,
    hours,
    moving,
    notices,
    objections,
    offers,
    ordering,
    periods,
    policy,
    posting,
    redeeming,
    reversing,
    settling,
    stock,
    undoing,
    vouchers,
)
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.domain.points import (
    Attendance,
    Attended,
    Cap,
    Earned,
    Event,
    ExpiryPolicy,
    PointsRule,
    Proposal,
    Reward,
    RewardKind,
    TransferKind,
)
from weiping.errors import Refused
from weiping.hooks.loader import Plugins
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store import tables as t
from weiping.testing.community import Clock, text, tiny_register

FIRST, SECOND = Actor(Role.CLERK, staff="c1"), Actor(Role.CLERK, staff="c2")
STAFF = {"c1": FIRST, "c2": SECOND}
BEGIN = datetime(2024, 1, 25, 1, tzinfo=UTC)
"""A fortnight before the Spring Festival, nine in the morning."""

HOUSEHOLDS = ("east-1", "east-2", "west-1")
RESIDENTS = ("east-1-a", "west-1-a")
REWARDS = {
    "soap": (5, RewardKind.GOODS, 3),
    "towel": (8, RewardKind.GOODS, 1),
    "haircut": (15, RewardKind.SERVICE, None),
}
OFFICE = steps.Decide(
    approve_above=None, monthly=False, notice_days=3, working_days=True, expiry=False, voucher_days=20, hold_days=5, cash=False,
)  # fmt: skip
"""What the office decided before anything happened."""


def _tidy(event: Event) -> Iterator[Proposal]:
    for one in event.who if isinstance(event, Attended) else ():
        yield Proposal(household=one.household, points=int(one.hours or 0), reason=event.title)


def _last_day(earned: Earned) -> date:
    return earned.on + timedelta(days=naive.EXPIRY_DAYS)


def plugins() -> Plugins:
    """A rule with three caps, an expiry policy, two kinds of goods and a service."""
    caps = (
        Cap(points=EVENT_CAP, per="event"), Cap(points=DAY_CAP, per="day"), Cap(points=MONTH_CAP, per="month")
    )  # fmt: skip
    rule = PointsRule(key="tidy", title=text("tidy"), propose=_tidy, on=(Attended,), caps=caps)
    expiry = ExpiryPolicy(key="soon", title=text("soon"), words=text("soon"), expires=_last_day)
    rewards = {
        key: Reward(key=key, title=text(key), kind=kind, points=points, stock=pieces, how=text("here"))
        for key, (points, kind, pieces) in REWARDS.items()
    }
    return Plugins(points_rules={"tidy": rule}, expiry_policies={"soon": expiry}, rewards=rewards)


def found(database: Path) -> None:
    """A database with the register, the shelves, a fund with a budget, and what the office decided."""
    with Store(database) as store:
        desk = Desk(store, plugins(), now=Clock(BEGIN))
        register.load(desk, OPERATOR, tiny_register())
        catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
        accounts.open_fund(desk, OPERATOR, "project", text("project"))
        for resident in RESIDENTS:
            store.write(lambda connection, key=resident: accounts.of_resident(connection, key))  # type: ignore[misc]
        _decide(desk, OFFICE)


def books_of(database: Path) -> naive.Books:
    """Naive books as they begin over that database."""
    with Store(database, read_only=True) as store, store.read() as connection:
        keys = connection.execute(sa.select(t.account.c.key).order_by(t.account.c.id)).scalars().all()
    return naive.Books(
        now=BEGIN, accounts=list(keys), policy=OFFICE, goods=("soap", "towel"),
        stock={key: pieces or 0 for key, (_, _, pieces) in REWARDS.items()},
        prices={key: [(date.min, points, None, True)] for key, (points, _, _) in REWARDS.items()},
    )  # fmt: skip


def _decide(desk: Desk, step: steps.Decide) -> None:
    policy.change(desk, FIRST, policy.Policy(
        approve_above=step.approve_above, notice="monthly" if step.monthly else "none", notice_days=step.notice_days,
        working_days=step.working_days, expiry="soon" if step.expiry else None, voucher_days=step.voucher_days,
        hold_days=step.hold_days, fen_per_point=naive.FEN if step.cash else None, ranking="none",
    ))  # fmt: skip


def carry_out(desk: Desk, step: steps.Step) -> Answer:
    """What a desk answers to a step, in the words of the naive books."""
    try:
        return "done", _VERBS[type(step)](desk, step)
    except Refused as refusal:
        return "no", (type(refusal).__name__, refusal.word)


# steps as verbs of the desk


def _read(desk: Desk, question: Callable[[sa.Connection], Any]) -> Any:
    with desk.store.read() as connection:
        return question(connection)


def _numbered(desk: Desk, table: sa.Table, number: int, column: str = "id") -> str:
    """What a row is called; what nobody is called where there is none."""
    query = sa.select(table.c[column]).where(table.c.number == number)
    return str(_read(desk, lambda c: c.execute(query).scalar_one_or_none()) or "nobody")


def _account(desk: Desk, key: str) -> int:
    return int(_read(desk, lambda c: c.execute(sa.select(t.account.c.id).where(t.account.c.key == key)).scalar()) or 0)


def _reward(desk: Desk, key: str) -> int:
    return int(_read(desk, lambda c: c.execute(sa.select(t.reward.c.id).where(t.reward.c.key == key)).scalar_one()))


def _order_number(desk: Desk, made: tuple[str, bool]) -> tuple[int, bool]:
    r = t.redemption.c
    number = _read(desk, lambda c: c.execute(sa.select(r.number).where(r.code == made[0])).scalar_one())
    return number, made[1]


def _post(desk: Desk, step: steps.Post) -> int:
    one = Transfer(
        key=step.key, debit=step.debit, credit=step.credit, points=step.points, reason=text("opening"), event="opening",
        business_date=step.day, available_from=step.since, expires_on=step.last, kind=TransferKind.OPENING,
    )  # fmt: skip
    return posting.post(desk, FIRST, [one])


def _grant(desk: Desk, step: steps.Grant) -> tuple[str, int]:
    lines = [granting.GrantLine(account, points) for account, points in step.lines]
    made = granting.grant(desk, FIRST, key=step.key, title=text("grant"), lines=lines, on=step.day, fund=step.fund)
    return made.state, made.posted


def _earn(desk: Desk, step: steps.Earn) -> tuple[str, int]:
    who = tuple(
        Attendance(household=household, role="helper", hours=Decimal(points)) for household, points in step.who
    )  # fmt: skip
    event = Attended(activity=1, kind="tidying", title=text("tidying"), on=step.day, who=who)
    made = earning.earn(desk, FIRST, ["tidy"], event, step.key, desk.today())
    return made.state, made.posted


def _approve(desk: Desk, step: steps.Approve) -> tuple[str, int]:
    made = approvals.approve(desk, STAFF[step.by], _numbered(desk, t.batch, step.batch))
    return made.state, made.posted


def _hours(desk: Desk, step: steps.Hours) -> bool:
    return hours.record(desk, FIRST, hours.Service(step.key, step.resident, step.minutes, step.day, text("hours")))


def _reverse(desk: Desk, step: steps.Reverse) -> tuple[int, int]:
    entry = _numbered(desk, t.transfer, step.entry)
    made = reversing.reverse(desk, FIRST, entry, text("wrong"), key=step.key, points=step.points)
    return made.returned, made.owed


def _expire(desk: Desk, step: steps.Expire) -> tuple[int, int, int, int]:
    made = expiring.expire(desk, FIRST)
    return made.points, made.lots, made.accounts, made.repaid


def _hang(desk: Desk, step: steps.Hang) -> tuple[date, int, bool]:
    made = notices.hang(desk, FIRST, step.month)
    return made.until, made.entries, made.new


def _object(desk: Desk, step: steps.Object) -> None:
    entry = _numbered(desk, t.transfer, step.entry)
    late = "came late" if step.late else ""
    objections.object_to(desk, FIRST, key=step.key, transfer=entry, text="not earned", late=late)


def _settle(desk: Desk, step: steps.Settle) -> tuple[str, int, int, int, bool]:
    made = settling.settle(desk, STAFF[step.by], step.objection, step.how, "looked into", points=step.points)
    return made.how, made.returned, made.owed, made.added, made.waits


def _close(desk: Desk, step: steps.Close) -> tuple[int, int]:
    made = periods.close(desk, FIRST, step.month, anyway="the auditor comes" if step.anyway else "")
    return made.accounts, made.repaid


def _redeem(desk: Desk, step: steps.Redeem) -> tuple[int, bool]:
    return _order_number(desk, redeeming.redeem(
        desk, FIRST, key=step.key, account=_account(desk, step.account), reward=_reward(desk, step.reward),
        quantity=step.quantity, cash=step.cash, hand_over=step.hand_over,
    ))  # fmt: skip


def _order(desk: Desk, step: steps.OrderAhead) -> tuple[int, bool]:
    wish = redeeming.Wish(
        account=_account(desk, step.account), reward=_reward(desk, step.reward), quantity=step.quantity
    )  # fmt: skip
    return _order_number(desk, ordering.order(desk, FIRST, wish, key=step.key))


def _code(desk: Desk, order: int) -> str:
    return _numbered(desk, t.redemption, order, "code")


def _undone(made: undoing.Undone) -> tuple[int, int]:
    return made.points, made.cash


def _substitute(desk: Desk, step: steps.Substitute) -> tuple[int, bool]:
    return _order_number(desk, undoing.substitute(
        desk, FIRST, _code(desk, step.order), key=step.key, reward=_reward(desk, step.reward), quantity=step.quantity,
        reason="sold out",
    ))  # fmt: skip


def _shelf(made: stock.Shelf) -> tuple[int, int, int]:
    return made.stock, made.booked, made.issued


def _price(desk: Desk, step: steps.Price) -> None:
    limit: dict[str, Any] = {"most": None} if step.most is None else {"most": step.most, "per": "month"}
    offers.change(
        desk, FIRST, _reward(desk, step.reward), offers.Terms(points=step.points, listed=step.listed, **limit)
    )  # fmt: skip


_VERBS: dict[type[steps.Step], Callable[[Desk, Any], Any]] = {
    steps.Decide: _decide,
    steps.Budget: lambda d, s: accounts.open_fund(d, FIRST, "project", text("project"), s.points) and None,
    steps.Post: _post,
    steps.Grant: _grant,
    steps.Earn: _earn,
    steps.Approve: _approve,
    steps.TurnDown: lambda d, s: approvals.turn_down(d, SECOND, _numbered(d, t.batch, s.batch), "not so many"),
    steps.Hours: _hours,
    steps.Reverse: _reverse,
    steps.Repay: lambda d, s: reversing.repay(d, FIRST, _account(d, s.account)),
    steps.Move: lambda d, s: moving.move(d, FIRST, s.source, s.target, s.points, key=s.key, reason=text("moved")),
    steps.Expire: _expire,
    steps.Hang: _hang,
    steps.Object: _object,
    steps.Settle: _settle,
    steps.Close: _close,
    steps.Redeem: _redeem,
    steps.OrderAhead: _order,
    steps.Issue: lambda d, s: ordering.issue_order(d, FIRST, _code(d, s.order)),
    steps.HandOver: lambda d, s: vouchers.hand_over(d, FIRST, _code(d, s.order)),
    steps.Cancel: lambda d, s: _undone(undoing.cancel(d, FIRST, _code(d, s.order), "no need", there=s.there)),
    steps.Return: lambda d, s: _undone(undoing.bring_back(d, FIRST, _code(d, s.order), "broken", restock=s.restock)),
    steps.Substitute: _substitute,
    steps.ExpireHolds: lambda d, s: ordering.expire_holds(d, FIRST),
    steps.Deliver: lambda d, s: _shelf(stock.deliver(d, FIRST, _reward(d, s.reward), s.pieces, key=s.key)),
    steps.Count: lambda d, s: _shelf(stock.count(d, FIRST, _reward(d, s.reward), s.counted, key=s.key)),
    steps.Price: _price,
}
