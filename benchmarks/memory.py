"""What a further tablet costs the server: memory of weiping beside Streamlit, Panel and plain Voila, in one run.

    python -m benchmarks memory [--most 60] [--peers 24] [--kernels 6] [--quick]

Every tablet is a page of its own in a headless Chromium, with a profile of its own, that has taken a tap (see
`first_tap.py`) and stays open: with the pad's live feed, with Streamlit's and Panel's session, with Voila's kernel.
Memory is PSS, the sum over the server's process and all that descend from it: what a process has for itself, and its
share of what it maps together with others. It is read when it has come to rest. What a further tablet costs is the
slope of the line through all readings, so that what a server needs once does not count.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from . import hall, machine, report, servers
from .browser import chromium, tablet
from .figures import memory_of, slope

STEPS = 6
"""Readings of each server, the first with a sixth of the tablets."""


@dataclass
class Readings:
    """Of each server: number of tablets -> MB; whom its pages asked for beyond this machine; the browser's version."""

    of: dict[str, dict[float, float]] = field(default_factory=dict)
    off_host: dict[str, set[str]] = field(default_factory=dict)
    browser: str = ""


async def measure(server: servers.Server, cookies: list[str], readings: Readings) -> None:
    """Open a tablet for every cookie, and read the server's memory on the way."""
    found = readings.of[server.name] = {}
    off_host = readings.off_host[server.name] = set()
    sizes = sizes_up_to(len(cookies))
    async with chromium() as browser:
        readings.browser = browser.version
        for number, cookie in enumerate(cookies, start=1):
            await (await tablet(browser, server, off_host, cookie)).visit()
            if number in sizes:
                found[number] = await _at_rest(server.process)


async def _at_rest(process: int, at_most: float = 20.0) -> float:
    """The memory once it has changed by less than half a per mille for two seconds, or after `at_most` seconds."""
    until, last = time.monotonic() + at_most, memory_of(process)
    while time.monotonic() < until:
        await asyncio.sleep(2)
        now = memory_of(process)
        if abs(now - last) < 0.0005 * now:
            return now
        last = now
    return last


def sizes_up_to(most: int) -> list[int]:
    """At which numbers of tablets to read: evenly, up to `most`."""
    return sorted({max(1, round(most * step / STEPS)) for step in range(1, STEPS + 1)})


HEAD = ("", "tablets", "MB of the server at each", "MB for a further tablet")


def section(readings: Readings, load: machine.Load) -> str:
    """Goal and table."""
    each = {name: slope(found) for name, found in readings.of.items()}
    rows = [
        (
            name,
            ", ".join(f"{size:g}" for size in found),
            ", ".join(f"{memory:.1f}" for memory in found.values()),
            f"{each[name]:.2f}",
        )
        for name, found in readings.of.items()
    ]
    goals = [report.Goal("server memory (PSS) for a further tablet, MB", each["weiping"], 0.5)]
    asked = report.refused(readings.off_host)
    used = {**machine.versions("weiping", "voila", "ipywidgets"), **servers.versions(), "Chromium": readings.browser}
    return report.section(machine.described(), load, used, [report.table(HEAD, rows), asked], goals)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=60, help="tablets of weiping")
    parser.add_argument("--peers", type=int, default=24, help="tablets of Streamlit and of Panel")
    parser.add_argument("--kernels", type=int, default=6, help="tablets of plain Voila")
    parser.add_argument("--quick", action="store_true", help="few tablets, nothing is written")
    chosen = parser.parse_args(arguments)
    most, peers, kernels = (6, 4, 2) if chosen.quick else (chosen.most, chosen.peers, chosen.kernels)
    numbers = {"weiping": most, "Streamlit": peers, "Panel": peers, "Voila": kernels}
    readings = Readings()
    with tempfile.TemporaryDirectory() as folder, machine.watched() as load:
        database = Path(folder) / "weiping.db"
        made = hall.seed(database, judges=most, entries=6)
        for name, number in numbers.items():
            start: AbstractContextManager[servers.Server]
            start = servers.weiping(database, made.round) if name == "weiping" else servers.PEER_SERVERS[name]()
            cookies = made.cookies if name == "weiping" else [""] * number
            with start as server:
                asyncio.run(measure(server, cookies, readings))
    report.publish("memory", section(readings, load), chosen.quick)


if __name__ == "__main__":
    main()
