"""Marks of many tablets share commits: nobody waits for long, and nobody suffers from another's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, on_a_loop
from tests.desk.test_main_job import value
from tests.server.conftest import Served, batch, item

from weiping.desk import audit, marks
from weiping.server import inbox
from weiping.server.inbox import Inbox
from weiping.store import Store


def deliveries(hall: Hall, *numbers: int) -> list[marks.Delivery]:
    return [
        marks.delivery(hall.judge(n), hall.round, marks.Batch("t", [value(hall.entry(), "order", "17")]))
        for n in numbers
    ]


def put(hall: Hall, *waiting: marks.Delivery) -> list[Any]:
    async def scene() -> list[Any]:
        box = Inbox(hall.desk)
        return await asyncio.gather(*(box.put(one) for one in waiting), return_exceptions=True)

    return on_a_loop(scene())


def groups(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], None] = lambda _group: None) -> list[int]:
    """The sizes of the groups that are stored; `change` is called in each one's transaction."""
    sizes: list[int] = []

    def watched(desk: Any, group: Any) -> Any:
        job = marks.intake(desk, group)
        sizes.append(len(group))
        return lambda connection: (job(connection), change(group))[0]

    monkeypatch.setattr(inbox, "marks", type("Watched", (), {"intake": staticmethod(watched)}))
    return sizes


def test_marks_that_wait_together_are_stored_together(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.go("open")
    sizes = groups(monkeypatch)
    monkeypatch.setattr(inbox, "MOST", 2)
    assert [one.items[0].result for one in put(hall, *deliveries(hall, 1, 2, 3))] == ["stored"] * 3
    assert sizes == [2, 1]


def test_a_group_holds_no_more_items_than_one_statement_can_ask_for(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.go("open")
    sizes = groups(monkeypatch)
    monkeypatch.setattr(inbox, "MOST_ITEMS", 5)
    taps = [marks.Batch("t", [value(hall.entry(), "order", "17") for _ in range(many)]) for many in (2, 3, 1, 9)]
    put(hall, *(marks.delivery(hall.judge(), hall.round, batch) for batch in taps))
    assert sizes == [2, 1, 1]


def test_a_delivery_that_breaks_its_group_fails_alone(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.go("open")
    waiting = deliveries(hall, 1, 2, 3)

    def bug(group: list[marks.Delivery]) -> None:
        if waiting[1] in group:
            raise ZeroDivisionError

    groups(monkeypatch, bug)
    one, two, three = put(hall, *waiting)
    assert [one.items[0].result, type(two), three.items[0].result] == ["stored", ZeroDivisionError, "stored"]
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tap").scalar() == 2
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []


def test_a_busy_database_is_told_to_the_whole_group_at_once(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.go("open")

    def busy(_group: Any) -> None:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("database is locked"))

    sizes = groups(monkeypatch, busy)
    assert [type(one) for one in put(hall, *deliveries(hall, 1, 2))] == [sa.exc.OperationalError] * 2
    assert sizes == [2]


def test_a_tablet_that_left_while_its_marks_were_stored_harms_no_other(hall: Hall) -> None:
    hall.go("open")

    async def scene() -> Any:
        box = Inbox(hall.desk)
        gone, other = (asyncio.create_task(box.put(one)) for one in deliveries(hall, 1, 2))
        await asyncio.sleep(0)
        gone.cancel()
        return await other

    assert on_a_loop(scene()).items[0].result == "stored"


def test_a_session_that_another_process_revokes_is_refused_though_it_tapped_before(
    served: Served, database: Path
) -> None:
    judge, entry = served.judge(), served.hall.entry()
    path = f"/rounds/{served.hall.round}/marks"
    assert judge.post(path, batch(item(1, entry))).status_code == 200
    with Store(database) as elsewhere:
        elsewhere.write(lambda c: c.execute(sa.text("UPDATE session SET ended_at = '2024-11-20 08:00:00'")) and None)
    refused = judge.post(path, batch(item(2, entry)))
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not-signed-in")


def test_many_tablets_at_once_lose_nothing_and_store_nothing_twice(served: Served) -> None:
    judges = [served.judge(number) for number in (1, 2, 3)]
    path, entry = f"/rounds/{served.hall.round}/marks", served.hall.entry()

    def tap(number: int) -> list[str]:
        judge = number % 3
        sent = batch({**item(number, entry), "id": f"tap-{number:08}"}, client=f"tablet-{judge}")
        return [judges[judge].post(path, sent).json()["items"][0]["result"] for _ in range(2)]

    with ThreadPoolExecutor(12) as hands:
        assert list(hands.map(tap, range(60))) == [["stored", "repeated"]] * 60
    with served.hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(DISTINCT id) FROM tap").one() == (60, 60)
    assert [finding for finding in audit.audit(served.hall.desk) if finding.faults] == []
