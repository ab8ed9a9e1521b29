"""A plan becomes a round and back: as a file, in the database, and when a draft is changed."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Hall, tiny_plan

from weiping.desk import access, appraisals, audit, conflicts, plan_store
from weiping.desk.files import Document
from weiping.desk.plan_files import read_plan, write_plan
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, PUBLIC, JudgeKind, MarkKind
from weiping.domain.plan import AppraisalPlan, PlannedJudge
from weiping.domain.text import Text
from weiping.errors import InputError, NotFound, WrongPhase
from weiping.store import tables as t

KEYS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5})?", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip).filter(bool)
TEXTS = st.builds(Text, WORDS, WORDS) | WORDS.map(lambda word: Text(word, word))


def unique(one: st.SearchStrategy[Any], **size: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, unique=True, **size).map(tuple)


JUDGES = st.builds(
    PlannedJudge,
    kind=st.sampled_from(JudgeKind),
    resident=st.none() | KEYS,
    name=st.none() | WORDS,
    compound=st.none() | KEYS,
    works_for=unique(KEYS, max_size=2),
    lives_in=st.none() | KEYS,
    route=st.none() | unique(KEYS, max_size=3),
)
PLANS = st.builds(
    AppraisalPlan,
    key=KEYS,
    title=TEXTS,
    period=WORDS,
    criteria=st.dictionaries(KEYS, st.decimals("0.01", 100, places=2), max_size=4).map(lambda one: tuple(one.items())),
    rule=KEYS | WORDS.map(lambda word: f'[rule]\nkey = "own"\ntitle = {word!r}\n\n[final]\ndecimals = 2\n'),
    entries=unique(KEYS, max_size=5),
    judges=st.lists(JUDGES, max_size=4).map(tuple),
    trim=st.none() | st.integers(1, 3),
    min_marks=st.none() | st.integers(1, 9),
    rotate=st.booleans(),
    awards=st.dictionaries(KEYS, st.tuples(TEXTS, st.integers(1, 9)), max_size=2).map(
        lambda one: tuple((key, title, first) for key, (title, first) in one.items())
    ),
    points_rules=unique(KEYS, max_size=2),
    notice_days=st.integers(0, 60),
    show_standings=st.booleans(),
    show_others=st.booleans(),
    exchange=st.booleans(),
    show_range=st.booleans(),
    quorum=st.none() | st.integers(1, 20),
)


@settings(deadline=None)
@given(PLANS)
def test_a_plan_written_as_toml_reads_back_to_the_same_plan(plan: AppraisalPlan) -> None:
    data = tomllib.loads(write_plan(plan), parse_float=Decimal)
    assert read_plan(Document(Path("plan.toml"), data)) == plan


def test_what_a_plan_says_is_what_its_round_has_and_reads_back(hall: Hall) -> None:
    plan = tiny_plan(
        key="mutual",
        title=Text("互评", "Mutual review"),
        entries=("west", "east", "south"),
        judges=(
            PlannedJudge(kind=JudgeKind.REPRESENTATIVE, resident="east-1-a", compound="east"),
            PlannedJudge(kind=JudgeKind.GUEST, name="李老师", works_for=("west",), lives_in="east"),
            PlannedJudge(kind=JudgeKind.RESIDENT, resident="south-2-a", route=("east", "south")),
        ),
        rule="trimmed", trim=1, min_marks=3, rotate=True, quorum=2, show_others=True, exchange=False, notice_days=3,
    )  # fmt: skip
    made = appraisals.create(hall.desk, OPERATOR, "tiny", plan)
    with hall.desk.store.read() as connection:
        assert plan_store.plan_of(connection, made) == plan
        entries = dict(
            connection.execute(sa.select(t.entry.c.name_en, t.entry.c.id).where(t.entry.c.round_id == made)).all()
        )
        judges = connection.execute(sa.select(t.judge).where(t.judge.c.round_id == made)).all()
        lines = connection.execute(sa.select(t.conflict).where(t.conflict.c.round_id == made)).all()
    assert [judge.route for judge in judges] == [
        None, [entries["East"], entries["South"], entries["West"]], [entries["East"], entries["South"]]
    ]  # fmt: skip
    pairs = {(line.judge_id, line.entry_id): line.kind for line in lines}
    assert pairs == {
        (judges[0].id, entries["East"]): "represents",
        (judges[1].id, entries["West"]): "works-for",
        (judges[1].id, entries["East"]): "lives-in",
        (judges[2].id, entries["South"]): "lives-in",
    }
    assert not any(finding.faults for finding in audit.audit(hall.desk))


def test_judges_who_begin_apart_spread_over_the_walk() -> None:
    judges = tuple((JudgeKind.RESIDENT, f"r{n}") for n in range(3))
    few = tiny_plan(entries=tuple("abcdef"), judges=judges, rotate=True)
    assert [route and route[0] for route in few.routes()] == [None, "c", "e"]
    many = tiny_plan(entries=("a", "b"), judges=judges, rotate=True)
    assert [route and route[0] for route in many.routes()] == [None, "b", None]
    assert tiny_plan(rotate=False).routes() == [None, None, None]


def test_a_changed_draft_keeps_who_stays_and_signs_out_who_leaves(hall: Hall) -> None:
    before = hall.ids("judge")
    codes = {judge: access.invite_judge(hall.desk, OPERATOR, judge, round_id=hall.round) for judge in before}
    tokens = {judge: access.join(hall.desk, code).token for judge, code in codes.items()}
    plan = tiny_plan(
        title=Text("新名", "New"), entries=("south", "west"), quorum=1,
        judges=((JudgeKind.RESIDENT, "west-1-a"), (JudgeKind.RESIDENT, "south-1-b"), (JudgeKind.BUILDING_LEADER, "south-1-a")),
    )  # fmt: skip
    appraisals.replace(hall.desk, hall.clerk, hall.round, plan)
    with hall.desk.store.read() as connection:
        assert plan_store.plan_of(connection, hall.round) == plan
        rows = connection.execute(sa.select(t.judge).where(t.judge.c.round_id == hall.round).order_by(t.judge.c.number))
        panel = [row.id for row in rows]
    assert (panel[1], panel[2]) == (before[2], before[0])
    assert access.who(hall.desk, tokens[before[0]]).judge == before[0]
    assert access.who(hall.desk, tokens[before[1]]) == PUBLIC
    assert not any(finding.faults for finding in audit.audit(hall.desk))


def test_a_conflict_ends_when_its_entry_leaves_and_one_by_hand_stays(hall: Hall) -> None:
    def standing() -> dict[tuple[int, int], str]:
        with hall.desk.store.read() as connection:
            lines = connection.execute(sa.select(t.conflict).order_by(t.conflict.c.number)).all()
        newest = {(line.judge_id, line.entry_id): line for line in lines}
        return {pair: line.kind for pair, line in newest.items() if line.holds}

    panel = ((JudgeKind.BUILDING_LEADER, "south-1-a"), (JudgeKind.RESIDENT, "east-1-a"))
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(judges=panel))
    lives_there = (hall.ids("judge")[-1], hall.entry(1))
    assert standing() == {lives_there: "lives-in"}
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(judges=panel, entries=("west", "south")))
    assert lives_there not in standing()
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(judges=panel))
    again = standing()
    assert "lives-in" in again.values()
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(judges=panel))
    assert standing() == again
    with hall.desk.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.conflict)).scalar_one() < 10


def test_a_conflict_by_hand_is_shown_only_while_its_judge_and_its_entry_are_in_the_draft(hall: Hall) -> None:
    views, judge = Views(hall.desk), hall.judge(2)
    for entry in (1, 2):
        conflicts.declare(hall.desk, hall.chair, hall.round, hall.ids("judge")[1], hall.entry(entry), True)
    west = hall.entry(2)
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(entries=("west",)))
    assert [one["entry"] for one in views.pad(judge, hall.round)["conflicts"]] == [west]
    assert [one["entry"] for one in views.console(hall.chair, hall.round)["conflicts"]] == [west]
    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(judges=tiny_plan().judges[:1]))
    assert views.console(hall.chair, hall.round)["conflicts"] == []


def test_what_left_a_draft_is_no_round_that_anybody_sees(hall: Hall) -> None:
    from weiping.desk.round_info import round_info
    from weiping.desk.views import rounds

    appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(entries=("south",)))
    attic = max(hall.ids("round"))
    assert attic != hall.round
    assert [head["id"] for head in rounds(hall.desk)] == [hall.round]
    with hall.desk.store.read() as connection, pytest.raises(NotFound):
        round_info(connection, attic)


def test_only_a_draft_is_changed_and_a_bad_plan_changes_nothing(hall: Hall) -> None:
    with pytest.raises(InputError, match="add up to 60"):
        appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(criteria=(("order", Decimal(60)),)))
    with hall.desk.store.read() as connection:
        assert plan_store.plan_of(connection, hall.round) == tiny_plan()
    other = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="other"))
    with pytest.raises(WrongPhase, match="other already"):
        appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan(key="other"))
    appraisals.replace(hall.desk, OPERATOR, other, tiny_plan(key="other"))
    hall.go("open")
    with pytest.raises(WrongPhase, match="only a draft"):
        appraisals.replace(hall.desk, OPERATOR, hall.round, tiny_plan())


def test_a_draft_that_was_rehearsed_can_be_changed_and_rehearsed_again(hall: Hall) -> None:
    from weiping.desk.views import Views

    from .test_main_job import item, send

    views = Views(hall.desk)
    east = hall.entry(1)
    hall.go("practice")
    played = item("mark", hall.entry(2), criterion="order", mark=MarkKind.VALUE, value="18", practice=True)
    send(hall, 1, played, item("note", east, text="hello", practice=True))
    assert views.board(hall.round)["progress"]["marks"] == 1
    hall.go("draft")
    appraisals.replace(
        hall.desk, OPERATOR, hall.round, tiny_plan(entries=("south", "east"), judges=tiny_plan().judges[1:])
    )
    hall.go("practice")
    board = views.board(hall.round)
    assert board["progress"]["marks"] == 0
    assert [entry["name"]["en"] for entry in board["entries"]] == ["South", "East"]
    console = views.console(hall.chair, hall.round)
    assert len(console["judges"]) == 2
    hall.go("draft", "open")
    assert not any(finding.faults for finding in audit.audit(hall.desk))
