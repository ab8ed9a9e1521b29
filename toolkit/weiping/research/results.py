"""What the functions of the front door answer: a table, a chart, a file, and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from ..domain.text import Text
from ..errors import InputError
from ..frames import no_refused, worded
from ..i18n import from_environment
from .words import word

MOST_ROWS = 24
STYLE = (
    "<style>.wp-result{border-collapse:collapse;font-variant-numeric:tabular-nums}.wp-result th,.wp-result td{padding:3px "
    "10px;text-align:right;border-bottom:1px solid #ddd}.wp-result td:first-child,.wp-result th:first-child{text-align:left}"
    "</style>"
)
Chart = Callable[[pl.DataFrame], Any]


@dataclass(frozen=True)
class Made:
    """How a result was made: the function of the front door, its arguments, and the marks (and rule) it was given."""

    call: str
    arguments: Mapping[str, Any]
    marks: pl.DataFrame
    rule: str | None = None
    entries: pl.DataFrame | None = None
    criteria: pl.DataFrame | None = None
    judges: pl.DataFrame | None = None


@dataclass(frozen=True, repr=False)
class Result:
    """A result in a notebook: it shows itself as a table and, where altair is installed, a chart.

    `frame` is the main table, `tables` all of them by name, `data` the same as JSON, `notes` what a reader has to know,
    `refused` the rows of the input that could not be used and count for nothing.
    """

    title: Text
    frame: pl.DataFrame
    data: Mapping[str, Any]
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    made: Made | None = None
    study: Any = None
    refused: pl.DataFrame = field(default_factory=no_refused)
    _chart: Chart | None = None

    def __repr__(self) -> str:
        return f"{self.title.said(from_environment())}\n{self.frame}"

    def chart(self) -> Any:
        """An Altair chart. Raises InputError where there is none for this result, or altair is not installed."""
        if self._chart is None:
            raise InputError("There is no chart of {title}.", title=self.title)
        try:
            return self._chart(self.frame)
        except ImportError as error:
            raise InputError("Charts need altair; install weiping with the extra lab.") from error

    def to_json(self) -> str:
        """The result as JSON, without NaN; under `refused` the rows that were not used, where there are any."""
        data = dict(self.data)
        if not self.refused.is_empty():
            data["refused"] = worded(self.refused, from_environment()).to_dicts()
        return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)

    def told(self) -> tuple[Text, ...]:
        """The notes, and how many rows were refused."""
        count = len(self.refused)
        if not count:
            return self.notes
        return (*self.notes, Text(f"有 {count} 行无法采用，未计入", f"{count} rows could not be used and are left out"))

    def to_excel(self, path: str | Path) -> Path:
        """Write every table to a sheet of an Excel file, and the notes to one of their own; answers the path.

        Raises InputError where nothing can be written there.
        """
        import xlsxwriter

        path = Path(path)
        try:
            return self._to_excel(path, xlsxwriter)
        except (OSError, xlsxwriter.exceptions.FileCreateError) as problem:
            raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem

    def _to_excel(self, path: Path, xlsxwriter: Any) -> Path:
        every = self.tables or {"result": self.frame}
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            for name, table in every.items():
                table.with_columns(pl.selectors.by_dtype(pl.List(pl.String)).list.join(", ")).write_excel(
                    book, worksheet=name[:31], autofit=True
                )
            if self.told():
                sheet = book.add_worksheet("notes")
                for row, note in enumerate(self.told()):
                    sheet.write_string(row, 0, note.said(from_environment()))
        return path

    def save(self, path: str | Path) -> Path:
        """Keep the result with all that it was made of; see `weiping.replay`."""
        from .bundle import save

        return save(self, Path(path))

    def _repr_html_(self) -> str:
        """Title, notes, chart and table. The chart is drawn here, not by a script that the page would have to fetch."""
        lang = from_environment()
        notes = "".join(f"<p>{escape(note.said(lang))}</p>" for note in self.told())
        more = len(self.frame) - MOST_ROWS
        foot = f"<p>… +{more}</p>" if more > 0 else ""
        head = "".join(f"<th>{escape(word(name, lang))}</th>" for name in self.frame.columns)
        rows = "".join(_row(row) for row in self.frame.head(MOST_ROWS).iter_rows())
        table = f'{STYLE}<table class="rendered_html wp-result"><tr>{head}</tr>{rows}</table>'
        return f"<h4>{escape(self.title.said(lang))}</h4>{notes}{self._drawing()}{table}{foot}"

    def _drawing(self) -> str:
        """The chart as SVG; empty where there is none or nothing to draw it with."""
        if self._chart is None or self.frame.is_empty():
            return ""
        try:
            import vl_convert
        except ImportError:
            return ""
        return str(vl_convert.vegalite_to_svg(self.chart().to_dict()))


def _row(row: tuple[Any, ...]) -> str:
    return "<tr>" + "".join(f"<td>{escape(said(cell))}</td>" for cell in row) + "</tr>"


def said(cell: Any) -> str:
    """A cell of a table for people: three decimals, a dash for what there is not."""
    if cell is None:
        return "–"
    if isinstance(cell, list):
        return ", ".join(map(str, cell))
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)
