"""The story's figures come out of the sample community's records, and every figure opens to the records behind it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa

from weiping.desk.community import elections_view
from weiping.desk.leaders import tasks
from weiping.desk.office import Desk
from weiping.desk.report.behind import PAGE, behind, records
from weiping.desk.report.yearly import yearly
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor, Role
from weiping.domain.yearly import Line, RecordKind, Yearly
from weiping.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from weiping.store import tables as t


@pytest.fixture(scope="module")
def report(guanyan: Desk) -> Yearly:
    return yearly(guanyan, OPERATOR, 2024)


def line(report: Yearly, key: str) -> Line:
    found = report.line(key)
    assert found is not None, key
    return found


WORKS = "project.micro-project.works"
STORY = {
    "deliberation.meetings": 20,
    "deliberation.resolved": 12,
    "deliberation.dispute": 8,
    "service.sessions": 50,
    "service.beneficiaries": 5000,
    "grid.grids": 12,
    "grid.micro-grids": 150,
    "grid.leaders": 150,
    "project.micro-project": 12,
    f"{WORKS}.sewer.renewed.metre": 500,
    f"{WORKS}.side-lane.renewed.lane": 9,
    f"{WORKS}.main-lane.renewed.lane": 1,
    "project.micro-project.households": 122,
    f"{WORKS}.charging-point.new.place": 3,
    f"{WORKS}.solar-lamp.new.piece": 6,
    f"{WORKS}.bench.new.set": 2,
    f"{WORKS}.bench.repaired.piece": 1,
    f"{WORKS}.barrier.new.piece": 1,
    f"{WORKS}.side-lane.repaired.lane": 1,
    f"{WORKS}.plate.renewed.piece": 32,
    "culture.events": 12,
    "appraisal.filial-nomination": 10,
}


@pytest.mark.parametrize("key", STORY)
def test_a_figure_of_the_story(report: Yearly, key: str) -> None:
    assert line(report, key).value == STORY[key]


def test_the_most_beautiful_compound_is_the_one_that_was_published(report: Yearly) -> None:
    (won,) = (one for _, one, _ in report.lines() if one.key.endswith(".most-beautiful-compound"))
    assert won.said is not None
    assert (won.said.zh, len(won.records)) == ("云中仙居小区", 1)


def test_nothing_else_was_built_than_what_the_story_tells(report: Yearly) -> None:
    assert {one.key for one in line(report, WORKS).lines} == {key for key in STORY if key.startswith(f"{WORKS}.")}


def test_what_no_record_tells_is_not_nought(report: Yearly) -> None:
    redeemed = line(report, "points.redeemed")
    assert (redeemed.value, redeemed.shown("zh_CN"), redeemed.shown("en")) == (None, "无记录", "no record")
    assert all((one.value is None and one.said is None) == (not one.records) for _, one, _ in report.lines())


def test_parts_add_up_to_the_whole(report: Yearly) -> None:
    for key in ("deliberation.meetings", "service.sessions", "service.beneficiaries", "deliberation.motions"):
        whole = line(report, key)
        assert sum((one.value or Decimal(0) for one in whole.lines), Decimal(0)) == whole.value, key


def test_keys_are_there_once(report: Yearly) -> None:
    keys = [one.key for _, one, _ in report.lines()]
    assert len(keys) == len(set(keys))


TABLES = {
    RecordKind.ACTIVITY: (t.activity, "id"), RecordKind.PARTICIPATION: (t.participation, "number"),
    RecordKind.PARTNER: (t.partner, "id"), RecordKind.MOTION: (t.motion, "number"), RecordKind.ACTION: (t.action, "number"),
    RecordKind.MATTER: (t.matter, "id"), RecordKind.GRID: (t.grid, "id"), RecordKind.MICRO_GRID: (t.micro_grid, "id"),
    RecordKind.LEADER: (t.leader_term, "number"), RecordKind.TASK: (t.task, "number"), RecordKind.RESULT: (t.result, "number"),
    RecordKind.TRANSFER: (t.transfer, "number"),
}  # fmt: skip


def test_every_figure_opens_to_records_that_are_there(guanyan: Desk, report: Yearly) -> None:
    with guanyan.store.read() as connection:
        there = {
            kind: set(connection.execute(sa.select(table.c[column])).scalars())
            for kind, (table, column) in TABLES.items()
        }
    assert set(TABLES) == set(RecordKind)
    for _, one, _ in report.lines():
        assert set(one.records) <= there[one.kind], one.key
        assert len(set(one.records)) == len(one.records), one.key
        opened = records(guanyan, OPERATOR, one.kind, one.records)
        assert [shown["id"] for shown in opened] == list(one.records), one.key
        assert all(shown["title"]["zh_CN"] and shown["title"]["en"] for shown in opened), one.key


def pages(desk: Desk, key: str) -> Iterator[int]:
    start, more = 0, True
    while more:
        page = behind(desk, OPERATOR, 2024, key, start)
        assert len(page["records"]) <= PAGE
        yield from (one["id"] for one in page["records"])
        start, more = start + PAGE, page["more"]


def test_many_records_come_in_pages(guanyan: Desk, report: Yearly) -> None:
    earned = line(report, "points.earned")
    assert len(earned.records) == 1500
    assert tuple(pages(guanyan, "points.earned")) == earned.records


def test_of_a_dispute_the_office_reads_a_number_and_a_day(guanyan: Desk) -> None:
    page = behind(guanyan, OPERATOR, 2024, "deliberation.dispute")
    assert {len(one["facts"]) for one in page["records"]} == {0}
    assert page["records"][0]["title"]["en"] == "Dispute between neighbours 1"


def test_names_behind_a_figure_are_masked(guanyan: Desk, report: Yearly) -> None:
    with guanyan.store.read() as connection:
        names = {name for name in connection.execute(sa.select(t.resident.c.name)).scalars() if len(name) == 3}
    for key in ("deliberation.attendance", "grid.leaders", "appraisal.filial-nomination"):
        opened = records(guanyan, OPERATOR, line(report, key).kind, line(report, key).records)
        assert not names & {one["title"]["zh_CN"] for one in opened}, key


def test_who_may_see_it(guanyan: Desk) -> None:
    for actor, refusal in (
        (PUBLIC, NotSignedIn),
        (Actor(Role.JUDGE, 1), NotAllowed),
        (Actor(Role.RESIDENT, household=1), NotAllowed),
    ):
        with pytest.raises(refusal):
            yearly(guanyan, actor, 2024)
        with pytest.raises(refusal):
            behind(guanyan, actor, 2024, "grid.grids")
    assert yearly(guanyan, Actor(Role.CLERK), 2024).sections


def test_a_year_without_records_says_so_everywhere(guanyan: Desk) -> None:
    report = yearly(guanyan, OPERATOR, 1990)
    known = {one.key for _, one, _ in report.lines() if one.value is not None}
    assert known == {"grid.grids", "grid.micro-grids"}, "of the register nobody knows since when it is so"


@pytest.mark.parametrize("year", [0, -2024, 20240])
def test_what_is_no_year_is_refused(guanyan: Desk, year: int) -> None:
    with pytest.raises(Invalid, match="is not a year"):
        yearly(guanyan, OPERATOR, year)


def test_a_figure_that_there_is_not_is_refused(guanyan: Desk) -> None:
    with pytest.raises(NotFound, match="no figure gala"):
        behind(guanyan, OPERATOR, 2024, "gala")
    with pytest.raises(NotFound, match="no record 999999"):
        records(guanyan, OPERATOR, RecordKind.MATTER, [1, 999999])


def test_leaders_of_the_sample_were_elected_and_have_something_to_do_without_changing_the_years_figures(
    guanyan: Desk, report: Yearly
) -> None:
    held = elections_view.elections(guanyan, OPERATOR, "m07-03")
    assert held["open"] is None
    assert [one["elected"] is not None for one in held["past"]] == [True]
    assert len(held["training"]) == 3
    last = elections_view.elections(guanyan, OPERATOR, "m09-06")["past"][0]
    assert (last["elected"], bool(last["reason"])) == (None, True)
    with guanyan.store.read() as connection:
        todo = tasks.open_tasks(connection, until=guanyan.today())
    assert len(todo) == 18
    assert line(report, "grid.tasks").records == ()
