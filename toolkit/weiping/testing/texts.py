"""Checks of every object: its phrases and its keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ..domain.criteria import check_key
from ..domain.text import Text
from ..errors import DefinitionError
from ..hooks.specs import HOOKS
from .finding import Breach, Breaches, law
from .target import Target

ANY = tuple(hook.kind for hook in HOOKS.values())

MUST = ("title", "rubric", "words", "how")
"""Parts that are phrases wherever an object has them."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")


def phrases(value: Any, path: str = "") -> Iterator[tuple[str, Text]]:
    """Every phrase in an object with the place where it stands, such as `levels excellent title`."""
    for place, one in _walk(value, path):
        if isinstance(one, Text):
            yield place, one


def keys(value: Any) -> Iterator[tuple[str, str]]:
    """Every key in an object with the place where it stands."""
    for place, one in _walk(value, ""):
        if is_dataclass(one) and isinstance(key := getattr(one, "key", None), str):
            yield place, key


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, Text | type):
        return
    if is_dataclass(value):
        inside: list[tuple[str, Any]] = [(one.name, getattr(value, one.name)) for one in fields(value)]
    elif isinstance(value, Mapping):
        inside = [(str(name), one) for name, one in value.items()]
    elif isinstance(value, list | tuple):
        inside = [(str(getattr(one, "key", at)), one) for at, one in enumerate(value)]
    else:
        return
    for name, one in inside:
        yield from _walk(one, f"{path} {name}".strip())


def wrong_phrase(text: object, where: str) -> Breach | None:
    """Why `text` is no phrase in both languages, None where it is one."""
    if not isinstance(text, Text):
        return Breach(
            "{where} is {value}.", "Write wp.Text with the Chinese and the English.", where=where, value=repr(text)
        )
    if not (isinstance(text.zh, str) and isinstance(text.en, str) and text.zh.strip() and text.en.strip()):
        return Breach("{where} is empty in one language.", "Write it in both: {value}.", where=where, value=repr(text))
    if text.zh == text.en and _LETTER.search(text.zh):
        return Breach(
            "{where} is the same in both languages: {value}.",
            "Translate it; a name that has no translation gets its kind beside it, such as 波达计数 for Borda count.",
            where=where,
            value=repr(text.zh),
        )
    if _HAN.search(text.en) and not _HAN.search(text.zh):
        return Breach(
            "{where} has its languages swapped: {value}.",
            "The Chinese comes first: wp.Text(zh, en).",
            where=where,
            value=repr(text),
        )
    return None


@law(ANY, "titles in both languages")
def every_phrase_is_there_in_both_languages(item: Any, _target: Target) -> Breaches:
    """No phrase of the object is empty, the same in both languages, or swapped."""
    must: list[tuple[str, object]] = [
        (name, getattr(item, name, None)) for name in MUST if name in {one.name for one in fields(item)}
    ]
    stray = [(name, value) for name, value in must if not isinstance(value, Text)]
    for place, text in [*stray, *phrases(item)]:
        if breach := wrong_phrase(text, place):
            yield breach


@law(ANY, "keys of small letters, digits and hyphens")
def every_key_follows_the_rules(item: Any, _target: Target) -> Breaches:
    """The keys inside an object (levels, faults, fields, steps) are as stable as its own."""
    for place, key in keys(item):
        if not place:
            continue  # its own key was checked when it was made
        try:
            check_key(key, Text(f"“{place}”", place))
        except DefinitionError:
            yield Breach(
                "{where} has the key {key}.",
                "Use lower-case letters, digits and hyphens, and keep it for ever: records refer to it.",
                where=place,
                key=repr(key),
            )
