"""The display wall; `data` as in GET /rounds/{round}/wall."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Wall(Widget):
    """The display wall; `data` as in GET /rounds/{round}/wall."""

    name: ClassVar[str] = "wall"
