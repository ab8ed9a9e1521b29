"""Laws of closed periods: one after the other, each with the figures of its time."""

from __future__ import annotations

from .law import Law, balance

CLOSINGS = (
    Law(
        "period_order", "period_close", "periods are closed in order, each when it is over",
        "NEW.at <= NEW.last OR EXISTS (SELECT 1 FROM period_close p WHERE p.number <> NEW.number"
        " AND (p.last >= NEW.first OR p.at > NEW.at))"
        " OR NEW.at < (SELECT x.recorded_at FROM transfer x ORDER BY x.number DESC LIMIT 1)",
    ),
    Law(
        "closing_fits", "closing", "an account is closed with what was on record",
        "NOT EXISTS (SELECT 1 FROM period_close p WHERE p.period = NEW.period AND NEW.balance = "
        + balance("NEW.account_id", " AND x.business_date <= p.last AND x.recorded_at <= p.at") + ")",
    ),
)  # fmt: skip
