"""The scoring rules and methods of the plugins installed here, for whoever names one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..scoring.methods import Methods
from ..scoring.presets import PRESETS
from . import importing
from .loader import Plugins, here
from .specs import HOOKS

if TYPE_CHECKING:
    from ..domain.contributed import Importer
    from ..scoring.dataset import Dataset
    from ..scoring.rule import Rule

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


def rule_called(rule: str | Path | Rule) -> Rule:
    """The rule that `rule` means: itself, the key of one that is installed, or else a rule file.

    Plugins are looked for only where there is no such file. Raises RuleError and InputError as `load_rule` does.
    """
    from ..scoring.rule import Rule, load_rule, parse_rule

    if isinstance(rule, Rule):
        return rule
    word, known = str(rule), {one.key: one for one in PRESETS}
    if word not in known and not (word.endswith(".toml") or Path(word).exists()):
        known = here().scoring_rules
    if word in known:
        return parse_rule(known[word].toml, source=f"{word}.toml", methods=installed)
    return load_rule(rule, methods=installed)


def read(
    marks: str | Path,
    rule: str | Path | Rule | None = None,
    *,
    entries: Path | None = None,
    criteria: Path | None = None,
    judges: Path | None = None,
    importer: str | Importer | None = None,
) -> Dataset:
    """The data set in `marks`, a file or a folder, read by `rule`: a Rule, a rule file, or the key of a rule that is installed.

    Without one it is the rule.toml beside the marks. Rules may name methods of plugins. `importer` reads a foreign sheet: an
    Importer, or the key of one that a plugin offers; its rows are checked like those of any file.
    Raises PluginError where an importer fails, InputError and RuleError as the readers do; refused rows are in
    `.marks.refused` and `.facts.refused`.
    """
    from ..scoring import dataset

    law = None if rule is None else rule_called(rule)
    table = None if importer is None else importing.table(importer, marks)
    return dataset.read(marks, law, entries=entries, criteria=criteria, judges=judges, methods=installed, table=table)
