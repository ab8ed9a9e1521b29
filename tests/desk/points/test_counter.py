"""At the counter: cash for what is missing, limits, prices with a history, and things given at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.desk.points.counter import DESKS, Counter

from weiping.desk.points import catalogue, offers, redeeming, shop, vouchers
from weiping.desk.points.offers import Terms
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import RewardKind
from weiping.domain.text import Text
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase

TODAY = date(2024, 11, 20)


def test_missing_points_are_paid_in_cash_and_the_redemption_says_how_much(counter: Counter) -> None:
    counter.rules(fen_per_point=50)
    counter.ledger.grant("west-1", 12)
    code = counter.redeem("haircut", "west-1", cash=150)
    slip = counter.slip(code)
    assert (slip["points"], slip["cash"]) == (12, 150)
    assert counter.home("west-1")["balance"] == 0
    counter.sound()


@pytest.mark.parametrize(
    ("have", "cash", "word"),
    [(12, 100, "cash"), (12, 200, "cash"), (12, 0, "points"), (20, 50, "cash"), (0, 750, "points")],
)
def test_cash_is_exactly_what_is_missing_and_never_all_of_it(
    counter: Counter, have: int, cash: int, word: str
) -> None:  # fmt: skip
    counter.rules(fen_per_point=50)
    if have:
        counter.ledger.grant("west-1", have)
    with counter.nothing_changes(), pytest.raises(WrongPhase) as refused:
        counter.redeem("haircut", "west-1", cash=cash)
    assert refused.value.word == word


def test_cash_is_not_taken_where_the_office_takes_none(counter: Counter) -> None:
    with pytest.raises(Invalid, match="Cash is not taken"):
        counter.redeem("haircut", cash=100)
    with pytest.raises(Invalid, match="from zero on"):
        counter.redeem("haircut", cash=-100)


def test_the_sum_that_is_missing_is_said_in_yuan(counter: Counter) -> None:
    counter.rules(fen_per_point=25)
    counter.ledger.grant("west-1", 12)
    with pytest.raises(WrongPhase, match=r"3 points are missing, which is 0\.75 yuan in cash, not 1\.00"):
        counter.redeem("haircut", "west-1", cash=100)


def test_what_is_given_at_once_is_redeemed_and_handed_over_in_one_commit_and_once(counter: Counter) -> None:
    code = counter.redeem(key="open-day-1", hand_over=True, by_whom="  小李 ")
    slip = counter.slip(code)
    assert (slip["state"], slip["used"]["by_whom"]) == ("handed-over", "小李")
    assert counter.redeem(key="open-day-1", hand_over=True) == code
    with pytest.raises(WrongPhase, match="used before"):
        counter.redeem(key="open-day-1")
    with pytest.raises(WrongPhase) as refused:
        vouchers.hand_over(counter.desk, counter.clerk, code)
    assert refused.value.word == "used"
    assert counter.home()["balance"] == 35
    counter.sound()


def test_a_voucher_for_one_desk_is_not_handed_over_at_another_or_at_none(counter: Counter) -> None:
    counter.rules(desks=DESKS)
    code = counter.redeem(at="north")
    for elsewhere in ("south", ""):
        with pytest.raises(WrongPhase) as refused:
            vouchers.hand_over(counter.desk, counter.clerk, code, at=elsewhere)
        assert refused.value.word == "other-desk"
    vouchers.hand_over(counter.desk, counter.clerk, code, at="north")
    assert counter.slip(code)["state"] == "handed-over"
    with pytest.raises(Invalid, match="no desk east"):
        counter.redeem(at="east")


def test_a_voucher_is_good_on_its_last_day_and_not_after_it(counter: Counter) -> None:
    counter.rules(voucher_days=3)
    first, second = counter.redeem(), counter.redeem()
    counter.desk.now.forward(days=3)
    vouchers.hand_over(counter.desk, counter.clerk, first)
    counter.desk.now.forward(days=1)
    assert counter.slip(second)["over"] is True
    with pytest.raises(WrongPhase, match="good until 2024-11-23") as refused:
        vouchers.hand_over(counter.desk, counter.clerk, second)
    assert refused.value.word == "expired"


def test_a_price_changes_from_its_day_on_and_the_history_stays(counter: Counter) -> None:
    soap = counter.reward()
    offers.change(counter.desk, counter.clerk, soap, Terms(points=8, provider="供销社"), TODAY + timedelta(days=2))
    assert counter.slip(counter.redeem())["points"] == 5
    kept = shop.kept(counter.desk, counter.clerk, soap)
    assert [(one["points"], one["since"]) for one in kept["planned"]] == [(8, "2024-11-22")]
    counter.desk.now.forward(days=2)
    assert counter.slip(counter.redeem())["points"] == 8
    kept = shop.kept(counter.desk, counter.clerk, soap)
    assert [(line["points"], line["since"], line["until"]) for line in kept["offers"]] == [
        (8, "2024-11-22", None),
        (5, "2024-11-20", "2024-11-22"),
    ]
    assert (kept["provider"], kept["planned"]) == ("供销社", [])
    counter.sound()


def test_a_change_overtakes_what_was_planned_before_and_the_history_says_so(counter: Counter) -> None:
    soap = counter.reward()
    offers.change(counter.desk, counter.clerk, soap, Terms(points=9), TODAY + timedelta(days=5))
    offers.change(counter.desk, counter.clerk, soap, Terms(points=6), TODAY)
    counter.desk.now.forward(days=6)
    kept = shop.kept(counter.desk, counter.clerk, soap)
    assert kept["points"] == 6
    never = next(line for line in kept["offers"] if line["points"] == 9)
    assert never["until"] <= never["since"]
    assert kept["planned"] == []


def test_what_is_taken_off_the_list_is_not_redeemed_and_comes_back_as_it_was(counter: Counter) -> None:
    soap = counter.reward()
    offers.change(counter.desk, counter.clerk, soap, Terms(listed=False))
    assert "soap" not in [one["key"] for one in shop.catalogue(counter.desk)["rewards"]]
    assert "soap" in [one["key"] for one in shop.shelves(counter.desk, counter.clerk)["rewards"]]
    with pytest.raises(WrongPhase) as refused:
        counter.redeem()
    assert refused.value.word == "withdrawn"
    offers.change(counter.desk, counter.clerk, soap, Terms(listed=True))
    assert counter.slip(counter.redeem())["points"] == 5


def test_a_limit_counts_by_the_month_of_the_office_and_can_be_lifted(counter: Counter) -> None:
    haircut = counter.reward("haircut")
    offers.change(counter.desk, counter.clerk, haircut, Terms(most=1, per="month"))
    counter.redeem("haircut")
    with pytest.raises(WrongPhase, match="at most 1 for one household in one month") as refused:
        counter.redeem("haircut")
    assert refused.value.word == "limit"
    offers.change(counter.desk, counter.clerk, haircut, Terms(most=None))
    counter.redeem("haircut")


def test_a_new_month_begins_at_midnight_of_the_office_not_of_utc(counter: Counter) -> None:
    offers.change(counter.desk, counter.clerk, counter.reward("haircut"), Terms(most=1, per="month"))
    counter.redeem("haircut")
    counter.desk.now.forward(days=10, hours=7)  # 2024-11-30 15:00 UTC is 23:00 in Shanghai
    with pytest.raises(WrongPhase):
        counter.redeem("haircut")
    counter.desk.now.forward(hours=1)
    counter.redeem("haircut")


@pytest.mark.parametrize(
    "terms",
    [Terms(), Terms(most=3), Terms(per="day"), Terms(most=2, per=None)],
    ids=["nothing", "no-per", "no-most", "half"],
)
def test_terms_that_make_no_sense_change_nothing(counter: Counter, terms: Terms) -> None:
    with counter.nothing_changes(), pytest.raises(Invalid):
        offers.change(counter.desk, counter.clerk, counter.reward(), terms)


@pytest.mark.parametrize("since", [TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
def test_a_price_is_not_changed_for_days_that_are_over_or_far_away(counter: Counter, since: date) -> None:
    with counter.nothing_changes(), pytest.raises(Invalid):
        offers.change(counter.desk, counter.clerk, counter.reward(), Terms(points=7), since)
    with pytest.raises(NotFound):
        offers.change(counter.desk, counter.clerk, 99, Terms(points=7))


def test_the_office_adds_a_reward_of_its_own_once_for_a_key(counter: Counter) -> None:
    def add(title: Text = Text("雨伞", "Umbrella")) -> int:  # noqa: B008
        return catalogue.add(
            counter.desk, counter.clerk, key="umbrellas-2024", title=title, kind=RewardKind.GOODS,
            points=20, how=Text("前台", "At the desk"), stock=4,
        )  # fmt: skip

    made = add()
    assert add() == made
    assert shop.reward(counter.desk, made)["stock"] == 4
    redeeming.redeem(counter.desk, counter.clerk, key=counter.key(), account=counter.account(), reward=made)
    with pytest.raises(WrongPhase, match="used before for another reward"):
        add(Text("大米", "Rice"))
    with pytest.raises(Invalid):
        add(Text(" ", " "))
    counter.sound()


def test_only_the_shop_changes_what_it_offers(counter: Counter) -> None:
    for actor in (Actor(Role.CHAIR), Actor(Role.JUDGE, 1), Actor(Role.RESIDENT, household=1)):
        with pytest.raises(NotAllowed):
            offers.change(counter.desk, actor, counter.reward(), Terms(points=1))
