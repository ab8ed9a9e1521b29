"""A ledger of a million transfers: import, month close, statement and audit; posting beside plain inserts of the same rows.

    python -m benchmarks ledger [--sizes 100000 300000 1000000] [--rounds 12] [--quick]

Every size has a database of its own: 2,000 households, twelve months, a fund with a budget, all guards and the journal.

The peer is a plain connection to the same database, opened with the same pragmas, that writes the rows that were just posted
into tables of the same columns, indexes, checks and foreign keys beside them, with statements that are prepared once. It
looks nothing up, computes nothing, and no trigger guards its tables. After each commit of the import it writes the same rows
(the transfers, their line of the journal, its salt) by `executemany` in one commit. Single postings and commits of the
peer take turns in rounds of 256: one caller, on a thread as a request has it; sixteen at once, as the desks of an office,
who share commits; the peer with the three rows of a posting in a commit; and with the row of the transfer alone, though that
is not evidence of anything. Each is acknowledged only when it is durable (WAL, `synchronous=FULL`).
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from weiping.desk import audit, register
from weiping.desk.office import Desk
from weiping.desk.points import accounts, periods, posting, statements
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.domain.register import Building, Compound, Grid, Household, MicroGrid, Register, Resident, Unit
from weiping.domain.text import Text
from weiping.hooks import loader
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store.engine import WRITER

from . import machine, report
from .figures import exponent

SIZES = (100_000, 300_000, 1_000_000)
HOUSEHOLDS, BATCH, CALLERS = 2_000, 5_000, 16
CLERK = Actor(Role.CLERK, staff="c1")
BEGIN = date(2023, 1, 1)
ROWS = ("transfer", "journal", "journal_salt")
"""What a posting writes: the transfer, and the line of the journal with its salt. Points that are earned use no lot."""

Row = tuple[Any, ...]
LIMITS = {"import": 180.0, "month close": 60.0, "statement": 1.0, "audit": 600.0}
"""Seconds at a million transfers: what an office waits for over a cup of tea, or while somebody stands at the counter."""


@dataclass
class Found:
    """Seconds of each part at one size, and of the same rows by plain inserts."""

    parts: dict[str, float] = field(default_factory=dict)
    raw: float = 0.0
    faults: int = 0
    one: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    raw_single: list[float] = field(default_factory=list)
    raw_row: list[float] = field(default_factory=list)


def office(database: Path) -> Desk:
    """A community made up for the purpose, a year after its first transfer."""
    homes = tuple(
        Household(key=f"h{n}", compound="c", unit="u", micro_grid="m", room=str(n)) for n in range(HOUSEHOLDS)
    )  # fmt: skip
    made = Register(
        key="bench", name="社区", name_en="Bench", grids=(Grid(key="g", number=1, name="网格"),),
        micro_grids=(MicroGrid(key="m", grid="g", number=1, leader="r"),),
        compounds=(Compound(key="c", grid="g", name="小区", name_en="C"),),
        buildings=(Building(key="b", compound="c", name="1"),), units=(Unit(key="u", building="b", name="1"),),
        households=homes, residents=(Resident(key="r", household="h0", name="王小明"),),
    )  # fmt: skip
    now = datetime(2024, 1, 15, 2, tzinfo=UTC)
    desk = Desk(Store(database), loader.load(), now=lambda: now)
    register.load(desk, OPERATOR, made)
    accounts.open_fund(desk, OPERATOR, "community", Text("社区", "Community"), budget=10**9)
    return desk


def transfer(number: int, key: str = "import") -> Transfer:
    """One of many: a good deed of some household on some day of 2023."""
    day = BEGIN + timedelta(days=number * 7 % 365)
    return Transfer(
        key=f"{key}:{number}", debit="fund:community", credit=f"household:h{number % HOUSEHOLDS}", points=1 + number % 7,
        reason=Text("清扫楼道", "Stairs swept"), event=f"deed:{number // 100}", business_date=day, available_from=day,
    )  # fmt: skip


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Raw:
    """A plain connection, opened as the store opens its own, and tables like the ledger's beside them, without triggers."""

    def __init__(self, database: Path) -> None:
        self.plain = sqlite3.connect(database, isolation_level=None)
        for pragma in WRITER:
            self.plain.execute(f"PRAGMA {pragma}")
        self.inserts = {}
        for table in ROWS:
            made = self.plain.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN"
                                      " ('table', 'index') ORDER BY type DESC", (table,)).fetchall()  # fmt: skip
            for name, sql in made:
                renamed = re.sub(rf'"?\b{name}\b"?', f"raw_{name}", sql, count=1)
                self.plain.execute(renamed.replace(f" ON {table} ", f" ON raw_{table} "))
            columns = len(self.plain.execute(f"PRAGMA table_info({table})").fetchall())
            self.inserts[table] = f"INSERT INTO raw_{table} VALUES ({', '.join('?' * columns)})"  # noqa: S608

    def newest(self, table: str, count: int) -> list[Row]:
        """The rows of a table that came last, in their order."""
        query = f"SELECT * FROM {table} ORDER BY number DESC LIMIT ?"  # noqa: S608
        return self.plain.execute(query, (count,)).fetchall()[::-1]

    def commit(self, **rows: Sequence[Row]) -> None:
        """Insert rows, table by table, and commit."""
        self.plain.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            self.plain.executemany(self.inserts[table], some)
        self.plain.execute("COMMIT")

    def close(self) -> None:
        self.plain.close()


def bulk(desk: Desk, raw: Raw, size: int, found: Found) -> None:
    """The import, and after each of its commits the same rows by plain inserts."""
    ours = 0.0
    for start in range(0, size, BATCH):
        lines = [transfer(number) for number in range(start, min(start + BATCH, size))]
        ours += seconds(lambda lines=lines: posting.post(desk, CLERK, lines))  # type: ignore[misc]
        rows = {table: raw.newest(table, len(lines) if table == "transfer" else 1) for table in ROWS}
        found.raw += seconds(lambda rows=rows: raw.commit(**rows))  # type: ignore[misc]
    found.parts["import"] = ours


def single(desk: Desk, raw: Raw, rounds: int, each: int, found: Found) -> None:
    """Rounds in which one caller, sixteen callers and the plain connection take turns; seconds for one commit."""
    numbers: Iterator[int] = iter(range(10**8, 10**9))

    def asked() -> list[Transfer]:
        return [transfer(number, "single") for number in islice(numbers, each)]

    def post(one: Transfer) -> None:
        posting.post(desk, CLERK, [one])

    def one_after_another(some: Sequence[Transfer]) -> None:
        for one in some:
            post(one)

    with ThreadPoolExecutor(CALLERS) as callers:
        for _ in range(rounds):
            some, others = asked(), asked()
            found.one.append(seconds(lambda some=some: callers.submit(one_after_another, some).result()) / each)  # type: ignore[misc]
            found.many.append(seconds(lambda others=others: list(callers.map(post, others))) / each)  # type: ignore[misc]
            newest = {table: raw.newest(table, 2 * each) for table in ROWS}
            alone = [{"transfer": [row]} for row in newest["transfer"][:each]]
            whole = [{table: [rows[each + n]] for table, rows in newest.items()} for n in range(each)]
            found.raw_row.append(seconds(lambda some=alone: [raw.commit(**one) for one in some]) / each)  # type: ignore[misc]
            found.raw_single.append(seconds(lambda some=whole: [raw.commit(**one) for one in some]) / each)  # type: ignore[misc]


def measured(folder: Path, size: int, rounds: int, each: int) -> Found:
    """Everything at one size; the month is closed after the single postings, which belong to it."""
    database, found = folder / f"ledger{size}.db", Found()
    desk = office(database)
    raw = Raw(database)
    bulk(desk, raw, size, found)
    single(desk, raw, rounds, each, found)
    found.parts["month close"] = seconds(lambda: periods.close(desk, CLERK, "2023-01"))
    with desk.store.read() as connection:
        homes = [one.id for one in accounts.by_key(connection, [f"household:h{n}" for n in range(20)]).values()]
    year = (date(2023, 1, 1), date(2023, 12, 31))
    found.parts["statement"] = statistics.median(
        seconds(lambda home=home: statements.statement(desk, CLERK, home, *year)) for home in homes  # type: ignore[misc]
    )  # fmt: skip
    start = time.perf_counter()
    found.faults = sum(len(one.faults) for one in audit.audit(desk))
    found.parts["audit"] = time.perf_counter() - start
    raw.close()
    desk.store.close()
    return found


def power(runs: dict[int, Found], take: Callable[[Found], float]) -> float:
    """To which power of the size something grows."""
    return exponent({float(size): take(found) for size, found in runs.items()})


def goals(runs: dict[int, Found]) -> list[report.Goal]:
    """Limits at the largest size, growth over all, and posting beside plain inserts."""
    largest = runs[max(runs)]
    made = [
        report.Goal(f"{max(runs):,} transfers, {part}, seconds", largest.parts[part], most)
        for part, most in LIMITS.items()
    ]
    for part in ("import", "month close", "audit"):
        grows = power(runs, lambda found, part=part: found.parts[part])  # type: ignore[misc]
        made.append(report.Goal(f"{part} grows as transfers to the power of (1 is linear)", grows, 1.1))
    beside = power(runs, lambda found: found.parts["import"]) / power(runs, lambda found: found.raw)
    made.append(report.Goal("the import's power ÷ that of the raw inserts of the same rows", beside, 1.05))
    plain, row = statistics.median(largest.raw_single), statistics.median(largest.raw_row)
    one, many = statistics.median(largest.one), statistics.median(largest.many)
    return [
        *made,
        report.Goal("bulk postings ÷ raw batched inserts, in time", largest.parts["import"] / largest.raw, 4),
        report.Goal(
            "single durable postings, one caller ÷ raw commits of the same three rows, in time", one / plain, 2
        ),
        report.Goal("the same ÷ raw commits of the one row of the transfer", one / row, 2),
        report.Goal(f"{CALLERS} callers at once ÷ raw commits of the same three rows", many / plain, 2),
        report.Goal(f"{CALLERS} callers at once ÷ raw commits of the one row of the transfer", many / row, 2),
        report.Goal("faults that the audit finds", sum(found.faults for found in runs.values()), 0, "{:.0f}"),
    ]


def tables(runs: dict[int, Found]) -> list[str]:
    """Seconds of each part, and microseconds of one posting."""
    head = ("transfers", *LIMITS, "raw batched inserts of the same rows")
    parts = [
        (f"{size:,}", *(f"{found.parts[part]:.3g}" for part in LIMITS), f"{found.raw:.3g}") for size, found in runs.items()
    ]  # fmt: skip
    micro = [
        (f"{size:,}", *(f"{statistics.median(one) * 1e6:.0f}"
                        for one in (found.one, found.many, found.raw_single, found.raw_row)))
        for size, found in runs.items()
    ]  # fmt: skip
    single_head = ("transfers", "µs a posting, one caller", f"{CALLERS} callers at once", "raw commit of the same three rows",
                   "of the one row of the transfer")  # fmt: skip
    return [report.table(head, parts), report.table(single_head, micro)]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--quick", action="store_true", help="few transfers, nothing is written")
    options = parser.parse_args(arguments)
    sizes, rounds, each = ([2_000, 6_000], 2, 16) if options.quick else (options.sizes, options.rounds, 256)
    with tempfile.TemporaryDirectory() as temporary, machine.watched() as load:
        folder = Path(temporary)
        runs = {size: measured(folder, size, rounds, each) for size in sizes}
        described = machine.described(folder)
    used = {**machine.versions("weiping", "sqlalchemy"), "SQLite": sqlite3.sqlite_version}
    report.publish("ledger", report.section(described, load, used, tables(runs), goals(runs)), options.quick)


if __name__ == "__main__":
    main()
