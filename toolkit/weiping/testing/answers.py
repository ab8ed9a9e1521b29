"""What an object answers to fixed questions, in a short form that two processes can compare."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ..domain.criteria import Criterion, Detail
from ..domain.kinds import ActivityKind, MatterKind
from ..domain.papers import Export, Notice
from ..domain.points import ExpiryPolicy, Fulfilment, PointsRule, Reward
from ..errors import WeipingError
from ..i18n import LANGS
from ..scoring.methods import CombineMethod, RankMethod
from ..scoring.presets import ScoringRule
from . import combining, made, ranking
from .target import words_of


def answer(item: Any) -> str:
    """A hash of everything that `item` answers; equal where the answers are."""
    lines = [repr(one) for one in _answers(item)]
    return sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _answers(item: Any) -> list[Any]:
    ask = next((ask for kind, ask in _ASKED.items() if isinstance(item, kind)), None)
    return [] if ask is None else ask(item)


def tell(function: Callable[..., Any], *args: Any) -> Any:
    """What `function` answers, or how it refuses or fails."""
    try:
        found = function(*args)
        return list(found) if hasattr(found, "__next__") else found
    except WeipingError as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"raised {type(error).__name__}"


def _criterion(item: Criterion) -> list[Any]:
    faults = {one.key: 1 for one in item.deductions}
    details = [Detail(), Detail(counts=faults), *(Detail(level=one.key, counts=faults) for one in item.levels)]
    return [item.as_data(), *(tell(item.value, one) for one in details)]


def _points_rule(item: PointsRule) -> list[Any]:
    return [tell(item.propose, event) for event in made.events(item.on, words_of(item.propose))]


def _expiry(item: ExpiryPolicy) -> list[Any]:
    return [tell(item.expires, earned) for earned in made.SOME_EARNED]


def _fulfilment(item: Fulfilment) -> list[Any]:
    return [tell(item.instruct, made.SOME_REDEEMED)]


def _notice(item: Notice) -> list[Any]:
    return [tell(item.write, results) for results in made.SOME_RESULTS]


def _export(item: Export) -> list[Any]:
    return [tell(item.write, results, lang) for results in made.SOME_RESULTS for lang in LANGS]


def _combine(item: CombineMethod) -> list[Any]:
    cells = [[1, 5, 2, 9, 4, 4], [3, 3, 3, 3, 3, 3], [7, 1, 7, 2, 8, 40]]
    return [tell(combining.values, item, cells, item.options)]


def _rank(item: RankMethod) -> list[Any]:
    return [tell(ranking.scores, item, ranking.ORDINARY[item.needs], item.options)]


def _data(item: Any) -> list[Any]:
    return [item]


_ASKED: dict[Any, Callable[[Any], list[Any]]] = {
    Criterion: _criterion,
    PointsRule: _points_rule,
    ExpiryPolicy: _expiry,
    Fulfilment: _fulfilment,
    Notice: _notice,
    Export: _export,
    CombineMethod: _combine,
    RankMethod: _rank,
    (Reward, ActivityKind, MatterKind, ScoringRule): _data,
}
