"""What judges see of each other: nothing before the own sheet is signed, and then what the chair lets them see.

Judges appear by their number and whom they stand for, never by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, ConflictKind, JudgeKind, Phase, Role
from ..domain.exact import plain
from ..errors import NotFound, WrongPhase
from ..store import tables as t
from . import folding, rows, tap_data
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .sheets import Sheet, Sheets, total
from .taps import taps_of


def others(desk: Desk, actor: Actor, round_id: int, entry: int) -> dict[str, Any]:
    """What the panel says about an entry: `marks` of the others and `comments`, None where the round shows none.

    Raises NotAllowed unless `actor` is a judge of the round, NotFound for an entry of another round, WrongPhase with the
    code `sign-first` until the own sheet is signed, and with `conflict` where the judge stays out of the entry.
    """
    allow(actor, Role.JUDGE)
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        judge = rows.own_judge(connection, actor, round_id)
        table = Table(connection, info, judge.id, entry)
        if (why := table.closed()) is not None:
            raise why
        panel = {one.id: _named(one) for one in rows.judges(connection, round_id)}
        comments = [{"judge": panel[one], "own": one == judge.id, "text": text} for one, text in table.comments()]
        marks = [{"judge": panel[one], **_marks(sheet)} for one, sheet in table.marks().items()]
        shows_marks = info.show_others and not table.speaks
        return {"marks": marks if shows_marks else None, "comments": comments if info.exchange else None}


class Table:
    """The sheets of one entry, as one judge of the round may look at them."""

    def __init__(self, connection: sa.Connection, info: RoundInfo, judge: int, entry: int) -> None:
        self.judge, self.entry, self.info = judge, entry, info
        self.folding = folding.read(connection, info)
        if entry not in self.folding.entries:
            raise NotFound("There is no entry {entry} in this round.", entry=entry)
        taps = taps_of(connection, info.id, t.tap.c.entry_id == entry)
        mine = [tap for tap in taps if tap.judge_id == judge]
        self.mine = Sheets(self.folding, with_late=info.phase is Phase.DELIBERATION).fold(mine).sheet(judge, entry)
        self.sheets = Sheets(self.folding).fold(taps)

    @property
    def speaks(self) -> bool:
        """Whether the judge represents this entry, and so reads and answers what is said about it."""
        return self.folding.conflict(self.judge, self.entry) is ConflictKind.REPRESENTS

    def closed(self) -> WrongPhase | None:
        """Why the judge may not look yet, or not at all."""
        conflict = self.folding.conflict(self.judge, self.entry)
        if self.speaks:
            return None
        if conflict is not None:
            return WrongPhase("You may not score this entry: {why}.", code="conflict", why=conflict.label)
        if self.sheets.sheet(self.judge, self.entry).signed:
            return None
        if (
            self.mine.signed
        ):  # shown now, the others' marks could still be answered should the chair leave the signature out
            return WrongPhase(
                "Your signature came after the freeze; you see what the others say once the chair lets it count.",
                code="sign-first",
            )
        return WrongPhase("Sign your own sheet first; then you see what the others say.", code="sign-first")

    def marks(self) -> dict[int, Sheet]:
        """Other judge -> signed sheet that counts, where this judge may see them."""
        if self.closed() or self.speaks or not self.info.show_others:
            return {}
        return dict(sorted(self._signed()))

    def _signed(self) -> Iterator[tuple[int, Sheet]]:
        for (judge, entry), sheet in self.sheets.sheets.items():
            if judge != self.judge and sheet.signed and self.folding.due(judge, entry):
                yield judge, sheet

    def comments(self) -> list[tuple[int, str]]:
        """(judge, what they say): the judge's own, the signed ones of the others, and the representatives' answers."""
        said = {judge: sheet.comment() for judge, sheet in self._signed()}
        for (judge, entry), sheet in self.sheets.sheets.items():
            if self.folding.conflict(judge, entry) is ConflictKind.REPRESENTS:
                said[judge] = sheet.comment()
        said[self.judge] = self.mine.comment()
        return [(judge, text) for judge, text in sorted(said.items()) if text]


def _named(judge: Any) -> dict[str, Any]:
    return {"number": judge.number, "kind": JudgeKind(judge.kind).label.both()}


def _marks(sheet: Sheet) -> dict[str, Any]:
    value = total(sheet)
    return {
        "total": None if value is None else plain(value),
        "marks": [tap_data.answer(tap) for tap in sheet.answers().values()],
    }
