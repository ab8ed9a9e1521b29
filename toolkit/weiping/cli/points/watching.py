"""`weiping points objections`, `object`, `settle`, `watch` and `check`: what is disputed, and who looks at what was recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError
from .. import help_of
from ..files import Db
from .common import By, Json, Reason, Transfer, day_of, reading, spoken, table, told, transfer_of, words, writing

if TYPE_CHECKING:
    from datetime import date

    from ...desk.office import Desk

HOWS = ["upheld", "corrected", "reversed", "withdrawn"]
OUTCOMES = ["right", "wrong", "not-reached"]
SHORT = 8

Objection = Annotated[
    str, typer.Argument(metavar="OBJECTION", help=help_of("An objection by its id, or the beginning of it."))
]
How = Annotated[str, typer.Option("--how", metavar="HOW", help=help_of("upheld, corrected, reversed or withdrawn."))]
Right = Annotated[
    int | None, typer.Option("--points", metavar="N", help=help_of("The right number, where it is corrected."))
]
Who = Annotated[
    str, typer.Option("--who", metavar="TEXT", help=help_of("Who objects, in the office's words; may be left out."))
]
Late = Annotated[str, typer.Option("--late", metavar="REASON", help=help_of("Why it is taken after the notice."))]
Since = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help=help_of("The first day of record; 30 days ago without."))
]
Until = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help=help_of("The last day of record; today without."))
]
Draw = Annotated[
    int | None, typer.Option("--draw", metavar="N", help=help_of("Draw so many entries by lot to be looked into."))
]
Check = Annotated[
    str | None,
    typer.Argument(metavar="CHECK", help=help_of("The check to say the outcome of, by its id or its beginning.")),
]
Outcome = Annotated[str | None, typer.Option("--outcome", metavar="WORD", help=help_of("right, wrong or not-reached."))]
Note = Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_of("What was found out."))]


def objections(db: Db, json: Json = False) -> None:
    """Objections that are open, and those settled last."""
    from ...desk.points import objection_list

    with reading(db) as (desk, actor):
        found = objection_list.listed(desk, actor)
    lines = [spoken("open: {objection}", objection=_objection(one)) for one in found["open"]]
    lines += [f"{words(one['decided']['title'])}: {_objection(one)}" for one in found["settled"]]
    told(found, json, lines or [spoken("Nobody objects to anything.")])


def _objection(one: dict[str, Any]) -> str:
    return spoken(
        "{id}  {household}, {points} points for {reason} ({day}): {text}", id=one["id"][:SHORT], text=one["text"],
        household=words(one["household"]), points=one["given"], reason=words(one["reason"]), day=one["on"],
    )  # fmt: skip


def take_objection(
    transfer: Transfer, db: Db, reason: Reason, who: Who = "", late: Late = "", by: By = None, json: Json = False
) -> None:  # fmt: skip
    """Take an objection to points at the desk; until it is settled they are not spent."""
    from ...desk.points import objections as verbs
    from .changes import made_key

    with writing(db, by) as (desk, actor):
        found = transfer_of(desk, transfer)
        key = made_key("objection", found, reason, who, desk.today())
        verbs.object_to(desk, actor, key=key, transfer=found, text=reason, who=who, late=late)
    told({"objection": key, "transfer": found}, json, [spoken("The objection is taken as {id}.", id=key[:SHORT])])


def settle(
    objection: Objection, db: Db, how: How, reason: Reason, points: Right = None, by: By = None, json: Json = False
) -> None:  # fmt: skip
    """Settle an objection, by somebody else than who recorded the points."""
    from dataclasses import asdict

    from ...desk.points import objection_list, settling

    if how not in HOWS:
        raise InputError("There is no {word} here; say one of {known}.", word=how, known=HOWS)
    with writing(db, by) as (desk, actor):
        listed = objection_list.listed(desk, actor)
        found = _begins([one["id"] for one in (*listed["open"], *listed["settled"])], objection)
        done = settling.settle(desk, actor, found, how, reason, points=points)  # type: ignore[arg-type]
    line = spoken(
        "{returned} points went back, {owed} are owed, {added} were added.",
        returned=done.returned,
        owed=done.owed,
        added=done.added,
    )
    told({"objection": found, **asdict(done)}, json, [line])


def _begins(ids: list[str], begin: str) -> str:
    """The id that begins like this; what begins none, or several, is left as it is and refused."""
    found = [one for one in ids if one.startswith(begin)]
    return found[0] if len(found) == 1 else begin


def watch(db: Db, since: Since = None, until: Until = None, json: Json = False) -> None:
    """Figures of every operator: entry lag, work outside office hours, the same households again and again."""
    from ...desk.points import watching

    with reading(db) as (desk, actor):
        found = watching.overview(desk, actor, *_days(desk, since, until))
    told(found, json, [])
    if not json:
        _print(found)


def _days(desk: Desk, since: str | None, until: str | None) -> tuple[date, date]:
    last = day_of(until) or desk.today()
    return day_of(since) or last - timedelta(days=30), last


def _print(found: dict[str, Any]) -> None:
    heads = (
        spoken("operator"),
        spoken("entries"),
        spoken("points"),
        spoken("entered late"),
        spoken("outside hours, %"),
        spoken("households"),
    )
    names = ("operator", "transfers", "points", "late", "outside", "accounts")
    table(heads, [[one[name] for name in names] for one in found["operators"]])
    for one in found["pairs"]:
        typer.echo(
            spoken(
                "{name} has {points} points in {count} entries from {operator}, {share} % of all it got",
                name=words(one["name"]), points=one["points"], count=one["transfers"], operator=one["operator"],
                share=one["of_account"],
            )
        )  # fmt: skip


def check(
    db: Db, check: Check = None, draw: Draw = None, outcome: Outcome = None, reason: Note = "", since: Since = None,
    until: Until = None, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Spot checks: draw entries by lot, say what was found out about one, or list them with the share that was wrong."""
    from ...desk.points import spot_checks

    if outcome is not None and outcome not in OUTCOMES:
        raise InputError("There is no {word} here; say one of {known}.", word=outcome, known=OUTCOMES)
    if (check is None) != (outcome is None):
        raise InputError("Say which check and its --outcome, or neither.")
    with writing(db, by) if draw or check else reading(db) as (desk, actor):
        if draw is not None:
            first, last = _days(desk, since, until)
            spot_checks.draw(desk, actor, since=first, until=last, size=draw)
        if check is not None:
            ids = [one["id"] for sample in spot_checks.listed(desk, actor) for one in sample["checks"]]
            spot_checks.record(desk, actor, _begins(ids, check), outcome, reason)  # type: ignore[arg-type]
        samples = spot_checks.listed(desk, actor)
    told(samples, json, [line for sample in samples for line in _sample(sample)] or [spoken("No entry was drawn yet.")])


def _sample(sample: dict[str, Any]) -> list[str]:
    head = spoken(
        "{sample}: {checked} of {size} looked into, {wrong} wrong; of all entries {low} to {high} % may be (95 %)",
        **{name: sample[name] for name in ("sample", "checked", "size", "wrong", "low", "high")},
    )
    rest = [
        spoken(
            "  {id}  {household}, {points} points for {reason} ({day}), by {operator}: {outcome}", id=one["id"][:SHORT],
            household=words(one["household"]), points=one["points"], reason=words(one["reason"]), day=one["on"],
            operator=one["operator"], outcome=one["outcome"] or "—",
        )
        for one in sample["checks"]
    ]  # fmt: skip
    return [head, *rest]
