"""The yearly report over the API: figures with counts, records in pages, files to keep."""

from __future__ import annotations

import json
from typing import Any

import pytest

from weiping.api import Api, Request
from weiping.desk.office import Desk
from weiping.domain.appraisal import Actor, Role

CLERK = Actor(Role.CLERK)


def ask(desk: Desk, path: str, query: dict[str, str] | None = None, actor: Actor = CLERK) -> Any:
    return Api(desk).handle(Request(actor, "GET", f"/community/reports{path}", query or {}))


def test_figures_come_with_how_many_records_are_behind_them(guanyan: Desk) -> None:
    reply = ask(guanyan, "/2024")
    assert reply.status == 200
    lines = {line["key"]: line for section in reply.body["sections"] for line in section["lines"]}
    assert (lines["points.earned"]["records"], lines["points.earned"]["value"]) == (1500, "18245")
    assert len(json.dumps(reply.body)) < 60_000


def test_the_records_of_a_figure_come_in_pages(guanyan: Desk) -> None:
    first = ask(guanyan, "/2024/records", {"figure": "points.earned"}).body
    last = ask(guanyan, "/2024/records", {"figure": "points.earned", "start": "1400"}).body
    assert (len(first["records"]), first["more"], len(last["records"]), last["more"]) == (200, True, 100, False)
    assert first["line"]["records"] == 1500


@pytest.mark.parametrize(("kind", "begin"), [("html", b"<!doctype html>"), ("xlsx", b"PK")])
def test_a_file_is_to_be_kept(guanyan: Desk, kind: str, begin: bytes) -> None:
    reply = ask(guanyan, "/2024/file", {"as": kind, "lang": "en"})
    assert reply.data.startswith(begin)
    assert reply.headers["Content-Disposition"] == f'attachment; filename="yearly-report-2024.{kind}"'


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [("/2024/records", {"figure": "gala"}, 404), ("/2024/records", {"figure": "grid.grids", "start": "-1"}, 422),
     ("/20240", {}, 422), ("/2024/file", {"as": "doc"}, 422)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(guanyan: Desk, path: str, query: dict[str, str], status: int) -> None:
    assert ask(guanyan, path, query).status == status


def test_it_is_for_the_office(guanyan: Desk) -> None:
    for path in ("/2024", "/2024/records", "/2024/file"):
        assert ask(guanyan, path, actor=Actor(Role.JUDGE, 1)).status == 403
