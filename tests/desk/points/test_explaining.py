"""Every number can be explained: from what happened to what became of it, in both languages."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import Hall, text
from tests.desk.points.people import DAY, FIRST, SECOND, decide, deed_rule, resident, rows, with_rules
from tests.desk.test_main_job import fill

from weiping.desk.points import (
    approvals,
    deeds,
    explaining,
    granting,
    moving,
    notices,
    objections,
    posting,
    redeeming,
    reversing,
    settling,
    shop,
)
from weiping.desk.points.granting import GrantLine
from weiping.domain.plan import Deed
from weiping.domain.points import TransferKind
from weiping.errors import NotAllowed, NotFound
from weiping.ledger.transfers import Transfer
from weiping.store import tables as t


def explain(hall: Hall, transfer: str | None = None, by: Any = SECOND) -> dict[str, Any]:
    found: dict[str, Any] = explaining.explain(hall.desk, by, transfer or rows(hall, t.transfer)[-1].id)
    return found


def said(found: dict[str, Any], lang: str = "en") -> list[str]:
    return [one[lang] for one in found["words"]]


def grant(hall: Hall, points: int, number: int = 1) -> str:
    lines = [GrantLine("household:east-1", points)]
    granting.grant(hall.desk, FIRST, key=f"grant-{number:04}", title=text("fair"), lines=lines, on=date(2024, 11, 4))
    return str(rows(hall, t.transfer)[-1].id)


def redeem(hall: Hall, reward: str = "haircut") -> None:
    thing = next(one["id"] for one in shop.catalogue(hall.desk)["rewards"] if one["key"] == reward)
    home = shop.find_accounts(hall.desk, SECOND, "east 501")["accounts"][0]["id"]
    redeeming.redeem(hall.desk, SECOND, key="redeem-0001", account=home, reward=thing)


def test_a_deed_is_told_from_its_declaration_to_its_points(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    deeds.load_kinds(hall.desk, FIRST, [Deed(key="snow", kind="x", title=text("cleared snow"), points=9)])
    deeds.declare(hall.desk, FIRST, key="deed-0001", kind="snow", household="east-1", on=date(2024, 11, 19), quantity=3)
    hall.clock.forward(hours=1)
    deeds.verify(hall.desk, SECOND, "deed-0001")
    assert said(explain(hall)) == [
        "Earned, 3 points, from “Community points fund” to “East 3号楼2单元501” for “cleared snow”, for 2024-11-19.",
        "It rests on an event: A deed was verified, “cleared snow” (2024-11-19, deed:deed-0001), recorded at 2024-11-20 17:00"
        " by c2.",
        "The rule: deeds (deeds).",
        "Posted at 2024-11-20 17:00; c2 is answerable for it.",
        "Declared at 2024-11-20 16:00 by c1, verified at 2024-11-20 17:00 by c2.",
        "3 points of it left.",
    ]
    home = said(explain(hall, by=resident(hall, "east-1")))
    assert [home[1], home[2]] == [
        "It rests on an event: A deed was verified, “cleared snow” (2024-11-19), recorded at 2024-11-20 17:00 by c2.",
        "The rule: deeds.",
    ], "a household is told no keys of programs"
    assert said(explain(hall), "zh_CN")[0] == (
        "获得 3 分：从“社区积分基金”到“east小区 3号楼2单元501”，事由“cleared snow(中)”，业务日期 2024-11-19。"
    )


def test_a_grant_is_told_with_its_approval_notice_objection_and_what_was_spent(hall: Hall) -> None:
    decide(hall, approve_above=20, notice="monthly", notice_days=2)
    grant_id = granting.grant(
        hall.desk, FIRST, key="grant-0001", title=text("fair"), lines=[GrantLine("household:east-1", 30)], on=DAY
    ).batch
    approvals.approve(hall.desk, SECOND, str(grant_id), "seen")
    transfer = rows(hall, t.transfer)[-1].id
    assert "It waits for the monthly notice, and is not spent before that ends." in said(explain(hall))
    notices.hang(hall.desk, FIRST, "2024-11")
    objections.object_to(hall.desk, SECOND, key="objection-1", transfer=transfer, text="too many", who="Mr Li of 502")
    assert "Objected to at 2024-11-20 16:00; still open, so it is not spent." in said(explain(hall))
    settling.settle(hall.desk, SECOND, "objection-1", "corrected", "they were two, not three", points=20)
    hall.clock.forward(days=3)
    redeem(hall)
    found = explain(hall, transfer)
    assert said(found)[3:] == [
        "Proposed at 2024-11-20 16:00 by c1, approved at 2024-11-20 16:00 by c2.",
        "It is on the notice of 2024-11, from 2024-11-20 to 2024-11-22.",
        "Objected to at 2024-11-20 16:00. The outcome: Corrected (c2: they were two, not three).",
        "A correction at 2024-11-20 16:00: Taken back, 10 points (by c2).",
        "10 points of it went into “Corrected after an objection: fair” (Taken back) of 2024-11-20.",
        "15 points of it went into “Redeemed haircut” (Redeemed) of 2024-11-23.",
        "5 points of it left.",
    ]
    assert (found["lot"]["left"], found["approval"]["approved_by"], found["notice"]["over"]) == (5, "c2", True)


def test_a_redemption_is_told_with_the_lots_it_took(hall: Hall) -> None:
    first, second = grant(hall, 10), grant(hall, 10, 2)
    redeem(hall)
    found = explain(hall)
    assert [(one["id"], one["taken"]) for one in found["took"]] == [(first, 10), (second, 5)]
    assert said(found)[-2:] == [
        "10 points of it came from “fair” of 2024-11-04.", "5 points of it came from “fair” of 2024-11-04.",
    ]  # fmt: skip
    assert (found["event"], found["lot"]) == (None, None)


def test_points_that_moved_say_where_they_were_earned_wherever_they_went_since(hall: Hall) -> None:
    earned = grant(hall, 10)
    places = ("household:east-1", "resident:east-1-a", "household:west-1")
    for source, target in pairwise(places):
        moving.move(hall.desk, SECOND, source, target, key=f"move {source}", reason=text("for school"))
    found = explain(hall)
    assert (found["origin"]["id"], found["origin"]["points"], explain(hall, earned)["origin"]) == (earned, 10, None)
    assert f"These points were earned on 2024-11-04 by “fair” (transfer {earned})." in said(found)
    assert f"这些积分最初得自 2024-11-04 的“fair(中)”（记账 {earned}）。" in said(found, "zh_CN")


def test_a_reversal_says_what_it_corrects(hall: Hall) -> None:
    transfer = grant(hall, 10)
    reversing.reverse(hall.desk, SECOND, transfer, text("typed twice"), key="back-0001", points=4)
    found = explain(hall)
    assert (found["corrects"], f"It corrects the transfer {transfer}." in said(found)) == (transfer, True)
    assert [one["points"] for one in explain(hall, transfer)["corrections"]] == [4]


def test_a_publications_points_are_told_by_the_round_and_a_rule_that_may_be_gone(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    fill(hall, 1, 2, "12", "11")
    hall.go("deliberation", "published")
    assert "The rule: twenty each (twenty-each)." in said(explain(hall))
    found = explain(with_rules(hall))
    assert "The rule: twenty-each (twenty-each)." in said(found)
    assert found["event"]["data"]["winners"][0]["award"] == "best"


def test_what_was_there_before_events_were_kept_is_told_without_one(hall: Hall) -> None:
    one = Transfer(key="old", debit="fund:community", credit="household:east-1", points=1, reason=text("old"), event="opening",
                   business_date=DAY, available_from=DAY, kind=TransferKind.OPENING, expires_on=date(2025, 1, 1))  # fmt: skip
    posting.post(hall.desk, FIRST, [one])
    assert said(explain(hall))[1:] == [
        "Posted at 2024-11-20 16:00; c1 is answerable for it.", "1 point of it left, to be spent by 2025-01-01.",
    ]  # fmt: skip


def test_a_resident_is_told_about_the_own_household_and_not_who_objected(hall: Hall) -> None:
    transfer = grant(hall, 10)
    objections.object_to(
        hall.desk, SECOND, key="objection-1", transfer=transfer, text="Mrs Wang saw it", who="Mrs Wang", late="x"
    )
    found = explain(hall, transfer, resident(hall, "east-1"))
    assert "Wang" not in str(found)
    assert "Wang" in str(explain(hall, transfer))
    with pytest.raises(NotFound, match="no transfer"):
        explain(hall, transfer, resident(hall, "west-1"))
    with pytest.raises(NotFound, match="no transfer x"):
        explain(hall, "x")
    with pytest.raises(NotAllowed):
        explain(hall, transfer, hall.judge())


def test_a_household_that_declared_a_deed_itself_is_called_that(hall: Hall) -> None:
    hall = with_rules(hall, deed_rule())
    deeds.load_kinds(hall.desk, FIRST, [Deed(key="snow", kind="x", title=text("cleared snow"), points=9)])
    home = resident(hall, "east-1")
    deeds.declare(hall.desk, home, key="deed-0001", kind="snow", household="east-1", on=date(2024, 11, 19), quantity=3)
    deeds.verify(hall.desk, SECOND, "deed-0001")
    assert "由 住户本人 申报" in said(explain(hall, by=home), "zh_CN")[4]


def test_every_transfer_of_a_busy_office_has_an_explanation(hall: Hall) -> None:
    grant(hall, 40)
    redeem(hall)
    reversing.reverse(hall.desk, SECOND, grant(hall, 5, 2), text("x"), key="back-0001")
    reversing.reverse(hall.desk, SECOND, rows(hall, t.transfer)[0].id, text("x"), key="back-0002")
    with hall.desk.store.read() as connection:
        every = connection.execute(sa.select(t.transfer.c.id)).scalars().all()
    assert len(every) >= 5
    for one in every:
        found = explain(hall, one)
        assert all(words["zh_CN"] and words["en"] for words in found["words"])
