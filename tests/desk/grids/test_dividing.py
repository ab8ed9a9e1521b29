"""Dividing the register into micro-grids: looked at first, carried out as it was looked at, everything on record."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from tests.conftest import Clock, text
from tests.desk.grids.town import move_house, settle, town, where

from weiping.desk import audit
from weiping.desk.grids import checking, telling
from weiping.desk.grids.dividing import divide, preview
from weiping.desk.grids.planning import Wanted
from weiping.desk.leaders import electing, tasks, terms
from weiping.desk.leaders.tasks import ToDo
from weiping.desk.office import Desk
from weiping.domain.appraisal import Actor, Role
from weiping.errors import InputError, NotAllowed, NotFound, WrongPhase
from weiping.grid.checks import Fault
from weiping.grid.sizes import Sizes
from weiping.store import Store
from weiping.store import tables as t

CLERK, PUBLIC = Actor(Role.CLERK, staff="c1"), Actor(Role.PUBLIC)
COLD = Wanted(warm=False)


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return settle(Desk(store, now=clock))


def sound(desk: Desk) -> bool:
    return not any(finding.faults for finding in audit.audit(desk))


def member_lines(desk: Desk) -> list[tuple[str, str]]:
    """(household, reason) of every line of membership."""
    x, h = t.grid_member, t.household
    with desk.store.read() as connection:
        query = sa.select(h.c.key, x.c.reason).join(h, h.c.id == x.c.household_id).order_by(x.c.number)
        return [tuple(row) for row in connection.execute(query)]


def micro_grids(desk: Desk) -> dict[str, tuple[str, date | None]]:
    """Micro-grid -> (exception, closed on)."""
    m = t.micro_grid
    with desk.store.read() as connection:
        return {row.key: (row.exception, row.closed_on) for row in connection.execute(sa.select(m))}


def test_looking_writes_nothing_and_dividing_does_what_was_looked_at(desk: Desk) -> None:
    before = where(desk)
    looked = preview(desk, CLERK, COLD)
    assert where(desk) == before
    assert not member_lines(desk)
    divide(desk, CLERK, COLD, expect=looked.digest)
    assert where(desk) == looked.after()
    assert sound(desk)


def test_groups_have_sizes_within_bounds_and_lie_in_their_grid(desk: Desk) -> None:
    divide(desk, CLERK, COLD)
    sizes = Counter(where(desk).values())
    assert all(8 <= size <= 12 for size in sizes.values())
    assert sum(size for key, size in sizes.items() if key.startswith("m01-")) == 30
    assert not checking.findings(desk, CLERK)


def test_new_micro_grids_are_called_like_those_of_their_grid_and_no_number_comes_back(desk: Desk) -> None:
    divide(desk, CLERK, COLD)
    assert {key for key in micro_grids(desk) if key.startswith("m01-")} == {"m01-01", "m01-02", "m01-03"}
    few = Wanted(grid="g1", warm=False, sizes=Sizes(low=30, target=30, high=30, cap=30))
    made = divide(desk, CLERK, few)
    assert len(made.closed) == 2
    assert all(micro_grids(desk)[key][1] is not None for key in made.closed)
    again = divide(desk, CLERK, Wanted(grid="g1", warm=False))
    assert set(again.opened) == {"m01-04", "m01-05"}
    assert sound(desk)


def test_every_change_is_on_record_with_its_reason_and_a_second_run_changes_nothing(desk: Desk) -> None:
    before = where(desk)
    made = divide(desk, CLERK, COLD)
    moved = {key for key, there in where(desk).items() if there != before[key]}
    assert {household for household, _ in member_lines(desk)} == moved == set(made.changes["household"])
    assert {reason for _, reason in member_lines(desk)} == {"anew"}
    again = divide(desk, CLERK, Wanted())
    assert again.changes.is_empty()
    assert not again.opened
    assert not again.closed


def test_a_leader_who_lives_elsewhere_now_leads_no_more_and_one_who_stays_goes_on(desk: Desk) -> None:
    looked = telling.division_data(desk, preview(desk, CLERK, COLD))
    divide(desk, CLERK, COLD)
    stopped = {one["micro_grid"] for one in looked["leaders"]}
    there = where(desk)
    for micro_grid, home in (("m01-01", "flat-1-101"), ("m02-01", "house-01")):
        with desk.store.read() as connection:
            now = terms.leader_of(connection, terms.micro_grid_of(connection, micro_grid))
        assert (now.resident_id is None) == (there[home] != micro_grid) == (micro_grid in stopped)
    assert sound(desk)


def test_one_grid_is_divided_and_the_other_stays(desk: Desk) -> None:
    made = divide(desk, CLERK, Wanted(grid="g2", warm=False))
    assert set(made.partition.groups["grid"]) == {"g2"}
    assert {there for key, there in where(desk).items() if key.startswith("flat")} == {"m01-01"}


def test_sizes_that_cannot_be_are_on_record(desk: Desk) -> None:
    made = divide(desk, CLERK, Wanted(warm=False, sizes=Sizes(low=10, target=10, high=10, cap=10)))
    wrong = {key: why for key, why in made.exceptions().items() if why}
    assert wrong  # 47 houses are no multiple of ten
    assert {key: said for key, (said, _) in micro_grids(desk).items() if said} == wrong
    words = telling.reason_data(next(iter(wrong.values())))
    assert words is not None
    assert words["zh_CN"] != words["en"]
    assert not [one for one in checking.findings(desk, CLERK, sizes=made.partition.sizes) if one.fault is Fault.SIZE]


def test_what_was_looked_at_is_not_carried_out_after_the_register_changed(desk: Desk) -> None:
    looked = preview(desk, CLERK, COLD)
    move_house(desk, "house-03", x=9000.0, y=9000.0)
    with pytest.raises(WrongPhase, match="look at it once more"):
        divide(desk, CLERK, COLD, expect=looked.digest)
    assert not member_lines(desk)


def test_tasks_of_a_micro_grid_that_ends_are_dropped_and_an_election_is_ended_first(desk: Desk) -> None:
    divide(desk, CLERK, COLD)
    few = Wanted(grid="g1", warm=False, sizes=Sizes(low=30, target=30, high=30, cap=30))
    ending = preview(desk, CLERK, few).closed[0]
    tasks.give(desk, CLERK, [ToDo(micro_grid=ending, kind="visit", title=text("visit"), due=desk.today())])
    election = electing.call(
        desk, CLERK, ending, key="election-1", opens=desk.today(), closes=desk.today() + timedelta(days=1)
    )  # fmt: skip
    with pytest.raises(WrongPhase, match=ending):
        divide(desk, CLERK, few)
    living = next(key for key, there in where(desk).items() if there == ending)
    electing.nominate(desk, CLERK, election, f"{living}-a", agreed=True)
    for home, there in where(desk).items():
        if there == ending:
            electing.hand_in(desk, CLERK, election, home)
    electing.count(desk, CLERK, election, {None: 10})
    electing.end(desk, CLERK, election, reason="divided anew")
    divide(desk, CLERK, few)
    with desk.store.read() as connection:
        assert not tasks.open_tasks(connection)
    assert sound(desk)


def test_a_household_whose_lines_say_another_micro_grid_is_found(desk: Desk) -> None:
    divide(desk, CLERK, COLD)
    key = member_lines(desk)[0][0]
    other = next(one for home, one in where(desk).items() if one != where(desk)[key] and home[:4] == key[:4])
    with desk.store.read() as connection:
        number = connection.execute(sa.select(t.micro_grid.c.id).where(t.micro_grid.c.key == other)).scalar_one()
    move_house(desk, key, micro_grid_id=number)
    twice = [one for one in checking.findings(desk, CLERK) if one.fault is Fault.TWICE]
    assert [one.households for one in twice] == [(key,)]
    assert not sound(desk)


def test_overlapping_borders_and_a_micro_grid_registered_elsewhere_are_found(desk: Desk) -> None:
    square = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    moved = [(x + 50, y) for x, y in square]
    found = checking.findings(desk, CLERK, borders={"g1": square, "g2": moved})
    assert Fault.OVERLAP in {one.fault for one in found}

    def job(connection: sa.Connection) -> None:
        grid = sa.select(t.grid.c.id).where(t.grid.c.key == "g2").scalar_subquery()
        connection.execute(t.compound.update().where(t.compound.c.key == "tower").values(grid_id=grid))

    desk.store.write(job)
    (wrong,) = [one for one in checking.findings(desk, CLERK) if one.fault is Fault.TWO_GRIDS]
    assert wrong.micro_grids == ("m01-01",)
    assert wrong.grids == ("g1", "g2")
    divide(desk, CLERK, Wanted())
    assert not [one for one in checking.findings(desk, CLERK) if one.fault is Fault.TWO_GRIDS]


def test_houses_without_places_are_divided_by_their_doors_and_a_single_place_changes_nothing(
    store: Store, clock: Clock
) -> None:
    desk = settle(Desk(store, now=clock), places=False)
    divide(desk, CLERK, COLD)
    assert not checking.findings(desk, CLERK)
    move_house(desk, "house-01", x=1.0, y=1.0)
    assert preview(desk, CLERK, COLD).changes.is_empty()


def test_a_house_without_a_place_is_left_out_and_the_rest_is_divided(desk: Desk) -> None:
    for key in ("house-05", "house-06"):
        move_house(desk, key, x=None, y=None)
    made = divide(desk, CLERK, COLD)
    assert made.partition.left_out["household"].to_list() == ["house-05", "house-06"]
    assert len({there for home, there in where(desk).items() if home.startswith("house")}) > 3
    assert {where(desk)[key] for key in ("house-05", "house-06")} == {"m02-01"}
    left = [("house-05", "no-place"), ("house-06", "no-place")]
    assert [line for line in member_lines(desk) if line[1] == "no-place"] == left
    told = telling.division_data(desk, made)
    assert [one["address"] for one in told["left_out"]] == ["长巷 5号", "长巷 6号"]
    lines = len(member_lines(desk))
    assert divide(desk, CLERK, Wanted()).changes.is_empty()
    assert len(member_lines(desk)) == lines
    assert sound(desk)
    move_house(desk, "house-05", x=1.0, y=1.0)
    assert divide(desk, CLERK, Wanted()).partition.left_out["household"].to_list() == ["house-06"]
    assert sound(desk)


def test_who_may_not_and_what_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="g9"):
        preview(desk, CLERK, Wanted(grid="g9"))
    with pytest.raises(NotAllowed):
        divide(desk, Actor(Role.CHAIR), COLD)
    with pytest.raises(InputError):
        Sizes(low=13)
    assert len(town().households) == 77
