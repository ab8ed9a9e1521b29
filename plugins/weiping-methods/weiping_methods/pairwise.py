"""Borda, Copeland, Schulze and Kemeny: all from one table, how many judges put one entry ahead of another.

A judge's tie counts for neither side; a judge who did not rank both entries of a pair says nothing about it. So every
method is anonymous (judges are alike), neutral (entries are alike) and takes incomplete ballots.

Sources: J.-C. de Borda, Mémoire sur les élections au scrutin (1781); A. H. Copeland (1951); M. Schulze, A new monotonic,
clone-independent … single-winner election method, Social Choice and Welfare 36 (2011) 267–303, winning votes;
J. G. Kemeny, Mathematics without numbers, Daedalus 88 (1959) 577–591.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import weiping as wp

if TYPE_CHECKING:
    import polars as pl

MOST = 14
"""Entries up to which Kemeny's order is searched: the work doubles with each."""

Ballot = Mapping[str, int]
"""Entry -> place; equal places are ties."""


def refused(zh: str, en: str) -> wp.RuleError:
    """A reason in both languages: a plugin has no catalogue, but a phrase in an error is said in either."""
    return wp.RuleError("{why}", why=wp.Text(zh, en))


def ballots_of(frame: pl.DataFrame) -> list[Ballot]:
    """The ballots of a frame with entry, judge and place, one a judge."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for entry, judge, place in frame.select("entry", "judge", "place").iter_rows():
        found[judge][entry] = place
    return [found[judge] for judge in sorted(found)]


def entries_of(ballots: Sequence[Ballot]) -> list[str]:
    """Everything on any ballot, sorted."""
    return sorted({entry for ballot in ballots for entry in ballot})


class Ahead:
    """How many judges put a ahead of b, and how many ranked both."""

    def __init__(self, ballots: Sequence[Ballot]) -> None:
        self.entries = entries_of(ballots)
        self.won: dict[tuple[str, str], int] = defaultdict(int)
        self.both: dict[tuple[str, str], int] = defaultdict(int)
        for ballot in ballots:
            for a, b in combinations(sorted(ballot), 2):
                self.both[a, b] += 1
                self.both[b, a] += 1
                if ballot[a] != ballot[b]:
                    self.won[(a, b) if ballot[a] < ballot[b] else (b, a)] += 1

    def others(self, entry: str) -> list[str]:
        """Every other entry."""
        return [other for other in self.entries if other != entry]

    def beats(self, a: str, b: str) -> bool:
        """Whether more judges put a ahead of b than the other way round."""
        return self.won[a, b] > self.won[b, a]


def borda_points(ballots: Sequence[Ballot]) -> dict[str, Fraction]:
    """Entries -> points: 1 for each entry a judge puts it ahead of, 1/2 for each tie, summed over judges.

    With incomplete ballots the share won of the comparisons an entry was in is taken for all of them: points ×
    (number of judges × other entries) ÷ comparisons. On complete ballots that is the plain Borda count.
    """
    table = Ahead(ballots)
    full = len(ballots) * (len(table.entries) - 1)
    points = {}
    for a in table.entries:
        seen = sum(table.both[a, b] for b in table.others(a))
        won = sum(table.won[a, b] for b in table.others(a))
        level = sum(table.both[a, b] - table.won[a, b] - table.won[b, a] for b in table.others(a))
        points[a] = (won + Fraction(level, 2)) * Fraction(full, seen) if seen else Fraction(0)
    return points


def borda(frame: pl.DataFrame, _options: Mapping[str, Any]) -> wp.Ranking:
    """The Borda count. An entry that stands on ballots alone with no other was compared with nothing: refused."""
    ballots = ballots_of(frame)
    table = Ahead(ballots)
    _compared(table, "Borda")
    points = borda_points(ballots)
    told = {}
    for a in table.entries:
        won = sum(table.won[a, b] for b in table.others(a))
        lost = sum(table.won[b, a] for b in table.others(a))
        level = sum(table.both[a, b] for b in table.others(a)) - won - lost
        told[a] = [
            wp.Text(
                f"在各评委的次序里，与其他对象相比共 {won} 次在前、{level} 次打平、{lost} 次在后。",
                f"On the judges' ballots it is ahead of another entry {won} times, level {level} times, behind {lost} times.",
            )
        ]
    return wp.Ranking(scores=points, told=told)


def _compared(table: Ahead, method: str) -> None:
    """Refuse a field in which an entry was never compared with another."""
    for a in table.entries:
        if len(table.entries) > 1 and not any(table.both[a, b] for b in table.others(a)):
            raise refused(
                f"{method}：没有评委同时排过 {a} 和别的对象，无从比较。",
                f"{method}: no judge ranked {a} together with another entry, so it has no place among them.",
            )


def copeland(frame: pl.DataFrame, _options: Mapping[str, Any]) -> wp.Ranking:
    """Majorities won, and half of those drawn; a pair that no judge ranked is a draw."""
    table = Ahead(ballots_of(frame))
    _compared(table, "Copeland")
    scores, told = {}, {}
    for a in table.entries:
        won = [b for b in table.others(a) if table.beats(a, b)]
        lost = [b for b in table.others(a) if table.beats(b, a)]
        drawn = len(table.entries) - 1 - len(won) - len(lost)
        scores[a] = Fraction(2 * len(won) + drawn, 2)
        told[a] = [
            wp.Text(
                f"两两相比胜 {len(won)}、平 {drawn}、负 {len(lost)}{_named('，胜过', won, '、')}{_named('，负于', lost, '、')}。",
                f"Of its pairs it wins {len(won)}, draws {drawn} and loses {len(lost)}"
                f"{_named('; it wins against ', won, ', ')}{_named('; it loses against ', lost, ', ')}.",
            )
        ]
    return wp.Ranking(scores=scores, told=told)


def _named(before: str, names: Sequence[str], comma: str, most: int = 6) -> str:
    shown = comma.join(names[:most]) + (" …" if len(names) > most else "")
    return before + shown if names else ""


def strongest_paths(table: Ahead) -> dict[tuple[str, str], int]:
    """(a, b) -> the strength of the strongest chain of majorities from a to b; a chain is as strong as its weakest link."""
    names = table.entries
    paths = {(a, b): table.won[a, b] if table.beats(a, b) else 0 for a in names for b in names if a != b}
    for via in names:
        for a in names:
            if a == via:
                continue
            first = paths[a, via]
            for b in names:
                if b not in (a, via):
                    paths[a, b] = max(paths[a, b], min(first, paths[via, b]))
    return paths


def schulze(frame: pl.DataFrame, _options: Mapping[str, Any]) -> wp.Ranking:
    """The score is how many entries do not beat it by a stronger chain, which no chain of Schulze's order contradicts."""
    table = Ahead(ballots_of(frame))
    _compared(table, "Schulze")
    paths = strongest_paths(table)
    scores, told = {}, {}
    for a in table.entries:
        ahead = [b for b in table.others(a) if paths[b, a] > paths[a, b]]
        behind = [b for b in table.others(a) if paths[a, b] > paths[b, a]]
        scores[a] = len(table.entries) - 1 - len(ahead)
        told[a] = [
            wp.Text(
                f"最强路径：胜过 {len(behind)} 个{_named('：', behind, '、')}；"
                f"不敌 {len(ahead)} 个{_named('：', ahead, '、')}。",
                f"By the strongest chains it beats {len(behind)}{_named(': ', behind, ', ')}; "
                f"it is beaten by {len(ahead)}{_named(': ', ahead, ', ')}.",
            )
        ]
    return wp.Ranking(scores=scores, told=told)


def kemeny_orders(table: Ahead) -> tuple[int, int, dict[str, Fraction]]:
    """(best agreement, number of best orders, entry -> its mean position from 0 in them).

    Agreement is the number of judge × pair statements that an order shares. Found by going through the sets of entries
    that can stand in front (Held–Karp): exact, 2**n sets.
    """
    names = table.entries
    n = len(names)
    won = [[table.won[a, b] for b in names] for a in names]
    full = (1 << n) - 1
    best, ways = [-1] * (full + 1), [0] * (full + 1)
    best[0], ways[0] = 0, 1
    gain = [[0] * n for _ in range(full + 1)]
    for front in range(full + 1):
        for at in range(n):
            if not front >> at & 1:
                gain[front][at] = sum(won[at][other] for other in range(n) if other != at and not front >> other & 1)
                value, grown = best[front] + gain[front][at], front | 1 << at
                if value > best[grown]:
                    best[grown], ways[grown] = value, 0
                if value == best[grown]:
                    ways[grown] += ways[front]
    return best[full], ways[full], _positions(names, best, ways, gain)


def _positions(
    names: Sequence[str], best: Sequence[int], ways: Sequence[int], gain: Sequence[Sequence[int]]
) -> dict[str, Fraction]:
    """Mean positions over all best orders, counted backwards from the full set."""
    n = len(names)
    full = (1 << n) - 1
    after = [0] * (full + 1)
    after[full] = 1
    sums = [0] * n
    for front in range(full - 1, -1, -1):
        position = front.bit_count()
        for at in range(n):
            grown = front | 1 << at
            if grown != front and after[grown] and best[front] + gain[front][at] == best[grown]:
                after[front] += after[grown]
                sums[at] += ways[front] * after[grown] * position
    return {name: Fraction(sums[at], ways[full]) for at, name in enumerate(names)}


def kemeny(frame: pl.DataFrame, _options: Mapping[str, Any]) -> wp.Ranking:
    """Kemeny's order. Where several orders agree equally well with the judges, an entry's mean position in them counts."""
    table = Ahead(ballots_of(frame))
    if len(table.entries) > MOST:
        raise refused(
            f"凯梅尼法精确求解至多 {MOST} 个对象，这里有 {len(table.entries)} 个；请改用 schulze。",
            f"Kemeny's order is searched exactly for up to {MOST} entries; here are {len(table.entries)}. "
            "Rank by schulze instead.",
        )
    _compared(table, "Kemeny")
    agreement, orders, positions = kemeny_orders(table)
    said = sum(table.won.values())
    line = wp.Text(
        f"与评委的 {said} 个两两判断中的 {agreement} 个一致；这样的次序有 {orders} 个。",
        f"The order shares {agreement} of the judges' {said} statements about pairs; there {_is_are(orders)} of that kind.",
    )
    told = {
        name: [
            line,
            wp.Text(
                f"在其中的平均位次是第 {_mixed(position + 1)} 位。",
                f"In them its mean place is {_mixed(position + 1)}.",
            ),
        ]
        for name, position in positions.items()
    }
    last = len(table.entries) - 1
    return wp.Ranking(scores={name: last - position for name, position in positions.items()}, told=told)


def _is_are(orders: int) -> str:
    return "is 1 order" if orders == 1 else f"are {orders} orders"


def _mixed(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):.4g}"
