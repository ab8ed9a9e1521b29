"""Posting and redeeming: one key, one effect; nothing below zero; nothing sold twice."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Clock, Hall, text, tiny_plugins

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.desk.points import posting, redeeming, shop, slips
from weiping.desk.views import Views
from weiping.domain.points import Fulfilment, Redeemed
from weiping.domain.text import Text
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.hooks.watch import Watch
from weiping.ledger.transfers import Transfer
from weiping.store import Store

DAY = date(2024, 11, 20)


def grant(hall: Hall, amount: int, *, key: str = "grant", to: str = "household:east-1", since: date = DAY) -> int:
    one = Transfer(
        key=key, debit="fund:community", credit=to, points=amount, reason=text("deed"), event="test",
        business_date=DAY, available_from=since,
    )  # fmt: skip
    return posting.post(hall.desk, hall.clerk, [one])


def home(hall: Hall) -> dict[str, int]:
    found: dict[str, int] = shop.find_accounts(hall.desk, hall.clerk, "east 501")["accounts"][0]
    return found


def reward(hall: Hall, key: str) -> dict[str, int]:
    return next(one for one in shop.catalogue(hall.desk)["rewards"] if one["key"] == key)


def test_one_key_has_one_effect(hall: Hall) -> None:
    assert grant(hall, 30) == 1
    assert grant(hall, 30) == 0
    assert home(hall)["balance"] == 30
    with pytest.raises(WrongPhase, match="used before"):
        grant(hall, 31)
    assert home(hall)["balance"] == 30


def test_an_unknown_account_is_refused_and_nothing_of_the_posting_stays(hall: Hall) -> None:
    good = Transfer(key="a", debit="fund:community", credit="household:east-1", points=5, reason=text("x"), event="t",
                    business_date=DAY, available_from=DAY)  # fmt: skip
    bad = Transfer(key="b", debit="fund:community", credit="household:nowhere", points=5, reason=text("x"), event="t",
                   business_date=DAY, available_from=DAY)  # fmt: skip
    with pytest.raises(NotFound, match="household:nowhere"):
        posting.post(hall.desk, hall.clerk, [good, bad])
    assert home(hall)["balance"] == 0


def test_a_household_cannot_be_debited_below_zero(hall: Hall) -> None:
    grant(hall, 10)
    back = Transfer(key="back", debit="household:east-1", credit="fund:community", points=11, reason=text("x"), event="t",
                    business_date=DAY, available_from=DAY)  # fmt: skip
    with pytest.raises(WrongPhase, match="below 0"):
        posting.post(hall.desk, hall.clerk, [back])


def test_points_under_notice_cannot_be_spent(hall: Hall) -> None:
    grant(hall, 30, since=date(2024, 12, 1))
    assert (home(hall)["balance"], home(hall)["redeemable"]) == (30, 0)
    with pytest.raises(WrongPhase, match="0 can be spent today"):
        redeeming.redeem(
            hall.desk, hall.clerk, key="redeem-1", account=home(hall)["id"], reward=reward(hall, "soap")["id"]
        )


def test_redeeming_takes_points_and_stock_and_stops_at_both(hall: Hall) -> None:
    grant(hall, 22)
    account, soap = home(hall)["id"], reward(hall, "soap")["id"]
    redeeming.redeem(hall.desk, hall.clerk, key="redeem-1", account=account, reward=soap, quantity=2)
    assert (home(hall)["balance"], reward(hall, "soap")["stock"]) == (12, 1)
    with pytest.raises(WrongPhase, match="out of stock"):
        redeeming.redeem(hall.desk, hall.clerk, key="redeem-2", account=account, reward=soap, quantity=2)
    with pytest.raises(WrongPhase, match="costs 15 points; 12"):
        redeeming.redeem(hall.desk, hall.clerk, key="redeem-3", account=account, reward=reward(hall, "haircut")["id"])
    with pytest.raises(WrongPhase, match="used before"):
        redeeming.redeem(hall.desk, hall.clerk, key="redeem-1", account=account, reward=soap, quantity=1)
    assert (home(hall)["balance"], reward(hall, "soap")["stock"]) == (12, 1)
    history = shop.account(hall.desk, hall.clerk, account)["history"]
    assert [(line["points"], line["balance"]) for line in history] == [(-10, 12), (22, 22)]


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_that_makes_no_sense_is_refused(hall: Hall, quantity: int) -> None:
    with pytest.raises(Invalid):
        redeeming.redeem(hall.desk, hall.clerk, key="redeem-1", account=1, reward=1, quantity=quantity)


def test_judges_do_not_run_the_shop(hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        shop.find_accounts(hall.desk, hall.judge(), "east")
    with pytest.raises(NotAllowed):
        redeeming.redeem(hall.desk, hall.judge(), key="redeem-1", account=1, reward=1)


def test_two_desks_selling_the_last_piece_sell_it_once(hall: Hall, database: Path) -> None:
    grant(hall, 100)
    account, soap = home(hall)["id"], reward(hall, "soap")["id"]
    outcomes: list[str] = []

    def sell(number: int) -> None:
        with Store(database) as store:
            desk = Desk(store, tiny_plugins(), now=Clock())
            for attempt in range(3):
                try:
                    redeeming.redeem(desk, hall.clerk, key=f"desk-{number}-{attempt}", account=account, reward=soap)
                    outcomes.append("sold")
                except WrongPhase as error:
                    outcomes.append(error.word)

    threads = [threading.Thread(target=sell, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sold"] * 3 + ["stock"] * 6
    assert (home(hall)["balance"], reward(hall, "soap")["stock"]) == (85, 0)
    assert not any(finding.faults for finding in audit.audit(hall.desk))


def test_names_in_the_shop_are_masked(hall: Hall) -> None:
    assert "王小明" not in str(shop.find_accounts(hall.desk, hall.clerk, "east"))


def with_fulfilment(hall: Hall, instruct: Any) -> Hall:
    """The hall, with soap that is handed over as `instruct` says, watched as the loader watches it."""
    watch = Watch()
    bell = Fulfilment(key="bell", title=text("bell"), instruct=instruct)
    plugins = replace(
        hall.desk.plugins,
        rewards={**hall.desk.plugins.rewards, "soap": replace(hall.desk.plugins.rewards["soap"], fulfilment="bell")},
        fulfilments={"bell": watch.watched(bell, "weiping-bell", "weiping_fulfilments")},
        watch=watch,
    )
    return replace(hall, desk=replace(hall.desk, plugins=plugins))


def voucher_of_soap(hall: Hall) -> dict[str, Any]:
    grant(hall, 30)
    code, _ = redeeming.redeem(
        hall.desk, hall.clerk, key="redeem-1", account=home(hall)["id"], reward=reward(hall, "soap")["id"], quantity=2
    )
    found: dict[str, Any] = slips.voucher(hall.desk, hall.clerk, code)
    return found


def test_a_voucher_says_what_the_rewards_fulfilment_instructs_and_is_not_told_who_redeemed(hall: Hall) -> None:
    told: list[Redeemed] = []

    def instruct(redeemed: Redeemed) -> Text:
        told.append(redeemed)
        return Text(f"按门铃 {redeemed.quantity} 下", f"Ring {redeemed.quantity} times")

    voucher = voucher_of_soap(with_fulfilment(hall, instruct))
    assert voucher["how"] == {"zh_CN": "按门铃 2 下", "en": "Ring 2 times"}
    assert told == [Redeemed(reward="soap", title=text("soap"), quantity=2, points=10, on=DAY)]


@pytest.mark.parametrize("wrong", [1 / 3, None, Text("只有中文", "")])
def test_a_fulfilment_that_answers_nonsense_leaves_the_voucher_as_the_catalogue_has_it(hall: Hall, wrong: Any) -> None:
    hall = with_fulfilment(hall, lambda _: wrong)
    assert voucher_of_soap(hall)["how"] == text("at the desk").both()
    assert [(one.plugin, one.key) for one in hall.desk.plugins.watch.failures] == [("weiping-bell", "bell")]


def test_a_fulfilment_that_fails_stops_nobody_from_redeeming_and_stands_on_the_chairs_page(hall: Hall) -> None:
    def instruct(_: Redeemed) -> Text:
        raise KeyError("room")

    hall = with_fulfilment(hall, instruct)
    assert voucher_of_soap(hall)["how"] == text("at the desk").both()
    at = datetime.now(UTC)
    console = Views(replace(hall.desk, now=lambda: at)).console(hall.chair, hall.round)
    (failure,) = console["plugin_failures"]
    assert (failure["plugin"], failure["key"], failure["error"]) == ("weiping-bell", "bell", "KeyError: 'room'")


def test_a_fulfilment_that_is_quarantined_or_gone_leaves_what_the_catalogue_says(hall: Hall) -> None:
    hall = with_fulfilment(hall, lambda _: text("ring"))
    gone = replace(hall, desk=replace(hall.desk, plugins=replace(hall.desk.plugins, fulfilments={})))
    assert voucher_of_soap(gone)["how"] == text("at the desk").both()
