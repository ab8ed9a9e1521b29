"""Laws of the register: an address is one however it is written, damage is refused where it is, nobody is in two micro-grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Clock, copied
from tests.desk.grids.town import move_house, settle, where

from weiping.desk.grids import borders, checking
from weiping.desk.grids.dividing import divide
from weiping.desk.grids.planning import Wanted
from weiping.desk.office import Desk
from weiping.desk.points.addresses import canonical
from weiping.desk.registry import importing, moving, sheet_rows
from weiping.desk.registry.understanding import Reader, Understood
from weiping.domain.appraisal import Actor, Role
from weiping.frames.sheets_in import Sheet
from weiping.grid.checks import Fault
from weiping.store import Store

CLERK = Actor(Role.CLERK, staff="c1")
DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """12 -> 十二, 30 -> 三十, 7 -> 七."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def wide(text: str) -> str:
    return text.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})


WAYS: tuple[Callable[[int, int, int], str], ...] = (
    lambda b, u, r: f"{b}号楼{u}单元{r}",
    lambda b, u, r: wide(f"{b}号楼{u}单元{r}室"),
    lambda b, u, r: f"{numeral(b)}号楼{numeral(u)}单元{wide(str(r))}",
    lambda b, u, r: f"{b:02}栋 {u:02}单元 {r}室",
    lambda b, u, r: f"{b}-{u}-{r}",
    lambda b, u, r: f"{numeral(b)}幢{u} 单元 {r}号",
    lambda b, u, r: f"Building {b}, Unit {u}, Room {r}",
)
doors = st.tuples(st.integers(1, 60), st.integers(1, 12), st.integers(101, 3304))


@given(door=doors, way=st.sampled_from(WAYS))
def test_an_address_is_the_same_door_in_whatever_way_it_is_written(
    door: tuple[int, int, int], way: Callable[..., str]
) -> None:
    printed = "{}号楼{}单元{}".format(*door)
    assert canonical(way(*door)) == canonical(printed) == "{}-{}-{}".format(*door)


@pytest.fixture(scope="module")
def settled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the town."""
    made = tmp_path_factory.mktemp("town") / "town.db"
    with copied(migrated, made) as store:
        settle(Desk(store, now=Clock()))
    return made


@pytest.fixture(scope="module")
def town(settled: Path) -> Iterator[Desk]:
    """The town to look at."""
    with Store(settled) as store:
        yield Desk(store, now=Clock())


@contextmanager
def fresh(settled: Path) -> Iterator[Desk]:
    """The town to change, anew for every example."""
    made = settled.with_name("example.db")
    for old in settled.parent.glob("example.db*"):
        old.unlink()
    with copied(settled, made) as store:
        yield Desk(store, now=Clock())


HEADINGS = ["小区", "住址", "姓名", "电话", "迁入日期", "x", "y"]
Row = list[str]
BREAK: dict[str, Callable[[Row], Row]] = {
    "no unit": lambda row: [row[0], "3号楼9999", *row[2:]],
    "no compound": lambda row: ["天上小区", *row[1:]],
    "no name": lambda row: [*row[:2], "13800138000", *row[3:]],
    "no telephone": lambda row: [*row[:3], "12ab", *row[4:]],
    "a day to come": lambda row: [*row[:4], "2031年1月5日", *row[5:]],
    "half a place": lambda row: [*row[:5], "12", ""],
}
names = st.sampled_from(["赵一", "钱二", "孙三", "李四", "周五"])
good = st.builds(
    lambda door, way, name, phone: ["高楼小区", way(3, *door), name, phone, "2024-11-03", "", ""],
    st.tuples(st.integers(1, 3), st.integers(601, 620)), st.sampled_from(WAYS), names, st.sampled_from(["", "138 0013 8000"]),
)  # fmt: skip
lists = st.lists(good, min_size=1, max_size=12, unique_by=lambda row: (canonical(row[1]), row[2]))


def understood(desk: Desk, rows: list[Row]) -> Understood:
    with desk.store.read() as connection:
        return Reader(connection, "", date(2024, 11, 20)).understood(
            sheet_rows.read(Sheet([HEADINGS, *map(list, rows)]))
        )


@settings(max_examples=40, deadline=None)
@given(rows=lists, data=st.data())
def test_exactly_the_damaged_rows_are_refused_and_the_others_understood(
    town: Desk, rows: list[Row], data: st.DataObject
) -> None:
    bad = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    damaged = [
        BREAK[data.draw(st.sampled_from(sorted(BREAK)))](row) if at in bad else row for at, row in enumerate(rows)
    ]
    found = understood(town, damaged)
    assert set(found.refused) == {at + 2 for at in bad}
    assert [one.row for one in found.people] == [at + 2 for at in range(len(rows)) if at not in bad]
    assert {one.key for one in found.homes} == {one.door.key for one in found.people if not one.door.known}


@settings(max_examples=4, deadline=None)
@given(rows=lists)
def test_the_same_list_twice_adds_nothing(settled: Path, rows: list[Row]) -> None:
    sheet = "\n".join(map(",".join, [HEADINGS, *([cell.replace(",", " ") for cell in row] for row in rows)])).encode()
    with fresh(settled) as desk:
        first = importing.bring_in(desk, CLERK, sheet)
        assert len(first.list.people) == len(rows)
        before = where(desk)
        again = importing.bring_in(desk, CLERK, sheet)
        assert (again.list.homes, again.list.people, again.list.changed, again.divisions) == ((), (), 0, ())
        assert again.list.there == len(rows)
        assert where(desk) == before


def _newcomer(desk: Desk, number: int) -> None:
    importing.bring_in(
        desk, CLERK, f"小区,住址,姓名\n长巷,{100 + number}号,赵一\n高楼小区,3-1-{900 + number},钱二\n".encode()
    )


DEEDS: tuple[Callable[[Desk, int], object], ...] = (
    lambda desk, number: divide(desk, CLERK, Wanted(grid=f"g{1 + number % 2}", warm=False)),
    lambda desk, number: divide(desk, CLERK, Wanted(warm=True)),
    lambda desk, number: move_house(desk, f"house-{1 + number:02}", x=None, y=None),
    lambda desk, number: move_house(desk, f"house-{1 + number:02}", x=-900.0 + number, y=10.0),
    lambda desk, number: borders.draw(desk, CLERK, {"g2": ((0, 0), (500 + number, 0), (0, 500))}),
    lambda desk, number: moving.move(desk, CLERK, f"house-{2 + number:02}-a", "house-01", day=desk.today()),
    _newcomer,
)
NEVER = {Fault.TWICE, Fault.NOWHERE, Fault.ACROSS, Fault.UNKNOWN, Fault.TWO_GRIDS}


@settings(max_examples=6, deadline=None)
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 40)), min_size=1, max_size=5, unique=True))
def test_a_household_is_always_in_one_micro_grid_of_its_grid(
    settled: Path, deeds: list[tuple[Callable[[Desk, int], object], int]]
) -> None:
    with fresh(settled) as desk:
        for deed, number in deeds:
            deed(desk, number)
            assert not [one for one in checking.findings(desk, CLERK) if one.fault in NEVER]
