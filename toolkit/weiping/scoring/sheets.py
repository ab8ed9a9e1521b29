"""From frames to the sheets that `reference` works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from ..frames import DIGITS, Marks
from .facts import Facts, bounds
from .points import points
from .reference import CriterionSheet, Sheet
from .rule import Rule, beside
from .validate import WEIGHT_DIGITS


def read(marks: Marks, rule: Rule, facts: Facts, wanted: pl.DataFrame) -> Iterator[Sheet]:
    """The sheet of every row of `wanted` (round, entry as text)."""
    cells = _cells(marks, wanted)
    numbers = _numbers(rule, facts, wanted)
    found = marks.frame.select(pl.col("round", "criterion").cast(pl.String)).unique()
    seen: dict[str, list[str]] = defaultdict(list)
    for round_, criterion in found.sort("round", "criterion").iter_rows():
        seen[round_].append(criterion)
    adjusts = rule.slots.judges.adjustment != "none"
    shifts = (points(marks, rule, facts).shifts if adjusts else None) or {}
    for round_, entry in wanted.iter_rows():
        expected = _expected(rule, facts, round_, seen[round_])
        yield Sheet(
            round_,
            entry,
            tuple(
                _criterion(
                    name, weight, _full(rule, name, full), cells[round_, entry, name], marks.digits, shifts, round_
                )
                for name, weight, full in expected
            ),
            numbers.get((round_, entry), {}),
        )


def _cells(marks: Marks, wanted: pl.DataFrame) -> dict[tuple[str, str, str], list[tuple[str, int | None, bool]]]:
    keys = marks.frame.select("round", "entry").unique()
    text = keys.with_columns(pl.col("round", "entry").cast(pl.String).name.suffix("_"))
    hit = text.join(wanted.rename({"round": "round_", "entry": "entry_"}), on=("round_", "entry_"), how="semi")
    chosen = marks.frame.join(hit.select("round", "entry"), on=("round", "entry"), how="semi")
    cells: dict[tuple[str, str, str], list[tuple[str, int | None, bool]]] = defaultdict(list)
    text_keys = pl.col("round", "entry", "criterion", "judge").cast(pl.String)
    for round_, entry, criterion, judge, value, na in chosen.select(text_keys, "value", "na").iter_rows():
        cells[round_, entry, criterion].append((judge, value, na))
    return cells


def _expected(rule: Rule, facts: Facts, round_: str, seen: list[str]) -> list[tuple[str, Decimal, Decimal | None]]:
    """criterion, weight, full mark of what every entry of the round is judged on."""
    if facts.criteria is None:
        full = bounds(rule.slots.marks.scale)[1]
        return [(name, Decimal(1), _decimal(full)) for name in seen]
    known = facts.criteria
    if "round" in known.columns:
        known = known.filter(pl.col("round").cast(pl.String) == round_)
    rows = known.select("criterion", "weight", "high").iter_rows()
    return [(name, Decimal(weight).scaleb(-WEIGHT_DIGITS), _decimal(high)) for name, weight, high in rows]


def _full(rule: Rule, name: str, high: Decimal | None) -> Decimal | None:
    deduct = rule.slots.marks.deducted(name)
    return high if deduct is None else deduct.start


def _criterion(
    name: str,
    weight: Decimal,
    full: Decimal | None,
    cells: list[tuple[str, int | None, bool]],
    digits: int,
    shifts: Mapping[tuple[str, str, str], Fraction],
    round_: str,
) -> CriterionSheet:
    given = [(judge, Decimal(value).scaleb(-digits)) for judge, value, _ in cells if value is not None]
    left_out = [judge for judge, value, _ in cells if value is None]
    na = any(na for _, _, na in cells)
    own = {judge: shifts[round_, name, judge] for judge, _ in given if (round_, name, judge) in shifts}
    return CriterionSheet(name, tuple(sorted(given)), tuple(sorted(left_out)), na, weight, full, own)


def _numbers(rule: Rule, facts: Facts, wanted: pl.DataFrame) -> dict[tuple[str, str], dict[str, Decimal | None]]:
    if facts.entries is None:
        return {}
    text = facts.entries.with_columns(pl.selectors.by_name("round", "entry", require_all=False).cast(pl.String))
    on = [name for name in ("round", "entry") if name in text.columns]
    rows = wanted.join(text, on=on, how="inner").iter_rows(named=True)
    return {
        (row["round"], row["entry"]): {name: _decimal(row[beside(name)]) for name in rule.entry_columns} for row in rows
    }


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-DIGITS)
