"""The join page; `data` may carry a `title`."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Join(Widget):
    """The join page; `data` may carry a `title`."""

    name: ClassVar[str] = "join"
