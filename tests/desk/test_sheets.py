"""The law of seq: per tablet the highest counts, between tablets the one received last, in whatever order things arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weiping.desk.duties import Duties
from weiping.desk.folding import Folding
from weiping.desk.sheets import Sheet, Sheets
from weiping.domain.appraisal import ConflictKind


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
    practice: int | None = None
    photo: str | None = None


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


def test_the_photos_of_a_sheet_are_those_added_and_not_dropped_in_whatever_order_that_was_heard() -> None:
    taps = [
        Tap(1, "a", 1, "photo", photo="one"), Tap(2, "a", 3, "drop_photo", photo="two"), Tap(3, "a", 2, "photo", photo="two"),
        Tap(4, "a", 4, "photo", photo="three"), Tap(5, "b", 1, "drop_photo", photo="three"),
    ]  # fmt: skip
    assert [tap.photo for tap in Sheets().fold(taps).sheet(1, 1).photos()] == ["one"]


def test_a_problem_is_a_word_to_the_chair_and_changes_no_sheet() -> None:
    taps = [Tap(1, "a", 1), Tap(2, "a", 2, "sign"), Tap(3, "a", 3, "problem", text="no light in the yard")]
    sheet = Sheets().fold(taps).sheet(1, 1)
    assert sheet.signed
    assert sheet.comment() is None


CRITERIA = ("order", "green")
KINDS = ("value", "value", "cleared", "sign", "reopen")
LOG = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(0, 8), st.integers(1, 2), st.integers(1, 2), st.sampled_from(CRITERIA),
        st.sampled_from(KINDS), st.booleans(), st.sampled_from([None, None, 1, 2]),
    ),
    max_size=30,
)  # fmt: skip
PAIRS = st.tuples(st.integers(1, 2), st.integers(1, 2))


def log_of(lines: list[Any]) -> list[Tap]:
    return [
        Tap(n, client, seq, what if what in ("sign", "reopen") else "mark", answer=what, value=n, judge_id=judge,
            entry_id=entry, criterion=criterion, late=late, practice=practice)
        for n, (client, seq, judge, entry, criterion, what, late, practice) in enumerate(lines, 1)
    ]  # fmt: skip


@st.composite
def foldings(draw: st.DrawFn) -> Folding:
    conflicts = dict.fromkeys(draw(st.sets(PAIRS, max_size=2)), ConflictKind.DECLARED)
    routes = {judge: tuple(draw(st.sampled_from([(1, 2), (2, 1), (2,)]))) for judge in (1, 2)}
    admitted = draw(st.dictionaries(PAIRS, st.integers(0, 30), max_size=3))
    return Folding(Duties((1, 2), routes, conflicts), admitted, draw(st.sampled_from([None, 1, 2])), CRITERIA)


class Naive:
    """The laws, read aloud, without a thought for speed: every question is answered from the whole list."""

    def __init__(self, folding: Folding, taps: list[Tap]) -> None:
        self.folding, self.kept = folding, []
        for tap in taps:
            if tap.practice == folding.practice and (not tap.late or self.admitted(tap)):
                self.kept.append(tap)

    def admitted(self, tap: Tap) -> bool:
        upto = (self.folding.admitted or {}).get((tap.judge_id, tap.entry_id), 0)
        if tap.number > upto:
            return False
        seal = self.seal(tap.judge_id, tap.entry_id)
        signed = seal is not None and seal.kind == "sign"
        if tap.kind == "reopen":
            return signed
        if signed and seal is not None and not (tap.client == seal.client and tap.seq < seal.seq):
            return False
        return tap.kind != "sign" or set(self.answers(tap.judge_id, tap.entry_id)) == set(CRITERIA)

    def of(self, judge: int, entry: int) -> list[Tap]:
        return [tap for tap in self.kept if (tap.judge_id, tap.entry_id) == (judge, entry)]

    def seal(self, judge: int, entry: int) -> Tap | None:
        return naive([tap for tap in self.of(judge, entry) if tap.kind in ("sign", "reopen")])

    def answers(self, judge: int, entry: int) -> dict[str, int | None]:
        best = {
            key: naive([tap for tap in self.of(judge, entry) if tap.kind == "mark" and tap.criterion == key])
            for key in CRITERIA
        }
        return {key: tap.value for key, tap in best.items() if tap is not None and tap.answer == "value"}

    def official(self) -> list[tuple[int, int, str, int | None]]:
        duties = self.folding.duties
        assert duties is not None
        return sorted(
            (entry, judge, key, value)
            for judge in (1, 2)
            for entry in duties.walk(judge)
            if (seal := self.seal(judge, entry)) and seal.kind == "sign"
            for key, value in self.answers(judge, entry).items()
        )


@given(foldings(), LOG, st.integers(0, 30))
def test_rehearsals_late_marks_routes_and_conflicts_count_as_the_laws_say(
    folding: Folding, lines: list[Any], cut: int
) -> None:
    taps = log_of(lines)
    expected = Naive(folding, taps)
    sheets = Sheets(folding).fold(taps[:cut])
    list(sheets.official())
    sheets.fold(taps[cut:])
    assert sorted(sheets.official()) == expected.official()
    assert folding.duties is not None
    for entry in (1, 2):
        due = [judge for judge in (1, 2) if folding.duties.due(judge, entry)]
        assert sheets.answered[entry] == sum(len(expected.answers(judge, entry)) for judge in due)
        seals = [expected.seal(judge, entry) for judge in due]
        assert sheets.signed[entry] == sum(seal is not None and seal.kind == "sign" for seal in seals)
        assert folding.duties.sheets_due[entry] == len(due)


@given(foldings(), LOG)
def test_what_a_judge_sees_of_late_marks_never_moves_what_counts(folding: Folding, lines: list[Any]) -> None:
    in_time = replace(folding, admitted={})
    taps = log_of(lines)
    punctual = [tap for tap in taps if not tap.late]
    assert sorted(Sheets(in_time).fold(taps).official()) == sorted(Sheets(in_time).fold(punctual).official())


@given(foldings(), LOG)
def test_a_rehearsal_leaves_nothing_behind(folding: Folding, lines: list[Any]) -> None:
    earnest = replace(folding, practice=None)
    taps = log_of(lines)
    without = Sheets(earnest).fold(tap for tap in taps if tap.practice is None)
    sheets = Sheets(earnest).fold(taps)
    assert sorted(sheets.official()) == sorted(without.official())
    assert [tap.number for tap in sheets.late] == [tap.number for tap in without.late]


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
