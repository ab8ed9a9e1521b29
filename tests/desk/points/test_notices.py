"""The monthly notice: all that waits hangs once, under masked names, and is spent the day after its last day and not before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.conftest import Hall, text
from tests.desk.points.people import FIRST, SECOND, balance, decide, rows, sound

from weiping.desk.points import balances, granting, notices, redeeming, reversing, shop
from weiping.desk.points.granting import GrantLine
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t


@pytest.fixture
def office(hall: Hall) -> Hall:
    """An office that has a monthly notice of five working days. It is Wednesday the 20th of November 2024."""
    decide(hall, notice="monthly", notice_days=5)
    return hall


def grant(hall: Hall, key: str, home: str, points: int, on: date) -> str:
    lines = [GrantLine(f"household:{home}", points)]
    granting.grant(hall.desk, FIRST, key=f"grant-{key}", title=text(key), lines=lines, on=on)
    return str(rows(hall, t.transfer)[-1].id)


def spendable(hall: Hall, home: str = "east-1") -> int:
    number = shop.find_accounts(hall.desk, hall.clerk, home.replace("-", " 50"))["accounts"][0]["id"]
    with hall.desk.store.read() as connection:
        return balances.spendable(connection, number, hall.desk.today())


def test_points_wait_for_the_notice_and_are_spent_the_day_after_its_last_day(office: Hall) -> None:
    grant(office, "snow", "east-1", 30, date(2024, 11, 4))
    assert (balance(office), spendable(office)) == (30, 0)
    hung = notices.hang(office.desk, FIRST, "2024-11")
    assert (hung.since, hung.until, hung.entries, hung.new) == (date(2024, 11, 20), date(2024, 11, 27), 1, True)
    office.clock.forward(days=7)
    assert (office.desk.today(), spendable(office)) == (date(2024, 11, 27), 0), "the last day still counts"
    home = shop.find_accounts(office.desk, FIRST, "east 501")["accounts"][0]["id"]
    soap = next(one["id"] for one in shop.catalogue(office.desk)["rewards"] if one["key"] == "soap")
    with pytest.raises(WrongPhase, match="0 can be spent today"):
        redeeming.redeem(office.desk, FIRST, key="redeem-1", account=home, reward=soap)
    office.clock.forward(days=1)
    redeeming.redeem(office.desk, FIRST, key="redeem-1", account=home, reward=soap)
    assert (spendable(office), sound(office)) == (25, True)


def test_a_month_hangs_once_and_what_comes_later_goes_on_the_next(office: Hall) -> None:
    first = grant(office, "snow", "east-1", 30, date(2024, 11, 4))
    notices.hang(office.desk, FIRST, "2024-11")
    later = grant(office, "sweep", "east-1", 5, date(2024, 11, 4))
    again = notices.hang(office.desk, SECOND, "2024-11")
    assert (again.new, again.entries) == (False, 1)
    assert notices.listed(office.desk, FIRST)["next"] is None, "this month hangs, the next has not begun"
    office.clock.forward(days=12)
    found = notices.listed(office.desk, FIRST)
    assert (found["waiting"], found["next"]) == ([{"month": "2024-11", "entries": 1, "points": 5}], "2024-12")
    notices.hang(office.desk, FIRST, "2024-12")
    on = {row.transfer: row.notice for row in rows(office, t.notice_line)}
    assert set(on) == {first, later}
    assert on[first] != on[later]
    assert sound(office)


def test_a_past_months_notice_leaves_what_belongs_to_this_one(office: Hall) -> None:
    grant(office, "october", "east-1", 3, date(2024, 10, 31))
    grant(office, "november", "east-1", 4, date(2024, 11, 1))
    assert notices.listed(office.desk, FIRST)["next"] == "2024-10"
    assert notices.hang(office.desk, FIRST, "2024-10").entries == 1
    assert notices.listed(office.desk, FIRST)["next"] == "2024-11"
    assert notices.hang(office.desk, FIRST, "2024-11").entries == 1


def test_what_was_taken_back_before_does_not_hang_and_what_is_corrected_later_says_so(office: Hall) -> None:
    wrong = grant(office, "wrong", "east-1", 30, date(2024, 11, 4))
    half = grant(office, "half", "east-2", 30, date(2024, 11, 4))
    reversing.reverse(office.desk, SECOND, wrong, text("typed twice"), key="back-0001")
    notices.hang(office.desk, FIRST, "2024-11")
    reversing.reverse(office.desk, SECOND, half, text("half of it"), key="back-0002", points=18)
    (line,) = notices.notice(office.desk, "2024-11")["lines"]
    assert (line["transfer"], line["points"]) == (half, 12)
    assert "12 points (30 before it was corrected)" in notices.notice(office.desk, "2024-11")["text"]["en"]


def test_the_notice_says_who_in_which_stairwell_and_never_which_door(office: Hall) -> None:
    grant(office, "snow", "east-1", 30, date(2024, 11, 4))
    grant(office, "sweep", "west-2", 1, date(2024, 11, 5))
    notices.hang(office.desk, FIRST, "2024-11")
    found = notices.notice(office.desk, "2024-11")
    assert [(one["number"], one["who"]) for one in found["lines"]] == [
        (1, {"zh_CN": "east小区 3号楼2单元***", "en": "East 3号楼2单元***"}),
        (2, {"zh_CN": "west小区 3号楼2单元***", "en": "West 3号楼2单元***"}),
    ]
    zh, en = found["text"]["zh_CN"], found["text"]["en"]
    assert zh.splitlines()[0] == "小社区2024年11月积分公示"
    assert "1. east小区 3号楼2单元***：snow(中)，30 分（2024年11月4日）" in zh
    assert "公示时间：2024年11月20日至2024年11月27日（含）。期满次日起可兑换。" in zh
    assert "2. West 3号楼2单元***: sweep, 1 point (2024-11-05)" in en
    assert "2 entries of 2 households, 31 points together" in en
    for secret in ("501", "502", "王", "household:"):
        assert secret not in zh + en + str(found["lines"])


def test_a_notice_in_a_year_whose_holidays_nobody_knows_says_that_it_guesses(office: Hall) -> None:
    office.clock.forward(days=365 * 3)
    grant(office, "snow", "east-1", 30, office.desk.today())
    assert notices.listed(office.desk, FIRST)["guessed"] == [2027]
    hung = notices.hang(office.desk, FIRST, f"{office.desk.today():%Y-%m}")
    assert hung.guessed == (2027,)
    text = notices.notice(office.desk, hung.month)["text"]
    assert "The holidays of 2027 are not known yet; Monday to Friday were counted." in text["en"]
    assert "2027 年放假安排尚未公布" in text["zh_CN"]
    decide(office, notice="monthly", working_days=False)
    assert "2027 年" not in notices.notice(office.desk, hung.month)["text"]["zh_CN"]


def test_points_that_wait_for_no_notice_hang_in_none(hall: Hall) -> None:
    grant(hall, "before", "east-1", 30, date(2024, 11, 4))
    with pytest.raises(WrongPhase, match="Nothing waits"):
        notices.hang(hall.desk, FIRST, "2024-11")
    assert notices.listed(hall.desk, FIRST)["waiting"] == []


def test_what_is_no_month_or_still_to_come_is_refused(office: Hall) -> None:
    grant(office, "snow", "east-1", 30, date(2024, 11, 4))
    bad: list[tuple[str, Any]] = [
        *((one, "written like 2024-10") for one in ("2024-13", "2024-1", "0000-01", "x", "")),
        ("2024-12", "still to come"), ("9999-12", "still to come"),
    ]  # fmt: skip
    for month, why in bad:
        with pytest.raises(Invalid, match=why):
            notices.hang(office.desk, FIRST, month)
    with pytest.raises(NotFound, match="2024-11"):
        notices.notice(office.desk, "2024-11")
    with pytest.raises(NotAllowed):
        notices.hang(office.desk, office.judge(), "2024-11")
