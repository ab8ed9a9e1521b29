"""What an office prepares in files before anything is in the database: appraisals, deeds and opening points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .appraisal import JudgeKind
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraisalPlan:
    """An appraisal 微评比 as planned, before its first round is written.

    `criteria` are (criterion key, weight in points of a hundred); `rule` is the key of a scoring rule or the text of a
    rule file (TOML); `entries` are compound keys in walking order; `judges` are (whom they stand for, resident key),
    numbered from 1 in this order; `awards` are (key, title, n): the entries on the places up to n that have no award
    named before it; `notice_days` is how long the result is on public notice before it is final.
    """

    key: str
    title: Text
    period: str
    criteria: tuple[tuple[str, Decimal], ...]
    rule: str
    entries: tuple[str, ...]
    judges: tuple[tuple[JudgeKind, str], ...]
    awards: tuple[tuple[str, Text, int], ...] = ()
    points_rules: tuple[str, ...] = ()
    notice_days: int = 0
    show_standings: bool = True


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
