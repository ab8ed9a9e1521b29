"""What the database keeps beside the accounts follows every transfer and hold, and holds their floors, whoever writes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Hall

from weiping.desk import audit
from weiping.store import journal

Books = Callable[..., None]


@pytest.fixture
def books(hall: Hall, database: Path) -> Iterator[Books]:
    """Post so many points from one account to another, by plain SQL."""
    thief = sqlite3.connect(database, isolation_level=None)

    def number(key: str) -> int:
        return int(thief.execute("SELECT id FROM account WHERE key = ?", (key,)).fetchone()[0])

    def post(debit: str, credit: str, points: int, verb: str = "INSERT", **more: Any) -> None:
        made = thief.execute("SELECT COUNT(*) FROM transfer").fetchone()[0] + 1
        row = {
            "id": f"t{made}", "key": f"t{made}", "body_hash": "", "debit_id": number(debit), "credit_id": number(credit),
            "points": points, "reason_zh": "", "reason_en": "", "event": "", "business_date": "2024-11-20",
            "available_from": "2024-11-20", "recorded_at": "2024-11-20 08:00:00.000000", "actor": "", **more,
        }  # fmt: skip
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        thief.execute(f"{verb} INTO transfer ({names}) VALUES ({marks})", tuple(row.values()))

    yield post
    thief.close()


def kept(database: Path, key: str) -> tuple[int, int]:
    with sqlite3.connect(database) as plain:
        found: tuple[int, int] = plain.execute("SELECT balance, held FROM account WHERE key = ?", (key,)).fetchone()
    return found


def sums(hall: Hall) -> tuple[str, ...]:
    return next(one.faults for one in audit.audit(hall.desk) if one.check.startswith("balances and holds add up"))


def test_a_transfer_moves_both_balances_and_its_refusal_neither(hall: Hall, database: Path, books: Books) -> None:
    books("fund:community", "household:east-1", 30)
    books("household:east-1", "household:west-1", 10)
    for verb in ("INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"):
        with pytest.raises(sqlite3.IntegrityError, match="below its floor"):
            books("household:east-1", "household:west-1", 21, verb)
    assert kept(database, "fund:community") == (-30, 0)
    assert kept(database, "household:east-1") == (20, 0)
    assert kept(database, "household:west-1") == (10, 0)
    assert sums(hall) == ()


def hold(database: Path, name: str, points: int) -> None:
    """Hold points of east-1 for a redemption of that name."""
    with sqlite3.connect(database) as thief:
        thief.execute(
            "INSERT INTO redemption (id, code, key, body_hash, account_id, reward_id, quantity, points, at, actor)"
            " SELECT ?, ?, ?, '', id, 1, 1, ?, '2024-11-20 08:00:00.000000', '' FROM account WHERE key = 'household:east-1'",
            (name, name, name, points),
        )
        thief.execute(
            "INSERT INTO hold (id, redemption, account_id, points, at)"
            " SELECT id, id, account_id, points, at FROM redemption WHERE id = ?",
            (name,),
        )


def end(database: Path, name: str, how: str, transfer: str | None = None) -> None:
    with sqlite3.connect(database) as thief:
        thief.execute(
            "INSERT INTO hold_end (hold, how, transfer, at) VALUES (?, ?, ?, '2024-11-20 08:00:00.000000')",
            (name, how, transfer),
        )


def test_what_is_held_cannot_be_moved_until_the_hold_is_released(hall: Hall, database: Path, books: Books) -> None:
    books("fund:community", "household:east-1", 30)
    with pytest.raises(sqlite3.IntegrityError, match="below its floor"):
        hold(database, "too-much", 31)
    hold(database, "h", 25)
    assert kept(database, "household:east-1") == (30, 25)
    with pytest.raises(sqlite3.IntegrityError, match="below its floor"):
        books("household:east-1", "household:west-1", 6)
    books("household:east-1", "household:west-1", 5)
    end(database, "h", "released")
    assert kept(database, "household:east-1") == (25, 0)
    books("household:east-1", "household:west-1", 25)
    assert sums(hall) == ()


def test_a_hold_that_is_issued_gives_its_points_once(hall: Hall, database: Path, books: Books) -> None:
    books("fund:community", "household:east-1", 30)
    hold(database, "h", 30)
    books("household:east-1", "shop", 30, hold="h", kind="redeem")
    assert kept(database, "household:east-1") == (0, 0)
    end(database, "h", "issued", "t2")
    assert kept(database, "household:east-1") == (0, 0)
    assert sums(hall) == ()


def test_a_fund_with_a_budget_stops_at_it_and_the_budget_cannot_fall_below_what_was_issued(
    hall: Hall, database: Path, books: Books
) -> None:
    with sqlite3.connect(database) as thief:
        thief.execute("UPDATE account SET floor = -100 WHERE key = 'fund:community'")
    books("fund:community", "household:east-1", 60)
    with pytest.raises(sqlite3.IntegrityError, match="below its floor"):
        books("fund:community", "household:east-1", 41)
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="below what it has issued"):
        thief.execute("UPDATE account SET floor = -59 WHERE key = 'fund:community'")


def test_a_kept_balance_that_somebody_changed_is_found_by_the_audit(hall: Hall, database: Path, books: Books) -> None:
    books("fund:community", "household:east-1", 30)
    with sqlite3.connect(database) as thief:
        thief.execute("UPDATE account SET balance = 1000, held = 5 WHERE key = 'household:east-1'")
    assert sums(hall) == ("household:east-1: 1000 and 5 held, not 30 and 0",)


def test_a_digest_is_of_what_was_said_in_canonical_json_and_of_no_default() -> None:
    said = {
        "id": "a", "key": "k", "body_hash": "b", "debit_id": 1, "credit_id": 2, "points": 3, "reason_zh": "扫雪",
        "reason_en": "Snow", "event": "e", "business_date": date(2024, 2, 4), "available_from": date(2024, 2, 4),
        "recorded_at": datetime(2024, 2, 4, 1, 2, 3, tzinfo=UTC), "actor": "clerk",
    }  # fmt: skip
    unsaid = {"number": 7, "kind": "earn", "awaits_notice": False, "rule": None, "operator": ""}
    text = json.dumps({
        "transfer": [{
            "actor": "clerk", "available_from": "2024-02-04", "body_hash": "b", "business_date": "2024-02-04", "credit_id": 2,
            "debit_id": 1, "event": "e", "id": "a", "key": "k", "points": 3, "reason_en": "Snow",
            "reason_zh": "扫雪", "recorded_at": "2024-02-04T01:02:03Z",
        }]
    }, ensure_ascii=False, separators=(",", ":"))  # fmt: skip
    wanted = sha256(f"salt{text}".encode()).hexdigest()
    assert journal.digest("salt", {"transfer": [{**said, **unsaid}]}) == wanted
    assert journal.digest("salt", {"transfer": [said]}) == wanted
    for changed in ({"kind": "grant"}, {"awaits_notice": True}, {"operator": "c2"}, {"points": 4}):
        assert journal.digest("salt", {"transfer": [{**said, **unsaid, **changed}]}) != wanted
