"""What judges see of each other: nothing before the own signature, and then only what the chair lets them see."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import CRITERIA, Hall
from tests.desk.test_conflicts import conflict
from tests.desk.test_main_job import fill, item, send
from tests.desk.test_photos import settings

from weiping.desk.others import others
from weiping.domain.appraisal import MarkKind
from weiping.errors import NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t


def told(hall: Hall, judge: int = 1, entry: int = 1) -> dict[str, Any]:
    return others(hall.desk, hall.judge(judge), hall.round, hall.entry(entry))


def refused(hall: Hall, judge: int = 1) -> str:
    with pytest.raises(WrongPhase) as caught:
        told(hall, judge)
    return caught.value.word


def speaks(hall: Hall, judge: int, entry: int) -> None:
    row = {"round_id": hall.round, "judge_id": hall.judge(judge).judge, "entry_id": hall.entry(entry), "at": hall.clock(),
           "kind": "represents", "holds": True, "reason": "", "actor": "test"}  # fmt: skip
    hall.desk.store.write(lambda c: c.execute(t.conflict.insert(), row) and None)


def test_nothing_is_shown_before_the_own_sheet_is_signed(hall: Hall) -> None:
    settings(hall, show_others=True)
    hall.go("open")
    fill(hall, 2, hall.entry(), "18", "18")
    assert refused(hall) == "sign-first"
    fill(hall, 1, hall.entry(), "12", "12")
    [other] = told(hall)["marks"]
    assert (other["judge"], other["total"]) == (
        {"number": 2, "kind": {"zh_CN": "党员代表", "en": "Party member"}},
        "36",
    )
    assert [(mark["criterion"], mark["value"]) for mark in other["marks"]] == [(key, "18") for key in CRITERIA]
    send(hall, 1, item("reopen", hall.entry()))
    assert refused(hall) == "sign-first"


def test_only_signed_sheets_are_shown_and_only_what_the_chair_lets_them_see(hall: Hall) -> None:
    hall.go("open")
    for judge, text in ((1, "mine"), (2, "signed"), (3, "not signed")):
        send(hall, judge, item("comment", hall.entry(), text=text))
    fill(hall, 1, hall.entry(), "12", "12")
    fill(hall, 2, hall.entry(), "12", "12")
    said = told(hall)
    assert said["marks"] is None
    assert [(one["judge"]["number"], one["own"], one["text"]) for one in said["comments"]] == [
        (1, True, "mine"), (2, False, "signed")
    ]  # fmt: skip
    settings(hall, show_others=True, exchange=False)
    said = told(hall)
    assert said["comments"] is None
    assert [one["judge"]["number"] for one in said["marks"]] == [2]


def test_a_sheet_that_a_conflict_keeps_out_is_not_shown_and_shows_nothing(hall: Hall) -> None:
    settings(hall, show_others=True)
    hall.go("open")
    for judge in (1, 2):
        fill(hall, judge, hall.entry(), "12", "12")
    conflict(hall, 2, 1)
    assert told(hall)["marks"] == []
    assert refused(hall, 2) == "conflict"


def test_a_representative_reads_what_is_said_about_the_own_compound_and_answers_it(hall: Hall) -> None:
    settings(hall, show_others=True)
    speaks(hall, 3, 1)
    hall.go("open")
    send(hall, 1, item("comment", hall.entry(), text="the yard is full"))
    fill(hall, 1, hall.entry(), "12", "12")
    send(hall, 3, item("comment", hall.entry(), text="it was moving day"))
    said = told(hall, 3)
    assert said["marks"] is None
    assert [one["text"] for one in said["comments"]] == ["the yard is full", "it was moving day"]
    assert [one["text"] for one in told(hall, 1)["comments"]] == ["the yard is full", "it was moving day"]


def test_nothing_of_a_rehearsal_is_shown_after_it(hall: Hall) -> None:
    settings(hall, show_others=True)
    hall.go("practice")
    for judge in (1, 2):
        marks = [
            item("mark", hall.entry(), criterion=key, mark=MarkKind.VALUE, value="20", practice=True)
            for key in CRITERIA
        ]
        send(hall, judge, *marks, item("sign", hall.entry(), practice=True))
    assert len(told(hall)["marks"]) == 1
    hall.go("draft", "open")
    fill(hall, 1, hall.entry(), "12", "12")
    assert told(hall)["marks"] == []


def test_it_is_for_judges_and_entries_of_the_round(hall: Hall) -> None:
    hall.go("open")
    with pytest.raises(NotAllowed):
        others(hall.desk, hall.chair, hall.round, hall.entry())
    with pytest.raises(NotFound):
        others(hall.desk, hall.judge(), hall.round, 99)
