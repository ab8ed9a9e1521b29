"""The chair's console; `data` as in GET /rounds/{round}/console."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Console(Widget):
    """The chair's console; `data` as in GET /rounds/{round}/console."""

    name: ClassVar[str] = "console"
