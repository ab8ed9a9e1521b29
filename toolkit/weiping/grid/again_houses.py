"""Scattered houses divided again: who was there before stays, unless sizes cannot be kept otherwise or newcomers gain by it.

A household that stays costs nothing. One that moves costs `moving`² and what it walks farther, a newcomer the square of its
distance: so newcomers go where they fit best, and an old member makes room only for what saves more than `moving` metres.
Never does it move because another centre has become nearer. The least such cost is a flow again (`flow`); penalties on
change in clusters follow D. Chakrabarti, R. Kumar and A. Tomkins, Evolutionary clustering, KDD 2006, 554.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .flow import assigned
from .former import NONE
from .households import Floats, Whole
from .houses import centres, divided, halved, nearest, squares
from .kinds import Why
from .measures import measured
from .sizes import Sizes

AGAIN_NEAR = 8


@dataclass
class Plan:
    """Groups while they are being made again. `group` is the group that each household holds on to (-1: none), `alive` which
    groups there are, `lower` and `upper` their bounds; groups after the first `known` are new.
    """

    place: Floats
    sizes: Sizes
    known: int
    group: Whole
    alive: NDArray[np.bool_]
    lower: Whole
    upper: Whole
    seed: int

    @property
    def staying(self) -> Whole:
        """Households that hold on to each group."""
        return np.bincount(self.group[self.group >= 0], minlength=len(self.alive))

    def open(self, members: Whole) -> None:
        """A new group of these."""
        self.group[members] = len(self.alive)
        self.alive = np.append(self.alive, True)
        self.lower = np.append(self.lower, self.sizes.low)
        self.upper = np.append(self.upper, self.sizes.high)

    def close(self, group: int) -> None:
        """No such group any more."""
        self.group[self.group == group] = NONE
        self.alive[group] = False
        self.lower[group] = self.upper[group] = 0


def resettled(
    place: Floats, former: Whole, before: Whole, sizes: Sizes, moving: float, seed: int
) -> tuple[Whole, dict[int, Why]]:
    """(the group of each house, why for each that was elsewhere before).

    `place` is n × 2 in metres, `former` the group (0, 1, … or -1 for newcomers) and `before` how large each group was. Groups
    keep their numbers, new ones follow. A group whose size was an exception may stay one.
    """
    plan = _plan(place, former, before, sizes, seed)
    if not plan.alive.any():
        return divided(place, *sizes.groups(len(place)), seed), {}
    if (former >= 0).all() and _in_bounds(plan.staying, plan):
        return former.copy(), {}
    far = max(moving, _widest(place, former))
    found = _settled(plan, moving)
    if ground := _new_ground(plan, found, far):
        for members in ground:
            plan.open(members)
        found = _settled(plan, moving)
    return found, _whys(former, found, plan)


def _plan(place: Floats, former: Whole, before: Whole, sizes: Sizes, seed: int) -> Plan:
    staying = np.bincount(former[former >= 0], minlength=len(before))
    small, large = before < sizes.low, before > sizes.high
    lower = np.where(small, np.minimum(staying, sizes.low), sizes.low)
    upper = np.where(large, np.maximum(staying, sizes.high), sizes.high)
    alive = staying > 0
    lower, upper = np.where(alive, lower, 0), np.where(alive, upper, 0)
    return Plan(place, sizes, len(before), former.copy(), alive, lower, upper, seed)


def _in_bounds(size: Whole, plan: Plan) -> bool:
    return bool(((plan.lower <= size) & (size <= plan.upper)).all())


def _settled(plan: Plan, moving: float) -> Whole:
    """Everybody in a group, at the least cost, after as many groups are there as are needed."""
    while len(plan.place) > plan.upper.sum():
        _one_more(plan)
    while len(plan.place) < plan.lower.sum():
        _one_less(plan)
    live = np.flatnonzero(plan.alive)
    local = np.full(len(plan.alive) + 1, NONE)
    local[live] = np.arange(len(live))
    held, centre = local[plan.group], _centres(plan)[live]
    near, found = AGAIN_NEAR, None
    while found is None:
        homes, groups = nearest(plan.place, centre, held, near)
        costs = _costs(plan.place, centre, homes, groups, held, moving)
        found = assigned(homes, groups, costs, plan.lower[live], plan.upper[live], groups == held[homes])
        near *= 2
    return live[found[0]]


def _costs(place: Floats, centre: Floats, homes: Whole, groups: Whole, held: Whole, moving: float) -> Floats:
    away, own = squares(place[homes] - centre[groups]), held[homes]
    at_home = np.where(own >= 0, squares(place[homes] - centre[own]), 0)
    moved = moving * moving + np.maximum(0, away - at_home)
    return np.where(own < 0, away, np.where(own == groups, 0, moved))


def _one_more(plan: Plan) -> None:
    """More groups where it is fullest: newcomers that are enough for groups of their own get them, else the group and its
    newcomers are halved; where one group more would be too small, the fullest may be larger.
    """
    joined = plan.group.copy()
    loose = np.flatnonzero(joined < 0)
    live = np.flatnonzero(plan.alive)
    if len(loose):
        from scipy.spatial import cKDTree  # late: a server starts without scipy

        joined[loose] = live[cKDTree(_centres(plan)[live]).query(plan.place[loose])[1]]
    load = np.bincount(joined, minlength=len(plan.alive))
    full = int(np.argmax(np.where(plan.alive, load - plan.upper, -len(joined))))
    if len(joined) < plan.lower.sum() + plan.sizes.low or load[full] < 2:
        plan.upper[full] += len(joined) - plan.upper.sum()
        return
    members = np.flatnonzero(joined == full)
    loose = members[plan.group[members] < 0]
    if len(loose) >= plan.sizes.low:
        part = divided(plan.place[loose], *plan.sizes.groups(len(loose)), plan.seed)
        for one in np.unique(part):
            plan.open(loose[part == one])
        return
    half = halved(plan.place[members], 2, 1, len(members))
    old = np.bincount(half[plan.group[members] == full], minlength=2)
    leaving = members[half == int(np.argmin(old))]
    plan.group[members] = full
    plan.open(leaving)


def _one_less(plan: Plan) -> None:
    """Dissolve the smallest group; where the others could not take its households in, let it be smaller."""
    staying = plan.staying
    small = int(np.argmin(np.where(plan.alive, staying, len(plan.place) + 1)))
    if len(plan.place) > plan.upper.sum() - plan.upper[small]:
        plan.lower[small] -= min(plan.lower[small], plan.lower.sum() - len(plan.place))
    else:
        plan.close(small)


def _centres(plan: Plan) -> Floats:
    held = plan.group >= 0
    return centres(plan.place[held], plan.group[held], len(plan.alive))


def _widest(place: Floats, former: Whole) -> float:
    """The largest diameter of what is left of the groups."""
    held = former >= 0
    _, group = np.unique(former[held], return_inverse=True)
    return measured(place[held], group, int(group.max()) + 1).worst


def _new_ground(plan: Plan, found: Whole, far: float) -> list[Whole]:
    """Newcomers who would come to lie farther from their group's centre than any group is wide, and who make groups that
    are not wider: a new hamlet gets groups of its own.
    """
    centre = centres(plan.place, found, len(plan.alive))
    away = np.sqrt(squares(plan.place - centre[found]))
    lost = np.flatnonzero((plan.group < 0) & (away > far))
    if len(lost) < plan.sizes.low:
        return []
    count, low, high = plan.sizes.groups(len(lost))
    group = divided(plan.place[lost], count, low, high, plan.seed)
    narrow = measured(plan.place[lost], group, count).diameter <= far
    return [lost[group == one] for one in np.flatnonzero(narrow)]


def _whys(former: Whole, found: Whole, plan: Plan) -> dict[int, Why]:
    kept = np.bincount(found[found == former], minlength=len(plan.alive))
    whys = {}
    for home in np.flatnonzero((former >= 0) & (found != former)).tolist():
        if not plan.alive[former[home]]:
            whys[home] = Why.CLOSED
        elif found[home] >= plan.known and plan.group[home] == found[home]:
            whys[home] = Why.OPENED
        else:
            whys[home] = Why.FILLS if kept[found[home]] < plan.sizes.low else Why.ROOM
    return whys
