"""Whom a cell of a sheet means: a household by its key or by its address as people write it, a resident by key or name.

Nothing is guessed: what could be two is none, and the refusal names them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ...domain.text import Text
from ...errors import InputError
from ...frames.sheets_in import clean
from ...ledger.transfers import household_account
from ...store import tables as t

NAMED = 4
"""How many of those that an address may mean are named in the refusal."""

_COUNTERS = re.compile(
    r"(?<=\d)\s*(?:号楼|单元|栋|幢|座|楼|号|门|室|房|户|#)"
    r"|(?<=[a-z甲乙丙丁])(?:号楼|单元|栋|幢|座|楼)"
    r"|\b(?:building|block|unit|room|flat|no\.?)\s*(?=\d)"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(
    r"([一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二三四五六七八九两]+)(?=期|号|单元|栋|幢|座|楼)"
)
_BLANK = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def canonical(address: str) -> str:
    """An address with what it counts by left out, so that all ways to write one are the same text.

    >>> canonical("３号楼2单元501室"), canonical("3-2-501"), canonical("三 栋 02单元 501"), canonical("老电影院1号")
    ('3-2-501', '3-2-501', '3-2-501', '老电影院1')
    >>> canonical("银河星座 十二号楼"), canonical("Building 3, Unit 2, Room 501")
    ('银河星座12', '3-2-501')
    """
    text = _BLANK.sub("", clean(address).casefold())
    text = _NUMERAL.sub(lambda found: str(_number(found[1])), text)
    made = ""
    for token in _TOKEN.findall(_COUNTERS.sub(" ", text)):
        made = joined(made, str(int(token)) if token.isdecimal() else token)
    return made


def joined(first: str, second: str) -> str:
    """Two canonical parts as one: a hyphen keeps numbers apart, words run together."""
    apart = "-" if first[-1:].isdecimal() and second[:1].isdecimal() else ""
    return f"{first}{apart}{second}"


def _number(numeral: str) -> int:
    """`十二` -> 12, `二〇` -> 20."""
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[digit]) for digit in numeral))


@dataclass(frozen=True, slots=True)
class Home:
    """A household with an account: its key, its compound, what it is called, and where in the compound it is."""

    key: str
    compound: str
    name: Text
    inside: str


@dataclass(slots=True)
class Register:
    """Households and residents as they may be written, read once for a whole sheet."""

    homes: dict[str, Home]
    aliases: dict[str, tuple[str, ...]]
    residents: dict[str, tuple[str, str]]
    _written: dict[str, list[Home]] = field(default_factory=lambda: defaultdict(list))
    _called: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for home in self.homes.values():
            self._written[home.inside].append(home)
            for alias in self.aliases[home.compound]:
                self._written[joined(alias, home.inside)].append(home)
        for key, (household, name) in self.residents.items():
            self._called[household, _letters(name)].append(key)
            self._called["", _letters(name)].append(key)

    def household(self, written: str, within: Collection[str] | None = None) -> Home:
        """The one household that `written` means, in one of the compounds `within` where that is said. Raises InputError."""
        key = clean(written).casefold().removeprefix("household:")
        within = self.aliases if within is None else within
        if (known := self.homes.get(key)) and known.compound in within:
            return known
        found = [home for home in self._meant(canonical(written)) if home.compound in within]
        if not found:
            raise InputError("No household of the register has this key or address")
        if len(found) > 1:
            homes = [home.name for home in found[:NAMED]]
            raise InputError("{count} households may be meant: {homes}", count=len(found), homes=homes)
        return found[0]

    def resident(self, written: str, household: str = "") -> str:
        """The key of the one resident that `written` means, of `household` where that is said. Raises InputError."""
        key = clean(written).casefold().removeprefix("resident:")
        if key in self.residents and household in ("", self.residents[key][0]):
            return key
        found = self._called.get((household, _letters(clean(written))), [])
        if not found:
            raise InputError("Nobody of this key or name is in the register, or not in this household")
        if len(found) > 1:
            raise InputError("{count} residents have this name", count=len(found))
        return found[0]

    def lives_in(self, household: str, name: str) -> bool:
        """Whether the register knows somebody of that name in a household."""
        return (household, _letters(clean(name))) in self._called

    def _meant(self, address: str) -> list[Home]:
        if found := self._written.get(address):
            return found
        # a town, a street, the community's name may stand before the compound's; a house number may not
        named = [
            (len(alias), address.index(alias) + len(alias), compound)
            for compound, aliases in self.aliases.items()
            for alias in aliases
            if alias in address and not re.search(r"\d", address[: address.index(alias)])
        ]
        if not named:
            return []
        length, end, _ = max(named)
        compounds = {compound for size, at, compound in named if (size, at) == (length, end)}
        return [home for home in self._written.get(address[end:].lstrip("-"), ()) if home.compound in compounds]

    def compounds(self, called: str) -> frozenset[str]:
        """The one compound of that name or key, or with that in its name. Raises InputError."""
        wanted = canonical(called)
        exact = {key for key, aliases in self.aliases.items() if wanted in aliases}
        found = exact or {
            key for key, aliases in self.aliases.items() if any(wanted and wanted in one for one in aliases)
        }
        if len(found) != 1:
            raise InputError("No compound of the register, or more than one, is called {compound}", compound=called)
        return frozenset(found)


def _letters(name: str) -> str:
    """`张 三` and `张三` are one; a name in letters keeps its blanks."""
    return name.casefold() if name.isascii() else name.replace(" ", "").casefold()


def read(connection: sa.Connection) -> Register:
    """The register of a database."""
    c, r, h = t.compound.c, t.resident.c, t.household.c
    aliases = {row.key: tuple(_aliases(row)) for row in connection.execute(sa.select(c.key, c.name_zh, c.name_en))}
    homes = {home.key.casefold(): home for home in _homes(connection)}
    people = sa.select(r.key, h.key, r.name).join(t.household, h.id == r.household_id).order_by(r.id)
    return Register(homes, aliases, {key: (household, name) for key, household, name in connection.execute(people)})


def _aliases(compound: Any) -> Iterator[str]:
    """What a compound is called before an address in it: its names, its key, the Chinese name without 小区."""
    names = {compound.name_zh, compound.name_en, compound.key}
    if len(short := compound.name_zh.removesuffix("小区")) > 1:
        names.add(short)
    yield from sorted({canonical(name) for name in names} - {""})


def _homes(connection: sa.Connection) -> Iterator[Home]:
    h, b, u, c, a = t.household, t.building, t.unit, t.compound, t.account
    query = (
        sa.select(h.c.key, c.c.key.label("compound"), h.c.room, b.c.name.label("building"), u.c.name.label("unit"),
                  a.c.name_zh, a.c.name_en)
        .join(c, c.c.id == h.c.compound_id)
        .join(a, a.c.household_id == h.c.id)
        .outerjoin(u, u.c.id == h.c.unit_id)
        .outerjoin(b, b.c.id == u.c.building_id)
        .order_by(h.c.id)
    )  # fmt: skip
    for row in connection.execute(query):
        inside = joined(joined(canonical(row.building or ""), canonical(row.unit or "")), canonical(row.room))
        yield Home(row.key, row.compound, Text(row.name_zh, row.name_en), inside)


def account_of(home: Home) -> str:
    """The key of a household's account."""
    return household_account(home.key)
