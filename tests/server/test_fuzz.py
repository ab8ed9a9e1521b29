"""Nonsense for every route, as every role, made from the API's own description: no 5xx, and no write without the right.

The examples are derandomized, so that a run is the same everywhere; `WEIPING_FUZZ` says how many there are of each kind
(a route, a role, valid or not) for a longer look.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from tests.conftest import Hall
from tests.server.conftest import Served

from weiping.api import ROUTES, openapi
from weiping.domain.appraisal import Role
from weiping.store.tables import metadata

EXAMPLES = int(os.environ.get("WEIPING_FUZZ", "1"))
ROLES = ("public", "judge", "chair", "clerk", "admin", "resident")
MAY_WRITE_THOUGH_REFUSED = {"wrong_code"}
"""Tables in which a refusal leaves its trace: a wrong code is counted."""

FEW = max(1, EXAMPLES // 3)
"""For a role that the route is not for: it should not get as far as reading the request."""


def bounded(examples: int) -> settings:
    return settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def operations() -> dict[str, Any]:
    schema = schemathesis.openapi.from_dict(openapi.document(ROUTES))
    return {f"{one.method.upper()} {one.path}": one for one in (found.ok() for found in schema.get_all_operations())}


def digest(hall: Hall) -> dict[str, str]:
    """Table -> a hash of all its rows."""
    found = {}
    with hall.desk.store.read() as connection:
        plain: Any = connection.connection.driver_connection
        for name in metadata.tables:
            rows = plain.execute(f"SELECT * FROM {name}").fetchall()
            found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def may(route: Any, role: str) -> bool:
    if not route.roles:
        return not route.signed_in or role != "public"
    own = set(route.roles) <= {Role.JUDGE, Role.RESIDENT}
    return role in {one.value for one in route.roles} or (role == "admin" and not own)


def real(hall: Hall, path: str) -> dict[str, Any]:
    """Parts of a path that are there, so that not every request ends at a 404."""
    known = {"round": hall.round, "judge": hall.ids("judge")[0], "entry": hall.entry(), "account": 1, "session": 10**9}
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


def send(client: httpx.Client, case: Any) -> httpx.Response:
    told = case.as_transport_kwargs(base_url=f"{str(client.base_url).rstrip('/')}/weiping/api")
    told.pop("cookies", None)  # the session is the role's own
    headers = {
        name: value
        for name, value in dict(told.pop("headers", None) or {}).items()
        if name.lower() not in ("cookie", "user-agent")
    }
    json_body, data = told.pop("json", None), told.pop("data", None)
    content = data if isinstance(data, bytes | str) else json.dumps(json_body if data is None else data)
    if case.operation.method.upper() == "GET":
        content = ""
    return client.request(
        told["method"], told["url"], params=told.get("params"), headers=headers, content=content or None
    )


@pytest.fixture
def clients(served: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], httpx.Client]:
    """A signed-in client for each role; leaving is left out of what a session is asked, or it would be over at once."""
    from weiping.desk import lockout

    monkeypatch.setattr(lockout, "FROM_ONE", 10**9)
    monkeypatch.setattr(lockout, "FROM_ALL", 10**9)
    made: dict[str, httpx.Client] = {}

    def client(role: str) -> httpx.Client:
        if role not in made or (role != "public" and made[role].get("/weiping/api/me").status_code == 401):
            made[role] = served.anybody(role).http
        return made[role]

    return client


@pytest.mark.parametrize("role", ROLES)
def test_no_nonsense_is_a_5xx_and_none_writes_without_the_right(
    served: Served, clients: Callable[[str], httpx.Client], role: str
) -> None:
    faults: list[str] = []
    known, client, before = operations(), None, {}
    for route in ROUTES:
        name, allowed = f"{route.method} {route.path}", may(route, role)
        if (own := clients(role)) is not client:  # signing in leaves its traces
            client, before = own, digest(served.hall)
        for mode in GenerationMode if allowed else [GenerationMode.POSITIVE]:
            ids = real(served.hall, route.path) if mode.is_positive else None
            cases = known[name].as_strategy(generation_mode=mode, path_parameters=ids)
            throw(cases, EXAMPLES if allowed else FEW, functools.partial(check, client, route, allowed, faults))
        after = digest(served.hall)
        moved = {table for table in after if after[table] != before[table]} - MAY_WRITE_THOUGH_REFUSED
        if moved and (route.method == "GET" or not allowed):
            faults.append(f"{name} as {role} changed {sorted(moved)}")
        before = after
    assert not faults, "\n".join(faults[:20])


def throw(cases: Any, examples: int, at: Callable[[Any], None]) -> None:
    """Try a few of `cases`; of some routes nothing invalid can be said, and then there are none."""

    @bounded(examples)
    @given(case=cases)
    def one(case: Any) -> None:
        at(case)

    with contextlib.suppress(Unsatisfiable):
        one()


def check(client: httpx.Client, route: Any, allowed: bool, faults: list[str], case: Any) -> None:
    try:
        reply = send(client, case)
    except (httpx.InvalidURL, UnicodeEncodeError):  # what no client can put on the wire
        return
    sent = f"{route.method} {reply.request.url.path} {case.query} {case.body!r:.200}"
    there = route.pattern.fullmatch(reply.request.url.path.removeprefix("/weiping/api"))  # nonsense may lead elsewhere
    if reply.status_code >= 500:
        faults.append(f"{reply.status_code}: {sent}")
    elif there and not allowed and reply.status_code < 400:
        faults.append(f"{reply.status_code} without the right: {sent}")
    elif there and reply.status_code not in openapi.statuses(route) and reply.status_code != 405:
        faults.append(f"{reply.status_code}, which the description does not know: {sent}")
    elif reply.status_code >= 400:
        body = reply.json()
        if not (body.get("error") or {}).get("message") and "items" not in body:
            faults.append(f"{reply.status_code} without a reason: {sent}")
