from datetime import date
from importlib.metadata import EntryPoint

import weiping as wp
import weiping_points_award
from weiping.hooks.calls import propose
from weiping.hooks.loader import load
from weiping.testing import conformance

(RULE,) = weiping_points_award.weiping_points_rules()


def published(*winners: wp.Winner) -> wp.Published:
    title = wp.Text("2024 最美小区", "Most beautiful compound 2024")
    return wp.Published(round=1, appraisal="beautiful-2024", title=title, on=date(2024, 12, 1), winners=winners)


def winner(award: str, place: int, *households: str) -> wp.Winner:
    return wp.Winner(entry=place, name=wp.Text("甲小区", "Compound A"), award=award, place=place, households=households)


@conformance(weiping_points_award)
def test_conformance(check) -> None:
    check()


def test_every_household_of_the_most_beautiful_compound_gets_twenty_points() -> None:
    proposals = propose(RULE, published(winner("most-beautiful-compound", 1, "a-101", "a-102")))
    assert [(one.household, one.points) for one in proposals] == [("a-101", 20), ("a-102", 20)]


def test_the_reason_names_the_appraisal_and_the_award_in_both_languages() -> None:
    (proposal,) = propose(RULE, published(winner("most-beautiful-compound", 1, "a-101")))
    assert proposal.reason.zh == "2024 最美小区：甲小区获评最美小区"
    assert proposal.reason.en == "Most beautiful compound 2024: Compound A won Most beautiful compound"


def test_other_awards_get_less_and_are_named_by_their_place() -> None:
    second, third = propose(RULE, published(winner("fine-compound", 2, "b-1"), winner("new-award", 3, "c-1")))
    assert (second.points, third.points) == (10, 5)
    assert (third.reason.zh[-5:], third.reason.en[-7:]) == ("第 3 名", "place 3")


def test_two_awards_of_one_compound_are_told_apart() -> None:
    proposals = propose(RULE, published(winner("most-beautiful-compound", 1, "a"), winner("new-award", 1, "a")))
    assert [one.key for one in proposals] == ["most-beautiful-compound", "new-award"]


def test_no_winner_earns_nothing() -> None:
    assert propose(RULE, published()) == []


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-points-award", "weiping_points_award", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.points_rules) == ["award-points"]
