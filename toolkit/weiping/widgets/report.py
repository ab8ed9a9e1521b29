"""The yearly report; `data` is empty, all of it comes over the API."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Report(Widget):
    """The yearly report; `data` is empty, all of it comes over the API."""

    name: ClassVar[str] = "report"
