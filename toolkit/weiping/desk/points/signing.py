"""What the QR code of a voucher says, and the signature by which the one desk named on it knows it without a network.

    WP1.7K3M9QXA.NORTH.SOAP.2.20250218.MFRGGZDFMZTWQ2LKNNWG23TP
        code     desk  reward n last day  signature

Capital letters, digits, dots and hyphens: a small code, and nothing that a scanner behind a Chinese keyboard turns into
something else. The signature is HMAC-SHA256 (RFC 2104) over all before it, cut to 120 bits, under a key that each desk has of
its own, derived from one secret of this database. A tablet at a desk is given the key of that desk and no other: lost, it
could forge vouchers for that desk alone, and settling finds them out. A desk can be given a new key; what was signed with
its earlier ones stays good wherever the voucher itself can be looked up.
"""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from ...errors import WrongPhase
from ...store import tables as t

SECRET = "voucher"
"""The name of the secret in its table."""

_SHAPE = re.compile(
    r"(WP1\.([2-9A-Z]{8})\.([A-Z0-9-]{0,20})\.([A-Z0-9-]{1,80})\.([1-9][0-9]?)\.([0-9]{8}))\.([A-Z2-7]{24})"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a scanned voucher says of itself; `last` is None where it has no last day."""

    code: str
    desk: str
    reward: str
    quantity: int
    last: date | None
    said: str
    signature: str


def prepare(connection: sa.Connection) -> None:
    """Within a job: make the secret where there is none yet."""
    s = t.secret
    if connection.execute(sa.select(s.c.name).where(s.c.name == SECRET)).first() is None:
        connection.execute(s.insert(), {"name": SECRET, "value": secrets.token_hex(32)})


def renew(connection: sa.Connection, desk: str) -> int:
    """Within a job: give a desk a new key; answers how many it has had by now."""
    prepare(connection)
    number = len(keys_of(connection, desk))
    connection.execute(t.secret.insert(), {"name": f"{SECRET}:{desk}:{number:04}", "value": secrets.token_hex(32)})
    return number + 1


def keys_of(connection: sa.Connection, desk: str) -> list[str]:
    """The keys of a desk, or of whatever else signs, in hex: 256 bits each, newest first; none before the first voucher."""
    s = t.secret.c
    own = sa.or_(s.name == SECRET, s.name.startswith(f"{SECRET}:{desk}:", autoescape=True))
    found = connection.execute(sa.select(s.value).where(own).order_by(s.name.desc())).scalars()
    return [_hmac(bytes.fromhex(secret), f"weiping voucher desk:{desk}").hex() for secret in found]


def key_of(connection: sa.Connection, desk: str) -> str | None:
    """The newest of `keys_of`."""
    return next(iter(keys_of(connection, desk)), None)


def said_of(redemption: Any, reward: str) -> str:
    """What a voucher says before its signature."""
    last = redemption.valid_until
    day = f"{last:%Y%m%d}" if last else "00000000"
    return f"WP1.{redemption.code}.{redemption.desk}.{reward}.{redemption.quantity}.{day}".upper()


def payload(connection: sa.Connection, redemption: Any, reward: str) -> str | None:
    """What the QR code of a voucher says. None as long as no secret was made."""
    key, said = key_of(connection, redemption.desk), said_of(redemption, reward)
    return key and f"{said}.{signature(key, said)}"


def signature(key: str, said: str) -> str:
    """The signature of what a voucher says, under a desk's key in hex: 24 letters of base32."""
    return b32encode(_hmac(bytes.fromhex(key), said)[:15]).decode()


def claim(scanned: str) -> Claim | None:
    """What a scanned text says if it is a voucher of this form, signed or not; None for anything else.

    Full-width letters and the Chinese full stop, which an input method makes of a scanner's keys, count as the plain ones.
    """
    text = unicodedata.normalize("NFKC", scanned[:400]).replace("。", ".").strip().upper()
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    said, code, desk, reward, quantity, day, signed = found.groups()
    try:
        last = None if day == "00000000" else date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return None
    return Claim(code, desk.lower(), reward.lower(), int(quantity), last, said, signed)


def verified(connection: sa.Connection, found: Claim) -> Any:
    """The redemption that a claim is the voucher of. Raises WrongPhase (`forged`) for any other."""
    r, thing = t.redemption, t.reward.c
    query = sa.select(r, thing.key.label("reward_key")).join(t.reward, thing.id == r.c.reward_id)
    row = connection.execute(query.where(r.c.code == found.code)).first()
    keys = keys_of(connection, found.desk)
    genuine = any(hmac.compare_digest(signature(key, found.said), found.signature) for key in keys)
    if not genuine or row is None or said_of(row, row.reward_key) != found.said:
        raise WrongPhase(
            "This voucher was not made here, or something on it was changed. Do not hand anything over.", code="forged"
        )
    return row


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()
