"""`weiping points expire`, `close` and `liability`: what the office does and looks at once a month."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .. import help_of
from ..files import Db
from .common import By, Json, day_of, month_of, reading, spoken, table, told, words, writing

Period = Annotated[
    str | None, typer.Argument(metavar="MONTH", help=help_of("A month such as 2024-11; without it they are listed."))
]
Anyway = Annotated[
    str, typer.Option("--anyway", metavar="REASON", help=help_of("Close although something is open, and say why."))
]
Day = Annotated[str | None, typer.Option("--date", metavar="DAY", help=help_of("As of that day; today without."))]


def expire(db: Db, date: Day = None, by: By = None, json: Json = False) -> None:
    """Let expire what is past its last day; may be run late, or twice."""
    from dataclasses import asdict

    from ...desk.points import expiring

    with writing(db, by) as (desk, actor):
        done = expiring.expire(desk, actor, day_of(date))
    lines = [spoken("{points} points of {accounts} accounts expired.", points=done.points, accounts=done.accounts)]
    if done.repaid:
        lines.append(spoken("{points} were taken for what was owed before.", points=done.repaid))
    told(asdict(done), json, lines)


def close(db: Db, month: Period = None, anyway: Anyway = "", by: By = None, json: Json = False) -> None:
    """Close a month: what the books say of it then stays said. Without MONTH: what is closed and what is next."""
    from ...desk.points import periods

    if month is None:
        with reading(db) as (desk, actor):
            found = periods.overview(desk, actor)
        told(found, json, _closed(found))
        return
    with writing(db, by) as (desk, actor):
        done = periods.close(desk, actor, month_of(month), anyway=anyway)
    data = {"period": done.period, "at": done.at.isoformat(), "accounts": done.accounts, "repaid": done.repaid}
    told(data, json, [spoken("{period} is closed, {accounts} accounts.", period=done.period, accounts=done.accounts)])


def _closed(found: dict[str, Any]) -> list[str]:
    lines = [spoken("{period}: closed at {at}", period=one["period"], at=one["at"][:16]) for one in found["closed"]]
    if found["next"]:
        lines.append(spoken("{period} is to be closed next", period=found["next"]["period"]))
        lines += [f"  {words(one)}" for one in found["next"]["open"]]
    return lines or [spoken("No month is over that could be closed.")]


def liability(db: Db, json: Json = False) -> None:
    """What households may still ask for, against what there is to give."""
    from ...desk.points import liability as reports

    with reading(db) as (desk, actor):
        found = reports.report(desk, actor)
    told(found, json, [])
    if not json:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    points = found["points"]
    for line in (
        spoken("As of {day}, in points:", day=found["day"]),
        spoken(
            "  to be spent now {ready}, of it expiring within 30 days {soon}",
            ready=points["ready"],
            soon=points["soon"],
        ),
        spoken("  waiting {waiting}, past their last day {lapsed}", waiting=points["waiting"], lapsed=points["lapsed"]),
        spoken("  held for orders {held}, owed by households {owed}", held=points["held"], owed=points["owed"]),
        spoken("  vouchers not handed over: {number}, for {points}", **found["vouchers"]),
        spoken("  goods on the shelf are worth {value}", value=found["value"]),
    ):
        typer.echo(line)
    table(
        [spoken("fund"), spoken("issued"), spoken("budget"), spoken("left")],
        [(words(one["title"]), one["issued"], one["budget"], one["left"]) for one in found["funds"]],
    )
