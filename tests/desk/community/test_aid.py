"""Signing up as long as there is room; needs and offers that find each other."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from tests.conftest import Hall
from tests.desk.community.kit import ONE, plan, with_kinds

from weiping.desk.activities import planning, signing_up
from weiping.desk.aid import asking, matching
from weiping.domain.appraisal import Actor, Role
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

AHEAD = date(2024, 11, 25)


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


def resident_of(office: Hall, household: str) -> Actor:
    with office.desk.store.read() as connection:
        number = connection.execute(sa.select(t.household.c.id).where(t.household.c.key == household)).scalar_one()
    return Actor(Role.RESIDENT, household=number)


def test_a_place_is_taken_once_and_given_back(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan(day=AHEAD, capacity=1))
    own = resident_of(office, "east-1")
    assert signing_up.sign_up(office.desk, own, number, "east-1-a", "volunteer")
    assert not signing_up.sign_up(office.desk, own, number, "east-1-a", "volunteer")
    with pytest.raises(WrongPhase, match="all places are taken"):
        signing_up.sign_up(office.desk, ONE, number, "west-1-a", "volunteer")
    assert signing_up.sign_up(office.desk, own, number, "east-1-a", "volunteer", comes=False)
    assert signing_up.sign_up(office.desk, ONE, number, "west-1-a", "volunteer")


def test_a_household_signs_up_nobody_elses_people(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan(day=AHEAD))
    with pytest.raises(NotAllowed, match="its own people"):
        signing_up.sign_up(office.desk, resident_of(office, "east-1"), number, "west-1-a", "volunteer")
    over = planning.plan(office.desk, ONE, plan(2, day=date(2024, 11, 19)))
    with pytest.raises(WrongPhase, match="day is over"):
        signing_up.sign_up(office.desk, ONE, over, "west-1-a", "volunteer")


def test_a_need_finds_offers_nearest_first_and_who_helped_least(office: Hall) -> None:
    asked = asking.need(office.desk, resident_of(office, "south-1"), "south-1", "clean-up", "the stairs")
    far = asking.offer(office.desk, ONE, "clean-up", "gladly", resident="west-1-a")
    near = asking.offer(office.desk, ONE, "clean-up", "gladly", resident="south-2-a")
    asking.offer(office.desk, ONE, "clean-up", "my own", resident="south-1-b")
    with office.desk.store.read() as connection:
        assert [row.id for row in matching.fitting(connection, asked)] == [near, far]
    matching.match(office.desk, ONE, asked, near)
    with pytest.raises(WrongPhase, match="together already"):
        matching.match(office.desk, ONE, asked, near)
    asking.close(office.desk, ONE, near, "ill")
    with office.desk.store.read() as connection:
        assert [row.id for row in matching.fitting(connection, asked)] == [far]
    with pytest.raises(WrongPhase, match="is closed"):
        matching.match(office.desk, ONE, asked, near)


def test_what_does_not_fit_is_refused(office: Hall) -> None:
    asked = asking.need(office.desk, ONE, "south-1", "clean-up", "")
    with pytest.raises(Invalid, match="go together"):
        matching.match(office.desk, ONE, asked, asked)
    with pytest.raises(Invalid, match="name one of them"):
        asking.offer(office.desk, ONE, "clean-up", "")
    with pytest.raises(NotFound, match=r"There is no \w+ nowhere"):
        asking.need(office.desk, ONE, "nowhere", "clean-up", "")
    with pytest.raises(WrongPhase, match="not installed"):
        asking.need(office.desk, ONE, "south-1", "party", "")
    with pytest.raises(NotAllowed, match="speaks for itself"):
        asking.need(office.desk, resident_of(office, "east-1"), "south-1", "clean-up", "")
    with pytest.raises(Invalid, match="Say why"):
        asking.close(office.desk, ONE, asked, "")
