"""What the desk takes, repeats, refuses and keeps as late."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import CRITERIA, Hall, criterion
from tests.desk.test_main_job import fill, item, send, value

from weiping.desk import audit, late, marks
from weiping.desk.marks import ItemDetail
from weiping.desk.views import Views
from weiping.domain.appraisal import Actor, MarkKind, Role
from weiping.domain.criteria import Detail
from weiping.errors import Invalid, NotAllowed, NotSignedIn, WrongPhase


def codes(done: marks.Submitted) -> list[str]:
    return [answer.error.word if answer.error else answer.result for answer in done.items]


def test_nothing_is_taken_before_the_round_opens(hall: Hall) -> None:
    with pytest.raises(WrongPhase, match="not open yet"):
        send(hall, 1, value(hall.entry(), "order", "17"))


def test_only_a_judge_of_the_round_may_mark(hall: Hall) -> None:
    hall.go("open")
    batch = marks.Batch(client="t", items=[value(hall.entry(), "order", "17")])
    with pytest.raises(NotAllowed):
        marks.submit(hall.desk, hall.chair, hall.round, batch)
    with pytest.raises(NotAllowed):
        marks.submit(hall.desk, Actor(Role.ADMIN), hall.round, batch)
    with pytest.raises(NotSignedIn):
        marks.submit(hall.desk, Actor(Role.PUBLIC), hall.round, batch)
    with pytest.raises(NotAllowed, match="not a judge of this round"):
        marks.submit(hall.desk, Actor(Role.JUDGE, 999), hall.round, batch)


def test_a_batch_that_names_another_judge_is_refused_whole(hall: Hall) -> None:
    hall.go("open")
    mine, other = hall.judge(1), hall.judge(2)
    batch = marks.Batch(client="t", items=[value(hall.entry(), "order", "17")], judge=other.judge)
    with pytest.raises(NotAllowed, match="another judge"):
        marks.submit(hall.desk, mine, hall.round, batch)
    batch.judge = mine.judge
    assert codes(marks.submit(hall.desk, mine, hall.round, batch)) == ["stored"]


def test_an_item_sent_again_is_repeated_and_stored_once(hall: Hall) -> None:
    hall.go("open")
    tap = value(hall.entry(), "order", "17.5")
    assert codes(send(hall, 1, tap, tap)) == ["stored", "repeated"]
    assert codes(send(hall, 1, tap)) == ["repeated"]
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tap").scalar() == 1


def test_an_id_used_for_something_else_is_refused(hall: Hall) -> None:
    hall.go("open")
    tap = value(hall.entry(), "order", "17.5")
    send(hall, 1, tap)
    tap.value = "18"
    assert codes(send(hall, 1, tap)) == ["invalid"]
    assert codes(send(hall, 2, value(hall.entry(), "order", "17"), tap)) == ["stored", "invalid"]


@pytest.mark.parametrize(
    "number", ["20.5", "-0.5", "17.3", "seventeen", "NaN", "1e1000", "", "17.50000000000000001", "Infinity"]
)
def test_a_value_off_the_scale_is_refused_and_its_neighbours_stay(hall: Hall, number: str) -> None:
    hall.go("open")
    done = send(hall, 1, value(hall.entry(), "order", number), value(hall.entry(), "green", "12"))
    assert codes(done) == ["invalid", "stored"]


def test_unknown_entries_criteria_levels_and_faults_are_refused_by_name(hall: Hall) -> None:
    hall.go("open")
    entry = hall.entry()
    wrong = [
        value(999, "order", "17"),
        value(entry, "noise", "17"),
        item("mark", entry, criterion="order", mark=MarkKind.VALUE, detail=ItemDetail(level="superb")),
        item("mark", entry, criterion="order", mark=MarkKind.VALUE, detail=ItemDetail(counts={"smell": 1})),
        item("mark", entry, criterion="order", mark=MarkKind.VALUE, detail=ItemDetail(counts={"clutter": -1})),
        item("mark", entry, criterion="order", mark=MarkKind.VALUE),
        item("mark", entry, criterion="order"),
        item("note", entry, text="x" * 2001),
    ]
    assert codes(send(hall, 1, *wrong)) == ["not-found"] + ["invalid"] * 7


def test_what_no_database_can_keep_is_refused_and_its_neighbours_stay(hall: Hall) -> None:
    hall.go("open")
    nul = item("note", hall.entry(), text="a\0b")
    named = item("note", hall.entry(), text="a")
    named.id += "\0"
    clock = item("note", hall.entry(), text="a", at="\0")
    done = send(hall, 1, nul, named, clock, value(hall.entry(), "order", "17"))
    assert codes(done) == ["invalid"] * 3 + ["stored"]
    with pytest.raises(Invalid):
        send(hall, 1, value(hall.entry(), "order", "17"), client="tablet\0")


def test_the_server_recomputes_the_value_from_the_detail(hall: Hall) -> None:
    hall.go("open")
    detail = ItemDetail(fine="-0.5", counts={"clutter": 1})
    taps = [
        item("mark", hall.entry(), criterion="order", mark=MarkKind.VALUE, detail=detail, value=v)
        for v in ("17.5", "18", None)
    ]
    assert codes(send(hall, 1, *taps)) == ["stored", "invalid", "stored"]
    pad = Views(hall.desk).pad(hall.judge(), hall.round)
    assert pad["marks"][0]["value"] == "17.5"
    assert pad["marks"][0]["detail"] == {"level": None, "fine": "-0.5", "counts": {"clutter": 1}}


def test_a_sheet_is_signed_only_when_complete_and_then_takes_nothing_more(hall: Hall) -> None:
    hall.go("open")
    entry = hall.entry()
    assert codes(send(hall, 1, value(entry, "order", "17"), item("sign", entry))) == ["stored", "incomplete"]
    unseen = item("mark", entry, criterion="green", mark=MarkKind.NOT_SEEN)
    assert codes(send(hall, 1, unseen, item("sign", entry))) == ["stored", "stored"]
    assert codes(send(hall, 1, value(entry, "order", "3"))) == ["signed"]
    assert codes(send(hall, 1, value(entry, "order", "3"), client="another")) == ["signed"]
    assert codes(send(hall, 1, item("reopen", entry), value(entry, "order", "3"))) == ["stored", "stored"]
    assert codes(send(hall, 1, item("reopen", entry))) == ["not-signed"]


def test_what_arrives_after_the_freeze_is_kept_as_late_and_does_not_count(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(), "17", "17")
    hall.go("deliberation")
    done = send(hall, 1, value(hall.entry(), "order", "1"))
    assert [(one.result, one.late) for one in done.items] == [("stored", True)]
    views = Views(hall.desk)
    [sheet] = views.console(hall.chair, hall.round)["late"]
    assert [one["value"] for one in sheet["items"]] == ["1"]
    assert views.console(hall.chair, hall.round)["standings"][0]["total"] == "85.00"
    late.decide(
        hall.desk, hall.chair, hall.round, sheet["judge"], sheet["entry"], admit=False, reason="after the freeze"
    )
    hall.go("published")
    assert views.board(hall.round)["standings"][0]["total"] == "85.00"


def test_a_judge_sees_only_their_own_marks_and_notes(hall: Hall) -> None:
    hall.go("open")
    send(hall, 1, value(hall.entry(), "order", "17"), item("note", hall.entry(), text="楼道干净"))
    views = Views(hall.desk)
    assert views.pad(hall.judge(1), hall.round)["notes"][0]["text"] == "楼道干净"
    other = views.pad(hall.judge(2), hall.round)
    assert (other["marks"], other["notes"], other["signed"]) == ([], [], [])


def test_a_batch_that_is_too_large_is_refused_whole(hall: Hall) -> None:
    hall.go("open")
    taps = [value(hall.entry(), "order", "17") for _ in range(marks.MAX_ITEMS + 1)]
    with pytest.raises(Invalid):
        send(hall, 1, *taps)


@given(
    level=st.sampled_from([None, "excellent", "good", "fair", "poor"]),
    fine=st.integers(-60, 60),
    clutter=st.integers(0, 12),
)
def test_a_mark_is_base_plus_fine_less_faults_clamped_to_the_scale(level: str | None, fine: int, clutter: int) -> None:
    base = {None: 20, "excellent": 19, "good": 16, "fair": 12, "poor": 6}[level]
    wish = Decimal(base) + Decimal(fine) / 2 - 2 * clutter
    detail = Detail(level=level, fine=Decimal(fine) / 2, counts={"clutter": clutter})
    assert criterion(CRITERIA[0]).value(detail) == min(max(wish, Decimal(0)), Decimal(20))


def test_a_comment_is_written_until_signing_and_a_photo_comes_by_its_own_way(hall: Hall) -> None:
    hall.go("open")
    entry = hall.entry()
    taps = [
        item("comment", entry, text="the yard is tidy"),
        item("comment", entry),
        item("comment", entry, text="x" * 2001),
    ]
    assert codes(send(hall, 1, *taps)) == ["stored", "invalid", "invalid"]
    fill(hall, 1, entry, "18", "18")
    assert codes(send(hall, 1, item("comment", entry, text="one more thing"))) == ["signed"]
    assert (
        codes(send(hall, 2, item("photo", entry, photo="a" * 64), item("drop_photo", entry, photo="x")))
        == ["invalid"] * 2
    )


def refusals(hall: Hall) -> list[tuple[str, str, str | None]]:
    with hall.desk.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, code, criterion FROM refusal ORDER BY number").all()
    return [tuple(row) for row in rows]


def test_the_chair_sees_once_what_was_refused_and_the_journal_covers_it(hall: Hall) -> None:
    hall.go("open")
    entry = hall.entry()
    off, unknown, stranger = value(entry, "order", "21"), value(entry, "noise" * 99, "3"), value(999, "order", "3")
    nameless = value(entry, "order", "22")
    nameless.id = "short"
    send(hall, 1, off, off, unknown, stranger, nameless, value(entry, "green", "3"))
    send(hall, 1, off)
    send(hall, 2, off)
    assert refusals(hall) == [("mark", "invalid", "order"), ("mark", "invalid", None)]
    off.value = "20"
    assert codes(send(hall, 1, off)) == ["stored"]
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []
