"""A picture from a tablet, developed: looked at, turned upright, made small, and stripped of all it says about its taker.

A photo carries where and when it was taken, and by which telephone. None of that is kept: the picture is decoded and
encoded again, and only its pixels go from the one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from ..errors import Invalid, TooLarge

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 5_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048
QUALITY = 82
TYPES = ("image/jpeg", "image/png", "image/webp")

_FORMATS = ("JPEG", "PNG", "WEBP")

_darkroom = BoundedSemaphore(2)
"""Fifty megapixels are 150 MB while they are open; more than two at a time could fill a small machine."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG as it is kept; `hash` is the SHA-256 of its bytes and its name."""

    hash: str
    data: bytes
    width: int
    height: int


def develop(data: bytes) -> Picture:
    """The picture to keep of what a tablet sent.

    Raises TooLarge for more than 5 MB or 50 megapixels, however few bytes they are packed in; Invalid with the code
    `not-a-photo` for what is no whole JPEG, PNG or WebP picture.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge("The photo has {size} bytes; at most {most} are taken.", size=len(data), most=MOST_BYTES)
    with _darkroom:
        kept = _small(data)
        out = BytesIO()
        kept.save(out, "JPEG", quality=QUALITY)
    return Picture(sha256(out.getvalue()).hexdigest(), out.getvalue(), *kept.size)


def _small(data: bytes) -> Image:
    """The pixels alone: upright, without transparency, on a side of 2048 at most."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            _check_size(*picture.size)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA") if upright.has_transparency_data else None
            flat.paste((clear or upright).convert("RGB"), mask=clear and clear.getchannel("A"))
            return flat
    except TooLarge:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # a damaged file may fail in any way its decoder can; none of them is ours
        raise Invalid(
            "This is no picture that can be read; send a JPEG, PNG or WebP photo.", code="not-a-photo"
        ) from error


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> TooLarge:
    return TooLarge("The photo has too many pixels; at most {most} million are taken.", most=MOST_PIXELS // 10**6)
