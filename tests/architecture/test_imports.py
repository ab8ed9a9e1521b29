"""What a command or a server loads before it can answer anybody."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("scipy", "altair", "ortools", "matplotlib", "rfc3987_syntax", "openpyxl", "hypothesis")
"""A second or so of a small office's machine each, and only needed for what is asked for seldom."""


@pytest.mark.parametrize(
    ("loads", "heavy"),
    [
        pytest.param("from weiping.server import run", HEAVY, id="a server"),
        pytest.param("import weiping.server.addresses", ("voila", "weiping.api", *HEAVY), id="links of invitations"),
    ],
)
def test_what_only_something_else_needs_is_not_loaded(loads: str, heavy: tuple[str, ...]) -> None:
    look = f"import sys; {loads}; print([name for name in {heavy} if sys.modules.get(name)])"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
