"""The conformance kit: what the author of a plugin tests it with.

    from weiping.testing import conformance
    import weiping_bicycles

    @conformance(weiping_bicycles)
    def test_conformance(check):
        check()

`check` answers the same as a list, for programs; `weiping plugins check` prints it. `weiping.testing.plugin` is the
pytest plugin with the fixtures `weiping_plugins`, `weiping_community`, `weiping_round` and `weiping_ledger`. Cheap to
import: every run of pytest beside an installed weiping does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conform import check as check
    from .conform import conformance as conformance
    from .finding import Finding as Finding
    from .target import Given as Given

_HOMES = {"check": "conform", "conformance": "conform", "Finding": "finding", "Given": "target"}

__all__ = ["Finding", "Given", "check", "conformance"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'weiping.testing' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
