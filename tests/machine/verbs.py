"""What the naive books answer to a step: what is done, or that it is refused and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.machine import steps, verbs_points, verbs_shop
from tests.machine.books import Books, No

VERBS: dict[type[steps.Step], Callable[[Books, Any], Any]] = {
    steps.Wait: verbs_points.wait, steps.Decide: verbs_points.decide, steps.Budget: verbs_points.budget,
    steps.Post: verbs_points.post, steps.Grant: verbs_points.grant, steps.Earn: verbs_points.earn,
    steps.Approve: verbs_points.approve, steps.TurnDown: verbs_points.turn_down, steps.Hours: verbs_points.hours,
    steps.Reverse: verbs_points.reverse, steps.Repay: verbs_points.repay, steps.Move: verbs_points.move,
    steps.Expire: verbs_points.expire, steps.Hang: verbs_points.hang, steps.Object: verbs_points.object_,
    steps.Settle: verbs_points.settle, steps.Close: verbs_points.close, steps.Redeem: verbs_shop.redeem,
    steps.OrderAhead: verbs_shop.order_ahead, steps.Issue: verbs_shop.issue, steps.HandOver: verbs_shop.hand_over,
    steps.Cancel: verbs_shop.cancel, steps.Return: verbs_shop.bring_back, steps.Substitute: verbs_shop.substitute,
    steps.ExpireHolds: verbs_shop.expire_holds, steps.Deliver: verbs_shop.deliver, steps.Count: verbs_shop.count,
    steps.Price: verbs_shop.price,
}  # fmt: skip

Answer = tuple[str, Any]
"""("done", what) or ("no", (kind of refusal, its word))."""


def carry_out(books: Books, step: steps.Step) -> tuple[Books, Answer]:
    """The books after a step, and its answer; after a refusal they are as before."""
    after = books.copy()
    try:
        return after, ("done", VERBS[type(step)](after, step))
    except No as refusal:
        return books, ("no", refusal.args)
