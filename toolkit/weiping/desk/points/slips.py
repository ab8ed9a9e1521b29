"""Redemptions as the shop's pages show them: one query, one shape. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Redeemed, RewardKind
from ...domain.text import Text
from ...errors import NotFound, PluginError
from ...hooks import calls
from ...store import tables as t
from ..office import Desk, allow
from . import holds, signing
from .vouchers import State, clean_code, state

LISTED_AT_MOST = 500

BROUGHT = Text("送货上门，不必前来领取", "It is brought to your door; nobody has to come for it")

_newest = sa.select(sa.func.max(t.appointment.c.number)).group_by(t.appointment.c.redemption)
_old = t.redemption.alias("old")
_new = t.redemption.alias("new")


def _query() -> sa.Select[Any]:
    r, a, thing = t.redemption, t.account, t.reward
    h, e, used, back, meet = t.hold, t.hold_end, t.hand_over, t.taken_back, t.appointment
    return (
        sa.select(
            r, a.c.name_zh, a.c.name_en, thing.c.key.label("reward_key"), thing.c.kind, thing.c.title_zh, thing.c.title_en,
            thing.c.how_zh, thing.c.how_en, e.c.how.label("ended"), used.c.at.label("used_at"), used.c.by_whom,
            used.c.tablet_at, back.c.how.label("undone"), back.c.at.label("undone_at"), back.c.reason,
            meet.c.day, meet.c.time, meet.c.by_whom.label("will"), meet.c.note, _old.c.code.label("instead_of"),
            _new.c.code.label("replaced_by"),
        )
        .join(a, a.c.id == r.c.account_id)
        .join(thing, thing.c.id == r.c.reward_id)
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(used, used.c.redemption == r.c.id)
        .outerjoin(back, back.c.redemption == r.c.id)
        .outerjoin(meet, sa.and_(meet.c.redemption == r.c.id, meet.c.number.in_(_newest)))
        .outerjoin(_old, _old.c.id == r.c.instead)
        .outerjoin(_new, _new.c.instead == r.c.id)
    )  # fmt: skip


def voucher(desk: Desk, actor: Actor, code: str) -> dict[str, Any]:
    """A redemption by its code, as its voucher; `how` is what the reward's fulfilment instructs, else what the catalogue says.

    `scan` is what its QR code says: signed once it is issued, the bare code before.
    """
    allow(actor, Role.CLERK)
    with desk.store.read() as connection:
        row = connection.execute(_query().where(t.redemption.c.code == clean_code(code))).first()
        if row is None:
            raise NotFound("There is no voucher {voucher}.", voucher=code)
        return {**_slip(desk, row), "how": _how(desk, row).both(), "scan": _scan(connection, row)}


def of_account(desk: Desk, connection: sa.Connection, account: int, most: int = 20) -> list[dict[str, Any]]:
    """The redemptions of an account, newest first: all that are open, and the last ones that are not."""
    return [one for _, one in _of_account(desk, connection, account, most)]


def of_holder(desk: Desk, connection: sa.Connection, account: int, most: int = 20) -> list[dict[str, Any]]:
    """The same for those whom they belong to: how each that is open is handed over, and nothing of who works at the shop."""
    return [
        {
            **one, "how": _how(desk, row).both() if State(one["state"]).live else None,
            "used": {"at": one["used"]["at"]} if one["used"] else None, "scan": _scan(connection, row),
        }
        for row, one in _of_account(desk, connection, account, most)
    ]  # fmt: skip


def _of_account(desk: Desk, connection: sa.Connection, account: int, most: int) -> list[tuple[Any, dict[str, Any]]]:
    query = _query().where(t.redemption.c.account_id == account).order_by(t.redemption.c.number.desc())
    found = [(row, _slip(desk, row)) for row in connection.execute(query.limit(LISTED_AT_MOST))]
    return [(row, one) for place, (row, one) in enumerate(found) if place < most or State(one["state"]).live]


def by_ids(desk: Desk, connection: sa.Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Some redemptions by their ids."""
    return [_slip(desk, row) for row in connection.execute(_query().where(t.redemption.c.id.in_(ids)))]


def live(desk: Desk, connection: sa.Connection, *, outside: bool = False) -> list[dict[str, Any]]:
    """What is booked or issued and not handed over, oldest first; `outside`: of that, what is brought or by appointment."""
    where: list[sa.ColumnElement[bool]] = [t.hand_over.c.number.is_(None), t.taken_back.c.number.is_(None)]
    where.append(sa.or_(t.hold_end.c.how.is_(None), t.hold_end.c.how == "issued"))
    if outside:
        where.append(sa.or_(t.redemption.c.way != "counter", t.appointment.c.number.is_not(None)))
    query = _query().where(*where).order_by(t.redemption.c.number).limit(LISTED_AT_MOST)
    return [_slip(desk, row) for row in connection.execute(query)]


def on_day(desk: Desk, connection: sa.Connection, day: date) -> list[dict[str, Any]]:
    """What is arranged for `day` and was not undone."""
    found = [_slip(desk, row) for row in connection.execute(_query().where(t.appointment.c.day == day))]
    return [one for one in found if State(one["state"]).live or one["state"] == State.HANDED_OVER]


def newest(desk: Desk, connection: sa.Connection, most: int = 40) -> list[dict[str, Any]]:
    """The last redemptions of all households, newest first: the running list of an open day."""
    query = _query().order_by(t.redemption.c.number.desc()).limit(most)
    return [_slip(desk, row) for row in connection.execute(query)]


def _slip(desk: Desk, row: Any) -> dict[str, Any]:
    now = state(row.ended, row.used_at, row.undone)
    meet = {"day": row.day.isoformat(), "time": row.time, "by_whom": row.will, "note": row.note} if row.day else None
    used = {"at": row.used_at.isoformat(), "by_whom": row.by_whom, "tablet_at": row.tablet_at} if row.used_at else None
    undone = {"at": row.undone_at.isoformat(), "reason": row.reason} if row.undone else None
    return {
        "code": dashed(row.code), "state": now.value, "over": now.live and holds.over(row.valid_until, desk.today()),
        "reward": Text(row.title_zh, row.title_en).both(), "reward_id": row.reward_id, "kind": row.kind,
        "kind_title": RewardKind(row.kind).label.both(), "quantity": row.quantity, "points": row.points,
        "cash": row.cash, "household": Text(row.name_zh, row.name_en).both(), "account_id": row.account_id,
        "at": row.at.isoformat(), "way": row.way, "desk": row.desk,
        "valid_until": row.valid_until and row.valid_until.isoformat(), "appointment": meet, "used": used,
        "undone": undone, "instead_of": row.instead_of and dashed(row.instead_of),
        "replaced_by": row.replaced_by and dashed(row.replaced_by),
    }  # fmt: skip


def _scan(connection: sa.Connection, row: Any) -> str:
    """What the QR code says: signed once it is issued, the bare code before."""
    signed = signing.payload(connection, row, row.reward_key) if row.ended == "issued" else None
    return signed or dashed(row.code)


def dashed(code: str) -> str:
    """A code as people read it: 7K3M-9QXA."""
    return f"{code[:4]}-{code[4:]}"


def _how(desk: Desk, row: Any) -> Text:
    """How a voucher is handed over. One whose fulfilment fails says what the catalogue says; the chair's page tells of it."""
    offered = desk.plugins.rewards.get(row.reward_key)
    fulfilment = desk.plugins.fulfilments.get(offered.fulfilment or "") if offered else None
    plain = Text(row.how_zh, row.how_en)
    if row.way == "home":
        return BROUGHT
    if fulfilment is None or row.ended != "issued":  # an order ends on its own day, not on that of a voucher
        return plain
    on = row.at.astimezone(desk.zone).date()
    title = Text(row.title_zh, row.title_en)
    redeemed = Redeemed(reward=row.reward_key, title=title, quantity=row.quantity, points=row.points, on=on)
    try:
        return calls.instruct(fulfilment, redeemed)
    except PluginError:
        return plain
