"""Published examples, and panels made with a fixed seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

DATA = Path(__file__).parents[1] / "data"


def case(name: str) -> dict[str, Any]:
    """A published example by its file name."""
    found: dict[str, Any] = json.loads((DATA / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def long(table: Any, rows: str = "entry", columns: str = "judge") -> pl.DataFrame:
    """A table as one row a mark; None leaves a gap."""
    return pl.DataFrame(
        [
            {rows: f"{rows[0]}{i}", columns: f"{columns[0]}{j}", "mark": value}
            for i, row in enumerate(table)
            for j, value in enumerate(row)
            if value is not None
        ]
    )


def panel(
    seed: int, entries: int = 30, judges: int = 12, each: int = 4, noise: float = 3.0
) -> tuple[pl.DataFrame, Any]:
    """A sparse panel with strict and lenient judges, and the truth about the entries."""
    rng = np.random.default_rng(seed)
    truth, strict = 70 + rng.normal(0, 4, entries), rng.normal(0, 3, judges)
    rows = [
        (f"e{i:02}", f"j{j:02}", truth[i] - strict[j] + rng.normal(0, noise))
        for i in range(entries)
        for j in rng.choice(judges, each, replace=False)
    ]
    return pl.DataFrame(rows, schema=["entry", "judge", "mark"], orient="row"), truth


@pytest.fixture
def shrout_fleiss() -> pl.DataFrame:
    """Six targets, four judges."""
    return long(case("shrout_fleiss_1979")["input"]["ratings"])
