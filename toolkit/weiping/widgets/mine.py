"""A household's own page; `data` is empty, what it shows comes with the session: GET /mine."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Mine(Widget):
    """A household's own page; `data` is empty, or as in GET /mine."""

    name: ClassVar[str] = "mine"
