"""Laws of accounts: what an account is stays as it is, only a fund's budget may change."""

from __future__ import annotations

from .law import Law, below_floor

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
        " OR ".join(_changes(column) for column in _FIXED), when="NEW.id IS NOT NULL", on="UPDATE",
    ),
    Law(
        "account_floor", "account", "only the budget of a fund changes, and not below what it has issued",
        f"NEW.kind <> 'fund' OR {below_floor('NEW.id')}", when=_changes("floor"), on="UPDATE",
    ),
)  # fmt: skip
