"""A scoring rule: a small TOML document, read, validated and hashed."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from ..domain.text import Text
from ..errors import InputError, RuleError
from . import slots as at
from .combining import BUILTIN
from .methods import CombineMethod, Installed, Methods, RankMethod, chosen, stated
from .resolve import resolved
from .validate import validate


@dataclass(frozen=True)
class Rule:
    """A valid rule.

    `slots` is what the file says, `source` where it came from, `text` the file itself, `methods` those that it names.
    """

    slots: at.Slots
    source: str = "rule"
    text: str = field(default="", repr=False, compare=False)
    methods: Methods = field(default=BUILTIN, compare=False, repr=False)
    notes: tuple[Text, ...] = ()
    """How its weights came about, where a method made them."""

    @property
    def key(self) -> str:
        """The stable word for programs."""
        return self.slots.rule.key

    def combined(self, method: str, *, drop_high: int = 0, drop_low: int = 0) -> Rule:
        """This rule with the judges' marks combined by another method that comes with weiping, under a key of its own.

        Trimming that drops nothing is the mean. Raises RuleError for drops where nothing is trimmed, or a method that is
        not known.
        """
        ways = {**BUILTIN.combine, **self.methods.combine}
        if method not in ways:
            raise RuleError(
                "There is no way {method} to combine marks; there are {known}.", method=method, known=list(ways)
            )
        if method == "trimmed" and not drop_high + drop_low:
            method = "mean"
        if (method, drop_high, drop_low) == (self.slots.combine.method, *self._drops):
            return self
        combine = msgspec.structs.replace(
            self.slots.combine, method=method, drop_high=drop_high, drop_low=drop_low, options={}
        )
        head = msgspec.structs.replace(self.slots.rule, key=f"{self.key}-{method}")
        changed = msgspec.structs.replace(self.slots, rule=head, combine=combine)
        validate(changed, self.source)
        return Rule(changed, self.source, methods=replace(self.methods, combine=ways))

    @property
    def _drops(self) -> tuple[int, int]:
        return self.slots.combine.drop_high, self.slots.combine.drop_low

    @property
    def decimals(self) -> int:
        """The decimals of a printed total."""
        return self.slots.final.decimals

    @property
    def combining(self) -> CombineMethod:
        """How the marks of several judges become one."""
        return self.methods.combine[self.slots.combine.method]

    @cached_property
    def combine_options(self) -> dict[str, Any]:
        """What the rule states for `combining`, with its defaults."""
        return chosen(stated(self.slots.combine, self.combining), self.combining, self.source, "combine")

    @property
    def needed(self) -> int:
        """How many marks there must be on a criterion."""
        return max(self.slots.combine.needed, self.combining.least(self.combine_options))

    @property
    def ranking(self) -> RankMethod | None:
        """What orders the field; None where the totals do."""
        return self.methods.rank.get(self.slots.rank.by)

    @cached_property
    def rank_options(self) -> dict[str, Any]:
        """What the rule states for `ranking`, with its defaults."""
        return chosen(self.slots.rank.options, self.ranking, self.source, "rank") if self.ranking else {}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical form: the same for two files that differ in layout, order of keys or comments."""
        return hashlib.sha256(canonical(self.slots)).hexdigest()

    def words(self, lang: str = "zh_CN", titles: Mapping[str, Text] | None = None) -> list[str]:
        """The rule as sentences, one a step; `titles` say what people call the criteria."""
        from .words import sentences

        return sentences(self, lang, titles)

    @property
    def entry_columns(self) -> tuple[str, ...]:
        """The columns of the table of entries that hold numbers: added, taken off, compared."""
        terms = [source.column for source in self.slots.blend.sources] if self.slots.blend else []
        terms += [term.column for term in (*self.slots.entries.add, *self.slots.entries.subtract)]
        ties = [tie.column for tie in self.slots.rank.ties if tie.column]
        compared = [
            one.column
            for one in self._conditions
            if isinstance(one.value[0] if isinstance(one.value, tuple) else one.value, Decimal)
        ]
        return tuple(dict.fromkeys(terms + ties + compared))

    @property
    def entry_attributes(self) -> tuple[str, ...]:
        """The columns of the table of entries that conditions look at as text."""
        return tuple(dict.fromkeys(one.column for one in self._conditions if one.column not in self.entry_columns))

    @property
    def _conditions(self) -> tuple[at.Condition, ...]:
        return (*self.slots.gates, *self.slots.vetoes, *(tie.when for tie in self.slots.rank.ties if tie.when))


def beside(column: str) -> str:
    """What a column of the table of entries is called while scoring, so that no name of an office's can collide."""
    return f"entries.{column}"


def canonical(slots: at.Slots) -> bytes:
    """JSON with sorted keys, numbers as the shortest decimal text; what stands at its default is left out.

    A key that a later version adds therefore changes no hash of a rule that does not use it.
    """

    def plainly(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            fields = msgspec.structs.fields(value)
            pairs = ((one.name, one.default, getattr(value, one.name)) for one in fields)
            return {name: plainly(part) for name, default, part in pairs if part != default and part != {}}
        if isinstance(value, Mapping):
            return {str(key): plainly(part) for key, part in value.items()}
        if isinstance(value, tuple | list):
            return [plainly(part) for part in value]
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value

    return msgspec.json.encode(plainly(slots), order="sorted")


def load_rule(path: str | Path, *, methods: Installed | None = None) -> Rule:
    """The rule in the TOML file `path`. Raises RuleError, or InputError where there is no such file."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise InputError("There is no rule file {file}; check the path.", file=path) from problem
    except UnicodeDecodeError as problem:
        raise RuleError("{file} is not UTF-8 text; save the rule as UTF-8.", file=path) from problem
    return parse_rule(text, source=path.name, methods=methods)


def parse_rule(text: str, *, source: str = "rule", methods: Installed | None = None) -> Rule:
    """The rule that the TOML `text` states. Raises RuleError with the key at fault and the nearest right one.

    `methods` are those of plugins (`weiping.hooks.methods.installed`), asked only where the rule names one.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        raise RuleError("{file} is not valid TOML: {problem}.", file=source, problem=problem) from problem
    try:
        slots = msgspec.convert(_decimals(data), at.Slots)
    except msgspec.ValidationError as problem:
        raise _said(str(problem), source) from problem
    slots, found, notes = resolved(slots, source, methods)
    validate(slots, source)
    return Rule(slots, source, text, found, notes)


def _decimals(value: Any) -> Any:
    """Whole numbers of a condition are exact decimals like the others."""
    if isinstance(value, dict):
        return {
            key: _decimal(part) if key == "value" and "op" in value else _decimals(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [_decimals(part) for part in value]
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decimal(part) for part in value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]*)`(?: - at `\$\.?(?P<path>[^`]*)`)?")
_PATH = re.compile(r"(?P<what>.*) - at `\$\.?(?P<path>[^`]*)`")


def _said(problem: str, source: str) -> RuleError:
    """msgspec's complaint in the project's words."""
    if unknown := _UNKNOWN.search(problem):
        key, path = unknown["key"], unknown["path"] or ""
        near = difflib.get_close_matches(key, _fields(path), 1, 0.5)
        return RuleError(
            "{file}: there is no key {key} in {table}{guess}; use one of {keys}.",
            file=source,
            key=key,
            table=f"[{path}]" if path else "the rule",
            guess=f" – {near[0]}?" if near else "",
            keys=", ".join(_fields(path)),
        )
    found = _PATH.search(problem)
    return RuleError(
        "{file}: {table} is not right: {problem}.",
        file=source,
        table=(found["path"] if found else "") or "the rule",
        problem=(found["what"] if found else problem).replace("Object missing", "it lacks the"),
    )


def _fields(path: str) -> tuple[str, ...]:
    """The keys that the table at `path` (such as `rank.ties[0]`) may have."""
    kind: Any = at.Slots
    for step in filter(None, re.split(r"[.]", re.sub(r"\[[^\]]*\]", "", path))):
        hint = next((field.type for field in msgspec.structs.fields(kind) if field.name == step), None)
        kind = next((part for part in _structs(hint)), at.Slots)
    return tuple(field.name for field in msgspec.structs.fields(kind))


def _structs(hint: Any) -> list[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint]
    return [found for part in getattr(hint, "__args__", ()) for found in _structs(part)]
