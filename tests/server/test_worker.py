"""The pad's service worker as the server gives it."""

from __future__ import annotations

import re

from tests.server.conftest import Served


def test_the_worker_carries_the_version_of_the_pages_files_and_is_never_kept(served: Served) -> None:
    visitor = served.visitor()
    answer = visitor.get("/sw.js")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (version,) = re.findall(r'const VERSION = "(\w+)"', answer.text)
    assert f"/weiping/static/{version}/" in visitor.get("/join").text


def test_the_worker_may_ask_this_server_and_nobody_else(served: Served) -> None:
    policy = served.visitor().get("/sw.js").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; connect-src 'self'"


def test_a_shared_page_may_start_the_worker(served: Served) -> None:
    policy = served.visitor().get("/join").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';"), "worker-src falls back to it"
    assert "worker-src" not in policy
