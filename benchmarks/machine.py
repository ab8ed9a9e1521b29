"""Which machine measured, and how busy it was meanwhile: without that a number says little."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@dataclass
class Load:
    """The machine's load average (of one minute) before a run and, once a second, during it."""

    before: float = field(default_factory=lambda: os.getloadavg()[0])
    during: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        seen = self.during or [self.before]
        return f"load average {self.before:.1f} before the run, {min(seen):.1f} to {max(seen):.1f} during it"


@contextmanager
def watched() -> Iterator[Load]:
    """Sample the load average until the block ends."""
    load, over = Load(), threading.Event()

    def watch() -> None:
        while not over.wait(1):
            load.during.append(os.getloadavg()[0])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield load
    finally:
        over.set()
        watcher.join()


def described(folder: Path | None = None) -> str:
    """Processor, cores, memory, file system of `folder` where data were written to it, Python and the date."""
    cores = len(os.sched_getaffinity(0))
    memory = _number(Path("/proc/meminfo").read_text(encoding="ascii"), "MemTotal") / 2**20
    parts = [f"{datetime.now(UTC):%Y-%m-%d}", _processor(), f"{cores} cores", f"{memory:.0f} GiB of memory"]
    if folder is not None:
        parts.append(f"{file_system(folder, Path('/proc/mounts').read_text(encoding='utf-8'))} on its disk")
    return ", ".join([*parts, f"Linux {platform.release().partition('-')[0]}", f"Python {platform.python_version()}"])


def versions(*packages: str) -> dict[str, str]:
    """Of packages in this environment."""
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def file_system(folder: Path, mounts: str) -> str:
    """The kind of file system that `folder` lies on, by the text of /proc/mounts."""
    place = folder.resolve()
    fields = [line.split() for line in mounts.splitlines()]
    lies_in = [(len(mount), kind) for _, mount, kind, *_ in fields if place.is_relative_to(mount)]
    return max(lies_in)[1] if lies_in else "an unknown file system"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _number(text: str, name: str) -> int:
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith(f"{name}:")))
