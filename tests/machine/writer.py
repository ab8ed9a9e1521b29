"""A process that works through a script, and says of every step that it is acknowledged.

    python -m tests.machine.writer DATABASE TEMPLATE SEED LENGTH FIRST

`FIRST` is the place of the step to begin with; those before only move the clock.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.machine import scripts, steps
from tests.machine.office import Office


def main(database: Path, template: Path, seed: int, length: int, first: int) -> None:
    office = Office(database)
    for place, (step, _, _, books) in enumerate(scripts.told(template, seed, length)):
        if place < first or isinstance(step, steps.Wait):
            office.clock.time = books.now
            continue
        answer = office.carry_out(step, place % 2)
        print(place, repr(answer), sep="\t", flush=True)
    office.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
