"""Loading plugins one by one, each in its own quarantine where it fails."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from ..domain.contributed import Importer, Page
from ..domain.criteria import Criterion
from ..domain.kinds import ActivityKind, MatterKind
from ..domain.papers import Export, Notice
from ..domain.points import ExpiryPolicy, Fulfilment, PointsRule, Reward
from ..errors import PluginError
from ..scoring.methods import CombineMethod, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule
from . import builtin
from .asking import PATIENCE, Answer, ask
from .finding import WANTED, Choice, Found, data_folder, folder_of, from_folder, from_points, from_weiping
from .specs import HOOKS
from .status import PluginStatus
from .watch import Watch

__all__ = ["PATIENCE", "PluginStatus", "Plugins", "here", "load", "load_only"]


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
    asked = iter(ask([one for one in found if choice.wants(one)], patience))
    answers = [next(asked) if choice.wants(one) else Answer(PluginStatus.of(one, disabled=True)) for one in found]
    return _gather(answers + nowhere, Watch())


def load_only(found: Iterable[Found], *, patience: float = PATIENCE) -> Plugins:
    """What comes with weiping and the plugins in `found`; nothing is looked for. What tests of plugins load with."""
    return _gather(ask([from_weiping(builtin), *found], patience), Watch())


def here(db: str | Path | None = None) -> Plugins:
    """The plugins of this process: those installed, and those in `plugins.d` beside the database `db`.

    `WEIPING_PLUGINS_DIR` names another folder instead; without `db` it is the database that was named last, else the one in
    `WEIPING_DB`. They are loaded once, so that whoever asks gets the same functions; failures are kept beside the database.
    """
    where = db or _named.get("db")
    folder = folder_of(where)
    found = _loaded(folder.absolute() if folder else None, os.environ.get(WANTED, ""))
    if db is not None:
        _named["db"] = db
        if data := data_folder(db):
            found.watch.keep_in(data)
    return found


_named: dict[str, str | Path] = {}


@lru_cache(maxsize=16)
def _loaded(folder: Path | None, wanted: str) -> Plugins:
    return load(folder=folder, wanted=wanted)


def _nowhere(word: str) -> Answer:
    said = PluginError("{variable} names {word}, and no such plugin is installed.", variable=WANTED, word=word)
    return Answer(PluginStatus(word, word, "").failed(said))


def _gather(asked: list[Answer], watch: Watch) -> Plugins:
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


def _clash(answer: Answer, owners: dict[tuple[str, str], list[PluginStatus]]) -> PluginError | None:
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
