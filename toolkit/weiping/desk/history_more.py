"""What else the files of the time before tell: photos, what was said of activities, needs and offers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ..domain.history import Opinion, Snapshot, Wish
from ..domain.records import Satisfaction
from .files import Row
from .history_rows import one_of, rows_of, yes
from .plan_check import Known


def snapshots(folder: Path, held: Collection[str], matters: Collection[str]) -> Iterable[Snapshot]:
    """The lines of `photos.csv`; the pictures lie beside it in `photos/`."""
    there = {path.name: path for path in (folder / "photos").glob("*") if path.is_file()}
    for row in rows_of(folder / "photos.csv", "activity", "matter", "step", "file", "caption", "show"):
        activity, matter = one_of(row, "activity", held), one_of(row, "matter", matters)
        if (activity is None) == (matter is None):
            row.refuse("activity", "Name an activity or a matter, one of the two.")
        yield Snapshot(
            file=there[row.known("file", there)], activity=activity, matter=matter, step=row["step"], caption=row["caption"],
            show=yes(row, "show"),
        )  # fmt: skip


def opinions(folder: Path, held: Collection[str], known: Known) -> Iterable[Opinion]:
    """The lines of `evaluations.csv`."""
    for row in rows_of(folder / "evaluations.csv", "activity", "resident", "satisfaction", "remark"):
        yield Opinion(
            activity=row.known("activity", held), resident=one_of(row, "resident", known.roles), remark=row["remark"],
            satisfaction=row.one_of("satisfaction", Satisfaction),
        )  # fmt: skip


def wishes(folder: Path, partners: Collection[str], known: Known) -> Iterable[Wish]:
    """The lines of `aid.csv`: a need names a household, an offer a resident or a partner."""
    rows = rows_of(folder / "aid.csv", "key", "kind", "text", "household", "resident", "partner", "goes_to")
    needs = {row["key"] for row in rows if row["household"]}
    there = set[str]()
    for row in rows:
        there.add(row.fresh("key", there))
        yield _wish(row, needs, partners, known)


def _wish(row: Row, needs: Collection[str], partners: Collection[str], known: Known) -> Wish:
    who = {"household": row["household"] or None, "resident": one_of(row, "resident", known.roles),
           "partner": one_of(row, "partner", partners)}  # fmt: skip
    if sum(one is not None for one in who.values()) != 1:
        row.refuse("household", "Name a household, a resident or a partner, one of the three.")
    return Wish(key=row["key"], kind=row.text("kind"), text=row["text"], goes_to=one_of(row, "goes_to", needs), **who)
