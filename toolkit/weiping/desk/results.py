"""From signed sheets to standings, and from standings to what publishing writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ..domain.points import Proposal, Published, Winner
from ..domain.text import Text
from ..errors import WrongPhase
from ..hooks import calls
from ..i18n import LANGS
from ..ledger.transfers import Transfer, from_proposals
from ..scoring.rule import Rule, parse_rule
from ..scoring.words import brief as rule_brief
from ..store import tables as t
from ..store.tables import VALUE_DIGITS
from . import folding
from .folding import Folding
from .office import Desk
from .round_info import RoundInfo, round_info
from .sheets import SCORING, Sheets, counted_taps

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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What publishing will write, computed before it takes the writer.

    `basis` is what it rests on: the taps that count, and why they do. Publishing holds it against the state by then.
    """

    basis: Basis
    standings: list[Standing]
    transfers: list[Transfer]
    available_from: date


@lru_cache(maxsize=64)
def rule_of(text: str) -> Rule:
    """A round's rule; parsed once."""
    return parse_rule(text)


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
    import polars as pl

    from ..frames import Marks
    from ..scoring import engine

    frame = pl.DataFrame(sheets.official_columns(), schema=_MARKS).drop_nulls("value")
    frame = frame.with_columns(pl.col("entry", "judge").cast(pl.String))
    marks = Marks.scaled(frame, digits=VALUE_DIGITS)
    table = pl.DataFrame([{"entry": str(one.id), **one.attributes} for one in entries], infer_schema_length=None)
    criteria = pl.DataFrame({"criterion": [criterion.key for criterion in info.criteria]})
    scored = engine.score(marks, rule_of(info.rule), entries=table, criteria=criteria)
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


Basis = tuple[Folding, int]


def basis(connection: sa.Connection, info: RoundInfo) -> Basis:
    """What a result rests on: how the sheets are folded, and the number of the newest tap of any that could count."""
    c = t.tap.c
    newest = sa.select(sa.func.max(c.number)).where(c.round_id == info.id, c.late.is_(False), c.kind.in_(SCORING))
    return folding.read(connection, info), connection.execute(newest).scalar_one() or 0


def prepare(desk: Desk, round_id: int) -> Prepared:
    """Standings, and the points they earn, as publishing the round now would write them.

    Raises WrongPhase where no sheet is signed; PluginError where a points rule fails.
    """
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        rests_on = basis(connection, info)
        sheets = Sheets(rests_on[0]).fold(counted_taps(connection, round_id))
        entries = list(connection.execute(sa.select(t.entry).where(t.entry.c.round_id == round_id)))
        found = standings(info, sheets, entries)
        if not any(standing.place for standing in found):
            raise WrongPhase("Nothing can be published: no entry has a signed sheet.", code="nothing-signed")
        event = _event(desk, connection, info, found, {entry.id: entry for entry in entries})
    available = desk.today() + timedelta(days=int(info.plan["notice_days"]))
    return Prepared(rests_on, found, _transfers(desk, info, event, available), available)


def _event(
    desk: Desk, connection: sa.Connection, info: RoundInfo, found: list[Standing], entries: dict[int, Any]
) -> Published:
    def winner(standing: Standing) -> Winner:
        entry = entries[standing.entry]
        homes = (
            sa.select(t.household.c.key)
            .where(t.household.c.compound_id == entry.compound_id)
            .order_by(t.household.c.key)
        )
        return Winner(
            entry=entry.id, name=Text(entry.name_zh, entry.name_en), award=standing.award or "", place=standing.place or 0,
            households=tuple(connection.execute(homes).scalars()),
        )  # fmt: skip

    winners = tuple(winner(standing) for standing in found if standing.award)
    return Published(round=info.id, appraisal=info.appraisal, title=info.title, on=desk.today(), winners=winners)


def _transfers(desk: Desk, info: RoundInfo, event: Published, available: date) -> list[Transfer]:
    made: list[Transfer] = []
    for key in info.plan["points_rules"]:
        rule = desk.plugins.points_rules.get(key)
        if rule is None:
            raise WrongPhase("The points rule {key} is not installed or quarantined; see the plugin list.", key=key)
        proposals: list[Proposal] = calls.propose(rule, event)
        made += from_proposals(
            proposals, rule=key, fund=rule.fund, event=f"published:{info.id}", on=event.on, available_from=available
        )
    return made
