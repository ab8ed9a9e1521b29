"""Pictures as tablets send them, and as nobody should."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **more: Any) -> bytes:
    """A red left half and a blue right half."""
    image = Image.new(mode, size, (0, 0, 255, 255)[: len(mode)] if mode != "L" else 200)
    if mode != "L":
        image.paste((255, 0, 0, 255)[: len(mode)], (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def from_a_telephone(orientation: int = 1, size: tuple[int, int] = (400, 300)) -> bytes:
    """A JPEG that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "TelephoneMaker", "Model 9", orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 5.0, 30.0), 3: "E", 4: (119.0, 18.0, 0.0)})
    return picture(size=size, exif=exif, comment=b"taken by Zhang San", quality=95)


def bomb(side: int) -> bytes:
    """A small PNG that unpacks to very many pixels."""
    return picture("PNG", (side, side), "L")


def talkative_png() -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Zhang San")
    return picture("PNG", pnginfo=said)
