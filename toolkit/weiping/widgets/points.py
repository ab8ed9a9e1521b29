"""The public ranking of points; `data` is empty, or as in GET /points/ranking."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Points(Widget):
    """The public ranking of points; `data` is empty, or as in GET /points/ranking."""

    name: ClassVar[str] = "points"
