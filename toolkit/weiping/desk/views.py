"""What the pages show, as the JSON of docs/http-api.md. Reads only; nothing here is above its disclosure level.

`Views` keeps each round's folded sheets between calls and reads only the taps that are new, so that a tap costs the
live feed one step and not a second look at the whole round.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import NEXT_PHASES, Actor, JudgeKind, Phase, Role
from ..domain.exact import plain
from ..domain.text import Text
from ..errors import NotAllowed
from ..i18n import LANGS
from ..store import tables as t
from ..store.tables import from_units
from . import results
from .office import Desk, allow
from .round_info import RoundInfo, round_info
from .rounds import missing_criteria
from .sheets import Sheet, Sheets, Tap, counted_taps, taps_of, total


class Views:
    """The read side of one desk. Safe to call from several threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._rounds: dict[int, Sheets] = {}
        self._standings: dict[int, tuple[object, list[results.Standing]]] = {}
        self._lock = threading.Lock()

    # shared

    def _sheets(self, connection: sa.Connection, round_id: int) -> Sheets:
        """The round's sheets up to date. Call with the lock held."""
        sheets = self._rounds.setdefault(round_id, Sheets())
        return sheets.fold(counted_taps(connection, round_id, sheets.last))

    def _current(self, info: RoundInfo, sheets: Sheets, entries: list[Any]) -> list[results.Standing]:
        """Standings from signed sheets, computed again only when a signed sheet or the rule changed.

        Nobody has won anything before the result is published, so the awards are left out.
        """
        state = (sheets.moves, info.rule_hash)
        known = self._standings.get(info.id)
        if known is None or known[0] != state:
            found = [replace(standing, award=None) for standing in results.standings(info, sheets, entries)]
            known = (state, found)
            self._standings[info.id] = known
        return known[1]

    # the pad

    def pad_page(self, round_id: int) -> dict[str, Any]:
        """What the shared pad page carries: everything but whose pad it is."""
        with self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            return {**_pad_head(info, _entries(connection, round_id)), "marks": [], "notes": [], "signed": []}

    def pad(self, actor: Actor, round_id: int) -> dict[str, Any]:
        """The pad of the judge `actor`: only the judge's own marks."""
        allow(actor, Role.JUDGE)
        with self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            judge = _own_judge(connection, actor, round_id)
            own = {"id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both()}
            head = _pad_head(info, _entries(connection, round_id))
            return {**head, "judge": own, **self._own_state(connection, info, judge.id)}

    def pad_state(self, actor: Actor, round_id: int) -> dict[str, Any]:
        """What a pad is told when its own sheets or the phase change."""
        allow(actor, Role.JUDGE)
        with self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            return {
                "round": info.head(),
                **self._own_state(connection, info, _own_judge(connection, actor, round_id).id),
            }

    def _own_state(self, connection: sa.Connection, info: RoundInfo, judge: int) -> dict[str, Any]:
        taps = taps_of(connection, info.id, t.tap.c.judge_id == judge)
        sheets = Sheets(with_late=True).fold(taps).sheets
        return {
            "marks": [_mark(tap) for sheet in sheets.values() for tap in sheet.answers().values()],
            "notes": [
                {"entry": entry, "criterion": criterion, "text": text}
                for (_, entry), sheet in sheets.items()
                for criterion, text in sheet.texts().items()
            ],
            "signed": [entry for (_, entry), sheet in sheets.items() if sheet.signed],
        }

    # the board

    def board(self, round_id: int) -> dict[str, Any]:
        """The public board: progress always, standings only where they may be shown. No judge appears in it."""
        with self._lock, self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            entries, sheets = _entries(connection, round_id), self._sheets(connection, round_id)
            return {
                "round": info.head(),
                "community": _community(connection),
                "progress": _progress(info, entries, _panel_size(connection, round_id), sheets),
                "criteria": [
                    {"key": c.key, "title": c.title.both(), "weight": plain(weight)}
                    for c, weight in zip(info.criteria, results.weights(info), strict=True)
                ],
                "entries": [_entry(entry) for entry in entries],
                "standings": self._public_standings(connection, info, sheets, entries),
                "rule": results.words(info),
                "rule_brief": results.brief(info),
            }

    def _public_standings(
        self, connection: sa.Connection, info: RoundInfo, sheets: Sheets, entries: list[Any]
    ) -> list[dict[str, Any]] | None:
        if info.phase in (Phase.PUBLISHED, Phase.FINAL):
            return [standing.data(info) for standing in results.published(connection, info.id)]
        if info.phase is Phase.OPEN and info.show_standings:
            return [standing.data(info) for standing in self._current(info, sheets, entries)]
        return None

    # the chair's console

    def console(self, actor: Actor, round_id: int, connected: Iterable[int] = ()) -> dict[str, Any]:
        """The chair's console; `connected` are the judges with an open feed."""
        allow(actor, Role.CHAIR)
        with self._lock, self.desk.store.read() as connection:
            info = round_info(connection, round_id)
            entries, judges = _entries(connection, round_id), _judges(connection, round_id)
            sheets = self._sheets(connection, round_id)
            matrix = [
                _cell(info, judge.id, entry.id, sheets.sheet(judge.id, entry.id))
                for judge in judges
                for entry in entries
            ]
            joined = _joined(connection)
            checklist = self._checklist(info, matrix)
            online = set(connected)
            return {
                "round": {**info.head(), "show_standings": info.show_standings, "rule_hash": info.rule_hash},
                "next": [
                    {"to": phase.value, "title": phase.label.both(), "allowed": _allowed(phase, matrix, checklist)}
                    for phase in NEXT_PHASES[info.phase]
                ],
                "judges": [_judge(judge, matrix, judge.id in joined, judge.id in online) for judge in judges],
                "entries": [_entry(entry) for entry in entries],
                "criteria": [{"key": c.key, "title": c.title.both()} for c in info.criteria],
                "matrix": matrix,
                "standings": [
                    standing.data(info) for standing in self._chair_standings(connection, info, sheets, entries)
                ],
                "rule": results.words(info),
                "checklist": checklist,
                "late": [_late(tap) for tap in sheets.late],
                "plugins": [
                    {
                        "name": one.label,
                        "status": "quarantined" if one.error else "ok",
                        "error": {lang: one.text(lang) for lang in LANGS} if one.error else None,
                    }
                    for one in self.desk.plugins.status
                ],
            }

    def _chair_standings(
        self, connection: sa.Connection, info: RoundInfo, sheets: Sheets, entries: list[Any]
    ) -> list[results.Standing]:
        if info.phase in (Phase.PUBLISHED, Phase.FINAL):
            return results.published(connection, info.id)
        return self._current(info, sheets, entries)

    def _checklist(self, info: RoundInfo, matrix: list[dict[str, Any]]) -> list[dict[str, Any]]:
        unsigned = sum(cell["state"] in ("todo", "progress") for cell in matrix)
        missing = missing_criteria(self.desk, info.plan)
        return [
            _check("unsigned", unsigned == 0, Text("所有评分表均已签名", "Every sheet is signed"),
                   Text(f"还有 {unsigned} 张评分表未签名", f"{unsigned} sheets are not signed yet")),
            _check("plugins", not missing, Text("评分项插件均正常", "All criteria plugins work"),
                   Text(f"评分项插件异常:{'、'.join(missing)}", f"Criteria out of order: {', '.join(missing)}")),
            _check("rule", info.phase is not Phase.DRAFT,
                   Text(f"计分规则已锁定 · 版本 {info.rule_hash[:4]}", f"Rule locked · version {info.rule_hash[:4]}"),
                   Text("开始评分时锁定计分规则", "The rule is locked when scoring opens")),
        ]  # fmt: skip


def rounds(desk: Desk) -> list[dict[str, Any]]:
    """All rounds, newest first: id, title, phase."""
    r = t.round_
    with desk.store.read() as connection:
        ids = connection.execute(sa.select(r.c.id).order_by(r.c.id.desc())).scalars().all()
        return [round_info(connection, one).head() for one in ids]


@dataclass(frozen=True, slots=True)
class PanelJudge:
    """A judge as invitations name them: by number and whom they stand for."""

    id: int
    number: int
    kind: Text


def panel(desk: Desk, round_id: int) -> list[PanelJudge]:
    """The judges of a round in order."""
    with desk.store.read() as connection:
        return [PanelJudge(row.id, row.number, JudgeKind(row.kind).label) for row in _judges(connection, round_id)]


def _pad_head(info: RoundInfo, entries: list[Any]) -> dict[str, Any]:
    return {
        "round": info.head(),
        "criteria": [criterion.as_data() for criterion in info.criteria],
        "entries": [_entry(entry) for entry in entries],
    }


def _entries(connection: sa.Connection, round_id: int) -> list[Any]:
    return list(connection.execute(sa.select(t.entry).where(t.entry.c.round_id == round_id).order_by(t.entry.c.number)))


def _judges(connection: sa.Connection, round_id: int) -> list[Any]:
    return list(connection.execute(sa.select(t.judge).where(t.judge.c.round_id == round_id).order_by(t.judge.c.number)))


def _panel_size(connection: sa.Connection, round_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(t.judge).where(t.judge.c.round_id == round_id)
    return int(connection.execute(query).scalar_one())


def _own_judge(connection: sa.Connection, actor: Actor, round_id: int) -> Any:
    judge = connection.execute(sa.select(t.judge).where(t.judge.c.id == actor.judge)).first()
    if judge is None or judge.round_id != round_id:
        raise NotAllowed("You are not a judge of this round.")
    return judge


def _community(connection: sa.Connection) -> dict[str, str]:
    row = connection.execute(sa.select(t.community.c.name_zh, t.community.c.name_en)).first()
    return Text(row.name_zh, row.name_en).both() if row else Text("", "").both()


def _joined(connection: sa.Connection) -> set[int]:
    s = t.session
    return set(
        connection.execute(sa.select(s.c.judge_id).where(s.c.judge_id.is_not(None), s.c.ended_at.is_(None))).scalars()
    )


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "id": entry.id, "number": entry.number, "name": Text(entry.name_zh, entry.name_en).both(),
        "facts": Text(entry.facts_zh, entry.facts_en).both(),
    }  # fmt: skip


def _mark(tap: Tap) -> dict[str, Any]:
    value = None if tap.value is None else plain(from_units(tap.value))
    return {"entry": tap.entry_id, "criterion": tap.criterion, "mark": tap.answer, "value": value,
            "detail": tap.detail, "late": tap.late}  # fmt: skip


def _late(tap: Any) -> dict[str, Any]:
    value = None if tap.value is None else plain(from_units(tap.value))
    return {"judge": tap.judge_id, "entry": tap.entry_id, "kind": tap.kind, "criterion": tap.criterion,
            "mark": tap.answer, "value": value, "received": tap.received_at.isoformat()}  # fmt: skip


def _progress(info: RoundInfo, entries: list[Any], judges: int, sheets: Sheets) -> dict[str, Any]:
    marks = {one.id: sheets.answered[one.id] for one in entries}
    signed = {one.id: sheets.signed[one.id] for one in entries}
    return {
        "judges": judges, "marks": sum(marks.values()), "marks_due": judges * len(entries) * len(info.criteria),
        "sheets": sum(signed.values()), "sheets_due": judges * len(entries),
        "entries": [{"entry": one, "marks": marks[one], "sheets": signed[one], "sheets_due": judges} for one in marks],
    }  # fmt: skip


def _cell(info: RoundInfo, judge: int, entry: int, sheet: Sheet) -> dict[str, Any]:
    answers = sheet.answers()
    recused = bool(answers) and all(tap.answer == "recused" for tap in answers.values())
    state = "recused" if recused and sheet.signed else "signed" if sheet.signed else "progress" if answers else "todo"
    value = total(sheet)
    return {"judge": judge, "entry": entry, "state": state, "total": None if value is None else plain(value),
            "answered": len(answers), "due": len(info.criteria)}  # fmt: skip


def _judge(judge: Any, matrix: list[dict[str, Any]], joined: bool, connected: bool) -> dict[str, Any]:
    own = [cell["state"] for cell in matrix if cell["judge"] == judge.id]
    signed = sum(state in ("signed", "recused") for state in own)
    return {"id": judge.id, "number": judge.number, "kind": JudgeKind(judge.kind).label.both(), "joined": joined,
            "connected": connected, "signed": signed, "outstanding": len(own) - signed}  # fmt: skip


def _check(key: str, ok: bool, good: Text, bad: Text) -> dict[str, Any]:
    return {"key": key, "ok": ok, "text": (good if ok else bad).both()}


def _allowed(phase: Phase, matrix: list[dict[str, Any]], checklist: list[dict[str, Any]]) -> bool:
    """Whether the desk would take the round there: unsigned sheets only warn, since a judge may fall ill."""
    healthy = next(check["ok"] for check in checklist if check["key"] == "plugins")
    signed = any(cell["state"] == "signed" for cell in matrix)
    return healthy and (signed or phase is not Phase.PUBLISHED)
