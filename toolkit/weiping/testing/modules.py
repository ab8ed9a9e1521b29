"""Checks of a plugin as a whole: it loads, alone and beside what comes with weiping, and importing it is cheap and harmless."""

from __future__ import annotations

import inspect
from typing import Any

from ..errors import WeipingError
from ..hooks.finding import GROUP
from ..hooks.specs import HOOKS
from .apart import answers_of, imported
from .finding import Breach, Breaches, law
from .target import Target

QUICK = 1.0
"""Seconds of processor time that importing a plugin may take, weiping itself not counted."""


@law(Target, "loads, alone and beside what comes with weiping")
def the_loader_takes_it(target: Target, _target: Target) -> Breaches:
    """What the loader would quarantine it for: import errors, unmarked hooks, defaults, wrong types, keys that clash."""
    if target.status and target.status.error:
        cause = target.status.cause
        error = cause if isinstance(cause, WeipingError) else target.status.error
        yield Breach("The loader refuses it: {error}", "Mend that; nothing else can be checked before.", error=error)
    elif target.status and not target.items:
        yield Breach(
            "It offers nothing.", "Implement a hook, marked with @wp.hookimpl; there are {known}.", known=list(HOOKS)
        )


@law(Target, "every implementation is marked and named like a hook")
def every_implementation_is_marked(target: Target, _target: Target) -> Breaches:
    """A function called weiping_… that is not marked, or is no hook, would be passed over in silence."""
    for name, function in inspect.getmembers(target.plugin, inspect.isroutine):
        if not name.startswith(f"{GROUP}_"):
            continue
        if name not in HOOKS:
            yield Breach(
                "{name} is no hook; there are {known}.",
                "Correct the name, or call it otherwise.",
                name=name,
                known=list(HOOKS),
            )
        elif not hasattr(function, f"{GROUP}_impl"):
            yield Breach("{name} is not marked.", "Write @wp.hookimpl above it.", name=name)


@law(Target, "no hook is on its way out")
def no_hook_is_deprecated(target: Target, _target: Target) -> Breaches:
    """A hook that is deprecated says what took its place."""
    for note in target.status.notes if target.status else ():
        yield Breach("{note}", "Move to what took its place.", note=note)


@law(Target, "reads, writes and asks nothing while it is imported")
def importing_it_touches_nothing(target: Target, _target: Target) -> Breaches:
    """No file but Python's own is opened, no connection made, no program started. Found in a process of its own."""
    for what in _import(target).get("touched", ()):
        yield Breach(
            "Importing it did this: {what}.", "Do it in the function that needs it, when that is called.", what=what
        )


@law(Target, "is imported quickly, and no library that it may not need with it")
def importing_it_is_cheap(target: Target, _target: Target) -> Breaches:
    """Every start of the server pays for it, also where nobody uses what the plugin offers."""
    found = _import(target)
    if heavy := found.get("heavy"):
        yield Breach("Importing it imports {heavy}.", "Import them inside the functions that use them.", heavy=heavy)
    if (seconds := found.get("seconds", 0.0)) > QUICK:
        yield Breach(
            "Importing it takes {seconds} seconds of processor time.",
            "Keep it under {most}: compute when asked.",
            seconds=f"{seconds:.1f}",
            most=f"{QUICK:g}",
        )


@law(Target, "answers the same in another process")
def it_answers_the_same_in_another_process(target: Target, _target: Target) -> Breaches:
    """The same questions to two fresh processes: the order of a set, the clock and chance must not show in an answer."""
    if not target.items or target.module is None:
        return
    first, second = (answers_of(target.module, seed) for seed in (1, 2))
    for key in sorted(first.keys() | second.keys()):
        if first.get(key) != second.get(key):
            yield Breach(
                "{key} answered {first} in one process and {second} in another.",
                "Sort before you answer; use no hash(), no clock and no chance.",
                key=key,
                first=first.get(key),
                second=second.get(key),
            )


def _import(target: Target) -> dict[str, Any]:
    """What importing it does; nothing where it cannot be imported, which another check says."""
    return imported(target.module) if target.module is not None and target.items else {}
