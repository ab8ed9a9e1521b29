"""The role matrix: every route, page, socket and kernel route × every role, over the wire.

The tables below say who may; the tests find out what there is from ROUTES and the application's own handlers, so that
a new address without a line here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import websocket
from tests.conftest import Hall
from tests.server.conftest import Served

from weiping.api import ROUTES
from weiping.server import app, sockets
from weiping.server.guard import Guarded

ROLES = ("public", "judge", "chair", "clerk", "admin", "resident")
EVERYBODY, SIGNED_IN = ROLES, ROLES[1:]
JUDGE, CHAIR, CLERK, OFFICE = ("judge",), ("chair", "admin"), ("clerk", "admin"), ("chair", "clerk", "admin")
RESIDENT = ("resident",)

API: dict[str, tuple[str, ...]] = {
    "GET /openapi.json": EVERYBODY,
    "POST /join": EVERYBODY,
    "POST /leave": SIGNED_IN,
    "GET /me": SIGNED_IN,
    "GET /sessions": CHAIR,
    "POST /sessions/{session}/end": CHAIR,
    "GET /rounds/{round}/pad": JUDGE,
    "GET /rounds/{round}/pad/history": JUDGE,
    "POST /rounds/{round}/marks": JUDGE,
    "POST /rounds/{round}/photos": JUDGE,
    "GET /rounds/{round}/photos/{photo}": EVERYBODY,  # who may see which, the desk says
    "POST /rounds/{round}/photos/{photo}/erase": CHAIR,
    "GET /rounds/{round}/entries/{entry}/others": JUDGE,
    "POST /rounds/{round}/recusals": JUDGE,
    "GET /rounds/{round}/board": EVERYBODY,
    "GET /rounds/{round}/wall": EVERYBODY,
    "GET /rounds/{round}/console": CHAIR,
    "POST /rounds/{round}/phase": CHAIR,
    "POST /rounds/{round}/settings": CHAIR,
    "POST /rounds/{round}/remind": CHAIR,
    "POST /rounds/{round}/conflicts": CHAIR,
    "POST /rounds/{round}/late": CHAIR,
    "POST /rounds/{round}/problems/{problem}/answer": CHAIR,
    "POST /rounds/{round}/names": CHAIR,
    "GET /rounds/{round}/sheets/{judge}/{entry}": CHAIR,
    "POST /rounds/{round}/photos/{photo}/consent": CHAIR,
    "GET /community/reports": OFFICE,
    "GET /community/reports/{year}": OFFICE,
    "GET /community/reports/{year}/records": OFFICE,
    "GET /community/reports/{year}/file": OFFICE,
    "GET /rounds/{round}/papers": OFFICE,
    "GET /rounds/{round}/notices/{notice}": OFFICE,
    "GET /rounds/{round}/exports/{export}": OFFICE,
    "POST /rounds/{round}/invitations": CHAIR,
    "POST /rounds/{round}/judges/{judge}/invitation": CHAIR,
    "POST /rounds/{round}/judges/{judge}/revoke": CHAIR,
    "GET /community": OFFICE,
    "GET /community/public": EVERYBODY,
    "GET /community/search": OFFICE,
    "POST /community/activities": CLERK,
    "GET /community/activities/{activity}": OFFICE,
    "POST /community/activities/{activity}/plan": CLERK,
    "POST /community/activities/{activity}/cancel": CLERK,
    "POST /community/activities/{activity}/certify": OFFICE,
    "POST /community/activities/{activity}/parts": CLERK,
    "POST /community/activities/{activity}/parts/take-back": CLERK,
    "POST /community/activities/{activity}/check-in": CLERK,
    "POST /community/activities/{activity}/check-out": CLERK,
    "POST /community/activities/{activity}/sign-up": (*CLERK, "resident"),
    "POST /community/activities/{activity}/meeting": CLERK,
    "POST /community/activities/{activity}/notice": CLERK,
    "POST /community/activities/{activity}/motions": CLERK,
    "POST /community/activities/{activity}/minutes": CLERK,
    "POST /community/activities/{activity}/minutes/answers": CLERK,
    "POST /community/activities/{activity}/actions": CLERK,
    "POST /community/actions/{action}/end": CLERK,
    "GET /community/household": RESIDENT,
    "POST /community/household/matters": RESIDENT,
    "GET /community/activities/{activity}/code": CLERK,
    "POST /community/household/here": RESIDENT,
    "POST /community/household/minutes": RESIDENT,
    "GET /community/matters": OFFICE,
    "GET /community/disputes": CLERK,
    "POST /community/matters": CLERK,
    "GET /community/matters/{matter}": OFFICE,
    "POST /community/matters/{matter}/steps": CLERK,
    "POST /community/register/lists": CLERK,
    "GET /community/register/list": CLERK,
    "GET /community/register/exports": OFFICE,
    "POST /community/register/grids": CLERK,
    "POST /community/register/compounds": CLERK,
    "GET /community/residents": OFFICE,
    "POST /community/residents": CLERK,
    "POST /community/residents/moves": CLERK,
    "GET /community/grids": OFFICE,
    "POST /community/grids/preview": OFFICE,
    "POST /community/grids/divide": CLERK,
    "POST /community/grids/borders": CLERK,
    "POST /community/grids/borders/file": CLERK,
    "POST /community/activities/{activity}/answers": CLERK,
    "POST /community/activities/{activity}/evaluations": (*CLERK, "resident"),
    "GET /community/service": CLERK,
    "POST /community/service/certificates": CLERK,
    "GET /community/service/certificates/{certificate}": CLERK,
    "POST /community/activities/{activity}/photos": CLERK,
    "POST /community/activities/{activity}/photos/{photo}": CLERK,
    "POST /community/activities/{activity}/photos/{photo}/forget": CLERK,
    "POST /community/matters/{matter}/photos": CLERK,
    "POST /community/matters/{matter}/photos/{photo}": CLERK,
    "POST /community/matters/{matter}/photos/{photo}/forget": CLERK,
    "GET /community/photos/{photo}": EVERYBODY,  # who may see which, the desk says
    "GET /community/micro-grids": OFFICE,
    "GET /community/micro-grids/{micro_grid}": OFFICE,
    "POST /community/micro-grids/{micro_grid}/leader": CLERK,
    "POST /community/micro-grids/{micro_grid}/tasks": CLERK,
    "GET /community/micro-grids/{micro_grid}/elections": OFFICE,
    "POST /community/micro-grids/{micro_grid}/elections": CLERK,
    "POST /community/elections/{election}/nominations": CLERK,
    "POST /community/elections/{election}/slips": CLERK,
    "POST /community/elections/{election}/tally": CLERK,
    "POST /community/elections/{election}/end": CLERK,
    "GET /leading": RESIDENT,
    "POST /community/tasks/{task}/end": (*CLERK, "resident"),
    "GET /community/aid": OFFICE,
    "POST /community/needs": (*CLERK, "resident"),
    "POST /community/offers": (*CLERK, "resident"),
    "GET /community/needs/{aid}/offers": OFFICE,
    "POST /community/needs/{aid}/matches": CLERK,
    "POST /community/aid/{aid}/close": CLERK,
    "GET /cards": CLERK,
    "GET /cards/{compound}": CLERK,
    "POST /cards": CLERK,
    "POST /accounts/{account}/card/revoke": CLERK,
    "GET /mine": RESIDENT,
    "GET /mine/history": RESIDENT,
    "POST /mine/deeds": RESIDENT,
    "POST /mine/objections": RESIDENT,
    "POST /mine/ranking": RESIDENT,
    "GET /mine/passbook": RESIDENT,
    "GET /accounts/{account}/passbook": CLERK,
    "POST /accounts/{account}/ranking": CLERK,
    "GET /points/ranking": EVERYBODY,
    "GET /office": OFFICE,
    "GET /office/plans/{round}": OFFICE,
    "GET /office/residents": OFFICE,
    "POST /office/panel": OFFICE,
    "POST /office/check": OFFICE,
    "POST /office/plan": OFFICE,
    "POST /office/appraisals": OFFICE,
    "POST /office/appraisals/{round}": OFFICE,
    "GET /points": OFFICE,
    "POST /points/policy": OFFICE,
    "POST /points/grants": CLERK,
    "GET /points/batches/{batch}": OFFICE,
    "POST /points/batches/{batch}/approve": OFFICE,
    "POST /points/batches/{batch}/turn-down": OFFICE,
    "POST /points/deeds": CLERK,
    "POST /points/deeds/{deed}/verify": OFFICE,
    "POST /points/deeds/{deed}/turn-down": OFFICE,
    "POST /points/objections": CLERK,
    "POST /points/objections/{objection}/settle": OFFICE,
    "POST /points/notices": CLERK,
    "GET /points/notices/{month}": EVERYBODY,
    "POST /points/days": OFFICE,
    "GET /points/watch": OFFICE,
    "POST /points/samples": OFFICE,
    "POST /points/checks/{check}": OFFICE,
    "GET /points/transfers/{transfer}": (*OFFICE, "resident"),
    "POST /points/months": OFFICE,
    "POST /points/sheets": CLERK,
    "GET /points/sheets/{sheet}": CLERK,
    "GET /shop": EVERYBODY,
    "GET /accounts": CLERK,
    "GET /accounts/{account}": CLERK,
    "POST /redemptions": CLERK,
    "GET /redemptions/{code}": CLERK,
    "POST /redemptions/{code}/hand-over": CLERK,
    "POST /redemptions/{code}/issue": CLERK,
    "POST /redemptions/{code}/cancel": CLERK,
    "POST /redemptions/{code}/return": CLERK,
    "POST /redemptions/{code}/substitute": CLERK,
    "POST /redemptions/{code}/appointment": CLERK,
    "POST /redemptions/{code}/certificate": CLERK,
    "POST /orders": CLERK,
    "GET /shop/open": CLERK,
    "GET /shop/day": CLERK,
    "GET /shop/stock": CLERK,
    "POST /shop/expire": CLERK,
    "GET /shop/setup": CLERK,
    "POST /shop/setup": CLERK,
    "GET /shop/liability": OFFICE,
    "POST /shop/desks/{desk}": CLERK,
    "POST /shop/desks/{desk}/key": CLERK,
    "POST /shop/scan": CLERK,
    "POST /shop/settle": CLERK,
    "POST /rewards": CLERK,
    "GET /rewards/{reward}": CLERK,
    "POST /rewards/{reward}/offer": CLERK,
    "POST /rewards/{reward}/deliveries": CLERK,
    "POST /rewards/{reward}/count": CLERK,
}

PAGES: dict[str, tuple[str, ...]] = {
    "/": EVERYBODY,
    "/join": EVERYBODY,
    "/panel/1": EVERYBODY,  # a shared page: whose pad it is, the session says over the API
    "/board/1": EVERYBODY,
    "/wall/1": EVERYBODY,
    "/shop": EVERYBODY,
    "/points": EVERYBODY,
    "/cards": EVERYBODY,  # it begins empty, and what it shows comes over the API
    "/mine": EVERYBODY,  # likewise: whose points, the session says
    "/community": EVERYBODY,  # likewise: what is not public comes with the session
    "/leading": EVERYBODY,
    "/register": EVERYBODY,  # likewise
    "/report": EVERYBODY,  # likewise: it begins empty, and its figures come with the session
    "/chair/1": CHAIR,
    "/research": CHAIR,
    "/research/rules_lab": CHAIR,
    "/research/reliability_of_a_round": CHAIR,
    "/research/severity_and_drift_rentsafe": CHAIR,
    "/research/isu_panels": CHAIR,
    "/research/power_analysis": CHAIR,
    "/more": OFFICE,
    "/office": EVERYBODY,  # a shared page as well: it begins empty, and what it shows comes over the API
    "/office/points": EVERYBODY,  # likewise
}

CHANNELS: dict[str, tuple[str, ...]] = {"board": EVERYBODY, "wall": EVERYBODY, "console": CHAIR, "pad": JUDGE}

_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"

BESIDE_PAGES = {
    r"/weiping/api/(.*)$": "the API table",
    r"/weiping/feed$": "the channels",
    rf"/api/kernels/{_ID}$": "the kernel's owner",
    rf"/api/kernels/{_ID}/channels$": "the kernel's owner",
    rf"/voila/api/shutdown/{_ID}$": "the kernel's owner",
    r"/weiping/static/(\w+)/([\w.-]+)$": "everybody: files",
    r"/voila/templates/((?:weiping|lab|base)/static/.*)$": "everybody: files",
    r"/voila/static/(.*)$": "everybody: files",
    r"/voila/api/themes/(.*)$": "everybody: files",
    r"/voila/labextensions/(.*)$": "everybody: files",
    r"/sw.js$": "everybody: files",
}
"""Every other address of the application, and which of the tests here is about it."""


def fill(path: str) -> str:
    """A path with something in its braces that is there, but for a session: ending the own one would end the test."""
    known = {"code": "ABCD2345", "photo": "0" * 64, "hash": "0" * 64, "problem": "0" * 8, "session": "999999999"}
    return re.sub(r"{(\w+)}", lambda part: known.get(part[1], "1"), path)


def test_every_route_has_a_line_in_the_table() -> None:
    assert set(API) == {f"{route.method} {route.path}" for route in ROUTES}


def test_the_table_says_what_the_routes_themselves_declare() -> None:
    for route in ROUTES:
        roles = {role.value for role in route.roles}
        if not roles:
            expected = set(SIGNED_IN) if route.signed_in else set(EVERYBODY)
        else:
            expected = roles | (set() if roles <= {"judge", "resident"} else {"admin"})
        assert set(API[f"{route.method} {route.path}"]) == expected, route.path


@pytest.mark.parametrize("role", ROLES)
def test_each_route_is_for_its_roles_and_nobody_else(served: Served, role: str) -> None:
    visitor = served.anybody(role)
    for line, may in sorted(API.items(), key=lambda one: one[0] == "POST /leave"):  # leaving last
        method, _, path = line.partition(" ")
        accepts = next(route.accepts for route in ROUTES if f"{route.method} {route.path}" == line)
        headers = {} if method == "GET" else {"Content-Type": accepts[0]}
        reply = visitor.http.request(
            method, f"/weiping/api{fill(path)}", headers=headers, content=None if method == "GET" else b"{}"
        )
        if role in may:
            assert reply.status_code not in (401, 405), (line, reply.text)
            assert reply.status_code < 500, (line, reply.text)
            assert reply.status_code != 403 or reply.json()["error"]["code"] == "bad-invitation", (line, reply.text)
        else:
            assert reply.status_code == (401 if role == "public" else 403), (line, reply.status_code, reply.text)
            assert reply.json()["error"]["message"], line


def test_every_address_of_the_application_is_in_a_table_and_guarded(
    serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    applications: list[app.Weiping] = []
    listen = app.Weiping.listen

    def remember(self: app.Weiping) -> None:
        applications.append(self)
        listen(self)

    monkeypatch.setattr(app.Weiping, "listen", remember)
    serve()
    routers = (applications[0].app.wildcard_router, *(rule.target for rule in applications[0].app.default_router.rules))
    rules = {rule for router in routers for rule in getattr(router, "rules", ())}
    patterns = {rule.matcher.regex.pattern: rule for rule in rules if hasattr(rule.matcher, "regex")}
    pages = {}
    for pattern, rule in patterns.items():
        assert issubclass(rule.target, Guarded), f"{pattern} answers without our headers and errors"
        if pattern not in BESIDE_PAGES:
            pages[pattern] = [path for path in PAGES if re.fullmatch(pattern, path)]
    assert set(BESIDE_PAGES) <= set(patterns)
    assert all(pages.values()), f"no line here for {[pattern for pattern, found in pages.items() if not found]}"
    assert {path for found in pages.values() for path in found} == set(PAGES)


def test_each_page_is_for_its_roles_and_nobody_else(served: Served) -> None:
    for role in ROLES:  # one server for all: the pages take longer to make than to ask for
        visitor = served.anybody(role)
        for path, may in PAGES.items():
            reply = visitor.http.head(path, follow_redirects=True)
            expected = 200 if role in may else 401 if role == "public" else 403
            assert reply.status_code == expected, (path, role)


@pytest.mark.parametrize("role", ROLES)
def test_each_channel_is_for_its_roles_and_nobody_else(served: Served, role: str) -> None:
    assert set(CHANNELS) == set(sockets.CHANNELS)
    visitor = served.anybody(role)
    for channel, may in CHANNELS.items():
        if role in may:
            visitor.feed(channel).close()
        else:
            with pytest.raises(websocket.WebSocketBadStatusException) as refused:
                visitor.feed(channel)
            assert refused.value.status_code == (401 if role == "public" else 403), channel


def test_another_rounds_judge_gets_neither_pad_nor_feed_of_this_one(hall: Hall, served: Served) -> None:
    from tests.conftest import tiny_plan

    from weiping.desk import appraisals
    from weiping.domain.appraisal import OPERATOR

    other = appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="other-2024"))
    judge = served.judge()
    assert judge.get(f"/weiping/api/rounds/{other}/pad").status_code == 403
    assert judge.post(f"/rounds/{other}/marks", {"client": "t", "items": []}).status_code in (403, 422)
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        judge.feed("pad", other)
    assert refused.value.status_code == 403


def test_a_kernel_is_for_the_session_that_owns_it_and_not_for_another_of_the_same_chair(served: Served) -> None:
    """Two tablets of one chair are two sessions, and each has its own kernel."""
    from weiping.domain.appraisal import Role

    one, two = served.staff(Role.CHAIR), served.staff(Role.CHAIR)
    page = one.get("/chair/1")
    kernel = re.findall(r'"kernelId": "([\w-]+)"', page.text)[0]
    visitors = {role: served.anybody(role) for role in ROLES} | {"chair": two}
    for role, visitor in visitors.items():
        expected = 401 if role == "public" else 403
        assert visitor.get(f"/api/kernels/{kernel}").status_code == expected, role
        assert visitor.http.delete(f"/api/kernels/{kernel}").status_code == expected, role
        assert visitor.http.post(f"/voila/api/shutdown/{kernel}").status_code == expected, role
        for origin in (None, served.base):
            with pytest.raises(websocket.WebSocketBadStatusException) as refused:
                visitor.listen(f"/api/kernels/{kernel}/channels?session_id=x", origin=origin)
            assert refused.value.status_code == expected, role
    assert one.get(f"/api/kernels/{kernel}").status_code == 200
    for page_of_all in ("/panel/1", "/board/1", "/shop"):
        assert "kernelId" not in one.get(page_of_all).text
