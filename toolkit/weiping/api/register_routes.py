"""Routes of the register at the office: lists that come in, dividing into micro-grids, borders of grids, moves, lists out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec

from ..desk.grids import borders, checking, dividing, reading, telling
from ..desk.grids.planning import Wanted
from ..desk.office import OFFICE
from ..desk.points import sheet_look
from ..desk.registry import adding, exporting, importing, moving, people
from ..desk.registry.telling import import_data
from ..domain.appraisal import Role
from ..domain.register import Disclosure, Resident
from ..errors import Invalid
from ..grid.sizes import Sizes
from ..publish import sheets
from ..publish.sheets import Table
from .bodies import Body, BothBody, Line, Reason, Word
from .core import Call, Reply, Route, as_file
from .sheet_routes import MOST_BYTES, MOST_FAULTS, XLSX

_FILES = (XLSX, "application/octet-stream", "text/csv")
_Size = Annotated[int, msgspec.Meta(ge=1, le=1000)]
_Corner = tuple[float, float]


class DivisionBody(Body):
    """What is divided and how; `grid` is empty for all, `expect` is the digest of the preview that somebody agreed to."""

    grid: Word = ""
    warm: bool = True
    low: _Size = 8
    target: _Size = 10
    high: _Size = 12
    cap: _Size = 15
    expect: Word = ""

    def wanted(self) -> Wanted:
        """The division. Raises InputError for sizes that contradict each other."""
        sizes = Sizes(low=self.low, target=self.target, high=self.high, cap=self.cap)
        return Wanted(grid=self.grid or None, warm=self.warm, sizes=sizes)


class BordersBody(Body):
    """Grid → corners of its border, metres east and north; none takes the border away."""

    borders: dict[Word, Annotated[list[_Corner], msgspec.Meta(max_length=borders.MOST_CORNERS)]]


class GridBody(Body):
    """A new grid; without a key it gets the next."""

    name: Line
    key: Word = ""


class CompoundBody(Body):
    """A new compound of a grid; without a key it gets the next."""

    name: BothBody
    grid: Word
    key: Word = ""


class MoveInBody(Body):
    """Somebody who comes to live in a household: by their key who lived here before, without one who is new."""

    household: Word
    name: Line
    day: date
    resident: Word = ""


class MoveBody(Body):
    """Where a resident goes to live; away where `household` is null."""

    resident: Word
    household: Word | None
    day: date
    note: Reason = ""


def bring_in_residents(call: Call) -> Reply:
    """Look at a list of residents, or take what is good in it."""
    query = call.request.query
    do = query.get("do", "look")
    if do not in ("look", "take"):
        raise Invalid("Say `do`: look or take.")
    carry_out = importing.bring_in if do == "take" else importing.look
    found = carry_out(call.desk, call.actor, call.request.body, compound=query.get("compound", "")[:200])
    told = import_data(found, taken=do == "take")
    rows = sheet_look.refused_rows(found.list, call.request.lang)
    csv = sheets.to_csv(rows, call.desk.zone) if found.list.refused else b""
    return Reply(200, {**told, "refused": told["refused"][:MOST_FAULTS], "csv": csv.decode("utf-8-sig")})


def take_out_residents(call: Call) -> Reply:
    """A list of residents as a workbook, masked for who will see it. That it went, and what for, is kept on record."""
    query = call.request.query
    level = query.get("level", Disclosure.OFFICE.value)
    if level not in set(Disclosure):
        raise Invalid("There is no level {level}; say public, office or secret.", level=level[:20])
    fields = [one for one in query.get("fields", "").split(",") if one]
    found = exporting.export(
        call.desk, call.actor, fields, level=Disclosure(level), reason=query.get("reason", "")[:500]
    )
    said = people.field_words(call.lang)
    made = [Table("residents", [said[one] for one in fields], found.rows())]
    return as_file(sheets.xlsx(made, call.desk.zone), XLSX, "residents.xlsx")


def exports(call: Call) -> Reply:
    """What left the house, and what for."""
    said = people.field_words(call.request.lang)
    found = exporting.exports(call.desk, call.actor)
    return Reply(
        200, {"exports": [{**one, "fields": [said.get(name, name) for name in one["fields"]]} for one in found]}
    )


def add_grid(call: Call) -> Reply:
    """A grid that there was not."""
    return Reply(201, {"grid": adding.add_grid(call.desk, call.actor, call.body.name, key=call.body.key)})


def add_compound(call: Call) -> Reply:
    """A compound that there was not."""
    body = call.body
    made = adding.add_compound(call.desk, call.actor, body.name.text(), grid=body.grid, key=body.key)
    return Reply(201, {"compound": made})


def preview(call: Call) -> Reply:
    """Work out a division and write nothing."""
    wanted = call.body.wanted()
    return Reply(200, _division(call, dividing.preview(call.desk, call.actor, wanted), wanted, done=False))


def divide(call: Call) -> Reply:
    """Divide as the preview said."""
    wanted = call.body.wanted()
    if not call.body.expect:
        raise Invalid("Look at the division first, and say its digest in `expect`.")
    made = dividing.divide(call.desk, call.actor, wanted, expect=call.body.expect)
    return Reply(200, _division(call, made, wanted, done=True))


def _division(call: Call, made: Any, wanted: Wanted, *, done: bool) -> dict[str, Any]:
    found = checking.findings(call.desk, call.actor, grid=wanted.grid, sizes=wanted.sizes)
    return {
        **telling.division_data(call.desk, made), "findings": telling.finding_data(found),
        "state": "divided" if done else "looked-at",
    }  # fmt: skip


def grids(call: Call) -> Reply:
    """Grids with their borders, where households stand, and what is wrong with the micro-grids on record."""
    found = telling.finding_data(checking.findings(call.desk, call.actor))
    return Reply(200, {**reading.grids_view(call.desk, call.actor), "findings": found})


def draw_borders(call: Call) -> Reply:
    """Put borders on record; answers who is left outside."""
    return _drawn(call, {key: tuple(ring) for key, ring in call.body.borders.items()})


def draw_from_file(call: Call) -> Reply:
    """Put borders on record from a table of corners."""
    return _drawn(call, borders.from_file(call.request.body))


def _drawn(call: Call, drawn: dict[str, Any]) -> Reply:
    outside = borders.draw(call.desk, call.actor, drawn)
    return Reply(200, {"grids": sorted(drawn), "outside": telling.finding_data(outside)})


def find_people(call: Call) -> Reply:
    """Households and residents by name or address, with the moves of each."""
    return Reply(200, people.find(call.desk, call.actor, call.request.query.get("find", "")[:100]))


def move_in(call: Call) -> Reply:
    """Somebody comes to live here."""
    body = call.body
    resident = Resident(key=body.resident, household=body.household, name=body.name)
    moving.move_in(call.desk, call.actor, resident, day=body.day)
    return Reply(201, {})


def move(call: Call) -> Reply:
    """A resident goes to live elsewhere, here or away."""
    body, who = call.body, call.body.resident
    if body.household is None:
        moving.move_out(call.desk, call.actor, who, day=body.day, note=body.note)
    else:
        moving.move(call.desk, call.actor, who, body.household, day=body.day, note=body.note)
    return Reply(200, {})


_CLERK = (Role.CLERK,)
_IN = {
    "do": "look (the default) or take",
    "compound": "the compound of all rows, where no column and no address says it",
}
_OUT = {
    "fields": "fields separated by commas, such as household.address,resident.name", "level": "public, office or secret",
    "reason": "what the list is for; kept on record", "lang": "zh_CN or en; else the language of the request",
}  # fmt: skip

REGISTER_ROUTES: tuple[Route, ...] = (
    Route(
        "POST", "/community/register/lists", _CLERK, bring_in_residents, "look at a list of residents, or bring it in",
        accepts=_FILES, most=MOST_BYTES, query=_IN,
    ),
    Route(
        "GET", "/community/register/list", _CLERK, take_out_residents, "a list of residents to take out", query=_OUT,
        gives=XLSX,
    ),
    Route("GET", "/community/register/exports", OFFICE, exports, "what left the house, and what for"),
    Route("POST", "/community/register/grids", _CLERK, add_grid, "a grid that there was not", GridBody, done=(201,)),
    Route(
        "POST", "/community/register/compounds", _CLERK, add_compound, "a compound that there was not", CompoundBody,
        done=(201,),
    ),
    Route(
        "GET", "/community/residents", OFFICE, find_people, "households and residents, with their moves",
        query={"find": "a name, an address or a key"},
    ),
    Route("POST", "/community/residents", _CLERK, move_in, "somebody moves in", MoveInBody, done=(201,)),
    Route("POST", "/community/residents/moves", _CLERK, move, "a resident moves, or leaves", MoveBody),
    Route("GET", "/community/grids", OFFICE, grids, "grids with their borders, and what is wrong with micro-grids"),
    Route("POST", "/community/grids/preview", OFFICE, preview, "work out a division, write nothing", DivisionBody),
    Route("POST", "/community/grids/divide", _CLERK, divide, "divide as the preview said", DivisionBody),
    Route("POST", "/community/grids/borders", _CLERK, draw_borders, "where grids end", BordersBody),
    Route(
        "POST", "/community/grids/borders/file", _CLERK, draw_from_file, "where grids end, from a table of corners",
        accepts=_FILES, most=1_000_000,
    ),
)  # fmt: skip
