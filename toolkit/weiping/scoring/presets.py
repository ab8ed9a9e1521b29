"""The rules that come with weiping, and the form in which plugins bring their own. Cheap to import: no polars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from ..domain.criteria import check_key
from ..domain.text import Text

if TYPE_CHECKING:
    from .rule import Rule


_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
"""The point of a decimal: a rule may be called by its number, such as deduct-0.2."""


@dataclass(frozen=True)
class ScoringRule:
    """A rule that an appraisal can start from: `toml` is the rule file, `key` and `title` are what it says."""

    key: str
    title: Text
    toml: str

    def __post_init__(self) -> None:
        check_key(_NUMBER.sub("", self.key), Text("计分规则", "A scoring rule"))

    @classmethod
    def from_toml(cls, text: str) -> ScoringRule:
        """The rule that `text` states. Raises RuleError where it is not valid."""
        from .rule import parse_rule

        rule = parse_rule(text)
        return cls(rule.key, rule.slots.rule.text, text)

    @cached_property
    def rule(self) -> Rule:
        """The rule, parsed and validated."""
        from .rule import parse_rule

        return parse_rule(self.toml, source=f"{self.key}.toml")


def preset(key: str) -> ScoringRule:
    """The preset that the file `rules/key.toml` states."""
    return ScoringRule.from_toml((files(__package__) / "rules" / f"{key}.toml").read_text("utf-8"))


NAMES = ("plain", "trimmed", "isu", "rentsafe", "kaili-2015", "stairwell-stars", "deduct-0.2")
PRESETS = tuple(preset(key) for key in NAMES)
"""What every installation offers."""
