"""The machine: whatever is done at two desks in two processes, naive books and real ones say the same, and invariants hold."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.machine import office, steps
from tests.machine.branch import Branch
from tests.machine.office import HOUSEHOLDS, RESIDENTS, REWARDS
from tests.machine.sameness import differences
from tests.machine.verbs import carry_out

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.store import Store
from weiping.testing.community import Clock

ACCOUNTS = tuple(f"household:{one}" for one in HOUSEHOLDS) + tuple(f"resident:{one}" for one in RESIDENTS)
DAY = 24 * 60
END = datetime(2025, 11, 21, tzinfo=UTC)
"""The calendar of the naive books ends with 2025."""

TALLY: Counter[str] = Counter()
"""What machines did: steps, those of them refused and sent again, jumps of the clock, kills, answers lost, and looks."""

BY_STEP: Counter[tuple[str, str]] = Counter()
"""How often which step was done, or refused and how."""

accounts = st.sampled_from(ACCOUNTS)
points = st.integers(1, 50)
rewards = st.sampled_from(tuple(REWARDS))
goods = st.sampled_from(("soap", "towel"))
staff = st.sampled_from(("c1", "c2"))
ago = st.integers(0, 3) | st.integers(0, 40)
lasting = st.none() | st.integers(1, 5) | st.integers(0, 60)
policies = st.builds(
    steps.Decide, approve_above=st.sampled_from((None, 20)), monthly=st.booleans(), notice_days=st.integers(0, 6),
    working_days=st.booleans(), expiry=st.booleans(), voucher_days=st.sampled_from((5, 40)), hold_days=st.integers(1, 9),
    cash=st.booleans(),
)  # fmt: skip


@cache
def template() -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """A database as every machine begins with, and the folder that is there as long as somebody holds it."""
    folder = tempfile.TemporaryDirectory(prefix="weiping-machine-")
    office.found(Path(folder.name) / "office.db")
    return Path(folder.name) / "office.db", folder


class LedgerMachine(RuleBasedStateMachine):
    """Rules draw steps; `do` tells them to the naive books and to a desk, and compares what both answer."""

    look_every = 12
    """After so many steps all that the books say is compared too, and every invariant recomputed."""

    kill_every = 24
    """In one of so many steps, more or less, the second desk's process is killed."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="weiping-machine-")
        self.keys = count(1)
        self.sent: list[steps.Step] = []
        self.unseen = 0

    @initialize(data=st.data(), decided=policies, lots=st.lists(st.tuples(accounts, points, lasting),
                min_size=3, max_size=9))  # fmt: skip
    def begin(self, data: st.DataObject, decided: steps.Decide, lots: list[tuple[str, int, int | None]]) -> None:
        """An office that has decided something, and some points of the paper passbook."""
        database = Path(self.folder.name) / "office.db"
        shutil.copyfile(template()[0], database)
        self.books = office.books_of(database)
        self.clock = Clock(self.books.now)
        self.desk = Desk(Store(database), office.plugins(), now=self.clock)
        self.branch = Branch(database)
        self.do(data, decided)
        for account, amount, lasts in lots:
            day = self.books.today
            last = None if lasts is None else day + timedelta(days=lasts)
            self.do(
                data, steps.Post(key=self.key("post"), credit=account, points=amount, day=day, since=day, last=last)
            )

    def teardown(self) -> None:
        if hasattr(self, "branch"):
            if self.unseen and sys.exception() is None:
                self.look()
            self.branch.close()
            self.desk.store.close()
        self.folder.cleanup()

    def key(self, what: str) -> str:
        return f"{what}-{next(self.keys):06}"

    def do(self, data: st.DataObject, step: steps.Step) -> None:
        """Let a desk carry out a step; now and then it is sent again at once, by somebody who is impatient."""
        self.tell(data, step)
        if (again := data.draw(st.integers(-5, 2), label="sent again if above zero")) > 0:
            self.again(data, step, other=again == 2)

    def again(self, data: st.DataObject, step: steps.Step, *, other: bool) -> None:
        """The same request once more, or another one under its key."""
        TALLY["sent again"] += 1
        self.tell(data, _changed(step) if other and hasattr(step, "key") else step)

    def tell(self, data: st.DataObject, step: steps.Step) -> None:
        """Let one of the desks carry out a step, as the naive books do; perhaps the second one is killed meanwhile."""
        TALLY["steps"] += 1
        middle = self.kill_every // 2  # the first and the last are drawn more often than others
        if data.draw(st.integers(1, self.kill_every), label=f"killed if {middle}") == middle:
            writes = data.draw(st.integers(1, 20), label="before its write")
            TALLY["kills"] += 1
            if self.branch.die(step, self.clock.time, writes):
                self.books, _ = carry_out(self.books, step)
                TALLY["answers lost"] += 1
            self.look()
        self.books, expected = carry_out(self.books, step)
        second = data.draw(st.booleans(), label="at the second desk")
        answer = self.branch.carry_out(step, self.clock.time) if second else office.carry_out(self.desk, step)
        assert answer == expected, f"{step}: the naive books answer {expected}, the desk {answer}"
        TALLY["refused"] += expected[0] == "no"
        BY_STEP[type(step).__name__, expected[0] if expected[0] == "done" else expected[1][1]] += 1
        self.sent.append(step)
        self.unseen += 1
        if self.unseen == self.look_every:
            self.look()

    def look(self) -> None:
        """At all that the books say, and whether every invariant holds."""
        self.unseen = 0
        TALLY["looks"] += 1
        with self.desk.store.read() as connection:
            found = differences(self.books, connection)
        found += [f"{one.check}: {fault}" for one in audit.audit(self.desk) for fault in one.faults]
        assert not found, "\n".join(found)

    # time, and what goes wrong

    @rule(minutes=st.sampled_from((5, 600, DAY, 3 * DAY, 8 * DAY, 20 * DAY, -45)))
    def wait(self, minutes: int) -> None:
        TALLY["clock jumps"] += 1
        self.move_clock(minutes)

    @rule(where=st.sampled_from(("midnight", "month", "year", "festival", "made-up Sunday")))
    def jump(self, where: str) -> None:
        """To a quarter of an hour before, and at once to as much behind, what may go wrong in books."""
        TALLY["clock jumps"] += 1
        today = self.books.today
        tomorrow = today + timedelta(days=1)
        known = {"festival": ("2024-02-10", "2025-01-28"), "made-up Sunday": ("2024-02-04", "2025-01-26")}
        day = {
            "midnight": tomorrow, "month": (today.replace(day=1) + timedelta(days=32)).replace(day=1),
            "year": today.replace(month=1, day=1, year=today.year + 1),
        }.get(where) or next((day for one in known[where] if (day := date.fromisoformat(one)) > today), tomorrow)  # fmt: skip
        self.over_midnight(day)

    @rule(data=st.data(), booked=st.booleans())
    def a_last_day_passes(self, data: st.DataObject, booked: bool) -> None:
        """That of some points or of an order, and the office looks after one of both at once."""
        TALLY["clock jumps"] += 1
        lots = {one.last for one in self.books.entries if one.last is not None and self.books.left(one)}
        ahead = {day for day in lots | {one.until for one in self.books.open_orders()} if day >= self.books.today}
        self.over_midnight(min(ahead, default=self.books.today) + timedelta(days=1))
        self.do(data, steps.ExpireHolds() if booked else steps.Expire())

    def over_midnight(self, day: date) -> None:
        begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
        self.move_clock(int((begin - self.books.now).total_seconds() // 60) - 15)
        self.move_clock(30)

    def move_clock(self, minutes: int) -> None:
        if office.BEGIN <= self.books.now + timedelta(minutes=minutes) < END:
            self.books, _ = carry_out(self.books, steps.Wait(minutes=minutes))
            self.clock.time = self.books.now

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), other=st.booleans(), back=st.integers(1, 3) | st.integers(1, 40))
    def send_again(self, data: st.DataObject, other: bool, back: int) -> None:
        """One of the last requests, or an older one."""
        self.again(data, self.sent[-min(back, len(self.sent))], other=other)

    # the office

    @rule(data=st.data(), decided=policies, amount=st.sampled_from((None, 0, 60)), reward=rewards, price=st.integers(1, 20),
          most=st.none() | st.integers(1, 3), listed=st.integers(0, 5), what=st.integers(0, 2))  # fmt: skip
    def the_office_decides(
        self, data: st.DataObject, decided: steps.Decide, amount: int | None, reward: str, price: int, most: int | None,
        listed: int, what: int,
    ) -> None:  # fmt: skip
        changed = steps.Price(reward=reward, points=price, most=most, listed=listed > 0)
        self.do(data, (decided, steps.Budget(points=amount), changed)[what])

    @rule(data=st.data(), what=st.integers(0, 3), back=st.integers(0, 2), anyway=st.booleans())
    def the_office_looks_after_its_books(self, data: st.DataObject, what: int, back: int, anyway: bool) -> None:
        month = self.month(back)
        known: tuple[steps.Step, ...] = (
            steps.Expire(), steps.ExpireHolds(), steps.Hang(month=month), steps.Close(month=month, anyway=anyway)
        )  # fmt: skip
        self.do(data, known[what])

    def month(self, back: int) -> str:
        day = self.books.today
        for _ in range(back):
            day = day.replace(day=1) - timedelta(days=1)
        return f"{day:%Y-%m}"

    @rule(data=st.data(), reward=goods, pieces=st.integers(1, 5), counted=st.none() | st.integers(0, 9))
    def shelf(self, data: st.DataObject, reward: str, pieces: int, counted: int | None) -> None:
        if counted is None:
            self.do(data, steps.Deliver(key=self.key("deliver"), reward=reward, pieces=pieces))
        else:
            self.do(data, steps.Count(key=self.key("counted"), reward=reward, counted=counted))

    # what is earned

    @rule(data=st.data(), credit=accounts, amount=st.integers(-1, 40), before=ago, later=st.integers(0, 3),
          lasts=lasting)  # fmt: skip
    def carry_over(
        self, data: st.DataObject, credit: str, amount: int, before: int, later: int, lasts: int | None
    ) -> None:
        day = self.books.today - timedelta(days=before)
        since = day + timedelta(days=later)
        last = None if lasts is None else since + timedelta(days=lasts)
        self.do(data, steps.Post(key=self.key("post"), credit=credit, points=amount, day=day, since=since, last=last))

    @rule(data=st.data(), lines=st.lists(st.tuples(accounts, points), min_size=1, max_size=3), before=ago,
          fund=st.sampled_from(("community", "project")))  # fmt: skip
    def grant(self, data: st.DataObject, lines: list[tuple[str, int]], before: int, fund: str) -> None:
        day = self.books.today - timedelta(days=before)
        self.do(data, steps.Grant(key=self.key("grant"), lines=tuple(lines), day=day, fund=fund))

    @rule(data=st.data(), before=ago, who=st.lists(st.tuples(st.sampled_from(HOUSEHOLDS), st.integers(1, 12)), min_size=1,
          max_size=3, unique_by=lambda one: one[0]))  # fmt: skip
    def earn(self, data: st.DataObject, before: int, who: list[tuple[str, int]]) -> None:
        day = self.books.today - timedelta(days=before)
        self.do(data, steps.Earn(key=self.key("event"), who=tuple(who), day=day))

    @precondition(lambda self: self.books.batches)
    @rule(data=st.data(), by=staff, down=st.integers(0, 3))
    def decide_on_a_batch(self, data: st.DataObject, by: steps.Staff, down: int) -> None:
        number = data.draw(st.integers(1, len(self.books.batches)) | st.integers(1, 5))
        self.do(data, steps.Approve(batch=number, by=by) if down else steps.TurnDown(batch=number))

    @rule(data=st.data(), resident=st.sampled_from(RESIDENTS), minutes=st.sampled_from((0, 45, 900, 1500)), before=ago)
    def hours(self, data: st.DataObject, resident: str, minutes: int, before: int) -> None:
        day = self.books.today - timedelta(days=before)
        self.do(data, steps.Hours(key=self.key("hours"), resident=resident, minutes=minutes, day=day))

    # what is spent

    @rule(
        data=st.data(), account=accounts, reward=rewards, quantity=st.just(1) | st.integers(1, 3), given=st.booleans()
    )
    def redeem(self, data: st.DataObject, account: str, reward: str, quantity: int, given: bool) -> None:
        account = self.buyer(data, account)
        step = steps.Redeem(
            key=self.key("redeem"), account=account, reward=reward, quantity=quantity, hand_over=given
        )  # fmt: skip
        self.do(data, step)

    @rule(data=st.data(), account=accounts, reward=rewards, wrong=st.integers(0, 4))
    def redeem_with_cash(self, data: st.DataObject, account: str, reward: str, wrong: int) -> None:
        price = self.books.price(reward)[0]
        due = (
            max(0, price - self.books.spendable(account) if account in self.books.accounts else price)
            * office.naive.FEN
        )
        cash = due + (1 if wrong == 0 else 0)
        self.do(data, steps.Redeem(key=self.key("redeem"), account=account, reward=reward, cash=cash))

    @rule(data=st.data(), account=accounts, reward=rewards, quantity=st.integers(1, 2))
    def order(self, data: st.DataObject, account: str, reward: str, quantity: int) -> None:
        account = self.buyer(data, account)
        self.do(data, steps.OrderAhead(key=self.key("order"), account=account, reward=reward, quantity=quantity))

    def buyer(self, data: st.DataObject, anybody: str) -> str:
        """Mostly somebody who has points to spend."""
        able = [one for one in ACCOUNTS if self.books.spendable(one)]
        return data.draw(st.sampled_from([*able, *able, anybody]))

    @precondition(lambda self: self.books.orders)
    @rule(data=st.data(), given=st.booleans())
    def go_on_with_an_order(self, data: st.DataObject, given: bool) -> None:
        number = self.an_order(data)
        self.do(data, steps.HandOver(order=number) if given else steps.Issue(order=number))

    @precondition(lambda self: self.books.orders)
    @rule(data=st.data(), what=st.integers(0, 2), yes=st.booleans(), reward=rewards, quantity=st.integers(1, 2))
    def undo_an_order(self, data: st.DataObject, what: int, yes: bool, reward: str, quantity: int) -> None:
        number = self.an_order(data)
        if what == 2:
            made = steps.Substitute(key=self.key("instead"), order=number, reward=reward, quantity=quantity)
            self.do(data, made)
        else:
            self.do(data, (steps.Cancel(order=number, there=yes), steps.Return(order=number, restock=yes))[what])

    def an_order(self, data: st.DataObject) -> int:
        """One of them, rather a late one; seldom one that is not there."""
        return data.draw(st.integers(max(1, len(self.books.orders) - 3), len(self.books.orders)) | st.integers(1, 9))

    # what is put right

    @precondition(lambda self: self.books.entries)
    @rule(data=st.data(), part=st.none() | st.integers(0, 12))
    def reverse(self, data: st.DataObject, part: int | None) -> None:
        number = self.an_entry(data)
        self.do(data, steps.Reverse(key=self.key("reverse"), entry=number, points=part))

    def an_entry(self, data: st.DataObject) -> int:
        """Points that moved; seldom some that nobody knows."""
        return data.draw(st.integers(1, len(self.books.entries)) | st.integers(1, 30))

    @precondition(lambda self: self.books.owing())
    @rule(data=st.data())
    def repay(self, data: st.DataObject) -> None:
        self.do(data, steps.Repay(account=data.draw(st.sampled_from(self.books.owing()))))

    @rule(data=st.data(), giver=accounts, taker=accounts, amount=st.none() | st.integers(0, 25))
    def move(self, data: st.DataObject, giver: str, taker: str, amount: int | None) -> None:
        self.do(data, steps.Move(key=self.key("moving"), source=giver, target=taker, points=amount))

    @precondition(lambda self: self.books.entries)
    @rule(data=st.data(), late=st.booleans())
    def object(self, data: st.DataObject, late: bool) -> None:
        number = self.an_entry(data)
        self.do(data, steps.Object(key=self.key("objection"), entry=number, late=late))

    @precondition(lambda self: self.books.objections)
    @rule(data=st.data(), how=st.sampled_from(("upheld", "corrected", "reversed", "withdrawn")), by=staff)
    def settle(self, data: st.DataObject, how: Any, by: steps.Staff) -> None:
        key = data.draw(st.sampled_from(sorted(self.books.objections)))
        amount = data.draw(st.integers(0, 40)) if how == "corrected" else None
        self.do(data, steps.Settle(objection=key, how=how, points=amount, by=by))


def _changed(step: Any) -> steps.Step:
    """Another request under the key of this one."""
    if isinstance(step, steps.Grant):
        return replace(step, lines=tuple((account, amount + 1) for account, amount in step.lines))
    if isinstance(step, steps.Earn):
        return replace(step, who=tuple((household, amount + 1) for household, amount in step.who))
    if isinstance(step, steps.Object):
        return replace(step, entry=step.entry + 1)
    if isinstance(step, steps.Count):
        return replace(step, reward="towel" if step.reward == "soap" else "soap")
    if isinstance(step, steps.Hours):
        return replace(step, minutes=step.minutes + 1)
    if isinstance(step, steps.Deliver):
        return replace(step, pieces=step.pieces + 1)
    if isinstance(step, steps.Post | steps.Move | steps.Reverse):
        return replace(step, points=(step.points or 0) + 1)
    return replace(step, quantity=step.quantity + 1)  # type: ignore[no-any-return]
