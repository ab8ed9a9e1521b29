"""Slots 1 and 2: what a mark counts for once faults are taken off and judges are adjusted to each other.

    centred    mark − (mean of the marks this judge gave on the criterion) + (mean of all marks given on it)
    severity   mark + severity of the judge, as it was handed in: how far below the others the judge marks

Both within one round. The results stay exact: `value` is multiplied by a `unit` of its criterion, a common denominator of
the means in it, unless the rule rounds the adjusted marks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

import polars as pl

from ..errors import RuleError
from ..frames import DIGITS, Marks
from . import slots as at
from .connect import groups
from .facts import Facts
from .fixed import fits, half_up, most, wide
from .rule import Rule

_SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Points:
    """Marks as they count. `frame`: cell (packed round, entry, criterion, judge), value, na. `units`: c, unit (what `value` of
    that criterion is multiplied by); None where it is 1 throughout. `shifts`: (round, criterion, judge) -> what was
    added, in marks.
    """

    frame: pl.DataFrame
    units: pl.DataFrame | None = None
    shifts: dict[tuple[str, str, str], Fraction] | None = None


def points(marks: Marks, rule: Rule, facts: Facts) -> Points:
    """What every mark counts for under `rule`.

    Raises RuleError where faults are not counted in whole numbers, where a judge has no severity or too few marks to be
    centred, and where judges who share no entry leave nothing to adjust by.
    """
    slots = rule.slots
    if not slots.marks.counts and slots.judges.adjustment == "none":
        return Points(marks.frame.select("cell", "value", "na"))
    c, j = criterion_and_judge(marks)
    frame = marks.frame.select("cell", "value", "na", c=c, j=j)
    names = _names(frame, marks)
    if slots.marks.counts:
        frame = _deducted(frame, names, marks.digits, rule)
    if slots.judges.adjustment == "none":
        return Points(frame.select("cell", "value", "na"))
    return _adjusted(frame, names, marks, rule, facts)


def criterion_and_judge(marks: Marks) -> tuple[pl.Expr, pl.Expr]:
    """c (packed round, criterion) and the code of the judge, from the column `cell`."""
    _, entries, criteria, judges = marks.packing.sizes
    key = pl.col("cell") // judges
    return (key // (entries * criteria)) * criteria + key % criteria, pl.col("cell") % judges


def _names(frame: pl.DataFrame, marks: Marks) -> pl.DataFrame:
    """c, round and criterion of each criterion of each round."""
    _, entries, criteria, _ = marks.packing.sizes
    c = frame["c"].unique().sort()
    keys = marks.packing.first(3).unpack((c // criteria) * (entries * criteria) + c % criteria)
    return keys.select(pl.col("round", "criterion").cast(pl.String)).with_columns(c=c)


def _deducted(frame: pl.DataFrame, names: pl.DataFrame, digits: int, rule: Rule) -> pl.DataFrame:
    """Counts of faults as points: start − per × count, never below the floor."""
    law = {name: rule.slots.marks.deducted(name) for name in names["criterion"].unique()}
    rows = [
        {"criterion": name, **{end: _units(getattr(one, end), digits) for end in ("start", "per", "floor")}}
        for name, one in law.items()
        if one is not None
    ]
    kinds = {"criterion": pl.String, "start": pl.Int64, "per": pl.Int64, "floor": pl.Int64}
    counted = names.join(pl.DataFrame(rows, schema=kinds), on="criterion").drop("round", "criterion")
    frame = frame.join(counted, on="c", how="left", maintain_order="left")
    counts = pl.col("start").is_not_null() & pl.col("value").is_not_null()
    if frame.select((counts & ((pl.col("value") < 0) | (pl.col("value") % 10**digits != 0))).any()).item():
        raise RuleError(
            "{file} takes marks for counts of faults; they must be whole numbers from 0 up.", file=rule.source
        )
    left = pl.col("start") - pl.col("per") * (pl.col("value") // 10**digits)
    value = pl.when(counts).then(pl.max_horizontal(left, "floor")).otherwise("value")
    return frame.with_columns(value=value).drop("start", "per", "floor")


def _units(value: Decimal, digits: int) -> int:
    if (scaled := value.scaleb(digits)) != int(scaled):
        raise RuleError("The marks have {digits} decimals; what is taken off may not have more.", digits=digits)
    return int(scaled)


def _adjusted(frame: pl.DataFrame, names: pl.DataFrame, marks: Marks, rule: Rule, facts: Facts) -> Points:
    given = frame.lazy().filter(pl.col("value").is_not_null()).group_by("c", "j")
    seen = given.agg(total=wide("value").sum(), n=pl.len()).sort("c", "j").collect()
    judges = marks.packing.values[3].cast(pl.String)
    seen = seen.with_columns(judge=judges.gather(seen["j"])).join(names, on="c", how="left", maintain_order="left")
    if rule.slots.judges.adjustment == "centred":
        _check_connected(frame, marks, names, rule, by="c")
        added = _centred(seen, rule)
    else:
        _check_connected(frame, marks, names, rule, by="round")
        added = _severe(seen, marks.digits, rule, facts)
    units = {c: lcm(*(shift.denominator for shift in shifts.values())) for c, shifts in added.items()}
    fits(max(units.values(), default=1), most(frame, "value"), 10**DIGITS)
    scale = Fraction(1, 10**marks.digits)
    shifts = {
        (round_, criterion, judge): added[c][j] * scale
        for c, j, round_, criterion, judge in seen.select("c", "j", "round", "criterion", "judge").iter_rows()
    }
    rows = [(c, j, int(shift * units[c])) for c, found in added.items() for j, shift in found.items()]
    table = pl.DataFrame(rows, schema={"c": pl.Int64, "j": pl.Int64, "shift": pl.Int128}, orient="row")
    unit = pl.DataFrame({"c": list(units), "unit": list(units.values())}, schema={"c": pl.Int64, "unit": pl.Int128})
    frame = frame.join(unit, on="c", how="left", maintain_order="left")
    frame = frame.join(table, on=("c", "j"), how="left", maintain_order="left")
    frame = frame.with_columns(value=wide("value") * pl.col("unit") + pl.col("shift"))
    return _settled(frame, unit, shifts, marks.digits, rule.slots.judges)


def _settled(
    frame: pl.DataFrame,
    unit: pl.DataFrame,
    shifts: dict[tuple[str, str, str], Fraction],
    digits: int,
    law: at.Judges,
) -> Points:
    """The adjusted marks, rounded where the rule says so, in 64 bits where these suffice."""
    if law.decimals is not None:
        up, down = max(0, law.decimals - digits), max(0, digits - law.decimals)
        value = half_up(pl.col("value") * 10**up, pl.col("unit") * 10**down) * 10**down
        frame = frame.with_columns(value=value)
        unit = unit.with_columns(unit=pl.lit(10**up, dtype=pl.Int128))
    largest = int(frame["value"].abs().max() or 0)  # type: ignore[arg-type]
    if largest * max(1, frame.height) < _SAFE:
        frame = frame.with_columns(pl.col("value").cast(pl.Int64))
    return Points(frame.select("cell", "value", "na"), unit, shifts)


def _centred(seen: pl.DataFrame, rule: Rule) -> dict[int, dict[int, Fraction]]:
    """c -> j -> what is added to the judge's marks, in units of the marks."""
    alone = seen.filter((pl.col("n") == 1) & (pl.len().over("c") > 1))
    if not alone.is_empty():
        raise RuleError(
            "{file} centres judges, but {judges} gave one mark only on {criterion}{round}: whether the judge is severe or "
            "the entry is poor cannot be told. Leave the adjustment out, or these marks.",
            file=rule.source,
            judges=alone.filter(pl.col("c") == alone["c"][0])["judge"].to_list(),
            criterion=alone["criterion"][0],
            round=f" ({alone['round'][0]})" if alone["round"][0] else "",
        )
    sums: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for c, j, total, n in seen.select("c", "j", "total", "n").iter_rows():
        sums[c][j] = (int(total), n)
    added = {}
    for c, judges in sums.items():
        panel = Fraction(sum(total for total, _ in judges.values()), sum(n for _, n in judges.values()))
        added[c] = {j: panel - Fraction(total, n) for j, (total, n) in judges.items()}
    return added


def _severe(seen: pl.DataFrame, digits: int, rule: Rule, facts: Facts) -> dict[int, dict[int, Fraction]]:
    table = facts.judges
    if table is None:
        raise RuleError("{file} adjusts by severities; prepare the table of judges with it.", file=rule.source)
    on = [name for name in ("round", "criterion", "judge") if name in table.columns]
    both = seen.join(table.select(*on, "severity"), on=on, how="left", maintain_order="left")
    lacking = both.filter(pl.col("severity").is_null())
    if not lacking.is_empty():
        raise RuleError(
            "{file}: the table of judges has no {column} for {judges}; without it their marks cannot be adjusted.",
            file=rule.source,
            column=rule.slots.judges.column,
            judges=lacking["judge"].unique().sort().to_list(),
        )
    added: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for c, j, severity in both.select("c", "j", "severity").iter_rows():
        added[c][j] = Fraction(severity * 10**digits, 10**DIGITS)
    return added


def _check_connected(frame: pl.DataFrame, marks: Marks, names: pl.DataFrame, rule: Rule, by: str) -> None:
    """Judges are told apart from entries only where they share entries; raise RuleError where some share none."""
    _, entries, criteria, judges_ = marks.packing.sizes
    entry = (pl.col("cell") // (judges_ * criteria)) % entries
    apart = pl.col("c") if by == "c" else pl.col("c") // criteria
    pairs = frame.filter(pl.col("value").is_not_null()).select(apart.alias("apart"), "j", entry.alias("e")).unique()
    judges = marks.packing.values[3].cast(pl.String)
    for (part,), rows in pairs.group_by("apart"):
        found = groups(rows.select("j", "e").iter_rows())
        if len(found) > 1:
            at_c = pl.col("c") == part if by == "c" else pl.col("c") // criteria == part
            where = names.filter(at_c).row(0, named=True)
            listed = sorted("{" + ", ".join(sorted(judges[j] for j in group)) + "}" for group in found)
            raise RuleError(
                "{file} adjusts judges to each other, but they fall into {count} groups that share no entry{where}: "
                "{groups}. Nothing says whether a group marks severely or saw poorer entries; have them share entries.",
                file=rule.source,
                count=len(found),
                where=" (" + " / ".join(filter(None, [where["round"], where["criterion"] if by == "c" else ""])) + ")"
                if where["round"] or by == "c"
                else "",
                groups=" ".join(listed),
            )
