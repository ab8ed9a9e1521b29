"""What the database itself holds about points, whoever writes to it: laws that an INSERT must not break.

Each is a trigger made from one SQL condition that SQLite and PostgreSQL both understand. The desk looks first and says in
better words what is wrong; these stand behind it. `weiping audit` looks whether they are all in place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Law:
    """A row of `table` is refused with `message` where `broken` is true; `when` is a first look at the new row alone."""

    name: str
    table: str
    message: str
    broken: str
    when: str = "NEW.number IS NOT NULL"


def _sum(column: str, table: str, where: str) -> str:
    return f"(SELECT COALESCE(SUM({column}), 0) FROM {table} WHERE {where})"


def _balance(account: str) -> str:
    credit = _sum("points", "transfer", f"credit_id = {account}")
    return f"({credit} - {_sum('points', 'transfer', f'debit_id = {account}')})"


_OPEN = (
    "NOT EXISTS (SELECT 1 FROM hold_end WHERE hold_end.hold = hold.id)"
    " AND NOT EXISTS (SELECT 1 FROM transfer WHERE transfer.hold = hold.id)"
)


def _below_floor(account: str) -> str:
    free = f"{_balance('a.id')} - {_sum('hold.points', 'hold', f'hold.account_id = a.id AND {_OPEN}')}"
    return f"EXISTS (SELECT 1 FROM account a WHERE a.id = {account} AND a.floor IS NOT NULL AND {free} < a.floor)"


_CORRECTS = "('reverse', 'claw-back')"

LAWS = (
    Law(
        "transfer_one_ledger", "transfer", "points and minutes are different ledgers",
        "(SELECT ledger FROM account WHERE id = NEW.debit_id) <> (SELECT ledger FROM account WHERE id = NEW.credit_id)",
    ),
    Law("transfer_floor", "transfer", "an account would fall below its floor", _below_floor("NEW.debit_id")),
    Law("hold_floor", "hold", "an account would fall below its floor", _below_floor("NEW.account_id")),
    Law(
        "transfer_debt", "transfer", "more would be paid back than is owed",
        f"EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.credit_id AND a.kind = 'debt' AND {_balance('a.id')} > 0)",
    ),
    Law(
        "transfer_period", "transfer", "the period is closed",
        "EXISTS (SELECT 1 FROM period_close p WHERE NEW.business_date BETWEEN p.first AND p.last"
        " AND (NEW.about IS NULL OR NEW.recorded_at < p.at))",
    ),
    Law(
        "transfer_hold", "transfer", "the hold has ended, or is not for this",
        "NOT EXISTS (SELECT 1 FROM hold h WHERE h.id = NEW.hold AND h.account_id = NEW.debit_id AND h.points = NEW.points)"
        " OR EXISTS (SELECT 1 FROM hold_end e WHERE e.hold = NEW.hold)",
        when="NEW.hold IS NOT NULL",
    ),
    Law(
        "hold_end_once", "hold_end", "a hold ends once: issued with its transfer, or without one",
        "(NEW.how = 'issued') <> EXISTS (SELECT 1 FROM transfer x WHERE x.hold = NEW.hold)"
        " OR (NEW.how = 'issued' AND NOT EXISTS (SELECT 1 FROM transfer x WHERE x.hold = NEW.hold AND x.id = NEW.transfer))",
    ),
    Law(
        "transfer_about", "transfer", "a reversal takes back what is left of its original, the way it came",
        "NOT EXISTS (SELECT 1 FROM transfer o WHERE o.id = NEW.about AND o.credit_id <> NEW.credit_id"
        f" AND o.debit_id = NEW.credit_id AND o.kind NOT IN {_CORRECTS}"
        " AND (o.credit_id = NEW.debit_id OR (NEW.kind = 'claw-back' AND o.credit_id ="
        " (SELECT of_id FROM account WHERE id = NEW.debit_id)))"
        f" AND {_sum('x.points', 'transfer x', f'x.about = o.id AND x.kind IN {_CORRECTS}')} <= o.points)",
        when=f"NEW.kind IN {_CORRECTS}",
    ),
    Law(
        "stock_not_negative", "stock_move", "stock would fall below zero",
        f"{_sum('quantity', 'stock_move', 'reward_id = NEW.reward_id')} < 0",
        when="NEW.quantity < 0",
    ),
    Law(
        "lot_use_fits", "lot_use", "a lot is used up to what it holds, by debits of the same account",
        "(SELECT debit_id FROM transfer WHERE id = NEW.debit) <> (SELECT credit_id FROM transfer WHERE id = NEW.lot)"
        f" OR {_sum('points', 'lot_use', 'lot = NEW.lot')} > (SELECT points FROM transfer WHERE id = NEW.lot)"
        f" OR {_sum('points', 'lot_use', 'debit = NEW.debit')} > (SELECT points FROM transfer WHERE id = NEW.debit)",
    ),
    Law(
        "lot_use_ready", "lot_use", "points under notice, under objection or past their last day are not redeemed",
        "EXISTS (SELECT 1 FROM transfer d, transfer l WHERE d.id = NEW.debit AND d.kind = 'redeem' AND l.id = NEW.lot AND ("
        "l.available_from > d.business_date OR l.expires_on < d.business_date"
        " OR (l.awaits_notice AND NOT EXISTS (SELECT 1 FROM notice_line n JOIN points_notice p ON p.id = n.notice"
        " WHERE n.transfer = l.id AND p.until < d.business_date))"
        " OR EXISTS (SELECT 1 FROM objection b WHERE b.transfer = l.id"
        " AND NOT EXISTS (SELECT 1 FROM objection_end e WHERE e.objection = b.id))))",
    ),
    Law(
        "batch_two_people", "batch_end", "a second person approves, not the one who proposed",
        "NEW.operator = (SELECT operator FROM batch WHERE id = NEW.batch)",
        when="NEW.approved",
    ),
    Law(
        "deed_two_people", "deed_end", "a second person verifies a deed, not the one who recorded it",
        "NEW.operator = (SELECT operator FROM deed WHERE id = NEW.deed)",
        when="NEW.verified",
    ),
    Law(
        "activity_two_people", "activity_end", "who recorded an activity does not certify it",
        "NEW.operator = (SELECT operator FROM activity WHERE id = NEW.activity_id)",
        when="NEW.how = 'certified'",
    ),
)  # fmt: skip


def sqlite() -> list[str]:
    """The DDL for SQLite."""
    made = []
    for law in LAWS:
        made.append(f"DROP TRIGGER IF EXISTS {law.name}")
        made.append(
            f"CREATE TRIGGER {law.name} AFTER INSERT ON {law.table} WHEN ({law.when}) AND ({law.broken})"
            f" BEGIN SELECT RAISE(ABORT, '{law.message}'); END"
        )
    return made


def postgresql() -> list[str]:
    """The DDL for PostgreSQL."""
    made = []
    for law in LAWS:
        made.append(
            f"CREATE OR REPLACE FUNCTION weiping_{law.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({law.broken}) THEN RAISE EXCEPTION '{law.message}'; END IF; RETURN NULL; END $$"
        )
        made.append(f"DROP TRIGGER IF EXISTS {law.name} ON {law.table}")
        made.append(
            f"CREATE TRIGGER {law.name} AFTER INSERT ON {law.table} FOR EACH ROW WHEN ({law.when})"
            f" EXECUTE FUNCTION weiping_{law.name}()"
        )
    return made
