"""The methods that a rule names: found by key, and asked for the weights where one makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import TypeVar

import msgspec

from ..domain.text import Text
from ..errors import RuleError
from . import slots as at
from .asking import weights_of
from .combining import BUILTIN
from .methods import CombineMethod, Installed, Methods, RankMethod, WeightMethod, chosen, stated
from .validate import MAX_WEIGHT, nearest

M = TypeVar("M", CombineMethod, RankMethod, WeightMethod)
TOTAL = "total"
"""What `[rank] by` says where the totals decide."""


def resolved(slots: at.Slots, file: str, installed: Installed | None) -> tuple[at.Slots, Methods, tuple[Text, ...]]:
    """`slots` with weights in place, the methods they name, and how the weights came about.

    Plugins are only looked for where a method is not built in. Raises RuleError for a method that nobody offers and for
    options that do not fit it, PluginError where the method that makes the weights fails.
    """

    @cache
    def every() -> Methods:
        return installed() if installed else BUILTIN

    name = slots.combine.method
    combine = BUILTIN.combine.get(name) or _find(name, "combine", lambda every_: every_.combine, every, file)
    chosen(stated(slots.combine, combine), combine, file, "combine")
    rank: dict[str, RankMethod] = {}
    weigh: dict[str, WeightMethod] = {}
    notes: tuple[Text, ...] = ()
    if (by := slots.rank.by) != TOTAL:
        rank[by] = _find(by, "rank", lambda every_: every_.rank, every, file, (TOTAL,))
        chosen(slots.rank.options, rank[by], file, "rank")
        if rank[by].needs == "values" and slots.rank.order == "lowest":
            raise RuleError(
                '{file}: the method {key} orders by the criteria themselves; order = "lowest" does not go with it.',
                file=file,
                key=by,
            )
    if (key := slots.weigh.weights_by) is not None:
        weigh[key] = _find(key, "weigh", lambda every_: every_.weigh, every, file)
        slots, notes = _with_weights(slots, weigh[key], every().source(key), file)
    sources = every().sources if rank or weigh or name not in BUILTIN.combine else {}
    return slots, Methods({name: combine}, rank, weigh, sources), notes


def _find(
    key: str,
    table: str,
    among: Callable[[Methods], Mapping[str, M]],
    every: Callable[[], Methods],
    file: str,
    beside: tuple[str, ...] = (),
) -> M:
    """The method `key` of the table `table`; `beside` are words that stand for no method but are right there."""
    methods = every()
    known: Mapping[str, M] = among(methods)
    if key in known:
        return known[key]
    if methods.quarantined:
        raise RuleError(
            "{file}: there is no method {key} for [{table}]; there are {known}. In quarantine are {plugins}; "
            "`weiping plugins` says why.",
            file=file,
            key=key,
            table=table,
            known=[*beside, *known],
            plugins=list(methods.quarantined),
        )
    raise RuleError(
        "{file}: there is no method {key} for [{table}]{guess}; there are {known}. Install the plugin that offers it.",
        file=file,
        key=key,
        table=table,
        guess=nearest(key, [*beside, *known]),
        known=[*beside, *known],
    )


def _with_weights(slots: at.Slots, method: WeightMethod, plugin: str, file: str) -> tuple[at.Slots, tuple[Text, ...]]:
    """The weights that `method` makes of the rule's comparisons, written where weights stand."""
    weigh = slots.weigh
    if weigh.weights or weigh.weights_from:
        raise RuleError("{file}: [weigh] has weights and weights_by; keep one of them.", file=file)
    for one in weigh.comparisons:
        if one.more == one.less or not 1 <= one.times <= MAX_WEIGHT:
            raise RuleError(
                "{file}: the comparison of {more} and {less} is not right; use two criteria, and times from 1 up.",
                file=file,
                more=one.more,
                less=one.less,
            )
    pairs = [(one.more, one.less, one.times) for one in weigh.comparisons]
    criteria = list(dict.fromkeys(name for more, less, _ in pairs for name in (more, less)))
    if not criteria:
        raise RuleError("{file}: [weigh] weights_by needs comparisons between the criteria.", file=file)
    made = weights_of(method, pairs, criteria, chosen(weigh.options, method, file, "weigh"), plugin)
    weights = {name: Decimal(made.weights[name]) for name in criteria}  # type: ignore[arg-type]
    return msgspec.structs.replace(slots, weigh=msgspec.structs.replace(weigh, weights=weights)), tuple(made.told)
