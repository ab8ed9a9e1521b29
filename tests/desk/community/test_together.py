"""What is many rows is one commit: all of it or nothing, and the same as one by one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.community.kit import DAY, ONE, TWO, plan, reported, with_kinds

from weiping.desk import audit
from weiping.desk.activities import certifying, partners, planning, taking_part
from weiping.desk.matters import reporting, stepping
from weiping.desk.meetings import calling, following, minuting, voting
from weiping.domain.meetings import AgendaItem, Answer, Call, Motion, Task
from weiping.domain.records import Part, Partner, Taken
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

THERE = [Part(role="volunteer", resident=one, minutes=60) for one in ("east-1-a", "west-1-a", "south-1-a")]


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


@pytest.fixture
def held(office: Hall) -> list[int]:
    numbers = planning.plan_all(office.desk, ONE, [plan(1), plan(2)])
    taking_part.record(office.desk, ONE, dict.fromkeys(numbers, THERE))
    return numbers


def lines(office: Hall, verb: str) -> int:
    with office.desk.store.read() as connection:
        query = sa.select(sa.func.count()).select_from(t.journal).where(t.journal.c.verb == verb)
        return int(connection.execute(query).scalar_one())


def test_partners_are_known_by_their_key_and_may_get_a_better_name(office: Hall) -> None:
    clinic = Partner(key="clinic", name=text("clinic"), kind="health")
    numbers = partners.know(office.desk, ONE, [clinic, Partner(key="school", name=text("school"))])
    again = partners.know(office.desk, ONE, [Partner(key="clinic", name=text("the clinic"))])
    assert again["clinic"] == numbers["clinic"]
    with pytest.raises(Invalid, match="a key and a name"):
        partners.know(office.desk, ONE, [Partner(key=" ", name=text("nobody"))])


def test_several_meetings_are_called_voted_on_and_minuted_together(office: Hall, held: list[int]) -> None:
    matters = reporting.report_all(office.desk, ONE, [reported(1), reported(2)])
    calls = {
        number: Call(agenda=(AgendaItem(title="the sewer", matter=matter),), quorum=2)
        for number, matter in zip(held, matters, strict=True)
    }
    calling.call_all(office.desk, ONE, calls)
    put = [
        Motion(meeting=number, text="mend it", votes_for=votes, votes_against=3 - votes, abstained=0, matter=matter)
        for number, matter, votes in zip(held, matters, (3, 1), strict=True)
    ]
    assert voting.put_all(office.desk, ONE, put) == [True, False]
    versions = minuting.write_all(office.desk, ONE, dict.fromkeys(held, "We spoke."))
    assert versions == dict.fromkeys(held, 1)
    said = [Answer(meeting=one, version=1, resident="east-1-a", approves=True) for one in held]
    with pytest.raises(WrongPhase, match="answered to this version already"):
        minuting.answer_all(office.desk, ONE, [*said, said[0]])
    minuting.answer_all(office.desk, ONE, said)
    tasks = {number: [Task(text="ask the builder", due=DAY, resident="east-1-a")] for number in held}
    ids = following.give_all(office.desk, ONE, tasks)
    with pytest.raises(NotFound):
        following.close_all(office.desk, ONE, [*ids, "another"], done=True)
    following.close_all(office.desk, ONE, ids, done=True)
    assert not any(finding.faults for finding in audit.audit(office.desk))
    assert (lines(office, "motion"), lines(office, "minutes-answer"), lines(office, "action-end")) == (1, 1, 1)


def test_a_matter_goes_several_steps_in_one_commit_or_none(office: Hall) -> None:
    first, second = reporting.report_all(office.desk, ONE, [reported(1), reported(2)])
    done = Taken(matter=first, to="done", day=DAY, answers={"metres": "500"})
    with pytest.raises(WrongPhase, match="what may follow"):
        stepping.step_all(office.desk, ONE, [done, Taken(matter=second, to="accepted", day=DAY)])
    stepping.step_all(office.desk, ONE, [done, Taken(matter=first, to="accepted", day=DAY)])
    with office.desk.store.read() as connection:
        assert [stepping.stand(connection, one).step for one in (first, second)] == ["accepted", "reported"]


def test_activities_are_certified_together_or_none_is(office: Hall, held: list[int]) -> None:
    [own] = planning.plan_all(office.desk, TWO, [plan(3)])
    taking_part.record(office.desk, TWO, {own: THERE[:1]})
    with pytest.raises(NotAllowed, match="ask a colleague"):
        certifying.certify_all(office.desk, TWO, [*held, own], rules=[])
    assert lines(office, "certify-activity") == 0
    told = certifying.certify_all(office.desk, TWO, held, rules=[], complaints={held[1]: True})
    assert [event.complaint for event in told] == [False, True]
    with office.desk.store.read() as connection:
        assert connection.execute(sa.select(sa.func.sum(t.transfer.c.points))).scalar_one() == 180
    assert lines(office, "certify-activity") == 1
    assert not certifying.certify_all(office.desk, TWO, [], rules=[])
