"""What an office prepares in files before anything is in the database: appraisals, deeds and opening points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .appraisal import JudgeKind
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedJudge:
    """A seat of the panel: whom the judge stands for, and who it is.

    `resident` is a key of the register; a guest is in no register and has a `name` instead. A representative speaks for
    `compound`. `works_for` are compounds the judge has a job in, `lives_in` is one they live in without the register
    telling it. `route` are the entries this judge visits, in walking order; None for all of them in the order of the plan.
    """

    kind: JudgeKind
    resident: str | None = None
    name: str | None = None
    compound: str | None = None
    works_for: tuple[str, ...] = ()
    lives_in: str | None = None
    route: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalPlan:
    """An appraisal 微评比 as planned, before its first round is written.

    `criteria` are (criterion key, weight in points of a hundred); `rule` is the key of a scoring rule or the text of a
    rule file (TOML); `trim` is how many of the highest and of the lowest marks are dropped, and `min_marks` how many
    marks there must be, where that differs from the rule's own numbers; `entries` are compound keys in walking order;
    `judges` are the panel, numbered from 1 in this order (a pair of kind and resident key will do); `rotate` lets every
    judge begin at another entry; `awards` are (key, title, n): the entries on the places up to n that have no award
    named before it; `notice_days` is how long the result is on public notice before it is final. The rest is what the
    chair may change later: see `store.tables.round_`.
    """

    key: str
    title: Text
    period: str
    criteria: tuple[tuple[str, Decimal], ...]
    rule: str
    entries: tuple[str, ...]
    judges: tuple[PlannedJudge, ...]
    trim: int | None = None
    min_marks: int | None = None
    rotate: bool = False
    awards: tuple[tuple[str, Text, int], ...] = ()
    points_rules: tuple[str, ...] = ()
    notice_days: int = 0
    show_standings: bool = True
    show_others: bool = False
    exchange: bool = True
    show_range: bool = False
    quorum: int | None = None

    def __post_init__(self) -> None:
        seats = (
            one if isinstance(one, PlannedJudge) else PlannedJudge(kind=one[0], resident=one[1]) for one in self.judges
        )
        object.__setattr__(self, "judges", tuple(seats))

    @property
    def own_rule(self) -> bool:
        """Whether `rule` is the text of a rule file."""
        return "[" in self.rule

    def routes(self) -> list[tuple[str, ...] | None]:
        """What each judge visits, in walking order; None for all entries in their own order.

        Judges who begin apart do not queue in one stairwell: with fewer judges than entries their beginnings are spread
        over the whole walk, with more they take turns.
        """
        entries, seats = self.entries, self.judges
        apart = max(1, len(entries) // max(1, len(seats)))
        routes = []
        for number, judge in enumerate(seats):
            begin = number * apart % len(entries) if self.rotate and entries else 0
            turned = (*entries[begin:], *entries[:begin]) if begin else None
            routes.append(turned if judge.route is None else judge.route)
        return routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something residents do for the neighbourhood, and the whole points it is usually worth."""

    key: str
    kind: str
    title: Text
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPoints:
    """Whole points that a household earned before weiping was introduced: for what, and on which (local) day."""

    household: str
    points: int
    reason: Text
    on: date
