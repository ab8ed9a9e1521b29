"""The liability report: every point that households may ask for is in it once, against what there is to give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.desk.points.counter import Counter

from weiping.desk.points import accounts, liability, offers, posting, reversing, undoing, vouchers
from weiping.desk.points.offers import Terms
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import TransferKind
from weiping.domain.text import Text
from weiping.errors import NotAllowed
from weiping.ledger.transfers import Transfer


def report(counter: Counter) -> dict[str, Any]:
    return liability.report(counter.desk, counter.clerk)


def lot(counter: Counter, points: int, household: str = "west-1", **more: Any) -> None:
    today = counter.desk.today()
    fields: dict[str, Any] = {"available_from": today, "business_date": today, "kind": TransferKind.GRANT, **more}
    one = Transfer(
        key=counter.key(), debit="fund:community", credit=f"household:{household}", points=points,
        reason=Text("好事", "deed"), event="deed", **fields,
    )  # fmt: skip
    posting.post(counter.desk, counter.clerk, [one])


def test_points_are_sorted_by_what_keeps_them_from_being_spent(counter: Counter) -> None:
    today = counter.desk.today()
    lot(counter, 7, available_from=today + timedelta(days=3))
    lot(counter, 11, awaits_notice=True)
    lot(counter, 13, expires_on=today + timedelta(days=30))
    lot(counter, 17, expires_on=today + timedelta(days=31))
    lot(counter, 19, "west-2", business_date=today - timedelta(days=9), expires_on=today - timedelta(days=1))
    counter.order("haircut")
    found = report(counter)["points"]
    assert found == {
        "ready": 40 + 13 + 17, "soon": 13, "waiting": 7 + 11, "lapsed": 19, "held": 15, "owed": 0, "accounts": 2,
    }  # fmt: skip
    outstanding = sum(points for key, points in counter.ledger.balances().items() if key.startswith("household:"))
    assert found["ready"] + found["waiting"] + found["lapsed"] == outstanding


def test_goods_are_valued_at_what_they_cost_today(counter: Counter) -> None:
    code = counter.redeem()
    counter.order()
    found = report(counter)
    (soap,) = found["goods"]
    assert (soap["stock"], soap["booked"], soap["issued"], soap["value"], found["value"]) == (1, 1, 1, 5, 5)
    assert found["vouchers"] == {"number": 1, "points": 5}
    offers.change(counter.desk, counter.clerk, counter.reward(), Terms(points=9, listed=False))
    assert report(counter)["value"] == 9
    vouchers.hand_over(counter.desk, counter.clerk, code)
    assert report(counter)["vouchers"] == {"number": 0, "points": 0}


def test_funds_say_what_they_issued_of_their_budget(counter: Counter) -> None:
    accounts.open_fund(counter.desk, counter.clerk, "greening", Text("绿化", "Greening"), budget=100)
    accounts.open_fund(counter.desk, counter.clerk, "community", Text("社区", "Community"), budget=50)
    funds = {one["key"]: (one["issued"], one["budget"], one["left"]) for one in report(counter)["funds"]}
    assert funds["greening"] == (0, 100, 100)
    assert funds["community"] == (40, 50, 10)


def test_what_households_owe_is_named_and_not_set_off(counter: Counter) -> None:
    with counter.desk.store.read() as connection:
        grant = connection.exec_driver_sql("SELECT id FROM transfer").scalar_one()
    counter.redeem("haircut", hand_over=True)
    reversing.reverse(counter.desk, counter.clerk, grant, Text("误记", "by mistake"), key="reverse-1")
    found = report(counter)["points"]
    assert (found["ready"], found["owed"]) == (0, 15)


def test_cash_is_that_of_the_month_less_what_was_given_back(counter: Counter) -> None:
    counter.rules(fen_per_point=100)
    counter.ledger.grant("west-1", 12)
    counter.ledger.grant("west-2", 14)
    first = counter.redeem("haircut", "west-1", cash=300)
    assert report(counter)["cash"] == 300
    counter.order("haircut", "west-2", cash=100)
    assert report(counter)["cash"] == 400
    undoing.cancel(counter.desk, counter.clerk, first, "changed their mind")
    assert report(counter)["cash"] == 100
    counter.desk.now.forward(days=30)
    assert report(counter)["cash"] == 0


def test_the_report_is_for_the_office(counter: Counter) -> None:
    liability.report(counter.desk, Actor(Role.CHAIR))
    for actor in (Actor(Role.JUDGE, 1), Actor(Role.RESIDENT, household=1)):
        with pytest.raises(NotAllowed):
            liability.report(counter.desk, actor)
