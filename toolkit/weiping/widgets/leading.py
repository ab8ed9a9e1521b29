"""A leader's page: the micro-grid's tasks of today; `data` is empty, all of it comes with the household's link."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Leading(Widget):
    """A leader's page: the micro-grid's tasks of today; `data` is empty, all of it comes with the household's link."""

    name: ClassVar[str] = "leading"
