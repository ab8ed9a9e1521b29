"""A panel of 100, 300 and 1,000 tablets, each tapping every two seconds, on one server with one SQLite file.

    python -m benchmarks tablets          or  python -m benchmarks.tablets [--tablets 1000] [--seconds 60] [--runs 1]

Everything runs on this machine and speaks to 127.0.0.1 only: the server as `weiping serve` runs it, and one process
that plays all tablets (`tapping.py`). Each tablet fills its sheets mark by mark and signs them, so that the standings
move all the time; a public board and every fifth pad have their live feed open. Afterwards the database is asked what
is in it: each acknowledged tap once, the journal unbroken.

The limit beside it: the same rows, journal lines included, written to a copy of the same tables on the same disk by
plain SQL in one loop, a commit for each group as large as the server's were.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from weiping.desk import access, appraisals, audit, register, rounds
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, JudgeKind, Phase
from weiping.domain.plan import AppraisalPlan
from weiping.domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.domain.text import Text
from weiping.hooks import loader
from weiping.store import Store
from weiping.store import tables as t

EVERY = 2.0
SERVER = (
    "import sys; from weiping.server import run;"
    "run(sys.argv[1], port=0, warm=False, ready=lambda r: print(r.port, flush=True))"
)


def seed(database: Path, tablets: int, taps: int) -> dict[str, Any]:
    """A community with one open round and a judge a tablet; answers what the tablets need to know."""
    with Store(database) as store:
        desk = Desk(store, loader.load())
        criteria = list(desk.plugins.criteria)
        entries = [f"c{n}" for n in range(-(-taps // (len(criteria) + 1)))]
        people = [f"r{n}" for n in range(tablets)]
        register.load(desk, OPERATOR, _register(entries, people))
        plan = AppraisalPlan(
            key="bench", title=Text("最美小区", "Best compound"), period="2024", rule="trimmed", entries=tuple(entries),
            criteria=tuple((key, Decimal(100) / len(criteria)) for key in criteria),
            judges=tuple((JudgeKind.RESIDENT, key) for key in people),
        )  # fmt: skip
        round_id = appraisals.create(desk, OPERATOR, "bench", plan)
        rounds.change_phase(desk, OPERATOR, round_id, Phase.OPEN)
        with store.read() as connection:
            judges = [row[0] for row in connection.execute(t.judge.select().with_only_columns(t.judge.c.id))]
            ids = [row[0] for row in connection.execute(t.entry.select().with_only_columns(t.entry.c.id))]

        def token(judge: int) -> str:
            return access.join(desk, access.invite_judge(desk, OPERATOR, judge, round_id=round_id)).token

        with ThreadPoolExecutor(16) as hands:
            tokens = list(hands.map(token, judges))
    cookies = [f"Cookie: weiping_session={one}\r\n" for one in tokens]
    requests = [
        [_request(round_id, cookie, judge, seq, ids, criteria, place % (len(criteria) + 1)) for seq in range(taps)]
        for place, (judge, cookie) in enumerate(zip(judges, cookies, strict=True))
    ]
    return {"round": round_id, "pads": cookies[::5], "tablets": requests, "sheet": len(criteria) + 1}


def _register(compounds: list[str], people: list[str]) -> Register:
    return Register(
        key="bench", name="社区", name_en="Bench", grids=(Grid(key="g", number=1, name="一"),),
        micro_grids=(MicroGrid(key="m", grid="g", number=1, leader=people[0]),),
        compounds=tuple(Compound(key=key, grid="g", name=key, name_en=key) for key in compounds),
        buildings=(Building(key="b", compound=compounds[0], name="1"),),
        units=(Unit(key="u", building="b", name="1"),),
        households=(Household(key="h", compound=compounds[0], unit="u", micro_grid="m", room="1"),),
        residents=tuple(Resident(key=key, household="h", name=key) for key in people),
    )  # fmt: skip


def _request(
    round_id: int, cookie: str, judge: int, seq: int, entries: list[int], criteria: list[str], notes: int
) -> str:
    """The tap number `seq` of a judge, as a pad sends it: answers of a sheet, its signature, the next sheet.

    So that the judges do not all sign at the same moment they begin with `notes` notes, which no board counts.
    """
    sheet, place = divmod(max(0, seq - notes), len(criteria) + 1)
    item: dict[str, Any] = {"id": f"{judge:08}-{seq:027}", "seq": seq, "at": "2024-11-20T08:00:00Z", "kind": "sign"}
    item["entry"] = entries[sheet]
    if seq < notes:
        item |= {"kind": "note", "text": "楼道有堆物"}
    elif place < len(criteria):
        fine = f"-{(judge * 7 + seq * 3) % 4 / 2:g}"
        detail = {"level": ("excellent", "good", "fair")[judge % 3], "fine": fine, "counts": {}}
        item |= {"kind": "mark", "criterion": criteria[place], "mark": "value", "detail": detail}
    body = json.dumps({"client": f"tablet-{judge}", "judge": judge, "items": [item]})
    return (
        f"POST /weiping/api/rounds/{round_id}/marks HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}X-Weiping-Lang: zh_CN\r\n"
        "Accept: */*\r\nAccept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0 (Linux; Android 13) tablet\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


@contextmanager
def served(database: Path) -> Iterator[tuple[int, int]]:
    """A server process: its process id and port."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(database)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert server.stdout is not None
    try:
        yield server.pid, int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(60)


def cpu_of(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(tablets: int, seconds: float) -> dict[str, Any]:
    """One run: seed, serve, tap, and look into the database afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "weiping.db"
        plan = {**seed(database, tablets, int(seconds / EVERY)), "every": EVERY, "seconds": seconds}
        with served(database) as (process, port):
            load = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("tapping.py"))],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            assert load.stdin is not None
            assert load.stdout is not None
            try:
                json.dump({**plan, "port": port}, load.stdin)
                load.stdin.close()
                load.stdout.readline()
                before = cpu_of(process)
                found: dict[str, Any] = json.loads(load.stdout.readline())
                found["server_cpu"] = cpu_of(process) - before
            finally:
                load.kill()
                load.wait()
        return {**found, **inspect(database), "limit": limit(database, Path(folder) / "limit.db")}


def inspect(database: Path) -> dict[str, Any]:
    """What the database holds in the end."""
    with sqlite3.connect(database) as connection:
        stored, different, lines = connection.execute(
            "SELECT count(*), count(DISTINCT id), (SELECT count(*) FROM journal WHERE verb = 'tap') FROM tap"
        ).fetchone()
    with Store(database, read_only=True) as store:
        faults = sum(len(finding.faults) for finding in audit.audit(Desk(store, loader.load())))
    return {"stored": stored, "twice": stored - different, "lines": lines, "faults": faults}


def limit(database: Path, fresh: Path, group: int = 5) -> float:
    """Taps a second of the bare rows: one connection, plain SQL, `group` taps a commit, every commit on the disk."""
    source = sqlite3.connect(database)
    rows = {
        table: source.execute(f"SELECT * FROM {table} {where} ORDER BY number").fetchall()  # noqa: S608
        for table, where in {"tap": "", "journal": "WHERE verb = 'tap'"}.items()
    }
    source.close()
    target = sqlite3.connect(fresh, isolation_level=None)
    target.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    with sqlite3.connect(database) as source:
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


def share(values: list[float], part: float) -> float:
    """The value that `part` of `values` stay below, in milliseconds."""
    return 1000 * sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else float("nan")


HEAD = (
    "tablets", "taps", "lost", "twice", "faults", "tap→ack p50", "p95", "p99", "tap→board p50", "p95", "boards/s",
    "standings moved", "server ms/tap", "server CPU", "load CPU", "limit taps/s",
)  # fmt: skip


def line(tablets: int, runs: list[dict[str, Any]]) -> list[str]:
    """A row of the table: medians of the runs, sums of what must be zero."""

    def middle(number: Any) -> float:
        return statistics.median(number(run) for run in runs)

    return [
        str(tablets), str(sum(run["due"] for run in runs)), str(sum(run["due"] - len(run["acks"]) for run in runs)),
        str(sum(run["twice"] + run["stored"] - run["due"] for run in runs)), str(sum(run["faults"] for run in runs)),
        *(f"{middle(lambda run, p=part: share(run['acks'], p)):.0f}" for part in (0.5, 0.95, 0.99)),
        *(f"{middle(lambda run, p=part: share(run['shown'], p)):.0f}" for part in (0.5, 0.95)),
        f"{middle(lambda run: run['boards'] / run['seconds']):.1f}", f"{middle(lambda run: run['standing_changes']):.0f}",
        f"{middle(lambda run: 1000 * run['server_cpu'] / run['due']):.2f}",
        f"{middle(lambda run: 100 * run['server_cpu'] / run['seconds']):.0f} %",
        f"{middle(lambda run: 100 * run['cpu'] / run['seconds']):.0f} %", f"{middle(lambda run: run['limit']):.0f}",
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tablets", type=int, nargs="+", default=[100, 300, 1000])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--runs", type=int, default=1)
    chosen = parser.parse_args(arguments)
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
    for tablets in chosen.tablets:
        runs = [measure(tablets, chosen.seconds) for _ in range(chosen.runs)]
        print("| " + " | ".join(line(tablets, runs)) + " |", flush=True)
        for failure in [one for run in runs for one in run["failed"]][:3]:
            print("  failed:", failure)


if __name__ == "__main__":
    main()
