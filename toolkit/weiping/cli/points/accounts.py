"""`weiping points balance`: what an account has, and what of it may be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..files import Db
from .common import Json, Known, On, Whom, account_of, day_of, end_of, reading, spoken, told, words

if TYPE_CHECKING:
    from ...desk.office import Desk


def balance(whom: Whom, db: Db, on: On = None, known: Known = None, json: Json = False) -> None:
    """What an account has: today with what may be spent of it, or as it stood on a day."""
    with reading(db) as (desk, _):
        row = account_of(desk, whom)
        data = _past(desk, row, on, known) if on or known else _today(desk, row)
    unit = spoken("minutes") if row.ledger == "minutes" else spoken("points")
    lines = [
        spoken(
            "{name} ({key}): {balance} {unit}",
            name=words(data["name"]),
            key=row.key,
            balance=data["balance"],
            unit=unit,
        )
    ]
    if "spendable" in data:
        lines.append(
            spoken(
                "To be spent today: {spendable}; held: {held}; owed: {owed}", spendable=data["spendable"], held=data["held"],
                owed=data["owed"],
            )
        )  # fmt: skip
        lines += [
            spoken("  {points} wait for the end of their notice or of an objection", points=one["points"])
            if one["waits"]
            else spoken("  {points} may be spent from {day} on", points=one["points"], day=one["from"])
            for one in data["not_yet"]
        ]
        lines += [
            spoken("  {points} expire on {day}", points=one["points"], day=one["day"]) for one in data["expiring"]
        ]
    told(data, json, lines)


def _past(desk: Desk, row: Any, on: str | None, known: str | None) -> dict[str, Any]:
    from ...desk.points import balances

    with desk.store.read() as connection:
        found = balances.balance(connection, row.id, on=day_of(on), known=end_of(desk, known))
    return {**_head(row), "on": on, "known": known, "balance": found}


def _today(desk: Desk, row: Any) -> dict[str, Any]:
    from ...desk.points import balances
    from ...domain.points import AccountKind

    today = desk.today()
    with desk.store.read() as connection:
        data: dict[str, Any] = {**_head(row), "balance": balances.balance(connection, row.id)}
        if not AccountKind(row.kind).holds_lots or row.ledger != "points":
            return data
        lots = balances.lots(connection, row.id, today)
        data |= {
            "spendable": balances.spendable(connection, row.id, today), "held": balances.held(connection, row.id),
            "owed": balances.debt(connection, row.id),
        }  # fmt: skip
    data["not_yet"] = [
        {"points": one.points, "waits": one.waits, "from": one.available_from.isoformat()}
        for one in lots
        if not one.ready(today) and not one.expired(today)
    ]
    expiring: dict[str, int] = {}
    for one in lots:
        if one.expires_on is not None:
            expiring[one.expires_on.isoformat()] = expiring.get(one.expires_on.isoformat(), 0) + one.points
    data["expiring"] = [{"day": day, "points": expiring[day]} for day in sorted(expiring)]
    return data


def _head(row: Any) -> dict[str, Any]:
    from ...domain.text import Text

    return {"account": row.key, "name": Text(row.name_zh, row.name_en).both(), "kind": row.kind, "unit": row.ledger}
