"""Asking a method: what it raises is contained and named, what it answers is checked before it becomes a score."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ..domain.exact import exact, half_up
from ..domain.text import Text
from ..errors import PluginError, WeipingError
from .methods import CombineMethod, Method, Options, Ranking, RankMethod, Value, WeightMethod, Weights

if TYPE_CHECKING:
    import polars as pl


@contextmanager
def contained(method: Method, plugin: str) -> Iterator[None]:
    """Whatever a method raises becomes a PluginError that names it; a refusal in words of its own passes."""
    try:
        yield
    except WeipingError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(
            "The method {key} of {plugin} failed: {error}. Name another method or repair the plugin.",
            key=method.key,
            plugin=plugin,
            error=f"{type(error).__name__}: {error}",
        ) from error


def nonsense(method: Method, plugin: str, what: Text) -> PluginError:
    """The error for an answer that cannot be used."""
    return PluginError(
        "The method {key} of {plugin} gave an answer that cannot be used: {what}. Nothing was scored by it.",
        key=method.key,
        plugin=plugin,
        what=what,
    )


def expressions(method: CombineMethod, value: pl.Expr, options: Options, plugin: str) -> list[pl.Expr]:
    """What `method` answers for the marks `value`: numerator and denominator, or one float where it states decimals."""
    import polars as pl

    with contained(method, plugin):
        answer = method.combine(value, options)
    found = [answer] if isinstance(answer, pl.Expr) else list(answer) if isinstance(answer, tuple) else []
    if len(found) != (2 if method.decimals is None else 1) or not all(isinstance(one, pl.Expr) for one in found):
        raise nonsense(method, plugin, Text("应当给出分子和分母两个表达式", "it must be a numerator and a denominator"))
    return found


def ranking_of(method: RankMethod, frame: pl.DataFrame, options: Options, plugin: str) -> Ranking:
    """The scores of the entries of `frame`, each rounded half-up to the method's decimals.

    Asked twice, with the rows in another order: an order that depended on that would be no order. Raises PluginError
    where it fails, leaves an entry out, names one that is not there, or answers what is no finite number.
    """
    entries = frame["entry"].unique().sort().to_list()
    answers = [_asked(method, one, options, plugin, entries) for one in (frame, frame.reverse())]
    if answers[0].scores != answers[1].scores:
        raise nonsense(method, plugin, Text("结果随行的顺序而变", "it depends on the order of the rows"))
    return answers[0]


def _asked(method: RankMethod, frame: pl.DataFrame, options: Options, plugin: str, entries: Sequence[str]) -> Ranking:
    with contained(method, plugin):
        answer = method.rank(frame, options)
    if not isinstance(answer, Ranking):
        raise nonsense(method, plugin, Text("不是 Ranking", "it is no Ranking"))
    scores = _rounded(method, answer.scores, method.decimals, entries, plugin)
    told = answer.told if isinstance(answer.told, Mapping) else {}
    for lines in told.values():
        if not all(isinstance(line, Text) for line in lines):
            raise nonsense(method, plugin, Text("说明不是 Text", "what it tells is no Text"))
    return Ranking(scores=scores, told={key: tuple(lines) for key, lines in told.items()})


def weights_of(
    method: WeightMethod,
    pairs: Sequence[tuple[str, str, Decimal]],
    criteria: Sequence[str],
    options: Options,
    plugin: str,
) -> Weights:
    """The weights of `criteria`, each rounded half-up to the method's decimals and above zero."""
    with contained(method, plugin):
        answer = method.weigh(pairs, options)
    if not isinstance(answer, Weights):
        raise nonsense(method, plugin, Text("不是 Weights", "it is no Weights"))
    weights = _rounded(method, answer.weights, method.decimals, criteria, plugin)
    if min(weights.values()) <= 0:
        raise nonsense(method, plugin, Text("权重不大于零", "a weight is not above zero"))
    return Weights(weights=weights, told=tuple(answer.told))


def _rounded(method: Method, values: object, decimals: int, names: Sequence[str], plugin: str) -> dict[str, Decimal]:
    """`values` for exactly `names`, as decimals."""
    if not isinstance(values, Mapping) or {str(name) for name in values} != set(names):
        lacking = sorted(set(names) - {str(name) for name in values}) if isinstance(values, Mapping) else names
        raise nonsense(
            method,
            plugin,
            Text(f"缺少 {'、'.join(lacking[:3])} 的值", f"it has no value for {', '.join(lacking[:3])}")
            if lacking
            else Text("有不存在的名称", "it names what is not there"),
        )
    return {str(name): _decimal(method, value, decimals, plugin) for name, value in values.items()}


def _decimal(method: Method, value: Value, decimals: int, plugin: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction) or not _finite(value):
        shown = repr(value)
        raise nonsense(method, plugin, Text(f"{shown} 不是数", f"{shown} is no number"))
    return half_up(value if isinstance(value, Fraction) else exact(value), decimals)


def _finite(value: Value) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, Fraction) or math.isfinite(value)
