"""What functions of plugins did wrong of late, as the chair's page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..hooks.watch import Call
from .office import Desk

DAYS = 7
"""Failures older than these days are told by `weiping plugins` only."""

SHOWN = 10


@dataclass(slots=True)
class _Failure:
    """One way in which one function fails, however often: `call` is the newest."""

    call: Call
    times: int = 1


def recent(desk: Desk) -> list[dict[str, Any]]:
    """Which functions of which plugins failed in the last days, how often and when last; the newest first."""
    found: dict[tuple[str, ...], _Failure] = {}
    since = desk.now() - timedelta(days=DAYS)
    for call in desk.plugins.watch.failures:
        if not _later(call.at, since):
            continue
        same = (call.plugin, call.hook, call.key, call.function, call.error or "")
        times = found[same].times + 1 if same in found else 1
        found.pop(same, None)  # so that the newest stands last
        found[same] = _Failure(call, times)
    return [_data(one) for one in reversed(found.values())][:SHOWN]


def _later(at: str, since: datetime) -> bool:
    """Whether a line of the file is as young as that; one that somebody has written into by hand is left out."""
    try:
        return datetime.fromisoformat(at) >= since
    except (ValueError, TypeError):
        return False


def _data(one: _Failure) -> dict[str, Any]:
    call = one.call
    return {
        "plugin": call.plugin, "hook": call.hook, "key": call.key, "function": call.function, "error": call.error,
        "times": one.times, "at": call.at,
    }  # fmt: skip
