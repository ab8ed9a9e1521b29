"""Activities: one key, one activity; who took part; a second person lets it count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from tests.conftest import Hall
from tests.desk.community.kit import DAY, ONE, TWO, plan, with_kinds

from weiping.desk import audit
from weiping.desk.activities import certifying, planning, taking_part
from weiping.desk.points import balances
from weiping.domain.records import Part
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


def balance(hall: Hall, key: str) -> int:
    with hall.desk.store.read() as connection:
        number = connection.execute(sa.select(t.account.c.id).where(t.account.c.key == key)).scalar_one()
        return balances.balance(connection, number)


def held(office: Hall, *parts: Part, **changes: object) -> int:
    number = planning.plan(office.desk, ONE, plan(**changes))
    taking_part.record(office.desk, ONE, {number: parts})
    return number


def test_one_key_is_one_activity(office: Hall) -> None:
    assert planning.plan(office.desk, ONE, plan()) == planning.plan(office.desk, ONE, plan())
    assert len(office.ids("activity")) == 1


def test_hours_and_points_count_once_a_second_person_has_certified(office: Hall) -> None:
    number = held(
        office, Part(role="volunteer", resident="east-1-a", minutes=150), Part(role="guest", guest="a singer")
    )
    with pytest.raises(NotAllowed, match="ask a colleague"):
        certifying.certify(office.desk, ONE, number, rules=["hours"])
    certifying.certify(office.desk, TWO, number, rules=["hours"])
    assert (balance(office, "household:east-1"), balance(office, "minutes:east-1-a")) == (2, 150)
    with pytest.raises(WrongPhase, match="was certified"):
        certifying.certify(office.desk, TWO, number, rules=["hours"])
    with pytest.raises(WrongPhase, match="was certified"):
        taking_part.record(office.desk, ONE, {number: [Part(role="guest", guest="late")]})
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_nobody_gives_more_hours_on_a_day_than_it_has_however_many_activities_there_were(office: Hall) -> None:
    part = Part(role="volunteer", resident="east-1-a", minutes=24 * 60)
    numbers = [planning.plan(office.desk, ONE, plan(number)) for number in (1, 2)]
    taking_part.record(office.desk, ONE, {numbers[0]: [part], numbers[1]: [replace(part, minutes=1)]})
    certifying.certify(office.desk, TWO, numbers[0], rules=[])
    with pytest.raises(WrongPhase, match="1441 minutes on 2024-11-18 are more than a day has"):
        certifying.certify(office.desk, TWO, numbers[1], rules=[])
    assert balance(office, "minutes:east-1-a") == 24 * 60


def test_a_justified_complaint_leaves_neither_hours_nor_points(office: Hall) -> None:
    number = held(office, Part(role="volunteer", resident="east-1-a", minutes=60))
    event = certifying.certify(office.desk, TWO, number, rules=[], complaint=True)
    assert event.complaint
    with office.desk.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.transfer)).scalar_one() == 0


def test_check_in_and_check_out_make_the_minutes(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan())
    with pytest.raises(WrongPhase, match="no check-in"):
        taking_part.check_out(office.desk, ONE, number, "east-1-a", "volunteer")
    taking_part.check_in(office.desk, ONE, number, "east-1-a", "volunteer")
    office.clock.forward(minutes=95)
    taking_part.check_in(office.desk, ONE, number, "east-1-a", "volunteer")
    assert taking_part.check_out(office.desk, ONE, number, "east-1-a", "volunteer") == 95
    assert taking_part.check_out(office.desk, ONE, number, "east-1-a", "volunteer") == 95


def test_a_part_that_is_taken_back_does_not_count(office: Hall) -> None:
    part = Part(role="volunteer", resident="east-1-a", minutes=60)
    number = held(office, part, Part(role="volunteer", resident="west-1-a", minutes=60))
    taking_part.take_back(office.desk, ONE, number, part, "was somebody else")
    event = certifying.certify(office.desk, TWO, number, rules=["hours"])
    assert [one.resident for one in event.who] == ["west-1-a"]


@pytest.mark.parametrize(
    ("part", "error", "said"),
    [
        (Part(role="king", resident="east-1-a"), Invalid, "has no role king"),
        (Part(role="volunteer", resident="east-1-a", minutes=-1), Invalid, "cannot be"),
        (Part(role="volunteer", resident="nobody"), NotFound, "no resident nobody"),
        (Part(role="volunteer"), Invalid, "Say who took part"),
        (Part(role="volunteer", resident="east-1-a", guest="x"), Invalid, "Say who took part"),
    ],
)
def test_a_part_that_cannot_be_is_refused_with_all_beside_it(
    office: Hall, part: Part, error: type[Exception], said: str
) -> None:
    number = planning.plan(office.desk, ONE, plan())
    with pytest.raises(error, match=said):
        taking_part.record(office.desk, ONE, {number: [Part(role="volunteer", resident="east-1-a", minutes=5), part]})
    with office.desk.store.read() as connection:
        assert taking_part.counted(connection) == []


def test_a_clock_that_runs_backwards_is_refused(office: Hall) -> None:
    now = office.clock()
    part = Part(role="volunteer", resident="east-1-a", came_at=now, left_at=now - timedelta(minutes=1))
    with pytest.raises(Invalid, match="before they came"):
        held(office, part)
    part = Part(role="volunteer", resident="east-1-a", came_at=now, left_at=now + timedelta(minutes=1))
    with pytest.raises(Invalid, match="a time of 2024-11-20 is none of it"):
        held(office, part)


def test_who_moved_away_did_not_take_part(office: Hall) -> None:
    left = t.resident.update().where(t.resident.c.key == "east-1-a").values(left_on=DAY)
    office.desk.store.write(lambda connection: connection.execute(left))
    with pytest.raises(WrongPhase, match="moved away on 2024-11-18"):
        held(office, Part(role="volunteer", resident="east-1-a", minutes=5))


def test_what_has_not_taken_place_or_has_nobody_is_not_certified(office: Hall) -> None:
    ahead = planning.plan(office.desk, ONE, plan(1, day=date(2024, 12, 1)))
    with pytest.raises(WrongPhase, match="certify it afterwards"):
        certifying.certify(office.desk, TWO, ahead, rules=[])
    empty = planning.plan(office.desk, ONE, plan(2))
    with pytest.raises(WrongPhase, match="Nobody is recorded"):
        certifying.certify(office.desk, TWO, empty, rules=[])


def test_an_activity_that_is_called_off_needs_a_reason_and_stays_off(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan())
    with pytest.raises(Invalid, match="Say why"):
        planning.cancel(office.desk, ONE, number, " ")
    planning.cancel(office.desk, ONE, number, "rain")
    with pytest.raises(WrongPhase, match="called off"):
        planning.change(office.desk, ONE, number, plan())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "party"}, "not installed"),
        ({"begins": "25:00"}, "09:30"),
        ({"begins": "10:00", "ends": "09:00"}, "09:30"),
        ({"capacity": 0}, "one person at least"),
        ({"answers": {"elders": "-1"}}, "elders"),
        ({"compound": "nowhere"}, r"There is no \w+ nowhere"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(office: Hall, changes: dict[str, object], said: str) -> None:
    with pytest.raises((Invalid, NotFound, WrongPhase), match=said):
        planning.plan(office.desk, ONE, plan(**changes))


def test_a_change_replaces_what_was_planned(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan())
    planning.change(office.desk, ONE, number, replace(plan(), place="the yard", answers={"elders": 3}))
    with office.desk.store.read() as connection:
        row = connection.execute(sa.select(t.activity)).one()
    assert (row.place, row.data) == ("the yard", {"elders": "3"})
