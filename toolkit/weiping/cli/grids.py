"""`weiping grids check | preview | divide | borders`: micro-grids of the register, thin over `desk.grids`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import help_of
from .files import Db
from .points.common import By, Json, lines_file, reading, save, spoken, table, told, words, writing
from .written import check_target, table_bytes

if TYPE_CHECKING:
    from ..desk.grids.planning import Division, Wanted
    from ..desk.office import Desk
    from ..domain.appraisal import Actor
    from ..grid.borders import Ring
    from ..publish.sheets import Table

MOST_LISTED = 20

Grid = Annotated[
    str | None, typer.Option("--grid", metavar="KEY", help=help_of("Only this grid; all of them without."))
]
Cold = Annotated[
    bool, typer.Option("--cold", help=help_of("Divide everything anew, not only where something changed."))
]
Low = Annotated[int, typer.Option("--low", metavar="N", help=help_of("The fewest scattered houses of a micro-grid."))]
Target = Annotated[int, typer.Option("--target", metavar="N", help=help_of("The households a micro-grid should have."))]
High = Annotated[int, typer.Option("--high", metavar="N", help=help_of("The most scattered houses of a micro-grid."))]
Cap = Annotated[
    int, typer.Option("--cap", metavar="N", help=help_of("The most households of a stairwell that stays whole."))
]
Borders = Annotated[
    Path | None,
    typer.Option("--borders", metavar="FILE", help=help_of("A table of grid, x, y: the corners of borders in their order.")),
]  # fmt: skip
BorderFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=help_of("A table of grid, x, y (.csv or .xlsx): the corners of borders."))
]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="OUT", help=help_of("Write the change list (.csv), and groups and findings (.xlsx)."))
]  # fmt: skip
Expect = Annotated[
    str | None,
    typer.Option("--expect", metavar="DIGEST", help=help_of("Divide only if it comes out as this preview said.")),
]

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command("check", help=help_of("Say what is wrong with the micro-grids on record; exit 1 where something is."))
def check(
    db: Db, grid: Grid = None, low: Low = 8, target: Target = 10, high: High = 12, cap: Cap = 15, borders: Borders = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Say what is wrong with the micro-grids on record."""
    wanted = _wanted(grid, False, low, target, high, cap)
    with reading(db) as (desk, actor):
        found = _findings(desk, actor, wanted, borders)
    told({"findings": found}, json, _said(found))
    raise typer.Exit(1 if found else 0)


@app.command("preview", help=help_of("Work out a division and write nothing: groups, exceptions, who would change."))
def preview(
    db: Db, grid: Grid = None, cold: Cold = False, low: Low = 8, target: Target = 10, high: High = 12, cap: Cap = 15,
    borders: Borders = None, out: Out = None, json: Json = False,
) -> None:  # fmt: skip
    """Work out a division and write nothing."""
    from ..desk.grids.dividing import preview as work_out

    wanted = _wanted(grid, cold, low, target, high, cap)
    if out is not None:
        check_target(out)
    with reading(db) as (desk, actor):
        found = _findings(desk, actor, wanted, borders)
        _answer(desk, work_out(desk, actor, wanted), found, out, json, done=False)


@app.command("divide", help=help_of("Divide: micro-grids, memberships and their reasons are written."))
def divide(
    db: Db, grid: Grid = None, cold: Cold = False, low: Low = 8, target: Target = 10, high: High = 12, cap: Cap = 15,
    expect: Expect = None, out: Out = None, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """Divide, and write it down."""
    from ..desk.grids.dividing import divide as carry_out

    wanted = _wanted(grid, cold, low, target, high, cap)
    if out is not None:
        check_target(out)
    with writing(db, by) as (desk, actor):
        made = carry_out(desk, actor, wanted, expect=expect)
        _answer(desk, made, _findings(desk, actor, wanted, None), out, json, done=True)


@app.command("borders", help=help_of("Put borders of grids on record; grids that would overlap are refused."))
def put_borders(file: BorderFile, db: Db, by: By = None, json: Json = False) -> None:
    """Put borders of grids on record."""
    from ..desk.grids import borders, telling

    drawn = borders.from_file(lines_file(file))
    with writing(db, by) as (desk, actor):
        outside = telling.finding_data(borders.draw(desk, actor, drawn))
    said = spoken("Borders on record: {grids}.", grids=list(drawn))
    told({"grids": list(drawn), "outside": outside}, json, [said, *(_said(outside) if outside else ())])


def _wanted(grid: str | None, cold: bool, low: int, target: int, high: int, cap: int) -> Wanted:
    from ..desk.grids.planning import Wanted
    from ..grid.sizes import Sizes

    return Wanted(grid=grid, warm=not cold, sizes=Sizes(low=low, target=target, high=high, cap=cap))


def _findings(desk: Desk, actor: Actor, wanted: Wanted, borders: Path | None) -> list[dict[str, Any]]:
    from ..desk.grids import checking, telling

    drawn = _drawn(borders) if borders else None
    return telling.finding_data(
        checking.findings(desk, actor, grid=wanted.grid, sizes=wanted.sizes, borders=drawn)
    )  # fmt: skip


def _drawn(path: Path) -> Mapping[str, Ring]:
    """Borders from a table with a row for each corner. Raises InputError."""
    from ..desk.grids.borders import from_file

    return from_file(lines_file(path))


def _answer(
    desk: Desk, made: Division, found: list[dict[str, Any]], out: Path | None, json: bool, *, done: bool
) -> None:
    from ..desk.grids.telling import division_data

    data = {**division_data(desk, made), "findings": found, "state": "divided" if done else "looked-at"}
    if out is not None:
        save(out, table_bytes(out, _tables(data), desk))
    told(data, json, _lines(data, done))
    if not json:
        _list(data)
        if out is not None:
            typer.echo(spoken("{file} is written.", file=out))


def _lines(data: dict[str, Any], done: bool) -> Iterator[str]:
    counts = {"groups": len(data["groups"]), "households": data["households"], "exceptions": data["exceptions"]}
    yield spoken("{households} households in {groups} micro-grids, {exceptions} of them with a size on record as an exception.",
                 **counts)  # fmt: skip
    if data["worst_diameter"] is not None:
        yield spoken(
            "Households are {mean} m from the centre of their micro-grid on average; the widest is {worst} m wide.",
            mean=data["mean_distance"], worst=data["worst_diameter"],
        )  # fmt: skip
    if data["left_out"]:
        keys = [one["household"] for one in data["left_out"]]
        yield spoken(
            "{count} houses without a place were left out and stay where they are: {keys}. Enter their places.",
            count=len(keys), keys=keys[:MOST_LISTED],
        )  # fmt: skip
    moved = spoken("{count} households change their micro-grid.", count=len(data["changes"]))
    yield moved if data["changes"] else spoken("Nobody changes their micro-grid.")
    if data["opened"]:
        yield spoken("New micro-grids: {keys}.", keys=data["opened"])
    if data["closed"]:
        yield spoken("Micro-grids that end: {keys}.", keys=data["closed"])
    for one in data["leaders"]:
        yield spoken("{name} no longer leads {micro_grid}, living elsewhere now.", **one)
    if not done:
        yield spoken("Nothing is written. To divide exactly so, add --expect {digest}.", digest=data["digest"])


def _list(data: dict[str, Any]) -> None:
    headings = [spoken(one) for one in ("household", "address", "micro-grid before", "micro-grid now", "why")]
    if data["changes"]:
        rows = [_change(one) for one in data["changes"][:MOST_LISTED]]
        table(headings, rows)
        if len(data["changes"]) > MOST_LISTED:
            typer.echo(spoken("… and {count} more rows.", count=len(data["changes"]) - MOST_LISTED))
    for line in _said(data["findings"]):
        typer.echo(line)


def _change(one: dict[str, Any]) -> list[str]:
    return [one["household"], one["address"], one["before"] or "", one["after"] or "", words(one["why"])]


def _said(found: list[dict[str, Any]]) -> Iterator[str]:
    if not found:
        yield spoken("Nothing is wrong with the micro-grids on record.")
    for one in found:
        yield spoken("{text}. {remedy}", text=words(one["text"]), remedy=words(one["remedy"]))


def _tables(data: dict[str, Any]) -> list[Table]:
    from ..publish.sheets import Table

    changes = [_change(one) for one in data["changes"]]
    groups = [
        [one["micro_grid"], one["grid"], words(one["kind"]), one["households"], one["diameter"],
         words(one["exception"]) if one["exception"] else ""]
        for one in data["groups"]
    ]  # fmt: skip
    found = [[words(one["text"]), words(one["remedy"])] for one in data["findings"]]

    def made(title: str, headings: tuple[str, ...], rows: list[Any]) -> Table:
        return Table(spoken(title), [spoken(one) for one in headings], rows)

    return [
        made("changes", ("household", "address", "micro-grid before", "micro-grid now", "why"), changes),
        made("micro-grids", ("micro-grid", "grid", "made of", "households", "diameter in metres", "exception"), groups),
        made("findings", ("what", "what to do"), found),
    ]
