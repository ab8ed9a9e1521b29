"""Publishing a result: computed before the writer is taken, checked against the list, written if nothing has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..domain.points import Published, Winner
from ..domain.text import Text
from ..errors import WrongPhase
from ..store import tables as t
from . import folding, state
from .checklist import Check, red
from .evidence import add_all
from .folding import Folding
from .office import Desk
from .points import earning
from .points.earning import Earning
from .results import Standing
from .review import review
from .round_info import RoundInfo, round_info


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing will write.

    `basis` is what it rests on: how the sheets are folded, and the newest of the taps, late ones and all. Publishing holds
    it against the state by then.
    """

    info: RoundInfo
    basis: tuple[Folding, int]
    standings: Sequence[Standing]
    earning: Earning
    available_from: date
    checks: Sequence[Check]

    def passed(self, accept: bool) -> dict[str, str]:
        """Words for the journal: which points the chair accepted. Raises WrongPhase where the checklist says no."""
        if must := red(self.checks, "must"):
            raise WrongPhase("This must be settled before publishing: {points}.", points=_said(must), code="checklist")
        look = red(self.checks, "look")
        if look and not accept:
            raise WrongPhase(
                "Please look at this before publishing, and say that you did: {points}.",
                points=_said(look),
                code="checklist",
            )
        return {"accepted": " ".join(check.key for check in look)} if look else {}

    def write(self, desk: Desk, connection: sa.Connection, actor: Actor) -> dict[str, list[dict[str, Any]]]:
        """Write the result and its points within a job; answers the rows for the journal."""
        if basis(connection, self.info) != self.basis:
            raise WrongPhase("Marks arrived while the result was computed; publish again.", code="moved")
        found = [{"round_id": self.info.id, **standing.row()} for standing in self.standings]
        lines = add_all(connection, t.result, found)
        until = t.round_.update().where(t.round_.c.id == self.info.id).values(available_from=self.available_from)
        connection.execute(until)
        return {"result": lines, **earning.post(desk, connection, actor, self.earning)}


def _said(checks: Sequence[Check]) -> list[Text]:
    return [check.text for check in checks]


def basis(connection: sa.Connection, info: RoundInfo) -> tuple[Folding, int]:
    """What a publication rests on now."""
    newest = sa.select(sa.func.max(t.tap.c.number)).where(t.tap.c.round_id == info.id, t.tap.c.kind != "problem")
    return folding.read(connection, info), connection.execute(newest).scalar_one() or 0


def prepare(desk: Desk, round_id: int) -> Publication:
    """Standings, the points they earn and the checklist, as publishing the round now would write them.

    Raises WrongPhase where no sheet is signed; PluginError where a points rule fails.
    """
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        now = state.read(connection, info)
        reviewed = review(desk, connection, info, now)
        standings = now.standings(info, reviewed.entries)
        if not any(standing.place for standing in standings):
            raise WrongPhase("Nothing can be published: no entry has a signed sheet.", code="nothing-signed")
        event = _event(desk, connection, info, standings, {entry.id: entry for entry in reviewed.entries})
        rests_on = basis(connection, info)
    available = desk.today() + timedelta(days=int(info.plan["notice_days"]))
    earns = earning.propose(desk, info.plan["points_rules"], event, f"published:{info.id}", available)
    return Publication(info, rests_on, standings, earns, available, reviewed.checks)


def _event(
    desk: Desk, connection: sa.Connection, info: RoundInfo, found: Sequence[Standing], entries: dict[int, Any]
) -> Published:
    def winner(standing: Standing) -> Winner:
        entry = entries[standing.entry]
        homes = (
            sa.select(t.household.c.key)
            .where(t.household.c.compound_id == entry.compound_id)
            .order_by(t.household.c.key)
        )
        return Winner(
            entry=entry.id, name=Text(entry.name_zh, entry.name_en), award=standing.award or "", place=standing.place or 0,
            households=tuple(connection.execute(homes).scalars()),
        )  # fmt: skip

    winners = tuple(winner(standing) for standing in found if standing.award)
    return Published(round=info.id, appraisal=info.appraisal, title=info.title, on=desk.today(), winners=winners)
