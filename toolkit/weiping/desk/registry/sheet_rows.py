"""The rows of a list of households and residents under their headings: titles passed over, merged cells filled, sums left out.

A row without an address belongs to the household above it; a row is one resident, or several where one cell names them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...errors import InputError
from ...frames.sheets_in import FORMULA, Rows, Sheet, clean
from ..points.sheet_lines import LONGEST, LOOK, OURS, Line

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "compound": ("compound", "小区", "小区名称", "所在小区", "居民点"),
    "building": ("building", "楼栋", "楼栋号", "楼号", "楼幢", "幢", "栋", "楼"),
    "unit": ("unit", "单元", "单元号"),
    "room": ("room", "房号", "室号", "房间号", "门牌号", "门牌", "室"),
    "address": ("address", "住址", "家庭住址", "现住址", "地址", "详细地址", "楼栋房号", "household", "户编号", "户"),
    "name": ("name", "姓名", "居民姓名", "成员姓名", "家庭成员", "成员", "户主姓名", "户主"),
    "phone": ("phone", "电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"),
    "born": ("born", "出生年份", "出生年", "出生年月", "出生日期"),
    "since": ("since", "迁入日期", "入住日期", "入住时间"),
    "roles": ("roles", "身份", "角色"),
    "x": ("x", "东向坐标", "横坐标"),
    "y": ("y", "北向坐标", "纵坐标"),
}  # fmt: skip
"""A column's name here -> the headings it goes by."""
PLACE = ("building", "unit", "room", "address")
"""Where in the compound; a row that has none of them belongs to the household above."""
_FILLED = ("compound", "building", "unit", "room", "address")
_NO_ROW = re.compile(r"(合计|小计|总计|填表|制表|审核|说明|注[:：])")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows, the file's own headings and cells to write refused ones out again, and the headings that are not taken."""

    lines: tuple[Line, ...]
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[str, ...]]
    ignored: tuple[str, ...]


def headings_of(rows: Rows) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each; None where there is no such row."""
    for top, row in enumerate(rows[:LOOK]):
        there: dict[str, int] = {}
        for column, cell in enumerate(row):
            for word in {_plain(cell), _plain(re.sub(r"[(（].*?[)）]", "", cell))} - {""}:
                there.setdefault(word, column)
        at: dict[str, int] = {}
        for name, several in HEADINGS.items():
            column = next((there[one] for one in several if one in there), -1)
            if column >= 0 and column not in at.values():
                at[name] = column
        if len(at) > 1 and ("address" in at or "room" in at):
            return top, at
    return None


def _plain(cell: str) -> str:
    return "" if cell.startswith(OURS) else re.sub(r"[\s*:：()（）]", "", clean(cell)).casefold()


def read(sheet: Sheet) -> SheetRows:
    """The rows of a sheet. Raises InputError where it has no headings of such a list."""
    found = headings_of(sheet.rows)
    if found is None:
        raise InputError(
            "No row among the first {rows} has the headings of a list of residents; it needs 住址 (address) or 房号 (room), and "
            "姓名 (name).",
            rows=LOOK,
        )  # fmt: skip
    top, at = found
    _fill(sheet, top, at)
    said = sheet.rows[top]
    headings = {name: said[column] for name, column in at.items()}
    kept = [column for column, heading in enumerate(said) if heading and not heading.startswith(OURS)]
    lines, rows = [], {}
    for y in range(top + 1, len(sheet.rows)):
        row = sheet.rows[y]
        cells = {name: row[column] if column < len(row) else "" for name, column in at.items()}
        first = next((cell for cell in row if cell), "")
        if not any(cells.values()) or cells == headings or _NO_ROW.match(clean(first)):
            continue
        line = Line(y + 1, cells, headings)
        _sane(line)
        lines.append(line)
        rows[y + 1] = tuple("" if x >= len(row) or row[x] == FORMULA else row[x] for x in kept)
    ignored = tuple(said[column] for column in kept if column not in at.values())
    return SheetRows(tuple(lines), tuple(said[x] for x in kept), rows, ignored)


def _fill(sheet: Sheet, top: int, at: Mapping[str, int]) -> None:
    """Write what stands in a cell merged over rows into each of them, where it says where somebody lives."""
    columns = {at[name] for name in _FILLED if name in at}
    for block in sheet.merged:
        if block.top > top and block.left == block.right and block.left in columns:
            for y in range(block.top, min(block.bottom, len(sheet.rows) - 1) + 1):
                row = sheet.rows[y]
                row += [""] * (block.left + 1 - len(row))
                row[block.left] = sheet.rows[block.top][block.left]


def _sane(line: Line) -> None:
    for name, cell in line.cells.items():
        if cell == FORMULA:
            line.fault(name, InputError("The cell is a formula"), InputError("copy the column and paste it as values"))
        elif len(cell) > LONGEST:
            line.fault(
                name, InputError("The cell has more than {most} letters", most=LONGEST), InputError("shorten it")
            )
        elif re.search(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]", cell):
            line.fault(name, InputError("The cell has signs that nobody can read"), InputError("type it again"))
