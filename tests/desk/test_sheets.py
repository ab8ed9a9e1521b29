"""The law of seq: per tablet the highest counts, between tablets the one received last, in whatever order things arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weiping.desk.sheets import Sheet, Sheets


@dataclass
class Tap:
    number: int
    client: str
    seq: int
    kind: str = "mark"
    answer: str | None = "value"
    value: int | None = 0
    id: str = ""
    judge_id: int = 1
    entry_id: int = 1
    criterion: str | None = "order"
    detail: dict[str, Any] | None = None
    text: str | None = None
    late: bool = False


def stream(kinds: st.SearchStrategy[str]) -> st.SearchStrategy[list[Tap]]:
    one = st.tuples(st.sampled_from("abc"), st.integers(0, 8), kinds)
    return st.lists(one, max_size=20).map(
        lambda taps: [Tap(n, client, seq, kind, value=n) for n, (client, seq, kind) in enumerate(taps, 1)]
    )


def naive(taps: list[Tap]) -> Tap | None:
    """The law, read aloud: the best of each client (first to bring a seq wins), then the last received of those."""
    best = [
        next(tap for tap in taps if tap.client == client and tap.seq == max(t.seq for t in taps if t.client == client))
        for client in {tap.client for tap in taps}
    ]
    return max(best, key=lambda tap: tap.number, default=None)


@given(stream(st.just("mark")))
def test_a_cell_holds_the_highest_seq_of_the_tablet_heard_last(taps: list[Tap]) -> None:
    found = Sheets().fold(taps).sheet(1, 1).answers().get("order")
    expected = naive(taps)
    assert (found and found.number) == (expected and expected.number)


@given(stream(st.sampled_from(["sign", "reopen"])))
def test_a_sheet_is_signed_when_the_seal_that_counts_is_a_signature(taps: list[Tap]) -> None:
    expected = naive(taps)
    assert Sheets().fold(taps).sheet(1, 1).signed == (expected is not None and expected.kind == "sign")


@given(stream(st.just("mark")), st.integers(0, 20))
def test_folding_in_two_parts_is_folding_at_once(taps: list[Tap], cut: int) -> None:
    parts = Sheets().fold(taps[:cut]).fold(taps[cut:])
    whole = Sheets().fold(taps)
    assert parts.last == whole.last
    assert parts.sheet(1, 1).answers() == whole.sheet(1, 1).answers()


def test_a_cleared_cell_is_unanswered_and_not_zero() -> None:
    taps = [Tap(1, "a", 1, value=170000), Tap(2, "a", 2, answer="cleared", value=None)]
    assert Sheets().fold(taps).sheet(1, 1).answers() == {}


def test_late_taps_are_listed_but_do_not_count() -> None:
    sheets = Sheets().fold([Tap(1, "a", 1), Tap(2, "a", 2, late=True, value=5)])
    assert sheets.sheet(1, 1).answers()["order"].number == 1
    assert [tap.number for tap in sheets.late] == [2]


def test_a_signed_sheet_takes_only_what_its_own_tablet_made_before_signing() -> None:
    sheet = Sheet()
    sheet.put(Tap(1, "a", 5, "sign"))
    assert not sheet.closed_to("a", 4)
    assert sheet.closed_to("a", 6)
    assert sheet.closed_to("b", 1)


def test_only_values_on_signed_sheets_are_official() -> None:
    sheets = Sheets().fold(
        [Tap(1, "a", 1, value=170000), Tap(2, "a", 2, entry_id=2, value=160000), Tap(3, "a", 3, "sign")]
    )
    assert [(one.entry, one.value) for one in sheets.official()] == [(1, 170000)]


CELLS = st.tuples(
    st.sampled_from("ab"), st.integers(0, 8), st.integers(1, 2), st.sampled_from(["order", "green"]),
    st.sampled_from(["value", "cleared", "sign", "reopen"]), st.booleans(),
)  # fmt: skip


@given(st.lists(CELLS, max_size=30), st.integers(0, 30))
def test_what_is_counted_as_taps_come_in_is_what_counting_afresh_gives(
    cells: list[tuple[str, int, int, str, str, bool]], look: int
) -> None:
    taps = [
        Tap(n, client, seq, what if what in ("sign", "reopen") else "mark", answer=what, value=n, judge_id=judge,
            criterion=criterion, late=late)
        for n, (client, seq, judge, criterion, what, late) in enumerate(cells, 1)
    ]  # fmt: skip
    sheets = Sheets().fold(taps[:look])
    moves, before = sheets.moves, sorted(sheets.official())
    sheets.fold(taps[look:])
    every = list(sheets.sheets.items())
    assert sheets.answered[1] == sum(len(sheet.answers()) for _, sheet in every)
    assert sheets.signed[1] == sum(sheet.signed for _, sheet in every)
    afresh = [
        (1, judge, criterion, tap.value)
        for (judge, _), sheet in every
        if sheet.signed
        for criterion, tap in sheet.answers().items()
    ]
    assert sorted(sheets.official()) == sorted(afresh)
    assert sheets.moves > moves or sorted(sheets.official()) == before
