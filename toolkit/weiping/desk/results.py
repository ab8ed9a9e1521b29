"""From signed sheets to standings, and from standings to what publishing writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..domain.text import Text
from ..hooks.methods import installed
from ..i18n import LANGS
from ..scoring.rule import Rule, parse_rule
from ..scoring.words import brief as rule_brief
from ..store import tables as t
from ..store.tables import VALUE_DIGITS
from .round_info import RoundInfo
from .sheets import Sheets

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry's place. `place` and `total` are None where nothing was signed, or where a gate keeps it out."""

    entry: int
    place: int | None
    shared: bool
    total: Decimal | None
    award: str | None
    parts: tuple[tuple[str, Decimal], ...]

    def row(self) -> dict[str, Any]:
        """The standing as the table `result` keeps it; decimals as text, so that what was printed is what is kept."""
        return {
            "entry_id": self.entry, "place": self.place, "shared": self.shared,
            "total": None if self.total is None else f"{self.total:f}", "award": self.award,
            "parts": [[key, f"{value:f}"] for key, value in self.parts],
        }  # fmt: skip

    def data(self, info: RoundInfo) -> dict[str, Any]:
        """The standing as pages receive it."""
        row = self.row()
        title = award_titles(info).get(self.award or "")
        return {
            "entry": self.entry, "place": self.place, "shared": self.shared, "total": row["total"],
            "award": title.both() if title else None,
            "parts": [{"criterion": key, "value": value} for key, value in row["parts"]],
        }  # fmt: skip


@lru_cache(maxsize=64)
def rule_of(text: str) -> Rule:
    """A round's rule; parsed once."""
    return parse_rule(text, methods=installed)


def words(info: RoundInfo) -> dict[str, list[str]]:
    """The rule in plain words, in both languages."""
    rule = rule_of(info.rule)
    titles = {criterion.key: criterion.title for criterion in info.criteria}
    return {lang: rule.words(lang, titles) for lang in LANGS}


def brief(info: RoundInfo) -> dict[str, list[str]]:
    """The few sentences of the rule that a board shows before the whole of it."""
    rule = rule_of(info.rule)
    titles = {criterion.key: criterion.title for criterion in info.criteria}
    return {lang: rule_brief(rule, lang, titles) for lang in LANGS}


def weights(info: RoundInfo) -> list[Decimal]:
    """The weight of each criterion in points of the whole, as the plan states them."""
    stated = {key: Decimal(weight) for key, weight in info.plan["criteria"]}
    return [stated[criterion.key] for criterion in info.criteria]


def award_titles(info: RoundInfo) -> dict[str, Text]:
    """Award key -> title."""
    return {award.key: award.text for award in rule_of(info.rule).slots.awards}


def standings(info: RoundInfo, sheets: Sheets, entries: Sequence[Any]) -> list[Standing]:
    """Standings by the round's own rule from signed sheets, best first; entries without a place come last."""
    return score(info, frame(sheets), entries)


def frame(sheets: Sheets) -> pl.DataFrame:
    """The marks that official standings count: entry, judge, criterion, value in ten-thousandths."""
    import polars as pl

    return pl.DataFrame(sheets.official_columns(), schema=_MARKS).drop_nulls("value")


def score(info: RoundInfo, marks: pl.DataFrame, entries: Sequence[Any], rule: Rule | None = None) -> list[Standing]:
    """Standings of any such marks, which is how one asks what would be if some were missing, or the `rule` another."""
    import polars as pl

    from ..frames import Marks
    from ..scoring import engine

    scaled = Marks.scaled(marks.with_columns(pl.col("entry", "judge").cast(pl.String)), digits=VALUE_DIGITS)
    table = pl.DataFrame([{"entry": str(one.id), **one.attributes} for one in entries], infer_schema_length=None)
    criteria = pl.DataFrame({"criterion": [criterion.key for criterion in info.criteria]})
    scored = engine.score(scaled, rule or rule_of(info.rule), entries=table, criteria=criteria)
    found = _standings(scored.standings, scored.parts)
    scored_entries = {one.entry for one in found}
    found += [Standing(one.id, None, False, None, None, ()) for one in entries if one.id not in scored_entries]
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.entry))


_MARKS = {"entry": int, "judge": int, "criterion": str, "value": int}


def _standings(table: pl.DataFrame, parts: pl.DataFrame) -> list[Standing]:
    by_entry: dict[str, list[tuple[str, Decimal]]] = {}
    for row in parts.iter_rows(named=True):
        if row["weighted"] is not None:
            by_entry.setdefault(row["entry"], []).append((row["criterion"], row["weighted"]))
    return [
        Standing(
            int(row["entry"]),
            row["rank"],
            bool(row["shared"]),
            row["total"],
            row["award"],
            tuple(by_entry.get(row["entry"], ())),
        )
        for row in table.iter_rows(named=True)
    ]


def published(connection: sa.Connection, round_id: int) -> list[Standing]:
    """The result as it was published."""
    query = sa.select(t.result).where(t.result.c.round_id == round_id).order_by(t.result.c.number)
    return [
        Standing(
            row.entry_id, row.place, row.shared, None if row.total is None else Decimal(row.total), row.award,
            tuple((key, Decimal(value)) for key, value in row.parts),
        )
        for row in connection.execute(query)
    ]  # fmt: skip
