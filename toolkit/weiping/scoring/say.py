"""Numbers and lists as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from ..domain.exact import half_up, plain

SHOWN = 6


def number(value: Decimal | Fraction | int) -> str:
    """A number exactly where SHOWN decimals suffice, else cut to them with … behind.

    >>> number(Fraction(1, 8)), number(Fraction(1, 3))
    ('0.125', '0.333333…')
    """
    exact = Fraction(value)
    shown = half_up(exact, SHOWN)
    if Fraction(shown) == exact:
        return plain(shown)
    cut = int(abs(exact) * 10**SHOWN)
    return f"{'-' if exact < 0 else ''}{Decimal(cut).scaleb(-SHOWN):f}…"


def joined(parts: Iterable[str], lang: str) -> str:
    """A list with the comma of the language."""
    return (", " if lang == "en" else "、").join(parts)
