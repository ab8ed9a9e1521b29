from importlib.metadata import EntryPoint

import weiping as wp
import weiping_rewards
from weiping.hooks.loader import load

REWARDS = {reward.key: reward for reward in weiping_rewards.weiping_rewards()}


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


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-rewards", "weiping_rewards", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.rewards) == sorted(REWARDS)
