"""Who visits what: panels of judges balanced, linked and walkable by construction, and what visits buy in reliability.

Loads that differ by one at most are a transportation problem, whose linear programme has whole solutions (Ahuja, Magnanti
and Orlin 1993, Network Flows, ch. 11). Parts that are not linked are joined by exchanging two visits between them, which
changes nobody's load.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import optimize, sparse

from ..errors import InputError
from .links import parts
from .undefined import Undefined
from .variance import Variance

Table = NDArray[np.bool_]


@dataclass(frozen=True)
class Assignment:
    """`routes`: judge -> the entries that judge visits, in walking order. `linked` says whether all can be compared."""

    routes: Mapping[str, tuple[str, ...]]
    linked: bool

    @property
    def frame(self) -> pl.DataFrame:
        """One row a visit: judge, stop (1, 2, …), entry."""
        rows = [(judge, stop, entry) for judge, route in self.routes.items() for stop, entry in enumerate(route, 1)]
        return pl.DataFrame(rows, schema={"judge": pl.String, "stop": pl.Int64, "entry": pl.String}, orient="row")

    @property
    def loads(self) -> dict[str, int]:
        """Judge -> how many entries."""
        return {judge: len(route) for judge, route in self.routes.items()}


def assign(
    entries: Sequence[str],
    judges: Sequence[str],
    each: int,
    *,
    conflicts: Collection[tuple[str, str]] = (),
    most: Mapping[str, int] | int | None = None,
    walk: float = 0.5,
    seed: int = 0,
) -> Assignment:
    """Let every entry (in walking order) be visited by `each` judges, as evenly as their limits allow.

    `conflicts` are (judge, entry) pairs that must not meet, `most` how many entries a judge can visit (hours ÷ minutes a
    visit), `walk` from 0 (mixed at random, best linked) to 1 (neighbours together, shortest ways). Raises InputError where
    there is no such panel, with what is missing.
    """
    for name, given in (("entries", entries), ("judges", judges)):
        if len(set(given)) != len(given) or not given:
            raise InputError("The {what} of a panel must be there, each once.", what=name)
    if not 1 <= each <= len(judges) or not 0 <= walk <= 1:
        raise InputError(
            "Each entry can be visited by 1 to {judges} judges and walk lies between 0 and 1; given are {each} and {walk}.",
            judges=len(judges), each=each, walk=walk,
        )  # fmt: skip
    allowed = np.array([[(judge, entry) not in conflicts for judge in judges] for entry in entries])
    limits = np.array([_limit(most, judge, len(entries)) for judge in judges])
    _possible(entries, allowed, limits, each)
    rng = np.random.default_rng(seed)
    visits = _balanced(allowed, limits, each, _costs(len(entries), len(judges), walk, rng))
    if visits is None:
        raise InputError(
            "No panel fits: conflicts and limits leave too few visits where they are needed. Allow more entries a judge, "
            "or ask for fewer judges an entry."
        )
    linked = _link(visits, allowed)
    routes = {
        judge: tuple(entry for entry, goes in zip(entries, visits[:, k], strict=True) if goes)
        for k, judge in enumerate(judges)
    }
    return Assignment(routes, linked)


def _limit(most: Mapping[str, int] | int | None, judge: str, entries: int) -> int:
    found = most if isinstance(most, int) or most is None else most.get(judge)
    return entries if found is None else min(found, entries)


def _possible(entries: Sequence[str], allowed: Table, limits: NDArray[np.int64], each: int) -> None:
    for entry, row in zip(entries, allowed, strict=True):
        if row.sum() < each:
            raise InputError(
                "Only {count} judges may score {entry}, the others have a conflict; {each} are needed.",
                count=int(row.sum()), entry=entry, each=each,
            )  # fmt: skip
    if limits.sum() < each * len(entries):
        raise InputError(
            "The judges can make {able} visits, {needed} are needed; invite more judges or allow each more entries.",
            able=int(limits.sum()), needed=each * len(entries),
        )  # fmt: skip


def _costs(entries: int, judges: int, walk: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """How little an entry suits a judge: far from the stretch of the way that is this judge's, and by chance."""
    way = np.linspace(0, 1, entries)[:, None]
    centre = rng.permutation(np.linspace(0, 1, judges))[None, :]
    return np.asarray(
        walk * np.abs(way - centre) + (1 - walk) * rng.random((entries, judges)) + 1e-3 * rng.random((entries, judges))
    )


def _balanced(allowed: Table, limits: NDArray[np.int64], each: int, costs: NDArray[np.float64]) -> Table | None:
    """The cheapest visits with the most even loads: first the smallest largest load, then the largest smallest one."""
    total = each * len(allowed)
    fair = -(-total // len(limits))
    for top in range(fair, int(limits.max()) + 1):
        high = np.minimum(limits, top)
        if high.sum() < total:
            continue
        for low in range(top, -1, -1):
            least = np.minimum(low, high)
            found = _programme(allowed, least, high, each, costs) if least.sum() <= total else None
            if found is not None:
                return found
    return None


def _programme(
    allowed: Table, low: NDArray[np.int64], high: NDArray[np.int64], each: int, costs: NDArray[np.float64]
) -> Table | None:
    entry, judge = np.nonzero(allowed)
    count = len(entry)
    place = np.arange(count)
    per_entry = sparse.csr_array((np.ones(count), (entry, place)), shape=(allowed.shape[0], count))
    per_judge = sparse.csr_array((np.ones(count), (judge, place)), shape=(allowed.shape[1], count))
    found = optimize.linprog(
        costs[entry, judge],
        A_eq=per_entry, b_eq=np.full(allowed.shape[0], each),
        A_ub=sparse.vstack([per_judge, -per_judge]), b_ub=np.concatenate([high, -low]),
        bounds=(0, 1), method="highs-ds",
    )  # fmt: skip
    if found.status != 0:
        return None
    visits = np.zeros(allowed.shape, dtype=bool)
    chosen = found.x > 0.5
    visits[entry[chosen], judge[chosen]] = True
    return visits


def _link(visits: Table, allowed: Table) -> bool:
    """Join parts by exchanging visits (i, j), (k, l) for (i, l), (k, j) between two of them, while that is allowed."""
    while True:
        entry, judge = np.nonzero(visits)
        of_judge, of_entry = parts(judge, entry)
        if of_judge.max() == 0:
            return True
        if not _exchange(visits, allowed, entry, judge, of_entry):
            return False


def _exchange(
    visits: Table, allowed: Table, entry: NDArray[np.int64], judge: NDArray[np.int64], of_entry: NDArray[np.int64]
) -> bool:
    count = int(of_entry.max()) + 1
    for one in np.flatnonzero(of_entry[entry] == 0):
        for other in np.flatnonzero(of_entry[entry] > 0):
            i, j, k, l = entry[one], judge[one], entry[other], judge[other]  # noqa: E741
            if not (allowed[i, l] and allowed[k, j]):
                continue
            visits[i, j] = visits[k, l] = False
            visits[i, l] = visits[k, j] = True
            again = parts(*reversed(np.nonzero(visits)))
            if int(again[1].max()) + 1 < count:
                return True
            visits[i, j] = visits[k, l] = True
            visits[i, l] = visits[k, j] = False
    return False


def budget(study: Variance, visits: int, entries: int, *, facet: str = "judge") -> pl.DataFrame:
    """What `visits` buy when `entries` are compared, by the components of an earlier study.

    One row for each number of judges an entry that the visits pay for: judges, entries (how many can be seen at that
    depth), generalizability, dependability. Raises InputError for numbers below one.
    """
    if visits < 1 or entries < 1:
        raise InputError("A budget needs at least one visit and one entry.")
    rows = []
    for number in range(1, max(1, visits // entries) + 1):
        found = [None if isinstance(one, Undefined) else one for one in study.at({facet: number})]
        rows.append((number, min(entries, visits // number), *found))
    schema = {"judges": pl.Int64, "entries": pl.Int64, "generalizability": pl.Float64, "dependability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
