"""The table of routes as an OpenAPI 3.1 document: for other programs, and for the test that throws nonsense at each route."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import msgspec

from .core import COOKIE, JSON, Route, shape

REFERENCE = "#/components/schemas/{name}"

ERRORS = {
    400: "not JSON, or not the body described",
    401: "nobody is signed in",
    403: "the role may not, or the code is none",
    404: "there is no such thing",
    409: "not in this phase or state",
    413: "larger than is read",
    422: "a value that makes no sense",
    429: "too many wrong codes; Retry-After says for how long",
    500: "a bug; it is in the server's log",
    503: "the database is busy; try again",
}


class Problem(msgspec.Struct):
    """What went wrong: a stable word, and a sentence in the reader's language. `seconds` says how long to wait (429)."""

    code: str
    message: str
    seconds: int | None = None


class Error(msgspec.Struct):
    """What every refusal carries."""

    error: Problem


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The routes as an OpenAPI document."""
    routes = tuple(routes)
    bodies = {route.body for route in routes if route.body is not None}
    wanted = [*sorted(bodies, key=lambda body: body.__name__), Error]
    references, schemas = msgspec.json.schema_components(wanted, ref_template=REFERENCE)
    known = dict(zip(wanted, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "weiping",
            "version": version("weiping"),
            "description": "Decimals are strings, times are UTC ISO 8601. docs/http-api.md describes the answers.",
        },
        "servers": [{"url": "/weiping/api"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def statuses(route: Route) -> tuple[int, ...]:
    """The statuses that a route may answer with."""
    closed, writes, names = bool(route.roles) or route.signed_in, route.method != "GET", "{" in route.path
    taken = {
        400: writes,
        401: closed,
        403: closed or writes,
        404: names or writes,
        409: closed,
        413: writes,
        422: closed or bool(route.query),
        429: route.path == "/join",
        500: True,
        503: True,
    }
    return (*route.done, *(status for status, may in taken.items() if may))


def _operation(route: Route, known: dict[Any, Any]) -> dict[str, Any]:
    closed = bool(route.roles) or route.signed_in
    told: dict[str, Any] = {
        "operationId": _name(route),
        "summary": route.summary,
        "security": [{"session": []}] if closed else [],
        "parameters": [*map(_in_path, re.findall(r"{(\w+)}", route.path)), *_in_query(route)],
        "responses": {str(status): _response(route, status, known) for status in statuses(route)},
    }
    if route.roles:
        told["x-roles"] = [role.value for role in route.roles]
    if route.method != "GET":
        schema = known[route.body] if route.body else {"type": "object"} if JSON in route.accepts else None
        content = {kind: {"schema": schema} if schema else {} for kind in route.accepts}
        told["requestBody"] = {"required": route.body is not None or schema is None, "content": content}
    return told


def _name(route: Route) -> str:
    """The function's name; where it is not of this route alone, what the route is about with it."""
    from .routes import ROUTES

    name = route.run.__name__
    if sum(one.run.__name__ == name for one in ROUTES) == 1:
        return name
    return "_".join([name, *re.findall(r"[\w-]+", re.sub(r"{\w+}", "", route.path))])


def _in_path(name: str) -> dict[str, Any]:
    number = shape(name) == shape("")
    schema = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1} if number else _string(name)
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _string(name: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{shape(name)}$"}


def _in_query(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "description": about, "schema": {"type": "string"}}
        for name, about in route.query.items()
    ]


def _response(route: Route, status: int, known: dict[Any, Any]) -> dict[str, Any]:
    if status in route.done:
        schema = {"schema": {"type": "object"}} if route.gives == JSON else {}
        return {"description": "done", "content": {route.gives: schema}}
    refused = {"anyOf": [known[Error], {"type": "object", "required": ["items"]}]} if route.path.endswith(
        "/marks"
    ) else known[Error]  # fmt: skip
    return {"description": ERRORS[status], "content": {JSON: {"schema": refused}}}
