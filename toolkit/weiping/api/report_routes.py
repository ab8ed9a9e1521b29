"""Routes of the yearly report: its figures, the records behind one of them, and the files that are made of it."""

from __future__ import annotations

from typing import Any

from ..desk.office import OFFICE
from ..desk.report.behind import behind
from ..desk.report.yearly import yearly, years
from ..errors import Invalid
from ..publish import fonts
from .core import Call, Reply, Route, as_file

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def reports(call: Call) -> Reply:
    """The years there are reports of: those with something on record, and this one."""
    known, now = years(call.desk, call.actor), call.desk.today().year
    return Reply(200, {"years": sorted({*known, now}, reverse=True), "newest": known[0] if known else now})


def report(call: Call) -> Reply:
    """The figures of a year, each with how many records are behind it."""
    made = yearly(call.desk, call.actor, call.number("year")).data()
    for section in made["sections"]:
        section["lines"] = [_counted(line) for line in section["lines"]]
    return Reply(200, {**made, "pdf": fonts.chinese() is not None})


def _counted(line: dict[str, Any]) -> dict[str, Any]:
    """A figure as the page needs it: the numbers of its records are asked for when it is opened."""
    return {**line, "records": len(line["records"]), "lines": [_counted(one) for one in line["lines"]]}


def records(call: Call) -> Reply:
    """The records behind one figure, a page of them."""
    start = call.request.query.get("start", "0")
    if not (start.isdecimal() and len(start) <= 9):
        raise Invalid("Records begin at a number, not at {start}.", start=start[:20])
    figure = call.request.query.get("figure", "")
    return Reply(200, behind(call.desk, call.actor, call.number("year"), figure, int(start)))


def file(call: Call) -> Reply:
    """The report as a file to keep: HTML that opens in Word, PDF or a workbook."""
    query = call.request.query
    kind = query.get("as", "html")
    if kind not in TYPES:
        raise Invalid("The report is written as {known}, not as {kind}.", known=list(TYPES), kind=kind[:20])
    year = call.number("year")
    return as_file(_made(call, year, kind, call.lang), TYPES[kind], f"yearly-report-{year}.{kind}")


def _made(call: Call, year: int, kind: str, lang: str) -> bytes:
    report = yearly(call.desk, call.actor, year)
    if kind == "pdf":
        from ..publish.yearly_pdf import pdf

        return pdf(report, lang)
    if kind == "xlsx":
        from ..publish.yearly_sheets import workbook

        return workbook(report, lang, call.desk.zone)
    from ..publish.yearly_html import html

    return html(report, lang).encode("utf-8")


REPORT_ROUTES: tuple[Route, ...] = (
    Route("GET", "/community/reports", OFFICE, reports, "the years there are reports of"),
    Route("GET", "/community/reports/{year}", OFFICE, report, "the yearly report"),
    Route(
        "GET", "/community/reports/{year}/records", OFFICE, records, "the records behind a figure of the yearly report",
        query={"figure": "the figure's key", "start": "the record to begin at, from 0"},
    ),
    Route(
        "GET", "/community/reports/{year}/file", OFFICE, file, "the yearly report as a file",
        query={"as": "html (opens in Word), pdf or xlsx", "lang": "zh_CN or en; else the language of the request"},
        gives="application/octet-stream",
    ),
)  # fmt: skip
