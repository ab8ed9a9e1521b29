"""The shop's laws under whatever happens: pieces are never promised twice, holds and stock agree, points are conserved.

A naive model keeps a list of redemptions with a word for each; after every step the books must say what it says.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.desk.points.counter import DESKS, Counter, open_counter

from weiping.desk.points import balances, offline, ordering, stock, undoing, vouchers
from weiping.desk.points.offline import HandOver
from weiping.errors import WrongPhase
from weiping.store import Store
from weiping.store import tables as t

PRICE = {"soap": 5, "haircut": 15}
OPEN = ("booked", "issued")


@dataclass
class Bought:
    """A redemption as the model knows it."""

    code: str
    reward: str
    quantity: int
    state: str
    last: Any

    @property
    def points(self) -> int:
        return PRICE[self.reward] * self.quantity


class Shop(RuleBasedStateMachine):
    """Every verb of the counter against the model."""

    @initialize()
    def open(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._store = Store(Path(self._folder.name) / "shop.db")
        self.counter: Counter = open_counter(self._store)
        self.counter.rules(desks=DESKS, hold_days=3)
        self.bought: list[Bought] = []
        self.points, self.pieces = 40, 3

    def teardown(self) -> None:
        if hasattr(self, "_store"):
            self.counter.sound()
            self._store.close()
            self._folder.cleanup()

    def _held(self) -> int:
        return sum(one.points for one in self.bought if one.state == "booked")

    def _lapse(self, account: bool, reward: str | None = None) -> None:
        """What a booking or a sweep ends first: orders whose last day is over."""
        for one in self.bought:
            over = one.state == "booked" and one.last < self.counter.desk.today()
            if over and (account or one.reward == reward):
                self._undone(one, "expired")

    def _undone(self, one: Bought, state: str, lost: bool = False) -> None:
        if one.state in ("issued", "handed-over"):
            self.points += one.points
        if one.reward == "soap" and not lost:
            self.pieces += one.quantity
        one.state = state

    def _buy(self, reward: str, quantity: int, state: str, made: Any) -> None:
        self._lapse(account=True)
        fits = self.points - self._held() >= PRICE[reward] * quantity
        fits = fits and (reward != "soap" or self.pieces >= quantity)
        try:
            code = made()
        except WrongPhase:
            assert not fits
            self._relapse()
            return
        assert fits
        self.pieces -= quantity if reward == "soap" else 0
        self.points -= PRICE[reward] * quantity if state != "booked" else 0
        self.bought.append(Bought(code, reward, quantity, state, self.counter.desk.today()))
        self.bought[-1].last = self.counter.desk.today().fromisoformat(self.counter.slip(code)["valid_until"])

    def _relapse(self) -> None:
        """A booking that is refused undoes the sweep before it: so the books end what the model ended."""
        ordering.expire_holds(self.counter.desk, self.counter.clerk)

    @rule(reward=st.sampled_from(sorted(PRICE)), quantity=st.integers(1, 3), at_once=st.booleans())
    def redeem(self, reward: str, quantity: int, at_once: bool) -> None:
        state = "handed-over" if at_once else "issued"
        self._buy(
            reward, quantity, state,
            lambda: self.counter.redeem(reward, quantity=quantity, at="north", hand_over=at_once),
        )  # fmt: skip

    @rule(reward=st.sampled_from(sorted(PRICE)), quantity=st.integers(1, 3))
    def order(self, reward: str, quantity: int) -> None:
        self._buy(reward, quantity, "booked", lambda: self.counter.order(reward, quantity=quantity, at="north"))

    @rule(data=st.data(), there=st.booleans())
    def undo(self, data: st.DataObject, there: bool) -> None:
        if not self.bought:
            return
        one = data.draw(st.sampled_from(self.bought))
        verb = data.draw(st.sampled_from([undoing.cancel, undoing.bring_back]))
        returns = verb is undoing.bring_back
        more = {"restock": there} if returns else {"there": there}
        may = one.state == "handed-over" if returns else one.state in OPEN
        again = one.state == "returned" if returns else one.state in ("cancelled", "released")
        try:
            verb(self.counter.desk, self.counter.clerk, one.code, "why", **more)
        except WrongPhase:
            assert not may
            assert not again
        else:
            assert may or again
            if may:
                after = "returned" if returns else {"booked": "released", "issued": "cancelled"}[one.state]
                self._undone(one, after, lost=not there)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Issue an order, hand a voucher over, or settle it as a tablet that was offline."""
        if not self.bought:
            return
        one = data.draw(st.sampled_from(self.bought))
        over = one.last < self.counter.desk.today()
        try:
            if one.state == "booked":
                ordering.issue_order(self.counter.desk, self.counter.clerk, one.code)
                self.points -= one.points
                one.state = "issued"
            elif data.draw(st.booleans()):
                vouchers.hand_over(self.counter.desk, self.counter.clerk, one.code, at="north")
                assert one.state == "issued"
                one.state = "handed-over"
            else:
                item = HandOver(str(self.counter.slip(one.code)["scan"]), f"tablet {len(self.bought)}")
                (done,) = offline.settle(self.counter.desk, self.counter.clerk, "north", [item])
                assert (done.result == "stored") <= (one.state == "issued")
                one.state = "handed-over" if done.result == "stored" else one.state
        except WrongPhase:
            assert over or one.state != "issued"

    @rule(data=st.data(), reward=st.sampled_from(sorted(PRICE)))
    def substitute(self, data: st.DataObject, reward: str) -> None:
        live = [one for one in self.bought if one.state in OPEN]
        if not live:
            return
        old = data.draw(st.sampled_from(live))
        try:
            code, _ = undoing.substitute(
                self.counter.desk, self.counter.clerk, old.code, key=self.counter.key(),
                reward=self.counter.reward(reward), reason="why", there=True,
            )  # fmt: skip
        except WrongPhase:
            return
        state = old.state
        self._undone(old, "released" if state == "booked" else "cancelled")
        self._lapse(account=True)
        self.pieces -= reward == "soap"
        self.points -= PRICE[reward] if state == "issued" else 0
        slip = self.counter.slip(code)
        last = self.counter.desk.today().fromisoformat(slip["valid_until"])
        self.bought.append(Bought(slip["code"], reward, 1, state, last))

    @rule(pieces=st.integers(1, 4))
    def deliver(self, pieces: int) -> None:
        stock.deliver(self.counter.desk, self.counter.clerk, self.counter.reward(), pieces, key=self.counter.key())
        self.pieces += pieces

    @rule(counted=st.integers(0, 6))
    def count(self, counted: int) -> None:
        waiting = sum(one.quantity for one in self.bought if one.state in OPEN and one.reward == "soap")
        try:
            stock.count(self.counter.desk, self.counter.clerk, self.counter.reward(), counted, key=self.counter.key())
        except WrongPhase:
            assert counted < waiting
        else:
            self.pieces = counted - waiting

    @rule(days=st.integers(1, 5), sweep=st.booleans())
    def wait(self, days: int, sweep: bool) -> None:
        self.counter.desk.now.forward(days=days)  # type: ignore[attr-defined]
        if sweep:
            ordering.expire_holds(self.counter.desk, self.counter.clerk)
            self._lapse(account=True)

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        if not hasattr(self, "counter"):
            return
        mine = [one for one in self.bought if one.reward == "soap"]
        booked, issued = (sum(one.quantity for one in mine if one.state == state) for state in OPEN)
        assert self.counter.shelf() == (self.pieces, booked, issued)
        assert self.pieces >= 0
        with self.counter.desk.store.read() as connection:
            account = self.counter.account()
            assert balances.balance(connection, account) == self.points
            assert balances.held(connection, account) == self._held()
            keys = connection.execute(t.account.select()).all()
            assert sum(balances.balance(connection, row.id) for row in keys) == 0
        for one in self.bought:
            assert self.counter.slip(one.code)["state"] == one.state


TestShop = Shop.TestCase
TestShop.settings = settings(max_examples=8, stateful_step_count=16, deadline=None)
