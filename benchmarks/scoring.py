"""Ten million marks from one Parquet file: `weiping.scoring` beside the same query written by hand in polars.

    python -m benchmarks scoring [--marks 10000000] [--runs 5] [--keep FOLDER] [--quick]

Both read the same file in the same run, in turn. Both make the same checks (every number has at most six decimals and
is on the scale and its step, no key is empty, entry and criterion are known, no cell is filled twice), compute with
integers, drop the highest and the lowest mark, round half-up per criterion before and after weighing, rank within each
round with a tie-break. The results are compared before times are. Prints the ratio of the medians.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from weiping.frames import read_table
from weiping.scoring.engine import score
from weiping.scoring.facts import prepare, read_marks
from weiping.scoring.rule import parse_rule

from . import machine, report
from .figures import spread

ROUNDS, JUDGES = 100, 9
CRITERIA = {"楼道卫生": "1.2", "公共环境": "1", "绿化管理": "0.8", "规范停车": "1", "居民行为规范": "1"}
RULE = """
[rule]
key = "benchmark"
title = "benchmark"
[marks]
scale = { low = 0, high = 10, step = 0.25 }
[combine]
method = "trimmed"
drop_high = 1
drop_low = 1
decimals = 2
[weigh]
weights_from = "weight"
decimals = 2
[final]
decimals = 2
[[rank.ties]]
by = "criteria_total"
"""


def generate(folder: Path, size: int) -> None:
    """marks.parquet, entries.parquet and criteria.parquet; text keys, float marks, rows in random order."""
    entries = size // (ROUNDS * JUDGES * len(CRITERIA))
    size = entries * ROUNDS * JUDGES * len(CRITERIA)
    rng = np.random.default_rng(20240501)
    cell = rng.permutation(size)
    cell, criterion = np.divmod(cell, len(CRITERIA))
    cell, judge = np.divmod(cell, JUDGES)
    round_, entry = np.divmod(cell, entries)
    names = pl.Series(list(CRITERIA))
    pl.DataFrame(
        {
            "round": (round_ + 1).astype(np.int32),
            "entry": pl.Series([f"小区{number:05}" for number in range(entries)]).gather(entry),
            "judge": pl.Series([f"评委{number}" for number in range(1, JUDGES + 1)]).gather(judge),
            "criterion": names.gather(criterion),
            "mark": rng.integers(16, 41, size) / 4,
        }
    ).write_parquet(folder / "marks.parquet")
    pl.DataFrame({"entry": [f"小区{number:05}" for number in range(entries)]}).write_parquet(folder / "entries.parquet")
    weights = pl.DataFrame({"criterion": names, "weight": list(CRITERIA.values())})
    weights.write_parquet(folder / "criteria.parquet")


def with_weiping(folder: Path) -> pl.DataFrame:
    """Through the front door, as `weiping score` does."""
    rule = parse_rule(RULE)
    facts = prepare(
        rule, entries=read_table(folder / "entries.parquet"), criteria=read_table(folder / "criteria.parquet")
    )
    marks = read_marks(read_table(folder / "marks.parquet"), rule, facts)
    scored = score(marks, rule, facts=facts)
    assert scored.refused.is_empty()
    return scored.standings.select("round", "entry", "total", "rank")


def by_hand(folder: Path) -> pl.DataFrame:
    """The query a polars user would write for this one rule, with text keys as categories to be fast."""
    entries = pl.read_parquet(folder / "entries.parquet")
    criteria = pl.read_parquet(folder / "criteria.parquet")
    criteria = criteria.with_columns(weight=(pl.col("weight").cast(pl.Decimal(10, 4)) * 10_000).cast(pl.Int64))
    mark, value = pl.col("mark"), pl.col("value")
    keys = ["round", "entry", "criterion"]
    marks = (
        pl.scan_parquet(folder / "marks.parquet")
        .with_columns(pl.col("entry", "judge", "criterion").cast(pl.Categorical))
        .with_columns(value=(mark * 1e6).round().cast(pl.Int64))
        .collect()
    )
    assert not any(marks.null_count().row(0))
    assert marks.select((value / 1e6 == mark).all() & value.is_between(0, 10_000_000).all()).item()
    assert marks.select((value % 250_000 == 0).all()).item()
    assert marks["entry"].unique().cast(pl.String).is_in(entries["entry"].implode()).all()
    assert marks["criterion"].unique().cast(pl.String).is_in(criteria["criterion"].implode()).all()
    cells = marks.lazy().group_by(*keys, "judge").len().select(pl.col("len").max()).collect(engine="streaming")
    assert cells.item() == 1

    def half_up(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
        return (numerator * 2 + denominator) // (denominator * 2)

    weights = criteria.with_columns(pl.col("criterion").cast(pl.Categorical)).lazy()
    totals = (
        marks.lazy()
        .group_by(keys)
        .agg(kept=value.sum() - value.max() - value.min(), n=value.count().cast(pl.Int64) - 2)
        .with_columns(panel=half_up(pl.col("kept"), pl.col("n") * 10_000))
        .join(weights, on="criterion")
        .with_columns(part=half_up(pl.col("panel") * pl.col("weight"), 10_000))
        .group_by("round", "entry")
        .agg(total=pl.col("part").sum(), n=pl.len())
        .filter(pl.col("n") == criteria.height)
        .with_columns(rank=pl.col("total").rank("min", descending=True).over("round"))
        .with_columns(
            total=(pl.col("total").cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(38, 2)),
            entry=pl.col("entry").cast(pl.String),
        )
        .collect()
    )
    return totals.select("round", "entry", "total", "rank").sort("round", "rank", "entry")


def timed(folder: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each run, the two in turn."""
    times: dict[str, list[float]] = {"weiping": [], "by hand": []}
    for _ in range(runs):
        for name, run in (("weiping", with_weiping), ("by hand", by_hand)):
            start = time.perf_counter()
            run(folder)
            times[name].append(time.perf_counter() - start)
    return times


def section(rows: int, times: dict[str, list[float]], load: machine.Load) -> str:
    """Goal and table."""
    seconds = "{:.2f}".format
    medians = {name: statistics.median(found) for name, found in times.items()}
    lines = [(name, seconds(medians[name]), spread(found, seconds)) for name, found in times.items()]
    said = f"{rows:,} marks; medians of {len(times['weiping'])} runs each."
    parts = [report.table(("", "seconds", "lowest to highest"), lines), said]
    goal = report.Goal("weiping ÷ the query written by hand", medians["weiping"] / medians["by hand"], 1.5)
    return report.section(machine.described(), load, machine.versions("weiping", "polars", "numpy"), parts, [goal])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--marks", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--quick", action="store_true", help="few marks, nothing is written")
    options = parser.parse_args(arguments)
    size, runs = (90_000, 2) if options.quick else (options.marks, options.runs)
    with tempfile.TemporaryDirectory() as temporary, machine.watched() as load:
        folder = options.keep or Path(temporary)
        if not (folder / "marks.parquet").exists():
            generate(folder, size)
        ours, theirs = with_weiping(folder), by_hand(folder)
        assert ours.equals(theirs.cast(dict(ours.schema))), "the two do not agree"  # type: ignore[arg-type]
        rows = pl.scan_parquet(folder / "marks.parquet").select(pl.len()).collect().item()
        times = timed(folder, runs)
    report.publish("scoring", section(rows, times, load), options.quick)


if __name__ == "__main__":
    main()
