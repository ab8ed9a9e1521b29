"""The HTTP API over the wire: who may, cookies, foreign pages, sizes and shapes of errors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.server.conftest import Served, batch, item

from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, Role

ROLES = ("public", "judge", "chair", "clerk", "admin")
MATRIX = {
    "/weiping/api/me": (401, 200, 200, 200, 200),
    "/weiping/api/rounds/1/pad": (401, 200, 403, 403, 403),
    "/weiping/api/rounds/1/board": (200, 200, 200, 200, 200),
    "/weiping/api/rounds/1/console": (401, 403, 200, 403, 200),
    "/weiping/api/shop": (200, 200, 200, 200, 200),
    "/weiping/api/accounts?q=east": (401, 403, 403, 200, 200),
    "/weiping/api/rounds/9/board": (404, 404, 404, 404, 404),
    "/weiping/api/nothing": (404, 404, 404, 404, 404),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_route_answers_each_role_as_the_contract_says(served: Served, role: str) -> None:
    visitor = served.anybody(role)
    got = {path: visitor.get(path).status_code for path in MATRIX}
    assert got == {path: statuses[ROLES.index(role)] for path, statuses in MATRIX.items()}


def test_joining_sets_a_cookie_that_scripts_and_other_sites_do_not_get(served: Served) -> None:
    reply = served.visitor().join(served.judge_code())
    cookie = reply.headers["Set-Cookie"]
    assert re.match(r"weiping_session=[\w-]{20,};", cookie)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert reply.json()["next"] == "/panel/1"


def test_the_cookie_is_secure_where_the_visitor_came_by_https(serve: Callable[..., Served]) -> None:
    served = serve(public_url="https://panel.example")
    reply = served.visitor().post("/join", {"code": served.judge_code()}, headers={"Host": "panel.example"})
    assert reply.headers["Set-Cookie"].endswith("; Secure")


def test_leaving_clears_the_cookie_and_ends_the_session(served: Served) -> None:
    judge = served.judge()
    kept = judge.cookie
    assert judge.post("/leave").status_code == 200
    assert not judge.http.cookies
    assert served.visitor().get("/weiping/api/me", headers={"Cookie": kept}).status_code == 401


def test_a_revoked_session_is_refused_at_once(served: Served) -> None:
    judge = served.judge()
    assert judge.get("/weiping/api/me").status_code == 200
    served.judge_code()  # a new invitation for the same judge
    assert judge.get("/weiping/api/me").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Origin": "http://evil.example"}, 403, "origin"),
        ({"Origin": "null"}, 403, "origin"),
        ({"Content-Type": "text/plain"}, 400, "body"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 400, "body"),
    ],
)
def test_a_write_from_another_site_or_a_form_is_refused(
    served: Served, headers: dict[str, str], status: int, code: str
) -> None:
    judge = served.judge()
    reply = judge.post("/rounds/1/marks", batch(item(1, served.hall.entry())), headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert judge.get("/weiping/api/rounds/1/pad").json()["marks"] == []


def test_a_write_from_our_own_page_is_carried_out(served: Served) -> None:
    judge = served.judge()
    reply = judge.post("/rounds/1/marks", batch(item(1, served.hall.entry())), headers={"Origin": served.base})
    assert (reply.status_code, reply.json()["items"][0]["result"]) == (200, "stored")


def test_a_page_of_the_public_address_may_write(serve: Callable[..., Served]) -> None:
    served = serve(public_url="https://panel.example")
    reply = served.visitor().post("/join", {"code": served.judge_code()}, headers={"Origin": "https://panel.example"})
    assert reply.status_code == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_read(served: Served) -> None:
    reply = served.judge().post("/join", {"code": "x" * 1_100_000})
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too-large")


def test_a_body_without_a_length_is_counted_while_it_comes(served: Served) -> None:
    chunks = (b'"' + b"x" * 100_000 for _ in range(12))
    visitor = served.visitor()
    reply = visitor.http.post("/weiping/api/join", content=chunks, headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too-large")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"code": 5}', b'{"code": "x", "more": 1}', b"\xff\xfe"])
def test_what_is_not_the_body_described_is_a_400(served: Served, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = served.visitor().http.post("/weiping/api/join", content=body, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "body")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_a_405_in_the_shape_of_the_contract(served: Served, method: str) -> None:
    reply = served.visitor().http.request(method, "/weiping/api/shop", json={})
    assert (reply.status_code, reply.json()["error"]["code"]) == (405, "method")


def test_a_head_has_the_headers_of_a_get_and_no_body(served: Served) -> None:
    reply = served.visitor().http.head("/weiping/api/shop")
    assert (reply.status_code, reply.content) == (200, b"")


def test_messages_come_in_the_language_that_is_asked_for(served: Served) -> None:
    visitor = served.visitor()
    english = visitor.get("/weiping/api/me", headers={"X-Weiping-Lang": "en"}).json()["error"]["message"]
    chinese = visitor.get("/weiping/api/me", headers={"Accept-Language": "zh-CN,zh"}).json()["error"]["message"]
    assert english.startswith("Nobody is signed in")
    assert "登录" in chinese


def test_every_answer_has_the_security_headers(served: Served) -> None:
    visitor = served.visitor()
    for path in ("/board", "/join", "/nothing", "/weiping/api/shop", "/chair", "/voila/static/voila.js"):
        headers = visitor.get(path, follow_redirects=True).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "no-referrer", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe-eval" not in headers["Content-Security-Policy"], path


def test_neither_codes_nor_tokens_reach_the_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    code = access.invite(served.hall.desk, OPERATOR, Role.CLERK)
    clerk = served.visitor()
    clerk.join(code)
    clerk.get("/weiping/api/redemptions/7K3M-9QXA")
    clerk.get("/weiping/api/accounts?q=east-1")
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("weiping", "tornado"))
    )
    assert "/weiping/api/redemptions/…" in logged
    for secret in (code, clerk.cookie.partition("=")[2], "7K3M-9QXA", "east-1"):
        assert secret not in logged
