"""Elections of leaders of micro-grids in 2024, and what leaders have to do around the day the sample is brought in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from chance import Chance, write

SEED = 20241231 + 5
ELECTED = (("m01-04", 3, 12), ("m05-02", 4, 16), ("m07-03", 5, 21), ("m09-06", 9, 17))
"""Micro-grid, month and day of 2024 that closed the election: a term ends, the same leader stands again or nobody is elected."""
LAST = "m09-06"
"""Where too few voted: the leader goes on until the households vote again."""
TOLD = ("名册、钥匙和在办事项不变", "到会户数不足，下季度再选，期间原任继续负责")
ERRANDS = (  # kind, Chinese, English, whether to a household, days until due, how it ended, why
    ("visit", "看望独居老人", "Visit an old person who lives alone", True, 0, "", ""),
    ("check", "检查楼道有没有飞线充电", "Look for improvised charging in the stairwell", False, 0, "", ""),
    ("visit", "送医保缴费通知", "Bring the notice on paying for health insurance", True, -1, "", ""),
    ("notice", "转告停水通知", "Pass on that the water will be off", False, 2, "", ""),
    ("visit", "了解新搬来的住户有什么需要", "Ask those who moved in what they need", True, 5, "", ""),
    ("visit", "回访上次的调解", "See whether what was agreed is kept", True, -3, "not-met", "家里没人，电话约周末再去"),
)
LED = ("m07-03", "m07-04", "m01-01", "m03-02", "m05-02", "m11-05")
"""Micro-grids whose leaders have something to do."""


def write_leading(folder: Path, residents: Sequence[Any], leaders: dict[str, str]) -> None:
    """Write elections.csv and tasks.csv into `folder`; `residents` have key, home and disclosure."""
    homes: dict[str, dict[str, list[Any]]] = {}
    for one in residents:
        homes.setdefault(one.home.micro_grid, {}).setdefault(one.home.key, []).append(one)
    write(
        folder / "elections.csv", "key,micro_grid,opens,closes,nominees,votes,void,households,handed_over,reason,recorded_by",
        elections(homes, leaders, Chance(SEED)),
    )  # fmt: skip
    write(
        folder / "tasks.csv", "micro_grid,kind,title,title_en,household,due,how,note,recorded_by",
        errands(homes, Chance(SEED + 1)),
    )  # fmt: skip


def elections(
    homes: dict[str, dict[str, list[Any]]], leaders: dict[str, str], chance: Chance
) -> Iterator[tuple[object, ...]]:
    """Two stand: who leads already, and a neighbour whose name the office may know. Nobody's choice is written down anywhere."""
    for key, month, day in ELECTED:
        here = homes[key]
        others = [
            one for people in here.values() for one in people if one.disclosure == "office" and one.key != leaders[key]
        ]
        slips = chance.some(sorted(here), len(here) // 3 if key == LAST else len(here) * 3 // 4)
        void = chance.between(0, 1)
        other = chance.between(2, len(slips) // 3)
        nominees = f"{leaders[key]};{chance.one(others).key}"
        votes = f"{len(slips) - void - other};{other}"
        closes = date(2024, month, day)
        told = ("", TOLD[1]) if key == LAST else (TOLD[0], "")
        yield (
            f"2024-election-{key}",
            key,
            closes.replace(day=day - 7),
            closes,
            nominees,
            votes,
            void,
            ";".join(slips),
            *told,
            "staff-01",
        )


def errands(homes: dict[str, dict[str, list[Any]]], chance: Chance) -> Iterator[tuple[object, ...]]:
    """The same few things in each of some micro-grids; whom to visit is drawn."""
    for key in LED:
        for kind, zh, en, visit, days, how, why in ERRANDS:
            home = chance.one(sorted(homes[key])) if visit else ""
            yield key, kind, zh, en, home, f"{days:+d}", how, why, "staff-01"
