"""Micro-grids: what must hold of them whatever their sizes."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from ...grid.checks import Fault as Wrong
from ...grid.checks import Finding
from ...store import tables as t
from ..grids import checking
from ..leaders.terms import leaders
from .finding import Fault, Look


def sound(look: Look) -> Iterator[Fault]:
    """Every household is in one micro-grid that is open and lies in its grid, and whoever leads one lives there."""
    for one in checking.found(look.connection):
        if one.fault in _SAID:
            yield _SAID[one.fault](one)
    led = {one.resident_id: one.micro_grid_id for one in leaders(look.connection)}
    r, h = t.resident.c, t.household.c
    people = sa.select(r.id, r.key, r.left_on, h.micro_grid_id).join(t.household, h.id == r.household_id)
    for row in look.rows(people.order_by(r.id)):
        if row.id in led and (row.left_on is not None or row.micro_grid_id != led[row.id]):
            yield Fault("resident {resident} leads a micro-grid and does not live in it", resident=row.key)


def _twice(one: Finding) -> Fault:
    (household,), groups = one.households, "、".join(one.micro_grids)
    return Fault("household {household} is in two micro-grids: {micro_grids}", household=household, micro_grids=groups)


def _nowhere(one: Finding) -> Fault:
    return Fault(
        "{count} households are in no micro-grid that is open: {households}",
        count=len(one.households),
        households="、".join(one.households[:5]),
    )


def _across(one: Finding) -> Fault:
    return Fault(
        "micro-grid {micro_grid} does not lie in one grid: {grids}",
        micro_grid=one.micro_grids[0],
        grids="、".join(one.grids),
    )


_SAID = {Wrong.TWICE: _twice, Wrong.NOWHERE: _nowhere, Wrong.ACROSS: _across, Wrong.TWO_GRIDS: _across}
"""The findings that no office may leave as they are; sizes are for it to judge."""
