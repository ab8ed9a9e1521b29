"""`weiping report`: the yearly report of a community, on the screen or as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..i18n import tr
from . import LANG, help_of
from .files import Db
from .papers import Lang, _desk
from .plugin_folder import PluginsDir

if TYPE_CHECKING:
    from datetime import tzinfo

    from ..domain.yearly import Yearly

Year = Annotated[
    int, typer.Option("--year", metavar="YEAR", help=help_of("Which calendar year; this one so far without."))
]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="OUT", help=help_of("The file to write: .html (opens in Word), .pdf or .xlsx.")
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=help_of("Print JSON: every figure with the records behind it."))]


def report(
    db: Db, year: Year = 0, out: Out = None, as_json: AsJson = False, lang: Lang = LANG,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:  # fmt: skip
    """Compute the yearly report of a community from its records."""
    from ..desk.report.yearly import yearly
    from ..domain.appraisal import OPERATOR

    if out is not None:
        _writer(out)  # what cannot be written is said before anything is computed
    with _desk(db, lang) as desk:
        made = yearly(desk, OPERATOR, year or desk.today().year)
        data = None if out is None else _writer(out)(made, lang, desk.zone)
    if out is None:
        typer.echo(json.dumps(made.data(), ensure_ascii=False, indent=1) if as_json else _screen(made, lang))
        return
    try:
        out.write_bytes(data or b"")
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=out, problem=problem) from problem
    typer.echo(tr(LANG, "{file} is written.", file=out))


def _screen(made: Yearly, lang: str) -> str:
    """The report as lines of text: figures below the name of their section."""
    from ..publish import yearly_words as words

    lines = [made.title.said(lang), words.made(made, lang)]
    for section in made.sections:
        lines += ["", section.title.said(lang)]
        for row in words.rows(section, lang):
            note = f"  ({row.note})" if row.note else ""
            lines.append(f"{'  ' * (row.depth + 1)}{row.title}: {row.value}{note}")
    return "\n".join(lines)


def _html(made: Yearly, lang: str, _zone: tzinfo) -> bytes:
    from ..publish.yearly_html import html

    return html(made, lang).encode("utf-8")


def _pdf(made: Yearly, lang: str, _zone: tzinfo) -> bytes:
    from ..publish.yearly_pdf import pdf

    return pdf(made, lang)


def _xlsx(made: Yearly, lang: str, zone: tzinfo) -> bytes:
    from ..publish.yearly_sheets import workbook

    return workbook(made, lang, zone)


_WRITERS: Mapping[str, Callable[[Yearly, str, tzinfo], bytes]] = {
    ".html": _html, ".htm": _html, ".pdf": _pdf, ".xlsx": _xlsx
}  # fmt: skip


def _writer(out: Path) -> Callable[[Yearly, str, tzinfo], bytes]:
    found = _WRITERS.get(out.suffix.lower())
    if found is None:
        raise InputError("{file}: a report is written as .html, .pdf or .xlsx; name the file so.", file=out)
    return found
