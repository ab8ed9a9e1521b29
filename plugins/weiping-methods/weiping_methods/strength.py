"""Bradley–Terry: one strength for each entry, so that a beats b with the odds strength a : strength b.

R. A. Bradley and M. E. Terry, Biometrika 39 (1952) 324–345; the iteration is that of D. R. Hunter, MM algorithms for
generalized Bradley–Terry models, Annals of Statistics 32 (2004) 384–406. A tie is half a win for either side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import weiping as wp

from .pairwise import Ahead, ballots_of, refused

if TYPE_CHECKING:
    import polars as pl

TOLERANCE = 1e-13
ROUNDS = 200_000


def components(entries: Sequence[str], beats: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The strongly connected parts of who beat whom (Tarjan's algorithm, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for start in entries:
        if start in order:
            continue
        work = [(start, iter(beats[start]))]
        order[start] = low[start] = len(order)
        stack.append(start)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in order:
                    order[other] = low[other] = len(order)
                    stack.append(other)
                    work.append((other, iter(beats[other])))
                    break
                if other in stack:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    cut = stack.index(node)
                    found.append(sorted(stack[cut:]))
                    del stack[cut:]
    return sorted(found)


def wins_of(table: Ahead) -> dict[tuple[str, str], float]:
    """(a, b) -> wins of a over b, ties as halves."""
    names = table.entries
    return {
        (a, b): table.won[a, b] + (table.both[a, b] - table.won[a, b] - table.won[b, a]) / 2
        for a in names
        for b in names
        if a != b and table.both[a, b]
    }


def strengths(table: Ahead) -> dict[str, float]:
    """Entry -> strength, all adding up to 1. Raises RuleError where the comparisons do not determine them.

    They do exactly where every entry won, if by way of others, against every other (Ford 1957).
    """
    names = table.entries
    wins = wins_of(table)
    beats = {a: [b for b in names if wins.get((a, b), 0) > 0] for a in names}
    parts = components(names, beats)
    if len(parts) > 1:
        listed = "; ".join(", ".join(part) for part in parts)
        raise refused(
            f"布拉德利—特里模型在这里无解：对象分成 {len(parts)} 组（{listed}），组与组之间没有互有胜负。"
            "请改用 borda 或 schulze，或增加比较。",
            f"Bradley–Terry has no answer here: the entries fall into {len(parts)} groups ({listed}) between which wins do "
            "not go both ways. Rank by borda or schulze instead, or get more comparisons.",
        )
    total = {a: sum(wins.get((a, b), 0.0) for b in names if b != a) for a in names}
    games = {a: [(b, wins.get((a, b), 0) + wins.get((b, a), 0)) for b in names if (a, b) in wins] for a in names}
    now = dict.fromkeys(names, 1 / len(names))
    for _ in range(ROUNDS):
        new = {a: total[a] / sum(n / (now[a] + now[b]) for b, n in games[a]) if games[a] else now[a] for a in names}
        scale = sum(new.values())
        new = {a: value / scale for a, value in new.items()}
        moved = max(abs(new[a] - now[a]) / now[a] for a in names)
        now = new
        if moved < TOLERANCE:
            return now
    raise refused(
        "布拉德利—特里模型没有收敛；胜负过于一边倒。请改用 schulze。",
        "Bradley–Terry did not settle; the comparisons are too one-sided. Rank by schulze instead.",
    )


def rank(frame: pl.DataFrame, _options: Mapping[str, Any]) -> wp.Ranking:
    """Places by strength; the strengths are rounded to ten decimals, so that equal entries are equal."""
    table = Ahead(ballots_of(frame))
    found = strengths(table)
    wins = wins_of(table)
    told = {}
    for a in table.entries:
        won = sum(wins.get((a, b), 0.0) for b in table.others(a))
        games = sum(table.both[a, b] for b in table.others(a))
        told[a] = [
            wp.Text(
                f"{games} 次两两比较中得 {won:g} 胜（平局计半胜）；强度 {found[a]:.6f}，全体合计为 1。",
                f"It has {won:g} wins in {games} comparisons (a tie is half a win); its strength is {found[a]:.6f} of 1 in all.",
            )
        ]
    return wp.Ranking(scores={a: round(value, 10) for a, value in found.items()}, told=told)
