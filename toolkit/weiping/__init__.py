"""weiping 微评: the open toolkit for neighbourhood micro-governance.

This is the front door: every public name, and the only import that a plugin or a notebook needs. Names are looked up
on first use, so that a plugin does not pay for a data frame library and a tablet page not for a plotting one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .domain.appraisal import Actor, JudgeKind, MarkKind, Phase, Role
    from .domain.criteria import Criterion, Detail, Item, Level, Scale
    from .domain.exact import exact, half_up, plain
    from .domain.points import PointsRule, Proposal, Published, Reward, RewardKind, Winner
    from .domain.register import Disclosure, masked
    from .domain.text import Text
    from .errors import DefinitionError, InputError, PluginError, Refused, RuleError, WeipingError
    from .hooks.specs import hookimpl
    from .scoring.presets import ScoringRule

_HOMES = {
    "domain.appraisal": ("Actor", "JudgeKind", "MarkKind", "Phase", "Role"),
    "domain.criteria": ("Criterion", "Detail", "Item", "Level", "Scale"),
    "domain.exact": ("exact", "half_up", "plain"),
    "domain.points": ("PointsRule", "Proposal", "Published", "Reward", "RewardKind", "Winner"),
    "domain.register": ("Disclosure", "masked"),
    "domain.text": ("Text",),
    "errors": ("DefinitionError", "InputError", "PluginError", "Refused", "RuleError", "WeipingError"),
    "hooks.specs": ("hookimpl",),
    "scoring.presets": ("ScoringRule",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    try:
        home = _HOME_OF[name]
    except KeyError:
        raise AttributeError(f"module 'weiping' has no attribute {name!r}") from None
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
