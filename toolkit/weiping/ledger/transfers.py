"""Transfers: one row moves whole points from one account (debit) to another (credit), so books balance by construction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from ..domain.points import Proposal, TransferKind
from ..domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer to be posted. `key` is its idempotency key: one key, one effect.

    `business_date` is the day it belongs to, `available_from` the first and `expires_on` the last day the points may be
    spent; `awaits_notice` says that a notice must have hung before. `rule` is the points rule that proposed it. `about`
    is the id of the transfer that it corrects, `hold` of the hold that it issues. `lots` says from which lots it is taken
    (id → points); None: from those that come first.
    """

    key: str
    debit: str
    credit: str
    points: int
    reason: Text
    event: str
    business_date: date
    available_from: date
    kind: TransferKind = TransferKind.EARN
    expires_on: date | None = None
    awaits_notice: bool = False
    rule: str | None = None
    about: str | None = None
    hold: str | None = None
    origin: str | None = None
    lots: Mapping[str, int] | None = None


def fund_account(fund: str) -> str:
    """The key of an issuing programme's account."""
    return f"fund:{fund}"


def household_account(household: str) -> str:
    """The key of a household's account."""
    return f"household:{household}"


def resident_account(resident: str) -> str:
    """The key of a resident's own account."""
    return f"resident:{resident}"


def minutes_account(resident: str) -> str:
    """The key of a resident's account of hours volunteered, counted in minutes."""
    return f"minutes:{resident}"


def debt_account(of: str) -> str:
    """The key of the account that says what the holder of account `of` owes."""
    return f"debt:{of}"


SHOP_ACCOUNT = "shop"
OPENING_FUND = fund_account("opening")
MINUTES_FUND = "minutes:all"


def from_proposals(
    proposals: Iterable[Proposal], *, rule: str, fund: str, event: str, on: date, available_from: date
) -> list[Transfer]:
    """The transfers that a points rule's proposals for one event stand for.

    The key joins event, rule, household and the proposal's own key, so that publishing twice pays once.
    """
    return [
        Transfer(
            key=":".join(part for part in (event, rule, proposal.household, proposal.key) if part),
            debit=fund_account(fund),
            credit=household_account(proposal.household),
            points=proposal.points,
            reason=proposal.reason,
            event=event,
            business_date=on,
            available_from=available_from,
            rule=rule,
        )
        for proposal in proposals
    ]


_plain = msgspec.json.Encoder(enc_hook=str).encode


def body_hash(*parts: object) -> str:
    """What makes two requests with one idempotency key the same request."""
    return sha256(_plain(parts)).hexdigest()
