"""Laws of transfers: between which accounts, when, and what may be taken back."""

from __future__ import annotations

from .law import Law, total, whole

_KINDS = ("earn", "grant", "opening", "redeem", "move", "expire", "reverse", "claw-back", "repay")
_CORRECTS = "('reverse', 'claw-back')"


def _none_of(column: str, words: tuple[str, ...]) -> str:
    """As NOT IN, for which SQLite would make a table of the words for every row."""
    return " AND ".join(f"NEW.{column} <> '{word}'" for word in words)


def _no_day(column: str) -> str:
    return f"(NEW.{column} IS NOT NULL AND NEW.{column} IS NOT date(NEW.{column}))"


TRANSFERS = (
    whole("transfer", "points"),
    Law(
        "transfer_kind", "transfer", "a transfer is of a kind that is known",
        f"({_none_of('kind', _KINDS)}) OR NEW.debit_id = NEW.credit_id",
    ),
    Law(
        # as text, a day with a blank behind it would be in no period and after no other
        "transfer_days", "transfer", "days and times are written in full",
        f"{_no_day('business_date')} OR {_no_day('available_from')} OR {_no_day('expires_on')}"
        " OR LENGTH(NEW.recorded_at) <> 26 OR datetime(NEW.recorded_at) IS NOT SUBSTR(NEW.recorded_at, 1, 19)",
        only="sqlite",
    ),
    Law(
        "transfer_order", "transfer", "transfers are recorded in the order of time, after the last closing",
        "NEW.recorded_at < (SELECT x.recorded_at FROM transfer x WHERE x.number < NEW.number ORDER BY x.number DESC LIMIT 1)"
        " OR NEW.recorded_at >"
        " (SELECT x.recorded_at FROM transfer x WHERE x.number > NEW.number ORDER BY x.number LIMIT 1)"
        " OR NEW.recorded_at <= (SELECT p.at FROM period_close p ORDER BY p.number DESC LIMIT 1)",
    ),
    Law(
        "transfer_one_ledger", "transfer", "points and minutes are different ledgers",
        "NOT EXISTS (SELECT 1 FROM account d, account c"
        " WHERE d.id = NEW.debit_id AND c.id = NEW.credit_id AND d.ledger = c.ledger)",
    ),
    Law(
        "transfer_owes", "transfer", "points are owed by correcting what was earned, and in no other way",
        "EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.debit_id AND a.kind = 'debt')",
        when=f"NEW.kind NOT IN {_CORRECTS}",
    ),
    Law(
        # what is corrected in a closed period is about something of that period (and recorded later: `transfer_order`)
        "transfer_period", "transfer", "the period is closed",
        "EXISTS (SELECT 1 FROM period_close p WHERE NEW.business_date BETWEEN p.first AND p.last"
        " AND NOT EXISTS (SELECT 1 FROM transfer o"
        " WHERE o.id = NEW.about AND o.business_date BETWEEN p.first AND p.last))",
    ),
    Law(
        "transfer_hold", "transfer", "the hold has ended, or is not for this",
        "NEW.kind <> 'redeem' OR NOT EXISTS (SELECT 1 FROM hold h, account a WHERE h.id = NEW.hold"
        " AND h.account_id = NEW.debit_id AND h.points = NEW.points AND a.id = NEW.credit_id AND a.kind = 'shop')"
        " OR EXISTS (SELECT 1 FROM hold_end e WHERE e.hold = NEW.hold)",
        when="NEW.hold IS NOT NULL OR NEW.kind = 'redeem'",
    ),
    Law(
        "transfer_origin", "transfer", "only points that move or come back were earned elsewhere, in a transfer that is there",
        "NEW.kind NOT IN ('move', 'reverse', 'claw-back')"
        " OR NOT EXISTS (SELECT 1 FROM transfer o WHERE o.id = NEW.origin AND o.origin IS NULL AND o.number < NEW.number)",
        when="NEW.origin IS NOT NULL",
    ),
    Law(
        "transfer_about", "transfer", "a reversal takes back what is left of its original, the way it came",
        "NOT EXISTS (SELECT 1 FROM transfer o WHERE o.id = NEW.about AND o.credit_id <> NEW.credit_id"
        f" AND o.debit_id = NEW.credit_id AND o.kind NOT IN {_CORRECTS}"
        " AND (o.credit_id = NEW.debit_id OR (NEW.kind = 'claw-back' AND o.credit_id ="
        " (SELECT of_id FROM account WHERE id = NEW.debit_id)))"
        f" AND {total('x.points', 'transfer x', f'x.about = o.id AND x.kind IN {_CORRECTS}')} <= o.points)",
        when=f"NEW.kind IN {_CORRECTS}",
    ),
)  # fmt: skip
