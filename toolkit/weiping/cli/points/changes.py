"""`weiping points grant`, `reverse` and `repay`: what moves points, one decision at a time."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .. import help_of
from ..files import Db
from .common import By, Json, Key, Reason, Transfer, Whom, account_of, day_of, spoken, told, transfer_of, writing

if TYPE_CHECKING:
    from ...desk.points.approvals import Outcome

Points = Annotated[int, typer.Argument(metavar="POINTS", help=help_of("Whole points above zero."))]
To = Annotated[str, typer.Argument(metavar="TO", help=help_of("Where they go: as WHOM."))]
Some = Annotated[
    int | None, typer.Option("--points", metavar="N", help=help_of("Only so many of them; without it what is left."))
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=help_of("The day it belongs to; today without."))
]
Fund = Annotated[str, typer.Option("--fund", metavar="KEY", help=help_of("The fund that grants."))]


def grant(
    whom: Whom, points: Points, db: Db, reason: Reason, date: Date = None, fund: Fund = "community", key: Key = None,
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Grant points; above the office's threshold they wait for a second person.

    The same grant again on the same day is taken for a slip, unless it has a key of its own.
    """
    from ...desk.points import granting
    from ...domain.text import Text

    with writing(db, by) as (desk, actor):
        row, day = account_of(desk, whom), day_of(date) or desk.today()
        outcome = granting.grant(
            desk, actor, key=key or made_key("grant", row.key, points, reason, day), title=Text(reason, reason),
            lines=[granting.GrantLine(row.key, points)], on=day, fund=fund,
        )  # fmt: skip
    told(_outcome(outcome), json, [_said(outcome, row.key, points)])


def _said(outcome: Outcome, account: str, points: int) -> str:
    match outcome.state:
        case "waiting":
            return spoken(
                "{points} points for {account} wait for a second person as batch {batch}.",
                points=points,
                account=account,
                batch=outcome.batch,
            )
        case "turned-down":
            return spoken("This was turned down before, as batch {batch}; nothing was posted.", batch=outcome.batch)
    if not outcome.posted:
        return spoken("This was granted before; nothing was posted. Give it another --key to grant it once more.")
    return spoken("{points} points are posted to {account}.", points=points, account=account)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"state": outcome.state, "posted": outcome.posted, "batch": outcome.batch}


def reverse(
    transfer: Transfer, db: Db, reason: Reason, points: Some = None, key: Key = None, by: By = None, json: Json = False
) -> None:  # fmt: skip
    """Take a transfer back, wholly or in part; what was spent meanwhile is owed."""
    from ...desk.points import reversing
    from ...domain.text import Text

    with writing(db, by) as (desk, actor):
        found = transfer_of(desk, transfer)
        given = key or made_key("reverse", found, points, reason, desk.today())
        done = reversing.reverse(desk, actor, found, Text(reason, reason), key=given, points=points)
    lines = [spoken("{points} points went back; {owed} are owed.", points=done.returned, owed=done.owed)]
    told({"transfer": found, "returned": done.returned, "owed": done.owed}, json, lines)


def move(
    whom: Whom, to: To, db: Db, reason: Reason, points: Some = None, key: Key = None, by: By = None, json: Json = False
) -> None:  # fmt: skip
    """Move points between a household and somebody who lives there, or to another household; they keep their days."""
    from ...desk.points import moving
    from ...domain.text import Text

    with writing(db, by) as (desk, actor):
        source, target = (one if one.startswith("resident:") else account_of(desk, one).key for one in (whom, to))
        given = key or made_key("move", source, target, points, reason, desk.today())
        moved = moving.move(desk, actor, source, target, points, key=given, reason=Text(reason, reason))
    lines = [spoken("{points} points are moved to {account}.", points=moved, account=target)]
    told({"from": source, "to": target, "moved": moved}, json, lines)


def repay(whom: Whom, db: Db, by: By = None, json: Json = False) -> None:
    """Let an account pay what it owes from what it may spend."""
    from ...desk.points import balances, reversing

    with writing(db, by) as (desk, actor):
        row = account_of(desk, whom)
        paid = reversing.repay(desk, actor, row.id)
        with desk.store.read() as connection:
            owed = balances.debt(connection, row.id)
    told(
        {"account": row.key, "paid": paid, "owed": owed},
        json,
        [spoken("{paid} points are paid back; {owed} are still owed.", paid=paid, owed=owed)],
    )


def made_key(*parts: object) -> str:
    """The key of a decision that was given none: made of what it is, so that a command given twice has one effect."""
    return sha256(repr(tuple(map(str, parts))).encode()).hexdigest()[:32]
