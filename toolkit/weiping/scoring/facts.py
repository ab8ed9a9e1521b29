"""What a rule needs to know beside the marks: the criteria with weight and scale, the entries with their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from ..domain.exact import plain
from ..errors import InputError, RuleError
from ..frames import (
    CRITERIA,
    DIGITS,
    ENTRIES,
    JUDGES,
    Marks,
    MarksLayout,
    Scales,
    Table,
    check,
    check_marks,
    column_of,
    no_refused,
    worded,
)
from . import slots as at
from .rule import Rule, beside
from .validate import MAX_WEIGHT, WEIGHT_DIGITS, check_total, nearest

Frame = pl.DataFrame | pl.LazyFrame | Table
BOUNDS = ("low", "high", "step")


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables beside the marks, checked.

    `criteria` has (round,) criterion, weight (Int64, WEIGHT_DIGITS decimals), low, high, step (Int64, DIGITS decimals,
    null where open); None where the rule takes any criterion with weight 1. `entries` has (round,) entry and, named by
    `beside`, the numbers the rule uses (Int64, DIGITS decimals) and its attributes as text; None where any entry is
    taken. `listed` says whether the criteria come from a table: if not, one that the rule names and nobody marked is a
    slip of the pen. `judges` has judge, as far as the table had them round and criterion, and severity (Int64, DIGITS
    decimals), where the rule adjusts by severities that were handed in.
    """

    criteria: pl.DataFrame | None
    entries: pl.DataFrame | None
    refused: pl.DataFrame
    listed: bool = False
    judges: pl.DataFrame | None = None

    def expected(self, rule: Rule) -> tuple[str, ...]:
        """The criteria that there must be marks on."""
        return () if self.listed else named(rule)

    def scales(self, rule: Rule) -> Scales:
        """What the marks are checked against."""
        known = self.criteria
        if known is None and rule.slots.marks.scales:
            known = _scaled(rule, pl.DataFrame({"criterion": list(rule.slots.marks.scales)}))
        return Scales(None if known is None else _scale_frame(known), bounds(rule.slots.marks.scale))


def prepare(
    rule: Rule, *, entries: Frame | None = None, criteria: Frame | None = None, judges: Frame | None = None
) -> Facts:
    """The tables `entries`, `criteria` and `judges` as `rule` needs them.

    Raises RuleError where the rule needs a table or a criterion that is not there or weights do not add up,
    InputError for a missing column or a row of the criteria that cannot be used.
    """
    found, refused = _entries(rule, None if entries is None else _table(entries, "entries"))
    listed = None if criteria is None else _table(criteria, "criteria")
    panel, unread = _severities(rule, None if judges is None else _table(judges, "judges"))
    return Facts(_criteria(rule, listed), found, pl.concat([refused, unread]), listed is not None, panel)


def read_marks(table: Table, rule: Rule, facts: Facts, *, imported: bool = False) -> Marks:
    """The marks of a file, laid out and checked as `rule` says; a table that was `imported` is long, whatever the rule says."""
    slots = rule.slots
    items = slots.input.items or tuple(slots.weigh.weights)
    layout = MarksLayout(
        wide=slots.input.layout == "wide" and not imported,
        columns={} if imported else slots.input.columns,
        items=items,
        not_applicable=slots.input.not_applicable,
        left_out=slots.marks.not_seen + slots.marks.recused,
    )
    marks = check_marks(table, layout, scales=facts.scales(rule), entries=facts.entries, criteria=facts.criteria)
    check_expected(facts.expected(rule), marks.criteria, rule.source)
    return marks


def named(rule: Rule) -> tuple[str, ...]:
    """The criteria that the rule names."""
    slots = rule.slots
    ties = [tie.criterion for tie in slots.rank.ties if tie.criterion]
    return tuple(
        dict.fromkeys((*slots.weigh.weights, *slots.marks.scales, *slots.marks.deducts, *ties, *slots.input.items))
    )


def check_expected(expected: Iterable[str], seen: Collection[str], source: str) -> None:
    """Raise RuleError where there are marks, but none on one of the criteria `expected`."""
    for name in expected:
        if seen and name not in seen:
            raise RuleError(
                "{file}: the rule names the criterion {name}, on which there is no mark{guess}.",
                file=source,
                name=name,
                guess=nearest(name, seen),
            )


def bounds(scale: at.Bounds | None) -> tuple[int | None, int | None, int | None]:
    """A scale of the rule as integers of DIGITS decimals."""
    if scale is None:
        return (None, None, None)
    return scaled_int(scale.low), scaled_int(scale.high), scaled_int(scale.step)


def full_marks(rule: Rule, criterion: pl.Expr, high: pl.Expr) -> pl.Expr:
    """What full marks are: the high end of the scale, or what is left where no fault was counted (DIGITS decimals)."""
    marks = rule.slots.marks
    if marks.deduct is not None:
        high = pl.lit(scaled_int(marks.deduct.start), pl.Int64)
    starts = [scaled_int(one.start) for one in marks.deducts.values()]
    if not starts:
        return high
    own = criterion.replace_strict(list(marks.deducts), starts, default=None, return_dtype=pl.Int64)
    return pl.coalesce(own, high)


def scaled_int(value: Decimal | None, digits: int = DIGITS) -> int | None:
    """An exact decimal as an integer."""
    return None if value is None else int(value.scaleb(digits))


def _table(frame: Frame, name: str) -> Table:
    return frame if isinstance(frame, Table) else Table.of(frame, name)


def _stated(rule: Rule, table: Table, *names: str) -> dict[str, str]:
    """Headings of the rule's [input] that this table has too."""
    columns = rule.slots.input.columns
    return {name: columns[name] for name in names if columns.get(name) in table.names}


def _entries(rule: Rule, table: Table | None) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    needed = (*rule.entry_columns, *rule.entry_attributes)
    if table is None:
        if needed:
            raise RuleError(
                "{file} uses {columns} of the table of entries; give that table (--entries).",
                file=rule.source,
                columns=", ".join(needed),
            )
        return None, no_refused()
    return check(
        table,
        ENTRIES,
        stated=_stated(rule, table, "round", "entry"),
        numbers={beside(name): name for name in rule.entry_columns},
        texts={beside(name): name for name in rule.entry_attributes},
    )


def _severities(rule: Rule, table: Table | None) -> tuple[pl.DataFrame | None, pl.DataFrame]:
    """The table of judges, where the rule adjusts by it."""
    judges = rule.slots.judges
    if judges.adjustment != "severity":
        return None, no_refused()
    if table is None:
        raise RuleError(
            "{file} adjusts judges by the column {column} of a table of judges; give that table (--judges).",
            file=rule.source,
            column=judges.column,
        )
    good, refused = check(table, JUDGES, stated=_stated(rule, table, *JUDGES.key), numbers={"severity": judges.column})
    return good.with_columns(pl.selectors.by_name(*JUDGES.key, require_all=False).cast(pl.String)), refused


def _criteria(rule: Rule, table: Table | None) -> pl.DataFrame | None:
    slots = rule.slots
    if table is not None:
        known = _criteria_table(rule, table)
        _named(rule, [str(name) for name in known["criterion"].unique()], table.source)
    elif slots.weigh.weights_from:
        raise RuleError(
            "{file} takes the weights from the column {column} of the criteria; give that table (--criteria).",
            file=rule.source,
            column=slots.weigh.weights_from,
        )
    else:
        names = list(slots.weigh.weights) or list(slots.input.items)
        if not names:
            open_ = slots.marks.scale is None or slots.marks.scale.high is None
            if slots.weigh.method == "percentage" and open_ and slots.marks.deduct is None:
                raise _no_scale(rule, "…")
            return None
        known = pl.DataFrame({"criterion": names}, schema={"criterion": pl.String})
    return _weighed(rule, _scaled(rule, known), table.source if table is not None else rule.source)


def _criteria_table(rule: Rule, table: Table) -> pl.DataFrame:
    stated = _stated(rule, table, "round", "criterion")
    headings = {name: column_of(table, CRITERIA.column(name)) for name in BOUNDS}
    numbers = {name: heading for name, heading in headings.items() if heading is not None}
    if rule.slots.weigh.weights_from:
        numbers["weight"] = rule.slots.weigh.weights_from
    good, refused = check(table, CRITERIA, stated=stated, numbers=numbers)
    if not refused.is_empty():
        first = worded(refused).row(0, named=True)
        raise InputError(
            "{file}, row {row}, column {column}: {value}. {reason}; {remedy}. "
            "Without one of its criteria no score would be right.",
            **first,
        )
    return good.with_columns(pl.col("criterion").cast(pl.String))


def _named(rule: Rule, known: list[str], where: str) -> None:
    """Every criterion that the rule names is known."""
    for name in named(rule):
        if name not in known:
            raise RuleError(
                "{file}: the rule names the criterion {name}, which {where} does not have{guess}.",
                file=rule.source,
                name=name,
                where=where,
                guess=nearest(name, known),
            )


def _scaled(rule: Rule, known: pl.DataFrame) -> pl.DataFrame:
    """Add low, high, step: the rule's own scale of the criterion, else the table's, else the rule's common one."""
    own = rule.slots.marks.scales
    common = bounds(rule.slots.marks.scale)
    for place, name in enumerate(BOUNDS):
        ruled = {key: bounds(scale)[place] for key, scale in own.items()}
        column = pl.col(name) if name in known.columns else pl.lit(None, pl.Int64)
        stated = (
            pl.col("criterion").replace_strict(list(ruled), list(ruled.values()), default=None, return_dtype=pl.Int64)
            if ruled
            else pl.lit(None, pl.Int64)
        )
        known = known.with_columns(pl.coalesce(stated, column, pl.lit(common[place], pl.Int64)).alias(name))
    if rule.slots.weigh.method == "percentage":
        counted = [name for name in known["criterion"].unique() if rule.slots.marks.deducted(str(name))]
        bad = known.filter(~pl.col("criterion").is_in(counted))
        bad = bad.filter(pl.col("high").is_null() | (pl.col("high") <= 0))
        if not bad.is_empty():
            raise _no_scale(rule, str(bad["criterion"][0]))
    return known


def _no_scale(rule: Rule, name: str) -> RuleError:
    return RuleError(
        "{file}: a percentage needs the full mark of {name}; state high in [marks] scale, above zero.",
        file=rule.source,
        name=name,
    )


def _weighed(rule: Rule, known: pl.DataFrame, source: str) -> pl.DataFrame:
    """Make `weight` an integer of WEIGHT_DIGITS decimals and check what the rule states about the weights."""
    weigh = rule.slots.weigh
    unit = 10 ** (DIGITS - WEIGHT_DIGITS)
    if weigh.weights:
        known = known.filter(pl.col("criterion").is_in(list(weigh.weights)))
        weights = [scaled_int(weight) for weight in weigh.weights.values()]
        weight = pl.col("criterion").replace_strict(list(weigh.weights), weights, return_dtype=pl.Int64)
    else:
        weight = pl.col("weight") if weigh.weights_from else pl.lit(10**DIGITS, dtype=pl.Int64)
    known = known.with_columns(weight=weight)
    wrong = (
        pl.col("weight").is_null()
        | (pl.col("weight") < 0)
        | (pl.col("weight") > MAX_WEIGHT * 10**DIGITS)
        | (pl.col("weight") % unit != 0)
    )
    if not (bad := known.filter(wrong)).is_empty():
        raise RuleError(
            "{file}: the weight of {name} is {value}; it must be a number from 0 to {most} with at most {digits} decimals.",
            file=source,
            name=" / ".join(str(name) for name in bad.select(pl.col("^(round|criterion)$")).row(0)),
            value="…" if bad["weight"][0] is None else plain(Decimal(bad["weight"][0]).scaleb(-DIGITS)),
            most=MAX_WEIGHT,
            digits=WEIGHT_DIGITS,
        )
    if weigh.total is not None and weigh.weights_from:
        sums = (
            known.group_by("round").agg(pl.col("weight").sum())
            if "round" in known.columns
            else known.select(pl.col("weight").sum())
        )
        for total in sums["weight"]:
            check_total(Decimal(total).scaleb(-DIGITS), weigh.total, rule.source)
    return known.with_columns(pl.col("weight") // unit)


def _scale_frame(criteria: pl.DataFrame) -> pl.DataFrame:
    return criteria.select([name for name in ("round", "criterion", *BOUNDS) if name in criteria.columns])
