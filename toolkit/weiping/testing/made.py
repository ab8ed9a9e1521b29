"""Values that checks are made with: fixed ones for two processes to agree on, and strategies of hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ..domain.papers import ResultLine, Results
from ..domain.points import (
    Attendance,
    Attended,
    Earned,
    Event,
    Published,
    Redeemed,
    TaskDone,
    Verified,
    Winner,
)
from ..domain.text import Text
from .households import COMPOUNDS, HOUSEHOLDS

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

DAY = date(2024, 2, 29)
TITLE = Text("春季活动", "Spring event")
ROLES = ("volunteer", "organiser", "beneficiary")
AWARDS = ("first", "second")
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("//x")',
    "<script>alert(1)</script>",
    '"',
    "a,b;c\n=d",
)
"""Names that a careless file would let act: formulas for spreadsheets, markup for browsers, separators."""

PLAIN_NAMES = (Text("东小区", "East"), Text("西小区", "West"), Text("南小区", "South"))


def events(kinds: Sequence[type[Event]], words: Sequence[str] = ()) -> list[Event]:
    """A fixed list of events of `kinds`, with each of `words` as the award, role, activity or deed that is rewarded."""
    names = tuple(dict.fromkeys([*words, *AWARDS]))
    made: list[Event] = []
    for number, word in enumerate(names):
        day = DAY + timedelta(days=number)
        home = list(HOUSEHOLDS)[number % len(HOUSEHOLDS)]
        every: list[Event] = [
            Published(round=number + 1, appraisal=word, title=TITLE, on=day, winners=_winners(word)),
            Attended(activity=number + 1, kind=word, title=TITLE, on=day, who=_who(ROLES)),
            Attended(activity=number + 101, kind="clean-up", title=TITLE, on=day, who=_who((word,))),
            Verified(deed=word, title=TITLE, household=home, on=day, quantity=Decimal(number % 4 + 1)),
            TaskDone(task=word, title=TITLE, household=home, on=day),
        ]
        made += [one for one in every if isinstance(one, tuple(kinds))]
    return made


def _winners(award: str) -> tuple[Winner, ...]:
    return tuple(
        Winner(entry=place, name=name, award=award, place=place, households=_homes(compound))
        for place, (name, compound) in enumerate(zip(PLAIN_NAMES, COMPOUNDS, strict=True), 1)
    )


def _winner(compound: str, award: str, place: int, homes: int) -> Winner:
    entry = COMPOUNDS.index(compound)
    return Winner(
        entry=entry + 1, name=PLAIN_NAMES[entry], award=award, place=place, households=_homes(compound)[:homes]
    )  # fmt: skip


def _homes(compound: str) -> tuple[str, ...]:
    return tuple(home for home, where in HOUSEHOLDS.items() if where == compound)


def _who(roles: Sequence[str]) -> tuple[Attendance, ...]:
    homes = list(HOUSEHOLDS)
    hours = (None, Decimal("1.5"), Decimal(2), Decimal(8))
    return tuple(
        Attendance(
            household=homes[at % len(homes)], role=role, hours=hours[at % 4], resident=f"{homes[at % len(homes)]}-a"
        )
        for at, role in enumerate([*roles] * 4)
    )


def any_event(kinds: Sequence[type[Event]], words: Sequence[str] = ()) -> SearchStrategy[Event]:
    """Events of `kinds` about the households of the tiny community."""
    from hypothesis import strategies as st

    homes, days = st.sampled_from(list(HOUSEHOLDS)), st.dates(date(2000, 1, 1), date(2099, 12, 31))
    word = st.sampled_from([*words, *AWARDS, *ROLES])
    number, title = st.integers(1, 10**6), st.just(TITLE)
    amount = st.decimals(0, 100, places=1)
    attendance = st.builds(
        Attendance, household=homes, role=word, hours=st.none() | amount, resident=st.none() | homes.map("{}-a".format)
    )
    winner = st.builds(_winner, st.sampled_from(COMPOUNDS), word, st.integers(1, 20), st.integers(0, 2))
    once = st.lists(winner, max_size=4, unique_by=lambda one: (one.entry, one.award)).map(tuple)
    made: dict[type, SearchStrategy[Event]] = {
        Published: st.builds(Published, round=number, appraisal=word, title=title, on=days, winners=once),
        Attended: st.builds(
            Attended, activity=number, kind=word, title=title, on=days, complaint=st.booleans(),
            who=st.lists(attendance, max_size=5, unique_by=lambda one: (one.household, one.resident, one.role)).map(tuple),
        ),
        Verified: st.builds(Verified, deed=word, title=title, household=homes, on=days, quantity=amount),
        TaskDone: st.builds(TaskDone, task=word, title=title, household=homes, on=days),
    }  # fmt: skip
    return st.one_of(*(made[kind] for kind in kinds))


def earned(rules: Sequence[str] = ()) -> SearchStrategy[Earned]:
    """Points earned on any day of a century, leap days often among them."""
    from hypothesis import strategies as st

    leap = st.sampled_from([date(year, 2, 29) for year in range(2000, 2100, 4)])
    days = leap | st.dates(date(2000, 1, 1), date(2099, 12, 31))
    return st.builds(Earned, points=st.integers(1, 10**6), on=days, rule=st.sampled_from([None, *rules, "some-rule"]))


SOME_EARNED = tuple(Earned(points=10, on=DAY + timedelta(days=13 * at), rule=None) for at in range(60))


def redeemed(rewards: Sequence[str] = ()) -> SearchStrategy[Redeemed]:
    """Redemptions of any reward, in any number the shop takes."""
    from hypothesis import strategies as st

    return st.builds(
        Redeemed, reward=st.sampled_from([*rewards, "soap"]), title=st.sampled_from(PLAIN_NAMES), quantity=st.integers(1, 99),
        points=st.integers(1, 10**4), on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    )  # fmt: skip


SOME_REDEEMED = Redeemed(reward="soap", title=Text("肥皂", "Soap"), quantity=2, points=10, on=DAY)


def results(*lines: ResultLine, full: Decimal | None = Decimal(100)) -> Results:
    """A published result with these lines."""
    return Results(
        round=1, community=Text("小社区", "Tiny"), title=Text("2024 最美小区", "Most beautiful compound 2024"),
        published=DAY, until=DAY + timedelta(days=7), judges=3, lines=lines, full=full,
        rule=Text("各项取平均分。", "The marks are averaged."),
    )  # fmt: skip


def line(name: Text, place: int | None = 1, score: str | None = "90.00", shared: bool = False) -> ResultLine:
    """A line of a result; the first place has an award, one without a place says why."""
    return ResultLine(
        name=name, place=place, score=None if score is None else Decimal(score), shared=shared,
        awards=(Text("最美小区", "Most beautiful compound"),) if place == 1 else (),
        why=None if place else Text("评委未到场", "No judge was there"),
    )  # fmt: skip


NO_LINES = results()
TIES = results(*(line(name, 1, "90.00", True) for name in PLAIN_NAMES))
NOT_RANKED = results(line(PLAIN_NAMES[0]), line(PLAIN_NAMES[1], None, None), full=None)
BAD_NAMES = results(*(line(Text(name, name), at, "50.5") for at, name in enumerate(HOSTILE, 1)))
ORDINARY = results(*(line(name, at, f"{91 - at}.25") for at, name in enumerate(PLAIN_NAMES, 1)))
SOME_RESULTS = (ORDINARY, TIES, NOT_RANKED, NO_LINES, BAD_NAMES)


def any_results() -> SearchStrategy[Results]:
    """Results of any length, with ties, entries that were not ranked, and any letters in names."""
    from hypothesis import strategies as st

    letters = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
    names = st.builds(Text, letters, letters) | st.sampled_from(HOSTILE).map(lambda name: Text(name, name))
    scores = st.none() | st.decimals(0, 100, places=2)
    lines = st.builds(
        ResultLine, name=names, place=st.none() | st.integers(1, 50), score=scores, shared=st.booleans(),
        awards=st.just(()) | names.map(lambda one: (one,)), why=st.none() | names,
    )  # fmt: skip
    return st.lists(lines, max_size=6).map(lambda found: results(*found))
