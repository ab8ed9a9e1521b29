"""What the pages show, as the JSON of docs/http-api.md. Reads only; nothing here is above its disclosure level.

`Views` keeps each round's folded sheets between calls and reads only the taps that are new, so that a tap costs the
live feed one step and not a second look at the whole round; where a conflict of interest, an admission or a rehearsal
changes which taps count, it folds the round anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Phase, Role
from ..domain.text import Text
from ..store import tables as t
from . import board_view, consents, console_view, pad_view, rows, sheet_view, state
from .office import Desk, allow
from .round_info import RoundInfo, head, round_info
from .state import RoundState


class Views:
    """The read side of one desk. Safe to call from several threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._rounds: dict[int, RoundState] = {}
        self._frozen: dict[int, RoundState] = {}
        self._lock = threading.Lock()

    def _state(self, connection: sa.Connection, info: RoundInfo) -> RoundState:
        """The round up to date. Call with the lock held."""
        now = self._rounds[info.id] = state.read(connection, info, self._rounds.get(info.id))
        return now

    def pad_page(self, round_id: int) -> dict[str, Any]:
        """What the shared pad page carries: everything but whose pad it is."""
        return pad_view.page(self.desk, round_id)

    def board_page(self, round_id: int) -> dict[str, Any]:
        """What the shared pages of board and wall carry: neither marks nor standings."""
        with self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            return board_view.page(connection, info, rows.entries(connection, info.id))

    def pad(self, actor: Actor, round_id: int) -> dict[str, Any]:
        """The pad of the judge `actor`: only the judge's own marks."""
        return pad_view.pad(self.desk, actor, round_id)

    def pad_state(self, actor: Actor, round_id: int) -> dict[str, Any]:
        """What a pad is told when its own sheets or the phase change."""
        return pad_view.state(self.desk, actor, round_id)

    def pad_history(self, actor: Actor, round_id: int) -> list[dict[str, Any]]:
        """The judge's own taps, newest first."""
        return pad_view.history(self.desk, actor, round_id)

    def board(self, round_id: int) -> dict[str, Any]:
        """The public board: progress always, standings only where they may be shown. No judge appears in it."""
        with self._lock, self.desk.store.read() as connection:
            return self._board(connection, round_info(connection, round_id))

    def wall(self, round_id: int) -> dict[str, Any]:
        """What a display wall shows: the board, and after publication who won what."""
        with self._lock, self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            newest = current(_heads(connection)) or round_id
            shown = self._board(connection, info)
            margin = self._state(connection, info).follow_margin(connection, info) if info.phase.decided else None
            photos = consents.shown(connection, info, margin.photos()) if margin else []
            return board_view.wall(info, shown, photos, newest)

    def _public(self, connection: sa.Connection, info: RoundInfo) -> RoundState:
        """The round as the public may know it: in deliberation as it was at the freeze. Call with the lock held."""
        if info.phase is not Phase.DELIBERATION:
            self._frozen.pop(info.id, None)
            return self._state(connection, info)
        frozen_at = connection.execute(sa.select(t.round_.c.frozen_at).where(t.round_.c.id == info.id)).scalar_one()
        known = self._frozen[info.id] = state.read(connection, info, self._frozen.get(info.id), frozen_at)
        return known

    def _board(self, connection: sa.Connection, info: RoundInfo) -> dict[str, Any]:
        """Call with the lock held."""
        entries, now = rows.entries(connection, info.id), self._public(connection, info)
        standings = now.open_standings(info, entries) if board_view.shows_current(info) else []
        trust = now.trust(info, entries) if info.phase.decided and info.show_range else None
        return board_view.board(connection, info, entries, now.sheets, standings, trust.ranges() if trust else {})

    def console(self, actor: Actor, round_id: int, connected: Iterable[int] = ()) -> dict[str, Any]:
        """The chair's console; `connected` are the judges with an open feed."""
        allow(actor, Role.CHAIR)
        with self._lock, self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            return console_view.console(self.desk, connection, info, self._state(connection, info), connected)

    def sheet(self, actor: Actor, round_id: int, judge: int, entry: int) -> dict[str, Any]:
        """One judge's sheet for one entry, for the chair."""
        allow(actor, Role.CHAIR)
        with self._lock, self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            return sheet_view.sheet_view(connection, info, self._state(connection, info).sheets, (judge, entry))


def rounds(desk: Desk) -> list[dict[str, Any]]:
    """All rounds, newest first: id, title, phase."""
    with desk.store.read() as connection:
        return _heads(connection)


def _heads(connection: sa.Connection) -> list[dict[str, Any]]:
    r, a = t.round_.c, t.appraisal.c
    query = sa.select(r.id, a.title_zh, a.title_en, a.period, r.phase).join(t.appraisal, a.id == r.appraisal_id)
    return [
        head(row.id, Text(row.title_zh, row.title_en), row.period, row.phase)
        for row in connection.execute(query.where(r.number > 0).order_by(r.id.desc()))
    ]


def at_work(heads: list[dict[str, Any]]) -> int | None:
    """The round that a chair's page without a number is about: the newest that is not final, else the newest.

    What the public sees meanwhile is another matter (`current`): a result stands while the next round is made.
    """
    working = [head["id"] for head in heads if head["phase"] != Phase.FINAL]
    found = working or [head["id"] for head in heads]
    return int(found[0]) if found else None


def current(heads: list[dict[str, Any]]) -> int | None:
    """The round that a page without a number is about: the newest that is more than a draft or a rehearsal, else the newest."""
    begun = [head["id"] for head in heads if head["phase"] not in (Phase.DRAFT, Phase.PRACTICE)]
    found = begun or [head["id"] for head in heads]
    return int(found[0]) if found else None
