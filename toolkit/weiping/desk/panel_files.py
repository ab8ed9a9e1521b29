"""A panel out of a list that somebody keeps in Excel: what is good is taken, what is not is listed with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..domain.appraisal import Actor, JudgeKind
from ..domain.plan import PlannedJudge
from ..domain.text import Text
from ..errors import InputError, WeipingError
from ..frames.sheets_in import FORMULA, Rows, rows_of
from ..i18n import LANGS
from . import people, places
from .office import OFFICE, Desk, allow
from .places import Places
from .plan_check import ROLES
from .plan_data import LONGEST, seat_data

MOST_JUDGES = 500
LOOK = 30
"""Rows in which the headings are looked for, below whatever title stands above them."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "评委", "评委姓名", "评委名单", "name", "judge"),
    "kind": ("身份", "类别", "角色", "评委类别", "评委身份", "代表类别", "代表身份", "kind", "role"),
    "home": ("住址", "地址", "家庭住址", "居住小区", "所在小区", "小区", "房号", "门牌号", "home", "address"),
    "compound": ("代表小区", "所代表小区", "代表的小区", "represents", "speaks for"),
    "works_for": ("任职小区", "在哪个小区任职", "works_for", "works for"),
    "employer": ("工作单位", "任职单位", "单位", "任职", "employer"),
    "resident": ("居民编号", "登记册编号", "resident", "key"),
}
KINDS: Mapping[str, JudgeKind] = {
    **dict.fromkeys(("楼栋长", "楼栋长代表", "楼长", "building-leader", "building leader"), JudgeKind.BUILDING_LEADER),
    **dict.fromkeys(("党员", "党员代表", "中共党员", "party-member", "party member"), JudgeKind.PARTY_MEMBER),
    **dict.fromkeys(("居民", "居民代表", "业主", "业主代表", "resident"), JudgeKind.RESIDENT),
    **dict.fromkeys(("小区代表", "代表", "representative", "compound representative"), JudgeKind.REPRESENTATIVE),
    **dict.fromkeys(("特邀", "特邀评委", "嘉宾", "专家", "外聘", "guest", "guest judge"), JudgeKind.GUEST),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about a row that was not taken, or not understood in full: `column` is the heading as the file has it."""

    row: int
    column: str
    value: str
    error: WeipingError

    def data(self) -> dict[str, Any]:
        """The row as the page shows it."""
        why = {lang: self.error.text(lang) for lang in LANGS}
        return {"row": self.row, "column": self.column, "value": self.value[:LONGEST], "message": why}


@dataclass(slots=True)
class _Line:
    """One row of the list under its headings; `number` is the row that a person sees."""

    number: int
    cells: dict[str, str]
    headings: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def remark(self, name: str, error: WeipingError) -> Remark:
        value = "" if self.get(name) == FORMULA else self.get(name)
        return Remark(self.number, self.headings.get(name, name), value, error)

    def refused(self, name: str, error: WeipingError) -> _RefusedRow:
        return _RefusedRow(self.remark(name, error))


class _RefusedRow(Exception):
    """Ends the reading of one row."""

    def __init__(self, row: Remark) -> None:
        self.row = row


@dataclass(slots=True)
class _List:
    """What is known while the rows are read one by one."""

    namesakes: Mapping[str, Sequence[dict[str, Any]]]
    places: Places
    taken: dict[str, int] = field(default_factory=dict)
    notes: list[Remark] = field(default_factory=list)


def read_panel(desk: Desk, actor: Actor, data: bytes) -> dict[str, Any]:
    """The judges in an uploaded list, the people they are, rows that were refused, and notes on cells of rows that were not.

    Raises InputError where there is no list in the file at all.
    """
    allow(actor, *OFFICE)
    lines = list(_lines(rows_of(data, lambda rows: _headings(rows) is not None)))
    if len(lines) > MOST_JUDGES:
        raise InputError("The list has {count} judges; a panel has at most {most}.", count=len(lines), most=MOST_JUDGES)
    with desk.store.read() as connection:
        named = people.called(connection, (line.get("name") for line in lines))
        known = _List(named, places.read(connection))
    judges: list[PlannedJudge] = []
    found: dict[str, Any] = {}
    refused: list[Remark] = []
    for line in lines:
        try:
            judge, person = _judge(line, known)
        except _RefusedRow as bad:
            refused.append(bad.row)
            continue
        judges.append(judge)
        if person is not None:
            found[person["key"]] = person
    return {
        "judges": [seat_data(one) for one in judges], "people": found, "refused": [one.data() for one in refused],
        "notes": [one.data() for one in known.notes],
    }  # fmt: skip


def _lines(rows: Rows) -> Iterator[_Line]:
    """The rows below the headings; rows with nothing in the columns that count are passed over."""
    found = _headings(rows)
    if found is None:
        raise InputError(
            "No column is headed 姓名 (name) in the first {rows} rows; write that over the column of names.", rows=LOOK
        )
    top, columns = found
    headings = {name: rows[top][at] for name, at in columns.items()}
    for number, row in enumerate(rows[top + 1 :], top + 2):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        if any(cells.values()):
            yield _Line(number, {**cells, "name": _name(cells["name"])}, headings)


def _headings(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; None where no column of names is among them."""
    words = {heading: name for name, several in HEADINGS.items() for heading in several}
    for top, row in enumerate(rows[:LOOK]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            name = words.get(re.sub(r"[\s*:：()（）]", "", cell).casefold()) or words.get(cell.casefold())
            if name and name not in columns:
                columns[name] = at
        if "name" in columns:
            return top, columns
    return None


def _name(cell: str) -> str:
    """`张 三` and `张三` are one; a name in letters keeps its blanks."""
    return cell if re.search(r"[A-Za-z]", cell) else cell.replace(" ", "")


def _judge(line: _Line, known: _List) -> tuple[PlannedJudge, dict[str, Any] | None]:
    """The judge of a row, and who it is in the register. Raises _RefusedRow where it cannot be taken."""
    _sane(line)
    kind = _kind(line)
    speaks, works = (_places(line, column, known) for column in ("compound", "works_for"))
    person = None if kind is JudgeKind.GUEST else _person(line, known)
    kind = kind or _usual(person or {"roles": ()})
    who = person["key"] if person else f"guest:{line.get('name')}"
    if who in known.taken:
        error = InputError("The same person stands in row {row} already; delete one of the two.", row=known.taken[who])
        raise line.refused("name", error)
    known.taken[who] = line.number
    # a representative whose compound is not stated speaks for the one they live in: nobody else can be meant
    own = speaks[0] if speaks else person["compound"] if person else None
    judge = PlannedJudge(
        kind=kind, resident=person["key"] if person else None, name=None if person else line.get("name"),
        compound=own if kind is JudgeKind.REPRESENTATIVE else None,
        works_for=tuple(dict.fromkeys([*works, *known.places.of_address(line.get("employer"))])),
        lives_in=None if person else _dwelling(line, known),
    )  # fmt: skip
    return judge, person


def _sane(line: _Line) -> None:
    for name, cell in line.cells.items():
        if cell == FORMULA:
            raise line.refused(name, InputError("This cell is a formula; copy the column and paste it as values."))
        if len(cell) > LONGEST or "\x1a" in cell:
            raise line.refused(
                name, InputError("This cell cannot be used; write at most {most} letters.", most=LONGEST)
            )
    if not line.get("name"):
        raise line.refused("name", InputError("Fill in the name, or delete the row."))


def _kind(line: _Line) -> JudgeKind | None:
    """The kind that the row states; None where it states none."""
    stated = line.get("kind").casefold()
    if stated and stated not in KINDS:
        words = "、".join(one.label.zh for one in JudgeKind), ", ".join(one.label.en for one in JudgeKind)
        error = InputError("There is no such kind of judge; write one of {kinds}.", kinds=Text(*words))
        raise line.refused("kind", error)
    return KINDS.get(stated)


def _places(line: _Line, column: str, known: _List) -> tuple[str, ...]:
    """The compounds that a cell names."""
    wanted = [part.strip() for part in re.split(r"[、,;/]", line.get(column)) if part.strip()]
    found = [known.places.called(part) for part in wanted]
    if None in found:
        error = InputError("There is no compound of this name in the register; correct it or leave the cell empty.")
        raise line.refused(column, error)
    return tuple(dict.fromkeys(key for key in found if key))


def _dwelling(line: _Line, known: _List) -> str | None:
    """The compound in which a guest lives, by the address. What it may mean instead, or that it means none, is noted."""
    home = line.get("home")
    found = known.places.of_address(home) if home else []
    if len(found) == 1:
        return found[0]
    if found:
        names = [known.places.compounds[key] for key in found]
        error = InputError("This address may mean {names}; say beside the judge where they live.", names=names)
        known.notes.append(line.remark("home", error))
    elif home:
        error = InputError(
            "This address names no compound of the register, so the judge is kept out of none. If they live in one, choose it."
        )
        known.notes.append(line.remark("home", error))
    return None


def _usual(person: Mapping[str, Any]) -> JudgeKind:
    """Whom somebody stands for where the list does not say."""
    return next((kind for kind in ROLES if kind.value in person["roles"]), JudgeKind.RESIDENT)


def _person(line: _Line, known: _List) -> dict[str, Any]:
    """The one resident that the row means."""
    namesakes = list(known.namesakes.get(line.get("name"), ()))
    if not namesakes:
        error = InputError(
            "Nobody of this name is in the register; correct it, or write 特邀评委 (guest judge) as the kind."
        )
        raise line.refused("name", error)
    key, home = line.get("resident"), line.get("home")
    if key:
        namesakes = [one for one in namesakes if one["key"] == key]
    elif home:
        namesakes = list(people.living_at(namesakes, home))
    if not namesakes:
        error = InputError("Nobody of this name lives there according to the register; correct the home or the name.")
        raise line.refused("resident" if key else "home", error)
    if len(namesakes) > 1:
        homes = [Text(one["home"]["zh_CN"], one["home"]["en"]) for one in namesakes[:4]]
        error = InputError(
            "{count} residents have this name; write the home beside it: {homes}.", count=len(namesakes), homes=homes
        )
        raise line.refused("name", error)
    return namesakes[0]
