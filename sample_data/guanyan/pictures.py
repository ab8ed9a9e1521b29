"""Drawn pictures in place of photos: lanes, lamps and benches before and after the work, people at what they do together.

Nothing here shows a place or a person that there is. A picture is a palette PNG of flat colours, about a kilobyte.
"""

from __future__ import annotations

import struct
import zlib

from chance import Chance

WIDE, HIGH = 480, 320
STREET = 230
"""Where the houses end and the street begins, in dots from the top."""

COLOURS = {
    "sky": "bfe0f2", "dull": "d5d8d6", "night": "24304a", "sun": "f6c945", "white": "ffffff", "wall": "f0dfc4",
    "brick": "d8a27c", "roof": "a8483a", "glass": "6f93ad", "road": "9a9a96", "paved": "c9c3b4", "joint": "aea796",
    "dark": "3b3a38", "grass": "8fb56b", "leaf": "4c8a4a", "wood": "8a5a33", "red": "c8322b", "blue": "2f5f9e",
    "water": "7d8f8a", "skin": "e8b48c", "orange": "e08a3c",
}  # fmt: skip
_NUMBER = {name: at for at, name in enumerate(COLOURS)}
CLOTHES = ("red", "blue", "leaf", "orange", "glass", "wood", "white")


class Sheet:
    """Dots of one colour each, from the top left."""

    def __init__(self, ground: str) -> None:
        self.rows = [bytearray([_NUMBER[ground]]) * WIDE for _ in range(HIGH)]

    def box(self, x: int, y: int, wide: int, high: int, colour: str) -> None:
        """A filled rectangle; what lies outside is cut off."""
        left = min(max(0, x), WIDE)
        right = max(left, min(WIDE, x + wide))
        for row in self.rows[max(0, y) : max(0, y + high)]:
            row[left:right] = bytes([_NUMBER[colour]]) * (right - left)

    def disc(self, x: int, y: int, radius: int, colour: str, flat: int = 1) -> None:
        """A filled circle, or one that lies on the ground: `flat` times less high than wide."""
        for dy in range(-radius // flat, radius // flat + 1):
            half = int(max(0, radius * radius - (dy * flat) ** 2) ** 0.5)
            self.box(x - half, y + dy, 2 * half + 1, 1, colour)

    def slope(self, x: int, y: int, dx: int, dy: int, thick: int, colour: str) -> None:
        """A straight stroke from (x, y) by (dx, dy)."""
        steps = max(abs(dx), abs(dy), 1)
        for at in range(steps + 1):
            self.box(x + dx * at // steps, y + dy * at // steps, thick, thick, colour)

    def png(self) -> bytes:
        """The picture as a PNG file."""

        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 3, 0, 0, 0)
        palette = b"".join(bytes.fromhex(colour) for colour in COLOURS.values())
        dots = zlib.compress(b"".join(b"\0" + bytes(row) for row in self.rows), 9)
        parts = (chunk(b"IHDR", head), chunk(b"PLTE", palette), chunk(b"IDAT", dots), chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def street(chance: Chance, sky: str, ground: str) -> Sheet:
    """Houses along a street."""
    sheet = Sheet(sky)
    if sky == "sky":
        sheet.disc(chance.between(40, 440), 46, 22, "sun")
    x = -chance.between(0, 40)
    while x < WIDE:
        wide, high = chance.between(90, 140), chance.between(90, 165)
        sheet.box(x, STREET - high, wide, high, chance.one(("wall", "brick")))
        sheet.box(x - 4, STREET - high - 9, wide + 8, 10, "roof")
        for top in range(STREET - high + 16, STREET - 34, 38):
            for left in range(x + 14, x + wide - 22, 34):
                sheet.box(left, top, 20, 22, "sun" if sky == "night" and chance.happens(50) else "glass")
        x += wide + chance.between(4, 26)
    sheet.box(0, STREET, WIDE, HIGH, ground)
    return sheet


def person(sheet: Sheet, x: int, y: int, chance: Chance) -> None:
    """Somebody who stands with the feet at (x, y); nobody who there is."""
    sheet.box(x - 9, y - 26, 7, 26, "dark")
    sheet.box(x + 2, y - 26, 7, 26, "dark")
    sheet.box(x - 12, y - 62, 24, 40, chance.one(CLOTHES))
    sheet.disc(x, y - 74, 11, "skin")
    sheet.box(x - 10, y - 86, 21, 8, chance.one(("dark", "dull", "wood")))


# works: what it looked like before, and what it looks like after


def work(kind: str, *, after: bool, chance: Chance) -> bytes:
    """A work of `kind` (a key of the works of micro-projects), before it or after."""
    ground = "grass" if kind == "bench" else ("paved" if after else "road")
    sheet = street(chance, "night" if kind == "solar-lamp" else "sky" if after else "dull", ground)
    if not after and kind not in ("bench", "plate", "solar-lamp"):
        worn(sheet, chance)
    if after and ground == "paved":
        for y in range(STREET + 18, HIGH, 24):
            sheet.box(0, y, WIDE, 2, "joint")
    {
        "sewer": sewer,
        "bench": bench,
        "solar-lamp": lamps,
        "charging-point": charging,
        "barrier": barrier,
        "plate": plates,
    }.get(kind, lane)(sheet, after, chance)
    return sheet.png()


def worn(sheet: Sheet, chance: Chance) -> None:
    """Cracks and holes in the street."""
    for _ in range(4):
        x, y = chance.between(10, 400), chance.between(STREET + 14, HIGH - 20)
        for _ in range(4):
            dx, dy = chance.between(8, 26), chance.between(-9, 9)
            sheet.slope(x, y, dx, dy, 3, "dark")
            x, y = x + dx, y + dy


def lane(sheet: Sheet, after: bool, chance: Chance) -> None:
    """A lane: with holes, or even and with a kerb."""
    if after:
        sheet.box(0, STREET, WIDE, 10, "white")
    for _ in range(0 if after else 5):
        sheet.disc(
            chance.between(20, 460), chance.between(STREET + 24, HIGH - 16), chance.between(14, 34), "dark", flat=3
        )


def sewer(sheet: Sheet, after: bool, chance: Chance) -> None:
    """Water that stands in the lane, or covers over the new pipes."""
    for at in range(4):
        if after:
            sheet.disc(60 + at * 120, 276, 24, "dark", flat=3)
            sheet.disc(60 + at * 120, 275, 19, "road", flat=3)
        else:
            sheet.disc(40 + at * 130, chance.between(258, 300), chance.between(30, 62), "water", flat=4)


def bench(sheet: Sheet, after: bool, chance: Chance) -> None:
    """A bench, or what is left of one."""
    for x in (70, 280) if after else (170,):
        sheet.box(x + 8, 262, 8, 34, "dark")
        sheet.box(x + 104, 262, 8, 34 if after else 16, "dark")
        if after:
            sheet.box(x, 252, 120, 12, "wood")
            sheet.box(x, 222, 120, 12, "wood")
        else:
            sheet.slope(x, 254, 112, 28, 11, "wood")
    for _ in range(7):
        sheet.disc(chance.between(0, 480), chance.between(300, 318), 9, "leaf")


def lamps(sheet: Sheet, after: bool, chance: Chance) -> None:
    """A way along the water at night, dark or lit."""
    sheet.box(0, STREET, WIDE, HIGH, "dark")
    if after:
        for x in range(50, WIDE, 150):
            sheet.disc(x + 6, 262, 62, "joint", flat=2)
            sheet.box(x, 96, 7, 200, "white")
            sheet.disc(x + 4, 104, 15, "sun")
            sheet.slope(x - 22, 88, 48, -16, 6, "blue")
    else:
        sheet.disc(chance.between(360, 430), 40, 14, "white")


def charging(sheet: Sheet, after: bool, chance: Chance) -> None:
    """Bicycles under a roof with sockets, or on a cable from a window."""
    for at in range(3 if after else 2):
        x = 110 + at * 92
        for wheel in (0, 46):
            sheet.disc(x + wheel, 284, 16, "dark")
            sheet.disc(x + wheel, 284, 11, "paved" if after else "road")
        sheet.slope(x, 280, 24, -24, 5, "red")
        sheet.slope(x + 24, 256, 22, 24, 5, "red")
        if after:
            sheet.box(x + 18, 214, 12, 20, "blue")
    if after:
        sheet.box(70, 186, 320, 14, "leaf")
        for x in (76, 376):
            sheet.box(x, 190, 8, 106, "dark")
    else:
        sheet.slope(chance.between(150, 240), 110, -24, 146, 3, "dark")


def barrier(sheet: Sheet, after: bool, chance: Chance) -> None:
    """A crossing, with a barrier or without."""
    for x in range(20, WIDE, 60):
        sheet.box(x, 288, 34, 14, "white")
    for at in range(10 if after else 0):
        sheet.box(at * 48, 236, 48, 12, "red" if at % 2 else "white")
        sheet.box(at * 48, 236, 5, 36, "dark")
    person(sheet, chance.between(200, 300), 240 if not after else 232, chance)


def plates(sheet: Sheet, after: bool, chance: Chance) -> None:
    """Doors with a plate beside each, faded or new."""
    for x in (80, 230, 380):
        sheet.box(x, 160, 46, 70, "wood")
        sheet.box(x - 6, 118, 58, 30, "blue" if after else "joint")
        sheet.box(x + 4, 128, 38 if after else chance.between(8, 26), 9, "white" if after else "dull")


# what people do together


def together(kind: str, chance: Chance) -> bytes:
    """People at an activity of `kind`."""
    sheet = street(
        chance, "dull" if kind == "snow-clearing" else "sky", "white" if kind == "snow-clearing" else "paved"
    )
    if kind == "culture":
        sheet.box(60, 120, 360, 120, "red")
        for x in range(76, 420, 28):
            sheet.box(x, 120, 4, 120, "roof")
        sheet.box(40, 236, 400, 22, "wood")
        for x in range(80, 420, 80):
            sheet.disc(x, 108, 15, "orange")
    elif kind not in ("clean-up", "snow-clearing", "door-knocking"):
        sheet.box(90, 128, 300, 24, "blue")
        for x in (98, 378):
            sheet.box(x, 150, 6, 130, "white")
        sheet.box(120, 244, 240, 14, "wood")
    for at in range(chance.between(6, 8)):
        x, y = 30 + at * 62 + chance.between(-8, 8), chance.between(268, 306)
        person(sheet, x, y, chance)
        if kind in ("clean-up", "snow-clearing"):
            sheet.slope(x + 14, y - 62, 12, 58, 4, "wood")
            sheet.box(x + 18, y - 8, 22, 8, "orange")
    return sheet.png()
