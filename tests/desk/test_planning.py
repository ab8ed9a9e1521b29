"""What the office is told while it makes an appraisal: choices, faults in their place, warnings, the rule at work."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Hall, tiny_plan

from weiping.desk import appraisals, people, plan_choices, planning
from weiping.desk.plan_data import PlanBody, draft, plan_data
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor, JudgeKind, Role
from weiping.domain.plan import PlannedJudge
from weiping.errors import InputError, NotAllowed, NotSignedIn
from weiping.scoring.presets import PRESETS


def body(**changes: Any) -> PlanBody:
    return msgspec.convert({**plan_data(tiny_plan(key="new-2025")), **changes}, PlanBody)


def errors(hall: Hall, **changes: Any) -> dict[tuple[Any, ...], str]:
    found = planning.check(hall.desk, hall.clerk, body(**changes))["errors"]
    assert all(one["message"]["zh_CN"] != one["message"]["en"] for one in found)
    return {tuple(one["at"]): one["message"]["en"] for one in found}


def said(hall: Hall, **changes: Any) -> str:
    found = planning.check(hall.desk, hall.clerk, body(**changes))["warnings"]
    return " ".join(one["message"]["en"] for one in found)


def test_a_sound_plan_has_no_errors_and_says_its_rule_its_total_and_its_file(hall: Hall) -> None:
    plan = tiny_plan(key="new-2025", judges=(*tiny_plan().judges[:2], (JudgeKind.RESIDENT, "east-1-a")))
    found = planning.check(hall.desk, hall.clerk, msgspec.convert(plan_data(plan), PlanBody))
    assert found["errors"] == []
    assert found["total"] == "100"
    assert "added up" in " ".join(found["rule"]["en"])
    assert plan_choices.from_toml(hall.desk, hall.clerk, found["toml"])["plan"] == plan_data(plan)
    assert found["conflicts"] == [
        {"judge": 2, "entry": "east", "kind": "lives-in", "why": {"zh_CN": "住在该小区", "en": "Lives there"}}
    ]
    assert found["people"]["east-1-a"]["name"] == "王小明"


@pytest.mark.parametrize(
    ("changes", "at", "says"),
    [
        ({"criteria": [{"key": "order", "weight": "60"}, {"key": "green", "weight": "70"}]}, ("criteria",), "add up to 130"),
        ({"criteria": [{"key": "order", "weight": "2o"}]}, ("criteria", 0, "weight"), "'2o' is not a number"),
        ({"criteria": [{"key": "order", "weight": "100"}, {"key": "noise", "weight": "0"}]}, ("criteria", 1, "key"), "noise"),
        ({"criteria": [{"key": "order", "weight": "33.3333"}]}, ("criteria", 0, "weight"), "no exact factor"),
        ({"criteria": [{"key": "order", "weight": "50"}] * 2}, ("criteria", 1, "key"), "is there twice"),
        ({"criteria": []}, ("criteria",), "at least one criterion"),
        ({"title": {"zh_CN": " ", "en": ""}}, ("title",), "needs a title"),
        ({"key": "Best 2025"}, ("key",), "use lower-case letters"),
        ({"key": "best-2024"}, ("key",), "best-2024 already"),
        ({"rule": "guesswork"}, ("rule",), "scoring rule guesswork"),
        ({"rule": "[rule"}, ("rule",), "not valid TOML"),
        ({"rule": '[rule]\nkey = "x"\n'}, ("rule",), "not right"),
        ({"rule": 'weigh = 3\n[rule]\nkey = "x"\ntitle = "x"\n[final]\ndecimals = 2'}, ("rule",), "not right"),
        ({"rule": "trimmed", "min_marks": 2}, ("rule",), "min_marks must be more than 2"),
        ({"trim": 1}, ("rule",), "drops no marks"),
        ({"entries": ["east", "east"]}, ("entries", 1), "entered twice"),
        ({"entries": ["atlantis"]}, ("entries", 0), "no compound atlantis"),
        ({"judges": [{"kind": "guest"}]}, ("judges", 0, "name"), "needs a name"),
        ({"judges": [{"kind": "resident"}]}, ("judges", 0, "resident"), "Choose who"),
        ({"judges": [{"kind": "resident", "resident": "nobody"}]}, ("judges", 0, "resident"), "no resident nobody"),
        ({"judges": [{"kind": "resident", "resident": "east-1-a"}] * 2}, ("judges", 1, "resident"), "already"),
        ({"judges": [{"kind": "representative", "resident": "east-1-a"}]}, ("judges", 0, "compound"), "speaks for"),
        ({"judges": [{"kind": "guest", "name": "x", "works_for": ["y"]}]}, ("judges", 0, "works_for"), "no compound y"),
        ({"judges": [{"kind": "guest", "name": "x", "lives_in": "y"}]}, ("judges", 0, "lives_in"), "no compound y"),
        ({"judges": [{"kind": "guest", "name": "x", "route": ["south"]}]}, ("judges", 0, "route"), "not entered"),
        ({"awards": [{"key": "a", "title": {"zh_CN": "A"}}] * 2}, ("awards", 1, "key"), "there twice"),
        ({"points_rules": ["riches"]}, ("points_rules",), "riches"),
    ],
)  # fmt: skip
def test_a_fault_is_named_in_its_place_with_a_remedy(hall: Hall, changes: Any, at: Any, says: str) -> None:
    assert says in errors(hall, **changes)[at]


def test_what_may_be_meant_is_a_warning_and_no_error(hall: Hall) -> None:
    assert "does not give this resident the role Building leader" in said(hall)
    guests = [{"kind": "guest", "name": name} for name in ("a", "b")]
    assert "An even panel of 2" in said(hall, judges=guests)
    works = [{"kind": "guest", "name": "a", "works_for": ["east", "west"]}]
    assert "Judge 1 may score none of the entries." in said(hall, judges=works)
    assert "Only 2 judges may score east(中)" not in said(hall, judges=guests)
    assert "but the rule needs 3 marks" in said(hall, rule="trimmed", judges=guests)
    assert "fewer than the quorum of 3 sheets" in said(hall, quorum=3, judges=guests)
    speaks = [{"kind": "representative", "resident": "south-1-a", "compound": "south"}]
    assert "speaks for a compound that is not entered" in said(hall, judges=speaks)
    assert "No award" in said(hall, awards=[])


def test_the_worked_example_shows_what_is_dropped_and_adds_up(hall: Hall) -> None:
    found = planning.check(hall.desk, hall.clerk, body(rule="trimmed"))["example"]
    assert found["judges"] == 5
    assert sorted(entry["place"] for entry in found["entries"]) == [1, 2]
    for entry in found["entries"]:
        for part in entry["criteria"]:
            marks = [Decimal(mark["value"]) for mark in part["marks"]]
            left = [Decimal(mark["value"]) for mark in part["marks"] if mark["dropped"] is None]
            assert sorted(mark["dropped"] for mark in part["marks"] if mark["dropped"]) == ["high", "low"]
            assert sum(left) == sum(marks) - max(marks) - min(marks)
            assert abs(Decimal(part["value"].lstrip("≈ ")) - sum(left) / 3) <= Decimal("0.005")
        total = sum(Decimal(part["weighted"].lstrip("≈ ")) for part in entry["criteria"])
        assert abs(total - Decimal(entry["total"])) < Decimal("0.02")
    wide = planning.check(hall.desk, hall.clerk, body(rule="trimmed", trim=3))["example"]
    assert wide["judges"] == 7
    assert sum(mark["dropped"] == "low" for mark in wide["entries"][0]["criteria"][0]["marks"]) == 3


def test_trimming_says_how_many_are_dropped_and_how_many_marks_it_then_needs(hall: Hall) -> None:
    words = " ".join(planning.check(hall.desk, hall.clerk, body(rule="trimmed", trim=2))["rule"]["en"])
    assert "the 2 highest and the 2 lowest" in words
    assert "At least 5 marks" in words


def test_only_rules_that_a_live_round_can_be_scored_by_are_offered(hall: Hall) -> None:
    offered = {one["key"]: one for one in plan_choices.overview(hall.desk, hall.clerk)["rules"]}
    assert set(offered) == {"plain", "trimmed"} < {one.key for one in PRESETS}
    assert (offered["plain"]["trims"], offered["trimmed"]["trims"]) == (None, 1)


def test_next_year_is_proposed_with_a_key_that_is_free(hall: Hall) -> None:
    found = plan_choices.plan(hall.desk, hall.clerk, hall.round)
    assert (found["plan"]["key"], found["next"]["key"]) == ("best-2024", "best-2025")
    assert (found["next"]["period"], found["next"]["title"]["en"]) == ("2025", "best compound 2025")
    appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="best-2025"))
    assert plan_choices.plan(hall.desk, hall.clerk, hall.round)["next"]["key"] == "best-2025-2"


def test_templates_hold_only_what_is_installed_here(hall: Hall) -> None:
    templates = plan_choices.overview(hall.desk, hall.clerk)["templates"]
    assert [one["plan"]["criteria"] for one in templates] == [[], [], []]
    assert all(one["plan"]["period"] == "2024" for one in templates)


def test_the_templates_are_sound_with_the_plugins_of_the_repository(hall: Hall) -> None:
    from dataclasses import replace

    from weiping.hooks.loader import load

    desk = replace(hall.desk, plugins=load())
    for one in plan_choices.overview(desk, hall.clerk)["templates"]:
        assert sum(int(part["weight"]) for part in one["plan"]["criteria"]) == 100, one["key"]
        plan = msgspec.convert(
            {**one["plan"], "entries": ["east"], "judges": [{"kind": "guest", "name": "x"}]}, PlanBody
        )
        assert planning.check(desk, hall.clerk, plan)["errors"] == []


def test_residents_are_found_by_name_home_and_role_and_only_by_the_office(hall: Hall) -> None:
    found = people.find(hall.desk, hall.clerk, "王 east")["residents"]
    assert {one["compound"] for one in found} == {"east"}
    assert found[0]["home"]["en"].startswith("East")
    assert people.find(hall.desk, hall.clerk, "%")["residents"] == []
    assert people.find(hall.desk, hall.clerk, " ")["residents"] == []
    with pytest.raises(NotSignedIn):
        people.find(hall.desk, PUBLIC, "王")
    with pytest.raises(NotAllowed):
        people.find(hall.desk, hall.judge(), "王")


@pytest.mark.parametrize(
    "text", ["key = ", "key = 1", "[[criteria]]\nkey = 3", "x" * 10, 'key = "a"\nkeyy = 2', "a=[" * 5000]
)
def test_a_slip_in_a_file_is_refused_with_its_place(hall: Hall, text: str) -> None:
    with pytest.raises(InputError) as caught:
        plan_choices.from_toml(hall.desk, hall.clerk, text)
    assert "TOML" in caught.value.text("zh_CN")


def test_a_file_from_the_page_may_not_name_another_file(hall: Hall) -> None:
    text = 'key = "a"\ntitle = "a"\nperiod = "1"\nrule = "secret.toml"\n'
    with pytest.raises(InputError, match="write its name alone"):
        plan_choices.from_toml(hall.desk, hall.clerk, text)


WEIGHTS = st.text(max_size=8) | st.decimals(allow_nan=True).map(str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    weights=st.lists(st.tuples(st.sampled_from(["order", "green", "noise"]), WEIGHTS), max_size=3),
    rule=st.sampled_from(["plain", "trimmed", "isu", "rentsafe", "[", "[rule]\nkey=1"]) | st.text(max_size=20),
    trim=st.none() | st.integers(1, 100),
    min_marks=st.none() | st.integers(1, 1000),
    entries=st.lists(st.sampled_from(["east", "west", "atlantis"]), max_size=3),
    quorum=st.none() | st.integers(1, 50),
)
def test_whatever_is_typed_the_check_answers_and_what_it_finds_sound_can_be_created(
    hall: Hall, weights: Any, rule: str, trim: Any, min_marks: Any, entries: Any, quorum: Any
) -> None:
    data = {**plan_data(tiny_plan(key="typed")), "rule": rule, "trim": trim, "min_marks": min_marks, "quorum": quorum,
            "entries": entries, "criteria": [{"key": key, "weight": weight} for key, weight in weights]}  # fmt: skip
    try:
        typed = msgspec.json.decode(json.dumps(data), type=PlanBody)
    except msgspec.DecodeError:
        return
    found = planning.check(hall.desk, Actor(Role.CHAIR), typed)
    json.dumps(found)
    if not found["errors"]:
        made = appraisals.create(hall.desk, OPERATOR, "tiny", draft(typed).whole())
        with hall.desk.store.read() as connection:
            from weiping.desk import plan_store

            assert plan_store.plan_of(connection, made) == draft(typed).plan
            hall.desk.store.write(lambda writer: _rename(writer, made))


def _rename(connection: Any, round_id: int) -> None:
    """Free the key for the next example."""
    from weiping.store import tables as t

    a = t.appraisal
    connection.execute(a.update().where(a.c.key == "typed").values(key=f"typed-{round_id}"))


def test_a_guest_keeps_a_name_and_a_resident_does_not() -> None:
    seats = [{"kind": "guest", "name": " 李 ", "resident": "x"}, {"kind": "resident", "name": "李", "resident": "x"}]
    made = draft(msgspec.convert({"judges": seats}, PlanBody)).plan.judges
    assert made == (
        PlannedJudge(kind=JudgeKind.GUEST, name="李"),
        PlannedJudge(kind=JudgeKind.RESIDENT, resident="x"),
    )
