"""What stands in a row (flats in their stairwells, doors in their lane) divided again: newcomers join their neighbours, and only
where a group has become too small or too large its stairwells, or the groups beside it, are cut anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .afresh import of_building, of_row
from .describe import Stuff
from .former import NONE, matched
from .households import Homes, Whole
from .kinds import Why
from .sizes import Sizes


@dataclass
class Draft:
    """Groups while they are being made again: `group` of every home (-1: none yet), what each is made of, how large the former
    ones were `before`, and why anybody moved.
    """

    homes: Homes
    sizes: Sizes
    group: Whole
    stuff: list[Stuff]
    before: Whole
    whys: dict[int, Why] = field(default_factory=dict)

    def add(self, stuff: Stuff, groups: Iterable[Whole]) -> None:
        """New groups of these members."""
        for members in groups:
            self.group[members] = len(self.stuff)
            self.stuff.append(stuff)

    def within(self, members: Whole, stuff: Stuff) -> NDArray[np.bool_]:
        """Which of `members` are in a group made of `stuff`."""
        return np.array([one != NONE and self.stuff[one] is stuff for one in self.group[members].tolist()], bool)


def join_building(draft: Draft, members: Whole) -> None:
    """Put newcomers of a building into the group on their floor or the nearest one of their stairwell, else of the building.

    Where there are no groups in it the newcomers get groups of their own, unless they are too few.
    """
    old = draft.within(members, Stuff.BUILDING)
    group, unit, floor = draft.group[members], draft.homes.unit[members], draft.homes.floor[members]
    new = np.flatnonzero(group == NONE)
    if not old.any():
        if len(new) >= draft.sizes.low:
            draft.add(Stuff.BUILDING, of_building(draft.homes, members[new], draft.sizes))
        return
    for one in new.tolist():
        steps = 1000 * np.abs(unit[old] - unit[one]) + np.abs(floor[old] - floor[one])
        draft.group[members[one]] = group[old][int(np.argmin(steps))]


def join_row(draft: Draft, row: Whole) -> None:
    """Put newcomers without a place into the group of the nearest door; where nobody was there before, make groups."""
    group, lane = draft.group[row], draft.homes.compound[row]
    old, new = np.flatnonzero(group != NONE), np.flatnonzero(group == NONE)
    if not len(old):
        draft.add(Stuff.ROW, of_row(draft.homes, row, draft.sizes))
        return
    for one in new.tolist():
        steps = np.abs(old - one) + len(row) * (lane[old] != lane[one])
        draft.group[row[one]] = group[old[int(np.argmin(steps))]]


def mend_building(draft: Draft, members: Whole) -> None:
    """Cut those stairwells of a building anew whose groups have got a wrong size, if that makes sizes better."""
    members = members[draft.within(members, Stuff.BUILDING)]
    for one in _wrong(draft, members, draft.sizes.cap):
        group, unit = draft.group[members], draft.homes.unit[members]
        if (group == one).any():
            touched = members[_touched(group, unit, one, draft.sizes)]
            _mend(draft, touched, Stuff.BUILDING, draft.sizes.cap, of_building(draft.homes, touched, draft.sizes))


def mend_row(draft: Draft, row: Whole) -> None:
    """Cut a group that has got a wrong size anew together with the ones before and after it, if that makes sizes better."""
    for one in _wrong(draft, row, draft.sizes.high):
        order = list(dict.fromkeys(draft.group[row].tolist()))
        if one in order:
            place = order.index(one)
            beside = row[np.isin(draft.group[row], order[max(0, place - 1) : place + 2])]
            _mend(draft, beside, Stuff.ROW, draft.sizes.high, of_row(draft.homes, beside, draft.sizes))


def _wrong(draft: Draft, members: Whole, most: int) -> list[int]:
    """Groups of a wrong size whose size has changed; an exception of old stays as it is."""
    found = []
    for one, size in zip(*np.unique(draft.group[members], return_counts=True), strict=True):
        before = draft.before[one] if one < len(draft.before) else NONE
        if size != before and not draft.sizes.low <= size <= most:
            found.append(int(one))
    return found


def _touched(group: Whole, unit: Whole, one: int, sizes: Sizes) -> NDArray[np.bool_]:
    """Households of the stairwells that group `one` lies in, of groups that share a stairwell with it, and so on.

    Of a group that is too small also the stairwells beside, with which it might be joined.
    """
    inside = np.isin(unit, unit[group == one])
    if (group == one).sum() < sizes.low:
        first, last = np.flatnonzero(inside)[[0, -1]]
        inside |= np.isin(unit, [unit[max(0, first - 1)], unit[min(len(unit) - 1, last + 1)]])
    while True:
        wider = np.isin(unit, unit[np.isin(group, group[inside])])
        if (wider == inside).all():
            return inside
        inside = wider


def _mend(draft: Draft, members: Whole, stuff: Stuff, most: int, made: Iterable[Whole]) -> None:
    """Take the groups `made` of `members`, numbers going on by overlap, where fewer households are then in a wrong size."""
    before, groups = draft.group[members], list(made)
    old = np.unique(before, return_counts=True)[1].tolist()
    if _excess(map(len, groups), draft.sizes.low, most) >= _excess(old, draft.sizes.low, most):
        return
    fresh = np.repeat(np.arange(len(groups)), [len(one) for one in groups])
    goes_on = matched(fresh, before, len(groups))
    for number, one in enumerate(groups):
        if number in goes_on:
            draft.group[one] = goes_on[number]
        else:
            draft.add(stuff, [one])
    moved = members[(draft.group[members] != before) & (before < len(draft.before))]
    draft.whys |= dict.fromkeys(moved.tolist(), Why.RECUT)


def _excess(sizes: Iterable[int], low: int, most: int) -> int:
    """Households above `most` or missing to `low`, over all groups."""
    return sum(max(0, low - size, size - most) for size in sizes)
