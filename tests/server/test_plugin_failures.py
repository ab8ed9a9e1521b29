"""A plugin that fails while the server runs: its own request says so, nothing else suffers, and the chair sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import Hall, text
from tests.desk.test_main_job import fill
from tests.server.conftest import Served

import weiping as wp
from weiping.domain.appraisal import Role
from weiping.hooks.loader import load
from weiping.hooks.watch import Watch


def broken(_: wp.Results) -> wp.Text:
    raise LookupError("no such street")


def test_a_notice_that_fails_is_named_to_who_asked_and_on_the_console_and_kept_beside_the_database(
    hall: Hall, serve: Callable[..., Served], tmp_path: Path
) -> None:
    watch, offered = Watch(), load([])
    odd = watch.watched(wp.Notice(key="odd", title=text("odd"), write=broken), "weiping-odd", "weiping_notices")
    plugins = replace(hall.desk.plugins, notices={**offered.notices, "odd": odd}, exports=offered.exports, watch=watch)
    hall = replace(hall, desk=replace(hall.desk, plugins=plugins, now=lambda: datetime.now(UTC)))
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    hall.go("deliberation", "published")
    chair = serve(hall).staff(Role.CHAIR)
    failed = chair.get("/weiping/api/rounds/1/notices/odd", headers={"X-Weiping-Lang": "en"})
    assert failed.status_code == 500
    assert failed.json()["error"]["code"] == "plugin"
    assert "Notice odd failed: LookupError('no such street')" in failed.json()["error"]["message"]
    assert chair.get("/weiping/api/rounds/1/notices/result").status_code == 200
    (told,) = chair.get("/weiping/api/rounds/1/console").json()["plugin_failures"]
    assert (told["plugin"], told["key"], told["times"]) == ("weiping-odd", "odd", 1)
    assert "weiping-odd" in (tmp_path / "plugin-failures.jsonl").read_text(encoding="utf-8")


def test_a_file_arrives_as_an_attachment_that_no_browser_runs(hall: Hall, serve: Callable[..., Served]) -> None:
    page = wp.Export(
        key="page", title=text("page"), suffix=".html", media_type="text/html", write=lambda *_: b"<script>1</script>"
    )
    plugins = replace(hall.desk.plugins, exports={"page": page})
    hall = replace(hall, desk=replace(hall.desk, plugins=plugins))
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    hall.go("deliberation", "published")
    reply = serve(hall).staff(Role.CLERK).get("/weiping/api/rounds/1/exports/page")
    assert (reply.status_code, reply.content) == (200, b"<script>1</script>")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="round-1-page.html"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"
