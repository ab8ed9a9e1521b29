"""Importing a library without something that it only tries to import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMAR = "rfc3987_syntax"
"""jsonschema compiles it when it is imported, for a second, to check internationalised addresses; nothing here has any."""


@contextmanager
def without(name: str) -> Iterator[None]:
    """Within the block `import name` is an ImportError, unless it was imported before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
