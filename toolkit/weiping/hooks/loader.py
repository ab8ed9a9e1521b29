"""Finding plugins: entry points one by one, each in its own quarantine where it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

import pluggy

from ..domain.criteria import Criterion
from ..domain.points import PointsRule, Reward
from ..errors import PluginError, WeipingError
from ..scoring.presets import ScoringRule
from . import builtin, specs

GROUP = "weiping"

T = TypeVar("T", Criterion, ScoringRule, PointsRule, Reward)

KINDS: dict[str, type[Any]] = {
    "weiping_criteria": Criterion,
    "weiping_scoring_rules": ScoringRule,
    "weiping_points_rules": PointsRule,
    "weiping_rewards": Reward,
}


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin as the chair's page and `weiping plugins` show it; `error` is None when all is well."""

    name: str
    distribution: str
    version: str
    offers: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class Plugins:
    """Everything that loaded, each mapping sorted by key, and the state of every plugin found."""

    criteria: dict[str, Criterion] = field(default_factory=dict)
    scoring_rules: dict[str, ScoringRule] = field(default_factory=dict)
    points_rules: dict[str, PointsRule] = field(default_factory=dict)
    rewards: dict[str, Reward] = field(default_factory=dict)
    status: tuple[PluginStatus, ...] = ()

    @property
    def quarantined(self) -> tuple[PluginStatus, ...]:
        """The plugins that failed, with their errors."""
        return tuple(one for one in self.status if one.error)


def load(points: Iterable[EntryPoint] | None = None) -> Plugins:
    """Load the built-in rules and every entry point of the group `weiping`.

    A plugin that cannot be imported (also one that calls `sys.exit`), that yields something else than its hook says, or
    whose key another plugin already has, is quarantined as a whole; the rest is not touched.
    """
    pm = pluggy.PluginManager(GROUP)
    pm.add_hookspecs(specs)
    found = sorted(entry_points(group=GROUP) if points is None else points, key=lambda point: (point.name, point.value))
    asked = [_ask(pm, "weiping", lambda: builtin, None), *(_ask(pm, point.name, point.load, point) for point in found)]
    return _gather(asked)


@dataclass(frozen=True)
class _Answer:
    """What one plugin offered, by hook, before keys are compared."""

    status: PluginStatus
    offers: dict[str, list[Any]] = field(default_factory=dict)


def _ask(pm: pluggy.PluginManager, name: str, get: Callable[[], Any], point: EntryPoint | None) -> _Answer:
    from .. import __version__

    dist = point.dist if point else None
    status = PluginStatus(name, dist.name if dist else name, dist.version if dist else __version__)
    try:
        plugin = get()
        pm.register(plugin, name=name)
        pm.check_pending()
        offers = {hook: _offered(pm, plugin, hook, kind) for hook, kind in KINDS.items()}
    except (Exception, SystemExit) as error:
        if pm.has_plugin(name):
            pm.unregister(name=name)
        return _Answer(replace(status, error=_describe(error)))
    return _Answer(replace(status, offers=tuple(hook for hook, items in offers.items() if items)), offers)


def _offered(pm: pluggy.PluginManager, plugin: object, hook: str, kind: type[Any]) -> list[Any]:
    others = [other for other in pm.get_plugins() if other is not plugin]
    results = pm.subset_hook_caller(hook, others)()
    items = [item for result in results for item in result]
    for item in items:
        if not isinstance(item, kind):
            raise PluginError(
                "{hook} yielded {value}; it must yield {kind} objects.", hook=hook, value=repr(item), kind=kind.__name__
            )
    return items


def _gather(asked: list[_Answer]) -> Plugins:
    """Merge by key. Two plugins with one key are both kept out, as nothing says which one is meant."""
    owners: dict[tuple[str, str], set[str]] = {}
    twice: dict[str, str] = {}
    for answer in asked:
        for hook, items in answer.offers.items():
            for item in items:
                names = owners.setdefault((hook, item.key), set())
                if answer.status.name in names:
                    twice[answer.status.name] = item.key
                names.add(answer.status.name)
    merged: dict[str, dict[str, Any]] = {hook: {} for hook in KINDS}
    status = []
    for answer in asked:
        clash = _clash(answer, owners, twice)
        status.append(replace(answer.status, error=answer.status.error or clash))
        if not clash:
            for hook, items in answer.offers.items():
                merged[hook].update((item.key, item) for item in items)
    tables = [dict(sorted(merged[hook].items())) for hook in KINDS]
    return Plugins(*tables, status=tuple(status))


def _clash(answer: _Answer, owners: dict[tuple[str, str], set[str]], twice: dict[str, str]) -> str | None:
    me = answer.status.name
    if me in twice:
        return _describe(PluginError("{plugin} offers the key {key} twice.", plugin=me, key=twice[me]))
    if me == "weiping":
        return None  # a plugin cannot push a built-in rule out by taking its key
    for (hook, key), names in owners.items():
        if me in names and len(names) > 1:
            return _describe(
                PluginError(
                    "The key {key} of {hook} is offered by {plugins}; rename one or uninstall one of them.",
                    key=key,
                    hook=hook,
                    plugins=" and ".join(sorted(names)),
                )
            )
    return None


def _describe(error: BaseException) -> str:
    if isinstance(error, WeipingError):
        return str(error)
    return f"{type(error).__name__}: {error}"
