"""What a decoder says of data that do not fit, told to people in their language: which value, and what it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..i18n import tr

_WHERE = re.compile(r" - at `(?:key in )?\$\.?(?P<path>[^`]*)`$")
_TOLD: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Expected `(?:int|float)` (?:>=|>) (?P<bound>\S+)"), "{where} has to be a number from {bound} on"),
    (re.compile(r"Expected `(?:int|float)` (?:<=|<) (?P<bound>\S+)"), "{where} has to be a number up to {bound}"),
    (re.compile(r"Expected `str` of length >= (?P<bound>\d+)"), "{where} has to have {bound} characters or more"),
    (re.compile(r"Expected `str` of length <= (?P<bound>\d+)"), "{where} has to have {bound} characters or less"),
    (re.compile(r"Expected `\w+` of length >= (?P<bound>\d+)"), "{where} has to have {bound} entries or more"),
    (re.compile(r"Expected `\w+` of length <= (?P<bound>\d+)"), "{where} has to have {bound} entries or less"),
    (re.compile(r"Expected `(?P<wanted>[^`]+)`, got"), "{where} has to be {wanted}"),
    (re.compile(r"Object missing required field `(?P<name>[^`]+)`"), "{name} is missing in {where}"),
    (re.compile(r"Object contains unknown field `(?P<name>[^`]+)`"), "{where} may not have {name}"),
    (re.compile(r"Invalid enum value (?P<value>.+)"), "{where} may not be {value}"),
    (re.compile(r"Invalid RFC3339 encoded date"), "{where} has to be a day such as 2024-01-05, or a time with its offset"),
)  # fmt: skip
_KINDS = {
    "int": "a whole number", "float": "a number", "str": "a text", "bool": "true or false", "array": "a list",
    "object": "an object", "null": "null", "date": "a day such as 2024-01-05",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unfit:
    """The words of a `msgspec.ValidationError`, as a value in the message of an error of ours.

    >>> Unfit("Expected `int` >= 1 - at `$.lines[0].points`").said("en")
    'lines[0].points has to be a number from 1 on'
    >>> Unfit("Object missing required field `key`").said("zh_CN")
    '请求内容缺少 key'
    """

    words: str

    def said(self, lang: str) -> str:
        """What does not fit, in `lang`; in the decoder's own words where they are none that are known."""
        found = _WHERE.search(self.words)
        words = self.words[: found.start()] if found else self.words
        where = found["path"] if found and found["path"] else tr(lang, "what was sent")
        for pattern, message in _TOLD:
            if parts := pattern.match(words):
                values = parts.groupdict()
                if wanted := values.get("wanted"):
                    values["wanted"] = " / ".join(_kind(one, lang) for one in wanted.split(" | "))
                return tr(lang, message, where=where, **values)
        return self.words

    def __str__(self) -> str:
        return self.said("en")


def _kind(word: str, lang: str) -> str:
    return tr(lang, _KINDS[word]) if word in _KINDS else word
