"""The laws of the yearly report, on small invented years: what counts, when, and what is only known not to be known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Clock, Hall, text, tiny_hall
from tests.desk.community.kit import ONE, TWO

from weiping.desk.activities import certifying, planning, taking_part
from weiping.desk.leaders import terms
from weiping.desk.matters import reporting, stepping
from weiping.desk.meetings import calling, voting
from weiping.desk.report.behind import records
from weiping.desk.report.yearly import yearly, years
from weiping.domain.appraisal import OPERATOR
from weiping.domain.figures import Figure, System
from weiping.domain.forms import Field, FieldKind, Form
from weiping.domain.kinds import ActivityKind, ActivityRole, MatterKind, Step
from weiping.domain.meetings import AgendaItem
from weiping.domain.records import Part, Plan, Reported, Taken
from weiping.domain.register import Disclosure
from weiping.domain.yearly import Line, RecordKind, Yearly
from weiping.store import Store

PEOPLE = ("east-1-a", "east-2-a", "west-1-a", "south-1-b")
YEARS = count(1950, 3)
"""Every example has a year of its own, and the one after it; there are many until `LATE`, when it is now."""
LATE = 9500


def number(key: str) -> Field:
    return Field(key=key, title=text(key), kind=FieldKind.NUMBER, required=False, disclosure=Disclosure.PUBLIC)


def choice(key: str, *choices: str) -> Field:
    words = {one: text(one) for one in choices}
    return Field(
        key=key, title=text(key), kind=FieldKind.CHOICE, choices=words, required=False, disclosure=Disclosure.PUBLIC
    )


HELP = ActivityKind(
    key="help", title=text("help"), system=System.SERVICE, form=Form(fields=(number("elders"), number("children"))),
    roles=(ActivityRole(key="volunteer", title=text("volunteer"), hours=True), ActivityRole(key="guest", title=text("guest"))),
    figures=(Figure(key="served", title=text("served"), adds=("elders", "children")),),
)  # fmt: skip
BENCH = ActivityKind(key="bench", title=text("bench"), system=System.DELIBERATION, roles=HELP.roles)
DONE = Form(fields=(number("metres"), choice("work", "pipe", "lamp"), choice("unit", "metre", "piece")))
WORK = MatterKind(
    key="work", title=text("work"), system=System.PROJECT, settled=("accepted", "visited"),
    steps=(Step(key="reported", title=text("reported")), Step(key="done", title=text("done"), asks=DONE),
           Step(key="accepted", title=text("accepted")), Step(key="visited", title=text("visited"), ends=True)),
    moves={"reported": ("done",), "done": ("accepted", "reported"), "accepted": ("visited", "done"), "visited": ("reported",)},
    figures=(Figure(key="built", title=text("built"), adds=("metres",), by=("work",), measured_in="unit"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with Store(tmp_path_factory.mktemp("year") / "weiping.db") as store:
        hall = tiny_hall(store, Clock(datetime(LATE, 11, 20, 8, tzinfo=UTC)))
        offered = replace(hall.desk.plugins, activity_kinds={"help": HELP, "bench": BENCH}, matter_kinds={"work": WORK})
        yield replace(hall, desk=replace(hall.desk, plugins=offered))


def of(office: Hall, year: int) -> Yearly:
    return yearly(office.desk, OPERATOR, year)


def line(report: Yearly, key: str) -> Line:
    found = report.line(key)
    assert found is not None, key
    return found


# activities

days = st.integers(0, 364)
answers = st.none() | st.integers(0, 40)
helped = st.fixed_dictionaries({
    "day": days, "elders": answers, "children": answers,
    "ends": st.sampled_from(["certified", "certified", "cancelled", "waiting"]),
    "parts": st.dictionaries(st.sampled_from(PEOPLE), st.none() | st.integers(0, 300), min_size=1),
})  # fmt: skip


def hold(office: Hall, year: int, one: dict[str, Any], at: int, kind: str = "help") -> int:
    said = {key: one[key] for key in ("elders", "children") if one.get(key) is not None}
    plan = Plan(key=f"held-{year}-{at:04}", kind=kind, title=text("help"), day=date(year, 1, 1) + timedelta(one["day"]),
                answers=said)  # fmt: skip
    made = planning.plan(office.desk, ONE, plan)
    parts = [Part(role="volunteer", resident=who, minutes=minutes) for who, minutes in one["parts"].items()]
    taking_part.record(office.desk, ONE, {made: parts})
    if one["ends"] == "certified":
        certifying.certify(office.desk, TWO, made, rules=())
    elif one["ends"] == "cancelled":
        planning.cancel(office.desk, ONE, made, "rain")
    return made


@given(st.lists(helped, max_size=5))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_certified_activities_count_and_what_they_say_adds_up(office: Hall, year: list[dict[str, Any]]) -> None:
    number = next(YEARS)
    made = [hold(office, number, one, at) for at, one in enumerate(year)]
    report = of(office, number)
    counted = [(id_, one) for id_, one in zip(made, year, strict=True) if one["ends"] == "certified"]
    assert sorted(line(report, "service.sessions").records) == sorted(id_ for id_, _ in counted)
    told = [(id_, one) for id_, one in counted if one["elders"] is not None or one["children"] is not None]
    served = report.line("service.served")
    if counted:
        assert served is not None
        assert sorted(served.records) == sorted(id_ for id_, _ in told)
        whole = sum((one["elders"] or 0) + (one["children"] or 0) for _, one in told)
        assert served.value == (whole if told else None)
    else:
        assert served is None
    people = {who for _, one in counted for who in one["parts"]}
    assert line(report, "service.volunteers").value == (len(people) or None)
    minutes = [spent for _, one in counted for spent in one["parts"].values() if spent is not None]
    hours = line(report, "service.hours").value
    assert (hours is None) == (not minutes)
    assert hours is None or abs(hours * 60 - sum(minutes)) <= 3
    waiting = sorted(id_ for id_, one in zip(made, year, strict=True) if one["ends"] == "waiting")
    left = report.line("left-out.waiting")
    assert sorted(left.records if left else ()) == waiting


def test_what_is_planned_for_a_year_to_come_makes_no_report_of_it(office: Hall) -> None:
    ahead = office.desk.today() + timedelta(days=400)
    planning.plan(office.desk, ONE, Plan(key="ahead-0001", kind="help", title=text("ahead"), day=ahead))
    assert ahead.year not in years(office.desk, ONE)


def test_a_part_taken_back_and_an_earlier_line_do_not_count(office: Hall) -> None:
    year = next(YEARS)
    one = {"day": 3, "ends": "waiting", "parts": {"east-1-a": 60, "west-1-a": 60}}
    made = hold(office, year, one, 0)
    taking_part.record(office.desk, ONE, {made: [Part(role="volunteer", resident="east-1-a", minutes=90)]})
    taking_part.take_back(office.desk, ONE, made, Part(role="volunteer", resident="west-1-a"), "was not there")
    certifying.certify(office.desk, TWO, made, rules=())
    report = of(office, year)
    assert (line(report, "service.volunteers").value, line(report, "service.hours").value) == (1, Decimal("1.5"))


# matters

gaps = st.integers(0, 200)
ways = st.lists(st.tuples(gaps, st.integers(0, 1), st.none() | st.integers(1, 9)), max_size=6)
"""Steps of a matter: how many days later, which of those that may follow, and what was done."""


Took = tuple[str, date, int | None]
"""A step, its day, and what was done."""


def go(office: Hall, year: int, at: int, way: list[tuple[int, int, int | None]]) -> tuple[int, list[Took]]:
    """A matter that goes its way; answers its number and the steps it took, none later than the following year."""
    day, here = date(year, 1, 1), "reported"
    made = reporting.report(
        office.desk, ONE, Reported(key=f"work-{year}-{at:04}", kind="work", title=text("w"), day=day)
    )
    taken: list[Took] = [(here, day, None)]
    steps = []
    for gap, which, metres in way:
        day = min(day + timedelta(gap), date(year + 1, 12, 31))
        follow = WORK.moves[here]
        here = follow[which % len(follow)]
        told = metres if here == "done" else None
        said = {} if told is None else {"metres": told, "work": "pipe", "unit": "metre"}
        steps.append(Taken(matter=made, to=here, day=day, answers=said, reason="again"))
        taken.append((here, day, told))
    stepping.step_all(office.desk, ONE, steps)
    return made, taken


def settled(taken: list[Took], year: int) -> bool:
    """By brute force: it stands settled on the last day of the year, and came to be so within it."""
    by_then = [step for step, day, _ in taken if day <= date(year, 12, 31)]
    at = len(by_then)
    while at and by_then[at - 1] in WORK.settled:
        at -= 1
    return 0 < at < len(by_then) and taken[at][1].year == year


@given(st.lists(ways, min_size=1, max_size=4))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_matter_counts_in_the_year_in_which_it_came_to_be_settled(
    office: Hall, several: list[list[tuple[int, int, int | None]]]
) -> None:
    first = next(YEARS)
    gone = [go(office, first, at, way) for at, way in enumerate(several)]
    for year in (first, first + 1):
        report = of(office, year)
        expected = {made for made, taken in gone if settled(taken, year)}
        assert set(line(report, "project.work").records) == expected, year
        last = {
            made: [metres for _, day, metres in taken if metres is not None and day <= date(year, 12, 31)][-1:]
            for made, taken in gone if made in expected
        }  # fmt: skip
        whole = [metres for found in last.values() for metres in found]
        built = report.line("project.work.built.pipe.metre")
        assert (built.value if built else None) == (sum(whole) if whole else None), year


def test_a_settled_matter_is_the_meetings_where_it_carried_the_motion(office: Hall) -> None:
    year = next(YEARS)
    carried, lost, silent = (go(office, year, at, [(9, 0, 5), (9, 0, None)])[0] for at in range(3))
    made = hold(office, year, {"day": 1, "ends": "waiting", "parts": dict.fromkeys(PEOPLE)}, 0, "bench")
    calling.call(office.desk, ONE, made, [AgendaItem(title="works")], quorum=2)
    for matter, votes in ((carried, 4), (lost, 1)):
        voting.put(office.desk, ONE, made, "build it", votes_for=votes, votes_against=0, abstained=0, matter=matter)
    assert line(of(office, year), "deliberation.resolved").value is None, "nobody certified the meeting"
    certifying.certify(office.desk, TWO, made, rules=())
    report = of(office, year)
    assert line(report, "deliberation.resolved").records == (carried,)
    assert set(line(report, "project.work").records) == {carried, lost, silent}
    assert (line(report, "deliberation.motions.carried").value, line(report, "deliberation.motions.lost").value) == (
        1,
        1,
    )


def test_what_is_measured_in_other_units_is_not_added_up(office: Hall) -> None:
    year = next(YEARS)
    for at, (unit, much) in enumerate((("metre", 5), ("piece", 2), ("metre", 7))):
        made, _ = go(office, year, at, [])
        done = {"metres": much, "work": "lamp", "unit": unit}
        stepping.step(office.desk, ONE, made, "done", day=date(year, 2, 1), answers=done)
        stepping.step(office.desk, ONE, made, "accepted", day=date(year, 3, 1))
    built = line(of(office, year), "project.work.built")
    assert {one.key.removeprefix("project.work.built."): one.value for one in built.lines} == {
        "lamp.metre": Decimal(12), "lamp.piece": Decimal(2)
    }  # fmt: skip


# kinds that are gone, and the register


def test_records_of_kinds_that_are_not_installed_are_left_out_and_said_so(office: Hall) -> None:
    year = next(YEARS)
    activity = hold(office, year, {"day": 3, "ends": "certified", "parts": {"east-1-a": 60}}, 0)
    matter, _ = go(office, year, 0, [(1, 0, 5), (1, 0, None)])
    bare = replace(office.desk, plugins=replace(office.desk.plugins, activity_kinds={}, matter_kinds={}))
    report = yearly(bare, OPERATOR, year)
    assert line(report, "service.sessions").value is None
    assert line(report, "left-out.unknown").records == (activity,)
    assert matter in line(report, "left-out.matters").records
    for key in ("left-out.unknown", "left-out.matters"):
        found = line(report, key)
        assert len(records(bare, OPERATOR, found.kind, found.records)) == len(found.records)


def test_a_choice_or_a_field_that_a_newer_form_has_no_more_harms_nothing(office: Hall) -> None:
    year = next(YEARS)
    made, _ = go(office, year, 0, [(1, 0, 5), (1, 0, None)])
    asks = Form(fields=(number("metres"), choice("work", "tower"), choice("unit", "tower")))
    steps = tuple(replace(step, asks=asks) if step.key == "done" else step for step in WORK.steps)
    newer = replace(
        office.desk, plugins=replace(office.desk.plugins, matter_kinds={"work": replace(WORK, steps=steps)})
    )
    built = line(yearly(newer, OPERATOR, year), "project.work.built.pipe.metre")
    assert (built.value, built.title.en, built.records) == (5, "pipe", (made,))
    assert records(newer, OPERATOR, RecordKind.MATTER, [made])


def test_leaders_are_those_of_the_last_day_of_the_year(office: Hall) -> None:
    today = office.desk.today()
    assert len(line(of(office, LATE), "grid.leaders").records) == 1
    terms.appoint(office.desk, ONE, "m1", None, since=today, how="left", note="moved away")
    assert line(of(office, LATE), "grid.leaders").shown("en") == "no record"
    assert line(of(office, LATE - 1), "grid.leaders").value is None
