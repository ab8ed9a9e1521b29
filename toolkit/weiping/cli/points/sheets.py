"""`weiping points import` and `export`: sheets of points in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...errors import InputError
from .. import LANG, help_of
from ..files import Db
from ..written import check_target, refused_path, table_bytes
from .common import (
    By,
    Json,
    Known,
    Lang,
    On,
    account_of,
    day_of,
    end_of,
    language,
    lines_file,
    reading,
    save,
    spoken,
    told,
    writing,
)
from .told import First, Last, Month, days_of

if TYPE_CHECKING:
    from ...desk.office import Desk
    from ...desk.points.approvals import Outcome
    from ...desk.points.sheet_look import Look
    from ...domain.appraisal import Actor
    from ...publish.sheets import Cell, Table

MOST_LISTED = 20
SHEETS = ["accounts", "journal", "ranking", "statement", "liability"]

File = Annotated[Path, typer.Argument(metavar="FILE", help=help_of("A sheet of points (.xlsx or .csv)."))]
SheetKind = Annotated[
    str,
    typer.Option("--kind", metavar="KIND", help=help_of("opening (balances of the paper passbook) or grants.")),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=help_of("Say what would be done, and do nothing."))]
RefusedFile = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--refused",
        metavar="OUT",
        help=help_of("Where refused rows are written (.xlsx or .csv); beside FILE without."),
    ),
]
Fund = Annotated[str, typer.Option("--fund", metavar="KEY", help=help_of("The fund that grants."))]
Day = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=help_of("The day of all rows, where no column has it."))
]
SheetReason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=help_of("The reason of all rows, where no column has it."))
]
Event = Annotated[
    str, typer.Option("--event", metavar="TEXT", help=help_of("The event of all rows, where no column has it."))
]
SheetName = Annotated[
    str, typer.Option("--sheet", metavar="NAME", help=help_of("The sheet of a workbook that has several."))
]
Compound = Annotated[
    str, typer.Option("--compound", metavar="NAME", help=help_of("The compound of all rows, where no column has it."))
]
Of = Annotated[str | None, typer.Option("--of", metavar="WHOM", help=help_of("Whose statement."))]
What = Annotated[
    str, typer.Argument(metavar="WHAT", help=help_of("accounts, journal, ranking, statement or liability."))
]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help=help_of("The .xlsx or .csv file to write."))]
Purpose = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=help_of("What the sheet is for; it is kept on record."))
]


def bring_in(
    file: File, db: Db, kind: SheetKind, dry_run: DryRun = False, refused: RefusedFile = None, fund: Fund = "community",
    day: Day = None, reason: SheetReason = "", event: Event = "", compound: Compound = "", sheet: SheetName = "",
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Bring in a sheet of points: what is good is posted, what is not is listed and written out to be corrected."""
    from ...desk.points import importing, sheet_look
    from ...desk.points.sheet_transfers import Kind, Stated

    if kind not in list(Kind):
        raise InputError("There is no kind of sheet {kind}; say opening or grants.", kind=kind)
    stated = Stated(
        kind=Kind(kind), fund=fund, day=day_of(day), reason=reason, event=event, compound=compound, sheet=sheet
    )
    target = refused_path(file, refused)
    data = lines_file(file)
    with writing(db, by) if not dry_run else reading(db) as (desk, actor):
        found = sheet_look.look(desk, actor, data, stated)
        outcome = None if dry_run else importing.carry_out(desk, actor, found, _progress)
        if found.refused and not dry_run:
            save(target, table_bytes(target, [sheet_look.refused_rows(found, LANG)], desk))
    written = target if found.refused and not dry_run else None
    told(
        {**importing.told(found, outcome), "written": written and str(written)},
        json,
        _lines(file, found, outcome, written),
    )
    if not json:
        _list(file, found)
    raise typer.Exit(1 if found.refused else 0)


def _progress(done: int, of: int) -> None:
    if done < of:
        typer.echo(spoken("{done} of {of} rows are posted …", done=done, of=of), err=True)


def _lines(file: Path, found: Look, outcome: Outcome | None, written: Path | None) -> list[str]:
    lines = []
    count, points = len(found.fresh), found.points
    if outcome is None:
        lines.append(
            spoken("{file}: {count} rows with {points} points would be posted.", file=file, count=count, points=points)
        )
    elif outcome.state == "waiting":
        wait = spoken("{count} rows with {points} points wait for a second person", count=count, points=points)
        lines.append(spoken("{what} as batch {batch}.", what=wait, batch=outcome.batch))
    elif outcome.state == "turned-down":
        lines.append(
            spoken("These rows were turned down before, as batch {batch}; nothing was posted.", batch=outcome.batch)
        )
    else:
        lines.append(spoken("{count} rows with {points} points are posted.", count=outcome.posted, points=points))
    if found.there:
        lines.append(spoken("{count} rows were posted before and are left alone.", count=len(found.there)))
    if found.waiting:
        lines.append(spoken("{count} rows wait for a second person already.", count=len(found.waiting)))
    if found.refused:
        lines.append(spoken("{count} rows are refused:", count=len(found.refused)))
    if written:
        lines.append(spoken("They are in {file}; correct them there and import that file.", file=written))
    return lines


def _list(file: Path, found: Look) -> None:
    for fault in found.faults[:MOST_LISTED]:
        typer.echo(spoken(
            "{file}, row {row}, column {column}: {value}. {reason}; {remedy}.", file=file.name, row=fault.row,
            column=fault.column, value=fault.value or "—", reason=fault.reason.text(LANG), remedy=fault.remedy.text(LANG),
        ), err=True)  # fmt: skip
    if len(found.faults) > MOST_LISTED:
        typer.echo(spoken("… and {count} more rows.", count=len(found.faults) - MOST_LISTED), err=True)


def take_out(
    what: What, out: Out, db: Db, reason: Purpose, of: Of = None, first: First = None, last: Last = None, month: Month = None,
    on: On = None, known: Known = None, lang: Lang = LANG, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Write a sheet: accounts, the journal of some days, what a ranking is made of, a statement, what is outstanding."""
    from ...desk.points import tables

    check_target(out)
    language(lang)
    with writing(db, by) as (desk, actor):
        days, day, moment = days_of(first, last, month), day_of(on), end_of(desk, known)
        made = [_counted(one) for one in _tables(what, desk, actor, lang, of=of, days=days, on=day, known=moment)]
        data = table_bytes(out, [table for table, _ in made], desk)
        rows = sum(counted.count for _, counted in made)
        tables.on_record(desk, actor, f"points-{what}", made[0][0].headings, rows, reason)
    save(out, data)
    told({"file": str(out), "rows": rows}, json, [spoken("{file} is written.", file=out)])


class _Counted:
    """Rows that are counted while they are read."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.count += 1
            yield row


def _counted(made: Table) -> tuple[Table, _Counted]:
    rows = _Counted(made.rows)
    return replace(made, rows=rows), rows


def _tables(
    what: str, desk: Desk, actor: Actor, lang: str, *, of: str | None, days: tuple[date, date] | None, on: date | None,
    known: datetime | None,
) -> list[Table]:  # fmt: skip
    from ...desk.points import policy, tables

    if what not in SHEETS:
        raise InputError("There is no sheet {what}; say one of {known}.", what=what, known=SHEETS)
    if what == "accounts":
        return [tables.accounts(desk, actor, lang, on=on, known=known)]
    if what == "liability":
        return tables.liability(desk, actor, lang)
    if what == "statement":
        if of is None:
            raise InputError("Say whose statement: --of WHOM.")
        number, (first, last) = account_of(desk, of).id, days or (date.min, desk.today())
        return [tables.statement(desk, actor, lang, number, first, last, known=known)]
    if days is None:
        raise InputError("Say which days: --month 2024-11, or --from and --to.")
    if what == "journal":
        return [tables.journal(desk, actor, lang, *days, known=known)]
    with desk.store.read() as connection:
        level = policy.read(connection).ranking
    return [tables.ranking(desk, actor, lang, *days, "household" if level == "none" else level)]
