"""How far a round's result can be trusted: whether the judges agree, and what any one of them decides.

Leaving each judge out scores the round once a judge, so it is done where nothing moves any more: in deliberation, for
publishing, and for what was published. While scoring is open nobody is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..domain.exact import half_up
from ..domain.text import Text
from ..study.stability import Change, Place, Stability, leave_one_out
from ..study.undefined import Undefined
from . import results
from .round_info import RoundInfo
from .sheets import Sheets

if TYPE_CHECKING:
    import polars as pl

    from ..study.intraclass import Form, Intraclass

MOST_JUDGES = 120
"""From so many judges on, one of them is less than a hundredth of the panel and the time is better spent elsewhere."""

TOO_MANY = Text(
    f"评委超过 {MOST_JUDGES} 位，单个评委影响很小，不再逐一验算",
    f"With more than {MOST_JUDGES} judges one of them hardly matters; leaving each out is not computed",
)


@dataclass(frozen=True, slots=True)
class Trust:
    """`agreement` is of the signed sheets' totals, the line `total` of `weiping agreement`; `stability` is None where the
    panel is too large for it.
    """

    agreement: Intraclass | Undefined
    stability: Stability[int, int] | None

    @property
    def panel(self) -> Decimal | None:
        """ICC(2,k) as it is printed."""
        return self._printed("2,k")

    def _printed(self, form: Form) -> Decimal | None:
        value = self._value(form)
        return None if isinstance(value, Undefined) else half_up(Decimal(repr(value)), 2)

    def _value(self, form: Form) -> float | Undefined:
        return self.agreement if isinstance(self.agreement, Undefined) else self.agreement.values[form]

    @property
    def reason(self) -> Text | None:
        """Why there is no agreement to print."""
        value = self._value("2,k")
        return value.reason.label if isinstance(value, Undefined) else None

    def ranges(self) -> dict[int, tuple[int, int]]:
        """Entry -> its best and worst place if any one judge were left out."""
        return self.stability.ranges() if self.stability else {}

    def data(self) -> dict[str, Any]:
        """The same as the console receives it."""
        single = self._printed("2,1")
        return {
            "icc": None if self.panel is None else str(self.panel),
            "icc_single": None if single is None else str(single),
            "reason": self.reason.both() if self.reason else None,
            "one_out": None if self.stability is None else _one_out(self.stability.without),
            "award_changes": None if self.stability is None else self.stability.award_changes,
            "too_many": TOO_MANY.both() if self.stability is None else None,
        }


def _one_out(without: Mapping[int, tuple[Change[int], ...]]) -> list[dict[str, Any]]:
    return [
        {"judge": judge, "changes": [
            {"entry": one.entry, "before": one.before.place, "after": one.after.place,
             "award": one.before.award != one.after.award} for one in changes]}
        for judge, changes in without.items()
    ]  # fmt: skip


def trust(info: RoundInfo, sheets: Sheets, entries: Sequence[Any]) -> Trust:
    """How far the standings of these sheets can be trusted, by the round's own rule."""
    from ..study.reliability import intraclass_of  # brings scipy along: not before a round is frozen
    from ..study.totals import totals

    marks = results.frame(sheets)
    judges = sorted(set(marks["judge"].to_list()))
    stable = _stability(info, marks, entries, judges) if len(judges) <= MOST_JUDGES else None
    return Trust(intraclass_of(totals(marks.rename({"value": "mark"}))), stable)


def _stability(info: RoundInfo, marks: pl.DataFrame, entries: Sequence[Any], judges: list[int]) -> Stability[int, int]:
    import polars as pl

    def score(without: int | None) -> dict[int, Place]:
        left = marks if without is None else marks.filter(pl.col("judge") != without)
        return {one.entry: Place(one.place, one.award) for one in results.score(info, left, entries)}

    return leave_one_out(judges, score)
