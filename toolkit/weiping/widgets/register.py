"""The register and the micro-grids at the office; `data` is empty, all of it comes over the API."""

from __future__ import annotations

from typing import ClassVar

from .base import Widget


class Register(Widget):
    """The register and the micro-grids at the office; `data` is empty, all of it comes over the API."""

    name: ClassVar[str] = "register"
