"""What the chair decides: late marks, problems, names, photos, settings, reminders. Each with its trace, and its refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
import sqlalchemy as sa
from tests.conftest import CRITERIA, Hall
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_photos import ONE, TWO, snap

from weiping.desk import audit, blinding, conflicts, consents, late, problems, rounds, settings
from weiping.desk.settings import Settings
from weiping.desk.views import Views
from weiping.domain.appraisal import PUBLIC, Actor, Phase, Role
from weiping.errors import Invalid, NotAllowed, NotFound, NotSignedIn, WrongPhase
from weiping.store import journal
from weiping.store import tables as t


def console(hall: Hall) -> dict:  # type: ignore[type-arg]
    return Views(hall.desk).console(hall.chair, hall.round)


def faults(hall: Hall) -> list[object]:
    return [finding for finding in audit.audit(hall.desk) if finding.faults]


def lines(hall: Hall, verb: str) -> list[str]:
    with hall.desk.store.read() as connection:
        query = sa.select(t.journal.c.subject).where(t.journal.c.verb == verb).order_by(t.journal.c.number)
        return list(connection.execute(query).scalars())


def decide(hall: Hall, judge: int, *, admit: bool, reason: str = "", entry: int = 1) -> None:
    late.decide(
        hall.desk, hall.chair, hall.round, hall.ids("judge")[judge - 1], hall.entry(entry), admit=admit, reason=reason
    )


def came_late(hall: Hall, judge: int = 2, number: str = "20") -> None:
    taps = [value(hall.entry(), key, number) for key in CRITERIA]
    send(hall, judge, *taps, item("sign", hall.entry()))


@pytest.fixture
def frozen(hall: Hall) -> Hall:
    """One sheet of 50 in time, another of 100 late."""
    hall.go("open")
    fill(hall, 1, hall.entry(), "10", "10")
    hall.go("deliberation")
    came_late(hall)
    return hall


def test_late_marks_stand_apart_until_the_chair_admits_them_and_then_they_count(frozen: Hall) -> None:
    [sheet] = console(frozen)["late"]
    assert (sheet["decided"], [one["kind"] for one in sheet["items"]]) == (None, ["mark", "mark", "sign"])
    assert console(frozen)["standings"][0]["total"] == "50.00"
    decide(frozen, 2, admit=True)
    now = console(frozen)
    assert (now["late"][0]["decided"], now["standings"][0]["total"]) == ("admitted", "75.00")
    assert faults(frozen) == []


def test_a_refusal_and_a_changed_mind_need_a_reason(frozen: Hall) -> None:
    with pytest.raises(Invalid, match="Say why"):
        decide(frozen, 2, admit=False, reason="  ")
    decide(frozen, 2, admit=True)
    with pytest.raises(Invalid, match="Say why"):
        decide(frozen, 2, admit=True)
    decide(frozen, 2, admit=False, reason="signed after the deadline")
    now = console(frozen)["late"][0]
    assert (now["decided"], now["reason"]) == ("refused", "signed after the deadline")
    assert console(frozen)["standings"][0]["total"] == "50.00"


def test_what_comes_after_a_decision_waits_for_another_one(frozen: Hall) -> None:
    decide(frozen, 2, admit=True)
    send(frozen, 2, item("reopen", frozen.entry()), value(frozen.entry(), "order", "0"), item("sign", frozen.entry()))
    now = console(frozen)
    assert (now["late"][0]["decided"], now["standings"][0]["total"]) == (None, "75.00")
    assert next(cell for cell in now["matrix"] if cell["judge"] == frozen.ids("judge")[1])["late"] == 3
    decide(frozen, 2, admit=True, reason="corrected by the judge")
    assert console(frozen)["standings"][0]["total"] == "50.00"


def test_late_marks_are_decided_before_the_result_is_published(frozen: Hall) -> None:
    decide(frozen, 2, admit=False, reason="too late")
    frozen.go("published")
    came_late(frozen, 3)
    for judge in (2, 3):
        with pytest.raises(WrongPhase, match="before the result"):
            decide(frozen, judge, admit=True, reason="after all")
    frozen_total = Views(frozen.desk).board(frozen.round)["standings"][0]["total"]
    assert frozen_total == "50.00"


def test_a_sheet_without_late_marks_or_in_conflict_cannot_be_admitted(frozen: Hall) -> None:
    with pytest.raises(NotFound, match="no late marks"):
        decide(frozen, 3, admit=True)
    conflicts.declare(
        frozen.desk, frozen.chair, frozen.round, frozen.ids("judge")[1], frozen.entry(), True, "her brother"
    )
    with pytest.raises(WrongPhase, match="cannot count"):
        decide(frozen, 2, admit=True)
    assert next(one for one in console(frozen)["checklist"] if one["key"] == "late")["ok"]


def test_a_problem_is_answered_settled_and_may_be_opened_again(hall: Hall) -> None:
    hall.go("open")
    told = item("problem", hall.entry(), text="the gate is locked")
    send(hall, 1, told)
    found = console(hall)["problems"]
    assert [(one["text"], one["closed"], one["answers"]) for one in found] == [("the gate is locked", False, [])]
    problems.answer(hall.desk, hall.chair, hall.round, told.id, "the guard comes", close=False)
    problems.answer(hall.desk, hall.chair, hall.round, told.id, "", close=True)
    [one] = console(hall)["problems"]
    assert (one["closed"], [answer["text"] for answer in one["answers"]]) == (True, ["the guard comes"])
    problems.answer(hall.desk, hall.chair, hall.round, told.id, "locked again", close=False)
    assert not console(hall)["problems"][0]["closed"]
    assert faults(hall) == []


def test_an_answer_says_something_about_a_problem_of_this_round(hall: Hall) -> None:
    hall.go("open")
    told = item("problem", hall.entry(), text="the gate is locked")
    note = item("note", hall.entry(), text="no problem")
    send(hall, 1, told, note)
    for text, close in (("", False), (" ", False), ("x" * 2001, True)):
        with pytest.raises(Invalid):
            problems.answer(hall.desk, hall.chair, hall.round, told.id, text, close=close)
    for wrong in (note.id, "nothing-like-it"):
        with pytest.raises(NotFound):
            problems.answer(hall.desk, hall.chair, hall.round, wrong, "?", close=True)
    with pytest.raises(NotFound):
        problems.answer(hall.desk, hall.chair, hall.round + 1, told.id, "?", close=True)


def test_names_are_told_to_a_chair_with_a_reason_that_the_journal_keeps_sealed(hall: Hall) -> None:
    found = blinding.names(hall.desk, hall.chair, hall.round, "judge 1 asked to be called back")
    assert [one["judge"] for one in found] == hall.ids("judge")
    assert all("王" in one["name"] or "李" in one["name"] for one in found)
    [subject] = lines(hall, "names")
    assert "called back" not in subject
    seal = json.loads(subject)["reason"]
    assert journal.unseals(seal, "judge 1 asked to be called back")
    assert not journal.unseals(seal, "curiosity")
    assert faults(hall) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_names_are_not_told_without_a_reason(hall: Hall, reason: str) -> None:
    with pytest.raises(Invalid):
        blinding.names(hall.desk, hall.chair, hall.round, reason)
    assert lines(hall, "names") == []


def test_settings_change_one_by_one_and_each_is_in_the_journal(hall: Hall) -> None:
    settings.change(hall.desk, hall.chair, hall.round, Settings(show_others=True, quorum=2))
    settings.change(hall.desk, hall.chair, hall.round, Settings(exchange=False, show_range=True, show_standings=False))
    now = console(hall)["round"]
    assert {name: now[name] for name in ("show_others", "exchange", "show_range", "show_standings", "quorum")} == {
        "show_others": True, "exchange": False, "show_range": True, "show_standings": False, "quorum": 2,
    }  # fmt: skip
    settings.change(hall.desk, hall.chair, hall.round, Settings(quorum=None))
    assert console(hall)["round"]["quorum"] is None
    assert len(lines(hall, "settings")) == 3


def test_settings_that_make_no_sense_are_refused(hall: Hall) -> None:
    with pytest.raises(Invalid, match="which setting"):
        settings.change(hall.desk, hall.chair, hall.round, Settings())
    for quorum in (0, -3, 10**9):
        with pytest.raises(Invalid, match="quorum"):
            settings.change(hall.desk, hall.chair, hall.round, Settings(quorum=quorum))
    with pytest.raises(NotFound):
        settings.change(hall.desk, hall.chair, 99, Settings(exchange=False))


def test_the_quorum_of_a_published_result_does_not_change(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(), "10", "10")
    hall.go("deliberation", "published")
    with pytest.raises(WrongPhase, match="published"):
        settings.change(hall.desk, hall.chair, hall.round, Settings(quorum=1))
    settings.change(hall.desk, hall.chair, hall.round, Settings(show_range=True))


def test_judges_are_reminded_while_they_can_score(hall: Hall) -> None:
    with pytest.raises(WrongPhase, match="while they can score"):
        settings.remind(hall.desk, hall.chair, hall.round)
    hall.go("open")
    settings.remind(hall.desk, hall.chair, hall.round)
    assert console(hall)["round"]["reminded"] == hall.clock().isoformat()


def test_a_reminder_in_a_rehearsal_is_forgotten_with_it(hall: Hall) -> None:
    hall.go("practice")
    settings.remind(hall.desk, hall.chair, hall.round)
    hall.go("draft", "open")
    assert console(hall)["round"]["reminded"] is None


def taken(hall: Hall, data: bytes = ONE) -> str:
    """A photo of judge 1."""
    return snap(hall, data=data).photo or ""


def test_a_photo_is_hidden_until_somebody_consents_and_again_when_they_change_their_mind(hall: Hall) -> None:
    hall.go("open")
    photo = taken(hall)
    assert [(one["hash"], one["show"], one["erased"]) for one in console(hall)["photos"]] == [(photo, False, False)]
    assert console(hall)["matrix"][0]["photos"] == 1
    consents.consent(hall.desk, hall.chair, hall.round, photo, show=True)
    assert console(hall)["photos"][0]["show"]
    consents.consent(hall.desk, hall.chair, hall.round, photo, show=False, reason="a child is in it")
    assert not console(hall)["photos"][0]["show"]
    with pytest.raises(NotFound):
        consents.consent(hall.desk, hall.chair, hall.round, "cd" * 32, show=True)
    assert faults(hall) == []


def test_the_wall_shows_photos_with_consent_and_only_after_publication(hall: Hall) -> None:
    def shown() -> list[str]:
        return [one["hash"] for one in Views(hall.desk).wall(hall.round)["photos"]]

    hall.go("open")
    agreed, asked = taken(hall), taken(hall, TWO)
    fill(hall, 1, hall.entry(), "10", "10")
    consents.consent(hall.desk, hall.chair, hall.round, agreed, show=True)
    hall.go("deliberation")
    assert shown() == []
    hall.go("published")
    assert shown() == [agreed]
    consents.consent(hall.desk, hall.chair, hall.round, asked, show=True)
    hall.desk.store.write(
        lambda c: c.execute(t.photo.update().where(t.photo.c.hash == agreed).values(data=None)) and None
    )
    assert shown() == [asked]


VERBS: dict[str, Callable[[Hall, Actor], object]] = {
    "phase": lambda hall, actor: rounds.change_phase(hall.desk, actor, hall.round, Phase.OPEN),
    "settings": lambda hall, actor: settings.change(hall.desk, actor, hall.round, Settings(exchange=False)),
    "remind": lambda hall, actor: settings.remind(hall.desk, actor, hall.round),
    "late": lambda hall, actor: late.decide(hall.desk, actor, hall.round, 1, 1, admit=True),
    "problem": lambda hall, actor: problems.answer(hall.desk, actor, hall.round, "a-problem", "?", close=True),
    "names": lambda hall, actor: blinding.names(hall.desk, actor, hall.round, "I want to know"),
    "consent": lambda hall, actor: consents.consent(hall.desk, actor, hall.round, "ab" * 32, show=True),
    "conflict": lambda hall, actor: conflicts.declare(hall.desk, actor, hall.round, 1, 1, True),
    "console": lambda hall, actor: Views(hall.desk).console(actor, hall.round),
    "sheet": lambda hall, actor: Views(hall.desk).sheet(actor, hall.round, hall.ids("judge")[0], hall.entry()),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_the_chairs_and_an_admins_and_nobody_elses(hall: Hall, verb: str) -> None:
    with hall.desk.store.read() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(t.journal)).scalar_one()
    with pytest.raises(NotSignedIn):
        VERBS[verb](hall, PUBLIC)
    for actor in (hall.judge(), hall.clerk):
        with pytest.raises(NotAllowed):
            VERBS[verb](hall, actor)
    with hall.desk.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.journal)).scalar_one() == before
    for actor in (hall.chair, Actor(Role.ADMIN)):
        with suppress(NotFound, WrongPhase):  # the role is not what stands in the way
            VERBS[verb](hall, actor)
