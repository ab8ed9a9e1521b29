"""The books of a hall, and the counter of a points shop."""

from __future__ import annotations

import pytest
from tests.conftest import Hall
from tests.desk.points.books import Books
from tests.desk.points.counter import Counter, open_counter

from weiping.store import Store


@pytest.fixture
def books(hall: Hall) -> Books:
    return Books(hall)


@pytest.fixture
def counter(store: Store) -> Counter:
    return open_counter(store)
