"""A tap as pages receive it: its value in digits, the mark it makes, and its line in a history."""

from __future__ import annotations

from typing import Any

from ..domain.exact import plain
from ..store.tables import from_units
from .taps import Tap

LONGEST_HISTORY = 1000
"""So many lines of a history are sent, the newest."""


def value(tap: Tap) -> str | None:
    """The value of a mark; None for every other answer and kind."""
    return None if tap.value is None else plain(from_units(tap.value))


def answer(tap: Tap) -> dict[str, Any]:
    """What a judge answered to a criterion."""
    return {"criterion": tap.criterion, "mark": tap.answer, "value": value(tap)}


def mark(tap: Tap) -> dict[str, Any]:
    """The same with the entry it is about and how it was made, as the judge's own pad shows it."""
    return {"entry": tap.entry_id, **answer(tap), "detail": tap.detail, "late": tap.late}


def line(tap: Tap) -> dict[str, Any]:
    """A line of a history: everything that arrived."""
    return {
        "at": tap.received_at.isoformat(), "kind": tap.kind, **mark(tap), "text": tap.text, "photo": tap.photo,
        "practice": tap.practice is not None,
    }  # fmt: skip
