"""Grids divided again, beginning with the groups there were: nobody moves who need not."""

from __future__ import annotations

import numpy as np

from .afresh import parts
from .again_flats import Draft, join_building, join_row, mend_building, mend_row
from .again_houses import resettled
from .describe import Stuff, made_of
from .former import NONE, Former
from .households import Homes, Whole
from .kinds import Why
from .sizes import Sizes


def again(homes: Homes, former: Former, sizes: Sizes, moving: float, seed: int) -> tuple[Whole, dict[int, Why]]:
    """(the group of each home, why for each that was elsewhere). Groups below `len(former.keys)` are the former ones.

    A household whose group belongs to another grid now comes as a newcomer.
    """
    group = former.of.copy()
    grid = np.repeat(np.arange(len(homes.borders) - 1), np.diff(homes.borders))
    stray = (group >= 0) & (former.belongs != grid)
    group[stray] = NONE
    changed = np.zeros(len(homes.borders) - 1, bool)
    changed[grid[group == NONE]] = True
    here = np.bincount(group[group >= 0], minlength=len(former.keys))
    changed[former.grid[(here != former.sizes) & (former.grid >= 0)]] = True
    draft = Draft(homes, sizes, group, made_of(homes, group, len(former.keys), sizes), former.sizes)
    draft.whys |= dict.fromkeys(np.flatnonzero(stray).tolist(), Why.BORDER)
    for place, (_, span) in enumerate(homes.grids()):
        if changed[place]:
            for members in parts(homes, span, sizes).buildings:
                join_building(draft, members)
                mend_building(draft, members)
            _row(draft, span)
            _houses(draft, span, moving, seed)
    return draft.group, draft.whys


def _row(draft: Draft, span: slice) -> None:
    here = np.arange(span.start, span.stop)
    loose = (draft.group[span] == NONE) & ~draft.homes.known[span]
    row = here[loose | draft.within(here, Stuff.ROW)]
    if len(row):
        join_row(draft, row)
        mend_row(draft, row)


def _houses(draft: Draft, span: slice, moving: float, seed: int) -> None:
    here = np.arange(span.start, span.stop)
    houses = here[(draft.group[span] == NONE) | draft.within(here, Stuff.HOUSES)]
    if not len(houses):
        return
    codes, local = np.unique(draft.group[houses], return_inverse=True)
    local, codes = local - int(codes[0] == NONE), codes[codes != NONE]
    found, whys = resettled(draft.homes.place[houses], local, draft.before[codes], draft.sizes, moving, seed)
    old = found < len(codes)
    draft.group[houses[old]] = codes[found[old]]
    draft.add(Stuff.HOUSES, (houses[found == new] for new in np.unique(found[~old])))
    draft.whys |= {int(houses[home]): why for home, why in whys.items()}
