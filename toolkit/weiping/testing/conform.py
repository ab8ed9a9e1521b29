"""Carrying the checks out: as tests of pytest, and as a list of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.points import Event
from . import combining, criteria, expiry, importing, kinds, modules, pages, papers, points, ranking, shop, texts  # noqa: F401 (checks)
from .finding import LAWS, Finding, Law
from .target import Given, Target, target_of
from .trial import need_hypothesis

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one object, ready to be carried out: calling it fails where it finds something."""

    law: Law
    item: Any
    where: str
    target: Target

    def __str__(self) -> str:
        return f"{self.where}: {self.law.name}"

    def findings(self) -> list[Finding]:
        """What it finds, nothing where all is well."""
        return [Finding(self.where, self.law.name, breach) for breach in self.law.faults(self.item, self.target)]

    def __call__(self) -> None:
        """Carry it out as a test: AssertionError says what was found, where, and what to do."""
        __tracebackhide__ = True
        if found := self.findings():
            raise AssertionError("\n".join(map(str, found)))


def checks(target: Target) -> Iterator[Check]:
    """Every check there is for `target`: those of the plugin as a whole, then those of each object it offers."""
    for law in LAWS:
        if law.kind is Target and (target.of(law.of) if law.of else target.status):
            yield Check(law, target, target.name, target)
    for _, item in target.items:
        for law in LAWS:
            if isinstance(item, law.kind):
                yield Check(law, item, item.key, target)


def check(
    target: Any,
    *,
    samples: Mapping[str, Path] | None = None,
    events: Iterable[Event] = (),
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Finding]:
    """Everything the conformance kit finds wrong with `target`, nothing where it conforms.

    `target` is the module of a plugin, an object that a hook yields, or several of those. `samples` (key → file) are what
    an importer reads, `events` what a points rule rewards, `options` (key → options) what a rule states for a method.
    Raises InputError for what is no plugin, and where hypothesis is not installed.
    """
    return findings(target_of(target, Given(samples or {}, tuple(events), options or {})))[1]


def findings(target: Target) -> tuple[int, list[Finding]]:
    """How many checks there are for `target`, and what they find. Raises InputError where hypothesis is not installed."""
    need_hypothesis()
    every = list(checks(target))
    return len(every), [finding for one in every for finding in one.findings()]


def conformance(
    target: Any,
    *,
    samples: Mapping[str, Path] | None = None,
    events: Iterable[Event] = (),
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> pytest.MarkDecorator:
    """Parametrise a test with every check of `target`; the arguments are those of `check`.

    The test takes `check` and calls it. One test a check, named such as `bicycle-sheds: titles in both languages`.
    """
    import pytest

    need_hypothesis()
    found = target_of(target, Given(samples or {}, tuple(events), options or {}))
    every: Sequence[Callable[[], None]] = list(checks(found))
    return pytest.mark.parametrize("check", every, ids=str)
