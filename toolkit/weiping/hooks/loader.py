"""Finding plugins: entry points one by one, each in its own quarantine where it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points, version
from typing import Any

import pluggy

from ..domain.criteria import Criterion
from ..domain.points import PointsRule, Reward
from ..errors import PluginError, WeipingError
from ..scoring.methods import CombineMethod, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule
from . import builtin, specs

GROUP = "weiping"

KINDS: dict[str, type[Any]] = {
    "weiping_criteria": Criterion,
    "weiping_scoring_rules": ScoringRule,
    "weiping_combine_methods": CombineMethod,
    "weiping_rank_methods": RankMethod,
    "weiping_weight_methods": WeightMethod,
    "weiping_points_rules": PointsRule,
    "weiping_rewards": Reward,
}
METHODS = ("weiping_combine_methods", "weiping_rank_methods", "weiping_weight_methods")


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin as the chair's page and `weiping plugins` show it; `error` is None when all is well."""

    name: str
    distribution: str
    version: str
    offers: tuple[str, ...] = ()
    error: str | None = None
    cause: BaseException | None = field(default=None, compare=False, repr=False)
    builtin: bool = False

    def text(self, lang: str = "en") -> str | None:
        """`error` in `lang`, as far as it is one of weiping's own messages."""
        return self.cause.text(lang) if isinstance(self.cause, WeipingError) else self.error

    @property
    def label(self) -> str:
        """The distribution, with the entry point where that has another name."""
        return self.name if self.name == self.distribution else f"{self.distribution} ({self.name})"

    def failed(self, cause: BaseException) -> PluginStatus:
        """The same plugin, in quarantine."""
        said = str(cause) if isinstance(cause, WeipingError) else f"{type(cause).__name__}: {cause}"
        return replace(self, error=said, cause=cause)


@dataclass(frozen=True)
class Plugins:
    """Everything that loaded, each mapping sorted by key, and the state of every plugin found."""

    criteria: dict[str, Criterion] = field(default_factory=dict)
    scoring_rules: dict[str, ScoringRule] = field(default_factory=dict)
    points_rules: dict[str, PointsRule] = field(default_factory=dict)
    rewards: dict[str, Reward] = field(default_factory=dict)
    status: tuple[PluginStatus, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    """Criterion key -> the label of the plugin it is from."""
    combine_methods: dict[str, CombineMethod] = field(default_factory=dict)
    rank_methods: dict[str, RankMethod] = field(default_factory=dict)
    weight_methods: dict[str, WeightMethod] = field(default_factory=dict)
    method_sources: dict[str, str] = field(default_factory=dict)
    """Key of a method -> the label of the plugin it is from."""

    @property
    def quarantined(self) -> tuple[PluginStatus, ...]:
        """The plugins that failed, with their errors."""
        return tuple(one for one in self.status if one.error)


def load(points: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load the built-in rules and methods and every entry point of the group `weiping`.

    A plugin that cannot be imported (also one that calls `sys.exit`), that yields something else than its hook says, or
    whose key another plugin already has, is quarantined as a whole; the rest is not touched.
    """
    found = sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: (point.name, point.value))
    return _gather([_ask("weiping", lambda: builtin, None), *(_ask(point.name, point.load, point) for point in found)])


@dataclass(frozen=True)
class _Answer:
    """What one plugin offered, by hook, before keys are compared."""

    status: PluginStatus
    offers: dict[str, list[Any]] = field(default_factory=dict)


def _ask(name: str, get: Callable[[], Any], point: EntryPoint | None) -> _Answer:

    dist = point.dist if point else None
    status = PluginStatus(
        name, dist.name if dist else name, dist.version if dist else version("weiping"), builtin=point is None
    )
    try:
        offers = _offers(get(), name)
    except (Exception, SystemExit) as error:
        return _Answer(status.failed(error))
    return _Answer(replace(status, offers=tuple(hook for hook, items in offers.items() if items)), offers)


def _offers(plugin: object, name: str) -> dict[str, list[Any]]:
    """What `plugin` yields, by hook. It has a manager of its own, so that nothing it does reaches another plugin."""
    pm = pluggy.PluginManager(GROUP)
    pm.add_hookspecs(specs)
    pm.register(plugin, name=name)
    implemented = {caller.name for caller in pm.get_hookcallers(plugin) or ()}
    if unknown := sorted(implemented - KINDS.keys()):
        raise PluginError(
            "{plugin} implements {hook}, which is no hook; there are {known}.",
            plugin=name,
            hook=unknown[0],
            known=list(KINDS),
        )
    for hook in KINDS:
        if hook not in implemented and callable(getattr(plugin, hook, None)):
            raise PluginError("{hook} of {plugin} is not marked; write @wp.hookimpl above it.", hook=hook, plugin=name)
    return {hook: _yielded(pm, hook, kind) if hook in implemented else [] for hook, kind in KINDS.items()}


def _yielded(pm: pluggy.PluginManager, hook: str, kind: type[Any]) -> list[Any]:
    results = getattr(pm.hook, hook)()
    items = [item for result in results for item in result]
    for item in items if results else [None]:
        if not isinstance(item, kind):
            raise PluginError(
                "{hook} yielded {value}; it must yield {kind} objects.", hook=hook, value=repr(item), kind=kind.__name__
            )
    return items


def _gather(asked: list[_Answer]) -> Plugins:
    """Merge by key. Two plugins with one key are both kept out, as nothing says which one is meant."""
    owners: dict[tuple[str, str], list[PluginStatus]] = {}
    for answer in asked:
        for hook, items in answer.offers.items():
            for item in items:
                owners.setdefault((hook, item.key), []).append(answer.status)
    merged: dict[str, dict[str, Any]] = {hook: {} for hook in KINDS}
    sources: dict[str, str] = {}
    methods: dict[str, str] = {}
    status = []
    for answer in asked:
        clash = _clash(answer, owners)
        status.append(answer.status.failed(clash) if clash else answer.status)
        if not clash:
            for hook, items in answer.offers.items():
                merged[hook].update((item.key, item) for item in items)
            sources.update((item.key, answer.status.label) for item in answer.offers.get("weiping_criteria", ()))
            for hook in METHODS:
                methods.update((item.key, answer.status.label) for item in answer.offers.get(hook, ()))
    tables = {hook: dict(sorted(items.items())) for hook, items in merged.items()}
    return Plugins(
        criteria=tables["weiping_criteria"],
        scoring_rules=tables["weiping_scoring_rules"],
        points_rules=tables["weiping_points_rules"],
        rewards=tables["weiping_rewards"],
        status=tuple(status),
        sources=sources,
        combine_methods=tables["weiping_combine_methods"],
        rank_methods=tables["weiping_rank_methods"],
        weight_methods=tables["weiping_weight_methods"],
        method_sources=methods,
    )


def _clash(answer: _Answer, owners: dict[tuple[str, str], list[PluginStatus]]) -> PluginError | None:
    me = answer.status
    for hook, items in answer.offers.items():
        for item in items:
            claims = owners[hook, item.key]
            if sum(one is me for one in claims) > 1:
                return PluginError("{plugin} offers the key {key} twice.", plugin=me.label, key=item.key)
            if len(claims) > 1 and not me.builtin:  # a plugin cannot push a built-in rule out by taking its key
                return PluginError(
                    "The key {key} of {hook} is offered by {plugins}; rename one or uninstall one of them.",
                    key=item.key,
                    hook=hook,
                    plugins=sorted(one.label for one in claims),
                )
    return None
