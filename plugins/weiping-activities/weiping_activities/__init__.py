"""Kinds of activities and of matters that a community knows: meetings, services, culture; micro-projects, proposals, disputes."""

from collections.abc import Iterator

import weiping as wp

from . import activities, matters


@wp.hookimpl
def weiping_activity_kinds() -> Iterator[wp.ActivityKind]:
    """Offer what a community does together."""
    yield from activities.activities()


@wp.hookimpl
def weiping_matter_kinds() -> Iterator[wp.MatterKind]:
    """Offer what it settles."""
    yield from matters.matters()
