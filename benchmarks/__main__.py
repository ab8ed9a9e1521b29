"""`make bench`: run every benchmark, or those named: `python -m benchmarks scoring`."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = ("scoring",)


def main() -> None:
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"== {name}")
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
