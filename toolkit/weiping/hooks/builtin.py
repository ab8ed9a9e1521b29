"""The scoring rules that come with weiping, offered through the same hook a plugin uses."""

from __future__ import annotations

from collections.abc import Iterable

from ..scoring.presets import PRESETS, ScoringRule
from .specs import hookimpl


@hookimpl
def weiping_scoring_rules() -> Iterable[ScoringRule]:
    """All presets of `weiping.scoring`."""
    return PRESETS
