"""Pages in a real Chromium (its fixtures: `tests/chromium.py`), alone with an API in memory or before a real server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode: helpers beside the tests are not found otherwise


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def fake() -> Iterator[Any]:
    """The API in memory (`fake_api.Fake`), for tests of the pages alone."""
    import fake_api

    server, stop = fake_api.serve()
    yield server
    stop()
