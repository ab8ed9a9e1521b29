"""The public board; `data` as in GET /rounds/{round}/board."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Board(Widget):
    """The public board; `data` as in GET /rounds/{round}/board."""

    name: ClassVar[str] = "board"
