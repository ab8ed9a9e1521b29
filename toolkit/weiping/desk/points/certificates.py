"""Certificates: an honour that points were redeemed for, on paper. Who is named on it is said by the resident, and not kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import RewardKind
from ...domain.text import Text
from ...errors import Invalid, WrongPhase
from ...publish import certificate
from ...publish.certificate import Certificate
from ...store import tables as t
from .. import rows
from ..office import Desk, allow
from . import vouchers
from .vouchers import State

LONGEST_NAME, LONGEST_WORDS = 60, 200


def pdf(desk: Desk, actor: Actor, lang: str, code: str, whom: str, words: str = "") -> bytes:
    """The certificate of the voucher `code` for `whom` as a PDF in `lang`; `words` say what for, thanks where they are empty.

    Raises NotFound, Invalid without a name, for one or words that are too long or for what is no honour, WrongPhase for
    what was ordered or undone and where this machine has no Chinese font.
    """
    return certificate.pdf(make(desk, actor, code, whom, words), lang)


def make(desk: Desk, actor: Actor, code: str, whom: str, words: str = "") -> Certificate:
    """What stands on the certificate. Raises as `pdf`."""
    allow(actor, Role.CLERK)
    whom, words = (" ".join(said.split()) for said in (whom, words))
    if not whom:
        raise Invalid("Say who the certificate is for, as the resident wishes to be named.")
    if len(whom) > LONGEST_NAME or len(words) > LONGEST_WORDS:
        raise Invalid(
            "A certificate has room for a name of {name} letters and {words} letters of words.", name=LONGEST_NAME,
            words=LONGEST_WORDS,
        )  # fmt: skip
    with desk.store.read() as connection:
        found = vouchers.find(connection, code)
        reward = connection.execute(sa.select(t.reward).where(t.reward.c.id == found.reward_id)).one()
        _is_honour(connection, found, reward)
        given = connection.execute(sa.select(t.hand_over.c.at).where(t.hand_over.c.redemption == found.id)).scalar()
        community = rows.community(connection)
    return Certificate(
        community=Text.of(community), title=Text(reward.title_zh, reward.title_en), whom=whom, words=words,
        day=given.astimezone(desk.zone).date() if given else desk.today(), code=f"{found.code[:4]}-{found.code[4:]}",
    )  # fmt: skip


def _is_honour(connection: sa.Connection, found: Any, reward: Any) -> None:
    if reward.kind != RewardKind.HONOUR.value:
        raise Invalid(
            "{title} is no honour; only honours have certificates.", title=Text(reward.title_zh, reward.title_en)
        )
    state = vouchers.state_of(connection, found.id)
    if state not in (State.ISSUED, State.HANDED_OVER):
        raise WrongPhase("This honour was not given: it was only ordered, or it was undone.", code="undone")
