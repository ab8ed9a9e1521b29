"""Where a matter stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ...errors import NotFound, WrongPhase
from ...store import tables as t


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a matter stands: its row, the step it is at and since when."""

    matter: Any
    step: str
    since: date


def stand(connection: sa.Connection, number: int) -> Stand:
    """Where a matter stands. Raises NotFound."""
    row = connection.execute(sa.select(t.matter).where(t.matter.c.id == number)).first()
    if row is None:
        raise NotFound("There is no matter {matter}.", matter=number)
    s = t.matter_step
    last = connection.execute(sa.select(s).where(s.c.matter_id == number).order_by(s.c.number.desc()).limit(1)).first()
    if last is None:
        raise WrongPhase("Matter {matter} has no step; `weiping audit` says more.", matter=number)
    return Stand(row, last.step, last.day)
