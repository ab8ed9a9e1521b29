"""Results: what was published is what the marks make of it under the round's own rule."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from ...domain.appraisal import Phase
from ...errors import WeipingError
from ...store import tables as t
from .. import results, rows, state
from ..round_info import round_info
from .finding import Fault, Look


def published(look: Look) -> Iterator[Fault]:
    """13, second half: every published result, computed again from the taps that counted when it was published."""
    r = t.round_.c
    decided = sa.select(r.id, r.published_at).where(r.phase.in_((Phase.PUBLISHED, Phase.FINAL)), r.number > 0)
    for number, at in look.rows(decided.order_by(r.id)):
        info = round_info(look.connection, number)
        entries = rows.entries(look.connection, number)
        try:
            now = state.read(look.connection, info, until=at).standings(info, entries)
        except WeipingError as error:
            yield Fault("round {round} cannot be computed again here: {why}", round=number, why=str(error))
            continue
        kept = {one.entry: one.row() for one in results.published(look.connection, number)}
        for standing in now:
            if kept.pop(standing.entry, None) != standing.row():
                yield Fault("round {round}: the result of entry {entry} is not what its marks make", round=number,
                            entry=standing.entry)  # fmt: skip
        for entry in kept:
            yield Fault("round {round}: entry {entry} has a result and no marks", round=number, entry=entry)
