"""A rule worked through on made-up marks, by the engine that scores in earnest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..domain.criteria import Criterion
from ..domain.exact import half_up
from ..domain.text import Text
from ..scoring.reference import Part
from ..scoring.rule import Rule
from ..scoring.say import number
from .live_rules import why_not

ENTRIES = (Text("甲小区", "Compound A"), Text("乙小区", "Compound B"))

# shares of full marks, one a judge: an ordinary panel with one generous and one severe judge; the second entry a little lower
_SHARES = ("0.85", "0.95", "0.80", "0.60", "0.85", "0.90", "0.75", "0.80", "0.85")
_LOWER = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class _Made:
    judges: int
    marks: list[dict[str, Any]]


def fits(rule: Rule, columns: Mapping[str, object] | Sequence[str] = ()) -> bool:
    """Whether a live round can be scored by `rule`; see `live_rules.why_not`."""
    return why_not(rule, columns) is None


def example(rule: Rule, criteria: Sequence[Criterion]) -> dict[str, Any] | None:
    """Five judges (more where the rule asks for more) and two entries on the first criteria, step by step to the totals.

    None for a rule that looks at columns of the entries, which made-up entries do not have.
    """
    import polars as pl

    from ..frames import Marks
    from ..scoring.engine import score
    from ..scoring.facts import prepare
    from ..scoring.reference import outcome
    from ..scoring.sheets import read
    from ..store.tables import VALUE_DIGITS

    if not fits(rule) or not criteria:
        return None
    made = _marks(rule, criteria)
    marks = Marks.scaled(pl.DataFrame(made.marks), digits=VALUE_DIGITS)
    table = pl.DataFrame({"criterion": [criterion.key for criterion in criteria]})
    facts = prepare(rule, entries=pl.DataFrame({"entry": ["0", "1"]}), criteria=table)
    scored = score(marks, rule, facts=facts)
    wanted = scored.standings.select(pl.col("round", "entry").cast(pl.String))
    steps = {one.entry: one for one in (outcome(sheet, rule) for sheet in read(marks, rule, facts, wanted))}
    places = {str(row["entry"]): row for row in scored.standings.iter_rows(named=True)}
    titles = {criterion.key: criterion.title for criterion in criteria}
    return {
        "judges": made.judges,
        "entries": [
            {
                "name": name.both(),
                "criteria": [_part(part, titles) for part in steps[str(at)].parts],
                "total": _printed(places[str(at)]["total"]),
                "place": places[str(at)]["rank"],
            }
            for at, name in enumerate(ENTRIES)
        ],
    }


def _marks(rule: Rule, criteria: Sequence[Criterion]) -> _Made:
    from ..store.tables import to_units

    judges = min(max(5, rule.slots.combine.needed), 30)
    rows = []
    for entry in range(2):
        for at, criterion in enumerate(criteria):
            for judge in range(judges):
                share = Decimal(_SHARES[(judge + at + 2 * entry) % len(_SHARES)]) - _LOWER * entry
                scale = criterion.scale
                steps = (scale.high - scale.low) * share // scale.step
                value = to_units(scale.low + steps * scale.step)
                rows.append({"entry": str(entry), "judge": str(judge), "criterion": criterion.key, "value": value})
    return _Made(judges, rows)


def _part(part: Part, titles: Mapping[str, Text]) -> dict[str, Any]:
    dropped = {judge: end for judge, _, end in part.dropped}
    given = sorted(part.sheet.given, key=lambda pair: int(pair[0]))
    return {
        "title": titles[part.sheet.criterion].both(),
        "marks": [{"value": number(value), "dropped": dropped.get(judge)} for judge, value in given],
        "value": _said(part.value), "weighted": _said(part.weighted),
    }  # fmt: skip


def _said(value: Fraction | None) -> str | None:
    """A value as it stands in a table: two decimals, and a sign where they are not all of it."""
    if value is None:
        return None
    shown = half_up(value, 2)
    return number(value) if Fraction(shown) == value else f"≈ {shown}"


def _printed(total: Decimal | None) -> str | None:
    return None if total is None else f"{total:f}"
