"""The scoring rules, methods and papers that come with weiping, offered through the same hooks a plugin uses."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.papers import Export, Notice
from ..scoring.combining import COMBINE
from ..scoring.methods import CombineMethod
from ..scoring.presets import PRESETS, ScoringRule
from . import papers
from .specs import hookimpl


@hookimpl
def weiping_scoring_rules() -> Iterable[ScoringRule]:
    """All presets of `weiping.scoring`."""
    return PRESETS


@hookimpl
def weiping_combine_methods() -> Iterable[CombineMethod]:
    """Mean, median, trimmed and winsorised mean."""
    return COMBINE


@hookimpl
def weiping_notices() -> Iterable[Notice]:
    """The plain 公示 of a result."""
    return [papers.NOTICE]


@hookimpl
def weiping_exports() -> Iterable[Export]:
    """The result as a table."""
    return [papers.CSV]
