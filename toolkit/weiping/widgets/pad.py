"""The judge's score pad; `data` as in GET /rounds/{round}/pad, on a shared page without `judge`."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Pad(Widget):
    """The judge's score pad; `data` as in GET /rounds/{round}/pad, on a shared page without `judge`."""

    name: ClassVar[str] = "pad"
