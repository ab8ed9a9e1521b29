"""What is checked: a module or a package with plugins in it, one object, or several."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from ..domain.points import Event
from ..errors import InputError
from ..hooks.finding import Found
from ..hooks.loader import Plugins, PluginStatus, load_only
from ..hooks.specs import HOOKS

PATIENCE = 30.0
"""Seconds that a plugin may take to load in a test: more than a server gives it, as a machine that tests is busy."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the author hands in for the checks, by the keys of the objects.

    `samples` are files that an importer reads. `events` are events that a points rule rewards, added to those that are
    made. `options` are what a scoring rule would state for a method that has options without a default.
    """

    samples: Mapping[str, Path] = field(default_factory=dict)
    events: Sequence[Event] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """What is checked. `plugin` is the module it came from (None for single objects), `items` are hooks and objects."""

    name: str
    items: tuple[tuple[str, Any], ...]
    plugin: Any = None
    status: PluginStatus | None = None
    given: Given = field(default_factory=Given)

    @property
    def module(self) -> ModuleType | None:
        """The plugin, where it is a module with a file."""
        return self.plugin if isinstance(self.plugin, ModuleType) and self.plugin.__file__ else None

    def of(self, kind: type[Any]) -> list[Any]:
        """The objects of `kind`."""
        return [item for _, item in self.items if isinstance(item, kind)]


def target_of(what: Any, given: Given | None = None) -> Target:
    """The target that `what` stands for: a module, an object with hooks, an object that a hook yields, or several.

    Raises InputError for anything else. A plugin that cannot be loaded is a target without objects.
    """
    if isinstance(what, Target):
        return what
    given = given or Given()
    if hook := hook_of(what):
        return Target(what.key, ((hook, what),), given=given)
    if isinstance(what, list | tuple):
        items = tuple((hook_of(one), one) for one in what)
        if items and all(hook for hook, _ in items):
            return Target(items[0][1].key, tuple((str(hook), one) for hook, one in items), given=given)
    elif isinstance(what, ModuleType) or any(callable(getattr(what, hook, None)) for hook in HOOKS):
        return replace(target_from(_found(what, 1), given), plugin=what)
    raise InputError(
        "{what} is nothing that can be checked; hand in a plugin's module, or what a hook yields.", what=repr(what)
    )


def hook_of(item: object) -> str | None:
    """The hook that yields such objects, None where there is none."""
    return next((name for name, hook in HOOKS.items() if isinstance(item, hook.kind)), None)


def target_from(found: Found, given: Given | None = None) -> Target:
    """The target that a plugin stands for that was found somewhere, importable or not."""
    get = cache(found.get)  # asked by the loader and for its own objects: the same module both times
    loaded = load_only([replace(found, get=get)], patience=PATIENCE)
    status = next(one for one in loaded.status if not one.builtin)
    if status.error:
        return Target(found.name, (), None, status, given or Given())
    plugin = get()
    items = tuple((hook, item) for hook in HOOKS for item in _offered(plugin, hook))
    return Target(found.name, items, plugin, status, given or Given())


def _offered(plugin: Any, hook: str) -> Iterable[Any]:
    """The plugin's own objects: what the loader hands out has its functions wrapped."""
    function = getattr(plugin, hook, None)
    return function() if callable(function) else ()


def isolated(*plugins: Any) -> Plugins:
    """What these plugins (modules, or objects with hooks) offer beside weiping's own; nothing else is looked for.

    An object that a hook yields may stand for a plugin that yields it.
    """
    return load_only([_found(one, number) for number, one in enumerate(plugins, 1)], patience=PATIENCE)


def _found(plugin: Any, number: int) -> Found:
    if hook := hook_of(plugin):
        plugin = _yielding(hook, plugin)
        return Found(f"object-{number}", f"object-{number}", "", lambda: plugin)
    name = str(getattr(plugin, "__name__", type(plugin).__name__))
    return Found(name, name, "", lambda: plugin)


def _yielding(hook: str, item: Any) -> ModuleType:
    """A plugin that yields `item`, as a module that is nowhere on the disk."""
    from ..hooks.specs import hookimpl

    module = ModuleType(f"weiping_only_{hook}")
    setattr(module, hook, hookimpl(lambda: (item,)))
    return module


def words_of(function: Any) -> tuple[str, ...]:
    """Short words in the code of a function and its module: such as the awards or roles that it looks for.

    Events made with them reach what a rule rewards, and events made at random would not.
    """
    inner = inspect.unwrap(function)
    found: dict[str, None] = {}
    for value in (getattr(inner, "__code__", None), *_globals(inner)):
        _collect(value, found, 0)
    return tuple(word for word in found if 0 < len(word) <= 40 and word == word.strip() and "\n" not in word)[:60]


def _globals(function: Any) -> Iterable[Any]:
    module = sys.modules.get(getattr(function, "__module__", ""), None)
    own = vars(module) if module else getattr(function, "__globals__", {})
    return [value for name, value in own.items() if not name.startswith("__")]


def _collect(value: Any, found: dict[str, None], depth: int) -> None:
    if isinstance(value, str):
        found.setdefault(value)
    elif depth > 4:
        return
    elif inspect.iscode(value):
        for one in value.co_consts:
            _collect(one, found, depth + 1)
    elif inspect.isfunction(value):
        _collect(value.__code__, found, depth + 1)
    elif isinstance(value, Mapping):
        for pair in value.items():
            for one in pair:
                _collect(one, found, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            _collect(one, found, depth + 1)
