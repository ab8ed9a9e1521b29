"""What has to be photographed before a matter goes on: what the work looked like before, and what it looks like after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ...domain.kinds import MatterKind, Step
from ...errors import Invalid
from ...store import tables as t
from ..album import of


def need(connection: sa.Connection, kind: MatterKind, matter: int, to: Step) -> None:
    """Refuse a step that asks for photos while there are none, of it or of a step before it. Raises Invalid (`photos`).

    What was photographed before the matter went back behind a step does not speak for that step any more.
    """
    if to.photos is None:
        return
    order = [step.key for step in kind.steps]
    back = _went_back(connection, order, matter)
    taken = of(connection, matter=matter)
    for step in kind.steps[: order.index(to.key) + 1]:
        since = [at for place, at in back if place < order.index(step.key)]
        if step.photos and not any(one.step == step.key and one.at >= max(since, default=one.at) for one in taken):
            raise Invalid(
                "{step} needs photos ({photos}), and there are none: take one or choose one from the tablet, then record the"
                " step.", code="photos", step=to.title, photos=step.photos,
            )  # fmt: skip


def _went_back(connection: sa.Connection, order: Sequence[str], matter: int) -> list[tuple[int, Any]]:
    """Where the matter began, and every step back: which place it went back to, and when."""
    s = t.matter_step.c
    found, before = [], len(order)
    for line in connection.execute(sa.select(s.step, s.at).where(s.matter_id == matter).order_by(s.number)):
        place = order.index(line.step) if line.step in order else before
        if place < before:
            found.append((place, line.at))
        before = place
    return found
