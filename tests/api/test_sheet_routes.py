"""Sheets of points over the API: looked at, brought in, taken out - by a clerk, and with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import Hall
from tests.desk.points.people import FIRST, SECOND, balance, decide, sound

from weiping.api import Api
from weiping.api.core import Reply, Request
from weiping.domain.appraisal import PUBLIC, Actor
from weiping.frames.sheets_in import sheet_of
from weiping.store import tables as t

SHEET = (
    "住址,积分,事由,日期\nEAST-1,５,扫雪,2024年11月5日\neast-9,5,扫雪,2024-11-05\neast-2,5,=1+1,2024-11-05\n".encode()
)


@pytest.fixture
def api(hall: Hall) -> Api:
    return Api(hall.desk)


def ask(api: Api, who: Actor, method: str, path: str, body: bytes = b"", **query: str) -> Reply:
    return api.handle(Request(who, method, path, query, body, lang="en"))


def test_a_sheet_is_looked_at_and_then_posted_once(api: Api, hall: Hall) -> None:
    seen = ask(api, FIRST, "POST", "/points/sheets", SHEET, kind="grants").body
    assert (seen["state"], seen["new"], seen["points"], seen["refused_rows"], balance(hall)) == (
        "looked-at",
        1,
        5,
        2,
        0,
    )
    assert [(one["row"], one["column"]) for one in seen["refused"]] == [(3, "住址"), (4, "事由")]
    assert seen["csv"].splitlines()[1].startswith("east-9,5,扫雪,2024-11-05,3,住址,No household")
    for posted in (1, 0):
        done = ask(api, FIRST, "POST", "/points/sheets", SHEET, kind="grants", do="post").body
        assert (done["state"], done["posted"], balance(hall)) == ("posted", posted, 5)
    assert sound(hall)


def test_many_points_of_a_sheet_wait_for_somebody_else(api: Api, hall: Hall) -> None:
    decide(hall, approve_above=4)
    done = ask(api, FIRST, "POST", "/points/sheets", SHEET, kind="opening", do="post").body
    assert (done["state"], balance(hall)) == ("waiting", 0)
    assert ask(api, SECOND, "POST", f"/points/batches/{done['batch']}/approve", b"{}").status == 200
    assert balance(hall) == 5


@pytest.mark.parametrize(
    ("body", "query", "said"),
    [
        (SHEET, {}, "Say `kind`"),
        (SHEET, {"kind": "grants", "do": "burn"}, "Say `kind`"),
        (SHEET, {"kind": "grants", "day": "5/1/2024"}, "no day"),
        (b"", {"kind": "grants"}, "empty"),
        (b"\x00\xff\x00", {"kind": "grants"}, "neither"),
        (SHEET, {"kind": "grants", "fund": "moon"}, "no fund moon"),
    ],
)
def test_what_is_no_sheet_or_no_wish_is_refused(api: Api, body: bytes, query: dict[str, str], said: str) -> None:
    reply = ask(api, FIRST, "POST", "/points/sheets", body, **query)
    assert 400 <= reply.status < 500
    assert said in reply.body["error"]["message"]
    assert ask(api, PUBLIC, "POST", "/points/sheets", SHEET, kind="grants").status == 401


@pytest.mark.parametrize("sheet", ["accounts", "journal", "ranking", "liability"])
def test_sheets_go_out_for_a_reason_that_is_kept(api: Api, hall: Hall, sheet: str) -> None:
    ask(api, FIRST, "POST", "/points/sheets", SHEET, kind="grants", do="post")
    path, query = f"/points/sheets/{sheet}", {"month": "2024-11"}
    assert ask(api, FIRST, "GET", path, **query).status == 422
    reply = ask(api, FIRST, "GET", path, reason="月报", **query)
    assert (reply.status, reply.headers["Content-Disposition"][:12]) == (200, "attachment; ")
    assert len(sheet_of(reply.data or b"").rows) > 1
    (row,) = rows(hall)
    assert (row.what, row.reason, row.operator) == (f"points-{sheet}", "月报", "c1")
    assert ask(api, FIRST, "GET", "/points/sheets/journal", reason="a", month="2024-13").status == 422
    assert ask(api, FIRST, "GET", "/points/sheets/moon", reason="a").status == 404
    assert sound(hall)


def rows(hall: Hall) -> list[Any]:
    with hall.desk.store.read() as connection:
        return list(connection.execute(t.export_log.select()))
