"""What an invitation and a session are known by: random words, of which the database keeps hashes only."""

from __future__ import annotations

import re
import secrets
import unicodedata
from hashlib import sha256

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The alphabet of codes that are read aloud and typed by hand: no 0 and O, no 1, I and L, no U beside V."""

LENGTH = 8
"""Letters of a short code: 30 to the 8th are 656 thousand millions, and `lockout` lets nobody try many."""


def long_code() -> str:
    """192 random bits for a link, a QR code or a cookie."""
    return secrets.token_urlsafe(24)


def short_code() -> str:
    """A code for typing, such as `7K3M-9QXA`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def typed(text: str) -> str | None:
    """The short code that somebody typed, as it is kept: capitals without dashes. None where it can be none.

    Full-width letters, as a Chinese keyboard makes them, count as the plain ones.
    """
    letters = re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text[:80])).upper()
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else None


def fingerprint(secret: str) -> str:
    """The hash that a secret is looked up by; a look-up by hash tells nobody how much of a guess was right."""
    return sha256(secret.encode()).hexdigest()


_SYSTEMS = {
    r"iPad|Macintosh.*Mobile": "iPad", r"iPhone": "iPhone", r"HarmonyOS": "HarmonyOS", r"Android": "Android",
    r"Windows": "Windows", r"Macintosh": "Mac", r"CrOS": "ChromeOS", r"Linux": "Linux",
}  # fmt: skip
_BROWSERS = {
    r"MicroMessenger": "WeChat", r"HuaweiBrowser": "Huawei Browser", r"MiuiBrowser": "Mi Browser",
    r"QQBrowser": "QQ Browser", r"UCBrowser": "UC Browser", r"SamsungBrowser": "Samsung Internet", r"Edg": "Edge",
    r"Firefox|FxiOS": "Firefox", r"Chrome|CriOS": "Chrome", r"Safari": "Safari",
}  # fmt: skip


def device(agent: str) -> str | None:
    """A browser's `User-Agent` in a word or two, such as `Android · Chrome`: enough to tell one's tablets apart."""
    found = [
        next((name for pattern, name in known.items() if re.search(pattern, agent[:400])), "")
        for known in (_SYSTEMS, _BROWSERS)
    ]
    return " · ".join(filter(None, found)) or None
