"""Kinds of activities and matters of a community: what their records ask for, who sees it, and the ways that matters go."""

import csv
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_activities
from weiping.hooks.loader import load
from weiping.testing import conformance

KINDS = {kind.key: kind for kind in weiping_activities.weiping_activity_kinds()}
MATTERS = {kind.key: kind for kind in weiping_activities.weiping_matter_kinds()}
PROJECT, PROPOSAL, DISPUTE = (MATTERS[key] for key in ("micro-project", "proposal", "dispute"))


@conformance(weiping_activities)
def test_conformance(check) -> None:
    check()


def forms(kind: wp.MatterKind) -> list[wp.Form]:
    return [kind.opening, *(step.asks for step in kind.steps)]


def answer(field: wp.Field) -> Any:
    """Something that the field takes."""
    return {
        wp.FieldKind.TEXT: "一",
        wp.FieldKind.NUMBER: field.least if field.least is not None else 1,
        wp.FieldKind.DATE: date(2024, 2, 29),
        wp.FieldKind.CHOICE: next(iter(field.choices), ""),
        wp.FieldKind.YES_NO: False,
        wp.FieldKind.CONSENT: True,
    }[field.kind]


def answers(form: wp.Form) -> dict[str, Any]:
    return {field.key: answer(field) for field in form.fields if field.required}


def walk(kind: wp.MatterKind, *steps: str) -> wp.Step:
    kind.opening.check(answers(kind.opening))
    here = kind.steps[0]
    for key in steps:
        here = kind.move(here.key, key)
        here.asks.check(answers(here.asks))
    return here


# activities


def test_hours_are_counted_for_those_who_give_them_and_for_nobody_else() -> None:
    counted = {role.key for kind in KINDS.values() for role in kind.roles if role.hours}
    assert counted == {"organiser", "volunteer", "performer", "teacher"}
    assert not any(role.hours for key in ("bench-meeting", "pavilion-meeting", "council") for role in KINDS[key].roles)


def test_a_role_is_called_the_same_wherever_it_is_found() -> None:
    titles: dict[str, wp.Text] = {}
    for kind in KINDS.values():
        for role in kind.roles:
            assert titles.setdefault(role.key, role.title) == role.title


def test_only_a_council_has_representatives() -> None:
    assert [key for key, kind in KINDS.items() if "representative" in {role.key for role in kind.roles}] == ["council"]


@pytest.mark.parametrize("number", [-1, "-3", "2.5", "some"])
def test_beneficiaries_are_counted_from_zero_and_may_be_left_out(number: object) -> None:
    form = KINDS["free-haircut"].form
    assert form.check({"place": "3 号楼前", "elders": "31"})["children"] is None
    with pytest.raises(wp.Refused, match="Old people served"):
        form.check({"place": "3 号楼前", "elders": number})


def test_the_deeds_that_are_activities_too_go_by_one_key() -> None:
    path = Path(__file__).parents[3] / "sample_data" / "guanyan" / "deeds.csv"
    with path.open(encoding="utf-8") as file:
        deeds = {row["key"] for row in csv.DictReader(file)}
    assert {"snow-clearing", "bench-meeting", "visit-elderly", "free-haircut"} <= deeds & KINDS.keys()


# matters


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (
            PROJECT,
            "verified proposed chosen scheduled in-work self-check accepted followed-up",
        ),
        (PROJECT, "verified transferred reported verified closed-unfixed reported rejected"),
        (PROPOSAL, "discussed adopted answered"),
        (PROPOSAL, "declined answered received withdrawn received withdrawn"),
        (DISPUTE, "mediating agreed visited"),
        (DISPUTE, "mediating not-agreed mediating agreed mediating referred"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.key,
)
def test_a_matter_goes_its_way_to_an_end(kind: wp.MatterKind, way: str) -> None:
    assert walk(kind, *way.split()).ends


@pytest.mark.parametrize(
    ("kind", "now", "to"),
    [
        (PROJECT, "self-check", "followed-up"),
        (PROJECT, "in-work", "accepted"),
        (PROJECT, "verified", "in-work"),
        (PROJECT, "reported", "accepted"),
        (PROPOSAL, "received", "answered"),
        (PROPOSAL, "declined", "withdrawn"),
        (DISPUTE, "reported", "agreed"),
        (DISPUTE, "mediating", "visited"),
    ],
)
def test_what_must_come_between_cannot_be_left_out(kind: wp.MatterKind, now: str, to: str) -> None:
    with pytest.raises(wp.Refused, match="what may follow is"):
        kind.move(now, to)


@pytest.mark.parametrize(
    ("key", "value"),
    [("residents", 1), ("agreed", "no"), ("accepted-on", None), ("accepted-on", "2024-02-30")],
)
def test_a_project_is_not_accepted_without_residents_and_their_yes(key: str, value: object) -> None:
    form = PROJECT.step("accepted").asks
    with pytest.raises(wp.Refused):
        form.check({**answers(form), key: value})


def test_a_project_needs_photos_from_before_and_from_after_the_work() -> None:
    assert [step.key for step in PROJECT.steps if step.photos] == ["verified", "accepted"]


def test_a_work_is_measured_in_its_unit_with_decimals_where_there_are_some() -> None:
    form = PROJECT.step("proposed").asks
    found = form.check({**answers(form), "quantity": "12.5", "unit": "metre", "budget": "3000.50"})
    assert (str(found["quantity"]), found["unit"], str(found["budget"])) == ("12.5", "metre", "3000.50")


def test_residents_who_do_not_accept_send_the_work_back() -> None:
    done = ["verified", "proposed", "chosen", "scheduled", "in-work", "self-check"]
    assert walk(PROJECT, *done, "in-work").key == "in-work"


@pytest.mark.parametrize("step", [step for step in PROJECT.steps if step.ends], ids=lambda step: step.key)
def test_a_project_can_be_opened_again_from_every_end(step: wp.Step) -> None:
    assert PROJECT.move(step.key, "reported") is PROJECT.steps[0]


@pytest.mark.parametrize("step", ["rejected", "transferred", "closed-unfixed"])
def test_who_reported_a_project_is_told_when_nothing_comes_of_it(step: str) -> None:
    assert "told-on" in {field.key for field in PROJECT.step(step).asks.fields if field.required}


def test_nothing_about_a_dispute_is_for_anybody_but_those_who_handle_it() -> None:
    told = [field for form in forms(DISPUTE) for field in form.fields if field.kind is not wp.FieldKind.CONSENT]
    assert told
    assert {field.disclosure for field in told} == {wp.Disclosure.SECRET}


def test_no_field_that_may_hold_a_name_is_public() -> None:
    for kind in MATTERS.values():
        for form in forms(kind):
            for field in form.fields:
                if field.key in ("reporter", "proposer", "parties", "mediator"):
                    assert field.disclosure is not wp.Disclosure.PUBLIC


def test_a_dispute_is_mediated_only_where_both_wish_it() -> None:
    form = DISPUTE.step("mediating").asks
    with pytest.raises(wp.Refused, match="without this consent nothing can be recorded"):
        form.check({**answers(form), "both-agree": "否"})


@given(st.sampled_from(list(MATTERS.values())), st.data())
def test_however_a_matter_is_led_it_never_gets_stuck(kind: wp.MatterKind, data: st.DataObject) -> None:
    here = kind.steps[0]
    for _ in range(data.draw(st.integers(0, 12))):
        follow = kind.moves.get(here.key, ())
        assert follow or here.ends
        if not follow:
            break
        here = kind.move(here.key, data.draw(st.sampled_from(follow)))
        here.asks.check(answers(here.asks))


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-activities", "weiping_activities", "weiping")])
    assert not plugins.quarantined
    assert plugins.activity_kinds.keys() == KINDS.keys()
    assert plugins.matter_kinds.keys() == MATTERS.keys()


# the yearly report


def test_every_kind_has_its_section_of_the_yearly_report() -> None:
    assert wp.System.OTHER not in {kind.system for kind in (*KINDS.values(), *MATTERS.values())}
    assert {key for key, kind in KINDS.items() if kind.system is wp.System.DELIBERATION} == {
        "bench-meeting", "pavilion-meeting", "council"
    }  # fmt: skip


def test_a_matter_counts_once_it_is_settled_and_not_when_it_merely_ends() -> None:
    assert {key: set(kind.settled) for key, kind in MATTERS.items()} == {
        "micro-project": {"accepted", "followed-up"}, "proposal": {"answered"}, "dispute": {"agreed", "visited"}
    }  # fmt: skip


def test_of_disputes_only_the_number_is_told() -> None:
    assert [key for key, kind in MATTERS.items() if kind.counts_only] == ["dispute"]
    assert not DISPUTE.figures


def test_households_that_cannot_be_counted_are_left_out_rather_than_guessed() -> None:
    form = PROJECT.step("proposed").asks
    assert form.check({**answers(form), "households": ""})["households"] is None
    with pytest.raises(wp.Refused, match="Households that benefit"):
        form.check({**answers(form), "households": 0})
