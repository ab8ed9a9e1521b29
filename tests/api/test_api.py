"""The API as a table of plain functions: who may, what comes back, and every refusal a clear sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Hall
from tests.desk.test_main_job import fill

from weiping.api import ROUTES, Api, Reply, Request
from weiping.desk import access
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor, Role


@pytest.fixture
def api(hall: Hall) -> Api:
    return Api(hall.desk, public_url="http://board.example/")


def call(api: Api, actor: Actor, method: str, path: str, body: Any = None, lang: str = "en", **query: str) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return api.handle(Request(actor, method, path, query, data, lang))


def actors(hall: Hall) -> dict[str, Actor]:
    return {
        "public": PUBLIC,
        "judge": hall.judge(),
        "chair": hall.chair,
        "clerk": hall.clerk,
        "admin": Actor(Role.ADMIN),
        "resident": Actor(Role.RESIDENT, household=hall.ids("household")[0]),
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_each_route_is_for_its_roles_and_nobody_else(api: Api, hall: Hall, route: Any) -> None:
    path = re.sub(r"{(\w+)}", "1", route.path.replace("{code}", "ABCD2345").replace("{photo}", "0" * 64))
    for name, actor in actors(hall).items():
        reply = call(api, actor, route.method, path, {})
        open_to_all = not route.roles and not route.signed_in
        may = open_to_all or (route.signed_in and name != "public") or actor.role in route.roles
        may = may or (name == "admin" and not set(route.roles) <= {Role.JUDGE, Role.RESIDENT})
        if may:
            assert reply.status not in (401, 500), (name, reply)
            assert reply.status != 403 or reply.body["error"]["code"] == "bad-invitation"
        else:
            assert reply.status == (401 if name == "public" else 403), (name, reply)
            assert reply.body["error"]["message"]


def test_the_documentation_lists_exactly_the_routes_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1].split("?")[0] for line in page.splitlines() if line.startswith("| `")}
    assert listed == {f"{route.method} {route.path}" for route in ROUTES}


def test_a_link_signs_a_judge_in_and_again_until_it_is_replaced(api: Api, hall: Hall) -> None:
    judge = hall.ids("judge")[0]
    code = access.invite_judge(hall.desk, OPERATOR, judge, round_id=hall.round)
    first = call(api, PUBLIC, "POST", "/join", {"code": code})
    assert (first.status, first.body["next"], first.body["judge"]["number"]) == (200, f"/panel/{hall.round}", 1)
    again = call(api, PUBLIC, "POST", "/join", {"code": code})
    assert again.status == 200
    assert access.who(hall.desk, first.token) == Actor(Role.JUDGE, judge, 1)
    fresh = call(api, hall.chair, "POST", f"/rounds/{hall.round}/judges/{judge}/invitation")
    assert fresh.status == 201
    assert fresh.body["url"].startswith("http://board.example/join#")
    assert call(api, PUBLIC, "POST", "/join", {"code": code}).status == 403
    assert access.who(hall.desk, first.token) == PUBLIC
    assert call(api, PUBLIC, "POST", "/join", {"code": fresh.body["url"].partition("#")[2]}).status == 200


def test_the_chairs_link_works_once_and_for_two_days(api: Api, hall: Hall) -> None:
    code = access.invite(hall.desk, OPERATOR, Role.CHAIR)
    assert call(api, PUBLIC, "POST", "/join", {"code": code}).body["next"] == "/chair"
    assert call(api, PUBLIC, "POST", "/join", {"code": code}).status == 403
    late = access.invite(hall.desk, OPERATOR, Role.CHAIR)
    hall.clock.forward(days=3)
    assert call(api, PUBLIC, "POST", "/join", {"code": late}).status == 403


def test_the_database_keeps_no_code_and_no_token(api: Api, hall: Hall, database: Path) -> None:
    code = access.invite_judge(hall.desk, OPERATOR, hall.ids("judge")[0], round_id=hall.round)
    token = call(api, PUBLIC, "POST", "/join", {"code": code}).token
    stored = database.read_bytes() + Path(f"{database}-wal").read_bytes()
    assert token
    assert code.encode() not in stored
    assert token.encode() not in stored


def test_leaving_ends_the_session(api: Api, hall: Hall) -> None:
    code = access.invite(hall.desk, OPERATOR, Role.CLERK)
    token = call(api, PUBLIC, "POST", "/join", {"code": code}).token
    actor = access.who(hall.desk, token)
    assert call(api, actor, "GET", "/me").body == {"role": "clerk", "judge": None, "round": None}
    assert call(api, actor, "POST", "/leave").token == ""
    assert access.who(hall.desk, token) == PUBLIC


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body"),
        (b"{", 400, "body"),
        (b"\xff\xfe", 400, "body"),
        (b'{"client": "t"}', 400, "body"),
        (b'{"client": "t", "items": [], "extra": 1}', 400, "body"),
        (b'{"client": "t", "items": [{"id": "12345678", "seq": "one", "kind": "sign", "entry": 1}]}', 400, "body"),
        (b'{"client": "", "items": []}', 422, "invalid"),
        (b" " * 1_000_001, 413, "too-large"),
    ],
)
def test_a_body_that_is_not_what_the_route_expects_is_refused(
    api: Api, hall: Hall, body: bytes, status: int, code: str
) -> None:
    hall.go("open")
    reply = call(api, hall.judge(), "POST", f"/rounds/{hall.round}/marks", body)
    assert (reply.status, reply.body["error"]["code"]) == (status, code)


def test_a_batch_refused_altogether_has_the_status_of_its_first_refusal(api: Api, hall: Hall) -> None:
    hall.go("open")
    mark = {
        "id": "12345678",
        "seq": 1,
        "kind": "mark",
        "entry": hall.entry(),
        "criterion": "order",
        "mark": "value",
        "value": "21",
    }
    path = f"/rounds/{hall.round}/marks"
    reply = call(api, hall.judge(), "POST", path, {"client": "t", "items": [mark]})
    assert (reply.status, reply.body["items"][0]["result"]) == (422, "refused")
    assert "21 is off the scale" in reply.body["items"][0]["message"]
    fine = {**mark, "id": "12345679", "seq": 2, "value": "20"}
    assert call(api, hall.judge(), "POST", path, {"client": "t", "items": [mark, fine]}).status == 200


def test_refusals_come_in_the_language_asked_for(api: Api, hall: Hall) -> None:
    path = f"/rounds/{hall.round}/console"
    assert call(api, PUBLIC, "GET", path, lang="en").body["error"]["message"].startswith("Nobody is signed in")
    chinese = call(api, PUBLIC, "GET", path, lang="zh_CN").body["error"]["message"]
    assert any("一" <= letter <= "鿿" for letter in chinese)


def test_paths_and_methods_that_are_not_there_say_so(api: Api, hall: Hall) -> None:
    assert call(api, PUBLIC, "GET", "/nothing").status == 404
    assert call(api, PUBLIC, "GET", "/rounds/999/board").status == 404
    assert call(api, PUBLIC, "DELETE", "/shop").status == 405
    assert call(api, PUBLIC, "GET", f"/rounds/{'9' * 30}/board").status == 404


def test_a_bug_is_a_logged_500_without_its_traceback(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(api.views, "board", broken)
    reply = call(api, PUBLIC, "GET", "/rounds/1/board")
    assert reply.status == 500
    assert "secret" not in json.dumps(reply.body)


def test_the_public_board_never_names_a_judge_or_shows_a_mark(api: Api, hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "13.5")
    said = json.dumps(call(api, PUBLIC, "GET", f"/rounds/{hall.round}/board").body, ensure_ascii=False)
    assert "王" not in said
    assert '"judge"' not in said
    hall.go("deliberation")
    frozen = call(api, PUBLIC, "GET", f"/rounds/{hall.round}/board").body
    assert frozen["standings"] is None


def test_the_shop_over_the_api_is_safe_to_retry(api: Api, hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation", "published")
    account = call(api, hall.clerk, "GET", "/accounts", q="east 501").body["accounts"][0]["id"]
    soap = next(one for one in call(api, PUBLIC, "GET", "/shop").body["rewards"] if one["key"] == "soap")
    body = {"key": "redemption-1", "account": account, "reward": soap["id"], "quantity": 1}
    first, second = (call(api, hall.clerk, "POST", "/redemptions", body) for _ in range(2))
    assert (first.status, second.status) == (201, 200)
    assert first.body["voucher"]["code"] == second.body["voucher"]["code"]
    assert (first.body["account"]["balance"], first.body["reward"]["stock"]) == (15, 2)
    path = f"/redemptions/{first.body['voucher']['code']}"
    assert call(api, hall.clerk, "GET", path).body["state"] == "issued"
    assert call(api, hall.clerk, "POST", f"{path}/hand-over", {}).body["state"] == "handed-over"
    assert call(api, hall.clerk, "POST", f"{path}/hand-over", {}).status == 409


def test_a_file_comes_as_an_attachment_in_the_language_that_is_asked_for(api: Api, hall: Hall) -> None:
    from dataclasses import replace

    from weiping.hooks.loader import load

    offered = load([])
    plugins = replace(hall.desk.plugins, exports=offered.exports, notices=offered.notices)
    api = Api(replace(hall.desk, plugins=plugins))
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    early = call(api, hall.chair, "GET", f"/rounds/{hall.round}/exports/table")
    assert (early.status, early.body["error"]["code"]) == (409, "wrong-phase")
    hall.go("deliberation", "published")
    reply = call(api, hall.clerk, "GET", f"/rounds/{hall.round}/exports/table", lang="en")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="round-{hall.round}-table.csv"'
    assert (reply.data or b"").decode("utf-8-sig").startswith("place,shared,entry")
    asked = Request(hall.clerk, "GET", f"/rounds/{hall.round}/exports/table", {"lang": "zh_CN"}, b"", "en")
    assert (api.handle(asked).data or b"").decode("utf-8-sig").startswith("名次")
    notice = call(api, hall.clerk, "GET", f"/rounds/{hall.round}/notices/result")
    assert set(notice.body["text"]) == {"zh_CN", "en"}
    assert call(api, hall.clerk, "GET", f"/rounds/{hall.round}/notices/other").status == 404
