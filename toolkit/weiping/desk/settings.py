"""What the chair decides for a round while it runs, and the reminder to judges with sheets outstanding."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType

from ..domain.appraisal import Actor, Phase, Role
from ..errors import Invalid, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from .office import Desk, allow
from .round_info import round_info

MOST_SHEETS = 10_000


class Settings(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Settings to change, the others left out; see `store.tables.round_` for what each means."""

    show_standings: bool | UnsetType = UNSET
    show_others: bool | UnsetType = UNSET
    exchange: bool | UnsetType = UNSET
    show_range: bool | UnsetType = UNSET
    quorum: int | UnsetType | None = UNSET

    def given(self) -> dict[str, Any]:
        """Those that are given."""
        pairs = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return {name: value for name, value in pairs if value is not UNSET}


def change(desk: Desk, actor: Actor, round_id: int, settings: Settings) -> None:
    """Change settings of a round, each journaled.

    Raises Invalid for a quorum that is no number of sheets or where nothing is changed, WrongPhase for a quorum once the
    result is published.
    """
    allow(actor, Role.CHAIR)
    given = settings.given()
    if not given:
        raise Invalid("Say which setting is to change.")
    quorum = given.get("quorum")
    if quorum is not None and not 1 <= quorum <= MOST_SHEETS:
        raise Invalid("A quorum is a number of signed sheets from 1 on, not {quorum}.", quorum=quorum)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if "quorum" in given and info.phase in (Phase.PUBLISHED, Phase.FINAL):
            raise WrongPhase("The result is published; the number of sheets it needed does not change any more.")
        connection.execute(t.round_.update().where(t.round_.c.id == round_id).values(given))
        said = {name: "default" if value is None else int(value) for name, value in given.items()}
        journal.write(connection, actor.name, "settings", {}, round=round_id, **said)
        touch(connection, "round", round_id)

    desk.store.write(job)


def remind(desk: Desk, actor: Actor, round_id: int) -> None:
    """Show a reminder on the pads that have sheets outstanding; WrongPhase while nobody can score."""
    allow(actor, Role.CHAIR)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if info.phase not in (Phase.OPEN, Phase.PRACTICE):
            raise WrongPhase(
                "Judges are reminded while they can score; now the round is in {phase}.", phase=info.phase.label
            )
        connection.execute(t.round_.update().where(t.round_.c.id == round_id).values(reminded_at=desk.now()))
        journal.write(connection, actor.name, "remind", {}, round=round_id)
        touch(connection, "round", round_id)

    desk.store.write(job)
