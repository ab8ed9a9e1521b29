"""Shared pages: one rendering for everybody, no kernel behind it, nothing in it that could run; private ones are private."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import websocket
from tests.conftest import Hall, on_a_loop
from tests.server.conftest import Served, Visitor

from weiping.desk import settings
from weiping.domain.appraisal import Phase, Role
from weiping.server import pages, templates
from weiping.store import tables as t
from weiping.widgets import pages as contents

ISLAND = re.compile(r'<script type="application/vnd\.weiping\.mount\+json">(.*?)</script>', re.S)


def island(html: str) -> dict[str, object]:
    found = ISLAND.findall(html)
    assert len(found) == 1
    return dict(json.loads(found[0]))


@pytest.fixture
def hostile(hall: Hall) -> Hall:
    """An entry whose name would break out of a script, were it not escaped."""
    name = "</script><img src=x onerror=alert(1)><!--"
    hall.desk.store.write(lambda connection: connection.execute(t.entry.update().values(name_zh=name, name_en=name)))
    return hall


def test_the_pad_is_one_page_for_everybody_with_its_data_and_without_a_kernel(hostile: Hall, served: Served) -> None:
    public, judge = served.visitor().get("/panel/1"), served.judge().get("/panel/1")
    assert public.status_code == 200
    assert public.content == judge.content
    content = island(public.text)
    assert content["widget"] == "pad"
    data = content["data"]
    assert isinstance(data, dict)
    assert data["marks"] == []
    assert "judge" not in data
    # nothing in a name may end the script it stands in
    assert data["entries"][0]["name"]["en"].startswith("</script>")
    assert "<img" not in public.text
    # neither Voila's client nor a kernel
    assert "voila.js" not in public.text
    assert "kernelId" not in public.text
    assert "jupyter" not in public.text.lower()
    # nothing from elsewhere
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", public.text)
    assert re.search(r'<html lang="zh-CN"', public.text)
    assert '<meta name="viewport"' in public.text
    assert "script-src" not in public.headers["Content-Security-Policy"]


def test_a_page_is_revalidated_compressed_and_rendered_again_when_its_round_changes(served: Served) -> None:
    visitor = served.visitor()
    first = visitor.get("/board/1")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Content-Encoding"] == "gzip"
    tag = first.headers["ETag"]
    again = visitor.get("/board/1", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    served.hall.go("deliberation")
    assert visitor.get("/board/1").status_code == 200  # the old one, at once, while the new one is made
    until = time.monotonic() + 40
    while (now := visitor.get("/board/1")).headers["ETag"] == tag and time.monotonic() < until:
        time.sleep(0.3)
    assert island(now.text)["data"]["round"]["phase"] == "deliberation"  # type: ignore[index]
    assert not {"standings", "progress"} & set(island(now.text)["data"])  # type: ignore[call-overload]


def test_a_notebook_that_fails_is_a_clear_500_and_never_half_a_page(
    hall: Hall, serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiping.server import app
    from weiping.share import shared

    for path in shared("notebooks").glob("*.ipynb"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("wp.board()", "1 / 0"), "utf-8")
    monkeypatch.setattr(app, "shared", lambda _name: tmp_path)
    hall.go("open")
    reply = serve().visitor().get("/board/1", headers={"Accept-Language": "en"})
    assert reply.status_code == 500
    assert "board.ipynb" in reply.text
    assert "ZeroDivisionError" not in reply.text  # that is for the log


def test_static_files_are_kept_for_good_and_come_compressed(served: Served) -> None:
    visitor = served.visitor()
    page = visitor.get("/join").text
    url = re.findall(r'src="(/weiping/static/[^"]+)"', page)[0]
    reply = visitor.get(url)
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Content-Encoding"] == "gzip"
    assert reply.headers["Content-Type"].startswith("text/javascript")
    plain = visitor.get(url, headers={"Accept-Encoding": "identity"})
    assert plain.content == reply.content
    assert len(gzip.compress(plain.content)) < 60_000
    stale = visitor.get(re.sub(r"static/\w+/", "static/0000/", url))
    assert (stale.status_code, stale.headers["Cache-Control"]) == (200, "no-cache")
    assert visitor.get("/weiping/static/0000/..%2Fpad.py").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/voila/files/panel.ipynb", "/voila/tree", "/voila/render/chair.ipynb", "/voila/api/contents/"),
        *(
            "/api/kernels",
            "/api/contents",
            "/login",
            "/tree",
            "/panel/x",
            "/api/kernelspecs",
            "/voila/templates/x",
            "/voila/templates/lab/static/..%2f..%2fconf.json",
        ),
    ],
)
def test_what_voila_would_offer_beside_our_pages_is_not_there(served: Served, path: str) -> None:
    assert served.staff(Role.ADMIN).get(path).status_code == 404


def test_a_page_of_no_round_is_a_404_that_a_person_can_read(served: Served) -> None:
    reply = served.visitor().get("/panel/99", headers={"Accept-Language": "en"})
    assert reply.status_code == 404
    assert "There is no round 99" in reply.text


def test_an_office_that_has_made_no_round_is_shown_where_to_begin(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weiping.server.pages.rounds", lambda _desk: [])
    for visitor, path in ((served.visitor(), "/"), (served.visitor(), "/wall"), (served.staff(Role.CHAIR), "/chair")):
        page = visitor.get(path, follow_redirects=True)
        assert page.status_code == 404
        assert 'href="/office"' in page.text, path


def test_no_address_redirects_in_circles(served: Served) -> None:
    for role in ("public", "judge", "clerk"):
        visitor = served.anybody(role)
        for path in ("/", "/panel", "/chair", "/chair/1", "/join", "/nothing"):
            reply = visitor.get(path, follow_redirects=True)
            assert len(reply.history) <= 2, path


def test_the_bare_pad_address_leads_a_judge_to_the_own_round_and_tells_others_to_sign_in(served: Served) -> None:
    assert served.judge().get("/panel").headers["Location"] == "/panel/1"
    assert served.visitor().get("/panel").status_code == 401
    assert served.staff(Role.CLERK).get("/panel").status_code == 403


def test_the_join_page_does_not_spend_an_invitation(served: Served) -> None:
    visitor = served.visitor()
    assert island(visitor.get("/join").text)["widget"] == "join"
    assert not visitor.http.cookies


def test_an_island_cannot_be_left() -> None:
    text = templates.island({"name": "</script><!--\u2028&"})
    assert not re.search(r"[<>&\u2028]", text)
    assert json.loads(text) == {"name": "</script><!--\u2028&"}


# Private pages


@pytest.mark.parametrize(("role", "status"), [("public", 401), ("judge", 403), ("clerk", 403)])
def test_the_console_is_closed_to_all_but_the_chair(served: Served, role: str, status: int) -> None:
    visitor = served.anybody(role)
    for path in ("/chair", "/chair/1"):
        reply = visitor.get(path, headers={"Accept-Language": "en"})
        assert reply.status_code == status
        assert "Sign in" in reply.text
        assert "kernelId" not in reply.text


def kernel_of(visitor: Visitor) -> str:
    page = visitor.get("/chair")
    assert page.status_code == 200
    return re.findall(r'"kernelId": "([\w-]+)"', page.text)[0]


def socket_status(visitor: Visitor, kernel: str, **more: str) -> int:
    try:
        visitor.listen(f"/api/kernels/{kernel}/channels?session_id=x", **more)
    except websocket.WebSocketBadStatusException as refused:
        return refused.status_code
    return 101


def test_a_kernel_answers_its_own_session_and_nobody_else(served: Served) -> None:
    chair = served.staff(Role.CHAIR)
    kernel = kernel_of(chair)
    rest, stop = f"/api/kernels/{kernel}", f"/voila/api/shutdown/{kernel}"
    for role, status in (("public", 401), ("judge", 403), ("clerk", 403), ("chair", 403), ("admin", 403)):
        other = served.anybody(role)
        assert other.get(rest).status_code == status
        assert other.http.delete(rest).status_code == status
        assert other.http.post(stop).status_code == status
        assert socket_status(other, kernel) == status
    assert chair.get(rest).status_code == 200
    assert chair.http.delete(rest, headers={"Origin": "http://evil.example"}).status_code == 403
    assert socket_status(chair, kernel, origin="http://evil.example") == 403
    assert socket_status(chair, kernel) == 101
    missing = rest[:-4] + "0000"
    assert chair.get(missing).status_code == 404
    assert chair.http.post(stop).status_code == 204
    assert chair.get(rest).status_code == 404


def test_a_page_may_neither_run_code_in_its_kernel_nor_ask_it_to_stop() -> None:
    from weiping.server.kernels import ALLOWED_MESSAGES

    assert not {"execute_request", "shutdown_request", "input_reply", "interrupt_request"} & set(ALLOWED_MESSAGES)


def test_a_reload_ends_the_kernel_of_the_earlier_visit_and_leaving_ends_the_last(served: Served) -> None:
    chair = served.staff(Role.CHAIR)
    first, second = kernel_of(chair), kernel_of(chair)
    assert chair.get(f"/api/kernels/{first}").status_code == 404
    assert chair.get(f"/api/kernels/{second}").status_code == 200
    kept = {"Cookie": chair.cookie}
    socket = chair.listen(f"/api/kernels/{second}/channels?session_id=x")
    chair.post("/leave")
    assert served.visitor().get(f"/api/kernels/{second}", headers=kept).status_code == 401
    socket.settimeout(10)
    until = time.monotonic() + 10
    opcode = None
    while opcode != websocket.ABNF.OPCODE_CLOSE and time.monotonic() < until:
        opcode, _ = socket.recv_data()
    assert opcode == websocket.ABNF.OPCODE_CLOSE


def test_a_kernel_whose_page_does_not_come_back_is_ended(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.server import kernels

    monkeypatch.setattr(kernels, "AWAY", 1.0)
    chair = served.staff(Role.CHAIR)
    kernel = kernel_of(chair)
    socket = chair.listen(f"/api/kernels/{kernel}/channels?session_id=x")
    time.sleep(1.5)
    assert chair.get(f"/api/kernels/{kernel}").status_code == 200
    socket.close()
    time.sleep(2)
    assert chair.get(f"/api/kernels/{kernel}").status_code == 404


def test_a_page_whose_kernel_ends_while_it_is_made_ends_too(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.server import kernels

    start = kernels.Kernels.start

    async def starts_and_ends(self: kernels.Kernels, *args: object, **more: str) -> str:
        kernel = await start(self, *args, **more)  # type: ignore[arg-type]
        self.stop(kernel)
        return kernel

    monkeypatch.setattr(kernels.Kernels, "start", starts_and_ends)
    page = served.staff(Role.CHAIR).get("/chair", headers={"Accept-Language": "en"}, timeout=90)
    assert "kernelId" not in page.text or "could not be made" in page.text or page.status_code == 500


def test_a_kernel_is_told_of_the_database_and_nothing_of_the_request(
    hall: Hall, serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiping.server import app
    from weiping.share import shared

    told = tmp_path / "told.json"
    code = f"import json, os; json.dump(dict(os.environ), open({str(told)!r}, 'w'))"
    for path in shared("notebooks").glob("*.ipynb"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace('"wp.console()"', json.dumps(code)), "utf-8")
    monkeypatch.setattr(app, "shared", lambda _name: tmp_path)
    hall.go("open")
    chair = serve().staff(Role.CHAIR)
    assert chair.get("/chair/1?secret=word", headers={"X-Secret": "header"}).status_code == 200
    environment = json.loads(told.read_text())
    assert environment["WEIPING_ROUND"] == "1"
    assert environment["WEIPING_DB"].endswith("weiping.db")
    values = "\n".join(environment.values())
    for secret in ("secret=word", "header", chair.cookie.partition("=")[2]):
        assert secret not in values


def test_pages_are_made_one_after_the_other_in_one_kernel_and_each_finds_it_as_if_it_were_new(
    hall: Hall, serve: Callable[..., Served], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weiping.server import app, render
    from weiping.share import shared

    told = tmp_path / "told.txt"
    look = (
        f"import os; print(os.getpid(), os.environ.get('WEIPING_ROUND'), 'wp' in dir(), file=open({str(told)!r}, 'a'))"
    )
    for path in shared("notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        first = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        first["source"] = [look, "\n", *first["source"]]
        (tmp_path / path.name).write_text(json.dumps(notebook), "utf-8")
    monkeypatch.setattr(app, "shared", lambda _name: tmp_path)
    hall.go("open")
    visitor = serve().visitor()
    for path in ("/board/1", "/shop", "/wall/1"):
        assert visitor.get(path).status_code == 200
    processes, rounds, left = zip(*(line.split() for line in told.read_text().splitlines()), strict=True)
    assert len(set(processes)) == 1
    assert rounds == ("1", "None", "1")
    assert set(left) == {"False"}
    os.kill(int(processes[0]), signal.SIGKILL)
    while (state := Path("/proc", processes[0], "stat")).exists() and ") Z " not in state.read_text():
        time.sleep(0.01)
    alive, seen = render.Press._alive, list[bool]()

    async def late(press: render.Press, kernel_id: str) -> bool:
        """A dead process looks alive for a moment: until the last of its threads is gone."""
        seen.append(await alive(press, kernel_id))
        return len(seen) == 1 or seen[-1]

    monkeypatch.setattr(render.Press, "_alive", late)
    assert visitor.get("/panel/1").status_code == 200
    assert len(seen) > 1
    assert told.read_text().splitlines()[-1].split()[0] != processes[0]


def test_a_kernels_database_cannot_be_written(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.widgets import pages

    monkeypatch.setenv("WEIPING_DB", str(hall.desk.store.url.database))
    monkeypatch.setenv("WEIPING_SERVED", "1")
    pages._views.cache_clear()
    desk = pages._views().desk
    try:
        with pytest.raises(RuntimeError, match="read-only"):
            settings.change(desk, hall.chair, hall.round, settings.Settings(show_standings=False))
        with desk.store.read() as connection, pytest.raises(sa.exc.OperationalError):
            connection.execute(sa.text("UPDATE round SET show_standings = 0"))
    finally:
        desk.store.close()
        pages._views.cache_clear()


def test_a_hundred_changes_in_a_moment_compare_a_page_once_and_the_last_of_them_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    now = "first"

    def inputs(_pages: pages.SharedPages, _name: str, _round: int | None) -> str:
        asked.append(now)
        return now

    async def work(job: Callable[..., str], *args: object) -> str:
        return job(*args)

    async def render(_notebook: str, _environment: dict[str, str]) -> str:
        return now

    async def scene() -> bytes:
        nonlocal now
        shared = pages.SharedPages(SimpleNamespace(work=work), SimpleNamespace(hash=""), tmp_path, render, dict)  # type: ignore[arg-type]
        await shared.get("board", 1)
        for number in range(100):
            now = str(number)
            shared.changed(1)
            await asyncio.sleep(0)
        assert asked == ["first"]
        while len(asked) < 2:
            await asyncio.sleep(0.01)
        page = await shared.get("board", 1)
        await shared.stop()
        return page.plain

    monkeypatch.setattr(pages.SharedPages, "_inputs", inputs)
    monkeypatch.setattr(pages, "CALM", 2.0)
    assert on_a_loop(scene()) == b"99"
    assert asked == ["first", "99"]


def test_a_servers_first_page_is_the_pad_however_long_its_data_take_and_a_visitors_is_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    asked = asyncio.Event()
    heads = [{"id": number, "phase": Phase.OPEN} for number in (2, 1)]

    def inputs(_pages: pages.SharedPages, name: str, _round: int | None) -> str:
        return name

    async def work(job: Callable[..., object], *args: object) -> object:
        found = job(*args)
        if found == "office":
            asked.set()
        for _ in range(20 if found == "panel" else 1):
            await asyncio.sleep(0)
        return found

    async def render(_notebook: str, environment: dict[str, str]) -> str:
        begun.append(f"{_notebook.removesuffix('.ipynb')} {environment.get('WEIPING_ROUND', '')}".strip())
        await asked.wait()  # both kernels are at work until the visitor asks
        return ""

    async def scene() -> None:
        house = SimpleNamespace(work=work, desk=None)
        shared = pages.SharedPages(house, SimpleNamespace(hash=""), tmp_path, render, dict)  # type: ignore[arg-type]
        warming = asyncio.create_task(shared.start())
        while len(begun) < 2:
            await asyncio.sleep(0.001)
        await shared.get("office", None)
        await warming
        await shared.stop()

    monkeypatch.setattr(pages.SharedPages, "_inputs", inputs)
    monkeypatch.setattr(pages, "rounds", lambda _desk: heads)
    on_a_loop(scene())
    assert set(begun[:2]) == {"panel 2", "board 2"}
    assert begun[2] == "office"
    rest = ["wall 2", "panel 1", "board 1", "wall 1", *(name for name in contents.ROUNDLESS if name != "office")]
    assert sorted(begun[3:]) == sorted(rest)
