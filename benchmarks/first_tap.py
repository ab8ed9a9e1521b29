"""How long until a judge can tap: weiping's pad beside the same sheet in Streamlit, Panel and plain Voila, in one run.

    python -m benchmarks first_tap [--runs 10] [--quick]

All four servers run on this machine, each a process of its own; a headless Chromium of tablet size with touch plays the
tablet. *First tap possible* is the same for all four: from the start of the navigation until the first control of the
sheet has taken a tap and the page shows it. A script that was in the page before anything else (`taps.js`) looks once a
frame for the control, taps it as soon as a finger would hit it, and again every 100 ms until the control shows the tap:
of the pad a level that becomes pressed, of the others a slider that moves. `counted` is when the sheet's total has
followed as well; the pad computes it itself, the others ask their server. *Warm*: a browser that has been on the page
twice, with its cache and its session; the four take turns. *Cold*: a new browser profile with nothing in its cache; the
bytes are those of heads and bodies on the wire, and of what sockets said, until the tap was shown.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from . import hall, machine, report, servers
from .browser import Browser, FirstTap, Tablet, chromium, leave, tablet
from .figures import cpu_of, spread

COLD = 3
"""Cold visits of each; the bytes hardly differ."""


@dataclass
class Contender:
    """A server with the tablet that knows it already, and what was measured."""

    server: servers.Server
    cookie: str = ""
    off_host: set[str] = field(default_factory=set)
    warm: list[FirstTap] = field(default_factory=list)
    cold: list[FirstTap] = field(default_factory=list)
    tablet: Tablet | None = None


async def measure(contenders: list[Contender], runs: int) -> str:
    """Fill in the measurements; answers the browser's version."""
    async with chromium() as browser:
        for one in contenders:
            one.tablet = await tablet(browser, one.server, one.off_host, one.cookie)
            for _ in range(2):
                await _warm(one)
        for number in range(runs):
            for one in contenders[number % len(contenders) :] + contenders[: number % len(contenders)]:
                await _quiet(contenders)
                one.warm.append(await _warm(one))
        for one in contenders * min(COLD, runs):
            await _quiet(contenders)
            one.cold.append(await _cold(browser, one))
        return browser.version


async def _warm(one: Contender) -> FirstTap:
    assert one.tablet is not None
    page, found = await one.tablet.visit()
    await leave(page)
    return found


async def _cold(browser: Browser, one: Contender) -> FirstTap:
    fresh = await tablet(browser, one.server, one.off_host, one.cookie)
    page, found = await fresh.visit()
    await leave(page)
    await fresh.context.close()
    return found


async def _quiet(contenders: list[Contender], at_most: float = 5.0) -> None:
    """Until no server has anything left to do for the page that was just left, which is not the next one's business."""
    until = time.monotonic() + at_most
    while time.monotonic() < until:
        before = sum(cpu_of(one.server.process) for one in contenders)
        await asyncio.sleep(0.25)
        if sum(cpu_of(one.server.process) for one in contenders) - before < 0.02:
            return


HEAD = (
    "", "first tap, warm, ms", "lowest to highest", "÷ weiping", "counted, ms", "taps needed", "first tap, cold, ms",
    "cold bytes until then, kB",
)  # fmt: skip


def section(contenders: list[Contender], browser: str, load: machine.Load) -> str:
    """Goals and table."""
    accepted = {one.server.name: statistics.median(tap.accepted for tap in one.warm) for one in contenders}
    ours = accepted["weiping"]
    rows = [
        (
            one.server.name,
            f"{accepted[one.server.name]:.0f}",
            spread([tap.accepted for tap in one.warm]),
            f"{accepted[one.server.name] / ours:.1f}",
            f"{statistics.median(tap.counted for tap in one.warm):.0f}",
            f"{statistics.median(tap.taps for tap in one.warm):g}",
            f"{statistics.median(tap.accepted for tap in one.cold):.0f}",
            f"{max(tap.bytes for tap in one.cold) / 1000:,.0f}",
        )
        for one in contenders
    ]
    kilobytes = max(tap.bytes for one in contenders if one.server.name == "weiping" for tap in one.cold) / 1000
    goals = [
        report.Goal("first tap ÷ the better of Streamlit and Panel", ours / min(accepted["Streamlit"], accepted["Panel"]), 0.35),
        report.Goal("first tap ÷ plain Voila", ours / accepted["Voila"], 0.1),
        report.Goal("cold bytes until the first tap, kB", kilobytes, 200, "{:.0f}"),
    ]  # fmt: skip
    asked = report.refused({one.server.name: one.off_host for one in contenders})
    runs = f"Medians of {len(contenders[0].warm)} warm and {len(contenders[0].cold)} cold visits each."
    used = {**machine.versions("weiping", "voila", "ipywidgets"), **servers.versions(), "Chromium": browser}
    return report.section(machine.described(), load, used, [report.table(HEAD, rows), f"{runs} {asked}".strip()], goals)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="two runs, nothing is written")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running, machine.watched() as load:
        database = Path(folder) / "weiping.db"
        made = hall.sample(database)
        ours = Contender(running.enter_context(servers.weiping(database, made.round)), made.cookies[0])
        peers = [Contender(running.enter_context(start())) for start in servers.PEER_SERVERS.values()]
        browser = asyncio.run(measure([ours, *peers], 2 if chosen.quick else chosen.runs))
    report.publish("first_tap", section([ours, *peers], browser, load), chosen.quick)


if __name__ == "__main__":
    main()
