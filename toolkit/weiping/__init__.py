"""weiping 微评: the open toolkit for neighbourhood micro-governance.

This is the front door: every public name, and the only import that a plugin or a notebook needs. Names are looked up
on first use, so that a plugin does not pay for a data frame library and a tablet page not for a plotting one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .domain.appraisal import (
        Actor as Actor,
    )
    from .domain.appraisal import (
        JudgeKind as JudgeKind,
    )
    from .domain.appraisal import (
        MarkKind as MarkKind,
    )
    from .domain.appraisal import (
        Phase as Phase,
    )
    from .domain.appraisal import (
        Role as Role,
    )
    from .domain.contributed import Importer as Importer
    from .domain.contributed import Page as Page
    from .domain.criteria import Criterion as Criterion
    from .domain.criteria import Detail as Detail
    from .domain.criteria import Item as Item
    from .domain.criteria import Level as Level
    from .domain.criteria import Scale as Scale
    from .domain.exact import exact as exact
    from .domain.exact import half_up as half_up
    from .domain.exact import plain as plain
    from .domain.figures import Figure as Figure
    from .domain.figures import System as System
    from .domain.forms import Field as Field
    from .domain.forms import FieldKind as FieldKind
    from .domain.forms import Form as Form
    from .domain.kinds import ActivityKind as ActivityKind
    from .domain.kinds import ActivityRole as ActivityRole
    from .domain.kinds import MatterKind as MatterKind
    from .domain.kinds import Step as Step
    from .domain.papers import Export as Export
    from .domain.papers import Notice as Notice
    from .domain.papers import ResultLine as ResultLine
    from .domain.papers import Results as Results
    from .domain.points import Attendance as Attendance
    from .domain.points import Attended as Attended
    from .domain.points import Cap as Cap
    from .domain.points import Earned as Earned
    from .domain.points import ExpiryPolicy as ExpiryPolicy
    from .domain.points import Fulfilment as Fulfilment
    from .domain.points import (
        PointsRule as PointsRule,
    )
    from .domain.points import (
        Proposal as Proposal,
    )
    from .domain.points import (
        Published as Published,
    )
    from .domain.points import Redeemed as Redeemed
    from .domain.points import (
        Reward as Reward,
    )
    from .domain.points import (
        RewardKind as RewardKind,
    )
    from .domain.points import TaskDone as TaskDone
    from .domain.points import Verified as Verified
    from .domain.points import (
        Winner as Winner,
    )
    from .domain.register import Disclosure as Disclosure
    from .domain.register import masked as masked
    from .domain.text import Text as Text
    from .errors import (
        DefinitionError as DefinitionError,
    )
    from .errors import (
        InputError as InputError,
    )
    from .errors import (
        PluginError as PluginError,
    )
    from .errors import (
        Refused as Refused,
    )
    from .errors import (
        RuleError as RuleError,
    )
    from .errors import (
        WeipingError as WeipingError,
    )
    from .grid.partition import partition as partition
    from .grid.sizes import Sizes as Sizes
    from .hooks.methods import read as read
    from .hooks.specs import hookimpl as hookimpl
    from .research.bundle import replay as replay
    from .research.database import latest as latest
    from .research.front import agreement as agreement
    from .research.front import budget as budget
    from .research.front import compare as compare
    from .research.front import design as design
    from .research.front import drift as drift
    from .research.front import habits as habits
    from .research.front import score as score
    from .research.front import severity as severity
    from .research.front import stability as stability
    from .research.front import variance as variance
    from .research.histories import history as history
    from .research.results import Result as Result
    from .research.source import marks as marks
    from .scoring.dataset import Dataset as Dataset
    from .scoring.dataset import sample as sample
    from .scoring.methods import CombineMethod as CombineMethod
    from .scoring.methods import Ranking as Ranking
    from .scoring.methods import RankMethod as RankMethod
    from .scoring.methods import WeightMethod as WeightMethod
    from .scoring.methods import Weights as Weights
    from .scoring.presets import ScoringRule as ScoringRule
    from .study.simulate import Settings as Settings
    from .study.simulate import simulate as simulate
    from .widgets.lab import RulesLab as RulesLab
    from .widgets.pages import board as board
    from .widgets.pages import community as community
    from .widgets.pages import console as console
    from .widgets.pages import leading as leading
    from .widgets.pages import mine as mine
    from .widgets.pages import office as office
    from .widgets.pages import pad as pad
    from .widgets.pages import points as points
    from .widgets.pages import register as register
    from .widgets.pages import report as report
    from .widgets.pages import shop as shop
    from .widgets.pages import wall as wall
    from .widgets.pages import what_if as what_if

_HOMES = {
    "research.front": (
        "agreement",
        "budget",
        "compare",
        "design",
        "drift",
        "habits",
        "score",
        "severity",
        "stability",
        "variance",
    ),
    "research.bundle": ("replay",),
    "research.database": ("latest",),
    "research.histories": ("history",),
    "research.results": ("Result",),
    "research.source": ("marks",),
    "study.simulate": ("Settings", "simulate"),
    "grid.partition": ("partition",),
    "grid.sizes": ("Sizes",),
    "hooks.methods": ("read",),
    "scoring.dataset": ("Dataset", "sample"),
    "scoring.methods": ("CombineMethod", "RankMethod", "Ranking", "WeightMethod", "Weights"),
    "widgets.lab": ("RulesLab",),
    "domain.appraisal": ("Actor", "JudgeKind", "MarkKind", "Phase", "Role"),
    "domain.criteria": ("Criterion", "Detail", "Item", "Level", "Scale"),
    "domain.exact": ("exact", "half_up", "plain"),
    "domain.contributed": ("Importer", "Page"),
    "domain.figures": ("Figure", "System"),
    "domain.forms": ("Field", "FieldKind", "Form"),
    "domain.kinds": ("ActivityKind", "ActivityRole", "MatterKind", "Step"),
    "domain.papers": ("Export", "Notice", "ResultLine", "Results"),
    "domain.points": (
        "Attendance",
        "Attended",
        "Cap",
        "Earned",
        "ExpiryPolicy",
        "Fulfilment",
        "PointsRule",
        "Proposal",
        "Published",
        "Redeemed",
        "Reward",
        "RewardKind",
        "TaskDone",
        "Verified",
        "Winner",
    ),
    "domain.register": ("Disclosure", "masked"),
    "domain.text": ("Text",),
    "errors": ("DefinitionError", "InputError", "PluginError", "Refused", "RuleError", "WeipingError"),
    "hooks.specs": ("hookimpl",),
    "scoring.presets": ("ScoringRule",),
    "widgets.pages": (
        "board",
        "community",
        "console",
        "leading",
        "mine",
        "office",
        "office_points",
        "pad",
        "points",
        "register",
        "report",
        "shop",
        "wall",
        "what_if",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]


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
