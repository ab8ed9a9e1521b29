"""The clerk's page of cards for households; `data` is empty, or as in GET /cards."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Cards(Widget):
    """The clerk's page of cards for households; `data` is empty, or as in GET /cards."""

    name: ClassVar[str] = "cards"
