"""The store: durable groups, guarded evidence, a schema that migrations and tables agree on."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from tests.conftest import Hall
from tests.desk.test_main_job import fill

from weiping.store import Store, guards
from weiping.store import tables as t


def test_migrations_make_exactly_the_tables_that_the_code_describes(store: Store) -> None:
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
        assert guards.missing(connection) == []


def test_every_table_can_be_created_on_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in t.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))


def test_a_job_that_fails_takes_nothing_else_of_its_group_with_it(store: Store) -> None:
    def add(key: str) -> Any:
        return lambda c: c.execute(t.community.insert(), {"key": key, "name_zh": key, "name_en": key})

    gate = threading.Event()
    blocker = store.submit(lambda _c: gate.wait(5))
    good, bad, other = store.submit(add("a")), store.submit(add("a")), store.submit(add("b"))
    gate.set()
    blocker.result()
    good.result()
    other.result()
    with pytest.raises(sa.exc.IntegrityError):
        bad.result()
    with store.read() as connection:
        assert connection.execute(sa.select(t.community.c.key).order_by(t.community.c.key)).scalars().all() == [
            "a",
            "b",
        ]


def test_a_result_is_handed_out_after_the_commit(store: Store, database: Path) -> None:
    store.write(lambda c: c.execute(t.community.insert(), {"key": "a", "name_zh": "a", "name_en": "a"}) and None)
    with sqlite3.connect(database) as other:
        assert other.execute("SELECT key FROM community").fetchall() == [("a",)]


def test_listeners_hear_what_was_touched_and_nothing_of_a_failed_job(store: Store) -> None:
    from weiping.store.engine import touch

    heard: list[Any] = []
    done = threading.Event()
    store.listen(lambda topics: (heard.append(topics), done.set()))

    def fails(connection: sa.Connection) -> None:
        touch(connection, "round", 9)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(fails)
    store.write(lambda c: touch(c, "round", 1))
    assert done.wait(5)
    assert heard == [frozenset({("round", 1)})]


def test_a_waiter_who_gave_up_and_a_listener_that_fails_do_not_end_the_writer(store: Store) -> None:
    from weiping.store.engine import touch

    def broken(_topics: Any) -> None:
        raise ZeroDivisionError("a listener's bug")

    store.listen(broken)
    gate = threading.Event()
    blocker = store.submit(lambda _c: gate.wait(5))
    given_up = store.submit(lambda c: touch(c, "round", 1))
    assert given_up.cancel()
    gate.set()
    blocker.result()
    store.write(lambda c: touch(c, "round", 2))
    assert store.write(lambda _c: "still here") == "still here"


def test_readers_cannot_write(store: Store) -> None:
    with store.read() as connection, pytest.raises(sa.exc.OperationalError, match="readonly"):
        connection.execute(t.community.insert(), {"key": "a", "name_zh": "a", "name_en": "a"})


def test_a_read_only_store_refuses_jobs(store: Store, database: Path) -> None:
    with Store(database, read_only=True) as reader, pytest.raises(RuntimeError, match="read-only"):
        reader.write(lambda _c: None)


def test_another_process_writing_changes_the_data_version(store: Store, database: Path) -> None:
    before = store.data_version()
    with sqlite3.connect(database) as other:
        other.execute("INSERT INTO community (key, name_zh, name_en) VALUES ('x', 'x', 'x')")
    assert store.data_version() != before


def test_the_database_itself_refuses_to_change_evidence(hall: Hall, database: Path) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation", "published")
    with sqlite3.connect(database) as thief:
        for table, column in {"tap": "value", "transfer": "points", "journal": "actor", "result": "place"}.items():
            for statement in (
                f"UPDATE {table} SET {column} = 1",
                f"DELETE FROM {table}",
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    thief.execute(statement)


@pytest.mark.parametrize(("debit", "credit", "points"), [(1, 2, 0), (1, 2, -5), (1, 1, 5)])
def test_the_database_itself_refuses_transfers_that_make_no_sense(
    hall: Hall, database: Path, debit: int, credit: int, points: int
) -> None:
    row = ("x", "x", "", debit, credit, points, "", "", "", "2024-01-01", "2024-01-01", "2024-01-01", "")
    columns = (
        "id, key, body_hash, debit_id, credit_id, points, reason_zh, reason_en, event, business_date, available_from"
    )
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        thief.execute(f"INSERT INTO transfer ({columns}, recorded_at, actor) VALUES ({', '.join('?' * 13)})", row)
