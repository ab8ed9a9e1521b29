"""Exact decimals: how a number enters, is rounded and is printed. No binary float is ever part of a score."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from ..errors import InputError


def exact(value: object) -> Decimal:
    """`value` as the decimal a person would read: Decimal, int, text, or a float by its shortest printed form.

    >>> exact(0.1) + exact("0.2")
    Decimal('0.3')

    Raises InputError for anything that is not a finite number.
    """
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        raise InputError("{value} is not a number; write it with digits and a point, such as 17.5.", value=repr(value))
    return number


def half_up(value: Decimal | Fraction, places: int) -> Decimal:
    """`value` rounded to `places` decimals, halves away from zero (what residents learned at school as 四舍五入).

    >>> half_up(Fraction(25, 200), 2)
    Decimal('0.13')
    """
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def plain(value: Decimal) -> str:
    """`value` without trailing zeros or an exponent.

    >>> plain(Decimal("20.00")), plain(Decimal("17.50")), plain(Decimal("1E+2"))
    ('20', '17.5', '100')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
