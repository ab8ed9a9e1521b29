"""`make bench`: every benchmark, or those named, with their options: `python -m benchmarks tablets --runs 1`."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from itertools import takewhile

BENCHMARKS = ("first_tap", "memory", "tablets", "scoring", "growth", "measurement", "plugins", "grids", "ledger")


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whoever ends this ends its servers too
    names = list(takewhile(lambda word: not word.startswith("-"), sys.argv[1:]))
    options = sys.argv[1 + len(names) :]
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.{name}").main(options)


if __name__ == "__main__":
    main()
