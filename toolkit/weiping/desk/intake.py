"""Deliveries on their way in. What a group needs is read together, decided in Python, and written together.

Nothing is remembered from one group to the next, so whatever anybody else wrote meanwhile (a freeze, a revoked
session, another process) counts at once. A hundred taps cost hardly more statements than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import MarkKind, Phase
from ..domain.criteria import Criterion
from ..errors import Invalid, NotAllowed, NotFound, NotSignedIn, Refused, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from ..store.tables import to_units
from .marks import Delivery, Item, ItemResult, Submitted, mark_value
from .office import Desk
from .round_info import RoundInfo, round_info
from .sheets import Sheets

Row = dict[str, Any]

RECORDED = ("received_at", "late", "tablet_at")
"""Columns that say how an item arrived, not what it is: they may differ when it is sent again."""


def _several(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, expanding=True)


# put together once: what a statement costs is mostly its making
_JUDGES = sa.select(t.judge.c.id, t.judge.c.round_id).where(t.judge.c.id.in_(_several("judges")))
_SESSIONS = sa.select(t.session.c.id).where(t.session.c.id.in_(_several("sessions")), t.session.c.ended_at.is_(None))
_ENTRIES = sa.select(t.entry.c.id, t.entry.c.round_id).where(t.entry.c.round_id.in_(_several("rounds")))
_KNOWN = sa.select(t.tap).where(t.tap.c.id.in_(_several("ids")))
_TAP = ("number", "judge_id", "entry_id", "kind", "criterion", "answer", "client", "seq", "late")
_TAPS = (
    sa.select(*(t.tap.c[name] for name in _TAP))
    .where(t.tap.c.round_id == sa.bindparam("round"), t.tap.c.late.is_(False), t.tap.c.kind != "note")
    .where(t.tap.c.judge_id.in_(_several("judges")), t.tap.c.entry_id.in_(_several("entries")))
    .order_by(t.tap.c.number)
)
"""By judges and entries apart, and not in pairs, for which SQLite would read the whole round."""


class Intake:
    """One group of deliveries, and what the database says about them."""

    def __init__(self, desk: Desk, connection: sa.Connection, deliveries: Sequence[Delivery]) -> None:
        journal.serialise(connection)
        self.connection, self.deliveries, self.now = connection, deliveries, desk.now()
        self.rounds = {number: _round(connection, number) for number in {one.round for one in deliveries}}
        actors = [one.actor for one in deliveries]
        self.panel = dict(self._all(_JUDGES, judges=[actor.judge for actor in actors]))
        self.signed_in: set[int | None] = {None}
        if sessions := [actor.session for actor in actors if actor.session is not None]:
            self.signed_in |= {row[0] for row in self._all(_SESSIONS, sessions=sessions)}
        self.entries = dict(self._all(_ENTRIES, rounds=list(self.rounds)))
        found = self._all(_KNOWN, ids=[item.id for one in deliveries for item in one.batch.items])
        self.known: dict[str, Mapping[str, Any]] = {row.id: row._mapping for row in found}
        self.sheets = Sheets().fold(self._taps())
        self.lines: list[journal.Line] = []

    def _all(self, query: sa.Select[Any], **values: Any) -> Sequence[Any]:
        return self.connection.execute(query, values).all()

    def _taps(self) -> Iterator[Any]:
        """What decides whether a sheet is signed and complete, of every sheet that a delivery is about."""
        about: dict[int, set[tuple[int | None, int]]] = {}
        for one in self.deliveries:
            about.setdefault(one.round, set()).update((one.actor.judge, item.entry) for item in one.batch.items)
        for number, sheets in about.items():
            info = self.rounds[number]
            if isinstance(info, RoundInfo) and info.phase is Phase.OPEN:
                judges, entries = ({pair[place] for pair in sheets} for place in (0, 1))
                found = self._all(_TAPS, round=number, judges=list(judges), entries=list(entries))
                yield from (tap for tap in found if (tap.judge_id, tap.entry_id) in sheets)

    def run(self) -> list[Submitted | Refused]:
        """Decide every delivery, then write what was taken: the taps, and a line of the journal a delivery."""
        outcomes = [self._deliver(one) for one in self.deliveries]
        if self.lines:
            self.connection.execute(t.tap.insert(), [row for line in self.lines for row in line.rows["tap"]])
            journal.write_all(self.connection, self.lines)
            for line in self.lines:
                touch(self.connection, "round", int(line.ids["round"]))
        return outcomes

    def _deliver(self, one: Delivery) -> Submitted | Refused:
        try:
            info = self._round_of(one)
        except Refused as error:
            return error
        rows: list[Row] = []
        done = Submitted(info.phase, [self._take(one, info, item, rows) for item in one.batch.items])
        if rows:
            self.lines.append(journal.Line(one.actor.name, "tap", {"tap": rows}, {"round": info.id}))
        return done

    def _round_of(self, one: Delivery) -> RoundInfo:
        """The round, where it may be marked by this actor and now."""
        if one.actor.session not in self.signed_in:
            raise NotSignedIn("Nobody is signed in here; open your invitation link again.")
        info = self.rounds[one.round]
        if isinstance(info, NotFound):
            raise info
        if self.panel.get(one.actor.judge) != info.id:
            raise NotAllowed("You are not a judge of this round.")
        if info.phase is Phase.DRAFT:
            raise WrongPhase("This round is not open yet; your marks stay on this tablet until the chair opens it.")
        return info

    def _take(self, one: Delivery, info: RoundInfo, item: Item, rows: list[Row]) -> ItemResult:
        late = info.phase is not Phase.OPEN
        try:
            row = self._row(one, info, item, late)
            if item.id in self.known:
                return self._repeat(item, row)
            if not late:  # late items are evidence and are always kept
                self._admit(one, info, item)
        except Refused as error:
            return ItemResult(item.id, "refused", error=error)
        rows.append(row)
        self.known[item.id] = row
        self.sheets.fold([SimpleNamespace(number=0, **row)])
        return ItemResult(item.id, "stored", late)

    def _repeat(self, item: Item, row: Row) -> ItemResult:
        there = self.known[item.id]
        if any(there[name] != value for name, value in row.items() if name not in RECORDED):
            raise Invalid(
                "The id {id} was used before for something else; each tap needs an id of its own.", id=item.id
            )
        return ItemResult(item.id, "repeated", bool(there["late"]))

    def _row(self, one: Delivery, info: RoundInfo, item: Item, late: bool) -> Row:
        """The row an item becomes; raises for an item that makes no sense by itself."""
        if not 8 <= len(item.id) <= 64 or not 0 <= item.seq < 2**53 or len(item.at or "") > 40:
            raise Invalid(
                "An item needs an id of 8 to 64 characters and a seq from 0; this one has {id} and {seq}.",
                id=item.id[:64],
                seq=item.seq,
            )
        if self.entries.get(item.entry) != info.id:
            raise NotFound("There is no entry {entry} in this round.", entry=item.entry)
        row: Row = {
            "id": item.id, "round_id": info.id, "judge_id": one.actor.judge, "entry_id": item.entry,
            "kind": item.kind, "criterion": None, "answer": None, "value": None, "detail": None, "text": None,
            "client": one.batch.client, "seq": item.seq, "tablet_at": item.at, "received_at": self.now, "late": late,
        }  # fmt: skip
        if item.kind == "mark":
            row |= _mark(info, item)
        elif item.kind == "note":
            row |= _note(info, item)
        return row

    def _admit(self, one: Delivery, info: RoundInfo, item: Item) -> None:
        """Refuse what the sheet's state forbids."""
        sheet = self.sheets.sheet(one.actor.judge or 0, item.entry)
        if item.kind == "reopen":
            if not sheet.signed:
                raise WrongPhase("This sheet is not signed, so there is nothing to reopen.", code="not-signed")
        elif sheet.closed_to(one.batch.client, item.seq):
            raise WrongPhase("This sheet is signed; reopen it before you change it.", code="signed")
        elif item.kind == "sign":
            answered = sheet.answers()
            missing = [criterion.title for criterion in info.criteria if criterion.key not in answered]
            if missing:
                raise WrongPhase(
                    "The sheet is not complete; still to answer: {missing}.", code="incomplete", missing=missing
                )


def _round(connection: sa.Connection, number: int) -> RoundInfo | NotFound:
    try:
        return round_info(connection, number)
    except NotFound as error:
        return error


def _mark(info: RoundInfo, item: Item) -> Row:
    criterion = _criterion(info, item.criterion)
    if item.mark is None:
        raise Invalid("A mark needs to say whether it is a value, not_seen, recused or cleared.")
    if item.mark is not MarkKind.VALUE:
        return {"criterion": criterion.key, "answer": item.mark.value}
    value, detail = mark_value(criterion, item)
    return {"criterion": criterion.key, "answer": "value", "value": to_units(value), "detail": detail}


def _note(info: RoundInfo, item: Item) -> Row:
    if item.text is None or len(item.text) > 2000:
        raise Invalid("A note needs a text of at most 2000 characters.")
    return {"criterion": _criterion(info, item.criterion).key if item.criterion else None, "text": item.text}


def _criterion(info: RoundInfo, key: str | None) -> Criterion:
    for criterion in info.criteria:
        if criterion.key == key:
            return criterion
    known = ", ".join(criterion.key for criterion in info.criteria)
    raise Invalid("This round has no criterion {key}; it has {known}.", key=repr(key), known=known)
