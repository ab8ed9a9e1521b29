"""The scoring methods of the plugins installed here, for rules that name one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..scoring.methods import Methods
from .loader import Plugins, here
from .specs import HOOKS

if TYPE_CHECKING:
    from ..scoring.dataset import Dataset

METHODS = ("weiping_combine_methods", "weiping_rank_methods", "weiping_weight_methods")


def methods_of(plugins: Plugins) -> Methods:
    """What `plugins` offer for rules; the built-in methods are among them."""
    return Methods(
        plugins.combine_methods,
        plugins.rank_methods,
        plugins.weight_methods,
        _sources(plugins),
        tuple(one.label for one in plugins.quarantined),
    )


def _sources(plugins: Plugins) -> dict[str, str]:
    tables = {hook: getattr(plugins, HOOKS[hook].table) for hook in METHODS}
    return {key: plugins.source(hook, key) or "" for hook, table in tables.items() for key in table}


def installed() -> Methods:
    """The methods of this process's plugins; looked for once, and only where a rule names one that is not built in."""
    return methods_of(here())


def read(
    marks: str | Path,
    rule: str | Path | None = None,
    *,
    entries: Path | None = None,
    criteria: Path | None = None,
    judges: Path | None = None,
) -> Dataset:
    """The data set in `marks`, a file or a folder; without `rule` the rule.toml beside it, which may name methods of plugins.

    Raises InputError and RuleError as the readers do; refused rows are in `.marks.refused` and `.facts.refused`.
    """
    from ..scoring import dataset

    return dataset.read(marks, rule, entries=entries, criteria=criteria, judges=judges, methods=installed)
