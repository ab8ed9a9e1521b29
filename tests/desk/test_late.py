"""What came after the freeze, once scoring is opened again: the judge's pad and the count never say different things."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import CRITERIA, Hall, tiny_plan
from tests.desk.test_chair_verbs import came_late, console, decide, faults, frozen, lines
from tests.desk.test_conflicts import conflict
from tests.desk.test_main_job import fill, item, send, value
from tests.desk.test_marks import codes
from tests.desk.test_photos import settings as set_round

from weiping.desk import appraisals, folding, pad_view
from weiping.desk.others import others
from weiping.desk.round_info import round_info
from weiping.desk.sheets import Sheets
from weiping.desk.taps import taps_of
from weiping.domain.appraisal import OPERATOR, MarkKind, Phase
from weiping.errors import WrongPhase
from weiping.store.tables import from_units

__all__ = ["frozen"]
AGAIN = "two judges were on their way"


def pad(hall: Hall, judge: int = 2) -> dict[str, Any]:
    return pad_view.pad(hall.desk, hall.judge(judge), hall.round)


def late_of(hall: Hall, judge: int = 2) -> list[tuple[int, str | None]]:
    return [(one["items"], one["decided"]) for one in pad(hall, judge)["late"]]


def outstanding(hall: Hall, judge: int = 2) -> int:
    return int(console(hall)["judges"][judge - 1]["outstanding"])


def test_what_waits_when_scoring_is_opened_again_counts_from_then_on(frozen: Hall) -> None:
    assert (late_of(frozen), outstanding(frozen)) == ([(3, None)], 2)
    frozen.go("open", reason=AGAIN)
    assert console(frozen)["standings"][0]["total"] == "75.00"
    [sheet] = console(frozen)["late"]
    assert (sheet["decided"], sheet["reason"]) == ("admitted", AGAIN)
    assert (late_of(frozen), outstanding(frozen)) == ([(3, "admitted")], 1)
    assert pad(frozen)["signed"] == [frozen.entry()]
    assert codes(send(frozen, 2, item("reopen", frozen.entry()), value(frozen.entry(), "order", "0"))) == ["stored"] * 2
    assert console(frozen)["standings"][0]["total"] == "50.00"
    assert len(lines(frozen, "phase:open")) == 2
    assert faults(frozen) == []


def test_what_the_chair_left_out_stands_on_no_pad_and_can_be_made_anew(frozen: Hall) -> None:
    decide(frozen, 2, admit=False, reason="signed in the corridor")
    for phases in ((), ("open",)):
        frozen.go(*phases, reason=AGAIN)
        assert (pad(frozen)["signed"], pad(frozen)["marks"]) == ([], [])
        assert late_of(frozen) == [(3, "refused")]
        assert "signed in the corridor" not in str(pad(frozen))
    assert codes(fill(frozen, 2, frozen.entry(), "16", "16")) == ["stored"] * 3
    assert pad(frozen)["signed"] == [frozen.entry()]
    assert console(frozen)["standings"][0]["total"] == "65.00"


def test_after_a_refusal_the_rest_of_the_sheet_waits_and_can_be_decided_while_scoring_is_open(frozen: Hall) -> None:
    decide(frozen, 2, admit=False, reason="signed in the corridor")
    send(frozen, 2, item("reopen", frozen.entry()))
    came_late(frozen, 2, "12")
    frozen.go("open", reason=AGAIN)
    assert console(frozen)["late"][0]["decided"] is None
    assert pad(frozen)["signed"] == []
    decide(frozen, 2, admit=True, reason="the second one was made at the place")
    assert pad(frozen)["signed"] == [frozen.entry()]
    assert console(frozen)["standings"][0]["total"] == "55.00"


def test_opening_again_lets_nothing_count_that_a_conflict_keeps_out(frozen: Hall) -> None:
    conflict(frozen, 2, 1)
    frozen.go("open", reason=AGAIN)
    assert console(frozen)["late"][0]["decided"] is None
    assert console(frozen)["standings"][0]["total"] == "50.00"


def test_what_comes_after_publishing_is_evidence_and_the_pad_shows_what_counted(frozen: Hall) -> None:
    decide(frozen, 2, admit=False, reason="signed in the corridor")
    frozen.go("published")
    came_late(frozen, 3)
    assert (pad(frozen, 3)["signed"], late_of(frozen, 3)) == ([], [(3, None)])
    assert len(pad_view.history(frozen.desk, frozen.judge(3), frozen.round)) == 3


def test_a_signature_after_the_freeze_shows_nobody_elses_marks_before_it_counts(frozen: Hall) -> None:
    set_round(frozen, show_others=True)
    with pytest.raises(WrongPhase, match="came after the freeze") as caught:
        others(frozen.desk, frozen.judge(2), frozen.round, frozen.entry())
    assert caught.value.word == "sign-first"
    decide(frozen, 2, admit=True)
    [other] = others(frozen.desk, frozen.judge(2), frozen.round, frozen.entry())["marks"]
    assert other["total"] == "20"


KEYS = count()
TAPS = st.tuples(
    st.sampled_from(["order", "green", "clear", "sign", "reopen"]),
    st.integers(1, 2),
    st.sampled_from("ab"),
    st.integers(0, 40),
)
STEPS = st.lists(TAPS | st.sampled_from(["freeze", "open", "admit", "refuse"]), max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(STEPS)
def test_while_scoring_is_open_the_pad_shows_what_counts_whatever_came_late_before(
    hall: Hall, steps: list[Any]
) -> None:
    hall.round = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key=f"late-{next(KEYS)}"))
    entries, judge = hall.ids("entry")[-2:], len(hall.ids("judge"))
    hall.go("open")
    for step in steps:
        take(hall, judge, entries, step)
    if console(hall)["round"]["phase"] == "deliberation":
        hall.go("open", reason=AGAIN)
    shown, counted = pad(hall, judge), official(hall, judge)
    assert sorted(shown["signed"]) == sorted(
        entry for entry in entries if counted.sheet(hall.ids("judge")[-1], entry).signed
    )
    assert {(one["entry"], one["criterion"]): one["value"] for one in shown["marks"]} == {
        (entry, key): format(from_units(tap.value).normalize(), "f")
        for entry in entries
        for key, tap in counted.sheet(hall.ids("judge")[-1], entry).answers().items()
        if tap.value is not None
    }
    # and a signed sheet can be reopened, one that is not can be filled in and signed
    for entry in entries:
        if entry in shown["signed"]:
            assert codes(send(hall, judge, item("reopen", entry), client="a")) == ["stored"]
        assert codes(send(hall, judge, *(value(entry, key, "7") for key in CRITERIA), item("sign", entry), client="a")) == [
            "stored"
        ] * 3  # fmt: skip


def take(hall: Hall, judge: int, entries: list[int], step: Any) -> None:
    phase = console(hall)["round"]["phase"]
    if step == "freeze" and phase == "open":
        hall.go("deliberation")
    elif step == "open" and phase == "deliberation":
        hall.go("open", reason=AGAIN)
    elif step in ("admit", "refuse"):
        for sheet in console(hall)["late"]:
            place = hall.ids("entry").index(sheet["entry"]) + 1
            decide(hall, judge, admit=step == "admit", reason="so", entry=place)
    elif not isinstance(step, str):
        what, place, client, number = step
        entry = entries[place - 1]
        if what in ("sign", "reopen"):
            send_one(hall, judge, item(what, entry), client)
        elif what == "clear":
            send_one(hall, judge, item("mark", entry, criterion="order", mark=MarkKind.CLEARED), client)
        else:
            send_one(hall, judge, value(entry, what, str(number / 2)), client)


def send_one(hall: Hall, judge: int, tap: Any, client: str) -> None:
    """Send a tap, which may be refused: a tablet sends what it has."""
    send(hall, judge, tap, client=client)


def official(hall: Hall, judge: int) -> Sheets:
    with hall.desk.store.read() as connection:
        info = round_info(connection, hall.round)
        assert info.phase is Phase.OPEN
        return Sheets(folding.read(connection, info)).fold(taps_of(connection, hall.round))
