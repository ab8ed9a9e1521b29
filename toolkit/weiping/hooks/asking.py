"""Asking plugins what they offer: each is imported and called by itself, so that what is wrong with it stays with it."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from time import perf_counter
from types import ModuleType
from typing import Any

import pluggy

from ..errors import PluginError
from . import specs
from .finding import GROUP, Found
from .specs import HOOKS
from .status import PluginStatus

PATIENCE = 5.0
"""Seconds that a plugin may take to be imported and to yield what it offers."""


@dataclass(frozen=True)
class Answer:
    """What one plugin offered, by hook, before keys are compared."""

    status: PluginStatus
    offers: dict[str, list[Any]] = field(default_factory=dict)


def ask(found: Sequence[Found], patience: float) -> list[Answer]:
    """Import plugins and ask them, in order; one that takes longer than `patience` seconds is left behind, and named."""
    answers: list[Answer] = []
    while rest := found[len(answers) :]:
        asker = _Asker(rest)
        asker.start()
        answers += asker.answered_within(patience)
    return answers


class _Asker(Thread):
    """Asks one plugin after the other, away from the thread that waits: what hangs, hangs here.

    One thread for all of them until one hangs: with hundreds, a thread for each would cost more than the imports.
    """

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(name="weiping-plugins", daemon=True)
        self._found = found
        self._answers: list[Answer] = []
        self._began = perf_counter()
        self._lock = Lock()
        self._left_behind = False

    def run(self) -> None:
        """Ask, until all are asked or nobody waits any more."""
        for one in self._found:
            answer = _answer(one)
            with self._lock:
                if self._left_behind:
                    return
                now = perf_counter()
                self._answers.append(Answer(replace(answer.status, seconds=now - self._began), answer.offers))
                self._began = now

    def answered_within(self, patience: float) -> list[Answer]:
        """The answers of all; or up to the first that takes longer than `patience`, whose answer is that it did."""
        while self.is_alive():
            self.join(max(0.001, self._began + patience - perf_counter()))
            with self._lock:
                taken = perf_counter() - self._began
                if len(self._answers) < len(self._found) and taken >= patience:
                    self._left_behind = True
                    return [*self._answers, _late(self._found[len(self._answers)], patience, taken)]
        return self._answers


def _late(found: Found, patience: float, taken: float) -> Answer:
    late = PluginError("It was still being imported after {seconds} seconds.", seconds=f"{patience:g}")
    return Answer(replace(PluginStatus.of(found).failed(late), seconds=taken))


def _answer(found: Found) -> Answer:
    status = PluginStatus.of(found)
    try:
        offers, notes = _offers(found.get(), found.name)
    except BaseException as error:  # also SystemExit and what else is no Exception: nothing here is meant for weiping
        return Answer(status.failed(error))
    keys = tuple((hook, item.key) for hook, items in offers.items() for item in items)
    return Answer(replace(status, keys=keys, notes=notes), offers)


def _offers(plugin: object, name: str) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """What `plugin` yields, by hook. It has a manager of its own, so that nothing it does reaches another plugin."""
    module = isinstance(plugin, ModuleType)
    for hook in HOOKS.keys() & (vars(plugin).keys() if module else dir(plugin)):
        _check_marked(plugin, name, hook)
    pm = pluggy.PluginManager(GROUP)
    part = _Part({at: one for at, one in vars(plugin).items() if _is_marked(one)}) if module else plugin
    pm.register(part, name=name)
    callers = {caller.name: caller for caller in pm.get_hookcallers(part) or ()}
    if unknown := sorted(callers.keys() - HOOKS.keys()):
        raise PluginError(
            "{plugin} implements {hook}, which is no hook; there are {known}.",
            plugin=name,
            hook=unknown[0],
            known=list(HOOKS),
        )
    if callers:
        pm.add_hookspecs(_Part({hook: getattr(specs, hook) for hook in callers}))
    for hook, caller in callers.items():
        _check_defaults(name, hook, caller.get_hookimpls()[0].kwargnames)
    offers = {hook: _yielded(pm, hook, HOOKS[hook].kind) for hook in HOOKS if hook in callers}
    notes = [f"{hook}: {gone}" for hook in callers if (gone := HOOKS[hook].deprecated)]
    return offers, tuple(notes)


class _Part(ModuleType):
    """A module of some names only. Pluggy looks at every name there is; with hundreds of plugins that was most of the start."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__(GROUP)
        self._names = tuple(names)
        vars(self).update(names)

    def __dir__(self) -> Iterable[str]:
        return self._names


def _is_marked(value: object) -> bool:
    """Whether it is a function with `@wp.hookimpl` above it."""
    return callable(value) and hasattr(value, f"{GROUP}_impl") and inspect.isroutine(value)


def _check_marked(plugin: object, name: str, hook: str) -> None:
    function = getattr(plugin, hook, None)
    if callable(function) and not hasattr(function, f"{GROUP}_impl"):
        raise PluginError("{hook} of {plugin} is not marked; write @wp.hookimpl above it.", hook=hook, plugin=name)


def _check_defaults(name: str, hook: str, given: Sequence[str]) -> None:
    if given:
        raise PluginError(
            "{hook} of {plugin} gives {parameters} a default value; only the hook's own description may.",
            hook=hook,
            plugin=name,
            parameters=list(given),
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
