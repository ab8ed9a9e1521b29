"""Loading plugins one by one, each in its own quarantine where it fails."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

import pluggy

from ..domain.contributed import Importer, Page
from ..domain.criteria import Criterion
from ..domain.kinds import ActivityKind, MatterKind
from ..domain.papers import Export, Notice
from ..domain.points import ExpiryPolicy, Fulfilment, PointsRule, Reward
from ..errors import PluginError, WeipingError
from ..scoring.methods import CombineMethod, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule
from . import builtin, specs
from .finding import GROUP, WANTED, Choice, Found, from_folder, from_points, from_weiping
from .specs import HOOKS
from .watch import Watch

PATIENCE = 5.0
"""Seconds that a plugin may take to be imported and to yield what it offers."""


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One plugin as the chair's page and `weiping plugins` show it; `error` is None when all is well.

    `keys` are the hook and the key of each object it offers, `seconds` what importing it and asking it took, `notes` what
    its author should know. A plugin that is `disabled` was not imported.
    """

    name: str
    distribution: str
    version: str
    error: str | None = None
    cause: BaseException | None = field(default=None, compare=False, repr=False)
    builtin: bool = False
    keys: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    disabled: bool = False

    @property
    def offers(self) -> tuple[str, ...]:
        """The hooks it yields something for."""
        return tuple(dict.fromkeys(hook for hook, _ in self.keys))

    def text(self, lang: str = "en") -> str | None:
        """`error` in `lang`, as far as it is one of weiping's own messages."""
        return self.cause.text(lang) if isinstance(self.cause, WeipingError) else self.error

    @property
    def label(self) -> str:
        """The distribution, with the entry point where that has another name."""
        same = self.distribution == self.name or self.distribution.startswith("plugins.d/")
        return self.distribution if same else f"{self.distribution} ({self.name})"

    def failed(self, cause: BaseException) -> PluginStatus:
        """The same plugin, in quarantine."""
        said = str(cause) if isinstance(cause, WeipingError) else f"{type(cause).__name__}: {cause}"
        return replace(self, error=said, cause=cause)


@dataclass(frozen=True)
class Plugins:
    """Everything that loaded, a mapping sorted by key for each hook, and the state of every plugin found."""

    criteria: dict[str, Criterion] = field(default_factory=dict)
    scoring_rules: dict[str, ScoringRule] = field(default_factory=dict)
    combine_methods: dict[str, CombineMethod] = field(default_factory=dict)
    rank_methods: dict[str, RankMethod] = field(default_factory=dict)
    weight_methods: dict[str, WeightMethod] = field(default_factory=dict)
    points_rules: dict[str, PointsRule] = field(default_factory=dict)
    rewards: dict[str, Reward] = field(default_factory=dict)
    fulfilments: dict[str, Fulfilment] = field(default_factory=dict)
    expiry_policies: dict[str, ExpiryPolicy] = field(default_factory=dict)
    activity_kinds: dict[str, ActivityKind] = field(default_factory=dict)
    matter_kinds: dict[str, MatterKind] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    exports: dict[str, Export] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    importers: dict[str, Importer] = field(default_factory=dict)
    status: tuple[PluginStatus, ...] = ()
    watch: Watch = field(default_factory=Watch, compare=False, repr=False)
    """What the functions of these plugins did since they were loaded."""

    @property
    def quarantined(self) -> tuple[PluginStatus, ...]:
        """The plugins that failed, with their errors."""
        return tuple(one for one in self.status if one.error)

    def source(self, hook: str, key: str) -> str | None:
        """The label of the plugin that offers `key` by `hook`, None where nobody does."""
        return next((one.label for one in self.status if not one.error and (hook, key) in one.keys), None)


def load(
    points: Iterable[EntryPoint] | None = None,
    *,
    folder: Path | None = None,
    wanted: str | None = None,
    patience: float = PATIENCE,
) -> Plugins:
    """Load what comes with weiping, every entry point of the group `weiping`, and every file in `folder`.

    `wanted` selects or leaves out plugins as `WEIPING_PLUGINS` does, which is asked where it is None and no `points` are
    given. A plugin is quarantined as a whole, and the rest not touched, where it cannot be imported (also one that calls
    `sys.exit`), takes longer than `patience` seconds, implements what is no hook, yields something else than its hook
    says, or has a key that another plugin has too.
    """
    if wanted is None:
        wanted = os.environ.get(WANTED, "") if points is None else ""
    found = [from_weiping(builtin), *from_points(points), *from_folder(folder)]
    choice = Choice.of(wanted)
    nowhere = [_nowhere(word) for word in choice.nowhere(found)]
    watch = Watch()
    return _gather(
        [_ask(one, patience) if choice.wants(one) else _Answer(_status(one, True)) for one in found] + nowhere, watch
    )


@dataclass(frozen=True)
class _Answer:
    """What one plugin offered, by hook, before keys are compared."""

    status: PluginStatus
    offers: dict[str, list[Any]] = field(default_factory=dict)


def _status(found: Found, disabled: bool = False) -> PluginStatus:
    return PluginStatus(found.name, found.distribution, found.version, builtin=found.builtin, disabled=disabled)


def _nowhere(word: str) -> _Answer:
    said = PluginError("{variable} names {word}, and no such plugin is installed.", variable=WANTED, word=word)
    return _Answer(PluginStatus(word, word, "").failed(said))


def _ask(found: Found, patience: float) -> _Answer:
    """Import a plugin and ask it, on a thread of its own: one that hangs is left behind."""
    answers: list[_Answer] = []
    began = perf_counter()

    def work() -> None:
        answer = _answer(found)
        answers.append(replace(answer, status=replace(answer.status, seconds=perf_counter() - began)))

    thread = Thread(target=work, name=f"weiping-plugin-{found.name}", daemon=True)
    thread.start()
    thread.join(patience)
    if answers:
        return answers[0]
    late = PluginError("It was still being imported after {seconds} seconds.", seconds=f"{patience:g}")
    return _Answer(replace(_status(found).failed(late), seconds=perf_counter() - began))


def _answer(found: Found) -> _Answer:
    status = _status(found)
    try:
        offers, notes = _offers(found.get(), found.name)
    except (Exception, SystemExit) as error:
        return _Answer(status.failed(error))
    keys = tuple((hook, item.key) for hook, items in offers.items() for item in items)
    return _Answer(replace(status, keys=keys, notes=notes), offers)


def _offers(plugin: object, name: str) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """What `plugin` yields, by hook. It has a manager of its own, so that nothing it does reaches another plugin."""
    pm = pluggy.PluginManager(GROUP)
    pm.add_hookspecs(specs)
    for hook in HOOKS:
        _check_marked(plugin, name, hook)
    pm.register(plugin, name=name)
    callers = {caller.name: caller for caller in pm.get_hookcallers(plugin) or ()}
    if unknown := sorted(callers.keys() - HOOKS.keys()):
        raise PluginError(
            "{plugin} implements {hook}, which is no hook; there are {known}.",
            plugin=name,
            hook=unknown[0],
            known=list(HOOKS),
        )
    for hook, caller in callers.items():
        _check_defaults(name, hook, caller.get_hookimpls()[0].function)
    offers = {hook: _yielded(pm, hook, HOOKS[hook].kind) for hook in HOOKS if hook in callers}
    notes = [f"{hook}: {gone}" for hook in callers if (gone := HOOKS[hook].deprecated)]
    return offers, tuple(notes)


def _check_marked(plugin: object, name: str, hook: str) -> None:
    function = getattr(plugin, hook, None)
    if callable(function) and not hasattr(function, f"{GROUP}_impl"):
        raise PluginError("{hook} of {plugin} is not marked; write @wp.hookimpl above it.", hook=hook, plugin=name)


def _check_defaults(name: str, hook: str, function: Any) -> None:
    given = [one.name for one in inspect.signature(function).parameters.values() if one.default is not one.empty]
    if given:
        raise PluginError(
            "{hook} of {plugin} gives {parameters} a default value; only the hook's own description may.",
            hook=hook,
            plugin=name,
            parameters=given,
        )


def _yielded(pm: pluggy.PluginManager, hook: str, kind: type[Any]) -> list[Any]:
    results = getattr(pm.hook, hook)()
    items = [item for result in results for item in result]
    for item in items if results else [None]:
        if not isinstance(item, kind):
            raise PluginError(
                "{hook} yielded {value}; it must yield {kind} objects.", hook=hook, value=repr(item), kind=kind.__name__
            )
    return items


def _gather(asked: list[_Answer], watch: Watch) -> Plugins:
    """Merge by key. Two plugins with one key are both kept out, as nothing says which one is meant."""
    owners: dict[tuple[str, str], list[PluginStatus]] = {}
    for answer in asked:
        for claim in answer.status.keys:
            owners.setdefault(claim, []).append(answer.status)
    merged: dict[str, dict[str, Any]] = {hook: {} for hook in HOOKS}
    status = []
    for answer in asked:
        if clash := _clash(answer, owners):
            status.append(answer.status.failed(clash))
            continue
        status.append(answer.status)
        for hook, items in answer.offers.items():
            for item in items:
                watched = item if answer.status.builtin else watch.watched(item, answer.status.label, hook)
                merged[hook][item.key] = watched
    tables: dict[str, Any] = {HOOKS[hook].table: dict(sorted(items.items())) for hook, items in merged.items()}
    return Plugins(**tables, status=tuple(status), watch=watch)


def _clash(answer: _Answer, owners: dict[tuple[str, str], list[PluginStatus]]) -> PluginError | None:
    me = answer.status
    for hook, key in me.keys:
        claims = owners[hook, key]
        if sum(one is me for one in claims) > 1:
            return PluginError("{plugin} offers the key {key} twice.", plugin=me.label, key=key)
        if len(claims) > 1 and not me.builtin:  # a plugin cannot push a built-in rule out by taking its key
            return PluginError(
                "The key {key} of {hook} is offered by {plugins}; rename one or uninstall one of them.",
                key=key,
                hook=hook,
                plugins=sorted(one.label for one in claims),
            )
    return None
