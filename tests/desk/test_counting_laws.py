"""The law behind the standings: what is late, rehearsed or in conflict moves nothing, unless the chair admitted it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import CRITERIA, Hall

from weiping.desk import results
from weiping.desk.duties import Duties
from weiping.desk.folding import Folding
from weiping.desk.round_info import RoundInfo, round_info
from weiping.desk.rows import entries
from weiping.desk.sheets import Sheets
from weiping.domain.appraisal import ConflictKind

JUDGES, ENTRIES = (1, 2, 3), (1, 2)
NOON = datetime(2024, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Tap:
    """A tap as the table has it."""

    judge_id: int
    entry_id: int
    kind: str
    late: bool = False
    practice: int | None = None
    criterion: str | None = None
    answer: str | None = None
    value: int | None = None
    number: int = 0
    id: str = ""
    client: str = "tablet"
    seq: int = 0
    detail: Any = None
    text: str | None = None
    photo: str | None = None
    received_at: datetime = field(default=NOON)


marks = st.builds(
    lambda judge, entry, criterion, value, late, practice: Tap(
        judge, entry, "mark", late, practice, criterion, "value", value * 5000
    ),
    st.sampled_from(JUDGES), st.sampled_from(ENTRIES), st.sampled_from(CRITERIA), st.integers(0, 40), st.booleans(),
    st.none() | st.integers(1, 2),
)  # fmt: skip
seals = st.builds(
    Tap, st.sampled_from(JUDGES), st.sampled_from(ENTRIES), st.sampled_from(("sign", "sign", "reopen")), st.booleans(),
    st.none() | st.integers(1, 2),
)  # fmt: skip
logs = st.lists(marks | seals, max_size=60)
pairs = st.sets(st.tuples(st.sampled_from(JUDGES), st.sampled_from(ENTRIES)), max_size=3)


@pytest.fixture
def info(hall: Hall) -> tuple[RoundInfo, list[Any]]:
    with hall.desk.store.read() as connection:
        return round_info(connection, hall.round), entries(connection, hall.round)


def numbered(log: list[Tap]) -> list[Tap]:
    numbers = count(1)
    return [replace(tap, number=(number := next(numbers)), seq=number) for tap in log]


def standings(
    info: tuple[RoundInfo, list[Any]], taps: list[Tap], conflicts: set[tuple[int, int]], **more: Any
) -> object:
    duties = Duties(ENTRIES, dict.fromkeys(JUDGES, ENTRIES), dict.fromkeys(conflicts, ConflictKind.DECLARED))
    way = Folding(duties, criteria=CRITERIA, **more)
    return results.standings(info[0], Sheets(way).fold(taps), info[1])


quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@quick
@given(log=logs, conflicts=pairs)
def test_standings_are_those_of_what_came_in_time_in_earnest_and_from_judges_who_may(
    info: tuple[RoundInfo, list[Any]], log: list[Tap], conflicts: set[tuple[int, int]]
) -> None:
    taps = numbered(log)
    counting = [
        tap for tap in taps if not tap.late and tap.practice is None and (tap.judge_id, tap.entry_id) not in conflicts
    ]
    assert standings(info, taps, conflicts) == standings(info, counting, set())


@quick
@given(log=logs, admitted=pairs)
def test_late_taps_that_are_admitted_move_no_other_sheet(
    info: tuple[RoundInfo, list[Any]], log: list[Tap], admitted: set[tuple[int, int]]
) -> None:
    taps = numbered(log)
    others = [tap for tap in taps if not tap.late or (tap.judge_id, tap.entry_id) in admitted]
    last = dict.fromkeys(admitted, len(taps))
    assert standings(info, taps, set(), admitted=last) == standings(info, others, set(), admitted=last)


@quick
@given(log=logs, number=st.integers(1, 2))
def test_a_rehearsal_shows_its_own_taps_and_no_others(
    info: tuple[RoundInfo, list[Any]], log: list[Tap], number: int
) -> None:
    taps = numbered(log)
    own = [tap for tap in taps if tap.practice == number]
    assert standings(info, taps, set(), practice=number) == standings(info, own, set(), practice=number)
