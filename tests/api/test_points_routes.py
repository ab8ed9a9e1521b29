"""The office's routes for points, over the API as the page uses it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.test_api import call
from tests.conftest import Hall, text
from tests.desk.points.people import FIRST, SECOND, balance, decide, resident, sound

from weiping.api import Api
from weiping.api.core import Reply
from weiping.desk.points import deeds
from weiping.domain.appraisal import PUBLIC, Actor
from weiping.domain.plan import Deed


@pytest.fixture
def api(hall: Hall) -> Api:
    return Api(hall.desk)


def post(api: Api, who: Actor, path: str, body: Any = None) -> Reply:
    return call(api, who, "POST", path, {} if body is None else body)


def grant(api: Api, points: int = 30, key: str = "grant-0001", on: str = "2024-11-04") -> Reply:
    body = {
        "key": key,
        "title": {"zh_CN": "集市帮忙"},
        "lines": [{"account": "household:east-1", "points": points}],
        "on": on,
    }
    return post(api, FIRST, "/points/grants", body)


def test_points_are_granted_approved_noticed_objected_to_and_explained(api: Api, hall: Hall) -> None:
    decide(hall, approve_above=20, notice="monthly", notice_days=2)
    assert (grant(api).status, grant(api).body["state"]) == (201, "waiting")
    (batch,) = call(api, FIRST, "GET", "/points").body["batches"]["waiting"]
    assert batch["own"]
    path = f"/points/batches/{batch['id']}"
    own = post(api, FIRST, f"{path}/approve")
    assert (own.status, own.body["error"]["code"]) == (403, "same-person")
    lines = call(api, SECOND, "GET", path).body["lines"]
    assert [(one["points"], one["reason"]) for one in lines] == [(30, {"zh_CN": "集市帮忙", "en": "集市帮忙"})]
    assert post(api, SECOND, f"{path}/approve").body == {"state": "posted", "posted": 1, "batch": batch["id"]}
    hung = post(api, FIRST, "/points/notices", {"month": "2024-11"})
    assert (hung.status, hung.body["until"], hung.body["guessed"]) == (201, "2024-11-22", [])
    assert post(api, FIRST, "/points/notices", {"month": "2024-11"}).status == 200
    public = call(api, PUBLIC, "GET", "/points/notices/2024-11").body
    (line,) = public["lines"]
    wrong = {"key": "objection-1", "transfer": line["transfer"], "text": "not there"}
    assert post(api, SECOND, "/points/objections", wrong).status == 201
    (objection,) = call(api, SECOND, "GET", "/points").body["objections"]["open"]
    settled = post(api, SECOND, f"/points/objections/{objection['id']}/settle",
                   {"how": "corrected", "reason": "two of three", "points": 20})  # fmt: skip
    assert settled.body == {"how": "corrected", "returned": 10, "owed": 0, "added": 0, "waits": False}
    found = call(api, resident(hall, "east-1"), "GET", f"/points/transfers/{line['transfer']}")
    assert (found.status, found.body["lot"]["left"], balance(hall)) == (200, 20, 20)
    assert call(api, resident(hall, "west-1"), "GET", f"/points/transfers/{line['transfer']}").status == 404
    assert sound(hall)


def test_deeds_are_declared_and_verified_or_not(api: Api, hall: Hall) -> None:
    deeds.load_kinds(hall.desk, hall.clerk, [Deed(key="snow", kind="x", title=text("snow"), points=4)])
    for key in ("deed-0001", "deed-0002"):
        body = {"key": key, "kind": "snow", "household": "east-1", "on": "2024-11-19", "quantity": "2"}
        assert post(api, FIRST, "/points/deeds", body).status == 201
    assert post(api, SECOND, "/points/deeds/deed-0001/verify").body["posted"] == 1
    refused = post(api, SECOND, "/points/deeds/deed-0002/turn-down")
    assert (refused.status, refused.body["error"]["code"]) == (422, "invalid")
    assert post(api, SECOND, "/points/deeds/deed-0002/turn-down", {"reason": "no snow"}).status == 200
    found = call(api, FIRST, "GET", "/points").body["deeds"]
    assert (found["waiting"], [one["decided"]["verified"] for one in found["decided"]]) == ([], [False, True])
    assert balance(hall) == 8


def test_the_watch_draws_samples_and_keeps_what_was_found(api: Api, hall: Hall) -> None:
    grant(api)
    found = call(api, SECOND, "GET", "/points/watch").body
    assert (found["since"], found["until"], found["entries"]) == ("2024-10-22", "2024-11-20", 1)
    assert post(api, SECOND, "/points/samples", {"since": "2024-11-20", "until": "2024-11-20", "size": 5}).status == 201
    (check,) = call(api, SECOND, "GET", "/points/watch", since="2024-11-20").body["samples"][0]["checks"]
    path = f"/points/checks/{check['id']}"
    assert post(api, FIRST, path, {"outcome": "right"}).status == 403
    assert post(api, SECOND, path, {"outcome": "right"}).status == 200
    assert call(api, SECOND, "GET", "/points/watch").body["samples"][0]["rate"] == "0"
    assert call(api, SECOND, "GET", "/points/watch", since="soon").status == 422
    assert sound(hall)


def test_a_month_is_closed_once_nothing_of_it_is_open(api: Api, hall: Hall) -> None:
    decide(hall, approve_above=20)
    grant(api, 5, on="2024-10-04")
    grant(api, 50, key="grant-0002", on="2024-10-05")
    shown = call(api, FIRST, "GET", "/points").body["months"]["next"]
    assert (shown["period"], len(shown["open"])) == ("2024-10", 1)
    early = post(api, FIRST, "/points/months", {"month": "2024-10"})
    assert (early.status, early.body["error"]["code"]) == (409, "open")
    closed = post(api, FIRST, "/points/months", {"month": "2024-10", "anyway": "the year ends"})
    assert (closed.status, closed.body["period"]) == (200, "2024-10")
    assert call(api, FIRST, "GET", "/points").body["months"]["closed"][0]["reason"] == "the year ends"


def test_the_policy_is_changed_as_a_whole_and_bad_ones_are_refused(api: Api, hall: Hall) -> None:
    now = call(api, FIRST, "GET", "/points").body["policy"]
    answer = post(api, FIRST, "/points/policy", {**now, "approve_above": 100, "opens": "09:00"})
    assert (answer.status, answer.body["policy"]["approve_above"], answer.body["policy"]["opens"]) == (
        200,
        100,
        "09:00",
    )
    for bad in ({"approve_above": 0}, {"opens": "25:00"}, {"notice": "daily"}, {"notice_days": 366}, {"more": 1}):
        assert post(api, FIRST, "/points/policy", {**now, **bad}).status == 400, bad
    assert post(api, FIRST, "/points/policy", {**now, "rules": ["gone"]}).status == 404
    assert call(api, FIRST, "GET", "/points").body["policy"]["approve_above"] == 100


def test_a_day_of_the_office_is_said_with_its_reason(api: Api) -> None:
    body = {"day": "2024-11-23", "works": True, "reason": "stocktaking"}
    assert post(api, FIRST, "/points/days", body).status == 200
    assert post(api, FIRST, "/points/days", {**body, "reason": ""}).status == 422
    (day,) = call(api, FIRST, "GET", "/points").body["days"]
    assert (day["day"], day["works"], day["calendar"]) == ("2024-11-23", True, False)


@pytest.mark.parametrize("path", ["/points", "/points/watch", "/points/batches/x", "/points/transfers/x"])
def test_nobody_but_the_office_looks_behind_the_notice(api: Api, hall: Hall, path: str) -> None:
    assert call(api, PUBLIC, "GET", path).status == 401
    assert call(api, hall.judge(), "GET", path).status == 403
    assert call(api, resident(hall, "east-1"), "GET", path).status in (403, 404)
    assert call(api, PUBLIC, "GET", "/points/notices/2024-11").status == 404
