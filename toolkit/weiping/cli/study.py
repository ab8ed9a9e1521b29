"""`weiping agreement`, `variance`, `severity`, `stability`: how far a result can be trusted, from files or a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..i18n import tr
from . import LANG, help_of
from .files import list_refused
from .plugin_folder import Importer, PluginsDir

if TYPE_CHECKING:
    import polars as pl

    from ..frames import Table
    from ..research.results import Result

Marks = Annotated[
    str,
    typer.Argument(metavar="MARKS", help=help_of("A file of marks (.csv, .xlsx, .parquet), a folder, or a database.")),
]
Round = Annotated[str | None, typer.Option("--round", metavar="ROUND", help=help_of("Only this round."))]
Json = Annotated[bool, typer.Option("--json", help=help_of("Print JSON for programs."))]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help=help_of("Write the tables to this .xlsx file."))
]
Save = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FILE", help=help_of("Keep the result with all that it was made of, to be replayed.")
    ),
]
Level = Annotated[
    float, typer.Option("--level", min=0.5, max=0.999, help=help_of("What an interval holds, such as 0.9."))
]


def agreement(
    marks: Marks,
    round: Round = None,
    json: Json = False,
    out: Out = None,
    save: Save = None,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """How far the judges agree: ICCs, Krippendorff's alpha, Kendall's W, criterion by criterion."""
    from ..research import front

    _show(front.agreement(_read(marks, importer), round=round), json, out, save)


def variance(
    marks: Marks,
    design: Annotated[
        str,
        typer.Option("--design", metavar="DESIGN", help=help_of("Facets crossed with x and nested with a colon.")),
    ] = "entry x judge",
    round: Round = None,
    json: Json = False,
    out: Out = None,
    save: Save = None,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """Where the differences between marks come from: a generalizability study."""
    from ..research import front

    _show(front.variance(_read(marks, importer), design, round=round), json, out, save)


def severity(
    marks: Marks,
    model: Annotated[
        str,
        typer.Option("--model", metavar="MODEL", help=help_of("reml (points) or rasch (logits of a rating scale).")),
    ] = "reml",
    sheets: Annotated[
        bool, typer.Option("--sheets", help=help_of("Let the marks of one sheet hang together (halo)."))
    ] = False,
    level: Level = 0.9,
    round: Round = None,
    json: Json = False,
    out: Out = None,
    save: Save = None,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """How strict each judge is, and the entries with that taken into account."""
    from ..research import front

    chosen: Any = model
    _show(
        front.severity(_read(marks, importer), round=round, model=chosen, level=level, sheets=sheets), json, out, save
    )


def stability(
    marks: Marks,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule",
            metavar="RULE",
            help=help_of("A rule file or the key of a preset; else the round's own, rule.toml, or plain."),
        ),
    ] = None,
    over: Annotated[
        str, typer.Option("--over", metavar="WHAT", help=help_of("What is drawn anew: judges, items or both."))
    ] = "judges",
    draws: Annotated[
        int, typer.Option("--draws", min=1, max=100_000, help=help_of("How many panels are drawn."))
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help=help_of("The same seed gives the same numbers."))] = 0,
    first: Annotated[int, typer.Option("--first", min=1, help=help_of("How many places bring an award."))] = 3,
    level: Level = 0.9,
    round: Round = None,
    json: Json = False,
    out: Out = None,
    save: Save = None,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """How much the places depend on who happened to judge."""
    from ..research import front

    chosen: Any = over
    read = _read(marks, importer)
    found = front.stability(read, rule, round=round, draws=draws, seed=seed, over=chosen, level=level, first=first)
    _show(found, json, out, save)


def _read(marks: str, importer: str | None) -> str | Table:
    """What is to be studied: the file as it is, or the marks that an importer finds in it."""
    from ..hooks import importing

    return marks if importer is None else importing.table(importer, marks)


def _show(found: Result, as_json: bool, out: Path | None, save: Path | None) -> None:
    from ..frames import worded

    if out is not None:
        found.to_excel(out)
    if save is not None:
        found.save(save)
    if not found.refused.is_empty():
        list_refused(worded(found.refused, LANG))
    if as_json:
        typer.echo(found.to_json())
        return
    typer.echo(found.title.said(LANG))
    for note in found.told():
        typer.echo(note.said(LANG))
    for name, table in (found.tables or {"": found.frame}).items():
        typer.echo(f"\n{tr(LANG, name) if name else ''}")
        _table(table)


def _table(table: pl.DataFrame, most: int = 40) -> None:
    from rich.console import Console
    from rich.table import Table

    from ..research.results import said

    shown = Table(box=None, pad_edge=False)
    for name in table.columns:
        shown.add_column(name, justify="right" if table.schema[name].is_numeric() else "left")
    for row in table.head(most).iter_rows():
        shown.add_row(*[said(cell) for cell in row])
    Console().print(shown)
    if len(table) > most:
        typer.echo(tr(LANG, "… and {count} more rows.", count=len(table) - most))
