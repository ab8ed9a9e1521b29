"""The server's side of access: headers of every answer, foreign pages, addresses, lock-out over the wire, sessions that end."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import websocket
from tests.server.conftest import Served, batch, hear, item
from tests.server.test_roles import fill
from tests.server.test_run import certificate

from weiping.api import ROUTES
from weiping.desk import access
from weiping.domain.appraisal import Role

__all__ = ["certificate"]

WRITES = [route for route in ROUTES if route.method != "GET"]
PATHS = (
    *("/", "/board/1", "/join", "/nothing", "/weiping/api/shop", "/weiping/api/nothing", "/weiping/api/openapi.json"),
    *("/chair", "/voila/static/voila.js", "/voila/static/nothing", "/weiping/feed", "/weiping/static/0000/nothing.js"),
    *("/api/kernels/0a-0b-0c-0d-0e", "/voila/api/themes/nothing", "/voila/templates/weiping/static/nothing"),
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_every_security_header(served: Served, path: str) -> None:
    headers = served.visitor().get(path).headers
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert {name: headers.get(name) for name in expected} == expected
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "*" not in policy
    assert "Strict-Transport-Security" not in headers, "over plain http it means nothing"
    assert headers["Server"] == "weiping"


def test_what_browsers_ignore_over_plain_http_is_not_sent_there(served: Served) -> None:
    headers = served.visitor().get("/join", headers={"Host": "panel.test"}).headers
    assert "Cross-Origin-Opener-Policy" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pages_may_use_the_camera_and_keep_the_screen_on_and_nothing_else(served: Served) -> None:
    told = served.visitor().get("/join").headers["Permissions-Policy"]
    assert set(re.findall(r"([\w-]+)=\(self\)", told)) == {"camera", "screen-wake-lock"}
    assert {"geolocation", "microphone", "payment", "usb", "bluetooth"} <= set(re.findall(r"([\w-]+)=\(\)", told))


def test_over_https_a_browser_is_told_to_stay_there_for_a_day(
    serve: Callable[..., Served], certificate: tuple[Path, Path]
) -> None:
    served = serve(certfile=certificate[0], keyfile=certificate[1])
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    with httpx.Client(base_url=served.running.url, verify=trust, trust_env=False) as client:
        for path in ("/join", "/weiping/api/shop", "/nothing"):
            assert client.get(path).headers["Strict-Transport-Security"] == "max-age=86400"
        client.post("/weiping/api/join", json={"code": served.judge_code()})
        cookie = f"weiping_session={client.cookies['weiping_session']}"
        url = served.running.url.replace("https", "wss") + "/weiping/feed?channel=board&round=1"
        options = {"ca_certs": str(certificate[0])}
        socket = websocket.create_connection(url, cookie=cookie, sslopt=options, timeout=10, origin=served.running.url)
        assert hear(socket)["channel"] == "board"
        socket.close()


def test_the_steps_of_the_page_on_secure_origins_make_a_certificate_that_works(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here to make a certificate")
    page = (Path(__file__).parents[2] / "docs" / "secure-origin.md").read_text(encoding="utf-8")
    for step in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        if "openssl" in step:
            commands = step.replace("192.168.1.5", "127.0.0.1")
            subprocess.run(["sh", "-ec", commands], cwd=tmp_path, check=True, capture_output=True)
    served = serve(certfile=tmp_path / "server.crt", keyfile=tmp_path / "server.key")
    trust = ssl.create_default_context(cafile=str(tmp_path / "office-ca.crt"))
    with httpx.Client(base_url=served.running.url, verify=trust, trust_env=False) as client:
        assert client.get("/join").status_code == 200


@pytest.mark.parametrize("route", WRITES, ids=lambda route: f"{route.method} {route.path}")
def test_no_write_is_taken_from_another_sites_page_or_from_a_form(served: Served, route: object) -> None:
    """A form sends one of three types, and a page of another site its own Origin: neither reaches the desk."""
    path = f"/weiping/api{fill(route.path)}"  # type: ignore[attr-defined]
    admin = served.staff(Role.ADMIN)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        reply = admin.http.post(path, content=b"{}", headers={"Content-Type": kind})
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "body"), kind
    for origin in (
        "http://evil.example",
        "null",
        "http://127.0.0.1.evil.example",
        served.base + ".evil.example",
        "file://",
    ):
        kind = route.accepts[0]  # type: ignore[attr-defined]
        reply = admin.http.post(path, content=b"{}", headers={"Content-Type": kind, "Origin": origin})
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "origin"), origin
    assert admin.get("/weiping/api/me").status_code == 200


def test_a_form_cannot_send_any_type_that_a_route_accepts() -> None:
    simple = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}
    assert not simple & {kind for route in WRITES for kind in route.accepts}


# Wrong codes over the wire


def test_the_fifth_wrong_code_is_a_429_that_says_when_to_try_again(served: Served) -> None:
    visitor = served.visitor()
    statuses = [visitor.join(f"no-such-{number}").status_code for number in range(6)]
    assert statuses == [403] * 4 + [429] * 2
    reply = visitor.join("no-such")
    error = reply.json()["error"]
    assert (error["code"], reply.headers["Retry-After"]) == ("too-many", str(error["seconds"]))
    assert 1 <= error["seconds"] <= 901
    assert served.judge().get("/weiping/api/me").status_code == 200  # with a link, from the same address


@pytest.mark.parametrize(("behind", "locked"), [(False, True), (True, False)])
def test_the_address_is_the_sockets_unless_the_server_stands_behind_a_proxy(
    serve: Callable[..., Served], behind: bool, locked: bool
) -> None:
    served = serve(behind_proxy=behind)
    visitor = served.visitor()
    for number in range(5):
        visitor.post("/join", {"code": f"no-{number}"}, headers={"X-Forwarded-For": f"192.0.2.{number}"})
    reply = visitor.post("/join", {"code": "no"}, headers={"X-Forwarded-For": "192.0.2.99"})
    assert (reply.status_code == 429) is locked


def test_behind_a_proxy_only_what_the_proxy_added_counts(serve: Callable[..., Served]) -> None:
    served = serve(behind_proxy=True, public_url="https://panel.example")
    visitor = served.visitor()
    for number in range(5):  # the visitor invents a new address each time; the proxy adds the real one behind it
        forged = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7", "X-Real-Ip": f"10.0.1.{number}"}
        reply = visitor.post("/join", {"code": f"no-{number}"}, headers=forged)
    assert reply.status_code == 429
    told = {"X-Forwarded-For": "192.0.2.8", "X-Forwarded-Proto": "https"}
    joined = visitor.post("/join", {"code": served.judge_code()}, headers=told)
    assert "Secure" in joined.headers["Set-Cookie"]


# Sessions that end


def test_a_session_that_the_chair_ends_loses_socket_and_outbox_at_once(served: Served) -> None:
    judge, chair = served.judge(), served.staff(Role.CHAIR)
    entry = served.hall.entry()
    assert judge.post("/rounds/1/marks", batch(item(1, entry))).status_code == 200  # the server remembers the judge now
    pad = judge.feed("pad")
    hear(pad)
    (mine,) = (one for one in chair.get("/weiping/api/sessions").json()["sessions"] if one["role"] == "judge")
    left = chair.post(f"/sessions/{mine['id']}/end")
    assert [one["role"] for one in left.json()["sessions"]] == ["chair"]
    assert judge.post("/rounds/1/marks", batch(item(2, entry))).status_code == 401
    assert judge.get("/weiping/api/me").status_code == 401
    pad.settimeout(5)
    opcode = None
    while opcode != websocket.ABNF.OPCODE_CLOSE:
        opcode, _ = pad.recv_data()


def test_revoking_a_judge_ends_link_code_and_session_and_keeps_the_marks(served: Served) -> None:
    chair = served.staff(Role.CHAIR)
    number = served.hall.judge(1).judge
    made = chair.post("/rounds/1/invitations", {"judges": [number]}).json()["invitations"][0]
    judge = served.visitor()
    assert judge.join(made["short"]).status_code == 200
    judge.post("/rounds/1/marks", batch(item(1, served.hall.entry())))
    reply = chair.post(f"/rounds/1/judges/{number}/revoke", {"reason": "lost"})
    assert reply.status_code == 200
    assert reply.json()["matrix"][0]["answered"] == 1
    assert judge.post("/rounds/1/marks", batch(item(2, served.hall.entry()))).status_code == 401
    for code in (made["short"], made["url"].partition("#")[2]):
        assert served.visitor().join(code).status_code == 403


def test_a_private_pages_kernel_ends_when_an_admin_ends_the_session(served: Served) -> None:
    chair, admin = served.staff(Role.CHAIR), served.staff(Role.ADMIN)
    kernel = re.findall(r'"kernelId": "([\w-]+)"', chair.get("/chair/1").text)[0]
    socket = chair.listen(f"/api/kernels/{kernel}/channels?session_id=x")
    (hers,) = (one for one in admin.get("/weiping/api/sessions").json()["sessions"] if one["role"] == "chair")
    assert hers["device"] is None
    assert admin.post(f"/sessions/{hers['id']}/end").status_code == 200
    assert chair.get(f"/api/kernels/{kernel}").status_code == 401
    socket.settimeout(10)
    opcode = None
    while opcode != websocket.ABNF.OPCODE_CLOSE:
        opcode, _ = socket.recv_data()


def test_all_who_are_not_signed_in_get_links_in_one_request(served: Served) -> None:
    chair = served.staff(Role.CHAIR)
    access.join(served.hall.desk, served.judge_code(2))
    made = chair.post("/rounds/1/invitations", {"judges": None}).json()["invitations"]
    assert [one["number"] for one in made] == [1, 3]
    assert all(one["qr"].startswith("<svg") and one["kind"]["zh_CN"] for one in made)
    assert served.visitor().join(made[0]["url"].partition("#")[2]).json()["judge"]["number"] == 1
