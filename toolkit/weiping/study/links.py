"""Whether a panel hangs together: which entries and judges can be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from ..errors import InputError


@dataclass(frozen=True)
class Part:
    """Judges and entries that marks link to each other, directly or by way of others."""

    judges: tuple[str, ...]
    entries: tuple[str, ...]


class DisconnectedError(InputError):
    """Judges and entries fall into parts between which nothing can be compared; `parts` lists them, largest first."""

    code = "disconnected"

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        super().__init__(
            "The marks fall into {count} groups of judges and entries without a link between them, so severities cannot "
            "be compared: {parts}. Let one judge score entries of both groups.",
            count=len(parts),
            parts=[_shown(part) for part in parts[:5]],
        )


def parts(judges: NDArray[np.int64], entries: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The part (0, 1, …) of every judge and of every entry; `judges` and `entries` are codes per mark."""
    many, few = int(judges.max()) + 1, int(entries.max()) + 1
    graph = sparse.coo_array((np.ones(len(judges)), (judges, entries + many)), shape=(many + few, many + few))
    _, labels = csgraph.connected_components(graph, directed=False)
    return labels[:many], labels[many:]


def check_connected(frame: pl.DataFrame) -> None:
    """Raise DisconnectedError unless every judge of `frame` (columns judge, entry) is linked to every other."""
    judges, entries = frame["judge"].cast(pl.String), frame["entry"].cast(pl.String)
    codes = [column.rank("dense").cast(pl.Int64).to_numpy() - 1 for column in (judges, entries)]
    of_judge, of_entry = parts(*codes)
    if of_judge.max() == 0 and of_entry.max() == 0:
        return
    names = judges.unique().sort().to_list(), entries.unique().sort().to_list()
    found = [
        Part(
            *(tuple(np.array(names[k], dtype=object)[labels == part]) for k, labels in enumerate((of_judge, of_entry)))
        )
        for part in range(int(of_judge.max()) + 1)
    ]
    raise DisconnectedError(sorted(found, key=lambda part: -len(part.judges) - len(part.entries)))


def _shown(part: Part) -> str:
    def some(names: tuple[str, ...]) -> str:
        return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")

    return f"[{some(part.judges)} | {some(part.entries)}]"
