"""The scoring rules and methods that come with weiping, offered through the same hooks a plugin uses."""

from __future__ import annotations

from collections.abc import Iterable

from ..scoring.combining import COMBINE
from ..scoring.methods import CombineMethod
from ..scoring.presets import PRESETS, ScoringRule
from .specs import hookimpl


@hookimpl
def weiping_scoring_rules() -> Iterable[ScoringRule]:
    """All presets of `weiping.scoring`."""
    return PRESETS


@hookimpl
def weiping_combine_methods() -> Iterable[CombineMethod]:
    """Mean, median, trimmed and winsorised mean."""
    return COMBINE
