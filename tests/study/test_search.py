"""Hollows of the restricted likelihood: small tables on which a search from one place ends beside the best fit of lme4."""

from __future__ import annotations

import polars as pl
import pytest

from weiping.errors import InputError
from weiping.study.facets import parse
from weiping.study.severity import severity
from weiping.study.variance import variance

TWO_HOLLOWS = "e0j0c1 8|e0j0c2 10|e1j0c0 -3|e1j0c1 10|e1j0c2 12|e1j2c0 -1|e2j0c2 -1|e2j1c1 2|e2j2c1 4"
NEAR_NOUGHT = (
    "e0j0c2 10|e0j1c2 7|e0j2c0 5|e0j2c1 8|e0j2c2 7.5|e1j0c3 6.5|e1j1c1 9.5|e2j0c0 5|e2j0c3 4.5|e2j1c0 4.5|e2j1c1 7.5|"
    "e2j1c2 7|e2j1c3 3.5|e2j2c2 2|e3j0c1 12|e3j1c1 8.5|e3j1c2 8.5|e3j2c2 6.5"
)
NO_RESIDUAL = "e0j0c0 3.5|e0j2c0 4.5|e1j0c0 2.5|e1j1c0 0.5|e1j3c0 3.5|e1j4c0 1.5|e3j3c0 6|e3j5c0 12"


def marks(text: str) -> pl.DataFrame:
    rows = [(cell[:2], cell[2:4], cell[4:6], float(cell[7:])) for cell in text.split("|")]
    return pl.DataFrame(rows, schema=["entry", "judge", "criterion", "mark"], orient="row")


@pytest.mark.parametrize(
    ("design", "table", "wanted"),
    [
        ("judge : (entry x criterion)", TWO_HOLLOWS,
         {"entry": 21.45225, "criterion": 43.03007, "entry:criterion": 5.19523, "residual": 2.01347}),
        ("(judge x criterion) : entry", NEAR_NOUGHT,
         {"entry": 2.52102, "judge:entry": 0.0, "criterion:entry": 0.01239, "residual": 3.85560}),
        ("entry x judge", NO_RESIDUAL, {"entry": 1.58333, "judge": 10.0, "residual": 0.0}),
    ],
)  # fmt: skip
def test_the_lowest_hollow_is_found_also_beside_another_near_nought_and_without_a_residual(
    design: str, table: str, wanted: dict[str, float]
) -> None:
    found = variance(marks(table), parse(design))
    ours = {one.effect: one.variance for one in found.components}
    names = {frozenset(name.split(":")): value for name, value in wanted.items()}
    assert {frozenset(name.split(":")): value for name, value in ours.items()} == pytest.approx(names, abs=2e-4)


def test_no_severity_is_told_where_the_residual_is_nothing() -> None:
    with pytest.raises(InputError, match="nothing is left"):
        severity(marks(NO_RESIDUAL).drop("criterion"))


def test_a_residual_that_is_small_is_no_residual_of_nothing() -> None:
    table = pl.DataFrame(
        [(f"e{e}", f"j{j}", 4.0 * e * e + 3 * j + 0.03 * ((e * 7 + j * 5) % 4)) for e in range(8) for j in range(4) if e != j],
        schema=["entry", "judge", "mark"],
        orient="row",
    )  # fmt: skip
    found = severity(table)
    assert found.variance["residual"] == pytest.approx(1.1e-3, rel=0.5)
    assert found.variance["entry"] / found.variance["residual"] > 1e6
