"""The yearly report on paper: what was written is opened again and says the same; nothing in it is ever markup or a formula."""

from __future__ import annotations

import io
import re
from datetime import UTC, date
from decimal import Decimal
from html.parser import HTMLParser

import polars as pl
import pytest

from weiping.desk.office import Desk
from weiping.desk.report.yearly import yearly
from weiping.domain.appraisal import OPERATOR
from weiping.domain.text import Text
from weiping.domain.yearly import Line, RecordKind, Section, Yearly
from weiping.errors import WrongPhase
from weiping.publish import fonts, yearly_html, yearly_pdf, yearly_sheets, yearly_words

HOSTILE = '=HYPERLINK("http://x") <script>alert(1)</script> #panic("no") *b* $1/0$ "q" & @sum'
needs_a_font = pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine")


def line(key: str, value: str | None, *lines: Line, title: str = "修路", said: Text | None = None) -> Line:
    known = value is not None or said is not None
    return Line(
        key=key, title=Text(title, title), kind=RecordKind.MATTER, records=(3, 5) if known else (),
        value=None if value is None else Decimal(value), unit=Text("米", "metres"), said=said, lines=lines,
        note=Text("2 条记录中 1 条填报", "told by 1 of 2 records") if lines else None,
    )  # fmt: skip


def report(title: str = "修路") -> Yearly:
    lines = (
        line("p.roads", "1512.50", line("p.roads.new", "1500", title=title), title=title), line("p.lamps", None),
        line("p.won", None, title=title, said=Text(title, title)),
    )  # fmt: skip
    sections = (Section(key="project", title=Text(f"实事 {title}", f"Works {title}"), lines=lines),)
    return Yearly(community=Text("官堰社区", "Guanyan"), year=2024, made=date(2025, 1, 6), sections=sections)


class Cells(HTMLParser):
    """The tags of a page, and its table row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        self.open = tag in ("td", "th")
        if self.open:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.rows[-1][-1] += data


def parsed(page: str) -> Cells:
    cells = Cells()
    cells.feed(page)
    return cells


def test_a_figure_is_said_with_its_unit_and_what_is_unknown_is_said_to_be() -> None:
    roads, lamps, _ = report().sections[0].lines
    assert (roads.shown("zh_CN"), roads.shown("en")) == ("1512.5 米", "1,512.5 metres")
    assert (lamps.shown("zh_CN"), lamps.shown("en")) == ("无记录", "no record")
    assert line("p", "1000").shown("en") == "1,000 metres"


def test_prose_tells_what_there_are_records_of() -> None:
    (section,) = report().sections
    assert yearly_words.prose(section, "zh_CN") == "修路 1512.5 米（修路 1500 米），修路为修路。"
    assert yearly_words.prose(section, "en") == "修路 1,512.5 metres (修路 1,500 metres); 修路: 修路."
    empty = Section(key="p", title=Text("空", "Empty"), lines=(line("p.lamps", None),))
    assert yearly_words.prose(empty, "zh_CN") == "无记录。"


def test_html_is_plain_and_says_every_figure() -> None:
    page = yearly_html.html(report(), "zh_CN")
    cells = parsed(page)
    assert [row[:2] for row in cells.rows] == [
        ["指标", "数量"], ["修路", "1512.5 米"], ["\u2003修路", "1500 米"], ["修路", "无记录"], ["修路", "修路"]
    ]  # fmt: skip
    assert set(cells.tags) <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "table",
        "tr",
        "th",
        "td",
    }
    assert not re.search(r"https?:|src=|href=|url\(", page)


def test_html_shows_what_people_wrote_as_text() -> None:
    page = yearly_html.html(report(HOSTILE), "en")
    assert "<script" not in page
    assert HOSTILE in "".join(cell for row in parsed(page).rows for cell in row)


def test_the_workbook_has_numbers_as_numbers_and_no_formulas() -> None:
    made = yearly_sheets.workbook(report(HOSTILE), "en", UTC)
    figures = pl.read_excel(io.BytesIO(made), sheet_name="Figures")
    assert figures["Key"].to_list() == ["p.roads", "p.roads.new", "p.lamps", "p.won"]
    assert [str(one) for one in figures["Value"].to_list()[:2]] == ["1512.5", "1500"] or figures["Value"].to_list()[
        :2
    ] == [1512.5, 1500]
    assert figures["Records behind it"].to_list() == [2, 2, 0, 2]
    assert figures["Note"].to_list()[2] == "no record"
    behind = pl.read_excel(io.BytesIO(made), sheet_name="Records")
    assert behind.select("Key", "Number").rows() == [
        (key, n) for key in ("p.roads", "p.roads.new", "p.won") for n in (3, 5)
    ]
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(made)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in one or "<hyperlink" in one for one in sheets)


@needs_a_font
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_pdf_is_made_and_nothing_in_it_is_markup(lang: str) -> None:
    assert yearly_pdf.pdf(report(), lang).startswith(b"%PDF")
    assert yearly_pdf.pdf(report(HOSTILE), lang).startswith(b"%PDF")


def test_without_a_chinese_font_the_reader_is_sent_to_the_html(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "chinese", lambda fonts=None: None)
    with pytest.raises(WrongPhase, match=r"Write \.html instead"):
        yearly_pdf.pdf(report(), "zh_CN")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_sample_years_figures_stand_in_every_file(guanyan: Desk, lang: str) -> None:
    made = yearly(guanyan, OPERATOR, 2024)
    shown = [one.shown(lang) for _, one, _ in made.lines()]
    page = parsed(yearly_html.html(made, lang))
    assert [row[1] for row in page.rows if row[1] not in ("数量", "Value")] == shown
    figures = pl.read_excel(io.BytesIO(yearly_sheets.workbook(made, lang, UTC)), sheet_id=1)
    values = [one.value for _, one, _ in made.lines()]
    column = figures.columns[2]
    for value, read in zip(values, figures[column].to_list(), strict=True):
        assert value is None or Decimal(str(read)) == value


def test_nothing_above_its_level_is_in_any_file(guanyan: Desk) -> None:
    made = yearly(guanyan, OPERATOR, 2024)
    page = yearly_html.html(made, "zh_CN")
    book = pl.read_excel(io.BytesIO(yearly_sheets.workbook(made, "zh_CN", UTC)), sheet_id=0)
    text = page + "".join(str(row) for sheet in book.values() for row in sheet.rows())
    for secret in ("甲、乙", "噪声", "漏水", "见纸质卷宗", "调解员", "*", "staff-01"):
        assert secret not in text, secret
