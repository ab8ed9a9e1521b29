"""Meetings: called with an agenda, quorate, voted on, written down, followed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Hall, text
from tests.desk.community.kit import DAY, METRES, ONE, WORK, plan, reported, with_kinds

from weiping.desk import audit
from weiping.desk.activities import planning, taking_part
from weiping.desk.matters import reporting, stepping
from weiping.desk.meetings import calling, following, minuting, voting
from weiping.domain.kinds import Step
from weiping.domain.meetings import AgendaItem, Task, Vote
from weiping.domain.records import Part
from weiping.errors import Invalid, NotFound, WrongPhase

THERE = ("east-1-a", "west-1-a", "south-1-a")


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


def called(office: Hall, *there: str, quorum: int = 2, number: int = 1, matter: int | None = None) -> int:
    activity = planning.plan(office.desk, ONE, plan(number))
    calling.call(office.desk, ONE, activity, [AgendaItem(title="the sewer", matter=matter)], quorum=quorum, may_vote=9)
    taking_part.record(office.desk, ONE, {activity: [Part(role="guest", resident=one) for one in there]})
    return activity


def test_a_motion_is_carried_by_more_than_half_of_those_present(office: Hall) -> None:
    activity = called(office, *THERE)
    assert voting.put(office.desk, ONE, activity, "mend it", votes_for=2, votes_against=1, abstained=0)
    assert not voting.put(office.desk, ONE, activity, "paint it", votes_for=1, votes_against=0, abstained=2)
    with pytest.raises(Invalid, match="4 votes were counted and 3 people"):
        voting.put(office.desk, ONE, activity, "again", votes_for=4, votes_against=0, abstained=0)
    assert not any(finding.faults for finding in audit.audit(office.desk))


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 60))
def test_a_vote_never_counts_more_voices_than_people(yes: int, no: int, neither: int, present: int) -> None:
    try:
        vote = Vote(votes_for=yes, votes_against=no, abstained=neither, present=present)
    except Invalid:
        assert yes + no + neither > present
    else:
        assert vote.carried == (yes > present - yes)


def test_without_a_quorum_nothing_is_voted_on(office: Hall) -> None:
    activity = called(office, "east-1-a")
    with pytest.raises(WrongPhase, match="1 of 2 are recorded"):
        voting.put(office.desk, ONE, activity, "mend it", votes_for=1, votes_against=0, abstained=0)


def test_a_vote_without_voices_is_none(office: Hall) -> None:
    with pytest.raises(Invalid, match="Nobody voted"):
        voting.put(office.desk, ONE, called(office, *THERE), "mend it", votes_for=0, votes_against=0, abstained=0)


def test_a_notice_is_in_time_or_not_and_hangs_once(office: Hall) -> None:
    activity = planning.plan(office.desk, ONE, plan(day=office.desk.today()))
    with pytest.raises(NotFound, match="give it an agenda"):
        calling.give_notice(office.desk, ONE, activity)
    calling.call(office.desk, ONE, activity, [AgendaItem(title="x")], quorum=1)
    assert not calling.give_notice(office.desk, ONE, activity)
    later = planning.plan(office.desk, ONE, plan(2, day=office.desk.today() + timedelta(days=3)))
    calling.call(office.desk, ONE, later, [AgendaItem(title="x")], quorum=1)
    assert calling.give_notice(office.desk, ONE, later)
    office.clock.forward(days=3)
    assert calling.give_notice(office.desk, ONE, later)


@pytest.mark.parametrize(("quorum", "may_vote", "title"), [(0, None, "x"), (3, 2, "x"), (1, None, " ")])
def test_a_call_that_makes_no_sense_is_refused(office: Hall, quorum: int, may_vote: int | None, title: str) -> None:
    activity = planning.plan(office.desk, ONE, plan())
    with pytest.raises(Invalid):
        calling.call(office.desk, ONE, activity, [AgendaItem(title=title)], quorum=quorum, may_vote=may_vote)


def test_minutes_are_amended_and_approved_by_those_who_were_there(office: Hall) -> None:
    activity = called(office, *THERE)
    assert minuting.write(office.desk, ONE, activity, "We spoke of the sewer.") == 1
    minuting.answer(office.desk, ONE, activity, 1, "east-1-a", approves=False, text="and of the lamp")
    with pytest.raises(WrongPhase, match="answered to this version"):
        minuting.answer(office.desk, ONE, activity, 1, "east-1-a", approves=True)
    with pytest.raises(WrongPhase, match="Only those who were there"):
        minuting.answer(office.desk, ONE, activity, 1, "south-1-b", approves=True)
    assert minuting.write(office.desk, ONE, activity, "We spoke of the sewer and the lamp.") == 2
    with pytest.raises(WrongPhase, match="newer version"):
        minuting.answer(office.desk, ONE, activity, 1, "west-1-a", approves=True)
    for one in THERE[:2]:
        minuting.answer(office.desk, ONE, activity, 2, one, approves=True)
    with office.desk.store.read() as connection:
        stand = minuting.stand(connection, activity)
    assert stand is not None
    assert (stand.version, stand.approvals, stand.present, stand.approved) == (2, 2, 3, True)


def test_actions_carry_over_until_they_are_closed(office: Hall) -> None:
    activity = called(office, *THERE)
    with pytest.raises(Invalid, match="name an owner"):
        following.give(office.desk, ONE, activity, [Task(text="ask the builder", due=DAY)])
    with pytest.raises(Invalid, match="before the meeting of 2024-11-18"):
        following.give(office.desk, ONE, activity, [Task(text="ask", due=date(2024, 11, 17), owner="the office")])
    first, second = following.give(office.desk, ONE, activity, [
        Task(text="ask the builder", due=date(2024, 12, 1), resident="east-1-a"),
        Task(text="buy a lamp", due=date(2024, 11, 25), owner="the office"),
    ])  # fmt: skip
    with office.desk.store.read() as connection:
        assert [one.id for one in following.open_actions(connection, before=date(2024, 11, 19))] == [second, first]
        assert following.open_actions(connection, before=DAY) == []
    following.close(office.desk, ONE, first, done=True)
    with pytest.raises(WrongPhase, match="closed already"):
        following.close(office.desk, ONE, first, done=True)
    with pytest.raises(Invalid, match="Say why"):
        following.close(office.desk, ONE, second, done=False)
    with office.desk.store.read() as connection:
        assert [one.id for one in following.open_actions(connection)] == [second]


def test_a_matter_that_needs_a_resolution_waits_for_a_meeting_that_carried_it(office: Hall) -> None:
    chosen = Step(key="chosen", title=text("chosen"), resolution=True)
    kind = replace(
        WORK, steps=(WORK.steps[0], chosen, *WORK.steps[1:]),
        moves={"reported": ("chosen",), "chosen": ("done",), "done": ("accepted",), "accepted": ("reported",)},
    )  # fmt: skip
    office = replace(
        office, desk=replace(office.desk, plugins=replace(office.desk.plugins, matter_kinds={"work": kind}))
    )
    matter = reporting.report(office.desk, ONE, reported())
    activity = called(office, *THERE, matter=matter)
    with pytest.raises(Invalid, match="name the meeting"):
        stepping.step(office.desk, ONE, matter, "chosen", day=DAY)
    with pytest.raises(WrongPhase, match="did not carry"):
        stepping.step(office.desk, ONE, matter, "chosen", day=DAY, meeting=activity)
    voting.put(office.desk, ONE, activity, "mend it", votes_for=3, votes_against=0, abstained=0, matter=matter)
    stepping.step(office.desk, ONE, matter, "chosen", day=DAY, meeting=activity)
    assert METRES.fields
    with pytest.raises(NotFound, match="not called as a meeting"):
        stepping.step(office.desk, ONE, matter, "done", day=DAY, answers={"metres": 1}, meeting=planning.plan(
            office.desk, ONE, plan(2)))  # fmt: skip
