"""The store: tables, guards, journal and migrations. Only `desk/` writes through it; reads come out as rows or polars."""

from .engine import Store, Write

__all__ = ["Store", "Write"]
