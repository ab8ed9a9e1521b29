"""`weiping points statement`, `explain` and `hours`: what the books tell about an account, a transfer, a resident."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...errors import InputError
from .. import LANG, help_of
from ..files import Db
from .common import (
    By,
    Json,
    Known,
    Lang,
    Transfer,
    Whom,
    account_of,
    day_of,
    end_of,
    is_pdf,
    language,
    month_of,
    reading,
    save,
    spoken,
    table,
    told,
    transfer_of,
    words,
    writing,
)

if TYPE_CHECKING:
    from ...desk.office import Desk

First = Annotated[str | None, typer.Option("--from", metavar="DAY", help=help_of("The first day of business."))]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help=help_of("The last day of business."))]
Month = Annotated[
    str | None, typer.Option("--month", metavar="MONTH", help=help_of("A month such as 2024-11, instead of both."))
]
Paper = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help=help_of("The .pdf file to write."))]
Voucher = Annotated[str, typer.Argument(metavar="VOUCHER", help=help_of("The code of a voucher, such as 7K3M-9QXA."))]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help=help_of("Who it is for, as the resident wishes to be named."))
]
About = Annotated[str, typer.Option("--words", metavar="TEXT", help=help_of("What it is for; thanks without."))]
Resident = Annotated[str, typer.Argument(metavar="RESIDENT", help=help_of("A resident by the key in the register."))]
Add = Annotated[
    int | None, typer.Option("--add", metavar="MINUTES", help=help_of("Record so many minutes of volunteering."))
]
For = Annotated[str, typer.Option("--reason", metavar="TEXT", help=help_of("What the hours were given for."))]
Date = Annotated[
    str | None, typer.Option("--date", metavar="DAY", help=help_of("The day it belongs to; today without."))
]
OwnKey = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help=help_of("An idempotency key: the same key twice has one effect.")),
]


def days_of(first: str | None, last: str | None, month: str | None) -> tuple[date, date] | None:
    """Two days, or those of a month; None where nothing is said. Raises InputError for both."""
    from ...ledger.caps import span

    if month is not None:
        if first or last:
            raise InputError("Say either a month or two days, not both.")
        days = span("month", date.fromisoformat(f"{month_of(month)}-01"))
        return days.first, days.last
    if first is None and last is None:
        return None
    return day_of(first) or date.min, day_of(last) or date.max


def statement(
    whom: Whom, db: Db, first: First = None, last: Last = None, month: Month = None, known: Known = None, json: Json = False
) -> None:  # fmt: skip
    """What came and went on an account, with the reasons, the balance after each line, and what is not to be spent yet."""
    from ...desk.points import statements

    with reading(db) as (desk, actor):
        row = account_of(desk, whom)
        begin, end = days_of(first, last, month) or (date.min, desk.today())
        found = statements.statement(desk, actor, row.id, begin, end, known=end_of(desk, known))
    told(found, json, [])
    if not json:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    typer.echo(f"{words(found['account']['name'])} ({found['account']['key']})")
    rows: list[tuple[object, ...]] = [("", None, spoken("before"), None, found["opening"], "")]
    for line in found["lines"]:
        late = spoken("recorded after the closing") if line["late"] else ""
        rows.append((line["on"], line["number"], words(line["reason"]), line["points"], line["balance"], late))
    table([spoken("date"), spoken("number"), spoken("reason"), spoken("points"), spoken("balance"), ""], rows)
    for one in found["waits"]:
        typer.echo(_wait(one))
    if found["held"]:
        typer.echo(spoken("{points} are held for orders", points=found["held"]))
    if found["debt"]:
        typer.echo(spoken("{points} are owed", points=found["debt"]))
    if found["expires"]:
        typer.echo(spoken("  {points} expire on {day}", points=found["expires"]["points"], day=found["expires"]["on"]))
    if found["closed"] and found["closed"]["balance"] != found["closing"]:
        period, balance = found["closed"]["period"], found["closed"]["balance"]
        typer.echo(spoken("When {period} was closed, the balance was {balance}.", period=period, balance=balance))


def _wait(one: dict[str, Any]) -> str:
    if one["why"] == "objection":
        return spoken("  {points} wait until an objection is settled", points=one["points"])
    if one["until"] is None:
        return spoken("  {points} wait for their notice", points=one["points"])
    return spoken("  {points} wait until the end of {day}", points=one["points"], day=one["until"])


def passbook(
    whom: Whom, out: Paper, db: Db, first: First = None, last: Last = None, lang: Lang = LANG, json: Json = False
) -> None:  # fmt: skip
    """Write a household's passbook to print and sign; the last year where no days are said."""
    from ...desk.points import passbooks

    is_pdf(out)
    language(lang)
    with reading(db) as (desk, actor):
        row = account_of(desk, whom)
        made = passbooks.pdf(desk, actor, lang, row.id, day_of(first), day_of(last))
    save(out, made)
    told({"file": str(out), "account": row.key}, json, [spoken("{file} is written.", file=out)])


def certificate(
    voucher: Voucher, name: Name, out: Paper, db: Db, about: About = "", lang: Lang = LANG, json: Json = False
) -> None:  # fmt: skip
    """Write the certificate of an honour to print; the name is not kept."""
    from ...desk.points import certificates

    is_pdf(out)
    language(lang)
    with reading(db) as (desk, actor):
        made = certificates.pdf(desk, actor, lang, voucher, name, about)
    save(out, made)
    told({"file": str(out), "voucher": voucher}, json, [spoken("{file} is written.", file=out)])


def explain(transfer: Transfer, db: Db, lang: Lang = LANG, json: Json = False) -> None:
    """Tell a transfer from what happened to what became of its points."""
    from ...desk.points import explaining

    language(lang)
    with reading(db) as (desk, actor):
        found = explaining.explain(desk, actor, transfer_of(desk, transfer))
    told(found, json, [one[lang] for one in found["words"]])


def hours(
    resident: Resident, db: Db, add: Add = None, reason: For = "", date: Date = None, month: Month = None, key: OwnKey = None,
    by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """A resident's minutes of volunteering, or record some; spending points does not reduce them."""
    from ...desk.points import hours as ledger

    if add is None:
        with reading(db) as (desk, _), desk.store.read() as connection:
            days = days_of(None, None, month)
            found = ledger.minutes_of(connection, resident, *(days or ()))
        told({"resident": resident, "minutes": found}, json, [_hours(found)])
        return
    if not reason.strip():
        raise InputError("Say with --reason what the hours were given for.")
    with writing(db, by) as (desk, actor):
        new, found = _record(desk, actor, resident, add, reason, date, key)
    told({"resident": resident, "minutes": found, "new": new}, json, [_hours(found)])


def _record(
    desk: Desk, actor: Any, resident: str, minutes: int, reason: str, date: str | None, key: str | None
) -> tuple[bool, int]:
    from ...desk.points import hours as ledger
    from ...domain.text import Text
    from .changes import made_key

    day = day_of(date) or desk.today()
    service = ledger.Service(
        key=key or made_key("hours", resident, minutes, reason, day), resident=resident, minutes=minutes, on=day,
        what=Text(reason, reason),
    )  # fmt: skip
    new = ledger.record(desk, actor, service)
    with desk.store.read() as connection:
        return new, ledger.minutes_of(connection, resident)


def _hours(minutes: int) -> str:
    return spoken("{hours} h {minutes} min", hours=minutes // 60, minutes=f"{minutes % 60:02}")
