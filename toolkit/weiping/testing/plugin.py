"""The pytest plugin: fixtures for the tests of plugins. Nothing heavy is imported before a fixture is used.

It is found by itself where weiping is installed; `-p weiping.testing.plugin` names it where it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..hooks.loader import Plugins
    from .community import Hall
    from .ledger import Ledger


@pytest.fixture
def weiping_plugins(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Plugins]:
    """Load plugins by hand: call it with modules, objects with hooks, or what a hook yields; it answers what they offer.

    What is installed on this machine plays no part: while a test has this fixture, looking for entry points raises
    PluginError.
    """
    from ..errors import PluginError
    from ..hooks import finding
    from .target import isolated

    def refuse(**_group: Any) -> Any:
        raise PluginError("A test has the plugins that it names, and looks for no others: weiping_plugins(my_module).")

    monkeypatch.setattr(finding, "entry_points", refuse)
    return isolated


@pytest.fixture
def weiping_community(tmp_path: Path) -> Iterator[Hall]:
    """A desk over a fresh database: three compounds, six households, three judges, an appraisal in draft."""
    from .community import Clock, fresh_store, tiny_hall

    with fresh_store(tmp_path / "weiping-community.db") as store:
        yield tiny_hall(store, Clock())


@pytest.fixture
def weiping_round(tmp_path: Path, weiping_plugins: Callable[..., Plugins]) -> Iterator[Callable[..., Hall]]:
    """An open round judged by a plugin's criteria: call it with what `weiping_plugins` takes, and perhaps `rule="isu"`.

    The hall that it answers has `mark`, `sign`, `go` and `standings`. Criteria of the tiny community step in where the
    plugins bring none; their points rules pay when the round is published.
    """
    from contextlib import ExitStack
    from dataclasses import replace

    from .community import Clock, fresh_store, plan_for, tiny_hall, tiny_plugins

    with ExitStack() as stack:

        def opened(*plugins: Any, rule: str = "plain") -> Hall:
            found = weiping_plugins(*plugins)
            if found.quarantined:
                raise found.quarantined[0].cause or AssertionError(found.quarantined[0].error)
            found = found if found.criteria else replace(found, criteria=tiny_plugins().criteria)
            name = f"weiping-round-{len(list(tmp_path.glob('weiping-round-*.db')))}.db"
            store = stack.enter_context(fresh_store(tmp_path / name))
            hall = tiny_hall(store, Clock(), found, plan_for(found, rule))
            hall.go("open")
            return hall

        yield opened


@pytest.fixture
def weiping_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """The points of the tiny community: `post` what a rule proposes, `offer` rewards and `redeem` them, `balances`, `stock`."""
    from .community import fresh_store
    from .ledger import tiny_ledger

    with fresh_store(tmp_path / "weiping-ledger.db") as store:
        yield tiny_ledger(store)
