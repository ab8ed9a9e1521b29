"""Each check of the audit finds what it is for, in books that somebody broke after taking the database's own laws away."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Clock, Hall, text, tiny_hall
from tests.desk.points.books import Books, days
from tests.desk.test_main_job import fill
from tests.store.test_laws import said
from tests.store.thieves import LATER, insert, scene, transfer, use

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.desk.points import redeeming, undoing
from weiping.domain.points import Cap, PointsRule
from weiping.i18n import catalogue
from weiping.store import Store

RULE = PointsRule(key="sweep", title=text("sweep"), propose=lambda _event: (), caps=(
    Cap(points=5, per="event"), Cap(points=8, per="day"), Cap(points=10, per="month"), Cap(points=12, per="year")
))  # fmt: skip

(
    GUARDS, ZERO, CLOSINGS, FLOORS, KEYS, HOLDS, STOCK, LOTS, ORDER, REVERSALS, PERIODS, READY, CAPS, JOURNAL, EVIDENCE,
    KEPT, RESULTS, COVERED, PUBLIC, MICRO_GRIDS, PHOTOS,
) = audit.CHECKS  # fmt: skip

Books_ = tuple[Path, dict[str, Any], Desk]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Books_:
    """Books in order with something of everything, and a round that was published."""
    path = tmp_path_factory.mktemp("audit") / "weiping.db"
    with Store(path) as store:
        hall = tiny_hall(store, Clock())
        hall.go("open")
        fill(hall, 1, hall.entry(1), "18", "18")
        fill(hall, 1, hall.entry(2), "12", "12")
        hall.go("deliberation", "published")
        names = scene(hall)
        books, desk, clerk = Books(hall), hall.desk, hall.clerk
        account, today = books.number("household:south-2"), desk.today()
        books.earn(40, "household:south-2", on=today)
        codes = [
            redeeming.redeem(desk, clerk, account=account, reward=1, key=f"redeem-{number}")[0]
            for number in range(2)
        ]  # fmt: skip
        undoing.cancel(desk, clerk, codes[1], "changed their mind")
        for rule_day, event in ((date(2024, 12, 3), "a"), (date(2024, 12, 4), "b")):
            books.earn(5, on=rule_day, rule="sweep", key=f"rule:{event}", event=event)
        names["by_rule"] = books.id_of("rule:a")
        books.earn(3, on=today, expires_on=days(60))
        books.earn(3, on=today, expires_on=days(40))
        books.spend(11)
        names |= {"live": codes[0], "undone": codes[1], "account": account}
        plugins = replace(desk.plugins, points_rules={"sweep": RULE})
        assert [one for one in audit.audit(Desk(store, plugins, now=desk.now)) if one.faults] == []
    return path, names, replace(desk, plugins=plugins)


@pytest.fixture(scope="module")
def lawless(whole: Books_, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without any trigger."""
    path = tmp_path_factory.mktemp("lawless") / "weiping.db"
    shutil.copy(whole[0], path)
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.executescript("BEGIN;" + "".join(f"DROP TRIGGER {name};" for (name,) in triggers) + "COMMIT;")
    connection.close()
    return path


@pytest.fixture
def copy(lawless: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy to break."""
    path = tmp_path / "copy.db"
    shutil.copy(lawless, path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    yield connection
    connection.close()


def found(copy: sqlite3.Connection, whole: Books_, tmp_path: Path, *checks: str) -> dict[str, tuple[audit.Fault, ...]]:
    copy.commit()
    with Store(tmp_path / "copy.db", read_only=True) as store:
        findings = audit.audit(replace(whole[2], store=store), checks or audit.CHECKS)
        return {one.check: one.faults for one in findings if one.faults}


JUST = {"recorded_at": "2025-01-01 00:00:00.000000"}

BREAKS: list[tuple[str, str, list[str]]] = [
    # (the check, what it says, what was done)
    (ZERO, "does not move whole points", [transfer("fund", "east", 5, credit_id=999_999, **JUST)]),
    (ZERO, "does not move whole points", [transfer("fund", "minutes", 5, **JUST)]),
    (ZERO, "minutes add up to 5", [transfer("fund", "minutes", 5, **JUST)]),
    (ZERO, "does not move whole points", [transfer("fund", "east", 0.5, **JUST)]),
    (CLOSINGS, "2024-11: the balance of household:east-1 is kept as 999",
     ["UPDATE closing SET balance = 999 WHERE account_id = {east}"]),
    (CLOSINGS, "balance of household:east-1",
     ["UPDATE transfer SET points = points + 1 WHERE id = {earned}"]),
    (FLOORS, "household:east-1 has -", [transfer("east", "fund", 500, **JUST)]),
    (FLOORS, "paid back 100 points more", [transfer("fund", "debt", 105, **JUST)]),
    (FLOORS, "fund:summer has -15 .* floor of -5", ["UPDATE account SET floor = -5 WHERE id = {summer}"]),
    (KEYS, "not what its key was used for", ["UPDATE transfer SET points = points + 1 WHERE id = {earned}"]),
    (KEYS, "not what its key was used for", ["UPDATE transfer SET credit_id = {west} WHERE id = {earned}"]),
    (HOLDS, "has no hold of its points",
     ["DELETE FROM hold WHERE id = {held}"]),
    (HOLDS, "has no hold of its points",
     ["UPDATE hold SET points = 1 WHERE id = {held}"]),
    (HOLDS, "did not end the way",
     [insert("hold_end", hold="{held}", how="issued", transfer="{spent}", at=LATER)]),
    (HOLDS, "did not end the way",
     ["UPDATE hold_end SET how = 'released', transfer = NULL WHERE how = 'issued'"]),
    (HOLDS, "issued a hold that has not ended",
     ["DELETE FROM hold_end WHERE transfer = {spent}"]),
    (STOCK, "the stock of soap was -", [insert("stock_move", reward_id=1, quantity=-99, why="lost", at=LATER)]),
    (STOCK, "was undone, and 1 of its pieces", ["DELETE FROM stock_move WHERE why = 'cancelled'"]),
    (LOTS, "of the 8 points of transfer .*, 7 are taken", [
        "UPDATE lot_use SET points = points - 1 WHERE debit = {spent}"]),
    (LOTS, "gave", ["UPDATE lot_use SET points = 500 WHERE debit = {spent}"]),
    (LOTS, "earned elsewhere", ["UPDATE transfer SET origin = NULL WHERE id = {moved}"]),
    (LOTS, "a lot of another account", [use("{spent}", "{ended}", 1)]),
    (LOTS, "0 are taken from lots", [transfer("east", "fund", 1, **JUST)]),
    (ORDER, "passed over lot", [
        "UPDATE transfer SET expires_on = '2025-06-01' WHERE id = {earned}",
        "UPDATE lot_use SET lot = {earned} WHERE debit = {spent}",
        "UPDATE transfer SET expires_on = '2025-02-01' WHERE id = {lasting}"]),
    (REVERSALS, "corrects nothing", ["UPDATE transfer SET about = NULL WHERE id = {reversal}"]),
    (REVERSALS, "corrects nothing",
     ["UPDATE transfer SET about = {earned} WHERE id = {reversal}"]),
    (REVERSALS, "corrects nothing",
     ["UPDATE transfer SET debit_id = {east} WHERE kind = 'claw-back'"]),
    (REVERSALS, "9 points were taken back", [
        "UPDATE transfer SET points = 9 WHERE id = {reversal}"]),
    (PERIODS, "came into 2024-11 after it was closed",
     [transfer("fund", "east", 5, business_date="2024-11-30", **JUST)]),
    (PERIODS, "came into 2024-11 after it was closed",
     [transfer("fund", "east", 5, business_date="2024-11-30", about="{objected}", **JUST)]),
    (PERIODS, "the turnover of household:east-1",
     ["UPDATE closing SET credited = credited + 1 WHERE account_id = {east}"]),
    (PERIODS, "the turnover of household:east-1", ["DELETE FROM closing WHERE account_id = {east}"]),
    (PERIODS, "the turnover of household:east-1",
     [transfer("fund", "east", 5, business_date="2024-11-30", recorded_at="2024-11-21 00:00:00.000000")]),
    (PERIODS, "2025-03 does not follow 2024-11",
     [insert("period_close", period="2025-03", first="2025-03-01", last="2025-03-31", at="2025-04-01 00:00:00.000000",
             actor="")]),
    (READY, "before it was ready", ["UPDATE lot_use SET lot = {noticed} WHERE debit = {spent}"]),
    (READY, "before it was ready", ["UPDATE lot_use SET lot = {later} WHERE debit = {spent}"]),
    (READY, "before it was ready",
     ["UPDATE transfer SET expires_on = '2024-11-19' WHERE id = {lasting}"]),
    (CAPS, "6 points by rule sweep in a; .* 5 at most",
     ["UPDATE transfer SET points = 6 WHERE id = {by_rule}"]),
    (CAPS, "10 points by rule sweep in 2024-12-04",
     ["UPDATE transfer SET business_date = '2024-12-04' WHERE id = {by_rule}"]),
    (CAPS, "13 points by rule sweep in 2024-12;", ["UPDATE transfer SET points = 8 WHERE id = {by_rule}"]),
    (CAPS, "13 points by rule sweep in 2024;", ["UPDATE transfer SET points = 8 WHERE id = {by_rule}"]),
    (JOURNAL, "rows written with this line were changed",
     ["UPDATE transfer SET reason_en = 'x' WHERE id = {earned}"]),
    (JOURNAL, "line 5: the chain is broken", ["DELETE FROM journal WHERE number = 4"]),
    (JOURNAL, "line 4: this line was changed", ["UPDATE journal SET verb = 'x' WHERE number = 4"]),
    (EVIDENCE, "transfer thief", [transfer("fund", "east", 5, **JUST)]),
    (KEPT, "household:east-1: 1000 and",
     ["UPDATE account SET balance = 1000 WHERE id = {east}"]),
    (RESULTS, "round 1: the result of entry 1",
     ["UPDATE result SET place = 2 WHERE entry_id = 1"]),
    (RESULTS, "round 1: the result of entry 1",
     ["UPDATE tap SET value = 100000 WHERE entry_id = 1"]),
    (RESULTS, "round 1: the result of entry 2", ["DELETE FROM result WHERE entry_id = 2"]),
    (COVERED, "is for 1 pieces, and 0 are set aside",
     ["DELETE FROM stock_move WHERE redemption = (SELECT id FROM redemption WHERE code = {live})"]),
    (COVERED, "points are held on account household:east-1, which has fewer",
     [transfer("east", "fund", 500, **JUST)]),
    (COVERED, "fund:summer issued 15 points of a budget of 5", ["UPDATE account SET floor = -5 WHERE id = {summer}"]),
    (PUBLIC, "notices is public and shows resident",
     ["UPDATE transfer SET reason_zh = '王小明扫雪' WHERE id = {later}"]),
    (PUBLIC, "board 1 is public and shows household account",
     ["UPDATE entry SET name_zh = (SELECT name_zh FROM account WHERE id = {west}) WHERE id = 1"]),
    (PUBLIC, "shop is public and shows resident",
     ["UPDATE reward SET how_zh = '找李小红' WHERE id = 1"]),
    (MICRO_GRIDS, "6 households are in no micro-grid that is open: east-1",
     ["UPDATE micro_grid SET closed_on = '2024-11-20' WHERE id = 1"]),
    (MICRO_GRIDS, "resident east-1-a leads a micro-grid and does not live in it",
     ["UPDATE resident SET left_on = '2024-11-20' WHERE key = 'east-1-a'"]),
    (MICRO_GRIDS, "micro-grid m1 does not lie in one grid: g1、g2", [
        insert("grid", key="g2", number=2, name="", community_id=1),
        "UPDATE compound SET grid_id = 2 WHERE key = 'west'"]),
    (MICRO_GRIDS, "household east-1 is in two micro-grids: m1、m2", [
        insert("micro_grid", key="m2", number=2, grid_id=1),
        insert("grid_member", household_id=1, micro_grid_id=2, since="2024-11-20", reason="", at=LATER, actor="")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "says", "statements"), [pytest.param(*one, id=f"{at}-{one[1]}") for at, one in enumerate(BREAKS)]
)
def test_what_was_broken_is_found_by_its_check(
    copy: sqlite3.Connection, whole: Books_, tmp_path: Path, check: str, says: str, statements: list[str]
) -> None:
    for statement in statements:
        assert copy.execute(said(statement, whole[1])).rowcount, "nothing was broken"
    faults = found(copy, whole, tmp_path, check)
    assert any(re.search(says, one) for one in faults.get(check, ())), faults


def test_every_invariant_has_something_that_breaks_it() -> None:
    elsewhere = {GUARDS, PHOTOS}
    assert {check for check, _, _ in BREAKS} | elsewhere == set(audit.CHECKS)


def test_points_spent_under_an_objection_are_found_by_the_order_of_the_journal(
    copy: sqlite3.Connection, whole: Books_, tmp_path: Path
) -> None:
    """Nothing but the journal can tell what came first where clocks were set back."""
    clock = Clock(datetime(2024, 12, 11, 2, tzinfo=UTC))
    store = Store(tmp_path / "copy.db")
    books = Books(Hall(replace(whole[2], store=store, now=clock), clock, 1))
    lot = books.earn(5, on=books.hall.desk.today(), expires_on=days(25))
    before, hold = books.spend(2), books.hold(2)
    clock.forward(days=-1)
    objection = books.object(lot)
    clock.forward(days=1)
    copy.execute("DROP TRIGGER objection_no_delete")
    row = copy.execute("SELECT * FROM objection WHERE id = ?", (objection,)).fetchone()
    copy.execute("DELETE FROM objection WHERE id = ?", (objection,))
    copy.commit()
    spent = books.issue(hold)  # while nobody could see the objection
    copy.execute(f"INSERT INTO objection VALUES ({', '.join('?' * len(row))})", row)
    copy.commit()
    books.settle(objection)
    after = books.spend(1)
    store.close()
    faults = found(copy, whole, tmp_path, READY)[READY]
    assert [spent in one and "objection" in one for one in faults] == [True]
    assert not any(one in str(faults) for one in (before, after))


def test_what_cannot_be_read_is_a_fault_and_stops_no_other_check(
    copy: sqlite3.Connection, whole: Books_, tmp_path: Path
) -> None:
    copy.execute("UPDATE round SET phase = 'nonsense'")
    copy.execute("UPDATE transfer SET business_date = 'some day' WHERE id = ?", (whole[1]["spent"],))
    faults = found(copy, whole, tmp_path)
    assert "cannot be checked" in faults[PUBLIC][0]
    assert GUARDS in faults


def test_every_check_and_what_it_finds_has_its_chinese(copy: sqlite3.Connection, whole: Books_, tmp_path: Path) -> None:
    assert not audit.CHECKS.keys() - catalogue("zh_CN").keys()
    copy.execute("UPDATE journal SET verb = 'x' WHERE number = 4")
    (fault, *_) = found(copy, whole, tmp_path, JOURNAL)[JOURNAL]
    assert (fault, fault.text("zh_CN")) == ("line 4: this line was changed", "第 4 行：此行被改动")
