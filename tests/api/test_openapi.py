"""The OpenAPI document: every route in it, valid by its own rules, and true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.conftest import Hall

from weiping.api import ROUTES, Api, Request, openapi
from weiping.api.core import JSON
from weiping.domain.appraisal import PUBLIC


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document(ROUTES)


def test_the_document_is_served_to_everybody(hall: Hall, document: dict[str, Any]) -> None:
    reply = Api(hall.desk).handle(Request(PUBLIC, "GET", "/openapi.json"))
    assert (reply.status, reply.body) == (200, document)


def test_every_route_is_in_it_and_nothing_else(document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told == {(route.method, route.path) for route in ROUTES}


def test_a_tool_that_reads_openapi_finds_no_fault_in_it(document: dict[str, Any]) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    assert len([one.ok() for one in schema.get_all_operations()]) == len(ROUTES)


def test_every_reference_leads_to_a_schema(document: dict[str, Any]) -> None:
    found = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert found <= set(document["components"]["schemas"])
    assert "Error" in found


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_an_operation_says_who_may_what_is_sent_and_what_may_come_back(route: Any, document: dict[str, Any]) -> None:
    told = document["paths"][route.path][route.method.lower()]
    closed = bool(route.roles) or route.signed_in
    assert told["security"] == ([{"session": []}] if closed else [])
    assert told["summary"]
    assert {one["name"] for one in told["parameters"] if one["in"] == "path"} == set(re.findall(r"{(\w+)}", route.path))
    assert ("401" in told["responses"]) == closed
    assert "500" in told["responses"]
    if route.method == "GET":
        assert "requestBody" not in told
    else:
        assert tuple(told["requestBody"]["content"]) == route.accepts
        if route.body:
            assert told["requestBody"]["content"][JSON]["schema"]["$ref"].endswith(route.body.__name__)


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [told["operationId"] for methods in document["paths"].values() for told in methods.values()]
    assert len(ids) == len(set(ids))
