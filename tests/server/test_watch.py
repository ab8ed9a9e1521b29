"""What is new in a round: who is told of it, and that finding it costs no look through the whole round."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import Hall
from tests.desk.test_main_job import item, send, value
from tests.desk.test_photos import snap

from weiping.desk import conflicts, consents, late, photos, problems, taps
from weiping.server import watch

QUERIES = {**watch._CHANGES, "counted": taps._COUNTED, "beside": taps._BESIDE}


@pytest.mark.parametrize("name", QUERIES)
def test_what_is_new_is_found_by_its_number(hall: Hall, name: str) -> None:
    query: Any = QUERIES[name].params(round=1, since=1)
    with hall.desk.store.read() as connection:
        said = query.compile(connection, compile_kwargs={"literal_binds": True})
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}").all()]
    assert "rowid>?" in steps[0], steps


def told(hall: Hall, seen: watch.Seen) -> tuple[set[int], watch.Seen]:
    """The numbers of the judges whose pads are told, and how far that went."""
    news = watch.news(hall.desk, hall.round, seen)
    return {hall.ids("judge").index(one) + 1 for one in news.judges}, news.seen


def test_a_pad_is_told_of_what_changes_it_and_of_nothing_else(hall: Hall) -> None:
    hall.go("open")
    seen = watch.up_to_now(hall.desk)
    assert told(hall, seen)[0] == set()
    problem = item("problem", hall.entry(), text="the gate is locked")
    send(hall, 1, problem)
    photo = snap(hall, 2).photo or ""
    judges, seen = told(hall, seen)
    assert judges == {1, 2}
    problems.answer(hall.desk, hall.chair, hall.round, problem.id, "here is the key", close=True)
    judges, seen = told(hall, seen)
    assert judges == {1}
    conflicts.declare(hall.desk, hall.chair, hall.round, hall.judge(3).judge or 0, hall.entry(), True)
    judges, seen = told(hall, seen)
    assert judges == {3}
    consents.consent(hall.desk, hall.chair, hall.round, photo, show=True)
    photos.erase_photo(hall.desk, hall.chair, hall.round, photo, "a child is in it")
    judges, seen = told(hall, seen)
    assert judges == {2}
    hall.go("deliberation")
    send(hall, 2, value(hall.entry(), "order", "10"))
    _, seen = told(hall, seen)
    late.decide(hall.desk, hall.chair, hall.round, hall.judge(2).judge or 0, hall.entry(), admit=True)
    judges, seen = told(hall, seen)
    assert judges == {2}
    assert told(hall, seen)[0] == set()
