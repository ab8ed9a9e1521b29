"""`weiping points batches`, `approve` and `turn-down`: what waits for a second person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .. import help_of
from ..files import Db
from .common import By, Json, Reason, reading, spoken, table, told, words, writing

Batch = Annotated[str, typer.Argument(metavar="BATCH", help=help_of("A batch by its id, or the beginning of it."))]
One = Annotated[str | None, typer.Argument(metavar="BATCH", help=help_of("Show this one with its lines."))]
Why = Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_of("A remark that stays with the decision."))]
SHORT = 8
"""Letters of a batch's id that are shown; more where two begin alike."""


def batches(db: Db, batch: One = None, json: Json = False) -> None:
    """What waits for a second person, and what was decided last; or one batch with its lines."""
    from ...desk.points import batches as views

    with reading(db) as (desk, actor):
        listed = views.listed(desk, actor)
        if batch is not None:
            one = views.one(desk, actor, _meant(listed, batch))
            told(one, json, [_line(one)])
            if not json:
                table([spoken("account"), spoken("name"), spoken("points"), spoken("reason")], [
                    (line["account"], words(line["name"]), line["points"], words(line["reason"])) for line in one["lines"]
                ])  # fmt: skip
            return
    told(listed, json, [
        *(spoken("waits: {batch}", batch=_line(one)) for one in listed["waiting"]),
        *(
            spoken("approved: {batch}", batch=_line(one)) if one["decided"]["approved"]
            else spoken("turned down: {batch}", batch=_line(one))
            for one in listed["decided"]
        ),
    ] or [spoken("Nothing waits for a second person.")])  # fmt: skip


def _line(one: dict[str, Any]) -> str:
    return spoken(
        "{id}  {title}: {count} lines with {points} points, proposed by {operator}", id=one["id"][:SHORT],
        title=words(one["title"]), count=one["count"], points=one["points"], operator=one["operator"],
    )  # fmt: skip


def _meant(listed: dict[str, Any], begin: str) -> str:
    """The id that begins like this among those listed; what begins none is left to be refused."""
    found = [one["id"] for one in (*listed["waiting"], *listed["decided"]) if one["id"].startswith(begin)]
    return found[0] if len(found) == 1 else begin


def approve(batch: Batch, db: Db, reason: Why = "", by: By = None, json: Json = False) -> None:
    """Post a batch that somebody else proposed."""
    from ...desk.points import approvals
    from ...desk.points import batches as views

    with writing(db, by) as (desk, actor):
        outcome = approvals.approve(desk, actor, _meant(views.listed(desk, actor), batch), reason)
    data = {"state": outcome.state, "posted": outcome.posted, "batch": outcome.batch}
    told(data, json, [spoken("{posted} transfers are posted.", posted=outcome.posted)])


def turn_down(batch: Batch, db: Db, reason: Reason, by: By = None, json: Json = False) -> None:
    """End a batch without posting it."""
    from ...desk.points import approvals
    from ...desk.points import batches as views

    with writing(db, by) as (desk, actor):
        found = _meant(views.listed(desk, actor), batch)
        approvals.turn_down(desk, actor, found, reason)
    told({"state": "turned-down", "batch": found}, json, [spoken("Batch {batch} is turned down.", batch=found[:SHORT])])
