"""Laws of accounts: none falls below its floor; what an account is stays as it is, only a fund's budget may change."""

from __future__ import annotations

from .law import Law

_KINDS = "('household', 'resident', 'group', 'fund', 'shop', 'suspense', 'debt')"
_LOTS = "('household', 'resident', 'group')"


def _changes(column: str) -> str:
    old, new = f"OLD.{column}", f"NEW.{column}"
    return f"(({old} IS NULL) <> ({new} IS NULL) OR {old} <> {new})"


_FIXED = ("id", "kind", "key", "ledger", "household_id", "resident_id", "of_id")

ACCOUNTS = (
    Law(
        "account_kind", "account", "an account of a known kind; where points are earned, with a floor",
        f"NEW.kind NOT IN {_KINDS} OR NEW.ledger NOT IN ('points', 'minutes')"
        f" OR (NEW.kind IN {_LOTS} AND (NEW.floor IS NULL OR NEW.floor < 0)) OR (NEW.kind = 'debt') <> (NEW.of_id IS NOT NULL)",
        when="NEW.id IS NOT NULL",
    ),
    Law(
        "account_fixed", "account", "what an account is and whose does not change",
        " OR ".join(_changes(column) for column in _FIXED), when="NEW.id IS NOT NULL", on=f"UPDATE OF {', '.join(_FIXED)}",
    ),
    Law(
        "account_budget", "account", "only the budget of a fund changes, and not below what it has issued",
        "NEW.kind <> 'fund' OR NEW.balance - NEW.held < NEW.floor", when=_changes("floor"), on="UPDATE OF floor",
    ),
    Law(
        # `sums` lets balances follow transfers and holds: so this is looked at after each of them
        "account_floor", "account", "an account would fall below its floor", "NEW.balance - NEW.held < NEW.floor",
        when="NEW.floor IS NOT NULL", on="UPDATE OF balance, held",
    ),
    Law(
        "account_debt", "account", "more would be paid back than is owed", "NEW.balance > 0",
        when="NEW.kind = 'debt'", on="UPDATE OF balance",
    ),
    Law(
        "account_new", "account", "a new account is empty", "NEW.balance <> 0 OR NEW.held <> 0",
        when="NEW.id IS NOT NULL",
    ),
)  # fmt: skip
