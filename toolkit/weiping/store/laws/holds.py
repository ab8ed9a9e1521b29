"""Laws of holds and of what lies on the shelf."""

from __future__ import annotations

from .law import Law, total, whole

HOLDS = (
    whole("hold", "points"),
    Law(
        "hold_fits", "hold", "a hold is for what its redemption costs, on an account of points",
        "NOT EXISTS (SELECT 1 FROM redemption r, account a WHERE r.id = NEW.redemption AND r.account_id = NEW.account_id"
        " AND r.points = NEW.points AND a.id = NEW.account_id AND a.ledger = 'points'"
        " AND a.kind IN ('household', 'resident', 'group'))",
    ),
    Law(
        "hold_end_once", "hold_end", "a hold ends once: issued with its transfer, or without one",
        "NOT EXISTS (SELECT 1 FROM hold h WHERE h.id = NEW.hold)"
        " OR (NEW.how = 'issued') <> EXISTS (SELECT 1 FROM transfer x WHERE x.hold = NEW.hold)"
        " OR (NEW.how = 'issued' AND NOT EXISTS (SELECT 1 FROM transfer x WHERE x.hold = NEW.hold AND x.id = NEW.transfer))",
    ),
    whole("stock_move", "quantity", signed=True),
    Law(
        "stock_not_negative", "stock_move", "stock would fall below zero",
        f"{total('m.quantity', 'stock_move m', 'm.reward_id = NEW.reward_id')} < 0",
        when="NEW.quantity < 0",
    ),
)  # fmt: skip
