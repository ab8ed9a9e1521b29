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
settings.register_profile("ci", settings.get_profile("ci"), max_examples=30)

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the current schema: to copy it is ten times as quick as to migrate another from nothing."""
    made = tmp_path_factory.mktemp("migrated") / "weiping.db"
    Store(made).close()
    return made


@pytest.fixture
def store(database: Path, migrated: Path) -> Iterator[Store]:
    shutil.copyfile(migrated, database)
    with Store(database) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(store: Store, clock: Clock) -> Hall:
    return tiny_hall(store, clock)


@pytest.fixture(scope="session")
def guanyan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The whole sample community, founded once; tests look at it and change nothing."""
    database = tmp_path_factory.mktemp("guanyan") / "weiping.db"
    with Store(database) as opened:
        desk = Desk(opened, here(database))
        founding.found(desk, OPERATOR, read_community(shared("sample_data") / "guanyan"))
        yield desk
