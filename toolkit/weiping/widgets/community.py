"""The community's life; `data` is empty, all of it comes with the session."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Community(Widget):
    """The community's life; `data` is empty, all of it comes with the session."""

    name: ClassVar[str] = "community"
