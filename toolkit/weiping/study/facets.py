"""Designs of measurement: which facets are crossed and which nested, written as `entry x (judge : criterion)`.

`x` (also `×` or `*`) crosses, `a : b` says that a is nested in b. The effects of a design and their degrees of freedom
follow from that alone (Cronbach, Gleser, Nanda and Rajaratnam 1972, The Dependability of Behavioral Measurements;
Brennan 2001, Generalizability Theory, ch. 3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations

from ..errors import InputError

_TOKEN = re.compile(r"\s*(?:(?P<name>[^\W\d][\w-]*)|(?P<sign>[():×*])|(?P<strange>\S))")


@dataclass(frozen=True)
class Effect:
    """A source of variance: the facets that interact (`primary`) and those they are nested in.

    `facets` are both, in the order of the design; `name` joins them by colons.
    """

    primary: frozenset[str]
    facets: tuple[str, ...]

    @property
    def name(self) -> str:
        """Such as `entry`, `entry:judge`, or `judge:criterion` for judges within criteria."""
        return ":".join(self.facets)


@dataclass(frozen=True)
class Design:
    """Facets in their order, each with those it is nested in."""

    nesting: Mapping[str, frozenset[str]]

    @property
    def measured(self) -> str:
        """What is measured, and not averaged over: the entries, unless the design nests or lacks them; else the first
        facet that is nested in no other.
        """
        free = [facet for facet, around in self.nesting.items() if not around]
        return "entry" if "entry" in free else free[0]

    @property
    def averaged(self) -> tuple[str, ...]:
        """The other facets, over whose conditions a result is averaged."""
        return tuple(facet for facet in self.nesting if facet != self.measured)

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets as written, from left to right."""
        return tuple(self.nesting)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """Every effect, main effects first; the last is the interaction of all."""
        found = []
        names = self.facets
        for some in chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1)):
            around = frozenset().union(*(self.nesting[name] for name in some))
            if not around & set(some):
                found.append(Effect(frozenset(some), tuple(name for name in names if name in around | set(some))))
        return tuple(sorted(found, key=lambda effect: len(effect.facets)))

    def levels(self, name: str) -> tuple[str, ...]:
        """The facets whose labels together name one condition of `name`: judge 1 of another criterion is somebody else."""
        return tuple(other for other in self.facets if other == name or other in self.nesting[name])


def parse(text: str) -> Design:
    """The design that `text` describes. Raises InputError where it is none, or names a facet twice."""
    reader = _Reader(text)
    nesting = reader.crossed()
    reader.finish()
    return Design(nesting)


class _Reader:
    """One pass from left to right: crossed := nested (x nested)*; nested := one (: one)*; one := name | ( crossed )."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens = text, []
        for match in _TOKEN.finditer(text):
            if match["strange"]:
                self.fail()
            name = match["name"]
            self.tokens.append("x" if name in ("x", "X") or match["sign"] in ("×", "*") else name or match["sign"])
        self.tokens = [token for token in self.tokens if token]

    def fail(self) -> None:
        raise InputError(
            "{design} is no design; cross facets with x and nest with a colon, such as entry x (judge : criterion).",
            design=repr(self.text[:80]),
        )

    def take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False

    def finish(self) -> None:
        if self.tokens:
            self.fail()

    def crossed(self) -> dict[str, frozenset[str]]:
        found = self.nested()
        while self.take("x"):
            found = self.joined(found, self.nested())
        return found

    def nested(self) -> dict[str, frozenset[str]]:
        found = self.one()
        while self.take(":"):
            around = self.one()
            found = self.joined({name: inside | around.keys() for name, inside in found.items()}, around)
        return found

    def joined(self, one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        twice = sorted(one.keys() & other.keys())
        if twice:
            raise InputError("The design names the facet {facet} twice; each stands once.", facet=twice[0])
        return {**one, **other}

    def one(self) -> dict[str, frozenset[str]]:
        if self.take("("):
            found = self.crossed()
            if not self.take(")"):
                self.fail()
            return found
        if not self.tokens or self.tokens[0] in ("x", ":", "(", ")"):
            self.fail()
        return {self.tokens.pop(0): frozenset()}
