"""Deliveries on their way in. What a group needs is read together, decided in Python, and written together.

Nothing is remembered from one group to the next, so whatever anybody else wrote meanwhile (a freeze, a revoked
session, another process) counts at once. A hundred taps cost hardly more statements than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Phase
from ..errors import Invalid, NotAllowed, NotFound, NotSignedIn, Refused
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import admission, folding, items, photos, refusals
from .folding import Folding
from .marks import Delivery, Item, ItemResult, Submitted
from .office import Desk
from .pictures import Picture
from .round_info import RoundInfo, round_info
from .sheets import Sheets
from .taps import SCORING

Row = dict[str, Any]

RECORDED = ("received_at", "late", "tablet_at", "practice")
"""Columns that say how and when an item arrived, not what it is: they may differ when it is sent again."""


def _several(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True)


# put together once: what a statement costs is mostly its making
_SESSIONS = sa.select(t.session.c.id).where(t.session.c.id.in_(_several("sessions")), t.session.c.ended_at.is_(None))
_KNOWN = sa.select(t.tap).where(t.tap.c.id.in_(_several("ids")))
_TAP = ("number", "judge_id", "entry_id", "kind", "criterion", "answer", "client", "seq", "late", "practice")
_TAPS = (
    sa.select(*(t.tap.c[name] for name in _TAP))
    .where(t.tap.c.round_id == sa.bindparam("round"), t.tap.c.kind.in_(SCORING))
    .where(t.tap.c.judge_id.in_(_several("judges")), t.tap.c.entry_id.in_(_several("entries")))
    .order_by(t.tap.c.number)
)
"""By judges and entries apart, and not in pairs, for which SQLite would read the whole round."""


class Intake:
    """One group of deliveries, and what the database says about them."""

    def __init__(self, desk: Desk, connection: sa.Connection, deliveries: Sequence[Delivery]) -> None:
        self.connection, self.deliveries, self.now = connection, deliveries, desk.now()
        self.rounds = {number: _round(connection, number) for number in {one.round for one in deliveries}}
        self.sheets = {info.id: self._sheets(info) for info in self.rounds.values() if isinstance(info, RoundInfo)}
        self.signed_in: set[int | None] = {None}
        if sessions := [one.actor.session for one in deliveries if one.actor.session is not None]:
            self.signed_in |= {row[0] for row in self._all(_SESSIONS, sessions=sessions)}
        found = self._all(_KNOWN, ids=[item.id for one in deliveries for item in one.batch.items if items.named(item)])
        self.known: dict[str, Mapping[str, Any]] = {row.id: row._mapping for row in found}
        self.lines: list[journal.Line] = []
        self.pictures: list[Picture] = []
        self.desk = desk

    def _all(self, query: sa.Select[Any], **values: Any) -> Sequence[Any]:
        return self.connection.execute(query, values).all()

    def _sheets(self, info: RoundInfo) -> Sheets:
        """What decides whether a sheet is signed and complete, of every sheet of the round that a delivery is about."""
        about = {
            (one.actor.judge or 0, item.entry)
            for one in self.deliveries if one.round == info.id
            for item in one.batch.items
        }  # fmt: skip
        judges = sorted({one.actor.judge or 0 for one in self.deliveries if one.round == info.id})
        sheets = Sheets(folding.read(self.connection, info, judges))
        if info.phase not in (Phase.OPEN, Phase.PRACTICE):
            return sheets
        entries = sorted({entry for _, entry in about}.intersection(sheets.folding.entries))
        found = self._all(_TAPS, round=info.id, judges=judges, entries=entries)
        return sheets.fold(tap for tap in found if (tap.judge_id, tap.entry_id) in about)

    def run(self) -> list[Submitted | Refused]:
        """Decide every delivery, then write what was taken and what was not, and a line of the journal a delivery."""
        outcomes = [self._deliver(one) for one in self.deliveries]
        self.lines = refusals.once(self.connection, self.lines)
        if self.lines:
            for table in (t.tap, t.refusal):
                if rows := [row for line in self.lines for row in line.rows.get(table.name, ())]:
                    self.connection.execute(table.insert(), rows)
            photos.keep(self.desk, self.connection, self.pictures)
            journal.write_all(self.connection, self.lines)
            for line in self.lines:
                touch(self.connection, "round", int(line.ids["round"]))
        return outcomes

    def _deliver(self, one: Delivery) -> Submitted | Refused:
        try:
            info = self._round_of(one)
        except Refused as error:
            return error
        rows: dict[str, list[Row]] = {}
        ready = [item for item in one.batch.items if not admission.waits(info, item)]
        done = Submitted(info.phase, [self._take(one, info, item, rows) for item in ready])
        if rows:
            verb = "tap" if "tap" in rows else "refused"
            self.lines.append(journal.Line(one.actor.name, verb, rows, {"round": info.id}))
        return done if len(ready) == len(one.batch.items) else admission.not_yet(info)

    def _round_of(self, one: Delivery) -> RoundInfo:
        """The round, where this actor is a judge of it."""
        if one.actor.session not in self.signed_in:
            raise NotSignedIn("Nobody is signed in here; open your invitation link again.")
        info = self.rounds[one.round]
        if isinstance(info, NotFound):
            raise info
        if one.actor.judge not in self._folding(info).panel:
            raise NotAllowed("You are not a judge of this round.")
        return info

    def _folding(self, info: RoundInfo) -> Folding:
        return self.sheets[info.id].folding

    def _take(self, one: Delivery, info: RoundInfo, item: Item, rows: dict[str, list[Row]]) -> ItemResult:
        # late items are evidence and are always kept, and so is what comes after its rehearsal; the rest must fit
        counts = info.phase is (Phase.PRACTICE if item.practice else Phase.OPEN)
        try:
            row = self._row(one, info, item)
            if item.id in self.known:
                return self._repeat(item, row)
            if counts:
                admission.admit(info, self.sheets[info.id], row)
        except Refused as error:
            if not item.practice and items.named(item) and item.entry in self._folding(info).entries:
                rows.setdefault("refusal", []).append(refusals.row(info, one.actor, item, error, self.now))
            return ItemResult(item.id, "refused", error=error)
        rows.setdefault("tap", []).append(row)
        if one.picture is not None:
            self.pictures.append(one.picture)
        self.known[item.id] = row
        if counts:
            self.sheets[info.id].fold([SimpleNamespace(number=0, **row)])
        return ItemResult(item.id, "stored", row["late"], photo=row["photo"])

    def _repeat(self, item: Item, row: Row) -> ItemResult:
        there = self.known[item.id]
        # the same photo developed by a newer library has other bytes and another hash
        may_differ = (*RECORDED, "photo") if item.kind == "photo" else RECORDED
        if any(there[name] != value for name, value in row.items() if name not in may_differ):
            raise Invalid(
                "The id {id} was used before for something else; each tap needs an id of its own.", id=item.id
            )
        return ItemResult(item.id, "repeated", bool(there["late"]), photo=there["photo"])

    def _row(self, one: Delivery, info: RoundInfo, item: Item) -> Row:
        """The row an item becomes; raises for an item that makes no sense by itself."""
        items.check(item)
        if item.entry not in self._folding(info).entries:
            raise NotFound("There is no entry {entry} in this round.", entry=item.entry)
        if item.kind == "photo" and one.picture is None:
            raise Invalid("A photo is uploaded by itself; see the photos' own route.")
        if item.practice and not info.rehearsal:
            raise Invalid("This round was never rehearsed, so nothing can belong to a rehearsal; reload the page.")
        late = not item.practice and info.phase is not Phase.OPEN and item.kind != "problem"
        row: Row = {
            "id": item.id, "round_id": info.id, "judge_id": one.actor.judge, "entry_id": item.entry,
            "kind": item.kind, "criterion": None, "answer": None, "value": None, "detail": None, "text": None,
            "client": one.batch.client, "seq": item.seq, "tablet_at": item.at, "received_at": self.now, "late": late,
            "practice": info.rehearsal if item.practice else None, "photo": None,
        }  # fmt: skip
        return row | items.columns(info, item)


def _round(connection: sa.Connection, number: int) -> RoundInfo | NotFound:
    try:
        return round_info(connection, number)
    except NotFound as error:
        return error
