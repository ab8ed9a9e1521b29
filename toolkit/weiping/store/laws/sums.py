"""Sums that the database keeps beside the accounts, so that a posting costs the same after a million others.

What an account has, and what open holds keep of it: of all transfers and holds ever written, whoever wrote them. The laws of
accounts look at these; `weiping audit` adds everything up again.
"""

from __future__ import annotations

from .law import Sum

SUMS = (
    Sum(
        "transfer_sums", "transfer", (
            "UPDATE account SET balance = balance - NEW.points,"
            " held = held - CASE WHEN NEW.hold IS NULL THEN 0 ELSE NEW.points END WHERE id = NEW.debit_id",
            "UPDATE account SET balance = balance + NEW.points WHERE id = NEW.credit_id",
        ),
    ),
    Sum("hold_sums", "hold", ("UPDATE account SET held = held + NEW.points WHERE id = NEW.account_id",)),
    Sum(
        "hold_end_sums", "hold_end", (
            "UPDATE account SET held = held - (SELECT h.points FROM hold h WHERE h.id = NEW.hold)"
            " WHERE id = (SELECT h.account_id FROM hold h WHERE h.id = NEW.hold)",
        ),
        when="NEW.how <> 'issued'",
    ),
)  # fmt: skip
