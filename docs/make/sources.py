"""What the code says of a type beyond what it knows at run time: defaults as they are written, strings under fields, aliases."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

EVERYWHERE = ("Text",)
"""What every page would explain again: it is in docs/python.md."""


def reached(kind: type[Any]) -> Iterator[tuple[type[Any], str]]:
    """The types of ours and the aliases that the fields of `kind` name, and those that these name in turn."""
    ahead, seen = [kind], {kind.__name__}
    while ahead:
        owner = ahead.pop(0)
        for name in words(owner):
            if name in seen:
                continue
            seen.add(name)
            thing = getattr(sys.modules[owner.__module__], name, None)
            if inspect.isclass(thing) and name not in EVERYWHERE:
                yield owner, name
                ahead.append(thing)
            elif name in (aliases := module_source(sys.modules[owner.__module__]).aliases):
                yield owner, name
                for word in re.findall(r"\w+", aliases[name].stated):
                    other = getattr(sys.modules[owner.__module__], word, None)
                    if word not in seen and ours(other):
                        seen.add(word)
                        yield owner, word
                        ahead.append(other)


def ours(thing: Any) -> bool:
    """Whether something is a type of weiping's."""
    return inspect.isclass(thing) and thing.__module__.startswith("weiping.")


def words(kind: type[Any]) -> list[str]:
    """The names in the types of an object's fields that weiping explains, in the order they come."""
    if not dataclasses.is_dataclass(kind):
        return []
    module = sys.modules[kind.__module__]
    named = [word for one in dataclasses.fields(kind) for word in re.findall(r"[A-Za-z_]\w*", str(one.type))]
    return [word for word in named if ours(getattr(module, word, None)) or word in module_source(module).aliases]


@dataclasses.dataclass(frozen=True)
class Source:
    """What a class says of its fields: defaults as they are written, and the strings under them."""

    defaults: dict[str, str]
    notes: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Alias:
    """A name for a longer type, with the string under it."""

    stated: str
    note: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it allows, where it is a Literal."""
        return tuple(re.findall(r"'([^']*)'", self.stated)) if self.stated.startswith("Literal[") else ()


@dataclasses.dataclass(frozen=True)
class ModuleSource:
    """The classes of a module, and its aliases of types."""

    classes: dict[str, ast.ClassDef]
    aliases: dict[str, Alias]


@cache
def module_source(module: ModuleType) -> ModuleSource:
    """A module as it is written."""
    body = ast.parse(inspect.getsource(module)).body
    body += [inner for one in body if isinstance(one, ast.If) for inner in one.body]
    under = {id(one): note(after) for one, after in zip(body, [*body[1:], None], strict=True)}
    aliases = {
        one.targets[0].id: Alias(ast.unparse(one.value), under[id(one)])
        for one in body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and re.match(r"[A-Z][a-z]", one.targets[0].id)
        and isinstance(one.value, ast.Subscript | ast.BinOp)
    }
    return ModuleSource({one.name: one for one in body if isinstance(one, ast.ClassDef)}, aliases)


def source(kind: type[Any]) -> Source:
    """A class as it is written."""
    body = module_source(sys.modules[kind.__module__]).classes[kind.__name__].body
    fields = [
        (one, after)
        for one, after in zip(body, [*body[1:], None], strict=True)
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]
    named = {ast.unparse(one.target): (one.value, note(after)) for one, after in fields}
    defaults = {name: ast.unparse(value) for name, (value, _) in named.items() if value is not None}
    return Source(defaults, {name: text for name, (_, text) in named.items() if text})


def note(after: ast.stmt | None) -> str:
    """The string that stands as a statement under another one, on one line."""
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
        return " ".join(after.value.value.split())
    return ""


@dataclasses.dataclass(frozen=True)
class Function:
    """A function in a field: the types it is given, the type it answers."""

    field: str
    given: tuple[str, ...]
    answer: str


def functions_of(kind: type[Any]) -> Iterator[Function]:
    """The functions among the fields of an object."""
    for one in dataclasses.fields(kind):
        for node in ast.walk(ast.parse(str(one.type), mode="eval")):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Callable":
                given, answer = node.slice.elts  # type: ignore[attr-defined]
                yield Function(one.name, tuple(map(ast.unparse, given.elts)), ast.unparse(answer))
                break
