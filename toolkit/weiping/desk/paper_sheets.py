"""Sheets that judges filled in on paper, entered afterwards: the marks, and that every sheet was signed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby

import sqlalchemy as sa

from ..domain.appraisal import Actor, MarkKind, Role
from ..domain.exact import plain
from ..domain.history import PaperMark
from ..errors import NotFound, WeipingError
from ..store import tables as t
from .marks import Batch, Delivery, Item, intake
from .office import Desk, allow

CLIENT = "paper"
"""What stands where the tablet of a mark is named."""


def enter(desk: Desk, actor: Actor, round_id: int, marks: Sequence[PaperMark]) -> int:
    """Enter and sign the sheets of an open round; answers how many. The journal names who entered them, and for which judge.

    Whoever runs the machine does this, not the office: it puts marks in others' names. Raises NotAllowed, NotFound for
    somebody who is no judge of the round or what is no entry of it, and as taps of a tablet do, nothing being written.
    """
    allow(actor, Role.ADMIN)
    judges, entries = _seats(desk, round_id)
    deliveries, sheets = [], 0
    for judge, mine in groupby(sorted(marks, key=lambda one: one.judge), key=lambda one: one.judge):
        items = list(_items(list(mine), entries))
        sheets += sum(item.kind == "sign" for item in items)
        who = Actor(actor.role, judge=_found(judges, judge), staff=actor.staff)
        deliveries.append(Delivery(who, round_id, Batch(client=CLIENT, items=items)))
    job = intake(desk, deliveries)

    def all_or_nothing(connection: sa.Connection) -> None:
        for outcome in job(connection):
            if isinstance(outcome, WeipingError):
                raise outcome
            for item in outcome.items:
                if item.error is not None:
                    raise item.error

    desk.store.write(all_or_nothing)
    return sheets


def _items(marks: list[PaperMark], entries: dict[str, int]) -> list[Item]:
    items: list[Item] = []
    for entry, mine in groupby(sorted(marks, key=lambda one: one.entry), key=lambda one: one.entry):
        number = _found(entries, entry)
        for one in mine:
            items.append(_item(len(items), number, one))
        items.append(_item(len(items), number))
    return items


def _item(seq: int, entry: int, one: PaperMark | None = None) -> Item:
    """A mark of a sheet, or its signature."""
    name = str(uuid.uuid4())
    if one is None:
        return Item(id=name, seq=seq, kind="sign", entry=entry)
    value = plain(one.value)
    return Item(id=name, seq=seq, kind="mark", entry=entry, criterion=one.criterion, mark=MarkKind.VALUE, value=value)


def _seats(desk: Desk, round_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """Resident → judge, and compound → entry, by the keys of the register."""
    j, e, r, c = t.judge.c, t.entry.c, t.resident.c, t.compound.c
    with desk.store.read() as connection:
        judges = sa.select(r.key, j.id).join(t.judge, j.resident_id == r.id).where(j.round_id == round_id)
        entries = sa.select(c.key, e.id).join(t.entry, e.compound_id == c.id).where(e.round_id == round_id)
        return dict(connection.execute(judges).all()), dict(connection.execute(entries).all())


def _found(keys: dict[str, int], key: str) -> int:
    if key not in keys:
        raise NotFound("{key} is not in this round.", key=key)
    return keys[key]
