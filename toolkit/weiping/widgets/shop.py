"""The points shop; `data` as in GET /shop."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Shop(Widget):
    """The points shop; `data` as in GET /shop."""

    name: ClassVar[str] = "shop"
