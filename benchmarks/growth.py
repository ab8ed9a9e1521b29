"""Scoring grows with the rows: 1, 10 and 100 million marks by weiping, pandas and DuckDB, time and memory in one run.

    python -m benchmarks growth [--quick]

The same Parquet file, the same rule (per entry and criterion drop the highest and the lowest mark, average, round half-up to two
decimals, weigh, sum, rank). Each size and each program in a process of its own, its start excluded, its peak memory with
it. pandas and DuckDB compute with floats and rank what comes out; weiping checks every row and is exact. The totals are
compared to a hundredth.
"""

from __future__ import annotations

# ruff: noqa: S608 - the query stands in a program's text; nothing is put into it
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from . import machine, report
from .figures import exponent
from .scoring import generate
from .servers import PEERS

SIZES = (1_000_000, 10_000_000, 100_000_000)

COMMON = """
import json, resource, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
def done(start, totals):
    print(json.dumps({"seconds": time.perf_counter() - start, "checksum": totals,
                      "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20}))
"""
PROGRAMS = {
    "weiping": COMMON
    + """
from benchmarks.scoring import with_weiping
start = time.perf_counter(); found = with_weiping(folder); done(start, float(found["total"].cast(float).sum()))
""",
    "pandas": COMMON
    + """
import numpy as np, pandas as pd
start = time.perf_counter()
m = pd.read_parquet(folder / "marks.parquet"); w = pd.read_parquet(folder / "criteria.parquet")
for name in ("round", "entry", "judge", "criterion"): m[name] = m[name].astype("category")
cells = m.groupby(["round", "entry", "criterion"], observed=True, sort=False)["mark"]
g = cells.agg(["sum", "max", "min", "count"]).reset_index()
g["panel"] = np.floor((g["sum"] - g["max"] - g["min"]) / (g["count"] - 2) * 100 + 0.5 + 1e-9) / 100
g = g.merge(w[["criterion", "weight"]], on="criterion")
g["part"] = np.floor(g["panel"] * g["weight"].astype(float) * 100 + 0.5 + 1e-9) / 100
t = g.groupby(["round", "entry"], observed=True)["part"].sum().reset_index()
t["rank"] = t.groupby("round", observed=True)["part"].rank(method="min", ascending=False)
done(start, float(t["part"].sum()))
""",
    "DuckDB": COMMON
    + """
import duckdb
start = time.perf_counter()
marks, criteria = (duckdb.read_parquet(str(folder / f"{name}.parquet")) for name in ("marks", "criteria"))
found = duckdb.sql('''
 with cell as (select round, entry, criterion, (sum(mark) - max(mark) - min(mark)) / (count(mark) - 2) as panel
               from marks group by all),
 part as (select round, entry, floor(floor(panel * 100 + 0.5 + 1e-9) / 100 * weight::double * 100 + 0.5 + 1e-9) / 100 as part
          from cell join criteria using (criterion)),
 total as (select round, entry, sum(part) as total from part group by all)
 select *, rank() over (partition by round order by total desc) from total''').fetchall()
done(start, sum(row[2] for row in found))
""",
}


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Seconds, peak memory in GiB and a checksum of one program; NaN where it did not come to an end."""
    python = sys.executable if name == "weiping" else str(PEERS / "bin" / "python")
    done = subprocess.run(
        [python, "-c", PROGRAMS[name], str(folder)], capture_output=True, text=True, check=False, timeout=1800
    )
    if done.returncode:
        return {
            "seconds": float("nan"),
            "memory": float("nan"),
            "checksum": float("nan"),
            "why": done.stderr.strip()[-200:],
        }
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--quick", action="store_true", help="few marks, nothing is written")
    options = parser.parse_args(arguments)
    sizes = [90_000, 450_000] if options.quick else options.sizes
    rows: list[tuple[object, ...]] = []
    seconds: dict[str, dict[float, float]] = {name: {} for name in PROGRAMS}
    failures = []
    with machine.watched() as load:
        for size in sizes:
            with tempfile.TemporaryDirectory() as temporary:
                folder = Path(temporary)
                generate(folder, size)
                marks = pl.scan_parquet(folder / "marks.parquet").select(pl.len()).collect().item()
                found = {name: measured(name, folder) for name in PROGRAMS}
            checked = found["weiping"]["checksum"]
            for name, one in found.items():
                seconds[name][marks] = one["seconds"]
                agrees = abs(one["checksum"] - checked) <= max(1.0, 1e-6 * abs(checked))
                rows.append(
                    (f"{marks:,}", name, f"{one['seconds']:.2f}", f"{one['memory']:.2f}", "yes" if agrees else "**no**")
                )
                if "why" in one:
                    failures.append(f"{name} at {marks:,}: {one['why']}")
    goal = report.Goal("exponent of weiping's time over rows (1 is linear)", exponent(seconds["weiping"]), 1.1)
    parts = [report.table(("marks", "program", "seconds", "peak memory, GiB", "same totals"), rows), *failures]
    text = report.section(machine.described(), load, machine.versions("weiping", "polars"), parts, [goal])
    report.publish("growth", text, options.quick)


if __name__ == "__main__":
    main()
