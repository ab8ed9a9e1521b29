"""`weiping score` and `weiping explain`: files in, standings or an explanation out, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..i18n import tr
from . import LANG, help_of
from .files import check_writable, list_refused, refused_paths, say, write
from .plugin_folder import Importer, PluginsDir

if TYPE_CHECKING:
    import polars as pl

    from ..scoring.engine import Scored

MarksPath = Annotated[
    Path,
    typer.Argument(metavar="MARKS", help=help_of("A file of marks, or a folder with marks, entries and criteria.")),
]
RulePath = Annotated[
    Path, typer.Option("--rule", metavar="RULE", help=help_of("A rule file (TOML), or the key of an installed rule."))
]
EntriesPath = Annotated[
    Path | None, typer.Option("--entries", metavar="ENTRIES", help=help_of("The table of entries."))
]
CriteriaPath = Annotated[
    Path | None, typer.Option("--criteria", metavar="CRITERIA", help=help_of("The table of criteria."))
]
OutPath = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="OUT", help=help_of("Write standings to this .csv, .parquet or .xlsx file.")),
]
JudgesPath = Annotated[
    Path | None, typer.Option("--judges", metavar="JUDGES", help=help_of("The table of judges, with their severities."))
]
Strict = Annotated[bool, typer.Option("--strict", help=help_of("Write nothing when any row is refused."))]
Entry = Annotated[str, typer.Option("--entry", metavar="ENTRY", help=help_of("The entry to explain."))]
Round = Annotated[
    str | None, typer.Option("--round", metavar="ROUND", help=help_of("Its round; every round it is in without."))
]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help=help_of("zh_CN or en."))]


def score(
    marks: MarksPath,
    rule: RulePath,
    entries: EntriesPath = None,
    criteria: CriteriaPath = None,
    judges: JudgesPath = None,
    out: OutPath = None,
    strict: Strict = False,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """Score marks by a rule file."""
    from ..frames import worded
    from ..hooks.methods import read
    from ..scoring.dataset import Sources, sources

    if out is not None:
        files = (Sources if importer else sources)(marks, entries, criteria, judges)
        check_writable(out, (files.marks, files.entries, files.criteria, files.judges, rule))
    scored = read(marks, rule, entries=entries, criteria=criteria, judges=judges, importer=importer).score()
    refused = worded(scored.refused, LANG)
    if strict and not refused.is_empty():
        list_refused(refused)
        raise InputError("{count} rows were refused; nothing was written (--strict).", count=refused.height)
    table = result(scored)
    if out is None:
        _print(table)
        list_refused(refused)
        return
    write(table, out)
    for path in refused_paths(out):
        write(refused, path)
    say("{count} places are in {file}.", count=table.height, file=out)
    if not refused.is_empty():
        say("{count} rows were refused; {file} says why.", count=refused.height, file=refused_paths(out)[0])


def explain(
    marks: MarksPath,
    rule: RulePath,
    entry: Entry,
    round: Round = None,
    entries: EntriesPath = None,
    criteria: CriteriaPath = None,
    judges: JudgesPath = None,
    lang: Lang = LANG,
    importer: Importer = None,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:
    """Tell every step from the marks of one entry to its place."""
    from ..hooks.methods import read

    if lang not in ("zh_CN", "en"):
        raise InputError("There is no language {lang}; use zh_CN or en.", lang=lang)
    dataset = read(marks, rule, entries=entries, criteria=criteria, judges=judges, importer=importer)
    typer.echo(dataset.explain(entry, round=round, lang=lang))


def result(scored: Scored) -> pl.DataFrame:
    """The standings as they are written: round (where there are rounds), entry, total, rank, …, the reason in words."""
    import polars as pl

    from ..scoring.reasons import said

    table = scored.standings
    pairs = zip(table["reason"], table["detail"], strict=True)
    words = pl.Series(
        "reason", [said(scored.rule, reason, detail, LANG) or None for reason, detail in pairs], pl.String
    )
    names = ["round"] if scored.rounds else []
    wanted = ("entry", "total", "score", "rank", "shared", "criteria_total", "award", "reason")
    names += [name for name in wanted if name in table.columns]
    return table.with_columns(words).select(names)


def _print(table: pl.DataFrame) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for name in table.columns:
        shown.add_column(
            tr(LANG, name), justify="right" if name in ("total", "score", "rank", "criteria_total") else "left"
        )
    for row in table.iter_rows():
        shown.add_row(
            *["" if cell is None else ("=" if cell else "") if isinstance(cell, bool) else str(cell) for cell in row]
        )
    Console().print(shown)
