"""Lists of residents as offices have them: titles, merged cells, full-width digits, one household over several rows."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa
import xlsxwriter
from tests.conftest import Clock
from tests.desk.grids.town import settle, where

from weiping.desk import audit
from weiping.desk.grids import checking, dividing
from weiping.desk.grids.planning import Wanted
from weiping.desk.office import Desk
from weiping.desk.points.sheet_look import refused_rows
from weiping.desk.registry import adding, importing, moving
from weiping.desk.registry.importing import Imported
from weiping.domain.appraisal import Actor, Role
from weiping.domain.text import Text
from weiping.errors import InputError, Invalid, NotAllowed, NotFound, WrongPhase
from weiping.grid.checks import Fault
from weiping.store import Store
from weiping.store import tables as t

CLERK = Actor(Role.CLERK, staff="c1")


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return settle(Desk(store, now=clock))


def csv(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def people(desk: Desk) -> set[tuple[str, str]]:
    r, h = t.resident, t.household
    with desk.store.read() as connection:
        query = sa.select(h.c.key, r.c.name).join(h, h.c.id == r.c.household_id)
        return {(household, name) for household, name in connection.execute(query)}


def reasons(found: Imported) -> dict[int, str]:
    return {fault.row: fault.reason.text("en") for fault in found.list.faults}


def messy() -> bytes:
    """A workbook with a title over all columns, the address merged over the rows of a household, and sums below."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    page.merge_range("A1:D1", "小镇社区居民登记表")
    page.write_row("A2", ["填表日期：2024年11月"])
    page.write_row("A3", ["住址", "姓名", "联系电话", "身份证号"])
    page.merge_range("A4:A5", "高楼小区３号楼２单元６０１室")
    page.write_row("B4", ["赵一", "138 0013 8000", "110101199001011234"])
    page.write_row("B5", ["钱二", "", ""])
    page.write_row("A6", ["高楼 3-2-602", "孙三、李四", "", ""])
    page.write_row("A7", ["长巷48号", "周五", "", ""])
    page.write_row("A8", ["", "吴六", "", ""])
    page.write_row("A9", ["合计", "6人", "", ""])
    book.close()
    return file.getvalue()


def test_a_messy_workbook_is_understood_and_looking_writes_nothing(desk: Desk) -> None:
    before = people(desk)
    found = importing.look(desk, CLERK, messy())
    assert not found.list.faults
    assert [one.key for one in found.list.homes] == ["tower-2-601", "tower-2-602", "lane-h048"]
    assert [one.name for one in found.list.people] == ["赵一", "钱二", "孙三", "李四", "周五", "吴六"]
    assert found.list.people[0].phone == "13800138000"
    assert found.list.ignored == ("身份证号",)
    assert people(desk) == before


def test_what_was_taken_has_accounts_and_micro_grids_and_comes_only_once(desk: Desk) -> None:
    found = importing.bring_in(desk, CLERK, messy())
    new = {one.key for one in found.list.homes}
    assert new <= set(where(desk))
    with desk.store.read() as connection:
        accounts = dict(connection.execute(sa.select(t.account.c.key, t.account.c.name_zh)).all())
        lines = set(connection.execute(sa.select(t.household.c.key).join(t.grid_member)).scalars())
    assert {f"household:{key}" for key in new} <= set(accounts)
    assert accounts["household:lane-h048"] == "长巷 48号"
    assert new <= lines
    assert {where(desk)[key][:3] for key in new} == {"m01", "m02"}
    assert not any(finding.faults for finding in audit.audit(desk))
    after = people(desk)
    again = importing.bring_in(desk, CLERK, messy())
    assert not again.list.homes
    assert not again.list.people
    assert again.list.there == 6
    assert people(desk) == after


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("高楼小区,3号楼501,郑七", "The address says no unit; the building has the units"),
        ("高楼小区,9号楼501,郑七", "The address says no unit"),
        ("高楼小区,3号楼2单元,郑七", "says no room"),
        ("高楼小区,501,郑七", "neither building nor unit"),
        ("大楼小区,3-2-501,郑七", "called 大楼小区"),
        (",3-2-501,郑七", "does not say which compound"),
        ("高楼小区,3-2-5-501,郑七", "more numbers"),
        ("高楼小区,桥边,郑七", "taken apart"),
        ("高楼小区,3-2-501,110101199001011234", "no name"),
        (",,郑七", "no household above it"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_and_the_others_are_taken(desk: Desk, row: str, says: str) -> None:
    found = importing.bring_in(desk, CLERK, csv("小区,住址,姓名", row, "高楼小区,3-1-101,王五"))
    assert says in reasons(found)[2]
    assert [one.name for one in found.list.people] == ["王五"]
    sheet = list(refused_rows(found.list, "en").rows)
    assert list(sheet[0][:3]) == row.split(",")
    assert sheet[0][3] == 2


def test_the_same_resident_twice_in_a_file_is_refused_the_second_time(desk: Desk) -> None:
    found = importing.look(desk, CLERK, csv("小区,住址,姓名", "高楼,3-1-601,王 五", "高楼小区,3号楼1单元601室,王五"))
    assert reasons(found) == {3: "The same resident stands in row 2 already"}
    assert len(found.list.homes) == 1


def test_who_lives_there_already_is_left_alone_however_the_address_is_written(desk: Desk) -> None:
    found = importing.look(desk, CLERK, csv("住址,姓名", "flat-1-101,王小明", "高楼小区 三号楼 01单元 102,王 小明"))
    assert (found.list.there, len(found.list.people), found.list.faults) == (2, 0, ())


def test_a_new_building_comes_with_its_units_and_the_list_may_say_places(desk: Desk) -> None:
    rows = [f"长巷,{number}号,住户,{number},{number}" for number in range(60, 69)]
    rows += [f"高楼小区,5号楼{unit}单元{floor}01,住户,, " for unit in (1, 2) for floor in range(1, 6)]
    found = importing.bring_in(desk, CLERK, csv("小区,住址,姓名,x,y", *rows))
    assert not found.list.faults
    h, u, b = t.household, t.unit, t.building
    with desk.store.read() as connection:
        query = sa.select(b.c.name, u.c.name).join(b, b.c.id == u.c.building_id).where(b.c.name == "5号楼")
        assert set(connection.execute(query).all()) == {("5号楼", "1单元"), ("5号楼", "2单元")}
        place = connection.execute(sa.select(h.c.x, h.c.y).where(h.c.key == "lane-h060")).one()
    assert tuple(place) == (60.0, 60.0)
    assert not any(finding.faults for finding in audit.audit(desk))


def test_who_is_brought_in_has_the_line_of_residence_that_moving_in_writes(desk: Desk) -> None:
    rows = csv("住址,姓名,迁入日期", "长巷48号,周五,2024年11月3日", "长巷1号,吴六,", "长巷2号,郑七,2024-12-01")
    found = importing.bring_in(desk, CLERK, rows)
    assert reasons(found) == {4: "The day is still to come"}
    moving.move(desk, CLERK, found.list.people[0].key, "house-03", day=date(2024, 11, 10))
    x, r, h = t.residence.c, t.resident.c, t.household.c
    with desk.store.read() as connection:
        query = sa.select(r.name, h.key, x.way, x.day).join(t.resident, r.id == x.resident_id)
        lines = connection.execute(query.join(t.household, h.id == x.household_id).order_by(x.number)).all()
    assert [tuple(line) for line in lines] == [
        ("周五", "lane-h048", "in", date(2024, 11, 3)), ("吴六", "house-01", "in", date(2024, 11, 20)),
        ("周五", "lane-h048", "out", date(2024, 11, 10)), ("周五", "house-03", "in", date(2024, 11, 10)),
    ]  # fmt: skip
    assert not any(finding.faults for finding in audit.audit(desk))


def test_what_a_list_says_else_of_who_is_there_is_taken_and_what_it_leaves_out_stays(desk: Desk) -> None:
    rows = csv(
        "住址,姓名,电话,出生年份,x,y",
        "flat-1-101,王小明,13800138000,1962,,",
        "长巷1号,王小明,,,5,6",
        "长巷2号,王小明,,,,",
    )
    found = importing.look(desk, CLERK, rows)
    assert (found.list.changed, found.list.there, found.list.faults) == (2, 2, ())
    importing.bring_in(desk, CLERK, rows)
    r, h = t.resident.c, t.household.c
    with desk.store.read() as connection:
        person = connection.execute(sa.select(r.phone, r.born).where(r.key == "flat-1-101-a")).one()
        place = connection.execute(sa.select(h.x, h.y).where(h.key == "house-01")).one()
    assert (tuple(person), tuple(place)) == (("13800138000", 1962), (5.0, 6.0))
    again = importing.bring_in(desk, CLERK, rows)
    assert (again.list.changed, again.list.there) == (0, 3)
    importing.bring_in(desk, CLERK, csv("住址,姓名,电话", "flat-1-101,王小明,"))
    with desk.store.read() as connection:
        assert connection.execute(sa.select(r.phone).where(r.key == "flat-1-101-a")).scalar() == "13800138000"


def test_arrivals_keep_to_the_usual_sizes_and_what_cannot_be_kept_is_on_record(desk: Desk) -> None:
    dividing.divide(desk, CLERK, Wanted(warm=False))
    rows = [f"长巷,{number}号,住户" for number in range(60, 90)]
    importing.bring_in(desk, CLERK, csv("小区,住址,姓名", *rows))
    sizes = Counter(there for home, there in where(desk).items() if there.startswith("m02"))
    assert max(sizes.values()) <= 12
    one = csv("小区,住址,姓名", *[f"高楼小区,3号楼1单元9{door:02},住户" for door in range(1, 4)])
    importing.bring_in(desk, CLERK, one)
    assert not [finding for finding in checking.findings(desk, CLERK) if finding.fault is Fault.SIZE]


def test_a_new_grid_and_its_compound_are_there_before_a_list_fills_them(desk: Desk) -> None:
    grid = adding.add_grid(desk, CLERK, "第三网格")
    key = adding.add_compound(desk, CLERK, Text("新村", "New Village"), grid=grid)
    assert (grid, key) == ("g03", "c03")
    rows = [f"新村{number}号,住户,{number * 10},5" for number in range(1, 21)]
    found = importing.bring_in(desk, CLERK, csv("住址,姓名,x,y", *rows))
    assert not found.list.faults
    assert {there for home, there in where(desk).items() if home.startswith("c03")} == {"g03-01", "g03-02"}
    for again in (
        lambda: adding.add_grid(desk, CLERK, "第三 网格"),
        lambda: adding.add_compound(desk, CLERK, Text("长巷", ""), grid="g1"),
        lambda: adding.add_grid(desk, CLERK, "x", key="g1"),
    ):
        with pytest.raises(WrongPhase, match="already"):
            again()
    with pytest.raises(Invalid, match="is no key"):
        adding.add_grid(desk, CLERK, "x", key="G 1")
    with pytest.raises(NotFound, match="no grid g9"):
        adding.add_compound(desk, CLERK, Text("a", "a"), grid="g9")
    assert not any(finding.faults for finding in audit.audit(desk))


def test_files_that_are_no_list_and_people_who_may_not_are_refused(desk: Desk) -> None:
    for data in (b"", b"a,b\n1,2\n", csv("姓名", "王五")):
        with pytest.raises(InputError):
            importing.look(desk, CLERK, data)
    with pytest.raises(NotAllowed):
        importing.bring_in(desk, Actor(Role.CHAIR), messy())


def test_a_compound_that_the_register_has_not_is_told_in_its_own_column_with_what_to_do(desk: Desk) -> None:
    (fault,) = importing.look(desk, CLERK, csv("小区,住址,姓名", "大楼小区,3-2-501,郑七")).list.faults
    assert (fault.column, fault.value) == ("小区", "大楼小区")
    assert "add the compound to the register" in fault.remedy.text("en")


def test_an_address_that_is_a_formula_is_told_once(desk: Desk) -> None:
    found = importing.look(desk, CLERK, csv("小区,住址,姓名", "=A1,3-2-501,郑七", "高楼小区,=A2,郑七", ",,吴八"))
    assert reasons(found) == {
        2: "The cell is a formula", 3: "The cell is a formula",
        4: "The row says no address, and there is no household above it that is taken",
    }  # fmt: skip
    assert len(found.list.faults) == 3
