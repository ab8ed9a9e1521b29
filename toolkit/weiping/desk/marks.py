"""A tap, from the outbox to the disk: `submit` stores what a judge's tablet sends, each item once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from ..domain.appraisal import Actor, MarkKind, Phase, Role
from ..domain.criteria import Criterion, Detail
from ..domain.exact import exact, plain
from ..errors import Invalid, NotAllowed, NotFound, Refused, WeipingError, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from ..store.tables import to_units
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .sheets import Sheets

MAX_ITEMS = 500


class ItemDetail(msgspec.Struct, forbid_unknown_fields=True):
    """How the pad made a mark: the level tapped, fine steps as a decimal, and how often each fault was found."""

    level: str | None = None
    fine: str = "0"
    counts: dict[str, int] = {}


class Item(msgspec.Struct, forbid_unknown_fields=True):
    """One item of an outbox; see docs/http-api.md for which fields each `kind` uses."""

    id: str
    seq: int
    kind: Literal["mark", "note", "sign", "reopen"]
    entry: int
    at: str | None = None
    criterion: str | None = None
    mark: MarkKind | None = None
    value: str | None = None
    detail: ItemDetail | None = None
    text: str | None = None


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """What a tablet sends: its own id, and items in the order they were made.

    `judge` says whose taps they are. The server goes by the session alone, but refuses a batch that names another judge:
    somebody else signed in on this tablet between the tap and the sending.
    """

    client: str
    items: list[Item]
    judge: int | None = None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What became of one item: `stored`, `repeated` (it was here already) or `refused` with the reason."""

    id: str
    result: Literal["stored", "repeated", "refused"]
    late: bool = False
    error: WeipingError | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The outcome of a batch, item by item, and the phase the round was in."""

    phase: Phase
    items: list[ItemResult] = field(default_factory=list)


def submit(desk: Desk, actor: Actor, round_id: int, batch: Batch) -> Submitted:
    """Store a batch and answer after the commit (see `submission` for the errors)."""
    done: Submitted = desk.store.write(submission(desk, actor, round_id, batch))
    return done


def submission(desk: Desk, actor: Actor, round_id: int, batch: Batch) -> Any:
    """The job that stores `batch`, for a server that does not want to wait in its own thread.

    Raises NotAllowed unless `actor` is a judge of this round, WrongPhase before it opens, Invalid for a batch that is
    too large or lacks a client. Within a batch each item is stored or refused on its own. After the freeze items are
    kept and flagged late.
    """
    allow(actor, Role.JUDGE)
    if batch.judge not in (None, actor.judge):
        raise NotAllowed("These marks are another judge's; they stay on this tablet until that judge signs in again.")
    if not batch.client or len(batch.client) > 64 or len(batch.items) > MAX_ITEMS:
        raise Invalid("A batch needs the tablet's id and at most {most} items.", most=MAX_ITEMS)

    def job(connection: sa.Connection) -> Submitted:
        info = round_info(connection, round_id)
        _check_judge(connection, actor, round_id)
        if info.phase is Phase.DRAFT:
            raise WrongPhase("This round is not open yet; your marks stay on this tablet until the chair opens it.")
        return _Intake(desk, connection, actor, info, batch).run()

    return job


def _check_judge(connection: sa.Connection, actor: Actor, round_id: int) -> None:
    own = connection.execute(sa.select(t.judge.c.round_id).where(t.judge.c.id == actor.judge)).scalar_one_or_none()
    if own != round_id:
        raise NotAllowed("You are not a judge of this round.")


class _Intake:
    """One batch on its way in: the judge's sheets as they stand, kept up to date item by item."""

    def __init__(self, desk: Desk, connection: sa.Connection, actor: Actor, info: RoundInfo, batch: Batch) -> None:
        self.desk, self.connection, self.actor, self.info, self.batch = desk, connection, actor, info, batch
        self.late = info.phase is not Phase.OPEN
        self.entries = set(connection.execute(sa.select(t.entry.c.id).where(t.entry.c.round_id == info.id)).scalars())
        query = sa.select(t.tap).where(
            t.tap.c.round_id == info.id,
            t.tap.c.judge_id == actor.judge,
            t.tap.c.entry_id.in_({item.entry for item in batch.items}),
        )
        self.sheets = Sheets(with_late=self.late).fold(connection.execute(query.order_by(t.tap.c.number)))
        ids = [item.id for item in batch.items]
        self.known = {row.id: row for row in connection.execute(sa.select(t.tap).where(t.tap.c.id.in_(ids)))}
        self.rows: list[dict[str, Any]] = []

    def run(self) -> Submitted:
        done = Submitted(self.info.phase, [self._take(item) for item in self.batch.items])
        if self.rows:
            journal.write(self.connection, self.actor.name, "tap", {"tap": self.rows}, round=self.info.id)
            touch(self.connection, "round", self.info.id)
        return done

    def _take(self, item: Item) -> ItemResult:
        try:
            row = self._row(item)
            if item.id in self.known:
                return self._repeat(item, row)
            self._admit(item)
        except Refused as error:
            return ItemResult(item.id, "refused", error=error)
        made = self.connection.execute(t.tap.insert().returning(t.tap), row).one()
        self.rows.append(row)
        self.known[item.id] = made
        self.sheets.fold([made])
        return ItemResult(item.id, "stored", self.late)

    def _repeat(self, item: Item, row: Mapping[str, Any]) -> ItemResult:
        there = self.known[item.id]._mapping
        same = all(
            there[name] == value for name, value in row.items() if name not in ("received_at", "late", "tablet_at")
        )
        if not same:
            raise Invalid(
                "The id {id} was used before for something else; each tap needs an id of its own.", id=item.id
            )
        return ItemResult(item.id, "repeated", bool(there["late"]))

    def _row(self, item: Item) -> dict[str, Any]:
        """The row an item becomes; raises for an item that makes no sense by itself."""
        if not 8 <= len(item.id) <= 64 or not 0 <= item.seq < 2**53 or len(item.at or "") > 40:
            raise Invalid(
                "An item needs an id of 8 to 64 characters and a seq from 0; this one has {id} and {seq}.",
                id=item.id[:64],
                seq=item.seq,
            )
        if item.entry not in self.entries:
            raise NotFound("There is no entry {entry} in this round.", entry=item.entry)
        row: dict[str, Any] = {
            "id": item.id, "round_id": self.info.id, "judge_id": self.actor.judge, "entry_id": item.entry,
            "kind": item.kind, "criterion": None, "answer": None, "value": None, "detail": None, "text": None,
            "client": self.batch.client, "seq": item.seq, "tablet_at": item.at,
            "received_at": self.desk.now(), "late": self.late,
        }  # fmt: skip
        if item.kind == "mark":
            row |= self._mark(item)
        elif item.kind == "note":
            row |= self._note(item)
        return row

    def _mark(self, item: Item) -> dict[str, Any]:
        criterion = self._criterion(item.criterion)
        if item.mark is None:
            raise Invalid("A mark needs to say whether it is a value, not_seen, recused or cleared.")
        if item.mark is not MarkKind.VALUE:
            return {"criterion": criterion.key, "answer": item.mark.value}
        value, detail = mark_value(criterion, item)
        return {"criterion": criterion.key, "answer": "value", "value": to_units(value), "detail": detail}

    def _note(self, item: Item) -> dict[str, Any]:
        if item.text is None or len(item.text) > 2000:
            raise Invalid("A note needs a text of at most 2000 characters.")
        return {"criterion": self._criterion(item.criterion).key if item.criterion else None, "text": item.text}

    def _criterion(self, key: str | None) -> Criterion:
        for criterion in self.info.criteria:
            if criterion.key == key:
                return criterion
        known = ", ".join(criterion.key for criterion in self.info.criteria)
        raise Invalid("This round has no criterion {key}; it has {known}.", key=repr(key), known=known)

    def _admit(self, item: Item) -> None:
        """Refuse what the sheet's state forbids. Late items are evidence and are always kept."""
        if self.late:
            return
        sheet = self.sheets.sheet(self.actor.judge or 0, item.entry)
        if item.kind == "reopen":
            if not sheet.signed:
                raise WrongPhase("This sheet is not signed, so there is nothing to reopen.", code="not-signed")
        elif sheet.closed_to(self.batch.client, item.seq):
            raise WrongPhase("This sheet is signed; reopen it before you change it.", code="signed")
        elif item.kind == "sign":
            answered = sheet.answers()
            missing = [criterion.title for criterion in self.info.criteria if criterion.key not in answered]
            if missing:
                raise WrongPhase(
                    "The sheet is not complete; still to answer: {missing}.", code="incomplete", missing=missing
                )


def mark_value(criterion: Criterion, item: Item) -> tuple[Decimal, dict[str, Any] | None]:
    """The value of a mark and its detail as stored. The server's own arithmetic decides; a client's must agree."""
    given = _decimal(item.value) if item.value is not None else None
    if item.detail is None:
        if given is None:
            raise Invalid("A mark with the answer value needs a value or its detail.")
        if not criterion.scale.admits(given):
            raise _off_scale(criterion, given)
        return given, None
    detail = Detail(level=item.detail.level, fine=_decimal(item.detail.fine), counts=item.detail.counts)
    value = criterion.value(detail)
    if given is not None and given != value:
        raise Invalid(
            "The mark says {given} but its detail adds up to {value}; reload the page.",
            given=plain(given),
            value=plain(value),
        )
    counts = {key: count for key, count in sorted(detail.counts.items()) if count}
    return value, {"level": detail.level, "fine": plain(detail.fine), "counts": counts}


def _off_scale(criterion: Criterion, value: Decimal) -> Invalid:
    scale = criterion.scale
    return Invalid(
        "{value} is off the scale of {criterion}: from {low} to {high} in steps of {step}.",
        value=plain(value),
        criterion=criterion.key,
        low=plain(scale.low),
        high=plain(scale.high),
        step=plain(scale.step),
    )


def _decimal(text: str) -> Decimal:
    try:
        if len(text) > 12:
            raise ValueError
        return exact(text)
    except (WeipingError, ValueError):
        raise Invalid(
            "{value} is not a number; write it with digits and a point, such as 17.5.", value=repr(text[:20])
        ) from None
