"""Conflicts of interest and routes: who may score what, what is due, and what counts."""

from __future__ import annotations

from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import CRITERIA, Hall, tiny_plan
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_marks import codes

from weiping.desk import appraisals, audit, conflicts, duties, marks, publishing
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, Actor, ConflictKind, JudgeKind, MarkKind, Role
from weiping.domain.plan import PlannedJudge
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t


def conflict(hall: Hall, judge: int, entry: int, holds: bool = True, reason: str = "they are cousins") -> None:
    conflicts.declare(hall.desk, hall.chair, hall.round, hall.ids("judge")[judge - 1], hall.entry(entry), holds, reason)


def route(hall: Hall, judge: int, *entries: int) -> None:
    """Give a judge a route, as the office does when it makes the panel."""
    there, steps = t.judge.c.id == hall.ids("judge")[judge - 1], [hall.entry(one) for one in entries]
    hall.desk.store.write(lambda c: c.execute(t.judge.update().where(there).values(route=steps)) and None)


def progress(hall: Hall) -> dict[str, int]:
    said = Views(hall.desk).board(hall.round)["progress"]
    return {name: said[name] for name in ("marks", "marks_due", "sheets", "sheets_due")}


def faults(hall: Hall) -> list[audit.Finding]:
    return [finding for finding in audit.audit(hall.desk) if finding.faults]


def test_nobody_scores_the_compound_they_live_in(hall: Hall) -> None:
    judges = ((JudgeKind.RESIDENT, "south-2-a"), (JudgeKind.RESIDENT, "east-1-a"))
    hall.round = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="at-home", judges=judges))
    (first, second), (east, west) = hall.ids("judge")[3:], hall.ids("entry")[2:]
    with hall.desk.store.read() as connection:
        held = duties.read(connection, hall.round)
    assert held.conflict(second, east) is ConflictKind.LIVES_IN
    assert (held.walk(first), held.walk(second)) == ([east, west], [west])
    hall.go("open")
    batch = marks.Batch("tablet", [value(east, "order", "17"), value(west, "order", "17")])
    assert codes(marks.submit(hall.desk, Actor(Role.JUDGE, second), hall.round, batch)) == ["conflict", "stored"]
    assert progress(hall)["sheets_due"] == 3


def test_a_judge_in_conflict_may_only_say_that_they_stay_out(hall: Hall) -> None:
    conflict(hall, 1, 1)
    hall.go("open")
    east, west = hall.entry(1), hall.entry(2)
    out = [item("mark", east, criterion=key, mark=MarkKind.RECUSED) for key in CRITERIA]
    tries = [value(east, "order", "17"), item("mark", east, criterion="order", mark=MarkKind.NOT_SEEN)]
    tries += [item("note", east, text="n"), item("comment", east, text="c"), item("drop_photo", east, photo="a" * 64)]
    assert codes(send(hall, 1, *tries)) == ["conflict"] * 5
    assert codes(send(hall, 1, *out, item("sign", east), value(west, "order", "17"))) == ["stored"] * 4
    assert codes(send(hall, 1, item("problem", east, text="who lives there?"))) == ["stored"]


def test_a_representative_may_answer_what_is_said_about_the_own_compound_and_nothing_else(hall: Hall) -> None:
    row = {"round_id": hall.round, "judge_id": hall.judge().judge, "entry_id": hall.entry(1), "kind": "represents",
           "holds": True, "reason": "", "at": hall.clock(), "actor": "test"}  # fmt: skip
    hall.desk.store.write(lambda c: c.execute(t.conflict.insert(), row) and None)
    hall.go("open")
    east = hall.entry(1)
    tries = [item("comment", east, text="we planted these trees"), value(east, "order", "17"), item("note", east, text="n"),
             item("sign", east), item("mark", east, criterion="order", mark=MarkKind.RECUSED)]  # fmt: skip
    assert codes(send(hall, 1, *tries)) == ["stored", *["conflict"] * 4]


def test_a_conflict_declared_after_signing_takes_the_sheet_out_of_everything_that_is_counted(hall: Hall) -> None:
    views = Views(hall.desk)
    hall.go("open")
    for judge, number in ((1, "20"), (2, "10")):
        fill(hall, judge, hall.entry(1), number, number)
    assert views.board(hall.round)["standings"][0]["total"] == "75.00"
    conflict(hall, 1, 1)
    assert views.board(hall.round)["standings"][0]["total"] == "50.00"
    assert progress(hall) == {"marks": 2, "marks_due": 10, "sheets": 1, "sheets_due": 5}
    console = views.console(hall.chair, hall.round)
    assert [cell["state"] for cell in console["matrix"][:2]] == ["conflict", "todo"]
    assert console["matrix"][0]["why"]["en"] == "Declared"
    assert [standing["total"] for standing in console["standings"]] == ["50.00", None]
    hall.go("deliberation")
    with hall.desk.store.read() as connection:
        prepared = publishing.prepare(hall.desk, hall.round).standings
        assert duties.read(connection, hall.round).walk(hall.judge().judge or 0) == [hall.entry(2)]
    assert [str(standing.total) for standing in prepared if standing.total is not None] == ["50.00"]
    conflict(hall, 1, 1, holds=False)
    assert str(publishing.prepare(hall.desk, hall.round).standings[0].total) == "75.00"
    assert faults(hall) == []


def test_taking_a_conflict_back_needs_a_reason_and_saying_it_twice_is_saying_it_once(hall: Hall) -> None:
    conflict(hall, 1, 1)
    conflict(hall, 1, 1)
    with pytest.raises(Invalid, match="Say why"):
        conflict(hall, 1, 1, holds=False, reason=" ")
    conflict(hall, 1, 1, holds=False)
    conflict(hall, 1, 2, holds=False)
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT holds FROM conflict ORDER BY number").scalars().all() == [1, 0]


def test_a_conflict_names_a_judge_and_an_entry_of_the_round(hall: Hall) -> None:
    with pytest.raises(NotFound, match="judge 99"):
        conflicts.declare(hall.desk, hall.chair, hall.round, 99, hall.entry(), True)
    with pytest.raises(NotFound, match="entry 99"):
        conflicts.declare(hall.desk, hall.chair, hall.round, hall.ids("judge")[0], 99, True)
    with pytest.raises(NotAllowed):
        conflicts.declare(hall.desk, hall.judge(), hall.round, hall.ids("judge")[0], hall.entry(), True)
    with pytest.raises(Invalid, match="500"):
        conflict(hall, 1, 1, reason="x" * 501)


def test_a_judge_stays_out_of_an_entry_until_the_freeze_and_the_chair_until_the_result(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 2, hall.entry(1), "17", "17")
    conflicts.recuse(hall.desk, hall.judge(1), hall.round, hall.entry(1), "my sister lives there")
    assert codes(send(hall, 1, value(hall.entry(1), "order", "17"))) == ["conflict"]
    with pytest.raises(NotAllowed):
        conflicts.recuse(hall.desk, hall.chair, hall.round, hall.entry(1))
    hall.go("deliberation")
    with pytest.raises(WrongPhase):
        conflicts.recuse(hall.desk, hall.judge(1), hall.round, hall.entry(2))
    conflict(hall, 1, 2)
    hall.go("published")
    with pytest.raises(WrongPhase):
        conflict(hall, 3, 1)
    assert faults(hall) == []


def test_a_judge_scores_the_entries_on_the_route_and_only_those_are_due(hall: Hall) -> None:
    route(hall, 1, 2)
    route(hall, 2, 2, 1)
    conflict(hall, 2, 1)
    hall.go("open")
    assert codes(send(hall, 1, value(hall.entry(1), "order", "17"))) == ["not-assigned"]
    fill(hall, 1, hall.entry(2), "17", "17")
    assert progress(hall) == {"marks": 2, "marks_due": 8, "sheets": 1, "sheets_due": 4}
    states = [cell["state"] for cell in Views(hall.desk).console(hall.chair, hall.round)["matrix"]]
    assert states == ["none", "signed", "conflict", "todo", "todo", "todo"]


def test_what_comes_late_is_kept_whatever_stands_against_it_and_counts_no_more_than_in_time(hall: Hall) -> None:
    route(hall, 1, 2)
    conflict(hall, 2, 1)
    hall.go("open")
    fill(hall, 3, hall.entry(1), "12", "12")
    hall.go("deliberation")
    for judge in (1, 2):
        assert codes(send(hall, judge, *[value(hall.entry(1), key, "20") for key in CRITERIA])) == ["stored"] * 2
        assert codes(send(hall, judge, item("sign", hall.entry(1)))) == ["stored"]
        admit(hall, judge, 1)
    assert str(publishing.prepare(hall.desk, hall.round).standings[0].total) == "60.00"


def admit(hall: Hall, judge: int, entry: int, admitted: bool = True, upto: int = 10**6) -> None:
    """The chair's word about the late taps of a sheet."""
    row = {"round_id": hall.round, "judge_id": hall.judge(judge).judge, "entry_id": hall.entry(entry), "upto": upto,
           "admitted": admitted, "reason": "the lift was stuck", "at": hall.clock(), "actor": "chair"}  # fmt: skip
    hall.desk.store.write(lambda c: c.execute(t.late_decision.insert(), row) and None)


def test_late_marks_that_the_chair_admits_count_and_no_longer_when_the_chair_changes_their_mind(hall: Hall) -> None:
    views = Views(hall.desk)
    hall.go("open")
    fill(hall, 1, hall.entry(1), "10", "10")
    send(hall, 2, value(hall.entry(1), "order", "20"))
    hall.go("deliberation")
    send(hall, 2, value(hall.entry(1), "green", "20"), item("sign", hall.entry(1)))

    def totals() -> set[str | None]:
        console = views.console(hall.chair, hall.round)["standings"][0]["total"]
        return {console, str(publishing.prepare(hall.desk, hall.round).standings[0].total)}

    assert totals() == {"50.00"}
    admit(hall, 2, 1)
    assert totals() == {"75.00"}
    assert progress(hall)["sheets"] == 2
    admit(hall, 2, 1, admitted=False)
    assert totals() == {"50.00"}


def test_an_admitted_signature_under_an_incomplete_sheet_signs_nothing(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "10", "10")
    hall.go("deliberation")
    send(hall, 2, value(hall.entry(1), "order", "20"), item("sign", hall.entry(1)))
    admit(hall, 2, 1)
    assert str(publishing.prepare(hall.desk, hall.round).standings[0].total) == "50.00"


def test_scoring_that_goes_on_after_an_admission_sees_the_sheet_as_it_counts(hall: Hall) -> None:
    hall.go("open", "deliberation")
    fill(hall, 1, hall.entry(1), "10", "10")
    admit(hall, 1, 1)
    hall.go("open", reason="two judges were on their way")
    assert codes(send(hall, 1, value(hall.entry(1), "order", "11"))) == ["signed"]
    assert codes(send(hall, 1, item("reopen", hall.entry(1)), value(hall.entry(1), "order", "11"))) == ["stored"] * 2


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(ConflictKind), st.booleans())))
def test_of_the_lines_about_a_pair_the_newest_decides(lines: list[tuple[int, int, ConflictKind, bool]]) -> None:
    rows = [sa.util.immutabledict(judge_id=j, entry_id=e, kind=kind, holds=holds) for j, e, kind, holds in lines]
    held = duties.newest(type("Row", (), dict(row)) for row in rows)
    for judge in range(1, 4):
        for entry in range(1, 4):
            about = [(kind, holds) for j, e, kind, holds in lines if (j, e) == (judge, entry)]
            expected = about[-1][0] if about and about[-1][1] else None
            assert held.get((judge, entry)) is expected


@given(st.data())
def test_what_is_due_is_the_route_less_the_conflicts_however_it_is_counted(data: st.DataObject) -> None:
    entries = tuple(range(1, data.draw(st.integers(1, 5)) + 1))
    routes = {
        judge: tuple(data.draw(st.lists(st.sampled_from(entries), unique=True)))
        for judge in range(1, data.draw(st.integers(1, 4)) + 1)
    }
    pairs = st.tuples(st.sampled_from(sorted(routes)), st.sampled_from(entries))
    found = duties.Duties(entries, routes, dict.fromkeys(data.draw(st.sets(pairs)), ConflictKind.DECLARED))
    due = [(judge, entry) for judge in routes for entry in entries if found.due(judge, entry)]
    assert sorted((judge, entry) for judge in routes for entry in found.walk(judge)) == due
    for entry in entries:
        assert found.sheets_due[entry] == sum(pair[1] == entry for pair in due)
    for judge, way in routes.items():
        assert all(way.index(one) < way.index(other) for one, other in pairwise(found.walk(judge)))


def test_not_even_the_chair_lets_representatives_score_their_own_compound(hall: Hall) -> None:
    speaker = PlannedJudge(kind=JudgeKind.REPRESENTATIVE, resident="south-1-a", compound="east")
    hall.round = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="mutual", judges=(speaker,)))
    judge, east = hall.ids("judge")[3], hall.ids("entry")[2]
    with pytest.raises(WrongPhase, match="speak for"):
        conflicts.declare(hall.desk, hall.chair, hall.round, judge, east, False, "a mistake")
    with hall.desk.store.read() as connection:
        assert duties.read(connection, hall.round).conflict(judge, east) is ConflictKind.REPRESENTS
