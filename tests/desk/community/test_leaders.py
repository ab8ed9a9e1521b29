"""Leaders of micro-grids: elected by households, appointed, handed over; what they are given to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.community.kit import ONE, with_kinds

from weiping.desk import audit
from weiping.desk.leaders import electing, tasks, terms
from weiping.desk.leaders.tasks import ToDo
from weiping.domain.points import PointsRule, Proposal, TaskDone
from weiping.domain.text import Text
from weiping.errors import Invalid, NotFound, WrongPhase
from weiping.store import tables as t

TODAY = date(2024, 11, 20)


@pytest.fixture
def office(hall: Hall) -> Hall:
    return with_kinds(hall)


@pytest.fixture
def grid(office: Hall) -> str:
    """The micro-grid of the household south-1, in which south-1-a and south-1-b live."""
    m, h = t.micro_grid, t.household
    query = sa.select(m.c.key).join(h, h.c.micro_grid_id == m.c.id).where(h.c.key == "south-1")
    with office.desk.store.read() as connection:
        return str(connection.execute(query).scalar_one())


@pytest.fixture
def homes(office: Hall, grid: str) -> list[str]:
    m, h = t.micro_grid, t.household
    query = sa.select(h.c.key).join(m, h.c.micro_grid_id == m.c.id).where(m.c.key == grid).order_by(h.c.key)
    with office.desk.store.read() as connection:
        return list(connection.execute(query).scalars())


def leader(office: Hall, grid: str) -> str | None:
    with office.desk.store.read() as connection:
        now = terms.leader_of(connection, terms.micro_grid_of(connection, grid))
        if now is None or now.resident_id is None:
            return None
        return str(
            connection.execute(sa.select(t.resident.c.key).where(t.resident.c.id == now.resident_id)).scalar_one()
        )


def begun(office: Hall, grid: str, *nominees: str) -> int:
    election = electing.call(office.desk, ONE, grid, key="election-1", opens=TODAY, closes=TODAY + timedelta(days=2))
    for one in nominees:
        electing.nominate(office.desk, ONE, election, one, agreed=True)
    return election


def test_the_nominee_with_most_votes_leads(office: Hall, grid: str, homes: list[str]) -> None:
    election = begun(office, grid, "south-1-a", "south-1-b")
    for home in homes:
        electing.hand_in(office.desk, ONE, election, home)
    with pytest.raises(WrongPhase, match="has voted"):
        electing.hand_in(office.desk, ONE, election, homes[0])
    with pytest.raises(WrongPhase, match="are counted"):
        electing.end(office.desk, ONE, election)
    with pytest.raises(Invalid, match="more cannot be counted"):
        electing.count(office.desk, ONE, election, {"south-1-b": len(homes) + 1})
    electing.count(office.desk, ONE, election, {"south-1-b": len(homes)})
    assert electing.end(office.desk, ONE, election) == "south-1-b" == leader(office, grid)
    with pytest.raises(WrongPhase, match="has ended"):
        electing.hand_in(office.desk, ONE, election, homes[0])
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_for_whom_a_household_voted_is_kept_nowhere(office: Hall, grid: str, homes: list[str]) -> None:
    election = begun(office, grid, "south-1-a")
    electing.hand_in(office.desk, ONE, election, homes[0])
    electing.count(office.desk, ONE, election, {"south-1-a": 1})
    assert "resident_id" not in t.election_vote.c
    assert "household_id" not in t.election_tally.c


def test_too_few_votes_or_a_tie_elect_nobody_and_need_a_reason(office: Hall, grid: str) -> None:
    before = leader(office, grid)
    election = begun(office, grid, "south-1-a")
    office.clock.forward(days=3)
    with pytest.raises(Invalid, match="Say what comes next"):
        electing.end(office.desk, ONE, election)
    assert electing.end(office.desk, ONE, election, reason="again in December") is None
    assert leader(office, grid) == before


def test_what_an_election_does_not_allow_is_refused(office: Hall, grid: str, homes: list[str]) -> None:
    with pytest.raises(NotFound, match="no micro-grid nowhere"):
        electing.call(office.desk, ONE, "nowhere", key="election-1", opens=TODAY, closes=TODAY)
    election = begun(office, grid)
    with pytest.raises(WrongPhase, match="open already"):
        electing.call(office.desk, ONE, grid, key="election-2", opens=TODAY, closes=TODAY)
    with pytest.raises(Invalid, match="ask first"):
        electing.nominate(office.desk, ONE, election, "south-1-a", agreed=False)
    with pytest.raises(Invalid, match="not on the slip"):
        electing.count(office.desk, ONE, election, {"south-1-a": 1})
    electing.nominate(office.desk, ONE, election, "south-1-a", agreed=True)
    with pytest.raises(WrongPhase, match="nominated already"):
        electing.nominate(office.desk, ONE, election, "south-1-a", agreed=True)
    electing.hand_in(office.desk, ONE, election, homes[0])
    with pytest.raises(WrongPhase, match="slip does not change"):
        electing.nominate(office.desk, ONE, election, "south-1-b", agreed=True)
    office.clock.forward(days=4)
    with pytest.raises(WrongPhase, match="Votes are taken from"):
        electing.hand_in(office.desk, ONE, election, homes[-1])


def test_a_term_ends_with_a_note_and_every_line_stays(office: Hall, grid: str) -> None:
    terms.appoint(office.desk, ONE, grid, "south-1-a", since=TODAY)
    with pytest.raises(WrongPhase, match="already"):
        terms.appoint(office.desk, ONE, grid, "south-1-a", since=TODAY)
    with pytest.raises(Invalid, match="Say what is handed over"):
        terms.appoint(office.desk, ONE, grid, "south-1-b", since=TODAY, how="handed-over")
    terms.appoint(office.desk, ONE, grid, "south-1-b", since=TODAY, how="handed-over", note="keys, lists")
    terms.appoint(office.desk, ONE, grid, None, since=TODAY, how="left", note="moved to another city")
    assert leader(office, grid) is None
    with pytest.raises(WrongPhase, match="comes after it"):
        terms.appoint(office.desk, ONE, grid, "south-1-a", since=TODAY - timedelta(days=9))
    with pytest.raises(NotFound, match="no resident nobody"):
        terms.appoint(office.desk, ONE, grid, "nobody", since=TODAY)


def a_point(event: TaskDone) -> Iterator[Proposal]:
    yield Proposal(household=event.household, points=1, reason=event.title)


def test_a_task_that_is_done_earns_for_the_leaders_household_once(office: Hall, grid: str) -> None:
    rule = PointsRule(key="tasks", title=text("tasks"), propose=a_point, on=(TaskDone,))  # type: ignore[arg-type]
    office = replace(
        office, desk=replace(office.desk, plugins=replace(office.desk.plugins, points_rules={"tasks": rule}))
    )
    one, two = tasks.give(office.desk, ONE, [
        ToDo(micro_grid=grid, kind="visit", title=text("visit"), due=TODAY, household="south-1"),
        ToDo(micro_grid=grid, kind="check", title=text("check"), due=TODAY + timedelta(days=5)),
    ])  # fmt: skip
    with office.desk.store.read() as connection:
        assert [row.id for row in tasks.open_tasks(connection, until=TODAY)] == [one]
    terms.appoint(office.desk, ONE, grid, None, since=TODAY, how="left", note="gone") if leader(office, grid) else None
    with pytest.raises(WrongPhase, match="Nobody leads"):
        tasks.end(office.desk, ONE, one, "done")
    terms.appoint(office.desk, ONE, grid, "south-1-a", since=TODAY)
    tasks.end(office.desk, ONE, one, "done", rules=["tasks"])
    with pytest.raises(WrongPhase, match="has ended"):
        tasks.end(office.desk, ONE, one, "done")
    with pytest.raises(Invalid, match="need a reason"):
        tasks.end(office.desk, ONE, two, "not-met")
    tasks.end(office.desk, ONE, two, "not-met", note="nobody at home")
    with office.desk.store.read() as connection:
        assert tasks.open_tasks(connection) == []
        assert connection.execute(sa.select(t.transfer.c.points)).scalars().all() == [1]
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_a_visit_stays_within_the_micro_grid(office: Hall, grid: str) -> None:
    with pytest.raises(NotFound, match="no household nowhere"):
        tasks.give(office.desk, ONE, [
            ToDo(micro_grid=grid, kind="visit", title=text("visit"), due=TODAY, household="nowhere")
        ])  # fmt: skip


def test_a_task_says_what_is_to_be_done(office: Hall, grid: str) -> None:
    with pytest.raises(Invalid, match="what the leader is to do"):
        tasks.give(office.desk, ONE, [ToDo(micro_grid=grid, kind="visit", title=Text(" ", " "), due=TODAY)])
