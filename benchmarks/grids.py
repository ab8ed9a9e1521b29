"""Households into micro-grids: how compact, how fast, how steady, and how it grows.

    python -m benchmarks grids [--seeds 5] [--sizes 10000 100000 1000000] [--quick]

Compact: 3,000 scattered houses into 300 groups on three kinds of made-up settlements of 3 km × 3 km (houses anywhere, hamlets,
lanes), beside a list drawn up in strips of 50 m walked to and fro. Steady: the same after 2 % of the households have been
replaced. Beside k-means-constrained, which solves the same problem with every house joined to every centre, on
sizes that it can do. Growth: a city of grids of 300 households each, half of them in buildings, each size in a
process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from weiping.grid.measures import Measures, measured, strips
from weiping.grid.partition import partition

from . import machine, report
from .figures import exponent, spread
from .servers import PEERS

SIDE = 3000.0
PEER = """
import json, sys, time
import numpy as np
from importlib.metadata import version
from k_means_constrained import KMeansConstrained
place, groups = np.load(sys.argv[1]), int(sys.argv[2])
start = time.perf_counter()
model = KMeansConstrained(groups, size_min=8, size_max=12, n_init=int(sys.argv[3]), random_state=0).fit(place)
print(json.dumps({"seconds": time.perf_counter() - start, "labels": model.labels_.tolist(),
                  "version": version("k-means-constrained")}))
"""


def even(count: int, rng: np.random.Generator) -> Any:
    """Houses anywhere."""
    return rng.uniform(0, SIDE, (count, 2))


def hamlets(count: int, rng: np.random.Generator) -> Any:
    """Hamlets of about thirty houses, and one house in fourteen by itself."""
    parts = [even(count // 14, rng)]
    while sum(map(len, parts)) < count:
        many = 3 + int(rng.lognormal(3.4, 0.5))
        parts.append(rng.uniform(0, SIDE, 2) + rng.normal(0, 8 * np.sqrt(many), (many, 2)))
    return np.concatenate(parts)[:count]


def lanes(count: int, rng: np.random.Generator) -> Any:
    """Lanes of 150 to 700 m with a house every twelve metres."""
    parts: list[Any] = []
    while sum(map(len, parts)) < count:
        turn, length = rng.uniform(0, np.pi), rng.uniform(150, 700)
        along = np.outer(rng.uniform(0, length, int(length / 12)), [np.cos(turn), np.sin(turn)])
        parts.append(rng.uniform(0, SIDE, 2) + along + rng.normal(0, 12, along.shape))
    return np.concatenate(parts)[:count]


SETTLEMENTS = {"anywhere": even, "hamlets": hamlets, "lanes": lanes}


def table(place: Any, prefix: str = "h") -> pl.DataFrame:
    """Scattered houses of one grid."""
    keys = [f"{prefix}{number:07}" for number in range(len(place))]
    return pl.DataFrame({"key": keys, "grid": ["g"] * len(keys), "x": place[:, 0], "y": place[:, 1]})


def replaced(homes: pl.DataFrame, place: Any, share: float, rng: np.random.Generator) -> pl.DataFrame:
    """A share of the households gone, and as many newcomers near others."""
    many = round(homes.height * share)
    gone = np.isin(np.arange(homes.height), rng.choice(homes.height, many, replace=False))
    near = place[rng.choice(homes.height, many)] + rng.normal(0, 20, (many, 2))
    return pl.concat([homes.filter(~pl.Series(gone)), table(near, "n")])


def compact(seeds: int, count: int) -> tuple[list[tuple[object, ...]], list[report.Goal]]:
    """Rows and goals of the comparison with strips, and of dividing again."""
    rows: list[tuple[object, ...]] = []
    every: dict[str, list[float]] = {"mean": [], "worst": [], "seconds": [], "moved": []}
    for name, make in SETTLEMENTS.items():
        found: dict[str, list[float]] = {key: [] for key in every}
        shown: list[tuple[Measures, Measures]] = []
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            place = make(count, rng)
            homes, walked = table(place), measured(place, strips(place), -(-count // 10))
            start = time.perf_counter()
            first = partition(homes)
            found["seconds"].append(time.perf_counter() - start)
            assert first.groups.height == count // 10
            assert first.exceptions.is_empty()
            found["mean"].append(first.measures.mean / walked.mean)
            found["worst"].append(first.measures.worst / walked.worst)
            again = partition(replaced(homes, place, 0.02, rng), former=first.members).changes
            found["moved"].append(again.drop_nulls(["before", "after"]).height / (0.98 * count))
            shown.append((first.measures, walked))
        rows.append((name, *_row(shown), _percent(found["moved"]), f"{statistics.median(found['seconds']):.2f}"))
        for key, values in found.items():
            every[key] += values
    return rows, [
        report.Goal(
            f"{count:,} houses: mean distance to the centre ÷ that of strips, highest", max(every["mean"]), 0.75
        ),
        report.Goal(f"{count:,} houses: worst diameter ÷ that of strips, highest", max(every["worst"]), 0.25),
        report.Goal(f"{count:,} houses: seconds, longest", max(every["seconds"]), 3),
        report.Goal(
            "share of the others that move after 2 % were replaced, highest", max(every["moved"]), 0.01, "{:.4f}"
        ),
    ]


def _row(shown: list[tuple[Measures, Measures]]) -> tuple[str, ...]:
    """Mean distances and worst diameters of ours and of the strips, lowest to highest over the seeds."""
    return tuple(
        spread([getattr(pair[which], what) for pair in shown]) for what in ("mean", "worst") for which in (0, 1)
    )


def _percent(values: list[float]) -> str:
    return spread(values, "{:.2%}".format)


def beside(sizes: list[int]) -> tuple[list[tuple[object, ...]], list[str]]:
    """Rows of ours and k-means-constrained on the same houses, with its defaults and with a single beginning."""
    rows: list[tuple[object, ...]] = []
    failures = []
    for size in sizes:
        place = hamlets(size, np.random.default_rng(1))
        start = time.perf_counter()
        ours = partition(table(place)).measures
        rows.append(
            (f"{size:,}", "weiping", f"{time.perf_counter() - start:.2f}", f"{ours.mean:.1f}", f"{ours.worst:.0f}")
        )
        for starts in (1, 10):
            theirs = with_peer(place, size // 10, starts)
            if isinstance(theirs, str):
                failures.append(f"k-means-constrained at {size:,}, {starts} beginnings: {theirs}")
                continue
            found = measured(place, np.array(theirs["labels"]), size // 10)
            name = f"k-means-constrained {theirs['version']}, {starts} beginning{'s' * (starts > 1)}"
            rows.append((f"{size:,}", name, f"{theirs['seconds']:.2f}", f"{found.mean:.1f}", f"{found.worst:.0f}"))
    return rows, failures


def with_peer(place: Any, groups: int, starts: int, limit: int = 600) -> dict[str, Any] | str:
    """What k-means-constrained makes of the same houses; why not, where it came to no end."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "place.npy"
        np.save(file, place)
        command = [str(PEERS / "bin" / "python"), "-c", PEER, str(file), str(groups), str(starts)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
        except (subprocess.TimeoutExpired, FileNotFoundError) as error:
            return f"{type(error).__name__} ({limit} s)"
    if done.returncode:
        return done.stderr.strip()[-200:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


SHAPES = (((2, 6), (2, 6), (2, 7)), ((2, 18), (2, 11)), ((3, 11), (2, 5)), ((4, 9), (1, 4), (1, 4)))
"""Buildings of a city: flats a floor and floors, stairwell by stairwell."""


def city(households: int, seed: int = 1) -> pl.DataFrame:
    """Grids of about 300 households: two or three buildings of one shape, and hamlets of scattered houses."""
    rng = np.random.default_rng(seed)
    grids = -(-households // 300)
    flats = pl.DataFrame(
        [
            (shape, f"{building}号楼", f"{unit}单元", f"{floor}{door:02}")
            for shape, units in enumerate(SHAPES)
            for building in range(1, 1 + 150 // sum(wide * high for wide, high in units))
            for unit, (wide, high) in enumerate(units, 1)
            for floor in range(1, high + 1)
            for door in range(1, wide + 1)
        ],
        schema=["shape", "building", "unit", "room"],
        orient="row",
    )
    names = pl.Series("grid", [f"g{number:05}" for number in range(grids)])
    blocks = (
        pl.DataFrame({"grid": names, "shape": np.arange(grids) % len(SHAPES)}).join(flats, on="shape").drop("shape")
    )
    grid = np.arange(households - blocks.height) % grids
    centre = rng.uniform(0, 1500, (grids, 3, 2))
    place = centre[grid, rng.integers(0, 3, len(grid))] + rng.normal(0, 60, (len(grid), 2))
    houses = pl.DataFrame({"grid": names.gather(grid), "x": place[:, 0], "y": place[:, 1]})
    both = pl.concat([blocks, houses], how="diagonal")
    return both.with_columns(key=pl.format("h{}", pl.int_range(pl.len())))


def _divide(households: int, answer: Any) -> None:
    homes = city(households)
    start = time.perf_counter()
    found = partition(homes)
    seconds = time.perf_counter() - start
    assert found.members.height == households
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    answer.put((seconds, memory, found.groups.height, found.exceptions.height, found.measures.mean))


def growth(sizes: list[int]) -> tuple[list[tuple[object, ...]], list[report.Goal]]:
    """Rows and goals of cities that grow, each in a process of its own, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    rows: list[tuple[object, ...]] = []
    seconds: dict[float, float] = {}
    for size in sizes:
        answer = context.Queue()
        process = context.Process(target=_divide, args=(size, answer))
        process.start()
        process.join()
        assert process.exitcode == 0, f"the city of {size:,} came to no end"
        seconds[size], memory, groups, exceptions, mean = answer.get()
        rows.append(
            (f"{size:,}", f"{seconds[size]:.1f}", f"{memory:.2f}", f"{groups:,}", f"{exceptions:,}", f"{mean:.1f}")
        )
    return rows, [
        report.Goal(f"{sizes[-1]:,} households of a city, seconds", seconds[sizes[-1]], 600, "{:.0f}"),
        report.Goal("seconds grow as households to the power of (1 is linear)", exponent(seconds), 1.1),
    ]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--quick", action="store_true", help="one seed and small cities, nothing is written")
    options = parser.parse_args(arguments)
    seeds, sizes, peers = (1, [3000, 9000], [300]) if options.quick else (options.seeds, options.sizes, [1000, 3000])
    with machine.watched() as load:
        near, goals = compact(seeds, 3000)
        others, failures = beside(peers)
        cities, more = growth(sizes)
    parts = [
        report.table(
            (
                "3,000 houses",
                "mean distance, m",
                "of strips",
                "worst diameter, m",
                "of strips",
                "others moved",
                "seconds",
            ),
            near,
        ),
        report.table(("houses in hamlets", "program", "seconds", "mean distance, m", "worst diameter, m"), others),
        *failures,
        report.table(("households", "seconds", "peak memory, GiB", "groups", "exceptions", "mean distance, m"), cities),
        f"Lowest to highest over {seeds} made-up settlements of each kind; seconds are medians.",
    ]
    used = machine.versions("weiping", "ortools", "numpy", "scipy", "polars")
    report.publish("grids", report.section(machine.described(), load, used, parts, goals + more), options.quick)


if __name__ == "__main__":
    main()
