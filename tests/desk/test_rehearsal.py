"""A rehearsal is for trying everything, and leaves nothing behind; nothing in earnest is taken while it runs."""

from __future__ import annotations

import pytest
from tests.conftest import CRITERIA, Hall
from tests.desk.test_conflicts import conflict, faults, progress
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_marks import codes

from weiping.desk import marks
from weiping.desk.views import Views
from weiping.errors import WrongPhase


def play(entry: int, criterion: str, number: str) -> marks.Item:
    tap = value(entry, criterion, number)
    tap.practice = True
    return tap


def sheet(hall: Hall, entry: int, number: str) -> list[marks.Item]:
    return [*(play(entry, key, number) for key in CRITERIA), item("sign", entry, practice=True)]


def taps(hall: Hall) -> list[tuple[int | None, bool]]:
    with hall.desk.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT practice, late FROM tap ORDER BY number").all()
    return [(row[0], bool(row[1])) for row in rows]


def test_a_rehearsal_shows_how_it_goes_and_then_it_never_was(hall: Hall) -> None:
    views = Views(hall.desk)
    hall.go("practice")
    assert codes(send(hall, 1, *sheet(hall, hall.entry(), "18"))) == ["stored"] * 3
    assert progress(hall)["sheets"] == 1
    assert len(views.pad(hall.judge(), hall.round)["marks"]) == 2
    hall.go("draft")
    assert progress(hall)["sheets"] == views.board(hall.round)["progress"]["sheets"] == 0
    assert views.pad(hall.judge(), hall.round)["marks"] == []
    hall.go("practice")
    assert views.board(hall.round)["progress"]["sheets"] == 0
    hall.go("draft", "open")
    fill(hall, 2, hall.entry(), "12", "12")
    assert views.board(hall.round)["standings"][0]["total"] == "60.00"
    assert views.console(hall.chair, hall.round)["late"] == []
    assert faults(hall) == []


def test_a_rehearsal_has_the_rules_of_scoring(hall: Hall) -> None:
    conflict(hall, 2, 1)
    hall.go("practice")
    done = send(hall, 1, play(hall.entry(), "order", "18"), item("sign", hall.entry(), practice=True))
    assert codes(done) == ["stored", "incomplete"]
    send(hall, 1, play(hall.entry(), "green", "18"), item("sign", hall.entry(), practice=True))
    assert codes(send(hall, 1, play(hall.entry(), "green", "12"))) == ["signed"]
    assert codes(send(hall, 2, play(hall.entry(), "green", "12"))) == ["conflict"]
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM refusal").scalar() == 0


def test_in_earnest_nothing_is_taken_while_a_rehearsal_runs(hall: Hall) -> None:
    hall.go("practice")
    with pytest.raises(WrongPhase, match="rehearsal is running"):
        send(hall, 1, value(hall.entry(), "order", "17"))
    assert taps(hall) == []


@pytest.mark.parametrize("phase", ["draft", "open", "deliberation"])
def test_what_arrives_after_its_rehearsal_is_kept_as_part_of_it_and_never_counts(hall: Hall, phase: str) -> None:
    hall.go("practice", "draft")
    hall.go(*{"draft": [], "open": ["open"], "deliberation": ["open", "deliberation"]}[phase])
    done = send(hall, 1, *sheet(hall, hall.entry(), "18"))
    assert [(one.result, one.late) for one in done.items] == [("stored", False)] * 3
    assert taps(hall) == [(1, False)] * 3
    assert progress(hall)["sheets"] == 0
    assert Views(hall.desk).pad(hall.judge(), hall.round)["signed"] == []


def test_a_batch_of_both_waits_for_what_is_meant_in_earnest_and_loses_nothing(hall: Hall) -> None:
    both = [value(hall.entry(), "order", "17"), play(hall.entry(), "order", "3"), play(hall.entry(), "green", "4")]
    hall.go("practice")
    with pytest.raises(WrongPhase):
        send(hall, 1, *both)
    assert len(Views(hall.desk).pad(hall.judge(), hall.round)["marks"]) == 2
    hall.go("draft")
    with pytest.raises(WrongPhase, match="not open yet"):
        send(hall, 1, *both)
    hall.go("open")
    assert codes(send(hall, 1, *both)) == ["stored", "repeated", "repeated"]
    assert taps(hall) == [(1, False), (1, False), (None, False)]
    [mark] = Views(hall.desk).pad(hall.judge(), hall.round)["marks"]
    assert mark["value"] == "17"
    assert faults(hall) == []


def test_a_tap_of_a_rehearsal_that_is_sent_again_in_the_next_one_is_repeated(hall: Hall) -> None:
    hall.go("practice")
    tap = play(hall.entry(), "order", "17")
    send(hall, 1, tap)
    hall.go("draft", "practice")
    assert codes(send(hall, 1, tap)) == ["repeated"]
    assert progress(hall)["marks"] == 0


def test_nothing_belongs_to_a_rehearsal_that_never_was(hall: Hall) -> None:
    hall.go("open")
    assert codes(send(hall, 1, play(hall.entry(), "order", "17"))) == ["invalid"]


def test_a_problem_reaches_the_chair_in_every_phase_but_draft(hall: Hall) -> None:
    entry = hall.entry()
    with pytest.raises(WrongPhase):
        send(hall, 1, item("problem", entry, text="too early"))
    hall.go("practice")
    assert codes(send(hall, 1, item("problem", entry, text="the letters are too small"))) == ["stored"]
    hall.go("draft", "open")
    fill(hall, 1, entry, "18", "18")
    done = send(hall, 1, item("problem", entry, text="the gate is locked"))
    assert [(one.result, one.late) for one in done.items] == [("stored", False)]
    hall.go("deliberation")
    assert not send(hall, 1, item("problem", entry, text="I forgot my key")).items[0].late
    assert codes(send(hall, 1, item("problem", entry, text="  "), item("problem", entry))) == ["invalid"] * 2
    assert Views(hall.desk).console(hall.chair, hall.round)["late"] == []
