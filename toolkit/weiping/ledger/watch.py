"""Watching over entries made by hand: who records how much, for whom, how late; and which entries are looked into.

Nothing here proves fraud. It says where a second look is worth its time, in figures that anybody can work out again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from statistics import median

from ..errors import InputError

NEAR = Fraction(9, 10)
"""A decision of more than this part of the threshold is near below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry: who recorded so many points for which account, for which day, and when (office time).

    `event` tells which entries were one decision.
    """

    transfer: str
    event: str
    operator: str
    account: str
    points: int
    day: date
    at: datetime

    @property
    def lag(self) -> int:
        """Days from the day it belongs to until it was recorded."""
        return (self.at.date() - self.day).days


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLine:
    """What one operator recorded. Shares are parts of one.

    `share` is of all points; `late` entries came later than allowed; `outside` is the share of entries outside office hours;
    `accounts` are how many had something, and `effective` how many equal ones they would be. `near` are decisions just
    below the threshold of a second person.
    """

    operator: str
    transfers: int
    points: int
    share: Fraction
    median_lag: Decimal
    late: int
    outside: Fraction
    accounts: int
    effective: Fraction
    near: int


def per_operator(
    records: Iterable[Record], *, late_after: int, is_open: Callable[[datetime], bool], threshold: int | None = None
) -> list[OperatorLine]:
    """One line an operator, most points first.

    `effective` is the reciprocal of the Herfindahl-Hirschman index of the points by account (A. O. Hirschman, National
    Power and the Structure of Foreign Trade, 1945; as a number of equals: M. A. Adelman, Review of Economics and Statistics
    51, 1969, 99-101): 1 where all went to one account, as many as there are where all had the same.
    """
    groups = _grouped(records, lambda one: one.operator)
    total = sum(one.points for many in groups.values() for one in many)
    lines = [
        OperatorLine(
            operator=operator,
            transfers=len(many),
            points=sum(one.points for one in many),
            share=Fraction(sum(one.points for one in many), total),
            median_lag=Decimal(str(median(one.lag for one in many))),
            late=sum(one.lag > late_after for one in many),
            outside=Fraction(sum(not is_open(one.at) for one in many), len(many)),
            accounts=len({one.account for one in many}),
            effective=_effective(many),
            near=_near(many, threshold),
        )
        for operator, many in groups.items()
    ]
    return sorted(lines, key=lambda line: (-line.points, line.operator))


def _grouped(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for one in records:
        found[key(one)].append(one)
    return dict(found)


def _effective(records: Sequence[Record]) -> Fraction:
    sums: Counter[str] = Counter()
    for one in records:
        sums[one.account] += one.points
    return Fraction(sum(sums.values()) ** 2, sum(points * points for points in sums.values()))


def _near(records: Sequence[Record], threshold: int | None) -> int:
    if threshold is None:
        return 0
    sums = (sum(one.points for one in many) for many in _grouped(records, lambda one: one.event).values())
    return sum(threshold * NEAR < points <= threshold for points in sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What one operator recorded for one account: how often, how much, and what part that is of all of either's points."""

    operator: str
    account: str
    transfers: int
    points: int
    of_operator: Fraction
    of_account: Fraction


def repeated(records: Iterable[Record], at_least: int = 3) -> list[Pair]:
    """Operators and accounts that met `at_least` so often, most points first: the same hand for the same household."""
    records = list(records)
    by_operator, by_account, pairs, times = (
        Counter[str](),
        Counter[str](),
        Counter[tuple[str, str]](),
        Counter[tuple[str, str]](),
    )
    for one in records:
        by_operator[one.operator] += one.points
        by_account[one.account] += one.points
        pairs[one.operator, one.account] += one.points
        times[one.operator, one.account] += 1
    found = [
        Pair(
            operator=operator, account=account, transfers=times[operator, account], points=points,
            of_operator=Fraction(points, by_operator[operator]), of_account=Fraction(points, by_account[account]),
        )
        for (operator, account), points in pairs.items()
        if times[operator, account] >= at_least
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (-pair.points, pair.operator, pair.account))


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` are drawn from each stratum: one from each, the rest in proportion by largest remainders.

    With fewer than strata the largest ones get one each. Never more than a stratum has. Raises InputError below one.
    """
    if size < 1:
        raise InputError("A sample has one entry or more, not {size}.", size=size)
    order = sorted((name for name in sizes if sizes[name] > 0), key=lambda name: (-sizes[name], name))
    if size <= len(order):
        return dict.fromkeys(order[:size], 1)
    rest = min(size, sum(sizes.values())) - len(order)
    over = sum(sizes[name] - 1 for name in order)
    quotas = {name: Fraction(rest * (sizes[name] - 1), over) if over else Fraction(0) for name in order}
    shares = {name: int(quotas[name]) for name in order}
    by_remainder = sorted(order, key=lambda name: (shares[name] - quotas[name], name))
    for name in by_remainder[: rest - sum(shares.values())]:
        shares[name] += 1
    return {name: 1 + shares[name] for name in order}


def draw(records: Iterable[Record], size: int, seed: str) -> list[str]:
    """The transfers of a sample by lot, stratified by operator; the same for the same records and `seed`, in any order.

    The lots are the SHA-256 of seed and transfer, so that the draw can be repeated with any tool. Raises InputError as
    `allocate` does.
    """
    strata = _grouped(records, lambda one: one.operator)
    shares = allocate({operator: len(many) for operator, many in strata.items()}, size)
    return [
        transfer
        for operator in sorted(shares)
        for transfer in sorted((one.transfer for one in strata[operator]), key=lambda one: _lot(seed, one))[
            : shares[operator]
        ]
    ]


def _lot(seed: str, transfer: str) -> str:
    return sha256(f"{seed}:{transfer}".encode()).hexdigest()


def error_rate(wrong: int, checked: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval in which the rate of wrong entries lies, given `wrong` of `checked`: exact, from the binomial itself.

    C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
    Biometrika 26, 1934, 404-413, by quantiles of the beta distribution; it covers at least `confidence` where every entry
    had the same chance to be drawn. `draw` gives every operator at least one, so those with few entries weigh somewhat more
    than their part. Nothing checked tells nothing: (0, 1). Raises InputError for numbers that make no sense.
    """
    if not 0 <= wrong <= checked or not 0 < confidence < 1:
        raise InputError("{wrong} wrong of {checked} checked makes no sense.", wrong=wrong, checked=checked)
    from scipy.special import betaincinv  # not at the start: pages that only book points do without it

    tail = (1 - confidence) / 2
    low = float(betaincinv(wrong, checked - wrong + 1, tail)) if wrong else 0.0
    high = float(betaincinv(wrong + 1, checked - wrong, 1 - tail)) if wrong < checked else 1.0
    return low, high
