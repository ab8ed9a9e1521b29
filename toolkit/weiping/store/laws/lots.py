"""Laws of lots: what a debit is taken from, and what it must not be taken from."""

from __future__ import annotations

from .law import Law, total, whole

_UNDER_NOTICE = (
    "(l.awaits_notice AND NOT EXISTS (SELECT 1 FROM notice_line n JOIN points_notice p ON p.id = n.notice"
    " WHERE n.transfer = l.id AND p.until < d.business_date))"
)
_OBJECTED = (
    "EXISTS (SELECT 1 FROM objection b WHERE b.transfer IN (l.id, l.origin)"
    " AND NOT EXISTS (SELECT 1 FROM objection_end e WHERE e.objection = b.id))"
)
# points that were held before their last day was over may be issued after it
_SPENT_ON = "COALESCE((SELECT h.day FROM hold h WHERE h.id = d.hold), d.business_date)"


def _used(where: str) -> str:
    """That debit and lot of a new line are such."""
    return f"EXISTS (SELECT 1 FROM transfer d, transfer l WHERE d.id = NEW.debit AND l.id = NEW.lot AND {where})"


def _same(column: str) -> str:
    return f"COALESCE(CAST(d.{column} AS TEXT), '') = COALESCE(CAST(l.{column} AS TEXT), '')"


LOTS = (
    whole("lot_use", "points"),
    Law(
        "lot_use_fits", "lot_use", "a lot is used up to what it holds, by debits of the same account",
        "NOT " + _used(
            f"d.debit_id = l.credit_id AND {total('u.points', 'lot_use u', 'u.lot = NEW.lot')} <= l.points"
            f" AND {total('u.points', 'lot_use u', 'u.debit = NEW.debit')} <= d.points"
        ),
    ),
    Law(
        "lot_use_ready", "lot_use", "points under notice, under objection or past their last day are not used",
        _used(
            "d.kind IN ('redeem', 'move')"
            f" AND (l.available_from > d.business_date OR l.expires_on < {_SPENT_ON} OR {_UNDER_NOTICE} OR {_OBJECTED})"
        ),
    ),
    Law(
        "lot_use_moved", "lot_use", "points that move keep their days and where they were earned",
        _used(
            f"d.kind = 'move' AND NOT ({_same('expires_on')} AND {_same('available_from')}"
            " AND COALESCE(d.origin, '') = COALESCE(l.origin, l.id))"
        ),
    ),
    Law(
        "lot_use_expired", "lot_use", "only what is past its last day expires",
        _used("d.kind = 'expire' AND (l.expires_on IS NULL OR l.expires_on >= d.business_date)"),
    ),
)  # fmt: skip
