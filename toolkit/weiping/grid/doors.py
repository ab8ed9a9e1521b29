"""What people write on doors: the order in which they count them, and the floor that a room number tells."""

from __future__ import annotations

import re
import unicodedata


def natural(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key to sort texts by, numbers in them by their size, full-width digits as plain ones.

    >>> sorted(["10号楼", "3号楼", "２号楼", "甲"], key=natural)
    ['２号楼', '3号楼', '10号楼', '甲']
    """
    parts = re.findall(r"\d+|\D+", unicodedata.normalize("NFKC", text))
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), text


def floor_of(room: str) -> int | None:
    """The floor that a room number tells; None where it tells none.

    >>> floor_of("501"), floor_of("１２０３"), floor_of("3楼2号"), floor_of("7")
    (5, 12, 3, None)
    """
    plain = unicodedata.normalize("NFKC", room)
    if said := re.search(r"(\d{1,3})\s*(?:楼|层|[Ff](?![a-z]))", plain):
        return int(said[1])
    numbers = re.findall(r"\d+", plain)
    return int(numbers[-1]) // 100 if numbers and 3 <= len(numbers[-1]) <= 5 else None
