"""The database refuses by itself what would break the books, also from a connection that switched everything else off."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Clock, tiny_hall
from tests.store import thieves

from weiping.desk import audit
from weiping.store import Store, guards, laws
from weiping.store import tables as t

MESSAGES = {law.name: law.message for law in laws.LAWS}
Scene = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A database with something of everything; what is in it."""
    path = tmp_path_factory.mktemp("laws") / "weiping.db"
    with Store(path) as store:
        hall = tiny_hall(store, Clock())
        names = thieves.scene(hall)
        assert [one for one in audit.audit(hall.desk) if one.faults] == []
    return path, names


@pytest.fixture
def thief(scene: Scene) -> Iterator[sqlite3.Connection]:
    """A connection that heeds neither foreign keys nor checks; what it writes is undone."""
    connection = sqlite3.connect(scene[0], isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("BEGIN")
    yield connection
    connection.rollback()
    connection.close()


def said(statement: str, names: dict[str, Any]) -> str:
    quoted = {name: value if isinstance(value, int) else f"'{value}'" for name, value in names.items()}
    return statement.format(**quoted)


@pytest.mark.parametrize(
    ("law", "statements"),
    [pytest.param(*one, id=f"{at}-{one[0]}") for at, one in enumerate(thieves.TRICKS + thieves.ON_SQLITE)],
)
def test_a_law_refuses_the_last_statement_of_a_trick(
    scene: Scene, thief: sqlite3.Connection, law: str, statements: list[str]
) -> None:
    *before, last = (said(one, scene[1]) for one in statements)
    for statement in before:
        thief.execute(statement)
    with pytest.raises(sqlite3.IntegrityError, match=MESSAGES[law]):
        thief.execute(last)


def test_every_law_is_broken_by_some_trick() -> None:
    assert {name for name, _ in thieves.TRICKS + thieves.ON_SQLITE} == set(MESSAGES)


LEDGER = {
    "transfer", "lot_use", "hold", "hold_end", "redemption", "stock_move", "batch", "deed", "objection", "points_notice",
    "notice_line", "spot_check", "period_close", "closing", "offer", "points_setting", "event", "journal", "account",
}  # fmt: skip


def tricks_on(table: str, row: dict[str, Any]) -> Iterator[str]:
    """However a row may be changed, deleted or replaced: also over another unique column than the one that names it."""
    columns = list(row)
    first, same = columns[0], f"INTO {table} SELECT * FROM {table} WHERE TRUE LIMIT 1"
    yield from (f"INSERT OR REPLACE {same}", f"REPLACE {same}", f"DELETE FROM {table}")
    yield f"INSERT {same} ON CONFLICT DO UPDATE SET {first} = excluded.{first}"
    if table not in guards.KEPT:
        yield from (f"UPDATE {table} SET {columns[-1]} = NULL", f"UPDATE OR REPLACE {table} SET {first} = {first}")
    for names in guards.unique_columns(table):
        if None in [row[name] for name in names]:
            continue  # nothing stands in nobody's way
        kept = [name if name in names else "NULL" if name in ("number", "id") else name for name in columns]
        yield f"INSERT OR REPLACE INTO {table} SELECT {', '.join(kept)} FROM {table} LIMIT 1"


def test_no_row_of_evidence_is_changed_deleted_or_replaced(scene: Scene, thief: sqlite3.Connection) -> None:
    tried = set()
    for table in (*t.APPEND_ONLY, *guards.KEPT):
        rows = thief.execute(f"SELECT * FROM {table} LIMIT 1")
        if (row := rows.fetchone()) is None:
            continue
        for trick in tricks_on(table, dict(zip([one[0] for one in rows.description], row, strict=True))):
            with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
                thief.execute(trick)
        assert thief.execute(f"SELECT * FROM {table} LIMIT 1").fetchone() == row
        tried.add(table)
    assert tried >= LEDGER


def test_a_guard_that_is_gone_or_says_something_else_is_named(scene: Scene, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(scene[0], copy)
    with sqlite3.connect(copy) as thief:
        thief.execute("DROP TRIGGER transfer_period")
        thief.execute("DROP TRIGGER account_floor")
        thief.execute("CREATE TRIGGER account_floor AFTER INSERT ON account BEGIN SELECT 1; END")
    with Store(copy, read_only=True) as store, store.read() as connection:
        assert guards.missing(connection) == ["account_floor", "transfer_period"]
    with Store(copy) as store, store.read() as connection:
        assert guards.missing(connection) == [], "they are put in place again when the database is opened to be written"
