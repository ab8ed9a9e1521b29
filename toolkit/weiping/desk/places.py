"""Compounds as people write them: by a key, a name, a part of a name, or an address in one of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ..domain.text import Text
from ..store import tables as t

_NUMBERING = re.compile(r"[\W\d_]|号楼|号|栋|幢|单元|室|户|楼")
"""What an address has beside names: digits, signs, and the words that count buildings, units and rooms."""
SHORTEST = 2
"""Letters that a part of a name needs to stand for it."""


@dataclass(frozen=True, slots=True)
class Places:
    """The register's compounds: key -> name, and key -> names of buildings that no other compound has."""

    compounds: Mapping[str, Text]
    buildings: Mapping[str, tuple[str, ...]]

    def called(self, word: str) -> str | None:
        """The compound that a word means: by its key or name, or by a part of the name that only one has."""
        said = word.casefold()
        folded = {key: (key, *(name.casefold() for name in self._names(key))) for key in self.compounds}
        exact = [key for key, names in folded.items() if said in names]
        near = [key for key, names in folded.items() if len(said) >= SHORTEST and any(said in name for name in names)]
        found = exact or near
        return found[0] if len(found) == 1 else None

    def of_address(self, address: str) -> list[str]:
        """The compounds that an address may lie in: one where it is understood, none where it names no compound.

        A longer name goes before one that is part of it (云中仙居二期 before 云中仙居). A house number alone names nothing.
        """
        said = _plain(address)
        named = {name: key for key in self.compounds for name in self._in_addresses(key) if name in said}
        whole = {key for name, key in named.items() if not any(name != other and name in other for other in named)}
        if whole:
            return sorted(whole)
        if before := [key for key in self.compounds if address.casefold().startswith(f"{key}-")]:
            return sorted(before, key=len)[-1:]
        short = self.called(_NUMBERING.sub("", address))
        return [short] if short else []

    def _names(self, key: str) -> tuple[str, str]:
        return self.compounds[key].zh, self.compounds[key].en

    def _in_addresses(self, key: str) -> Iterator[str]:
        """How an address may name the compound: its names, the Chinese one without 小区, and buildings with a name."""
        for name in (*self._names(key), *self.buildings.get(key, ())):
            yield _plain(name)
        if len(short := _plain(self.compounds[key].zh).removesuffix("小区")) > SHORTEST:
            yield short


def read(connection: sa.Connection) -> Places:
    """The compounds of the register, and the buildings by whose name one of them is known."""
    c, b = t.compound.c, t.building.c
    keys = {row.id: row.key for row in connection.execute(sa.select(c.id, c.key))}
    names = {key: Text(zh, en) for key, zh, en in connection.execute(sa.select(c.key, c.name_zh, c.name_en))}
    houses = ((keys[compound], name) for compound, name in connection.execute(sa.select(b.compound_id, b.name)))
    return Places(names, _known_by(houses))


def _known_by(houses: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Compound -> its buildings with a name of their own: 老电影院 is one, 3号楼 stands in every compound of the town."""
    where: defaultdict[str, set[str]] = defaultdict(set)
    for compound, name in houses:
        if len(_NUMBERING.sub("", name)) >= SHORTEST:
            where[name].add(compound)
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, compounds in where.items():
        if len(compounds) == 1:
            found[next(iter(compounds))] += (name,)
    return dict(found)


def _plain(text: str) -> str:
    """Text as it is compared: without blanks and signs, in small letters."""
    return re.sub(r"[\W_]", "", text).casefold()
