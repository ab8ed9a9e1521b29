"""A round's signed sheets under another rule: for looking at, never for the record. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from ..domain.appraisal import Phase
from ..domain.exact import half_up
from ..scoring.rule import Rule
from ..scoring.validate import WEIGHT_DIGITS, validate
from . import results, rows, state
from .office import Desk
from .results import Standing, rule_of
from .round_info import RoundInfo, round_info

Method = Literal["mean", "median", "trimmed"]
"""How the judges' marks are combined, as a rule file says it."""


class Trial:
    """A round as it is in the database when `read` was last called.

    `info` is the round, `judges` how many it has, `entries` its entries by number, `official` its standings: as
    published, else as its own rule has them now.
    """

    info: RoundInfo
    judges: int
    entries: list[Any]
    official: list[Standing]

    def __init__(self, desk: Desk, round_id: int) -> None:
        self._desk, self._round = desk, round_id
        self.read()

    def read(self) -> None:
        """Read the round again, with the sheets that official standings count. Raises NotFound."""
        with self._desk.store.read() as connection:
            self.info = round_info(connection, self._round)
            self.entries = rows.entries(connection, self._round)
            self.judges = len(rows.judges(connection, self._round))
            self._marks = results.frame(state.read(connection, self.info).sheets)
            decided = self.info.phase in (Phase.PUBLISHED, Phase.FINAL)
            self.official = results.published(connection, self._round) if decided else self.under(self.rule)

    @property
    def rule(self) -> Rule:
        """The round's own rule."""
        return rule_of(self.info.rule)

    @property
    def points(self) -> dict[str, Decimal]:
        """Criterion -> what a full mark adds to the total under the round's own rule."""
        weights = self.rule.slots.weigh.weights
        return {one.key: weights.get(one.key, Decimal(1)) * one.scale.high for one in self.info.criteria}

    def under(self, rule: Rule) -> list[Standing]:
        """Standings as `rule` would have them. Raises RuleError where it does not fit the round."""
        return results.score(self.info, self._marks, self.entries, rule)

    def varied(self, points: Mapping[str, Decimal], method: Method, drop_high: int = 0, drop_low: int = 0) -> Rule:
        """The round's rule with other points for each criterion, and the judges combined in another way.

        A weight is rounded to the digits that a rule file may state; trimming that drops nothing is the mean. Raises
        RuleError for a rule that no file could state.
        """
        if method != "trimmed":
            drop_high = drop_low = 0
        elif not drop_high + drop_low:
            method = "mean"
        slots = self.rule.slots
        scales = {one.key: one.scale.high for one in self.info.criteria}
        weights = {key: half_up(worth / scales[key], WEIGHT_DIGITS) for key, worth in points.items()}
        changed = msgspec.structs.replace(
            slots,
            combine=msgspec.structs.replace(slots.combine, method=method, drop_high=drop_high, drop_low=drop_low),
            weigh=msgspec.structs.replace(slots.weigh, weights=weights, weights_from=None, total=None),
        )
        validate(changed, "what-if")
        return Rule(changed, "what-if")
