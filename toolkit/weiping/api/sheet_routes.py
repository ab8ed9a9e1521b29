"""Sheets of points over the API: brought in from Excel or CSV, and taken out as Excel."""

from __future__ import annotations

from datetime import date

from ..desk.points import importing, periods, policy, sheet_look, tables
from ..desk.points.sheet_transfers import Kind, Stated
from ..domain.appraisal import Role
from ..errors import Invalid, NotFound
from ..publish import sheets
from ..publish.sheets import Table
from .core import Call, Reply, Route, as_file

SHEETS = ("accounts", "journal", "ranking", "liability")
MOST_BYTES = 10_000_000
"""Bytes of a sheet: ten times what thirty thousand rows need."""
MOST_FAULTS = 200
"""Faults that an answer lists; the rows themselves are all in its `csv`."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILES = (XLSX, "application/octet-stream", "text/csv")


def bring_in(call: Call) -> Reply:
    """Look at a sheet, or post what is new in it."""
    query = call.request.query
    kind, do = query.get("kind", ""), query.get("do", "look")
    if kind not in list(Kind) or do not in ("look", "post"):
        raise Invalid("Say `kind` (opening or grants) and `do` (look or post).")
    stated = Stated(
        kind=Kind(kind), fund=query.get("fund", "community"), day=_day(call, "day"), reason=query.get("reason", "")[:200],
        event=query.get("event", "")[:200], compound=query.get("compound", ""), sheet=query.get("sheet", ""),
    )  # fmt: skip
    found = sheet_look.look(call.desk, call.actor, call.request.body, stated)
    outcome = importing.carry_out(call.desk, call.actor, found) if do == "post" else None
    told = importing.told(found, outcome)
    csv = sheets.to_csv(sheet_look.refused_rows(found, call.request.lang), call.desk.zone) if found.refused else b""
    return Reply(200, {**told, "refused": told["refused"][:MOST_FAULTS], "csv": csv.decode("utf-8-sig")})


def take_out(call: Call) -> Reply:
    """A sheet as a workbook. That it went, how many rows and what for, is kept on record."""
    what, lang = call.ids["sheet"], call.lang
    if what not in SHEETS:
        raise NotFound("There is no sheet {what}; there are {known}.", what=what, known=list(SHEETS))
    made = _tables(call, what, lang)
    tables.on_record(
        call.desk, call.actor, f"points-{what}", made[0].headings, sum(len(list(one.rows)) for one in made),
        call.request.query.get("reason", ""),
    )  # fmt: skip
    name = f"points-{what}-{call.desk.today().isoformat()}.xlsx"
    return as_file(sheets.xlsx(made, call.desk.zone), XLSX, name)


def _tables(call: Call, what: str, lang: str) -> list[Table]:
    desk, actor = call.desk, call.actor
    if what == "accounts":
        return [tables.accounts(desk, actor, lang, on=_day(call, "on"))]
    if what == "liability":
        return tables.liability(desk, actor, lang)
    first, last = periods.month(call.request.query.get("month", "")[:20])
    if what == "journal":
        found = tables.journal(desk, actor, lang, first, last)
        return [Table(found.title, found.headings, list(found.rows))]  # they are counted before they are written
    with desk.store.read() as connection:
        level = policy.read(connection).ranking
    return [tables.ranking(desk, actor, lang, first, last, "household" if level == "none" else level)]


def _day(call: Call, name: str) -> date | None:
    said = call.request.query.get(name, "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Invalid("{day} is no day; write it like 2024-11-30.", day=said[:20]) from None


_CLERK = (Role.CLERK,)
_IN = {
    "kind": "opening (balances of the paper passbook) or grants", "do": "look (the default) or post",
    "fund": "the fund that grants", "day": "the day of all rows, where no column has it",
    "reason": "the reason of all rows, where no column has it", "event": "the event of all rows, where no column has it",
    "compound": "the compound of all rows, where no column has it", "sheet": "the sheet of a workbook that has several",
}  # fmt: skip
_OUT = {
    "reason": "what it is for; kept on record", "month": "of the journal and the ranking, such as 2024-11",
    "on": "of the accounts: as they stood at the end of that day", "lang": "zh_CN or en; else the language of the request",
}  # fmt: skip

SHEET_ROUTES: tuple[Route, ...] = (
    Route(
        "POST", "/points/sheets", _CLERK, bring_in, "look at a sheet of points, or bring it in", accepts=_FILES,
        most=MOST_BYTES, query=_IN,
    ),
    Route("GET", "/points/sheets/{sheet}", _CLERK, take_out, "a sheet of the books of points", query=_OUT, gives=XLSX),
)  # fmt: skip
