"""weiping 微评: the open toolkit for neighbourhood micro-governance.

This is the front door: every public name, and the only import that a plugin or a notebook needs. Names are looked up
on first use, so that a plugin does not pay for a data frame library and a tablet page not for a plotting one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .domain.appraisal import Actor as Actor, JudgeKind as JudgeKind, MarkKind as MarkKind, Phase as Phase, Role as Role
    from .domain.criteria import Criterion as Criterion, Detail as Detail, Item as Item, Level as Level, Scale as Scale
    from .domain.exact import exact as exact, half_up as half_up, plain as plain
    from .domain.points import PointsRule as PointsRule, Proposal as Proposal, Published as Published, Reward as Reward, RewardKind as RewardKind, Winner as Winner
    from .domain.register import Disclosure as Disclosure, masked as masked
    from .domain.text import Text as Text
    from .errors import DefinitionError as DefinitionError, InputError as InputError, PluginError as PluginError, Refused as Refused, RuleError as RuleError, WeipingError as WeipingError
    from .hooks.specs import hookimpl as hookimpl
    from .scoring.presets import ScoringRule as ScoringRule
    from .widgets.pages import board as board, console as console, pad as pad, shop as shop

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
    "widgets.pages": ("board", "console", "pad", "shop"),
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
