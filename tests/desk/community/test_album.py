"""Photos of activities and matters: stripped, shown to whom they may be, forgotten for good, and needed for acceptance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import Hall, text
from tests.desk.community.kit import DAY, ONE, WORK, plan, reported, with_kinds
from tests.desk.pictures import from_a_telephone, picture

from weiping.desk import album, audit
from weiping.desk.activities import planning
from weiping.desk.community import activities_view, matters_view, public_view
from weiping.desk.matters import reporting, stepping
from weiping.domain.appraisal import PUBLIC, Actor, Role
from weiping.domain.records import Shot
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase

RED, GREEN = picture(size=(40, 30)), picture(size=(60, 30))
CHAIR = Actor(Role.CHAIR)


@pytest.fixture
def office(hall: Hall) -> Hall:
    """`work` asks for photos before it is done and when it is accepted."""
    hall = with_kinds(hall)
    needs = {"done": text("before"), "accepted": text("after")}
    work = replace(WORK, steps=tuple(replace(step, photos=needs.get(step.key)) for step in WORK.steps))
    secret = replace(WORK, key="quarrel", opening=WORK.steps[0].asks, steps=tuple(
        replace(step, asks=WORK.steps[0].asks) for step in WORK.steps
    ), counts_only=True)  # fmt: skip
    return replace(hall, desk=replace(hall.desk, plugins=replace(
        hall.desk.plugins, matter_kinds={"work": work, "quarrel": secret}
    )))  # fmt: skip


def take(office: Hall, data: bytes = RED, **of: Any) -> str:
    return album.add(office.desk, ONE, Shot(data=data, **of))


def test_a_photo_of_an_activity_is_for_the_office_until_everybody_may_see_it(office: Hall) -> None:
    number = planning.plan(office.desk, ONE, plan())
    name = take(office, from_a_telephone(), activity=number, caption="扫雪")
    assert take(office, from_a_telephone(), activity=number, caption="扫雪") == name
    assert b"TelephoneMaker" not in album.read(office.desk, CHAIR, name)
    with pytest.raises(NotFound):
        album.read(office.desk, PUBLIC, name)
    assert public_view.shown(office.desk, DAY)["activities"][0]["photos"] == []
    album.describe(office.desk, ONE, name, caption="扫雪除冰", show=True, activity=number)
    assert album.read(office.desk, PUBLIC, name)
    shown = [{"photo": name, "step": "", "caption": "扫雪除冰", "show": True}]
    assert public_view.shown(office.desk, DAY)["activities"][0]["photos"] == shown
    assert activities_view.activity(office.desk, CHAIR, number)["photos"] == shown
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_a_photo_that_is_forgotten_is_erased_and_does_not_come_back(office: Hall) -> None:
    number, other = (planning.plan(office.desk, ONE, plan(one)) for one in (1, 2))
    name = take(office, activity=number, show=True)
    take(office, activity=other)
    with pytest.raises(Invalid, match="Say why"):
        album.forget(office.desk, ONE, name, " ", activity=number)
    album.forget(office.desk, ONE, name, "her wish", activity=number)
    assert album.read(office.desk, CHAIR, name)  # the other activity has it too
    with pytest.raises(NotFound):
        album.read(office.desk, PUBLIC, name)
    album.forget(office.desk, ONE, name, "her wish", activity=other)
    with pytest.raises(NotFound):
        album.read(office.desk, CHAIR, name)
    with pytest.raises(WrongPhase, match="erased for good"):
        take(office, activity=number)
    assert not any(finding.faults for finding in audit.audit(office.desk))


def test_a_work_is_accepted_with_photos_from_before_and_from_after_and_not_without(office: Hall) -> None:
    number = reporting.report(office.desk, ONE, reported())

    def step(to: str, reason: str = "") -> None:
        office.clock.forward(minutes=1)
        answers = {"metres": "5"} if to == "done" else {}
        stepping.step(office.desk, ONE, number, to, day=DAY, answers=answers, reason=reason)

    with pytest.raises(Invalid, match="done needs photos \\(before\\)"):
        step("done")
    before = take(office, RED, matter=number, step="done")
    step("done")
    with pytest.raises(Invalid, match="accepted needs photos \\(after\\)"):
        step("accepted")
    take(office, GREEN, matter=number, step="accepted", show=True)
    album.forget(office.desk, ONE, before, "blurred", matter=number)
    with pytest.raises(Invalid, match="accepted needs photos \\(before\\)"):
        step("accepted")
    take(office, picture(size=(50, 30)), matter=number, step="done")
    step("accepted")
    assert [one["step"] for one in matters_view.matter(office.desk, CHAIR, number)["photos"]] == ["accepted", "done"]
    assert [one["step_title"]["en"] for one in public_view.shown(office.desk, DAY)["matters"][0]["photos"]] == [
        "accepted"
    ]
    step("reported", "it leaks again")
    with pytest.raises(Invalid, match="done needs photos"):  # what is broken now looks different
        step("done")


def test_photos_of_what_is_only_counted_stay_with_the_office(office: Hall) -> None:
    number = reporting.report(office.desk, ONE, reported(kind="quarrel", answers={}))
    name = take(office, matter=number)
    assert album.read(office.desk, ONE, name)
    with pytest.raises(NotFound):
        album.read(office.desk, CHAIR, name)
    with pytest.raises(Invalid, match="Nothing of this matter is public"):
        album.describe(office.desk, ONE, name, caption="", show=True, matter=number)


def test_a_photo_that_does_not_belong_is_refused_with_what_to_do(office: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    number, matter = planning.plan(office.desk, ONE, plan()), reporting.report(office.desk, ONE, reported())
    with pytest.raises(NotAllowed):
        album.add(office.desk, CHAIR, Shot(data=RED, activity=number))
    with pytest.raises(Invalid, match="name one of them"):
        take(office, activity=number, matter=matter)
    with pytest.raises(NotFound, match="no activity 99"):
        take(office, activity=99)
    with pytest.raises(WrongPhase, match="has no step roof"):
        take(office, matter=matter, step="roof")
    with pytest.raises(Invalid, match="telephone number"):
        take(office, activity=number, caption="问 13800138000", show=True)
    with pytest.raises(Invalid, match="no picture"):
        take(office, b"<svg/>", activity=number)
    monkeypatch.setattr(album, "MOST", 1)
    take(office, activity=number)
    with pytest.raises(Invalid, match="1 photos at most"):
        take(office, GREEN, activity=number)
    planning.cancel(office.desk, ONE, number, "rain")
    with pytest.raises(WrongPhase, match="called off"):
        take(office, GREEN, activity=number)
