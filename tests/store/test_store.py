"""The store: durable groups, guarded evidence, a schema that migrations and tables agree on."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from tests.conftest import Hall
from tests.desk.test_main_job import fill

from weiping.store import Store, guards, migrate
from weiping.store import tables as t


def test_migrations_make_exactly_the_tables_that_the_code_describes(store: Store) -> None:
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
        assert guards.missing(connection) == []


def test_migrations_make_every_check_that_the_code_describes(database: Path, store: Store) -> None:
    with sqlite3.connect(database) as plain:
        made = dict(plain.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    checks = [
        (table.name, one) for table in t.metadata.tables.values() for one in table.constraints
        if isinstance(one, sa.CheckConstraint)
    ]  # fmt: skip
    assert checks
    missing = [
        str(one.name)
        for table, one in checks
        if f"CONSTRAINT {one.name} CHECK ({one.sqltext})" not in made[table].replace('"', "")
    ]
    assert missing == []


def test_a_database_of_the_first_release_is_upgraded_with_all_that_is_in_it(database: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FIRST_RELEASE:
            connection.exec_driver_sql(statement)
    engine.dispose()
    with Store(database) as store, store.read() as connection:
        assert guards.missing(connection) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute(sa.select(t.tap.c.id, t.tap.c.value)).all() == [("item-0001", 175_000)]
        assert connection.execute(sa.select(t.judge.c.resident_id, t.judge.c.route)).all() == [(1, None)]
        assert connection.execute(sa.select(t.round_.c.exchange, t.round_.c.show_others)).all() == [(True, False)]
    with Store(database) as again, pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        again.write(lambda c: c.execute(t.grid.insert(), {"community_id": 99, "key": "h", "number": 9, "name": "x"}))


def test_a_database_that_is_current_is_not_migrated_again_and_one_that_lost_a_guard_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ScriptDirectory.from_config(migrate.configuration()).get_current_head() == migrate.HEAD
    installed: list[sa.Connection] = []
    install = guards.install
    monkeypatch.setattr(guards, "install", lambda connection: (installed.append(connection), install(connection)))
    Store(store.url).close()
    assert installed == []
    store.write(lambda c: c.exec_driver_sql("DROP TRIGGER transfer_order"))
    Store(store.url).close()
    assert len(installed) == 1
    with store.read() as connection:
        assert guards.missing(connection) == []


FIRST_RELEASE = (
    "INSERT INTO community VALUES (1, 'c', '社区', 'C')",
    "INSERT INTO grid VALUES (1, 1, 'g', 1, 'G')",
    "INSERT INTO micro_grid VALUES (1, 1, 'm', 1)",
    "INSERT INTO compound VALUES (1, 1, 'east', '东', 'East', '{}')",
    "INSERT INTO household VALUES (1, 1, NULL, 1, 'h', '501')",
    "INSERT INTO resident VALUES (1, 1, 'r', '王小明', '[]', 'office')",
    "INSERT INTO appraisal VALUES (1, 1, 'a', '甲', 'A', '2024', '{}')",
    "INSERT INTO round (id, appraisal_id, number, phase, show_standings, criteria, rule, rule_hash)"
    " VALUES (1, 1, 1, 'open', 1, '[]', '', '')",
    "INSERT INTO entry VALUES (1, 1, 1, 1, '东', 'East', '', '', '{}')",
    "INSERT INTO judge (id, round_id, number, kind, resident_id) VALUES (1, 1, 1, 'resident', 1)",
    "INSERT INTO invitation (id, role, judge_id, code_hash, once, made_at)"
    " VALUES (1, 'judge', 1, 'x', 0, '2024-11-20 08:00:00')",
    "INSERT INTO session (id, token_hash, role, judge_id, invitation_id, made_at)"
    " VALUES (1, 'y', 'judge', 1, 1, '2024-11-20 08:00:00')",
    "INSERT INTO tap (number, id, round_id, judge_id, entry_id, kind, criterion, answer, value, client, seq, received_at,"
    " late) VALUES (1, 'item-0001', 1, 1, 1, 'mark', 'order', 'value', 175000, 't', 1, '2024-11-20 08:00:00', 0)",
)


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


def test_a_full_disk_fails_the_whole_group_and_no_job_of_it_slips_through(store: Store) -> None:
    def add(key: str, size: int) -> Any:
        return lambda c: c.execute(t.community.insert(), {"key": key, "name_zh": "字" * size, "name_en": key}) and None

    def room(pages: int) -> Any:
        def job(connection: sa.Connection) -> None:
            taken = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {taken + pages}")

        return job

    store.write(room(4))
    gate = threading.Event()
    blocker = store.submit(lambda _c: gate.wait(5))
    small, large, after = store.submit(add("a", 10)), store.submit(add("b", 60_000)), store.submit(add("c", 10))
    gate.set()
    failed = [one for one in (blocker, small, large) if isinstance(one.exception(10), sa.exc.OperationalError)]
    assert failed == [blocker, small, large]
    assert after.exception(10) is None
    with store.read() as connection:
        assert connection.execute(sa.select(t.community.c.key)).scalars().all() == ["c"]
    store.write(room(1000))
    store.write(add("b", 60_000))


def test_a_result_is_handed_out_after_the_commit(store: Store, database: Path) -> None:
    store.write(lambda c: c.execute(t.community.insert(), {"key": "a", "name_zh": "a", "name_en": "a"}) and None)
    with sqlite3.connect(database) as other:
        assert other.execute("SELECT key FROM community").fetchall() == [("a",)]


def test_a_request_that_finds_nobody_writing_commits_itself_and_the_main_thread_never_does(store: Store) -> None:
    with ThreadPoolExecutor(1) as request:
        there = request.submit(threading.get_ident).result()
        assert request.submit(store.write, lambda _c: threading.get_ident()).result() == there
    assert store.write(lambda _c: threading.get_ident()) not in (there, threading.get_ident())


def test_whoever_writes_takes_along_what_waits_and_nothing_is_done_twice_or_left(store: Store) -> None:
    gate, begun = threading.Event(), threading.Event()
    done: list[int] = []
    with ThreadPoolExecutor(8) as requests:
        first = requests.submit(store.write, lambda _c: (begun.set(), gate.wait(5)))
        assert begun.wait(5)
        waiting = [store.submit(lambda _c, n=n: done.append(n)) for n in range(100)]  # type: ignore[misc]
        writing = [
            requests.submit(store.write, lambda _c, n=n: done.append(n))  # type: ignore[misc]
            for n in range(100, 400)
        ]
        assert not done
        gate.set()
        for one in (first, *waiting, *writing):
            one.result(10)
    assert done[:100] == list(range(100))
    assert sorted(done) == list(range(400))


def test_what_was_handed_in_before_the_store_closes_is_written(database: Path) -> None:
    with Store(database) as store:
        gate = threading.Event()
        blocker = store.submit(lambda _c: gate.wait(5))
        behind = [store.submit(lambda _c, n=n: n) for n in range(20)]  # type: ignore[misc]
        gate.set()
    assert blocker.done()
    assert [one.result(0) for one in behind] == list(range(20))


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
