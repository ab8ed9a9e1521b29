"""One judge's sheet for one entry as the chair looks at it: what counts, beside what the others gave, and how it came about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ..domain.exact import plain
from ..errors import NotFound
from ..store import tables as t
from ..store.tables import from_units
from ..study.outliers import far, median
from . import tap_data
from .duties import Pair
from .matrix import far_data, state_of
from .round_info import RoundInfo
from .sheets import Sheets
from .taps import Tap, taps_of

FLOOR = Decimal("0.2")
"""A mark within a fifth of its criterion's scale of the median is never far."""


def sheet_view(connection: sa.Connection, info: RoundInfo, sheets: Sheets, pair: Pair) -> dict[str, Any]:
    """The sheet; NotFound for a judge or an entry of another round. `sheets` are the round's, folded and up to date."""
    duties = sheets.folding.duties
    if duties is None or pair[0] not in duties.routes or pair[1] not in duties.entries:
        raise NotFound(
            "There is no sheet of judge {judge} for entry {entry} in this round.", judge=pair[0], entry=pair[1]
        )
    taps = taps_of(connection, info.id, t.tap.c.judge_id == pair[0], t.tap.c.entry_id == pair[1])
    full = Sheets(sheets.folding).fold(taps).sheet(*pair)
    comment = full.comment()
    return {
        "judge": pair[0], "entry": pair[1], "state": state_of(duties, pair, full),
        "marks": [tap_data.mark(tap) for tap in full.answers().values()],
        "notes": [{"entry": pair[1], "criterion": criterion, "text": text} for criterion, text in full.texts().items()],
        "comments": [{"entry": pair[1], "text": comment}] if comment else [],
        "photos": [{"entry": pair[1], "criterion": tap.criterion, "hash": tap.photo} for tap in full.photos()],
        **_beside(info, sheets, pair),
        "history": _history(info, taps),
    }  # fmt: skip


def _beside(info: RoundInfo, sheets: Sheets, pair: Pair) -> dict[str, Any]:
    """What all signed sheets for the entry say together, and where this one stands far from it."""
    given: defaultdict[str, dict[Pair, Decimal]] = defaultdict(dict)
    for (judge, entry), sheet in sheets.sheets.items():
        if entry == pair[1] and sheet.signed and sheets.folding.due(judge, entry):
            for key, tap in sheet.answers().items():
                if tap.value is not None:
                    given[key][judge, entry] = from_units(tap.value)
    medians, away = [], []
    for criterion in info.criteria:
        if marks := given.get(criterion.key):
            medians.append({"criterion": criterion.key, "value": plain(median(marks.values()))})
            width = criterion.scale.high - criterion.scale.low
            one = far_data(far(marks, floor=width * FLOOR).get(pair))
            away += [{"criterion": criterion.key, **one}] if one else []
    return {"medians": medians, "far": away}


def _history(info: RoundInfo, taps: Sequence[Tap]) -> list[dict[str, Any]]:
    """Everything that arrived, newest first."""
    newest = [tap for tap in reversed(taps) if tap.practice == info.practice]
    return [tap_data.line(tap) for tap in newest[: tap_data.LONGEST_HISTORY]]
