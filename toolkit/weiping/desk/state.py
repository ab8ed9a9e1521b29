"""One round folded from its taps, with what is computed from the folded sheets and kept until they move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from . import folding, results, taps, trust
from .folding import Folding
from .margin import Margin
from .matrix import Matrix
from .results import Standing
from .round_info import RoundInfo
from .sheets import Sheets
from .trust import Trust

SETTLED = (Phase.DELIBERATION, Phase.PUBLISHED, Phase.FINAL)
"""Phases in which nothing moves but by the chair's hand, so that scoring once a judge is worth the time."""


class RoundState:
    """A round's sheets under one way of folding them; another way needs another state."""

    def __init__(self, info: RoundInfo, way: Folding) -> None:
        self.sheets = Sheets(way)
        self.margin = Margin(way.practice)
        self.matrix = Matrix(info, self.sheets)
        self._standings: tuple[object, list[Standing]] | None = None
        self._trust: tuple[object, Trust] | None = None

    def follow(self, connection: sa.Connection, info: RoundInfo) -> RoundState:
        """Fold in the taps that are new and may count."""
        self.sheets.fold(taps.counted_taps(connection, info.id, self.sheets.last))
        return self

    def follow_margin(self, connection: sa.Connection, info: RoundInfo) -> Margin:
        """Fold in what is new beside the marks; only the console asks for it."""
        return self.margin.fold(taps.margin_taps(connection, info.id, self.margin.last))

    def standings(self, info: RoundInfo, entries: Sequence[Any]) -> list[Standing]:
        """Standings from signed sheets with the awards they would bring, computed again only when something moved."""
        state = (self.sheets.moves, info.rule_hash)
        if self._standings is None or self._standings[0] != state:
            self._standings = (state, results.standings(info, self.sheets, entries))
        return self._standings[1]

    def open_standings(self, info: RoundInfo, entries: Sequence[Any]) -> list[Standing]:
        """The same without awards: nobody has won anything before the result is published."""
        return [replace(standing, award=None) for standing in self.standings(info, entries)]

    def trust(self, info: RoundInfo, entries: Sequence[Any]) -> Trust | None:
        """How far the standings can be trusted; None while they still move by themselves."""
        if info.phase not in SETTLED:
            return None
        state = (self.sheets.moves, info.rule_hash)
        if self._trust is None or self._trust[0] != state:
            self._trust = (state, trust.trust(info, self.sheets, entries))
        return self._trust[1]


def read(
    connection: sa.Connection, info: RoundInfo, known: RoundState | None = None, until: datetime | None = None
) -> RoundState:
    """The state of a round now: `known` brought up to date, or a new one where other taps count than before.

    With `until`, what was decided after that moment (late marks admitted, conflicts declared) is left out of it.
    """
    way = folding.read(connection, info, until=until)
    if known is None or known.sheets.folding != way:
        known = RoundState(info, way)
    return known.follow(connection, info)
