"""Codes that were tried and were none. After a few from one address, or many from anywhere, nobody is heard for a while.

What is counted stands in the database, so that neither a restart nor a second server process forgets it. Rows older
than anything depends on are pruned.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from ..store import tables as t
from . import codes

WINDOW = timedelta(minutes=10)
"""How long a wrong code counts."""

LOCKED = timedelta(minutes=15)
"""How long nothing more is tried after too many."""

FROM_ONE = 5
"""The wrong codes within the window that lock one address out."""

FROM_ALL = 100
"""The wrong codes within the window, from whatever addresses, that end the typing of short codes for everybody."""


def until(connection: sa.Connection, now: datetime, address: str, *, short: bool) -> datetime | None:
    """When codes from `address` are tried again (`short`: short ones); None where they may be tried now."""
    w = t.wrong_code.c
    recent = sa.select(w.at).where(w.at > now - WINDOW - LOCKED).order_by(w.id)
    ends = [_end(connection.execute(recent.where(w.address == _address(address))).scalars().all(), FROM_ONE)]
    if short:
        ends.append(_end(connection.execute(recent).scalars().all(), FROM_ALL))
    return max((end for end in ends if end and end > now), default=None)


def count(connection: sa.Connection, now: datetime, address: str) -> None:
    """Count a wrong code from `address`."""
    connection.execute(t.wrong_code.delete().where(t.wrong_code.c.at <= now - WINDOW - LOCKED))
    connection.execute(t.wrong_code.insert(), {"address": _address(address), "at": now})


def _end(times: Sequence[datetime], most: int) -> datetime | None:
    """The end of the last lock-out that wrong codes at `times` set off: `most` of them within the window."""
    for last in range(len(times) - 1, most - 2, -1):
        if times[last] - times[last - most + 1] <= WINDOW:
            return times[last] + LOCKED
    return None


def _address(address: str) -> str:
    """The hash that stands for an address. One visitor has a whole /64 of IPv6 addresses to try from: it counts as one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return codes.fingerprint(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False).network_address
    return codes.fingerprint(str(parsed))
