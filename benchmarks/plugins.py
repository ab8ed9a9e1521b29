"""What two hundred installed plugins cost at the start, against none, in one run.

    python -m benchmarks plugins [--plugins 200] [--runs 10] [--starts 9] [--quick]

The plugins are made up: a distribution each, in a folder that stands on the path where site-packages does, with metadata, an
entry point and a module compiled to bytecode, as pip leaves them; each offers a criterion with a fault. What the environment
has installed is left out of the commands, and serves the server both times. With and without take turns, so that what else
the machine does hits both.
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from weiping.hooks.finding import WANTED, from_points

from . import hall, machine, report, servers
from .figures import spread

MODULE = '''"""A plugin."""
from collections.abc import Iterator

import weiping as wp


@wp.hookimpl
def weiping_criteria() -> Iterator[wp.Criterion]:
    """Offer the criterion."""
    yield wp.Criterion(
        key="bench-{number:04}",
        title=wp.Text("非机动车棚", "Bicycle sheds"),
        rubric=wp.Text("停放整齐、无飞线充电", "Tidy, no improvised charging"),
        deductions=(wp.Item(key="charging", title=wp.Text("飞线充电", "Charging"), points=wp.exact(2)),),
    )
'''
LOADED = """
from weiping.hooks.loader import load
found = load()
print(sum(key.startswith("bench-") for key in found.criteria), len(found.quarantined))
"""
LIMIT = 1.3
LIST = "from weiping.cli import main; main()"


def install(folder: Path, number: int) -> None:
    """Write `number` distributions into `folder`, as pip leaves them."""
    for one in range(number):
        module = f"weiping_bench_{one:04}"
        (folder / f"{module}.py").write_text(MODULE.format(number=one), encoding="utf-8")
        about = folder / f"{module}-1.0.dist-info"
        about.mkdir()
        name = module.replace("_", "-")
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[weiping]\n{name} = {module}\n", encoding="utf-8")
    compileall.compile_dir(folder, quiet=1)


def _environment(path: tuple[Path, ...]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WEIPING_")}
    installed = ",".join(f"-{one.name}" for one in from_points())
    return {**kept, "PYTHONPATH": servers.python_path(path), WANTED: installed}


def _process(code: str, *arguments: str) -> Callable[[tuple[Path, ...]], float]:
    """How long a process takes from its start to its end, in seconds."""

    def run(path: tuple[Path, ...]) -> float:
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", code, *arguments], env=_environment(path), check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - began

    return run


def check_loaded(path: tuple[Path, ...], expected: int) -> None:
    """Measure nothing that did not load. Ends the benchmark where some of the plugins are not there."""
    said = subprocess.check_output([sys.executable, "-c", LOADED], env=_environment(path), text=True)
    if said.split() != [str(expected), "0"]:
        raise SystemExit(f"Of {expected} plugins, loaded and quarantined are: {said.strip()}.")


@dataclass
class Start:
    """One way to start: seconds `without` the plugins and `beside` them."""

    what: str
    run: Callable[[tuple[Path, ...]], float]
    limit: float | None = None
    """The most that the ratio may be; None for what nobody starts by itself."""
    without: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def measure(self, path: tuple[Path, ...], runs: int) -> None:
        """Once unmeasured, then in turn."""
        self.run(())
        self.run(path)
        for _ in range(runs):
            self.without.append(self.run(()))
            self.beside.append(self.run(path))

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return statistics.median(self.beside) / statistics.median(self.without)

    def row(self) -> tuple[str, ...]:
        """Of the table, in milliseconds."""
        both = [[1000 * one for one in times] for times in (self.without, self.beside)]
        return self.what, *(f"{statistics.median(one):.0f} ({spread(one)})" for one in both), f"{self.ratio:.2f}"


def _server(database: Path, round_id: int) -> Callable[[tuple[Path, ...]], float]:
    def run(path: tuple[Path, ...]) -> float:
        with servers.weiping(database, round_id, path) as server:
            return server.seconds

    return run


def section(starts: list[Start], number: int, load: machine.Load) -> str:
    """Goals and table."""
    goals = [
        report.Goal(f"{one.what}, {number} plugins ÷ none", one.ratio, one.limit)
        for one in starts
        if one.limit is not None
    ]
    table = report.table(("ms", "none", f"{number} plugins", "ratio"), [one.row() for one in starts])
    runs = ", ".join(f"{len(one.without)} of {one.what}" for one in starts)
    return report.section(
        machine.described(), load, machine.versions("weiping", "pluggy"), [table, f"Medians (lowest to highest): {runs}."], goals
    )  # fmt: skip


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--plugins", type=int, default=200)
    parser.add_argument("--runs", type=int, default=10, help="of each command")
    parser.add_argument("--starts", type=int, default=9, help="of the server")
    parser.add_argument("--quick", action="store_true", help="two commands and one server each, nothing is written")
    chosen = parser.parse_args(arguments)
    runs, times = (2, 1) if chosen.quick else (chosen.runs, chosen.starts)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data, machine.watched() as load:
        database = Path(data) / "weiping.db"
        made = hall.sample(database)
        install(Path(folder), chosen.plugins)
        check_loaded((), 0)
        check_loaded((Path(folder),), chosen.plugins)
        starts = [
            (Start("the server, to its first page", _server(database, made.round), LIMIT), times),
            (Start("`weiping plugins --json`", _process(LIST, "plugins", "--json"), LIMIT), runs),
            (Start("Python and the loader alone", _process(LOADED)), runs),
        ]
        for start, number in starts:
            start.measure((Path(folder),), number)
    report.publish("plugins", section([start for start, _ in starts], chosen.plugins, load), chosen.quick)


if __name__ == "__main__":
    main()
