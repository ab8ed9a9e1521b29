"""`weiping register import | move-in | move | move-out | export`: thin over `desk.registry`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from . import LANG, help_of
from .files import Db
from .points.common import By, Json, day_of, home_of, lines_file, reading, save, spoken, told, writing
from .written import check_target, refused_path, table_bytes

if TYPE_CHECKING:
    from datetime import date

    from ..desk.office import Desk
    from ..desk.registry.importing import Imported

MOST_LISTED = 20

File = Annotated[Path, typer.Argument(metavar="FILE", help=help_of("A list of residents (.xlsx or .csv)."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=help_of("Say what would be done, and do nothing."))]
RefusedFile = Annotated[
    Path | None,
    typer.Option("-o", "--refused", metavar="OUT",
                 help=help_of("Where refused rows are written (.xlsx or .csv); beside FILE without.")),
]  # fmt: skip
Compound = Annotated[
    str, typer.Option("--compound", metavar="NAME", help=help_of("The compound of all rows, where no column has it."))
]
Who = Annotated[str, typer.Argument(metavar="RESIDENT", help=help_of("The key of a resident."))]
Where = Annotated[
    str, typer.Argument(metavar="HOUSEHOLD", help=help_of("The household they go to, by its key or address."))
]
Called = Annotated[str, typer.Argument(metavar="NAME", help=help_of("What it is called."))]
Key = Annotated[str, typer.Option("--key", metavar="KEY", help=help_of("Its key; the next one without."))]
OfGrid = Annotated[str, typer.Option("--grid", metavar="KEY", help=help_of("The grid that it belongs to."))]
English = Annotated[str, typer.Option("--name-en", metavar="TEXT", help=help_of("Its English name."))]
Name = Annotated[
    str, typer.Option("--name", metavar="TEXT", help=help_of("The name of who is new; who comes back keeps theirs."))
]
On = Annotated[str | None, typer.Option("--date", metavar="DAY", help=help_of("The day of the move; today without."))]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help=help_of("A note that stays with the move."))]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help=help_of("The .xlsx or .csv file to write."))]
Fields = Annotated[str, typer.Option("--fields", metavar="NAMES", help=help_of("The fields, separated by commas."))]
Level = Annotated[
    str, typer.Option("--level", metavar="LEVEL", help=help_of("Who will see it: public, office or secret."))
]
Purpose = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help=help_of("What the sheet is for; it is kept on record."))
]

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command("import", help=help_of("Bring in a list of households and residents; exit 1 where rows are refused."))
def bring_in(
    file: File, db: Db, dry_run: DryRun = False, refused: RefusedFile = None, compound: Compound = "", by: By = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Bring in a list: what is good is taken, what is not is listed and written out to be corrected."""
    from ..desk.points.sheet_look import refused_rows
    from ..desk.registry import importing
    from ..desk.registry.telling import import_data

    target, list_ = refused_path(file, refused), lines_file(file)
    with writing(db, by) if not dry_run else reading(db) as (desk, actor):
        carry_out = importing.look if dry_run else importing.bring_in
        found = carry_out(desk, actor, list_, compound=compound)
        if found.list.refused and not dry_run:
            save(target, table_bytes(target, [refused_rows(found.list, LANG)], desk))
    written = target if found.list.refused and not dry_run else None
    data = {**import_data(found, taken=not dry_run), "written": str(written) if written else None}
    told(data, json, _lines(found, dry_run, written))
    if not json:
        _faults(file, found)
    raise typer.Exit(1 if found.list.refused else 0)


def _lines(found: Imported, dry_run: bool, written: Path | None) -> Iterator[str]:
    counts = {"households": len(found.list.homes), "residents": len(found.list.people)}
    if dry_run:
        yield spoken("{households} households and {residents} residents would be new.", **counts)
    else:
        yield spoken("{households} households and {residents} residents are in the register now.", **counts)
    if found.list.changed:
        yield spoken("{count} residents and households of the register change by it.", count=found.list.changed)
    if found.list.there:
        yield spoken("{count} are in the register already and are left alone.", count=found.list.there)
    if found.moved:
        yield spoken("{count} other households change their micro-grid by it.", count=len(found.moved))
    if opened := [key for made in found.divisions for key in made.opened]:
        yield spoken("New micro-grids: {keys}.", keys=opened)
    if found.list.ignored:
        yield spoken("These columns are not taken: {columns}.", columns=list(found.list.ignored))
    if found.list.refused:
        yield spoken("{count} rows are refused:", count=len(found.list.refused))
    if written:
        yield spoken("They are in {file}; correct them there and import that file.", file=written)


def _faults(file: Path, found: Imported) -> None:
    faults = found.list.faults
    for fault in faults[:MOST_LISTED]:
        typer.echo(spoken(
            "{file}, row {row}, column {column}: {value}. {reason}; {remedy}.", file=file.name, row=fault.row,
            column=fault.column, value=fault.value or "—", reason=fault.reason.text(LANG), remedy=fault.remedy.text(LANG),
        ), err=True)  # fmt: skip
    if len(faults) > MOST_LISTED:
        typer.echo(spoken("… and {count} more rows.", count=len(faults) - MOST_LISTED), err=True)


@app.command("add-grid", help=help_of("A grid that the register does not have yet, with the next number."))
def add_grid(name: Called, db: Db, key: Key = "", by: By = None, json: Json = False) -> None:
    """A grid that the register does not have yet."""
    from ..desk.registry import adding

    with writing(db, by) as (desk, actor):
        made = adding.add_grid(desk, actor, name, key=key)
    told({"grid": made}, json, [spoken("{name} is in the register as {key}.", name=name, key=made)])


@app.command("add-compound", help=help_of("A compound that the register does not have yet."))
def add_compound(
    name: Called, db: Db, grid: OfGrid, key: Key = "", name_en: English = "", by: By = None, json: Json = False
) -> None:  # fmt: skip
    """A compound that the register does not have yet."""
    from ..desk.registry import adding
    from ..domain.text import Text

    with writing(db, by) as (desk, actor):
        made = adding.add_compound(desk, actor, Text(name, name_en or name), grid=grid, key=key)
    told({"compound": made}, json, [spoken("{name} is in the register as {key}.", name=name, key=made)])


@app.command("move-in", help=help_of("Somebody comes to live here: a new resident, or one who had left."))
def move_in(who: Who, where: Where, db: Db, name: Name = "", day: On = None, by: By = None, json: Json = False) -> None:
    """Somebody comes to live here."""
    from ..desk.registry import moving
    from ..domain.register import Resident

    with writing(db, by) as (desk, actor):
        resident = Resident(key=who, household=_household(desk, where), name=name)
        moving.move_in(desk, actor, resident, day=_day(desk, day))
    told(
        {"resident": who, "household": resident.household}, json, [spoken("{resident} lives there now.", resident=who)]
    )


@app.command("move", help=help_of("A resident goes to live in another household."))
def move(who: Who, where: Where, db: Db, day: On = None, note: Note = "", by: By = None, json: Json = False) -> None:
    """A resident goes to live in another household."""
    from ..desk.registry import moving

    with writing(db, by) as (desk, actor):
        home = _household(desk, where)
        moving.move(desk, actor, who, home, day=_day(desk, day), note=note)
    told({"resident": who, "household": home}, json, [spoken("{resident} lives there now.", resident=who)])


@app.command("move-out", help=help_of("A resident leaves the community."))
def move_out(who: Who, db: Db, day: On = None, note: Note = "", by: By = None, json: Json = False) -> None:
    """A resident leaves the community."""
    from ..desk.registry import moving

    with writing(db, by) as (desk, actor):
        moving.move_out(desk, actor, who, day=_day(desk, day), note=note)
    told({"resident": who}, json, [spoken("{resident} has left; points that were theirs stay.", resident=who)])


@app.command(
    "export", help=help_of("Write a list of residents: only the fields asked for, masked for who will see it.")
)
def export(
    db: Db, out: Out, reason: Purpose, fields: Fields = "household.address,resident.name", level: Level = "office",
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Write a list of residents."""
    from ..desk.registry import exporting
    from ..domain.register import Disclosure
    from ..publish.sheets import Table

    check_target(out)
    if level not in set(Disclosure):
        raise InputError("There is no level {level}; say public, office or secret.", level=level)
    wanted = [one.strip() for one in fields.split(",") if one.strip()]
    with writing(db, by) as (desk, actor):
        found = exporting.export(desk, actor, wanted, level=Disclosure(level), reason=reason)
        save(out, table_bytes(out, [Table(spoken("residents"), wanted, found.rows())], desk))
    told({"file": str(out), "rows": found.height}, json, [spoken("{file} is written.", file=out)])


def _household(desk: Desk, said: str) -> str:
    with desk.store.read() as connection:
        return home_of(connection, said).key


def _day(desk: Desk, said: str | None) -> date:
    return day_of(said) or desk.today()
