"""What a command or a server loads before it can answer anybody."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("scipy", "altair", "ortools", "matplotlib", "rfc3987_syntax", "openpyxl", "hypothesis")
"""A second or so of a small office's machine each, and only needed for what is asked for seldom."""


def test_a_server_starts_without_what_only_some_pages_need() -> None:
    look = f"import sys, weiping.server; print([name for name in {HEAVY} if sys.modules.get(name)])"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
