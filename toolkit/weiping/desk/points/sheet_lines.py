"""The rows of a sheet of points under their headings, before anybody asks what they mean.

Titles above the headings and repeated headings are passed over. Merged cells are filled where that can mean one thing only:
a day, a reason or a household that stands for several rows. Points that are merged over rows, and cells merged over columns,
are refused: nobody can tell what was meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...errors import InputError, WeipingError
from ...frames.sheets_in import FORMULA, Block, Rows, Sheet, clean
from ...i18n import LANGS

LOOK = 30
"""Rows in which the headings are looked for, below whatever title stands above them."""
LONGEST = 200
"""Letters of one cell at most."""
OURS = ("未导入：", "Not imported: ")
"""How the headings begin that a list of refused rows has beside those of the file."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "household": (
        "household", "户编号", "住户编号", "户号", "住户", "家庭", "住址", "家庭住址", "地址", "楼栋房号", "户", "home",
        "address",
    ),
    "compound": ("compound", "小区", "小区名称", "所在小区"),
    "building": ("building", "楼栋", "楼号", "楼幢", "幢", "栋", "楼"),
    "unit": ("unit", "单元", "单元号"),
    "room": ("room", "房号", "室号", "房间号", "门牌号", "室"),
    "resident": ("resident", "居民编号", "居民"),
    "name": ("name", "姓名", "户主", "户主姓名", "householder"),
    "points": ("points", "积分", "分数", "分值", "积分数", "积分余额", "余额", "现有积分", "奖励积分", "分", "balance"),
    "reason": ("reason", "事由", "原因", "理由", "积分事由", "摘要", "说明", "备注", "note"),
    "date": ("date", "日期", "时间", "登记日期", "业务日期", "截止日期", "day"),
    "event": ("event", "活动", "活动名称", "事件"),
    "ref": ("ref", "编号", "单号", "凭证号", "凭单号", "slip"),
}  # fmt: skip
"""A column's name here -> the headings it goes by; of several in one file the first in this order counts."""

PLACE = ("compound", "building", "unit", "household", "room")
"""The columns that together say which household: the address may be in one cell or in several."""
_ONE_BY_ONE = ("points", "ref")
"""What belongs to one row only, so that a merged cell cannot be filled."""
_ONE_COLUMN = ("points", "date")
"""What must not be guessed where two columns may be it."""
_UNREADABLE = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken: `row` as a person sees it, `column` as the file heads it, what is wrong, what to do."""

    row: int
    column: str
    value: str
    reason: WeipingError
    remedy: WeipingError

    def data(self) -> dict[str, Any]:
        """The fault for programs and pages."""
        return {
            "row": self.row, "column": self.column, "value": self.value,
            "reason": {lang: self.reason.text(lang) for lang in LANGS},
            "remedy": {lang: self.remedy.text(lang) for lang in LANGS},
        }  # fmt: skip


@dataclass(slots=True)
class Line:
    """A row under its headings; `number` is the row that a person sees, `faults` what is wrong with it so far."""

    number: int
    cells: dict[str, str]
    headings: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A cell, cleaned; empty where the file has no such column."""
        cell = self.cells.get(name)
        return clean(cell) if cell else ""

    def words(self, name: str) -> str:
        """A cell as it is to be read by people: signs and letters as they were typed."""
        return " ".join(self.cells.get(name, "").split())

    def fault(self, name: str, reason: WeipingError, remedy: WeipingError) -> None:
        """Say what is wrong with a cell."""
        value = "" if self.cells.get(name) == FORMULA else self.cells.get(name, "")[:LONGEST]
        self.faults.append(Fault(self.number, self.headings.get(name, name), value, reason, remedy))


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a sheet, and what is needed to write some of them out again: headings and rows as the file has them."""

    lines: tuple[Line, ...]
    columns: Mapping[str, str]
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]


def read(sheet: Sheet) -> Lines:
    """The rows of a sheet. Raises InputError where it has no headings, or headings that stand over several columns."""
    found = headings_of(sheet.rows)
    if found is None:
        raise InputError(
            "No row among the first {rows} has the headings of a sheet of points; it needs 积分 (points) and 住址 (household)"
            " or 居民 (resident).",
            rows=LOOK,
        )  # fmt: skip
    top, at = found
    heads = [block for block in sheet.merged if block.top <= top <= block.bottom]
    _headings_are_single(heads, sheet.rows[top], at)
    first = max([top, *(block.bottom for block in heads if block.left in at.values())]) + 1
    headings = {name: sheet.rows[top][column] for name, column in at.items()}
    troubled = _merged(sheet, first, at)
    kept = [column for column, heading in enumerate(sheet.rows[top]) if heading and not heading.startswith(OURS)]
    lines, rows = [], {}
    for y in range(first, len(sheet.rows)):
        row = sheet.rows[y]
        cells = {name: row[column] if column < len(row) else "" for name, column in at.items()}
        if not any(cells.values()) or cells == headings:
            continue
        line = Line(y + 1, cells, headings)
        if y in sheet.hidden:
            line.fault(
                next(iter(at)), InputError("The row is hidden in the workbook"),
                InputError("show all rows, and keep or delete it"),
            )  # fmt: skip
        _sane(line, troubled.get(y, {}))
        lines.append(line)
        rows[y + 1] = tuple("" if x >= len(row) or row[x] == FORMULA else row[x] for x in kept)
    return Lines(tuple(lines), headings, tuple(sheet.rows[top][x] for x in kept), rows)


def headings_of(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each; None where there is no such row."""
    for top, row in enumerate(rows[:LOOK]):
        there = _columns(row)
        at: dict[str, int] = {}
        for name, several in HEADINGS.items():
            column = next((there[one] for one in several if one in there), None)
            if column is not None and column not in at.values():
                at[name] = column
        if "points" in at and any(name in at for name in ("household", "room", "resident")):
            return top, at
    return None


def _columns(row: list[str]) -> dict[str, int]:
    """The words of a row of headings -> their columns, with and without what stands in brackets."""
    there: dict[str, int] = {}
    for column, cell in enumerate(row):
        for plain in {_plain(cell), _plain(re.sub(r"[(（].*?[)）]", "", cell))} - {""}:
            there.setdefault(plain, column)
    return there


def _plain(cell: str) -> str:
    return "" if cell.startswith(OURS) else re.sub(r"[\s*:：()（）]", "", clean(cell)).casefold()


def _headings_are_single(heads: list[Block], row: list[str], at: Mapping[str, int]) -> None:
    for block in heads:
        if block.right > block.left and any(block.left <= column <= block.right for column in at.values()):
            raise InputError(
                "The heading {column} stands over several columns; give each column a heading of its own.",
                column=row[block.left],
            )
    seen: dict[str, int] = {}
    for column, cell in enumerate(row):
        if (plain := _plain(cell)) and seen.setdefault(plain, column) in at.values() and seen[plain] != column:
            raise InputError("The column {column} is there twice; rename or delete one.", column=cell)
    there = _columns(row)
    for name in _ONE_COLUMN:
        if len(found := sorted({there[one] for one in HEADINGS[name] if one in there})) > 1:
            raise InputError(
                "The columns {first} and {second} may both be meant; rename the one that is not.",
                first=row[found[0]],
                second=row[found[1]],
            )


def _merged(sheet: Sheet, first: int, at: Mapping[str, int]) -> dict[int, dict[str, Block]]:
    """Fill merged cells that mean one thing only; row -> column -> the block, where that cannot be told."""
    troubled: defaultdict[int, dict[str, Block]] = defaultdict(dict)
    names = {column: name for name, column in at.items()}
    for block in sheet.merged:
        covered = [names[column] for column in range(block.left, block.right + 1) if column in names]
        if block.bottom < first or not covered:
            continue
        alone = block.left == block.right and block.top >= first and covered[0] not in _ONE_BY_ONE
        for y in range(max(first, block.top), min(block.bottom, len(sheet.rows) - 1) + 1):
            if alone:
                row = sheet.rows[y]
                row += [""] * (block.left + 1 - len(row))
                row[block.left] = sheet.rows[block.top][block.left]
            else:
                troubled[y].update((name, block) for name in covered[:1])
    return troubled


def _sane(line: Line, merged: Mapping[str, Block]) -> None:
    for name, block in merged.items():
        if block.top == block.bottom:
            what = InputError("The cell is merged with those beside it")
            remedy = InputError("unmerge it and write in every column what belongs there")
        else:
            first, last = block.top + 1, block.bottom + 1
            what = InputError("The cell is merged with others (rows {first} to {last})", first=first, last=last)
            remedy = InputError("unmerge it and write in every row what it gets")
        line.fault(name, what, remedy)
    for name, cell in line.cells.items():
        if cell == FORMULA:
            line.fault(
                name, InputError("The cell is a formula"), InputError("copy the column and paste it as values")
            )  # fmt: skip
        elif len(cell) > LONGEST:
            line.fault(
                name, InputError("The cell has more than {most} letters", most=LONGEST), InputError("shorten it")
            )
        elif not cell.isprintable() and _UNREADABLE.search(cell):
            line.fault(name, InputError("The cell has signs that nobody can read"), InputError("type it again"))
