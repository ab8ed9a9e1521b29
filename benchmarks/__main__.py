"""`make bench`: run every benchmark, or those named: `python -m benchmarks scoring`."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("scoring", "tablets")


def main() -> None:
    names, sys.argv[1:] = sys.argv[1:] or BENCHMARKS, []
    for name in names:
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
