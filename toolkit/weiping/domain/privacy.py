"""What may be shown of a person, and what must not stand in a public text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from ..errors import Invalid
from .register import Disclosure, masked
from .text import Text

FIELDS: Mapping[str, Disclosure] = MappingProxyType({
    "resident.key": Disclosure.OFFICE,
    "resident.name": Disclosure.OFFICE,
    "resident.roles": Disclosure.OFFICE,
    "resident.born": Disclosure.OFFICE,
    "resident.phone": Disclosure.SECRET,
    "household.key": Disclosure.OFFICE,
    "household.address": Disclosure.OFFICE,
    "household.place": Disclosure.PUBLIC,
    "micro_grid.key": Disclosure.PUBLIC,
    "compound.name": Disclosure.PUBLIC,
})  # fmt: skip
"""Field of the register → how far it may travel as it is. What may not is masked or left out. A resident's own `disclosure`
may let the name travel further, never less far."""

_RANK = (Disclosure.PUBLIC, Disclosure.OFFICE, Disclosure.SECRET)


def may_see(level: Disclosure, at: Disclosure) -> bool:
    """Whether somebody who may see `at` may see a field of `level`: the office sees what is public, not the reverse."""
    return _RANK.index(level) <= _RANK.index(at)


def shown_name(name: str, own: Disclosure, at: Disclosure) -> str:
    """A resident's name as it is shown at a level.

    >>> shown_name("张晓明", Disclosure.OFFICE, Disclosure.PUBLIC), shown_name("张晓明", Disclosure.PUBLIC, Disclosure.PUBLIC)
    ('张*明', '张晓明')
    """
    return name if may_see(own, at) else masked(name)


_ROOM = re.compile(r"(\d+)(室|号|户)?$")


def masked_address(address: str) -> str:
    """An address without its door: the building and the unit stay, as long as there are any.

    >>> masked_address("3号楼2单元501"), masked_address("官堰小区 3号楼2单元501室")
    ('3号楼2单元***', '官堰小区 3号楼2单元***')
    >>> masked_address("慈孝巷17号"), masked_address("3-2-501")
    ('慈孝巷***', '3-2-***')
    """
    text = address.rstrip()
    return _ROOM.sub("***", text) if _ROOM.search(text) else text + "***"


_SEPARATED = r"[ \-.·]?"
_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_SEPARATED})?1[3-9]\d{_SEPARATED}\d{{4}}{_SEPARATED}\d{{4}}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-]?\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}[ ]?(\d{8})[ ]?\d{3}[\dXx](?![\dA-Za-z])")
_OLD_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(\d{6})\d{3}(?!\d)")


def personal(text: str) -> Iterator[Text]:
    """Kinds of personal numbers in a text: identity numbers (GB 11643, also of 15 digits) and telephone numbers.

    Full-width digits count as digits. A number of 18 digits is one where its date of birth is a date; the check digit is not
    asked, since a number with a slip in it is still somebody's.

    >>> [kind.en for kind in personal("请联系 138 0013 8000")], list(personal("2024 年 500 米管道，122 户"))
    (['telephone number'], [])
    """
    plain = unicodedata.normalize("NFKC", text)
    rest = plain
    for pattern, years in ((_IDENTITY, 4), (_OLD_IDENTITY, 2)):
        for found in pattern.finditer(plain):
            if _is_date(found[1], years):
                yield Text("身份证号码", "identity number")
                rest = rest.replace(found[0], " ")
    if _MOBILE.search(rest) or _LANDLINE.search(rest):
        yield Text("电话号码", "telephone number")


def _is_date(digits: str, years: int) -> bool:
    year = int(digits[:years]) + (1900 if years == 2 else 0)
    try:
        return 1850 < date(year, int(digits[years : years + 2]), int(digits[years + 2 :])).year < 2200
    except ValueError:
        return False


def refuse_personal(what: Text, *texts: str) -> None:
    """Raise Invalid where a text that becomes public has somebody's identity or telephone number in it."""
    for text in texts:
        for kind in personal(text):
            raise Invalid(
                "{what} becomes public and has what looks like somebody's {kind} in it; leave it out, or write where to ask.",
                code="personal", what=what, kind=kind,
            )  # fmt: skip
