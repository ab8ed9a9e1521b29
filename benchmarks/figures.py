"""The arithmetic of the benchmarks: percentiles, slopes, exponents, and what /proc says of a process."""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

PROC = Path("/proc")


def percentile(values: Iterable[float], part: float) -> float:
    """The smallest of `values` that at least `part` of them do not exceed (nearest rank); NaN where there are none."""
    found = sorted(values)
    return found[max(0, math.ceil(part * len(found)) - 1)] if found else math.nan


def slope(points: Mapping[float, float]) -> float:
    """By how much y grows where x grows by one: least squares over x -> y. NaN for fewer than two points."""
    return statistics.linear_regression(list(points), list(points.values())).slope if len(points) > 1 else math.nan


def exponent(costs: Mapping[float, float]) -> float:
    """The k of cost = a · size^k that fits best; 1 is linear, less is better. NaN for fewer than two sizes."""
    return slope({math.log(size): math.log(cost) for size, cost in costs.items()})


def spread(values: Sequence[float], form: Callable[[float], str] = "{:.0f}".format) -> str:
    """Lowest to highest, for a table."""
    return f"{form(min(values))} to {form(max(values))}"


def pss_of(rollup: str) -> int:
    """KiB in the line `Pss:` of a smaps_rollup file: memory of its own, and its share of what others have mapped too."""
    for line in rollup.splitlines():
        name, _, rest = line.partition(":")
        if name == "Pss":
            return int(rest.split()[0])
    raise ValueError("no line Pss: in it")


def tree(root: int, proc: Path = PROC) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for folder in proc.iterdir():
        if folder.name.isdecimal() and (stat := _read(folder / "stat")):
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [root]
    for one in found:  # it grows while it is walked
        found += [child for child, parent in parents.items() if parent == one]
    return found


def memory_of(root: int, proc: Path = PROC) -> float:
    """MB (10^6 bytes) of memory that a process and its descendants hold, each shared page counted in shares."""
    rollups = (_read(proc / str(one) / "smaps_rollup") for one in tree(root, proc))
    return sum(pss_of(rollup) for rollup in rollups if rollup) * 1024 / 1e6


def cpu_of(root: int, proc: Path = PROC) -> float:
    """Seconds of CPU that a process and its living descendants have used."""
    ticks = 0
    for one in tree(root, proc):
        if stat := _read(proc / str(one) / "stat"):
            ticks += sum(map(int, stat.rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _read(path: Path) -> str:
    """What a file says; nothing where its process has ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
