"""Whatever the shop's scanner reads, or somebody types: a voucher, a household's card, or part of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...errors import NotFound, WeipingError, WrongPhase
from ...store import tables as t
from .. import codes
from ..office import Desk, allow
from . import shop, signing, slips, vouchers


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was scanned: a voucher, with why it may not be handed over here and now, if so; an account; or some accounts."""

    voucher: dict[str, Any] | None = None
    refused: WeipingError | None = None
    account: dict[str, Any] | None = None
    accounts: list[dict[str, Any]] | None = None


def scan(desk: Desk, actor: Actor, text: str, *, at: str = "") -> Scanned:
    """What `text` stands for, at the desk `at`. Raises WrongPhase (`forged`) for a voucher with a wrong signature."""
    allow(actor, Role.CLERK)
    if found := signing.claim(text):
        with desk.store.read() as connection:
            code = signing.verified(connection, found).code
        return _voucher(desk, actor, code, at)
    if (number := _household(desk, text)) is not None:
        return Scanned(account=shop.account(desk, actor, number))
    if code := codes.typed(text):
        try:
            return _voucher(desk, actor, code, at)
        except NotFound:  # eight letters of an address, then
            pass
    return Scanned(accounts=shop.find_accounts(desk, actor, text[:60])["accounts"])


def _voucher(desk: Desk, actor: Actor, code: str, at: str) -> Scanned:
    slip = slips.voucher(desk, actor, code)
    with desk.store.read() as connection:
        try:
            vouchers.good(desk, connection, vouchers.find(connection, code), at)
        except WrongPhase as refused:
            return Scanned(voucher=slip, refused=refused)
    return Scanned(voucher=slip)


def _household(desk: Desk, text: str) -> int | None:
    """The account of the household whose card was scanned: its link, the code in it, or the short one beside it."""
    code = text.strip().rpartition("#")[2]
    inv, a, short = t.invitation, t.account.c, codes.typed(text)
    query = (
        sa.select(a.id)
        .join(t.account, a.household_id == inv.c.household_id)
        .where(inv.c.revoked_at.is_(None), sa.or_(inv.c.expires_at.is_(None), inv.c.expires_at >= desk.now()))
    )
    with desk.store.read() as connection:
        if short is not None:
            by_short = inv.c.short_hash == codes.fingerprint(short), inv.c.short_expires_at >= desk.now()
            return connection.execute(query.where(*by_short)).scalar_one_or_none()
        return connection.execute(query.where(inv.c.code_hash == codes.fingerprint(code))).scalar_one_or_none()
