"""What a household sees of its points: numbers that explain each other, reasons, and nothing of anybody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from tests.conftest import Clock, Hall
from tests.desk.points.lived import TODAY, Home, insert, lived, notice

from weiping.api import Api, Request
from weiping.desk.points import mine
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.errors import NotAllowed, NotFound
from weiping.store import tables as t


@pytest.fixture
def home(hall: Hall) -> Home:
    return lived(hall)


def ask(hall: Hall, actor: Actor, path: str, **query: str) -> tuple[int, dict[str, Any]]:
    reply = Api(hall.desk).handle(Request(actor, "GET", path, query))
    return reply.status, reply.body


def test_what_may_not_be_spent_is_told_with_why_and_from_when_and_it_adds_up(hall: Hall, home: Home) -> None:
    seen = mine.mine(hall.desk, home.resident())
    assert (seen["balance"], seen["spendable"], seen["held"], seen["owed"]) == (120, 66, 0, 2)
    waits = [(one["why"], one["from"], one["points"]) for one in seen["waiting"]]
    assert waits == [
        ("notice", "2024-11-26", 9), ("day", "2024-12-02", 15), ("next-notice", None, 8), ("objection", None, 20)
    ]  # fmt: skip
    assert seen["balance"] == seen["spendable"] + sum(one["points"] for one in seen["waiting"]) + seen["owed"]
    assert seen["expiring"] == [{"on": "2024-12-31", "points": 18}]
    lines = {line["reason"]["zh_CN"]: line["waits"] for line in seen["history"]}
    assert lines["义务巡逻"] == {"why": "notice", "from": "2024-11-26"}
    assert lines["最美小区奖励"] is None


def test_on_the_day_that_was_told_the_points_can_be_spent(hall: Hall, home: Home, clock: Clock) -> None:
    actor = home.resident()
    for days, spendable in ((5, 66), (1, 66 + 9), (6, 66 + 9 + 15), (29, 66 + 9 + 15), (1, 66 + 9 + 15 - 18)):
        clock.forward(days=days)
        seen = mine.mine(hall.desk, actor)
        assert seen["spendable"] == spendable, hall.desk.today()
    assert seen["over"] == 18  # past its last day and not taken out of the books yet
    assert seen["balance"] == spendable + sum(one["points"] for one in seen["waiting"]) + seen["owed"] + seen["over"]


def test_a_notice_that_begins_late_does_not_make_points_spendable_before_their_own_day(hall: Hall) -> None:
    home = Home(hall, "east-1")
    later = home.earns("迟", "late", 5, 0, awaits_notice=True, available_from=TODAY + timedelta(days=30))
    notice(hall, TODAY + timedelta(days=2), later)
    (one,) = mine.mine(hall.desk, home.resident())["waiting"]
    assert (one["why"], one["from"]) == ("notice", "2024-12-20")


def test_a_debt_is_named_with_its_reason_and_vouchers_with_their_last_day(hall: Hall, home: Home) -> None:
    seen = mine.mine(hall.desk, home.resident())
    assert [(line["kind"], line["points"], line["reason"]["zh_CN"]) for line in seen["debts"]] == [
        ("claw-back", -2, "清扫楼道记错，更正")
    ]
    vouchers = [(one["reward"]["zh_CN"], one["quantity"], one["state"], one["valid_until"]) for one in seen["vouchers"]]
    assert vouchers == [
        ("书面表扬", 2, "issued", "2025-02-18"), ("大米 5 千克", 2, "issued", "2025-02-18"),
        ("抽纸一提", 1, "handed-over", "2025-02-18"),
    ]  # fmt: skip
    assert seen["people"] == [{"name": "王*明", "minutes": 255, "points": None}]
    assert [one["state"] for one in seen["deeds"]] == ["waits", "refused", "verified"]


def test_the_history_comes_in_pages_whose_balances_join(hall: Hall, clock: Clock) -> None:
    home = Home(hall, "east-1")
    for number in range(60):
        home.earns(f"第{number}件", f"number {number}", 1 + number % 3, 60 - number)
    home.redeems("soap")
    actor = home.resident()
    first = mine.mine(hall.desk, actor)
    second = mine.history(hall.desk, actor, first["history"][-1]["number"])
    lines = first["history"] + second["history"]
    assert (first["more"], second["more"], len(lines)) == (True, False, 61)
    after = first["balance"]
    for line in lines:
        assert line["balance"] == after
        after -= line["points"]
    assert after == 0


def test_a_voucher_past_its_last_day_is_over_and_has_no_code_to_show(hall: Hall, home: Home, clock: Clock) -> None:
    actor = home.resident()
    _, body = ask(hall, actor, "/mine")
    assert [one["qr"] is not None for one in body["vouchers"]] == [True, True, False]
    clock.forward(days=91)
    _, body = ask(hall, actor, "/mine")
    assert [(one["over"], one["qr"]) for one in body["vouchers"][:2]] == [(True, None)] * 2


def test_a_limited_reward_says_how_many_the_household_may_still_have(hall: Hall, home: Home) -> None:
    with hall.desk.store.read() as connection:
        rice = connection.execute(sa.select(t.reward.c.id).where(t.reward.c.key == "rice")).scalar_one()
    insert(hall, t.offer, reward_id=rice, points=30, listed=True, most=3, per="month", provider="", since=TODAY)
    (one,) = (one for one in mine.mine(hall.desk, home.resident())["rewards"] if one["key"] == "rice")
    assert one["limit"] == {"left": 1, "most": 3, "per": {"zh_CN": "月", "en": "month"}}


def test_a_household_objects_to_a_line_of_its_own_and_reads_what_became_of_it(hall: Hall, home: Home) -> None:
    actor, line = home.resident(), home.lines["义务巡逻"]

    def objects(to: str, text: str, key: str = "objection-1", who: Actor = actor) -> tuple[int, Any]:
        sent = msgspec.json.encode({"key": key, "transfer": to, "text": text})
        reply = Api(hall.desk).handle(Request(who, "POST", "/mine/objections", body=sent))
        return reply.status, reply.body

    def told(name: str) -> dict[str, Any]:
        lines = mine.mine(hall.desk, home.resident())["history"]  # by whatever phone of the household
        return next(one for one in lines if one["reason"]["zh_CN"] == name)

    assert {name: told(name)["objectable"] for name in ("义务巡逻", "清理楼道堆物", "年度文明家庭", "最美小区奖励")} == {
        "义务巡逻": True, "清理楼道堆物": True, "年度文明家庭": True, "最美小区奖励": False,
    }  # fmt: skip
    assert [objects(line, "少记了一小时<script>")[0] for _ in range(2)] == [201, 201], "sent again it is one"
    assert objects(home.lines["最美小区奖励"], "晚了", key="objection-2")[1]["error"]["code"] == "ended"
    assert objects(line, "再说一次", key="objection-3")[1]["error"]["code"] == "objected"
    own = told("义务巡逻")
    assert own["waits"] == {"why": "objection", "from": None}
    assert [(one["own"], one["text"], one["state"]) for one in own["objections"]] == [
        (True, "少记了一小时<script>", "open")
    ]
    insert(hall, t.objection_end, objection="objection-1", how="upheld", reason="门卫记录为证", operator="c2")
    own = told("义务巡逻")
    assert [(one["state"], one["reason"]) for one in own["objections"]] == [("upheld", "门卫记录为证")]
    assert own["waits"]["why"] == "notice"
    (other,) = told("帮助独居老人")["objections"]
    assert (other["own"], other["text"], other["state"]) == (False, None, "open"), "who wrote it is not told"
    stranger = Home(hall, "west-1").resident()
    assert objects(home.lines["最美小区奖励"], "别人的", key="objection-4", who=stranger)[0] == 404


def test_a_household_sees_its_own_and_nothing_of_others(hall: Hall, home: Home) -> None:
    secret = "绝密事由"
    other = Home(hall, "south-2")
    lines = [other.earns(secret, "top secret", 77, 1), home.lines["义务巡逻"]]
    actor = home.resident()
    for before in ("", *(str(number) for number in (1, 5, 10, 1000, 999999999999999))):
        status, body = ask(hall, actor, "/mine/history", **({"before": before} if before else {}))
        assert status == 200
        assert secret not in str(body)
    status, body = ask(hall, actor, "/mine")
    assert secret not in str(body)
    assert lines[0] not in str(body)
    assert str(other.account) not in {str(body.get("account")), str(body.get("id"))}
    theirs = mine.mine(hall.desk, other.resident())
    assert (theirs["balance"], [line["reason"]["zh_CN"] for line in theirs["history"]]) == (77, [secret])
    for nonsense in ("-1", "abc", "1;drop", "1" * 16, "１"):
        assert ask(hall, actor, "/mine/history", before=nonsense)[0] in (200, 422), nonsense


def test_nobody_but_a_household_has_such_a_page(hall: Hall, home: Home) -> None:
    for actor in (OPERATOR, hall.clerk, hall.chair, hall.judge()):
        with pytest.raises(NotAllowed):
            mine.mine(hall.desk, actor)
        assert ask(hall, actor, "/mine")[0] == 403
    assert ask(hall, Actor(Role.PUBLIC), "/mine")[0] == 401
    for nowhere in (Actor(Role.RESIDENT), Actor(Role.RESIDENT, household=999)):
        with pytest.raises(NotFound, match="new card"):
            mine.mine(hall.desk, nowhere)


def test_a_household_that_has_nothing_yet_sees_zeros_and_the_catalogue(hall: Hall) -> None:
    seen = mine.mine(hall.desk, Home(hall, "west-2").resident())
    assert (seen["balance"], seen["spendable"], seen["history"], seen["debts"], seen["more"]) == (0, 0, [], [], False)
    assert seen["rewards"]
    assert seen["day"] == date(2024, 11, 20).isoformat()


def test_a_household_declares_a_deed_of_its_own_which_waits_for_the_office(hall: Hall, home: Home) -> None:
    actor = home.resident()

    def declare(**body: Any) -> tuple[int, Any]:
        sent = msgspec.json.encode({"key": "deed-000001", "kind": "sweep", "day": "2024-11-19", **body})
        reply = Api(hall.desk).handle(Request(actor, "POST", "/mine/deeds", body=sent))
        return reply.status, reply.body

    before = mine.mine(hall.desk, actor)
    assert declare(note="<b>二单元</b>")[0] == 201
    assert declare(note="<b>二单元</b>")[0] == 201, "sent again it is the same deed"
    seen = mine.mine(hall.desk, actor)
    assert len(seen["deeds"]) == len(before["deeds"]) + 1
    assert (seen["deeds"][0]["state"], seen["deeds"][0]["note"]) == ("waits", "<b>二单元</b>")
    assert seen["balance"] == before["balance"]
    assert declare()[1]["error"]["code"] == "key-reused"
    for wrong in ({"day": "2024-11-21"}, {"quantity": "0"}, {"quantity": "many"}):
        assert declare(key="deed-000002", **wrong)[0] == 422, wrong
    assert declare(key="deed-000002", kind="nothing")[0] == 404
    assert declare(key="deed-000002", household="south-2")[0] == 400, "nobody declares for another household"
