"""The office's page on points; `data` is empty, all of it comes with the session."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class OfficePoints(Widget):
    """The office's page on points; `data` is empty, all of it comes with the session."""

    name: ClassVar[str] = "office_points"
