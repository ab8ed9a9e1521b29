"""`weiping audit`: every invariant that can be recomputed, recomputed. Reads only, on one consistent state of the database.

The ledger's invariants have numbers, in the order of this list; beside them stand the guards of evidence and the photos.
Results are judged by the plugins of the desk, and so are postings that are older than the caps on record: without them a rule
cannot be known, and none is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import sqlalchemy as sa

from ...errors import WeipingError
from ..office import Desk
from . import balances, capped, closed, entries, evidence, holds, lots, micro_grids, public, results, spending
from .finding import Check, Fault, Finding, Look

__all__ = ["CHECKS", "Fault", "Finding", "audit"]

CHECKS: Mapping[str, Check] = {
    "append-only guards are in place": evidence.in_place,
    "all balances together are zero": balances.zero,
    "balances of closed periods are the sums of their entries": closed.balances,
    "no account is below its floor": balances.floors,
    "one key has one effect": entries.keys,
    "every redemption has its hold, and a hold ends once": holds.ends,
    "stock is never negative": holds.stock,
    "lots add up to balances": lots.sums,
    "what ends first went first": lots.order,
    "reversals take back what is left of their originals": entries.reversals,
    "closed periods stay as they were": closed.periods,
    "nothing was spent before it was ready": spending.ready,
    "no rule gave more than its caps": capped.caps,
    "the journal's chain and digests verify": evidence.chain,
    "every piece of evidence is in the journal": evidence.journaled,
    "balances and holds add up to what is kept beside the accounts": balances.kept,
    "published results are what their marks make": results.published,
    "open redemptions are covered": holds.covered,
    "nothing public is above its disclosure level": public.disclosed,
    "every household is in one micro-grid, within its grid, led by who lives there": micro_grids.sound,
    "every photo is the one that was taken, or was erased": evidence.photos,
}
"""Name → check, in the order in which they are told."""


def audit(desk: Desk, only: Collection[str] = CHECKS) -> list[Finding]:
    """Run all checks, or those whose names are in `only`, on one consistent state of the database."""
    with desk.store.read() as connection:
        look = Look(desk, connection)
        return [Finding(name, tuple(_run(check, look))) for name, check in CHECKS.items() if name in only]


def _run(check: Check, look: Look) -> Iterator[Fault]:
    """A check's faults. What cannot even be read is one: a check that stops must not look like one that holds."""
    try:
        with look.connection.begin_nested():  # PostgreSQL would answer nothing more after a query that failed
            yield from check(look)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        WeipingError,
        sa.exc.SQLAlchemyError,
    ) as error:
        yield Fault(
            "this cannot be checked, what is stored cannot be read: {error}", error=f"{type(error).__name__}: {error}"
        )
