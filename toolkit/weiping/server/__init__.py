"""The server: Voila's application with shared pages, the HTTP API, the live feed and sessions of our own."""

from ..lean import GRAMMAR, without

with without(GRAMMAR):
    from .app import Running, run

__all__ = ["Running", "run"]
