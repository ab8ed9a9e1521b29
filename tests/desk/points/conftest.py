"""The books of a hall."""

from __future__ import annotations

import pytest
from tests.conftest import Hall
from tests.desk.points.books import Books


@pytest.fixture
def books(hall: Hall) -> Books:
    return Books(hall)
