"""Disputes with a clock that only those see who handle them, what a household does itself, who counts for a quorum."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.community.kit import DAY, ONE, SERVICE, WORK, plan, reported, with_kinds

from weiping.desk.activities import arriving, planning, signing_up, taking_part
from weiping.desk.community import (
    activities_view,
    disputes_view,
    elections_view,
    household_view,
    matters_view,
    public_view,
)
from weiping.desk.leaders import electing, terms
from weiping.desk.matters import reporting, stepping
from weiping.desk.meetings import calling, minuting, voting
from weiping.domain.appraisal import Actor, Role
from weiping.domain.figures import System
from weiping.domain.forms import Field, FieldKind, Form
from weiping.domain.kinds import ActivityRole, MatterKind, Step
from weiping.domain.meetings import AgendaItem
from weiping.domain.records import Part
from weiping.domain.register import Disclosure
from weiping.errors import DefinitionError, Invalid, NotAllowed, WrongPhase
from weiping.store import tables as t

TODAY = date(2024, 11, 20)
BEGUN = Form(fields=(Field(key="on", title=text("on"), kind=FieldKind.DATE, disclosure=Disclosure.SECRET),))
QUARREL = MatterKind(
    key="quarrel", title=text("quarrel"), counts_only=True, settled=("agreed",),
    opening=Form(fields=(Field(key="parties", title=text("parties"), longest=40, disclosure=Disclosure.SECRET),)),
    steps=(
        Step(key="told", title=text("told")),
        Step(key="mediating", title=text("mediating"), asks=BEGUN, days=30, days_from="on"),
        Step(key="agreed", title=text("agreed"), ends=True),
    ),
    moves={"told": ("mediating",), "mediating": ("agreed",), "agreed": ("told",)},
)  # fmt: skip
WISH = replace(WORK, key="wish", title=text("wish"), from_residents=True, settled=("accepted",))
COUNCIL = replace(
    SERVICE, key="council", title=text("council"), system=System.DELIBERATION,
    roles=(
        ActivityRole(key="resident", title=text("resident")),
        ActivityRole(key="listener", title=text("listener"), votes=False),
    ),
)  # fmt: skip


@pytest.fixture
def office(hall: Hall) -> Hall:
    hall = with_kinds(hall)
    offered = replace(
        hall.desk.plugins, matter_kinds={"work": WORK, "quarrel": QUARREL, "wish": WISH},
        activity_kinds={**hall.desk.plugins.activity_kinds, "council": COUNCIL},
    )  # fmt: skip
    return replace(hall, desk=replace(hall.desk, plugins=offered))


@pytest.fixture
def east(office: Hall) -> Actor:
    """The household east-1, in which east-1-a lives."""
    with office.desk.store.read() as connection:
        number = connection.execute(sa.select(t.household.c.id).where(t.household.c.key == "east-1")).scalar_one()
    return Actor(Role.RESIDENT, household=number)


def quarrel(office: Hall, number: int, begun: date | None) -> int:
    matter = reporting.report(office.desk, ONE, reported(number, kind="quarrel", title=text(f"quarrel {number}"),
                                                         answers={"parties": "甲、乙"}))  # fmt: skip
    if begun:
        stepping.step(office.desk, ONE, matter, "mediating", day=TODAY, answers={"on": begun.isoformat()})
    return matter


def test_disputes_stand_by_their_clocks_for_those_who_handle_them_and_nowhere_else(office: Hall) -> None:
    late, soon = quarrel(office, 1, TODAY - timedelta(days=31)), quarrel(office, 2, TODAY - timedelta(days=30))
    waiting, over = quarrel(office, 3, None), quarrel(office, 4, TODAY)
    stepping.step(office.desk, ONE, over, "agreed", day=TODAY)
    found = disputes_view.disputes(office.desk, ONE)
    assert [(one["id"], one["left"]) for one in found["disputes"]] == [(late, -1), (soon, 0), (waiting, None)]
    assert (found["open"], found["ended"], found["overdue"]) == (3, 1, 1)
    assert found["disputes"][0]["brief"][0]["value"] == "甲、乙"
    assert [one["id"] for one in disputes_view.disputes(office.desk, ONE, ended=True)["disputes"]] == [over]
    chair = Actor(Role.CHAIR)
    for refused in (
        lambda: disputes_view.disputes(office.desk, chair),
        lambda: matters_view.matter(office.desk, chair, late),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert matters_view.listed(office.desk, chair, words="quarrel")["matters"] == []
    assert matters_view.listed(office.desk, ONE)["matters"] == []
    assert [one["value"] for one in matters_view.matter(office.desk, ONE, late)["answers"]] == ["甲、乙"]
    assert "甲" not in str(public_view.shown(office.desk, TODAY))
    with pytest.raises(WrongPhase, match="apart from a meeting"):
        calling.call(
            office.desk, ONE, planning.plan(office.desk, ONE, plan()), [AgendaItem(title="x", matter=late)], quorum=1
        )


def test_a_party_of_a_dispute_is_a_letter(office: Hall) -> None:
    with pytest.raises(Invalid, match="Call the parties by letters"):
        reporting.report(office.desk, ONE, reported(kind="quarrel", answers={"parties": "王小明、乙"}))
    with pytest.raises(DefinitionError, match="a clock has a day"):
        Step(key="x", title=text("x"), days=3, days_from="on")


def test_what_a_household_reports_is_answered_on_its_own_page(office: Hall, east: Actor) -> None:
    with pytest.raises(NotAllowed):
        reporting.propose(office.desk, east, reported())
    number = reporting.propose(office.desk, east, reported(kind="wish", household="west-1", answers={"what": "a lamp"}))
    stepping.step(office.desk, ONE, number, "done", day=TODAY, answers={"metres": 3})
    stepping.step(office.desk, ONE, number, "accepted", day=TODAY)
    (own,) = household_view.household(office.desk, east)["reported"]
    assert (own["id"], own["ended"], [one["title"]["en"] for one in own["steps"]]) == (
        number,
        True,
        ["reported", "done", "accepted"],
    )
    with office.desk.store.read() as connection:
        assert connection.execute(sa.select(t.matter.c.household_id)).scalar_one() == east.household
    for more in range(2, 6):
        reporting.propose(office.desk, east, reported(more, kind="wish"))
    assert reporting.propose(office.desk, east, reported(5, kind="wish")) > number
    with pytest.raises(WrongPhase, match="tomorrow"):
        reporting.propose(office.desk, east, reported(6, kind="wish"))


def test_a_household_signs_up_reads_the_minutes_and_approves_them_for_its_own_people_only(
    office: Hall, east: Actor
) -> None:
    later = planning.plan(office.desk, ONE, plan(1, kind="council", day=TODAY + timedelta(days=2)))
    calling.call(office.desk, ONE, later, [AgendaItem(title="the lamp")], quorum=1)
    assert household_view.household(office.desk, east)["meetings"] == []
    calling.give_notice(office.desk, ONE, later)
    signing_up.sign_up(office.desk, east, later, "east-1-a", "resident")
    (notice,) = household_view.household(office.desk, east)["meetings"]
    assert (notice["agenda"], notice["coming"], notice["role"]) == (["the lamp"], ["east-1-a"], "resident")
    assert [one["agenda"] for one in public_view.shown(office.desk, TODAY)["activities"]] == [["the lamp"]]
    assert [one["id"] for one in activities_view.found(office.desk, ONE, "council lamp")["activities"]] == [later]

    held = planning.plan(office.desk, ONE, plan(2, kind="council"))
    calling.call(office.desk, ONE, held, [AgendaItem(title="x")], quorum=1)
    there = ("east-1-a", "west-1-a")
    taking_part.record(office.desk, ONE, {held: [Part(role="resident", resident=one) for one in there]})
    minuting.write(office.desk, ONE, held, "We spoke of the lamp.")
    with pytest.raises(NotAllowed):
        minuting.answer(office.desk, east, held, 1, "west-1-a", approves=True)
    (read,) = household_view.household(office.desk, east)["minutes"]
    assert [one["resident"] for one in read["silent"]] == ["east-1-a"]
    minuting.answer(office.desk, east, held, 1, "east-1-a", approves=False, text="and of the bench")
    assert household_view.household(office.desk, east)["minutes"][0]["silent"] == []
    meeting = activities_view.activity(office.desk, ONE, held)["meeting"]
    assert meeting["minutes"]["amendments"] == ["and of the bench"]
    assert [one["resident"] for one in meeting["minutes"]["silent"]] == ["west-1-a"]


def test_who_comes_with_a_phone_scans_the_code_that_hangs_there(office: Hall, east: Actor) -> None:
    today = planning.plan(office.desk, ONE, plan(1, kind="council", day=TODAY))
    later = planning.plan(office.desk, ONE, plan(2, kind="council", day=TODAY + timedelta(days=1)))
    said, other = arriving.code(office.desk, ONE, today), arriving.code(office.desk, ONE, later)
    for wrong in (other, "", "A" * 12):
        with pytest.raises(NotAllowed, match="not the one that hangs there"):
            arriving.arrive(office.desk, east, today, wrong, "east-1-a")
    with pytest.raises(NotAllowed, match="own people"):
        arriving.arrive(office.desk, east, today, said, "west-1-a")
    with pytest.raises(WrongPhase, match="holds on 2024-11-21 only"):
        arriving.arrive(office.desk, east, later, other, "east-1-a")
    for _ in range(2):
        arriving.arrive(office.desk, east, today, said, "east-1-a")
    (part,) = activities_view.activity(office.desk, ONE, today)["parts"]
    assert (part["resident"], part["role"], part["source"]) == ("east-1-a", "resident", "qr")


def test_who_only_listens_counts_for_no_quorum_and_no_vote(office: Hall) -> None:
    held = planning.plan(office.desk, ONE, plan(1, kind="council", day=DAY))
    calling.call(office.desk, ONE, held, [AgendaItem(title="x")], quorum=2)
    parts = [Part(role="resident", resident="east-1-a"), Part(role="listener", resident="west-1-a")]
    taking_part.record(office.desk, ONE, {held: parts})
    with pytest.raises(WrongPhase, match="1 of 2"):
        voting.put(office.desk, ONE, held, "x", votes_for=1, votes_against=0, abstained=0)
    assert activities_view.activity(office.desk, ONE, held)["meeting"]["voters"] == 1


def test_who_leads_is_elected_again_with_what_is_handed_over_and_an_election_without_slips_is_called_off(
    office: Hall,
) -> None:
    closes = TODAY + timedelta(days=9)
    first = electing.call(office.desk, ONE, "m1", key="election-1", opens=TODAY, closes=closes)
    with pytest.raises(WrongPhase, match="Votes are taken until"):
        electing.end(office.desk, ONE, first)
    assert electing.end(office.desk, ONE, first, reason="the wrong days") is None
    again = electing.call(office.desk, ONE, "m1", key="election-2", opens=TODAY, closes=closes)
    electing.nominate(office.desk, ONE, again, "east-1-a", agreed=True)
    homes = elections_view.elections(office.desk, ONE, "m1")["open"]["homes"]
    for home in homes:
        electing.hand_in(office.desk, ONE, again, home["household"])
    electing.count(office.desk, ONE, again, {"east-1-a": len(homes) - 1, None: 1})
    now = elections_view.elections(office.desk, ONE, "m1")["open"]
    assert (now["handed"], now["counted"], now["void"], now["households"]) == (len(homes), len(homes), 1, len(homes))
    assert electing.end(office.desk, ONE, again, handed_over="the list of households") == "east-1-a"
    with office.desk.store.read() as connection:
        term = terms.leader_of(connection, terms.micro_grid_of(connection, "m1"))
    assert (term.how, term.note) == ("elected", "the list of households")
    past = elections_view.elections(office.desk, ONE, "m1")["past"]
    assert [(one["id"], one["reason"]) for one in past] == [(again, ""), (first, "the wrong days")]
