from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_points_volunteering
from weiping.hooks.calls import propose
from weiping.hooks.loader import load
from weiping.testing import conformance

(RULE,) = weiping_points_volunteering.weiping_points_rules()


def attended(*who: wp.Attendance, complaint: bool = False) -> wp.Attended:
    title = wp.Text("义务理发", "Free haircuts")
    return wp.Attended(activity=7, kind="free-haircut", title=title, on=date(2024, 6, 1), who=who, complaint=complaint)


def volunteer(hours: str | None, household: str = "a-101", resident: str | None = "r1") -> wp.Attendance:
    counted = None if hours is None else Decimal(hours)
    return wp.Attendance(household=household, role="volunteer", hours=counted, resident=resident)


@conformance(weiping_points_volunteering)
def test_conformance(check) -> None:
    check()


@pytest.mark.parametrize(
    ("hours", "points"),
    [("0", 0), ("0.5", 0), ("0.99", 0), ("1", 1), ("1.5", 1), ("2", 2), ("2.5", 2), ("5", 2), (None, 0)],
)
def test_a_full_hour_is_a_point_and_two_hours_count(hours: str | None, points: int) -> None:
    assert sum(one.points for one in propose(RULE, attended(volunteer(hours)))) == points


def test_stretches_of_one_person_are_added_up_before_they_are_cut_to_full_hours() -> None:
    (one,) = propose(RULE, attended(volunteer("0.5"), volunteer("0.75"), volunteer("0.25")))
    assert one.points == 1
    assert one.reason.en == "Free haircuts: 1.5 hours of volunteering, 1 counted"
    assert one.reason.zh == "义务理发：志愿服务 1.5 小时，计 1 小时"


def test_two_people_of_a_household_are_two_proposals_with_a_limit_each() -> None:
    proposals = propose(RULE, attended(volunteer("3"), volunteer("2", resident="r2"), volunteer("1", "b-2", None)))
    assert [(one.household, one.key, one.points) for one in proposals] == [
        ("a-101", "r1", 2),
        ("a-101", "r2", 2),
        ("b-2", "", 1),
    ]


def test_rows_that_name_nobody_count_as_one_person() -> None:
    (one,) = propose(RULE, attended(volunteer("2", resident=None), volunteer("2", resident=None)))
    assert one.points == 2


def test_a_justified_complaint_earns_nobody_anything() -> None:
    assert propose(RULE, attended(volunteer("2"), volunteer("2", "b-2", "r9"), complaint=True)) == []


def test_a_reason_names_no_person_and_says_the_hours() -> None:
    (one,) = propose(RULE, attended(volunteer("1")))
    assert one.reason == wp.Text("义务理发：志愿服务 1 小时", "Free haircuts: 1 hour of volunteering")


def test_an_activity_that_is_certified_twice_pays_once(weiping_ledger) -> None:
    event = attended(volunteer("2", "east-1"), volunteer("3", "east-1", "r2"), volunteer("1", "east-2", "r3"))
    assert [weiping_ledger.post(RULE, event, "activity:7") for _ in range(2)] == [3, 0]
    earned = {key: points for key, points in weiping_ledger.balances().items() if key.startswith("household:")}
    assert earned == {"household:east-1": 4, "household:east-2": 1}


def test_it_hears_of_attendance_only() -> None:
    deed = wp.Verified(deed="sweep", title=wp.Text("扫", "Sweep"), household="a", on=date(2024, 6, 1))
    assert propose(RULE, deed) == []


rows = st.lists(
    st.builds(
        wp.Attendance,
        household=st.sampled_from("abc"),
        role=st.sampled_from(["volunteer", "organiser", "beneficiary"]),
        hours=st.none() | st.decimals(0, 30, places=2),
        resident=st.none() | st.sampled_from(["r1", "r2"]),
    ),
    max_size=12,
)


@given(rows)
def test_no_person_gets_more_than_two_points_or_more_than_the_hours_given(who: list[wp.Attendance]) -> None:
    for one in propose(RULE, attended(*who)):
        given_ = sum(row.hours or 0 for row in who if (row.household, row.resident or "") == (one.household, one.key))
        assert 1 <= one.points <= 2
        assert one.points <= given_


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_no_points(who: list[wp.Attendance], chance: object) -> None:
    turned = list(who)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    points = [
        {(one.household, one.key): (one.points, one.reason) for one in propose(RULE, attended(*order))}
        for order in (who, turned)
    ]
    assert points[0] == points[1]


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-points-volunteering", "weiping_points_volunteering", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.points_rules) == ["volunteering"]
