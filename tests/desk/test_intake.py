"""Deliveries of many tablets in one group: each has its own outcome, and what anybody else wrote counts at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.conftest import Hall
from tests.desk.test_main_job import item, value

from weiping.desk import access, audit, intake, marks
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.errors import Invalid, NotAllowed, NotFound, NotSignedIn, WeipingError, WrongPhase
from weiping.store import Store


def delivery(hall: Hall, judge: Actor, *items: marks.Item, client: str = "tablet") -> marks.Delivery:
    return marks.delivery(judge, hall.round, marks.Batch(client, list(items)))


def take(hall: Hall, *deliveries: marks.Delivery) -> list[marks.Submitted | WeipingError]:
    return list(hall.desk.store.write(marks.intake(hall.desk, deliveries)))


def results(outcome: marks.Submitted | WeipingError) -> list[str]:
    assert isinstance(outcome, marks.Submitted)
    return [one.error.word if one.error else one.result for one in outcome.items]


def test_a_delivery_that_is_refused_leaves_the_others_of_its_group_alone(hall: Hall) -> None:
    hall.go("open")
    good = [value(hall.entry(), "order", "17") for _ in (1, 2, 3)]
    bad = value(hall.entry(), "order", "99")
    stranger = Actor(Role.JUDGE, 999)
    one, two, three, four, five = take(
        hall,
        delivery(hall, hall.judge(1), good[0], bad),
        delivery(hall, stranger, good[1]),
        delivery(hall, Actor(Role.JUDGE, hall.judge(2).judge, session=77), good[1]),
        marks.delivery(hall.judge(2), 55, marks.Batch("t", [good[1]])),
        delivery(hall, hall.judge(2), good[2]),
    )
    assert results(one) == ["stored", "invalid"]
    assert [type(outcome) for outcome in (two, three, four)] == [NotAllowed, NotSignedIn, NotFound]
    assert results(five) == ["stored"]
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT judge_id FROM tap ORDER BY number").scalars().all() == [
            hall.judge(1).judge,
            hall.judge(2).judge,
        ]
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []


def test_a_group_is_a_line_of_the_journal_a_delivery_in_an_unbroken_chain(hall: Hall) -> None:
    hall.go("open")
    entry = hall.entry()
    for _ in range(2):
        taps = [[value(entry, "order", "17"), value(entry, "green", "16")] for _ in range(3)]
        take(hall, *(delivery(hall, hall.judge(n), *taps[n - 1]) for n in (1, 2, 3)))
    with hall.desk.store.read() as connection:
        actors = connection.exec_driver_sql("SELECT actor FROM journal WHERE verb = 'tap' ORDER BY number").scalars()
        assert list(actors) == [hall.judge(n).name for n in (1, 2, 3)] * 2
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []


def test_what_comes_earlier_in_a_group_counts_for_what_comes_later(hall: Hall) -> None:
    hall.go("open")
    entry, judge = hall.entry(), hall.judge(1)
    first, second = value(entry, "order", "17"), value(entry, "green", "16")
    outcomes = take(
        hall,
        delivery(hall, judge, first),
        delivery(hall, judge, first),
        delivery(hall, judge, item("sign", entry)),
        delivery(hall, judge, second),
        delivery(hall, judge, item("sign", entry)),
        delivery(hall, judge, value(entry, "order", "12")),
    )
    found = [results(outcome)[0] for outcome in outcomes]
    assert found == ["stored", "repeated", "incomplete", "stored", "stored", "signed"]


def test_an_id_of_another_judge_in_the_same_group_is_refused_and_stored_once(hall: Hall) -> None:
    hall.go("open")
    tap = value(hall.entry(), "order", "17")
    one, two = take(hall, delivery(hall, hall.judge(1), tap), delivery(hall, hall.judge(2), tap))
    assert (results(one), results(two)) == (["stored"], [Invalid.code])


def test_a_revoked_session_stores_nothing_more_whoever_revoked_it(hall: Hall, database: Path) -> None:
    hall.go("open")
    judge = hall.judge(1).judge
    assert judge is not None
    joined = access.join(hall.desk, access.invite_judge(hall.desk, OPERATOR, judge, round_id=hall.round))
    taps = [value(hall.entry(), "order", "17") for _ in (1, 2)]
    assert results(take(hall, delivery(hall, joined.actor, taps[0]))[0]) == ["stored"]
    with Store(database) as elsewhere:
        elsewhere.write(lambda c: c.execute(sa.text("UPDATE session SET ended_at = '2024-11-20 08:00:00'")) and None)
    with pytest.raises(NotSignedIn):
        marks.submit(hall.desk, joined.actor, hall.round, marks.Batch("t", [taps[1]]))


def test_a_freeze_by_another_process_counts_for_the_next_tap(hall: Hall, database: Path) -> None:
    hall.go("open")
    taps = [value(hall.entry(), "order", "17") for _ in (1, 2)]
    assert not marks.submit(hall.desk, hall.judge(), hall.round, marks.Batch("t", [taps[0]])).items[0].late
    with Store(database) as elsewhere:
        elsewhere.write(lambda c: c.execute(sa.text("UPDATE round SET phase = 'deliberation'")) and None)
    assert marks.submit(hall.desk, hall.judge(), hall.round, marks.Batch("t", [taps[1]])).items[0].late


def test_before_the_round_opens_a_delivery_is_refused_whole(hall: Hall) -> None:
    [outcome] = take(hall, delivery(hall, hall.judge(1), value(hall.entry(), "order", "17")))
    assert isinstance(outcome, WrongPhase)


def test_the_sheets_of_a_group_are_found_by_index_and_not_by_reading_the_round(hall: Hall) -> None:
    query = intake._TAPS.params(round=1, judges=[1, 2], entries=[3, 4])
    with hall.desk.store.read() as connection:
        said = query.compile(connection, compile_kwargs={"literal_binds": True})
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}").fetchall()
    assert any("round_id=? AND judge_id=? AND entry_id=?" in row[-1] for row in plan)
