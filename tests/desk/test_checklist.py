"""Publishing asks the checklist: what must be settled, what the chair has to have seen, and who said so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from tests.conftest import CRITERIA, Hall
from tests.desk.test_chair_verbs import came_late, console, decide, faults, lines
from tests.desk.test_main_job import fill, item, send, value

from weiping.desk import problems, rounds, settings
from weiping.desk.settings import Settings
from weiping.desk.views import Views
from weiping.domain.appraisal import Phase
from weiping.errors import WrongPhase
from weiping.store import tables as t


def check(hall: Hall, key: str) -> dict[str, Any]:
    return next(one for one in console(hall)["checklist"] if one["key"] == key)


def everything(hall: Hall, *by_judge: tuple[str, str]) -> None:
    """Each judge gives entry 1 and entry 2 one number for every criterion, and signs."""
    for judge, (one, two) in enumerate(by_judge, 1):
        fill(hall, judge, hall.entry(1), *[one] * len(CRITERIA))
        fill(hall, judge, hall.entry(2), *[two] * len(CRITERIA))


def publish(hall: Hall, *, accept: bool = False) -> None:
    rounds.change_phase(hall.desk, hall.chair, hall.round, Phase.PUBLISHED, accept=accept)


def test_a_clean_round_is_published_without_a_word(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "12"), ("17", "11.5"), ("18.5", "12"))
    hall.go("deliberation")
    assert [one["key"] for one in console(hall)["checklist"] if not one["ok"]] == []
    publish(hall)
    assert "accepted" not in lines(hall, "phase:published")[0]


def test_the_list_has_every_point_in_both_languages_and_says_what_to_do(hall: Hall) -> None:
    found = console(hall)["checklist"]
    assert [one["key"] for one in found] == [
        "unsigned", "quorum", "late", "refused", "problems", "ties", "far", "agreement", "one-out", "plugins", "rule",
    ]  # fmt: skip
    for one in found:
        assert one["level"] in ("must", "look", "info")
        assert any("一" <= letter <= "鿿" for letter in one["text"]["zh_CN"])
        assert one["text"]["en"].isascii() or "·" in one["text"]["en"]


def test_what_wants_a_look_is_refused_until_the_chair_says_it_was_seen_and_the_journal_keeps_that(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation")
    with pytest.raises(
        WrongPhase, match=r"5 sheets are not signed yet \(judges 1, 2, 3\): they do not count"
    ) as caught:
        publish(hall)
    assert caught.value.word == "checklist"
    assert "评分表未签名" in caught.value.text("zh_CN")
    assert next(one for one in console(hall)["next"] if one["to"] == "published")["allowed"]
    publish(hall, accept=True)
    assert json.loads(lines(hall, "phase:published")[0])["accepted"].split() == ["unsigned", "quorum", "one-out"]
    assert faults(hall) == []


def test_undecided_late_marks_must_be_decided_whatever_the_chair_accepts(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "12"), ("17", "11"))
    hall.go("deliberation")
    came_late(hall, 3)
    assert (check(hall, "late")["level"], check(hall, "late")["ok"]) == ("must", False)
    assert not next(one for one in console(hall)["next"] if one["to"] == "published")["allowed"]
    with pytest.raises(WrongPhase, match="late marks"):
        publish(hall, accept=True)
    decide(hall, 3, admit=False, reason="an hour after the freeze")
    publish(hall, accept=True)


def test_a_quorum_that_was_set_binds_and_the_default_only_warns(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "12"))
    hall.go("deliberation")
    assert (check(hall, "quorum")["level"], check(hall, "quorum")["ok"]) == ("look", False)
    settings.change(hall.desk, hall.chair, hall.round, Settings(quorum=2))
    assert check(hall, "quorum")["level"] == "must"
    assert "1 of 2" in check(hall, "quorum")["text"]["en"]
    with pytest.raises(WrongPhase, match="too few signed sheets"):
        publish(hall, accept=True)
    settings.change(hall.desk, hall.chair, hall.round, Settings(quorum=1))
    assert check(hall, "quorum")["ok"]
    publish(hall, accept=True)


def test_a_refused_item_is_on_the_list_until_the_judge_signs_again(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    send(hall, 1, value(hall.entry(1), "order", "3"))
    now = console(hall)
    assert [(one["code"], one["kind"], one["criterion"]) for one in now["refusals"]] == [("signed", "mark", "order")]
    assert not check(hall, "refused")["ok"]
    hall.clock.forward(minutes=1)
    send(hall, 1, item("reopen", hall.entry(1)), item("sign", hall.entry(1)))
    assert check(hall, "refused")["ok"]
    assert len(console(hall)["refusals"]) == 1


def test_a_refused_item_that_is_stored_when_it_comes_again_leaves_the_list(hall: Hall) -> None:
    hall.go("open")
    early = item("sign", hall.entry(1))
    send(hall, 1, early)
    assert [one["code"] for one in console(hall)["refusals"]] == ["incomplete"]
    hall.clock.forward(minutes=1)
    send(hall, 1, *(value(hall.entry(1), key, "18") for key in CRITERIA), early)
    assert console(hall)["refusals"] == []


def test_an_id_that_was_used_for_something_else_stays_on_the_list(hall: Hall) -> None:
    hall.go("open")
    first, second = value(hall.entry(1), "order", "18"), value(hall.entry(2), "order", "3")
    send(hall, 1, first)
    hall.clock.forward(minutes=1)
    second.id = first.id
    send(hall, 1, second)
    assert [one["entry"] for one in console(hall)["refusals"]] == [hall.entry(2)]


def test_open_problems_want_a_look(hall: Hall) -> None:
    hall.go("open")
    told = item("problem", hall.entry(), text="the gate is locked")
    send(hall, 1, told)
    assert "1 problem waits" in check(hall, "problems")["text"]["en"]
    problems.answer(hall.desk, hall.chair, hall.round, told.id, "", close=True)
    assert check(hall, "problems")["ok"]


def test_a_tie_wants_a_look_only_where_an_award_depends_on_it(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "18"))
    found = check(hall, "ties")
    assert (found["level"], found["ok"]) == ("look", False)
    assert "award depends" in found["text"]["en"]


def test_a_sheet_far_from_the_others_is_named_by_the_judges_number_and_marked_in_the_matrix(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "12"), ("17.5", "12.5"), ("4", "12"))
    found = check(hall, "far")
    assert (found["ok"], "(judge 3)" in found["text"]["en"]) == (False, True)
    far = {(cell["judge"], cell["entry"]): cell["far"] for cell in console(hall)["matrix"] if cell["far"]}
    assert far == {(hall.ids("judge")[2], hall.entry(1)): {"by": "-27", "median": "35"}}


def test_a_sheet_with_an_answer_missing_is_not_far_since_it_cannot_be_compared(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("18", "12"), ("17.5", "12.5"))
    from weiping.domain.appraisal import MarkKind

    unseen = item("mark", hall.entry(1), criterion="green", mark=MarkKind.NOT_SEEN)
    send(hall, 3, value(hall.entry(1), "order", "18"), unseen, item("sign", hall.entry(1)))
    assert check(hall, "far")["ok"]


def test_trust_is_told_once_scoring_is_frozen_and_by_the_rounds_own_rule(hall: Hall) -> None:
    hall.go("open")
    everything(hall, ("20", "10"), ("9", "10"), ("9", "10"))
    assert console(hall)["trust"] is None
    hall.go("deliberation")
    trust = console(hall)["trust"]
    first, one, two = hall.ids("judge")[0], hall.entry(1), hall.entry(2)
    assert trust["award_changes"]
    assert trust["one_out"] == [
        {"judge": first, "changes": [
            {"entry": one, "before": 1, "after": 2, "award": True}, {"entry": two, "before": 2, "after": 1, "award": True}]},
        {"judge": hall.ids("judge")[1], "changes": []},
        {"judge": hall.ids("judge")[2], "changes": []},
    ]  # fmt: skip
    assert check(hall, "one-out") == {**check(hall, "one-out"), "level": "look", "ok": False}
    assert trust["icc"] is not None
    assert trust["reason"] is None
    assert not check(hall, "agreement")["ok"]


def test_agreement_that_cannot_be_computed_has_a_reason_in_plain_words_and_no_number(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation")
    trust = console(hall)["trust"]
    assert trust["icc"] is None
    assert "two entries" in trust["reason"]["en"]
    assert check(hall, "agreement")["ok"]
    assert "NaN" not in json.dumps(console(hall))


def test_trust_is_computed_again_only_when_something_moved(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.desk import trust

    asked, compute = [], trust.trust
    monkeypatch.setattr(trust, "trust", lambda *args: asked.append(1) or compute(*args))
    hall.go("open")
    everything(hall, ("18", "12"), ("17", "11"))
    hall.go("deliberation")
    views = Views(hall.desk)
    for _ in range(3):
        views.console(hall.chair, hall.round)
    assert len(asked) == 1
    came_late(hall, 3)
    views.console(hall.chair, hall.round)
    assert len(asked) == 1
    decide(hall, 3, admit=True)
    views.console(hall.chair, hall.round)
    assert len(asked) == 2


def test_with_a_very_large_panel_one_judge_hardly_matters_and_nobody_waits_for_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiping.desk import trust

    monkeypatch.setattr(trust, "MOST_JUDGES", 1)
    hall.go("open")
    everything(hall, ("18", "12"), ("17", "11"))
    hall.go("deliberation")
    now = console(hall)
    assert (now["trust"]["one_out"], now["trust"]["award_changes"]) == (None, None)
    assert now["trust"]["too_many"]
    assert check(hall, "one-out")["ok"]


def test_a_late_mark_that_arrives_while_the_result_is_computed_stops_the_publication(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiping.desk import publishing

    hall.go("open")
    everything(hall, ("18", "12"), ("17", "11"))
    hall.go("deliberation")
    prepared = publishing.prepare(hall.desk, hall.round)
    came_late(hall, 3)
    monkeypatch.setattr(publishing, "prepare", lambda *_: prepared)
    with pytest.raises(WrongPhase, match="publish again"):
        publish(hall, accept=True)


def test_the_console_tells_the_history_of_phases_and_the_conflicts_with_their_reasons(hall: Hall) -> None:
    from weiping.desk import conflicts

    judge, entry = hall.ids("judge")[0], hall.entry()
    hall.go("open", "deliberation")
    hall.go("open", reason="the east gate was closed")
    conflicts.declare(hall.desk, hall.chair, hall.round, judge, entry, True, "her brother lives there")
    now = console(hall)
    assert [(one["before"], one["after"], one["reason"]) for one in now["phases"]] == [
        ("draft", "open", ""), ("open", "deliberation", ""), ("deliberation", "open", "the east gate was closed"),
    ]  # fmt: skip
    assert [(one["judge"], one["entry"], one["kind"], one["reason"]) for one in now["conflicts"]] == [
        (judge, entry, "declared", "her brother lives there")
    ]
    assert now["matrix"][0]["state"] == "conflict"
    assert now["judges"][0]["conflicts"] == 1


def test_a_rehearsal_counts_up_and_ends_even_where_a_plugin_broke_in_it(hall: Hall) -> None:
    hall.go("practice")
    assert console(hall)["round"]["rehearsal"] == 1
    broken = replace(hall.desk, plugins=replace(hall.desk.plugins, criteria={}))
    with pytest.raises(WrongPhase):
        rounds.change_phase(broken, hall.chair, hall.round, Phase.OPEN)
    rounds.change_phase(broken, hall.chair, hall.round, Phase.DRAFT)
    with pytest.raises(WrongPhase, match="quarantined"):
        rounds.change_phase(broken, hall.chair, hall.round, Phase.PRACTICE)
    hall.go("practice", "draft", "open")
    assert console(hall)["round"]["rehearsal"] == 2


def test_what_was_tapped_in_a_rehearsal_is_seen_in_it_and_nowhere_after(hall: Hall) -> None:
    hall.go("practice")
    tried = [value(hall.entry(), key, "20") for key in CRITERIA]
    for one in (*tried, note := item("note", hall.entry(), text="only trying"), sign := item("sign", hall.entry())):
        one.practice = True
    send(hall, 1, *tried, note, sign)
    cell = console(hall)["matrix"][0]
    assert (cell["state"], cell["total"], cell["notes"]) == ("signed", "40", 1)
    for phase in ("draft", "practice", "draft", "open", "deliberation"):
        hall.go(phase)
        cell = console(hall)["matrix"][0]
        assert (cell["state"], cell["total"], cell["notes"]) == ("todo", None, 0)
        assert console(hall)["standings"][0]["total"] is None
    with hall.desk.store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.tap)).scalar_one() == 4


def test_the_board_tells_the_range_of_a_place_after_publication_and_only_where_the_chair_shows_it(hall: Hall) -> None:
    def ranges() -> list[list[int] | None]:
        standings = Views(hall.desk).board(hall.round)["standings"] or []
        return [one.get("range") for one in standings]

    hall.go("open")
    everything(hall, ("20", "10"), ("9", "10"), ("9", "10"))
    settings.change(hall.desk, hall.chair, hall.round, Settings(show_range=True))
    assert ranges() == [None, None]
    hall.go("deliberation")
    assert ranges() == []
    hall.go("published")
    assert ranges() == [[1, 2], [1, 2]]
    settings.change(hall.desk, hall.chair, hall.round, Settings(show_range=False))
    assert ranges() == [None, None]
