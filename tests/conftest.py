"""The tiny community of `weiping.testing` as fixtures of our own tests, and the browser."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from tests.chromium import (
    browser,
    chromium_arguments,
    expected_errors,
    hosts,
    page,
    pytest_runtest_teardown,
    spare,
    tablet,
)
from weiping.desk import founding
from weiping.desk.community_files import read_community
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR
from weiping.hooks.loader import here
from weiping.share import shared
from weiping.store import Store
from weiping.testing.community import (
    CRITERIA,
    Clock,
    Hall,
    criterion,
    fresh_store,
    text,
    tiny_hall,
    tiny_plan,
    tiny_plugins,
    tiny_register,
    twenty_each,
)

os.environ.setdefault("WEIPING_LANG", "en")
for threads in ("OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(threads, "1")  # several workers on few cores: more threads wait for each other, spinning

# the same examples each time, and fewer than hypothesis would take: the suite has hundreds of properties; `make soak` goes deeper
settings.register_profile("ci", settings.get_profile("ci"), max_examples=50)

# the browser of tests/chromium (playwright starts once in a process), and the tiny community that plugins are tested in
__all__ = [
    "CRITERIA", "Clock", "Hall", "browser", "chromium_arguments", "criterion", "expected_errors", "hosts", "page",
    "pytest_runtest_teardown", "spare", "tablet", "text", "tiny_hall", "tiny_plan", "tiny_plugins", "tiny_register",
    "twenty_each",
]  # fmt: skip


T = TypeVar("T")


def on_a_loop(scene: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on an event loop of its own thread: this one may have the browser's loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result(60)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "weiping.db"


def copied(made: Path, database: Path) -> Store:
    """A store over a copy of `made`."""
    shutil.copyfile(made, database)
    return Store(database)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the current schema, to copy."""
    made = tmp_path_factory.mktemp("migrated") / "weiping.db"
    fresh_store(made).close()
    return made


@pytest.fixture(scope="session")
def furnished(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tiny community and its appraisal in draft, to copy."""
    made = tmp_path_factory.mktemp("furnished") / "weiping.db"
    with copied(migrated, made) as opened:
        tiny_hall(opened, Clock())
    return made


@pytest.fixture
def store(request: pytest.FixtureRequest, database: Path, migrated: Path) -> Iterator[Store]:
    """A store of the test's own: empty, or `furnished` where that is asked for too."""
    made = request.getfixturevalue("furnished") if "furnished" in request.fixturenames else migrated
    with copied(made, database) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(furnished: Path, store: Store, clock: Clock) -> Hall:
    """What `tiny_hall` makes."""
    found = Hall(Desk(store, tiny_plugins(), now=clock), clock, round=0)
    (found.round,) = found.ids("round")
    return found


@pytest.fixture(scope="session")
def guanyan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The whole sample community, founded once; tests look at it and change nothing."""
    database = tmp_path_factory.mktemp("guanyan") / "weiping.db"
    with Store(database) as opened:
        desk = Desk(opened, here(database))
        founding.found(desk, OPERATOR, read_community(shared("sample_data") / "guanyan"))
        yield desk
