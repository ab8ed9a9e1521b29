"""Slot 8 where a method orders the whole field: what it is given, and its scores beside the totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from math import lcm

import polars as pl

from ..domain.text import Text
from ..errors import RuleError
from ..frames import Marks
from .asking import ranking_of
from .combine import Parts, rounded
from .fixed import fits, most, wide
from .points import Points, criterion_and_judge
from .rank import RUNNING
from .rule import Rule

Told = dict[tuple[str, str], tuple[Text, ...]]
BALLOT = {"entry": pl.String, "judge": pl.String, "place": pl.Int64}
VALUE = {"entry": pl.String, "criterion": pl.String, "value": pl.Float64, "weight": pl.Float64}


def ordered(table: pl.DataFrame, marks: Marks, counted: Points, parts: Parts, rule: Rule) -> tuple[pl.DataFrame, Told]:
    """Add `score` (whole numbers of the method's decimals) to the entries that may have a place; and how it came about.

    Nothing is added where the rule ranks by its totals.
    """
    method = rule.ranking
    if method is None:
        return table, {}
    field = table.filter(RUNNING).select("round", "entry", "e")
    give = _ballots(field, marks, counted, parts, rule) if method.needs == "ballots" else _values(field, parts, rule)
    plugin = rule.methods.source(method.key)
    rows: list[tuple[str, str, int]] = []
    told: Told = {}
    for round_, frame in give:
        answer = ranking_of(method, frame, rule.rank_options, plugin)
        rows += [(round_, entry, int(value.scaleb(method.decimals))) for entry, value in answer.scores.items()]  # type: ignore[union-attr]
        told |= {(round_, entry): tuple(lines) for entry, lines in answer.told.items()}
    kinds = {"round": pl.String, "entry": pl.String, "score": pl.Int128}
    scores = pl.DataFrame(rows, schema=kinds, orient="row")
    return table.join(scores, on=("round", "entry"), how="left", maintain_order="left"), told


def _values(field: pl.DataFrame, parts: Parts, rule: Rule) -> Iterator[tuple[str, pl.DataFrame]]:
    """The combined value and the weight of every criterion of every entry, round by round."""
    num, den = rounded(parts, rule)
    weight = pl.col("weight") / 10.0**4
    frame = parts.frame.filter(pl.col("num").is_not_null()).select("e", "c", "weight", num=num, den=den, w=weight)
    names = parts.criteria.select("c", "criterion").drop_nulls("c")
    frame = field.join(frame, on="e").join(names, on="c")
    rows: dict[str, list[tuple[str, str, float, float]]] = defaultdict(list)
    for round_, entry, criterion, top, below, share in frame.select(
        "round", "entry", "criterion", "num", "den", "w"
    ).iter_rows():
        rows[round_].append((entry, criterion, float(Fraction(top, below)), share))
    for round_, found in sorted(rows.items()):
        yield round_, pl.DataFrame(sorted(found), schema=VALUE, orient="row")


def _ballots(
    field: pl.DataFrame, marks: Marks, counted: Points, parts: Parts, rule: Rule
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Each judge's own order of the entries the judge marked on every criterion that they have, round by round."""
    rows: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    orders: dict[tuple[str, str], list[tuple[Fraction, str]]] = defaultdict(list)
    for round_, entry, judge, top, below in _own_totals(field, marks, counted, parts, rule).iter_rows():
        orders[round_, judge].append((Fraction(top, below), entry))
    best = rule.slots.rank.order == "highest"
    for (round_, judge), found in orders.items():
        values = sorted({value for value, _ in found}, reverse=best)
        places = {value: place for place, value in enumerate(values, start=1)}
        rows[round_] += [(entry, judge, places[value]) for value, entry in found]
    missing = field.join(
        pl.DataFrame(
            [(round_, row[0]) for round_, found in rows.items() for row in found],
            schema={"round": pl.String, "entry": pl.String},
            orient="row",
        ),
        on=("round", "entry"),
        how="anti",
    )
    if not missing.is_empty():
        raise RuleError(
            "{file} ranks by {method}, but no judge marked {entry} on every criterion it has, so nobody compares it.",
            file=rule.source,
            method=rule.slots.rank.by,
            entry=missing["entry"][0],
        )
    for round_, ballots in sorted(rows.items()):
        yield (
            round_,
            pl.DataFrame(sorted(ballots), schema=BALLOT, orient="row"),
        )


def _own_totals(field: pl.DataFrame, marks: Marks, counted: Points, parts: Parts, rule: Rule) -> pl.DataFrame:
    """round, entry, judge, num, den: what each judge's own marks of an entry come to, by the weights of the rule."""
    _, _, criteria, judges = marks.packing.sizes
    c, j = criterion_and_judge(marks)
    e = pl.col("cell") // (judges * criteria)
    cells = counted.frame.filter(pl.col("value").is_not_null()).select("value", e=e, c=c, j=j)
    used = parts.frame.filter(pl.col("num").is_not_null()).select("e", "c", "weight", "full")
    used = used.join(field, on="e", how="semi").with_columns(criteria=pl.len().over("e"))
    cells = cells.join(used, on=("e", "c"))
    unit = pl.lit(1, pl.Int128)
    if counted.units is not None:
        cells = cells.join(counted.units, on="c")
        common = lcm(*counted.units["unit"].unique().to_list())
        fits(common, most(cells, "value"), most(cells, "weight"), criteria)
        unit = pl.lit(common, pl.Int128) // pl.col("unit")
    by = {"sum": pl.lit(0, pl.Int128), "mean": wide("weight"), "percentage": wide("weight") * wide("full")}
    own = cells.group_by("e", "j").agg(
        num=(wide("value") * wide("weight") * unit).sum(),
        den=by[rule.slots.weigh.method].sum(),
        whole=pl.len() == pl.col("criteria").first(),
    )
    own = own.filter("whole").join(field, on="e")
    judge = marks.packing.values[3].cast(pl.String).gather(own["j"]).alias("judge")
    den = pl.when(pl.col("den") > 0).then("den").otherwise(pl.lit(1, pl.Int128))
    return own.with_columns(judge, den=den).select("round", "entry", "judge", "num", "den")
