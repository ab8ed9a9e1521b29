from datetime import date
from importlib.metadata import EntryPoint

import pytest

import weiping as wp
import weiping_rewards
from weiping.hooks.loader import load
from weiping.testing import conformance

REWARDS = {reward.key: reward for reward in weiping_rewards.weiping_rewards()}
FULFILMENTS = {one.key: one for one in weiping_rewards.weiping_fulfilments()}


def redeemed(key: str, quantity: int = 1, on: date = date(2024, 12, 15)) -> wp.Redeemed:
    one = REWARDS[key]
    return wp.Redeemed(reward=key, title=one.title, quantity=quantity, points=one.points * quantity, on=on)


def voucher(key: str, quantity: int = 1) -> wp.Text:
    return FULFILMENTS[REWARDS[key].fulfilment or ""].instruct(redeemed(key, quantity))


@conformance(weiping_rewards)
def test_conformance(check) -> None:
    check()


def test_there_are_thirty_rewards_from_5_to_120_points() -> None:
    assert len(REWARDS) == 30
    assert (min(one.points for one in REWARDS.values()), max(one.points for one in REWARDS.values())) == (5, 120)


def test_the_prices_residents_know_are_kept() -> None:
    known = {"soap": 5, "scented-soap": 10, "laundry-liquid": 20, "tissue-pack": 75, "casserole": 90}
    assert {key: REWARDS[key].points for key in known} == known


def test_services_and_honours_are_there_beside_goods() -> None:
    kinds = {key: REWARDS[key].kind for key in ("haircut", "appliance-repair", "legal-advice", "commendation")}
    assert list(kinds.values()) == [wp.RewardKind.SERVICE] * 3 + [wp.RewardKind.HONOUR]


def test_only_goods_have_a_stock() -> None:
    assert all((one.stock is not None) == (one.kind is wp.RewardKind.GOODS) for one in REWARDS.values())


def test_every_word_is_there_in_both_languages() -> None:
    texts = [text for one in REWARDS.values() for text in (one.title, one.how)]
    assert all(text.zh and text.en and text.zh != text.en for text in texts)


@pytest.mark.parametrize("key", REWARDS)
def test_every_reward_is_handed_over_in_a_way_there_is_and_its_voucher_names_it(key: str) -> None:
    said = voucher(key)
    assert REWARDS[key].title.zh in said.zh
    assert REWARDS[key].title.en in said.en


def test_every_way_to_hand_over_is_that_of_some_reward() -> None:
    assert {one.fulfilment for one in REWARDS.values()} == set(FULFILMENTS)


def test_goods_lie_ready_and_are_asked_for_within_thirty_days_over_the_end_of_a_year() -> None:
    said = voucher("soap", 3)
    assert "×3" in said.zh
    assert "Soap ×3" in said.en
    assert "2025-01-14" in said.zh
    assert "2025-01-14" in said.en


def test_a_haircut_is_by_appointment_and_a_repair_comes_to_the_door() -> None:
    assert "appointment" in voucher("haircut").en
    assert "预约" in voucher("haircut").zh
    assert "上门" in voucher("appliance-repair").zh
    assert "takes no cash" in voucher("appliance-repair").en
    assert "times" not in voucher("haircut").en
    assert "(2 times" in voucher("haircut", 2).en


def test_an_honour_asks_how_the_resident_wishes_to_be_named() -> None:
    assert "匿名" in voucher("commendation").zh
    assert "agreed" in voucher("commendation").en


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-rewards", "weiping_rewards", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.rewards) == sorted(REWARDS)
    assert list(plugins.fulfilments) == sorted(FULFILMENTS)
