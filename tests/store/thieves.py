"""Tricks of somebody who writes to the database by plain SQL: each breaks one law, in words of both databases.

A trick is a list of statements; the last is the one that must be refused. What they name by `{name}` is in the `scene`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.points.books import DAY, EAST, WEST, Books, days

from weiping.desk.points import accounts, expiring, granting, hours, moving, periods, policy
from weiping.desk.points.hours import Service
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import TransferKind
from weiping.store import journal
from weiping.store import tables as t

TODAY, LATER = "2024-12-10", "2024-12-10 10:00:00.000000"


def scene(hall: Hall) -> dict[str, Any]:
    """Books with something of everything, November closed; the names that tricks are written with."""
    books, clerk = Books(hall), Actor(Role.CLERK, staff="c1")
    desk, names = hall.desk, {}
    accounts.open_fund(desk, clerk, "summer", text("summer"), budget=20)
    names["earned"] = books.earn(30)
    names["lasting"] = books.earn(25, expires_on=days(300))
    names["ended"] = books.earn(10, WEST, expires_on=days(3))
    names["spent"] = books.spend(8)
    books.post(15, "fund:summer", WEST)
    wrong = books.earn(9, "household:west-2")
    books.spend(9, "household:west-2")
    books.reverse(wrong)
    books.earn(4, "household:west-2", on=DAY)
    names["right"] = books.earn(3, "household:south-1")
    books.reverse(names["right"], 1)
    (names["reversal"],) = (row.id for row in books.read(lambda c: c.execute(_reversals(names["right"])).all()))
    hours.record(desk, clerk, Service(key="patrol", resident="east-1-a", minutes=60, on=DAY, what=text("patrol")))
    hall.clock.time = datetime(2024, 12, 2, tzinfo=UTC)
    periods.close(desk, clerk, "2024-11")
    hall.clock.time = datetime(2024, 12, 10, 2, tzinfo=UTC)
    today = hall.desk.today()
    moving.move(desk, clerk, EAST, "resident:east-1-a", 2, key="move-0001", reason=text("x"))
    (names["moved"],) = (row.id for row in books.of_kind(TransferKind.MOVE))
    names["noticed"] = books.earn(5, on=today, awaits_notice=True)
    names["later"] = books.earn(5, on=today, since=days(60))
    names["objected"] = books.earn(5, on=today)
    names["objection"] = books.object(names["objected"])
    books.notice(names["later"], until=days(10))
    names["held"] = books.hold(6)
    names["released"] = books.hold(6)
    books.release(names["released"])
    policy.change(desk, hall.clerk, policy.Policy(approve_above=10))
    names["batch"] = granting.grant(desk, clerk, key="grant-001", title=text("all"), on=today,
                                    lines=[granting.GrantLine(EAST, 50)]).batch  # fmt: skip
    names["notice"] = books.read(lambda c: c.execute(sa.select(t.points_notice.c.id)).scalar_one())
    expiring.expire(desk, clerk)
    _others(hall, names)
    keys = books.read(lambda c: dict(c.execute(sa.select(t.account.c.key, t.account.c.id)).all()))
    for short, key in {
        "fund": "fund:community", "summer": "fund:summer", "shop": "shop", "east": EAST, "west": WEST,
        "child": "resident:east-1-a", "minutes": "minutes:east-1-a", "debt": "debt:household:west-2",
        "owes": "household:west-2", "south": "household:south-1",
    }.items():  # fmt: skip
        names[short] = keys[key]
    return names


def _reversals(about: str) -> sa.Select[Any]:
    return sa.select(t.transfer).where(t.transfer.c.about == about)


def _others(hall: Hall, names: dict[str, Any]) -> None:
    """A deed, an activity and a spot check of c1."""
    now = hall.desk.now()

    def job(connection: sa.Connection) -> None:
        kind = {"key": "snow", "kind": "deed", "title_zh": "扫雪", "title_en": "snow", "points": 1}
        connection.execute(t.deed_kind.insert(), kind)
        deed = {"id": "deed", "deed_kind_id": 1, "household_id": 1, "quantity": "1", "day": DAY, "note": "", "at": now,
                "actor": "clerk", "operator": "c1"}  # fmt: skip
        connection.execute(t.deed.insert(), deed)
        check = {"id": "check", "sample": "s", "transfer": names["objected"], "at": now, "actor": "clerk"}
        connection.execute(t.spot_check.insert(), check)
        activity = {"key": "a", "kind": "meeting", "title_zh": "会", "title_en": "m", "campaign": "", "day": DAY,
                    "begins": "", "ends": "", "place": "", "data": {}, "at": now, "actor": "clerk", "operator": "c1"}  # fmt: skip
        names["activity"] = connection.execute(t.activity.insert().returning(t.activity.c.id), activity).scalar_one()
        journal.write(connection, "clerk", "test", {"deed": [deed], "spot_check": [check]})

    hall.desk.store.write(job)
    query = sa.select(t.transfer.c.operator).where(t.transfer.c.id == names["objected"])
    with hall.desk.store.read() as connection:
        names["recorder"] = connection.execute(query).scalar_one()


def _literal(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "NULL" if value is None else str(value).upper()
    word = str(value)
    return word if word.startswith("{") or isinstance(value, int | float) else f"'{word}'"


def insert(table: str, verb: str = "INSERT", **row: object) -> str:
    """An INSERT; a value that begins with a brace is a name of the scene."""
    return f"{verb} INTO {table} ({', '.join(row)}) VALUES ({', '.join(map(_literal, row.values()))})"


def transfer(debit: str, credit: str, points: object, **changes: object) -> str:
    """A transfer that only breaks what `changes` break."""
    row = {
        "id": "thief", "body_hash": "", "kind": "earn", "debit_id": f"{{{debit}}}", "credit_id": f"{{{credit}}}",
        "points": points, "reason_zh": "", "reason_en": "", "event": "", "business_date": TODAY, "available_from": TODAY,
        "recorded_at": LATER, "actor": "", "operator": "",
    } | changes  # fmt: skip
    return insert("transfer", **{"key": row["id"], **row})


def use(debit: str, lot: str, points: object) -> str:
    """Points of a debit taken from a lot."""
    return insert("lot_use", debit=debit, lot=lot, points=points)


def hold(account: str = "east", points: object = 5, **changes: object) -> list[str]:
    """A redemption with its hold; `changes` are the hold's."""
    account = f"{{{account}}}"
    thing = insert("redemption", id="r", code="r", key="r", body_hash="", account_id=account, reward_id=2, quantity=1,
                   points=points, at=LATER, actor="")  # fmt: skip
    row = {"id": "h", "redemption": "r", "account_id": account, "points": points, "at": LATER} | changes
    return [thing, insert("hold", **row)]


def spend(lot: str, points: int, **changes: object) -> list[str]:
    """A redemption of held points that takes them from `lot`."""
    return [*hold(**changes), transfer("east", "shop", 5, kind="redeem", hold="h"), use("thief", lot, points)]


def closing(**changes: object) -> str:
    """December closed."""
    row = {
        "period": "2024-12",
        "first": "2024-12-01",
        "last": "2024-12-31",
        "at": "2025-01-02 00:00:00.000000",
        "actor": "",
    }
    return insert("period_close", **(row | changes))


def end(table: str, of: str, value: str, operator: str = "c1", **more: object) -> str:
    """Somebody's decision."""
    return insert(table, **{of: value}, reason="", at=LATER, actor="", operator=operator, **more)


SWAP: Callable[[str], str] = lambda column: f"UPDATE account SET {column} WHERE id = {{east}}"  # noqa: E731

TRICKS: list[tuple[str, list[str]]] = [
    # (the law, the statements)
    ("transfer_whole", [transfer("fund", "east", 0)]),
    ("transfer_whole", [transfer("fund", "east", -5)]),
    ("transfer_kind", [transfer("fund", "east", 5, kind="gift")]),
    ("transfer_kind", [transfer("fund", "fund", 5)]),
    ("transfer_order", [transfer("fund", "east", 5, recorded_at="2024-11-01 00:00:00.000000", business_date="2024-12-03")]),
    ("transfer_order", [transfer("fund", "east", 5, number=-7)]),
    ("transfer_order", [
        closing(period="early", first="2024-12-01", last="2024-12-09", at="2024-12-11 00:00:00.000000"),
        transfer("fund", "east", 5, recorded_at="2024-12-11 00:00:00.000000"),
    ]),
    ("transfer_one_ledger", [transfer("minutes", "east", 5)]),
    ("transfer_one_ledger", [transfer("fund", "minutes", 5)]),
    ("transfer_one_ledger", [transfer("fund", "east", 5, credit_id=999_999)]),
    ("account_floor", [transfer("south", "fund", 3)]),
    ("account_floor", [transfer("summer", "east", 6)]),
    ("account_floor", hold("south", 3)),
    ("account_debt", [transfer("fund", "debt", 10)]),
    ("transfer_owes", [transfer("debt", "east", 5)]),
    ("transfer_period", [transfer("fund", "east", 5, business_date="2024-11-30")]),
    ("transfer_period", [transfer("fund", "east", 5, business_date="1999-01-01")]),
    ("transfer_period", [transfer("fund", "east", 5, business_date="2024-11-20", about="{objected}")]),
    ("transfer_hold", [transfer("east", "shop", 6, kind="redeem", hold="{released}")]),
    ("transfer_hold", [transfer("east", "shop", 5, kind="redeem", hold="{held}")]),
    ("transfer_hold", [transfer("east", "west", 6, kind="redeem", hold="{held}")]),
    ("transfer_hold", [transfer("west", "shop", 6, kind="redeem", hold="{held}")]),
    ("transfer_hold", [transfer("east", "shop", 6, hold="{held}")]),
    ("transfer_hold", [transfer("east", "shop", 6, kind="redeem")]),
    ("transfer_about", [transfer("east", "fund", 1, kind="reverse", about="{ended}")]),
    ("transfer_about", [transfer("east", "fund", 31, kind="reverse", about="{earned}")]),
    ("transfer_about", [transfer("south", "fund", 3, kind="reverse", about="{right}")]),
    ("transfer_about", [transfer("fund", "south", 1, kind="reverse", about="{reversal}")]),
    ("transfer_about", [transfer("east", "summer", 1, kind="reverse", about="{earned}")]),
    ("transfer_about", [transfer("debt", "fund", 1, kind="claw-back", about="{earned}")]),
    ("transfer_about", [transfer("east", "fund", 1, kind="reverse")]),
    ("lot_use_whole", [use("{spent}", "{earned}", 0)]),
    ("lot_use_fits", [transfer("east", "fund", 5), use("thief", "{ended}", 5)]),
    ("lot_use_fits", [transfer("east", "fund", 5), use("thief", "{earned}", 6)]),
    ("lot_use_fits", [transfer("east", "fund", 31), use("thief", "{objected}", 6)]),
    ("lot_use_fits", [use("nobody", "{earned}", 1)]),
    ("lot_use_fits", [use("{spent}", "nobody", 1)]),
    ("lot_use_ready", spend("{noticed}", 5)),
    ("lot_use_ready", spend("{later}", 5)),
    ("lot_use_ready", spend("{objected}", 5)),
    ("lot_use_ready", [
        transfer("fund", "east", 5, id="over", expires_on="2024-12-09"), *spend("over", 5, day="2024-12-10"),
    ]),
    ("lot_use_ready", [transfer("east", "west", 5, kind="move", origin="{noticed}"), use("thief", "{noticed}", 5)]),
    ("lot_use_moved", [
        transfer("east", "west", 5, kind="move", available_from="2024-11-20", origin="{lasting}"), use("thief", "{lasting}", 5),
    ]),
    ("lot_use_moved", [transfer("east", "west", 5, kind="move", origin="{earned}"), use("thief", "{earned}", 5)]),
    ("lot_use_moved", [
        transfer("east", "west", 5, kind="move", available_from="2024-11-20"), use("thief", "{earned}", 5),
    ]),
    ("lot_use_moved", [
        transfer("east", "west", 5, kind="move", available_from="2024-11-20", origin="{ended}"), use("thief", "{earned}", 5),
    ]),
    ("transfer_origin", [transfer("fund", "east", 5, origin="{earned}")]),
    ("transfer_origin", [transfer("east", "west", 5, kind="move", origin="nowhere")]),
    ("transfer_origin", [transfer("east", "west", 5, kind="move", origin="{moved}")]),
    ("lot_use_expired", [transfer("east", "fund", 5, kind="expire"), use("thief", "{lasting}", 5)]),
    ("lot_use_expired", [transfer("east", "fund", 5, kind="expire"), use("thief", "{earned}", 5)]),
    ("hold_whole", hold(points=-5)),
    ("hold_fits", [hold()[0], hold(points=4)[1]]),
    ("hold_fits", [hold()[0], hold("west")[1]]),
    ("hold_fits", hold(redemption="nothing")),
    ("hold_end_once", [insert("hold_end", hold="{held}", how="issued", transfer="{spent}", at=LATER)]),
    ("hold_end_once", [insert("hold_end", hold="nobody", how="released", at=LATER)]),
    ("hold_end_once", [
        *hold(),
        transfer("east", "shop", 5, kind="redeem", hold="h"), insert("hold_end", hold="h", how="released", at=LATER),
    ]),
    ("stock_move_whole", [insert("stock_move", reward_id=1, quantity=0, why="", at=LATER)]),
    ("stock_not_negative", [insert("stock_move", reward_id=1, quantity=-99, why="", at=LATER)]),
    ("account_kind", [insert("account", kind="purse", key="x", name_zh="", name_en="")]),
    ("account_kind", [insert("account", kind="resident", key="x", name_zh="", name_en="")]),
    ("account_kind", [insert("account", kind="group", key="x", name_zh="", name_en="", floor=-5)]),
    ("account_kind", [insert("account", kind="debt", key="x", name_zh="", name_en="")]),
    ("account_new", [insert("account", kind="group", key="x", name_zh="", name_en="", floor=0, balance=500)]),
    ("account_fixed", [SWAP("ledger = 'minutes'")]),
    ("account_fixed", [SWAP("household_id = NULL")]),
    ("account_fixed", [SWAP("kind = 'fund'")]),
    ("account_fixed", [SWAP("key = 'household:other'")]),
    ("account_budget", [SWAP("floor = NULL")]),
    ("account_budget", [SWAP("floor = -100")]),
    ("account_budget", ["UPDATE account SET floor = -14 WHERE id = {summer}"]),
    ("batch_two_people", [end("batch_end", "batch", "{batch}", approved=True)]),
    ("batch_two_people", [end("batch_end", "batch", "nothing", "c2", approved=True)]),
    ("deed_two_people", [end("deed_end", "deed", "deed", verified=True)]),
    ("activity_two_people", [end("activity_end", "activity_id", "{activity}", how="certified")]),
    ("objection_two_people", [end("objection_end", "objection", "{objection}", "{recorder}", how="upheld")]),
    ("spot_check_two_people", [insert("spot_check_end", spot_check="check", outcome="right", note="", at=LATER, actor="",
                                      operator="{recorder}")]),
    ("notice_line_order", [transfer("fund", "east", 5), insert("notice_line", notice="{notice}", transfer="thief")]),
    ("period_order", [closing()[:-1].replace("2025-01-02", "2024-12-30") + ")"]),
    ("period_order", [closing(period="x", first="2024-11-30")]),
    ("period_order", [closing(period="x", first="2023-01-01", last="2023-01-31", at="2023-02-01 00:00:00.000000")]),
    ("closing_fits", [closing(), insert("closing", period="2024-12", account_id="{east}", credited=0, debited=0, balance=999)]),
    ("closing_fits", [insert("closing", period="never", account_id="{east}", credited=0, debited=0, balance=0)]),
]  # fmt: skip

ON_SQLITE: list[tuple[str, list[str]]] = [
    # what PostgreSQL's types do not even let in
    ("transfer_whole", [transfer("fund", "east", 0.5)]),
    ("transfer_whole", [transfer("fund", "east", "many")]),
    ("hold_whole", hold(points=4.5)),
    ("stock_move_whole", [insert("stock_move", reward_id=1, quantity=0.5, why="", at=LATER)]),
    ("lot_use_whole", [transfer("east", "fund", 5), use("thief", "{earned}", 0.5)]),
    ("transfer_days", [transfer("fund", "east", 5, business_date="2024-11-30 ")]),
    ("transfer_days", [transfer("fund", "east", 5, expires_on="for ever")]),
    ("transfer_days", [transfer("fund", "east", 5, recorded_at="2024-12-11")]),
    ("transfer_days", [transfer("fund", "east", 5, recorded_at="2024-12-10 99:00:00.000000")]),
    ("batch_two_people", [end("batch_end", "batch", "{batch}", approved="yes")]),
]  # fmt: skip
