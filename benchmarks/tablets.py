"""A panel of 100, 300 and 1,000 tablets, each tapping every two seconds, on one server with one SQLite file.

    python -m benchmarks tablets [--tablets 100 300 1000] [--seconds 60] [--runs 5]

Everything runs on this machine and speaks to 127.0.0.1 only: the server as `weiping serve` runs it, and one process
that plays all tablets (`tapping.py`). Each tablet fills its sheets mark by mark and signs them, so that the standings
move all the time; a public board and every fifth pad have their live feed open. A tap is timed from the moment it was
due, so that a late generator hides nothing. Afterwards the database is asked what is in it: each acknowledged tap, each
once, and `weiping audit` without a finding. Sizes take turns, so that a busy minute of the machine hits all of them.

The limit beside it: the same rows, journal lines included, written to a copy of the same tables on the same disk by
plain SQL in one loop, without a server, so many taps a commit.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.hooks import loader
from weiping.store import Store

from . import hall, machine, report, servers
from .figures import cpu_of, exponent, percentile

EVERY = 2.0
"""Seconds between two taps of a tablet."""

GROUPS = (1, 5, 50)
"""Taps a commit of the limit: alone, as a small group, and as a group that a busy server gathers."""

HERE = Path(__file__).parent
Run = dict[str, Any]
"""What one run measured; the keys are those of `tapping.py` and of `measure`."""


def plan_for(made: hall.Hall, taps: int) -> dict[str, Any]:
    """What the tablets need to know: for each of them every request, in order."""
    cookies = [f"Cookie: {cookie}\r\n" for cookie in made.cookies]
    sheet = len(made.criteria) + 1
    tablets = [
        [_request(made, cookie, judge, seq, place % sheet) for seq in range(taps)]
        for place, (judge, cookie) in enumerate(zip(made.judges, cookies, strict=True))
    ]
    return {"round": made.round, "pads": cookies[::5], "tablets": tablets, "sheet": sheet}


def _request(made: hall.Hall, cookie: str, judge: int, seq: int, notes: int) -> str:
    """The tap number `seq` of a judge, as a pad sends it: answers of a sheet, its signature, the next sheet.

    So that the judges do not all sign at the same moment they begin with `notes` notes, which no board counts.
    """
    sheet, place = divmod(max(0, seq - notes), len(made.criteria) + 1)
    item: dict[str, Any] = {"id": _id(judge, seq), "seq": seq, "at": "2024-11-20T08:00:00Z", "kind": "sign"}
    item["entry"] = made.entries[sheet]
    if seq < notes:
        item |= {"kind": "note", "text": "楼道有堆物"}
    elif place < len(made.criteria):
        fine = f"-{(judge * 7 + seq * 3) % 4 / 2:g}"
        detail = {"level": ("excellent", "good", "fair")[judge % 3], "fine": fine, "counts": {}}
        item |= {"kind": "mark", "criterion": made.criteria[place], "mark": "value", "detail": detail}
    body = json.dumps({"client": f"tablet-{judge}", "judge": judge, "items": [item]})
    return (
        f"POST /weiping/api/rounds/{made.round}/marks HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}X-Weiping-Lang: zh_CN\r\n"
        "Accept: */*\r\nAccept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0 (Linux; Android 13) tablet\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


def _id(judge: int, seq: int) -> str:
    return f"{judge:08}-{seq:027}"


def measure(tablets: int, seconds: float) -> Run:
    """One run: seed, serve, tap, and look into the database afterwards."""
    taps = int(seconds / EVERY)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "weiping.db"
        made = hall.seed(database, judges=tablets, entries=-(-taps // (len(hall.CRITERIA) + 1)))
        plan = {**plan_for(made, taps), "every": EVERY, "seconds": seconds}
        with servers.weiping(database, made.round) as server:
            found = tap(server, plan)
        acknowledged = {_id(made.judges[place], seq) for place, seq in found.pop("acknowledged")}
        limits = {group: limit(database, Path(folder) / f"limit{group}.db", group) for group in GROUPS}
        return {**found, **inspect(database, acknowledged), "limits": limits}


def tap(server: servers.Server, plan: dict[str, Any]) -> Run:
    """Let the tablets tap; the server's CPU is counted from their first tap on."""
    command = [sys.executable, str(HERE / "tapping.py")]
    load = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert load.stdin is not None
    assert load.stdout is not None
    try:
        json.dump({**plan, "port": server.port}, load.stdin)
        load.stdin.close()
        load.stdout.readline()
        before = cpu_of(server.process)
        found: Run = json.loads(load.stdout.readline())
        return {**found, "server_cpu": cpu_of(server.process) - before}
    finally:
        load.kill()
        load.wait()


def inspect(database: Path, acknowledged: set[str]) -> Run:
    """What the database holds in the end: acknowledged taps that are missing, taps that are there twice, faults."""
    with sqlite3.connect(database) as connection:
        stored = [row[0] for row in connection.execute("SELECT id FROM tap")]
    with Store(database, read_only=True) as store:
        faults = sum(len(finding.faults) for finding in audit.audit(Desk(store, loader.load())))
    return {
        "missing": len(acknowledged - set(stored)), "twice": len(stored) - len(set(stored)), "faults": faults
    }  # fmt: skip


def limit(database: Path, fresh: Path, group: int) -> float:
    """Taps a second of the bare rows: one connection, plain SQL, `group` taps a commit, every commit on the disk."""
    target = sqlite3.connect(fresh, isolation_level=None)
    target.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    with sqlite3.connect(database) as source:
        rows = {
            table: source.execute(f"SELECT * FROM {table} {where} ORDER BY number").fetchall()  # noqa: S608
            for table, where in {"tap": "", "journal": "WHERE verb = 'tap'"}.items()
        }
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name IN ('tap', 'journal') AND sql IS NOT NULL ORDER BY rowid"
        ):
            target.execute(statement)
    began = time.perf_counter()
    for start in range(0, len(rows["tap"]), group):
        target.execute("BEGIN IMMEDIATE")
        for table, many in rows.items():
            part = many[start : start + group]
            if part:
                target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(part[0]))})", part)  # noqa: S608
        target.execute("COMMIT")
    speed = len(rows["tap"]) / (time.perf_counter() - began)
    target.close()
    return speed


def lost(run: Run) -> int:
    """Taps that were not acknowledged, and taps that were and are not in the database."""
    return int(run["due"] - len(run["acks"]) + run["missing"])


def milliseconds(times: list[float], part: float) -> float:
    """A percentile of times in seconds."""
    return 1000 * percentile(times, part)


HEAD = (
    "tablets", "runs", "taps", "lost", "twice", "faults", "never on the board", "tap→ack p50, ms", "p95", "p99",
    "tap→board p50, ms", "p95", "boards a second", "standings moved", "server CPU, ms a tap", "server CPU", "generator CPU",
    *(f"limit, taps/s at {group} a commit" for group in GROUPS),
)  # fmt: skip


def middle(runs: list[Run], number: Callable[[Run], float]) -> float:
    """The median over the runs."""
    return statistics.median(map(number, runs))


def line(tablets: int, runs: list[Run]) -> list[str]:
    """A row of the table: medians of the runs, sums of what must be zero."""

    def times(what: str, *parts: float) -> list[str]:
        return [f"{middle(runs, lambda run: milliseconds(run[what], part)):.0f}" for part in parts]  # noqa: B023

    return [
        f"{tablets:,}", str(len(runs)), f"{sum(run['due'] for run in runs):,}", str(sum(map(lost, runs))),
        *(str(sum(run[name] for run in runs)) for name in ("twice", "faults", "unseen")),
        *times("acks", 0.5, 0.95, 0.99), *times("shown", 0.5, 0.95),
        f"{middle(runs, lambda run: run['boards'] / run['seconds']):.1f}",
        f"{middle(runs, lambda run: run['standing_changes']):.0f}",
        f"{1000 * middle(runs, lambda run: run['server_cpu'] / run['due']):.2f}",
        f"{100 * middle(runs, lambda run: run['server_cpu'] / run['seconds']):.0f} %",
        f"{100 * middle(runs, lambda run: run['cpu'] / run['seconds']):.0f} %",
        *(f"{middle(runs, lambda run: run['limits'][group]):,.0f}" for group in GROUPS),  # noqa: B023
    ]  # fmt: skip


def goals(runs: dict[int, list[Run]]) -> list[report.Goal]:
    """Nothing lost, nothing twice at any size; the times of the largest panel; how the cost grows."""
    every, largest = [run for some in runs.values() for run in some], runs[max(runs)]
    tick = 0.01  # of the clock that counts CPU: a run too short for it has no logarithm
    cpu = {float(tablets): max(tick, middle(some, lambda run: run["server_cpu"])) for tablets, some in runs.items()}
    ms, zero = "{:.0f}", "{:.0f}"
    found = [
        report.Goal("taps lost", sum(map(lost, every)), 0, zero),
        report.Goal("taps twice, and faults that the audit finds", sum(r["twice"] + r["faults"] for r in every), 0, zero),
        report.Goal(f"{max(runs):,} tablets, tap to durable acknowledgement, p95, ms",
                    middle(largest, lambda run: milliseconds(run["acks"], 0.95)), 150, ms),
        report.Goal(f"{max(runs):,} tablets, tap to board, p95, ms",
                    middle(largest, lambda run: milliseconds(run["shown"], 0.95)), 600, ms),
    ]  # fmt: skip
    if len(cpu) > 1:
        said = "server CPU grows as tablets to the power of (1 is linear; at most 5 % for noise)"
        found.append(report.Goal(said, exponent(cpu), 1.05))
    if len(cpu) > 2:  # what a server does anyway hides a steeper part at the small end
        found.append(
            report.Goal(
                "the same from the second largest to the largest", exponent(dict(sorted(cpu.items())[-2:])), 1.05
            )
        )
    return found


def further(runs: dict[int, list[Run]]) -> str:
    """What a tap more costs from one size to the next: a board costs the same whoever taps, and would hide it in a mean."""
    cpu = {size: 1000 * middle(some, lambda run: run["server_cpu"]) for size, some in sorted(runs.items())}
    due = {size: middle(some, lambda run: run["due"]) for size, some in runs.items()}
    said = [
        f"{(cpu[more] - cpu[size]) / (due[more] - due[size]):.2f} ms from {size:,} to {more:,} tablets"
        for size, more in pairwise(cpu)
    ]
    return f"Server CPU for a further tap: {', '.join(said)}." if said else ""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tablets", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--others", type=int, help="runs of the smaller panels, where they are to be fewer")
    parser.add_argument("--quick", action="store_true", help="small and short, nothing is written")
    chosen = parser.parse_args(arguments)
    tablets, seconds, number = ([10, 30], 6.0, 1) if chosen.quick else (chosen.tablets, chosen.seconds, chosen.runs)
    others = number if chosen.others is None else chosen.others
    runs: dict[int, list[Run]] = {size: [] for size in sorted(tablets)}
    with machine.watched() as load:
        for one in range(number):
            for size, some in runs.items():
                if size != max(runs) and len(some) >= others:
                    continue
                some.append(measure(size, seconds))
                p95 = milliseconds(some[-1]["acks"], 0.95)
                print(f"run {one + 1}, {size} tablets: {lost(some[-1])} lost, tap→ack p95 {p95:.0f} ms", flush=True)
    failures = sorted({failure for some in runs.values() for run in some for failure in run["failed"]})[:3]
    parts = [
        report.table(HEAD, (line(size, some) for size, some in runs.items())),
        further(runs),
        *map("Failed: {}".format, failures),
    ]
    used = machine.versions("weiping", "tornado", "sqlalchemy", "polars") | {"SQLite": sqlite3.sqlite_version}
    where = machine.described(Path(tempfile.gettempdir()))
    report.publish("tablets", report.section(where, load, used, parts, goals(runs)), chosen.quick)


if __name__ == "__main__":
    main()
