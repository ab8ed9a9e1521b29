"""Borders of grids on record: grids that overlap are refused, who stands outside is reported."""

from __future__ import annotations

import pytest
from tests.conftest import Clock
from tests.desk.grids.town import move_house, settle

from weiping.desk import audit
from weiping.desk.grids import checking, reading
from weiping.desk.grids.borders import draw, from_file
from weiping.desk.grids.dividing import divide, preview
from weiping.desk.grids.planning import Wanted
from weiping.desk.grids.reading import Border
from weiping.desk.grids.telling import division_data
from weiping.desk.office import Desk
from weiping.desk.registry import importing
from weiping.domain.appraisal import Actor, Role
from weiping.errors import InputError, Invalid, NotAllowed, NotFound
from weiping.grid.checks import Fault
from weiping.store import Store

CLERK = Actor(Role.CLERK, staff="c1")


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return settle(Desk(store, now=clock))


def box(west: float, south: float, wide: float = 1000.0) -> Border:
    return ((west, south), (west + wide, south), (west + wide, south + wide), (west, south + wide))


def on_record(desk: Desk) -> dict[str, Border]:
    with desk.store.read() as connection:
        return reading.on_record(connection)


def test_grids_that_would_overlap_are_refused_with_their_names_and_what_they_share(desk: Desk) -> None:
    draw(desk, CLERK, {"g1": box(-5000, 0)})
    with pytest.raises(Invalid, match=r"Grids g1 and g2 would overlap by 500,000 m².*Move the border"):
        draw(desk, CLERK, {"g2": box(-4500, 0)})
    assert on_record(desk) == {"g1": box(-5000, 0)}
    draw(desk, CLERK, {"g2": box(-4000, 0)})  # side by side, with one edge in common
    draw(desk, CLERK, {"g1": box(-4500, 2000), "g2": box(-5000, 0)})  # both at once, each where the other one was
    assert on_record(desk)["g2"] == box(-5000, 0)
    draw(desk, CLERK, {"g1": ()})
    assert set(on_record(desk)) == {"g2"}
    assert not any(finding.faults for finding in audit.audit(desk))


def test_who_stands_outside_is_reported_when_it_is_drawn_and_whenever_somebody_looks(desk: Desk) -> None:
    (outside,) = draw(desk, CLERK, {"g2": box(-500, -500, 3000)}) or [None]
    assert outside is None
    move_house(desk, "house-07", x=9000.0, y=9000.0)
    (outside,) = [one for one in checking.findings(desk, CLERK) if one.fault is Fault.OUTSIDE]
    assert (outside.grids, outside.households) == (("g2",), ("house-07",))
    made = preview(desk, CLERK, Wanted(warm=False))
    assert division_data(desk, made)["borders"] == {"g2": box(-500, -500, 3000)}


def test_a_micro_grid_never_lies_across_a_border(desk: Desk) -> None:
    draw(desk, CLERK, {"g1": box(-3000, 0), "g2": box(-500, -500, 3000)})
    divide(desk, CLERK, Wanted(warm=False))
    assert not [one for one in checking.findings(desk, CLERK) if one.fault in (Fault.ACROSS, Fault.TWO_GRIDS)]


def test_a_list_that_puts_a_house_beyond_its_border_has_that_row_refused(desk: Desk) -> None:
    draw(desk, CLERK, {"g2": box(-500, -500, 3000)})
    rows = "小区,住址,姓名,x,y\n长巷,60号,周五,100,100\n长巷,61号,吴六,-900,100\n".encode()
    found = importing.bring_in(desk, CLERK, rows)
    assert [(fault.row, fault.reason.text("en")) for fault in found.list.faults] == [
        (3, "The place lies outside the border of grid g2")
    ]
    assert [one.name for one in found.list.people] == ["周五"]


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ({"g1": ((0, 0), (1, 1))}, "at least three corners"),
        ({"g1": ((0, 0), (2, 2), (2, 0), (0, 2))}, "crosses itself"),
        ({"g1": ((0, 0), (2e6, 2), (2, 0))}, "is no place"),
        ({"g9": box(0, 0)}, "no grid g9"),
    ],
)
def test_a_border_that_is_none_is_refused(desk: Desk, drawn: dict[str, Border], says: str) -> None:
    with pytest.raises((InputError, Invalid, NotFound), match=says):
        draw(desk, CLERK, drawn)
    assert on_record(desk) == {}


def test_borders_come_from_a_table_of_corners_and_only_a_clerk_draws(desk: Desk) -> None:
    found = from_file("网格,横坐标,纵坐标\nｇ１,0,0\ng1,１０,0\ng1,10,10\n".encode("gb18030"))
    assert found == {"g1": ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0))}
    for bad in (b"a,b\n1,2\n", b"grid,x,y\n", b"grid,x,y\ng1,1,\n", b"grid,x,y\n,1,2\n"):
        with pytest.raises(InputError):
            from_file(bad)
    with pytest.raises(NotAllowed):
        draw(desk, Actor(Role.CHAIR), found)
