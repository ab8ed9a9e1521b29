"""The server: Voila's application with shared pages, the HTTP API, the live feed and sessions of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lean import GRAMMAR, without

if TYPE_CHECKING:
    from .app import Running, run

__all__ = ["Running", "run"]


def __getattr__(name: str) -> Any:
    """What serves, once it is asked for: who only prints a link asks for addresses, and need not wait for Voila."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with without(GRAMMAR):
        from . import app
    return getattr(app, name)
