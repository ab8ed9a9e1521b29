"""Reading the files of the time before: activities, meetings and matters as CSV, appraisals that were held on paper.

Nothing is written. What the kinds of the plugins ask for is looked at when it is loaded; see `history`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from ..domain.history import Given, Held, History, Met, PaperAppraisal, PaperMark, PutToVote, Stepped, Went
from ..domain.meetings import Way
from ..domain.records import Part, Partner, Plan, Reported, Source
from ..domain.register import Register
from ..domain.text import Text
from . import leader_files
from .files import Row, read_csv, read_toml
from .history_more import opinions, snapshots, wishes
from .history_rows import number, one_of, rows_of, where, yes
from .plan_check import Known
from .plan_files import agree, read_plan

T = TypeVar("T")

ACTIVITY = (
    "key",
    "kind",
    "title",
    "title_en",
    "day",
    "begins",
    "ends",
    "campaign",
    "partners",
    "recorded_by",
    "certified_by",
)
"""Columns of an activity that are no answers; every further column is one, and so may be what SHARED names."""
MATTER = ("key", "title", "title_en", "recorded_by")
SHARED = ("day", "place", "compound", "household", "x", "y")
"""Columns that the record keeps and that a kind's form may ask for under the same name."""


def read_history(folder: Path, known: Known, register: Register) -> History:
    """The history in `folder`. Raises InputError naming file, row, column, value and remedy."""
    partners = {row.fresh("key", ()): _partner(row) for row in rows_of(folder / "partners.csv", "key", "name", "kind")}
    held = _activities(folder, known, partners)
    matters = _matters(folder, known, set(held))
    return History(
        partners=tuple(partners.values()),
        held=tuple(held.values()),
        met=_meetings(folder, set(held), known, set(matters)),
        matters=tuple(matters.values()),
        photos=tuple(snapshots(folder, set(held), set(matters))),
        opinions=tuple(opinions(folder, set(held), known)),
        wishes=tuple(wishes(folder, set(partners), known)),
        elections=leader_files.elections(rows_of(folder / "elections.csv", *leader_files.ELECTION), register),
        errands=leader_files.errands(rows_of(folder / "tasks.csv", *leader_files.ERRAND), register),
        appraisals=tuple(_paper(path, known) for path in sorted(folder.glob("past_*.toml"))),
    )


def _partner(row: Row) -> Partner:
    return Partner(key=row["key"], name=_title(row, "name"), kind=row["kind"])


def _title(row: Row, column: str) -> Text:
    """A text in both languages; the English one may be missing, as in an office's own files."""
    zh = row.text(column)
    return Text(zh, row.cells.get(f"{column}_en") or zh)


def _optional(row: Row, column: str, *, least: int = 0) -> int | None:
    return number(row, column, least=least) if row.cells.get(column) else None


# activities


def _activities(folder: Path, known: Known, partners: Collection[str]) -> dict[str, Held]:
    path = folder / "activities.csv"
    parts: dict[str, list[Part]] = defaultdict(list)
    rows = rows_of(path, *ACTIVITY[:5])
    keys = {row["key"] for row in rows}
    for row in rows_of(folder / "participation.csv", "activity", "resident", "guest", "role", "minutes"):
        parts[row.known("activity", keys)].append(_part(row, known))
    found: dict[str, Held] = {}
    for row in rows:
        key = row.fresh("key", found)
        found[key] = replace(_held(row, known, partners), parts=tuple(parts[key]))
    return found


def _part(row: Row, known: Known) -> Part:
    resident = one_of(row, "resident", known.roles)
    if (resident is None) == (not row["guest"]):
        row.refuse("guest", "Name a resident or a guest, one of the two.")
    minutes = _optional(row, "minutes")
    return Part(role=row.text("role"), resident=resident, guest=row["guest"], minutes=minutes, source=Source.FILE)


def _held(row: Row, known: Known, partners: Collection[str]) -> Held:
    cells = row.cells
    wanted = [one.strip() for one in cells.get("partners", "").split(";") if one.strip()]
    if not set(wanted) <= set(partners):
        row.refuse("partners", "No such key is defined; correct it or define it.")
    plan = Plan(
        key=row["key"], kind=row.text("kind"), title=_title(row, "title"), day=row.day("day"), begins=cells.get("begins", ""),
        ends=cells.get("ends", ""), place=cells.get("place", ""), campaign=cells.get("campaign", ""),
        compound=one_of(row, "compound", known.compounds), partners=tuple(wanted),
        answers={name: value for name, value in cells.items() if value and name not in ACTIVITY},
    )  # fmt: skip
    return Held(
        plan=plan,
        where=where(row),
        recorded_by=cells.get("recorded_by", ""),
        certified_by=cells.get("certified_by", ""),
    )


# meetings


def _meetings(folder: Path, held: Collection[str], known: Known, matters: Collection[str]) -> tuple[Met, ...]:
    rows = rows_of(folder / "meetings.csv", "activity", "quorum", "may_vote", "minutes")
    keys = {row["activity"] for row in rows}

    def of(name: str, columns: tuple[str, ...], make: Callable[[Row], T]) -> dict[str, list[T]]:
        found: dict[str, list[T]] = defaultdict(list)
        for row in rows_of(folder / name, "activity", *columns):
            found[row.known("activity", keys)].append(make(row))
        return found

    agenda = of("agenda.csv", ("title", "matter"), lambda row: (row.text("title"), one_of(row, "matter", matters)))
    votes = ("votes_for", "votes_against", "abstained")
    motions = of("motions.csv", ("matter", "text", "way", *votes), lambda row: _motion(row, matters))
    said = of("minutes_answers.csv", ("resident", "approves", "text"),
              lambda row: (row.known("resident", known.roles), yes(row, "approves"), row["text"]))  # fmt: skip
    given = of(
        "actions.csv", ("text", "resident", "owner", "due", "matter", "done"), lambda row: _given(row, known, matters)
    )
    return tuple(
        Met(activity=row.known("activity", held), quorum=number(row, "quorum", least=1),
            may_vote=_optional(row, "may_vote", least=1), minutes=row["minutes"], agenda=tuple(agenda[row["activity"]]),
            motions=tuple(motions[row["activity"]]), said=tuple(said[row["activity"]]), given=tuple(given[row["activity"]]))
        for row in rows
    )  # fmt: skip


def _motion(row: Row, matters: Collection[str]) -> PutToVote:
    return PutToVote(
        text=row.text("text"), votes_for=number(row, "votes_for"), votes_against=number(row, "votes_against"),
        abstained=number(row, "abstained"), way=row.one_of("way", Way), matter=one_of(row, "matter", matters),
    )  # fmt: skip


def _given(row: Row, known: Known, matters: Collection[str]) -> Given:
    return Given(
        text=row.text("text"), due=row.day("due"), resident=one_of(row, "resident", known.roles), owner=row["owner"],
        matter=one_of(row, "matter", matters), done=yes(row, "done"),
    )  # fmt: skip


# matters


def _matters(folder: Path, known: Known, held: Collection[str]) -> dict[str, Went]:
    """Every `matters-KIND.csv`: a row a matter, `step.field` the columns of its steps."""
    found: dict[str, Went] = {}
    for path in sorted(folder.glob("matters-*.csv")):
        kind = path.stem.removeprefix("matters-")
        for row in read_csv(path, ("key", "title", "day")):
            key = row.fresh("key", found)
            found[key] = _went(row, kind, known, held)
    return found


def _went(row: Row, kind: str, known: Known, held: Collection[str]) -> Went:
    opening = {name: value for name, value in row.cells.items() if value and "." not in name and name not in MATTER}
    x, y = (row.metres("x"), row.metres("y")) if row.cells.get("x") and row.cells.get("y") else (None, None)
    reported = Reported(
        x=x, y=y, key=row["key"], kind=kind, title=_title(row, "title"), day=row.day("day"),
        compound=one_of(row, "compound", known.compounds), household=row.cells.get("household") or None, answers=opening,
    )  # fmt: skip
    return Went(
        reported=reported,
        where=where(row),
        steps=tuple(_steps(row, held)),
        recorded_by=row.cells.get("recorded_by", ""),
    )


def _steps(row: Row, held: Collection[str]) -> Iterable[Stepped]:
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for name, value in row.cells.items():
        step, _, field = name.partition(".")
        if field and value:
            answers[step][field] = value
    for step, said in answers.items():
        if "day" not in said:
            row.refuse(f"{step}.{next(iter(said))}", "Say in the column with .day when this step was taken.")
        day, activity = row.day(f"{step}.day"), None
        if "activity" in said:
            activity = row.known(f"{step}.activity", held)
        own = {field: value for field, value in said.items() if field not in ("day", "activity")}
        yield Stepped(to=step, day=day, answers=own, activity=activity)


# an appraisal on paper


def _paper(path: Path, known: Known) -> PaperAppraisal:
    document = read_toml(path)
    plan = agree(document, read_plan(document), known)
    seats = {judge.resident for judge in plan.judges if judge.resident}
    rows = read_csv(
        path.with_name(f"{path.stem.removesuffix('_appraisal')}_marks.csv"), ("judge", "entry", "criterion", "mark")
    )
    criteria = {key for key, _ in plan.criteria}
    marks = tuple(
        PaperMark(judge=row.known("judge", seats), entry=row.known("entry", plan.entries),
                  criterion=row.known("criterion", criteria), value=_mark(row))
        for row in rows
    )  # fmt: skip
    return PaperAppraisal(plan=plan, marks=marks)


def _mark(row: Row) -> Decimal:
    try:
        value = Decimal(row["mark"])
    except InvalidOperation:
        row.refuse("mark", "Write a number with digits and a point, such as 17.5.")
    return value if value.is_finite() else row.refuse("mark", "Write a number with digits and a point, such as 17.5.")
