"""A tap, from the outbox to the disk: `submit` stores what a judge's tablet sends, each item once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec
import sqlalchemy as sa

from ..domain.appraisal import Actor, MarkKind, Phase, Role
from ..errors import Invalid, NotAllowed, Refused, WeipingError
from .office import Desk, allow
from .pictures import Picture

MAX_ITEMS = 500

Kind = Literal["mark", "note", "sign", "reopen", "comment", "problem", "photo", "drop_photo"]
"""What an item is. `comment` is for the other judges, `problem` for the chair; the words are those of the table `tap`."""


class ItemDetail(msgspec.Struct, forbid_unknown_fields=True):
    """How the pad made a mark: the level tapped, fine steps as a decimal, and how often each fault was found."""

    level: str | None = None
    fine: str = "0"
    counts: dict[str, int] = {}


class Item(msgspec.Struct, forbid_unknown_fields=True):
    """One item of an outbox; see docs/http-api.md for which fields each `kind` uses."""

    id: str
    seq: int
    kind: Kind
    entry: int
    at: str | None = None
    criterion: str | None = None
    mark: MarkKind | None = None
    value: str | None = None
    detail: ItemDetail | None = None
    text: str | None = None
    practice: bool = False
    photo: str | None = None


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
    """What became of one item: `stored`, `repeated` (it was here already) or `refused` with the reason.

    `photo` is the hash of the photo that it is about.
    """

    id: str
    result: Literal["stored", "repeated", "refused"]
    late: bool = False
    error: WeipingError | None = None
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """The outcome of a batch, item by item, and the phase the round was in."""

    phase: Phase
    items: list[ItemResult] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch, and whose it is; with `picture` its one item is that photo."""

    actor: Actor
    round: int
    batch: Batch
    picture: Picture | None = None


def delivery(actor: Actor, round_id: int, batch: Batch) -> Delivery:
    """Check what can be told without the database.

    Raises NotSignedIn or NotAllowed unless `actor` is a judge and the batch is that judge's, Invalid for a batch that
    is too large or lacks a client.
    """
    allow(actor, Role.JUDGE)
    if batch.judge not in (None, actor.judge):
        raise NotAllowed("These marks are another judge's; they stay on this tablet until that judge signs in again.")
    if not 0 < len(batch.client) <= 64 or "\0" in batch.client or len(batch.items) > MAX_ITEMS:
        raise Invalid("A batch needs the tablet's id and at most {most} items.", most=MAX_ITEMS)
    return Delivery(actor, round_id, batch)


def submit(desk: Desk, actor: Actor, round_id: int, batch: Batch) -> Submitted:
    """Store a batch and answer after the commit; raises what `delivery` raises and what `intake` answers."""
    [outcome] = desk.store.write(intake(desk, [delivery(actor, round_id, batch)]))
    if isinstance(outcome, WeipingError):
        raise outcome
    return outcome


def intake(desk: Desk, deliveries: Sequence[Delivery]) -> Callable[[sa.Connection], list[Submitted | Refused]]:
    """The job that stores deliveries in their order, each outcome its own.

    A delivery is refused whole, with NotAllowed unless the actor is a judge of the round, NotSignedIn where the session
    has ended, WrongPhase where it holds items in earnest before the round opens (those of a rehearsal beside them are
    stored, and will be repeated). Within a batch each item is stored or refused on its own; the chair sees what was
    refused. After the freeze items are kept and flagged late.
    """
    from .intake import Intake

    return lambda connection: Intake(desk, connection, deliveries).run()
