"""The office page, where an appraisal is made; `data` is empty, all of it comes with the session."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Office(Widget):
    """The office page, where an appraisal is made; `data` is empty, all of it comes with the session."""

    name: ClassVar[str] = "office"
