"""Cells as the things they name: whole numbers and days, in all the usual ways to write them, and in no other.

What can be read in two ways, such as 1/5/2024, is not read at all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

_PLAIN = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: " ", 0xA0: " "}
"""Full-width letters, digits and signs. Nothing else is taken for a digit: ² is not 2."""
_WHOLE = re.compile(r"[+]?(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*(?:分|积分|points?)?", re.IGNORECASE | re.ASCII)
_DAY = re.compile(
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2}))"
    r"(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:\(?(?:星期|周)[一二三四五六日天]\)?)?",
    re.ASCII,
)
_LOOSE = re.compile(r"\s+(?=[年月日号(周星])|(?<=[年月日号])\s+")
_SERIAL = re.compile("[0-9]{5}")
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000-01-01 to 2099-12-31


def whole(cell: str) -> int | None:
    """A whole number, with or without the word for points behind it; None for anything else.

    >>> whole("１２"), whole("5分"), whole("1,200"), whole("5.0"), whole("5.5"), whole("-5")
    (12, 5, 1200, 5, None, None)
    """
    found = _WHOLE.fullmatch(_plain(cell))
    return int(found[1].replace(",", "")) if found and len(found[1]) < 20 else None


@lru_cache(maxsize=4096)  # a sheet of a year has a few hundred days, whatever its rows
def day(cell: str, *, serials: bool = True) -> date | None:
    """A day of the calendar; None for anything else, and for what may be two days.

    `serials` takes a number of 2000 to 2099 as the day that Excel means by it where the cell is not formatted as a date.

    >>> day("2024-01-05") == day("2024/1/5") == day("２０２４年１月５日") == day("20240105") == day("45296")
    True
    >>> day("1/5/2024"), day("24-1-5"), day("1月5日"), day("2024-02-30")
    (None, None, None, None)
    """
    text = _LOOSE.sub("", _plain(cell))
    if serials and _SERIAL.fullmatch(text) and int(text) in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(text))
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, of_month = (int(part) for part in found.groups() if part and part.isdecimal())
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _plain(cell: str) -> str:
    return " ".join(cell.translate(_PLAIN).split())
