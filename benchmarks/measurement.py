"""How fast and how right the measurement toolkit is: beside lme4 where R is there, and against simulated truth.

    python -m benchmarks measurement [--quick]

Crossed random effects: the same 12,000 marks (1,900 judges × 40 entries) by weiping and by R's lme4, each in its own process,
its start excluded, in turn; then a million marks of 2,000 judges on 50,000 entries. Bootstrap: 1,000 panels drawn of 200
entries × 15 judges × 5 criteria under the rule `trimmed`. Recovery: simulated sparse panels with strict and lenient judges, the
adjusted order and the raw one against the truth, and how often nominal 90 % intervals hold it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl
from scipy import stats

from weiping.scoring.dataset import Dataset
from weiping.study.severity import severity
from weiping.study.simulate import Settings, simulate

from . import machine, report
from .figures import spread

T = TypeVar("T")

LME4 = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1]); runs <- as.integer(commandArgs(TRUE)[2])
d$criterion <- factor(d$criterion); contrasts(d$criterion) <- contr.sum(nlevels(d$criterion))
fit <- function() lmer(mark ~ 1 + criterion + (1|entry) + (1|judge), d)
m <- fit(); v <- as.data.frame(VarCorr(m))
t <- sapply(seq_len(runs), function(i) system.time(fit())["elapsed"])
cat(sprintf('{"seconds": [%s], "variances": {%s}, "version": "%s"}', paste(t, collapse = ", "),
  paste(sprintf('"%s": %.10g', ifelse(v$grp == "Residual", "residual", v$grp), v$vcov), collapse = ", "),
  as.character(packageVersion("lme4"))))
"""


def sparse(judges: int, entries: int, marks: int, seed: int) -> pl.DataFrame:
    """A panel in which everybody meets somebody, at random."""
    rng = np.random.default_rng(seed)
    entry, judge, criterion = (rng.integers(0, size, marks) for size in (entries, judges, 3))
    value = 80 + rng.normal(0, 3, judges)[judge] + rng.normal(0, 5, entries)[entry] + np.array([1, 0, -1])[criterion]
    return pl.DataFrame({
        "entry": pl.Series(entry).cast(pl.String), "judge": pl.Series(judge).cast(pl.String),
        "criterion": pl.Series(criterion).cast(pl.String), "mark": np.round(value + rng.normal(0, 4, marks), 1),
    })  # fmt: skip


def timed(job: Callable[[], T], runs: int) -> tuple[list[float], T]:
    """Seconds of each run, and what the last one answered. One run before them warms up what is loaded late."""
    found = job()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        found = job()
        seconds.append(time.perf_counter() - start)
    return seconds, found


def with_lme4(marks: pl.DataFrame, runs: int) -> dict[str, Any] | None:
    """What R's lme4 makes of the same marks; None where there is no R with lme4."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "marks.csv", Path(folder) / "fit.R"
        marks.write_csv(data)
        script.write_text(LME4)
        done = subprocess.run(
            ["Rscript", str(script), str(data), str(runs)], capture_output=True, text=True, check=False
        )
    return json.loads(done.stdout) if done.returncode == 0 else None


def crossed(runs: int) -> tuple[list[tuple[object, ...]], list[report.Goal]]:
    """Rows and goals of the fit beside lme4."""
    marks = sparse(1900, 40, 12_000, 7)
    seconds, found = timed(lambda: severity(marks), runs)
    rows: list[tuple[object, ...]] = [
        ("weiping", f"{statistics.median(seconds):.3f}", spread(seconds, "{:.3f}".format))
    ]
    theirs = with_lme4(marks, runs)
    if theirs is None:
        return [*rows, ("lme4", "R with lme4 is not installed", "")], []
    slow = theirs["seconds"]
    rows.append((f"lme4 {theirs['version']}", f"{statistics.median(slow):.3f}", spread(slow, "{:.3f}".format)))
    apart = max(abs(found.variance[name] / value - 1) for name, value in theirs["variances"].items())
    ratio = statistics.median(seconds) / statistics.median(slow)
    return rows, [
        report.Goal("seconds of weiping ÷ seconds of lme4", ratio, 2),
        report.Goal("largest difference of a variance, as a share", apart, 1e-3, "{:.1e}"),
    ]


def _million(marks: int, answer: Any) -> None:
    table = sparse(2000, 50_000, marks, 11)
    start = time.perf_counter()
    severity(table)
    answer.put((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20))


def million(marks: int) -> list[report.Goal]:
    """A million marks in a process of its own, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=_million, args=(marks, answer))
    process.start()
    seconds, memory = answer.get()
    process.join()
    what = f"{marks:,} marks, 50,000 entries × 2,000 judges"
    return [report.Goal(f"{what}, seconds", seconds, 300, "{:.0f}"), report.Goal(f"{what}, GiB", memory, 4)]


def drawn(runs: int) -> list[report.Goal]:
    """The bootstrap through the front door."""
    from weiping.research import front

    made = simulate(Settings(entries=200, judges=15, criteria=5), seed=1)
    dataset: Dataset = front.dataset_of(made, "trimmed")
    seconds, _ = timed(lambda: front.stability(dataset, draws=1000), runs)
    return [report.Goal("1,000 panels of 200 × 15 × 5, seconds", statistics.median(seconds), 5)]


def recovery(panels: int) -> tuple[list[tuple[object, ...]], list[report.Goal]]:
    """Order and intervals against the truth, over several kinds of panels."""
    kinds = {
        "one criterion": Settings(entries=30, judges=12, each=4, criteria=1, halo=0, interaction=0),
        "five criteria, halo": Settings(entries=30, judges=12, each=4, halo=0.7),
        "severe judges": Settings(entries=40, judges=10, each=3, severity=2.0),
        "gaps": Settings(entries=30, judges=12, each=5, missing=0.15),
    }
    rows: list[tuple[object, ...]] = []
    every: dict[str, list[float]] = {"adjusted": [], "raw": [], "scores": [], "places": []}
    for name, settings in kinds.items():
        found: dict[str, list[float]] = {key: [] for key in every}
        for seed in range(panels):
            for key, value in _recovered(settings, seed).items():
                found[key].append(value)
        rows.append((name, *(f"{np.mean(values):.3f}" for values in found.values())))
        for key, values in found.items():
            every[key] += values
    scores, places = float(np.mean(every["scores"])), float(np.mean(every["places"]))
    return rows, [
        report.Goal("raw tau ÷ adjusted tau", float(np.mean(every["raw"]) / np.mean(every["adjusted"])), 1, "{:.3f}"),
        report.Goal("distance of the 90 % intervals for scores from 0.90", abs(scores - 0.9), 0.03, "{:.3f}"),
        report.Goal("how far the 90 % intervals for places stay below 0.87", max(0.0, 0.87 - places), 0, "{:.3f}"),
    ]


def _recovered(settings: Settings, seed: int) -> dict[str, float]:
    made = simulate(settings, seed=seed)
    found = severity(made.marks, sheets=True, joint=True)
    ranks = found.rankings(draws=500, seed=seed).intervals(0.9)
    table = found.entries.join(made.entries, on="entry").join(ranks, on="entry", suffix="_place")
    truth = table.with_columns(place=(-pl.col("truth")).rank("min"))
    tau = {name: float(stats.kendalltau(truth[name], truth["truth"]).statistic) for name in ("adjusted", "raw")}
    return {
        **tau, "scores": float(((truth["low"] <= truth["truth"]) & (truth["truth"] <= truth["high"])).mean()),  # type: ignore[arg-type]
        "places": float(((truth["low_place"] <= truth["place"]) & (truth["place"] <= truth["high_place"])).mean()),  # type: ignore[arg-type]
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--panels", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="few panels and marks, nothing is written")
    options = parser.parse_args(arguments)
    runs, panels, marks = (1, 5, 50_000) if options.quick else (options.runs, options.panels, 1_000_000)
    with machine.watched() as load:
        beside, goals = crossed(runs)
        goals += million(marks) + drawn(runs)
        found, more = recovery(panels)
    parts = [
        report.table(("crossed random effects, 12,000 marks", "seconds", "lowest to highest"), beside),
        report.table(("panels", "tau of adjusted", "tau of raw", "scores held", "places held"), found),
        f"Medians of {runs} runs; {panels} simulated panels of each kind.",
    ]
    text = report.section(
        machine.described(), load, machine.versions("weiping", "numpy", "scipy", "polars"), parts, goals + more
    )
    report.publish("measurement", text, options.quick)


if __name__ == "__main__":
    main()
