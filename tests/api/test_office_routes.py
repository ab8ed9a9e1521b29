"""The office's routes: a plan becomes a draft over the API, whatever else is sent is a clear 4xx."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.test_api import call
from tests.conftest import Hall, tiny_plan

from weiping.api import Api
from weiping.desk.plan_data import plan_data
from weiping.domain.appraisal import PUBLIC


@pytest.fixture
def api(hall: Hall) -> Api:
    return Api(hall.desk)


def plan(**changes: Any) -> dict[str, Any]:
    return {**plan_data(tiny_plan(key="new-2025")), **changes}


def test_a_plan_is_checked_made_shown_and_changed(api: Api, hall: Hall) -> None:
    assert call(api, hall.clerk, "POST", "/office/check", {"plan": plan()}).body["errors"] == []
    made = call(api, hall.clerk, "POST", "/office/appraisals", {"plan": plan()})
    assert made.status == 201
    number = made.body["round"]
    shown = call(api, hall.chair, "GET", f"/office/plans/{number}").body
    assert (shown["plan"], shown["phase"], shown["next"]["key"]) == (plan(), "draft", "new-2026")
    again = call(api, hall.clerk, "POST", "/office/check", {"plan": plan(), "round": number}).body
    assert again["errors"] == []
    path = f"/office/appraisals/{number}"
    assert call(api, hall.clerk, "POST", path, {"plan": plan(entries=["west"])}).status == 200
    assert call(api, hall.clerk, "GET", f"/office/plans/{number}").body["plan"]["entries"] == ["west"]
    assert number in [one["round"] for one in call(api, hall.clerk, "GET", "/office").body["appraisals"]]


def test_a_plan_with_a_fault_is_refused_with_its_message_and_an_opened_round_is_left_alone(
    api: Api, hall: Hall
) -> None:
    criteria = [{"key": "order", "weight": "2o"}]
    refused = call(api, hall.clerk, "POST", "/office/appraisals", {"plan": plan(criteria=criteria)})
    assert (refused.status, "2o" in refused.body["error"]["message"]) == (422, True)
    hall.go("open")
    late = call(api, hall.clerk, "POST", f"/office/appraisals/{hall.round}", {"plan": plan(key="best-2024")})
    assert late.status == 409
    assert call(api, hall.clerk, "POST", "/office/appraisals/999", {"plan": plan()}).status == 404


def test_a_list_of_judges_is_read_as_the_file_it_is(api: Api, hall: Hall) -> None:
    found = call(api, hall.clerk, "POST", "/office/panel", "姓名,身份\n周老师,特邀评委\n".encode("gbk"))
    assert (found.status, found.body["judges"][0]["name"]) == (200, "周老师")
    broken = call(api, hall.clerk, "POST", "/office/panel", b"PK\x03\x04", lang="zh_CN")
    assert (broken.status, "Excel" in broken.body["error"]["message"]) == (422, True)
    assert call(api, PUBLIC, "POST", "/office/panel", b"").status == 401
    assert call(api, hall.clerk, "POST", "/office/panel", b"x" * 1_000_001).status == 413


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=2) | st.dictionaries(st.sampled_from(["zh_CN", "key", "kind", "first"]), part),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(sorted(plan())), JSON, max_size=2))
def test_no_plan_whatever_is_in_it_breaks_the_server(api: Api, hall: Hall, changes: dict[str, Any]) -> None:
    reply = call(api, hall.clerk, "POST", "/office/check", {"plan": plan(**changes)})
    assert reply.status in (200, 400), reply.body


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(max_size=60) | st.sampled_from(["%", "_", "\0", "王 " * 50]))
def test_no_search_breaks_the_server(api: Api, hall: Hall, words: str) -> None:
    assert call(api, hall.clerk, "GET", "/office/residents", q=words).status == 200
