"""What is made of a published result: notices to hang up, files to hand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..errors import DefinitionError
from .criteria import check_key
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """One entry of a published result. `place` and `score` are None where it was not ranked; `why` then says why."""

    name: Text
    place: int | None
    score: Decimal | None
    awards: tuple[Text, ...] = ()
    shared: bool = False
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A published result as the public may see it: nothing in it is above that disclosure level.

    `lines` are in the order of their places. `until` is the last day of the public notice, `published` itself where
    there is none. `rule` is the scoring rule in plain words, `full` the highest score there is.
    """

    round: int
    community: Text
    title: Text
    published: date
    until: date
    judges: int
    lines: tuple[ResultLine, ...]
    rule: Text
    full: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A public notice 公示 of a result: `write` is a pure function from the result to its text in both languages.

    The text is plain: lines, and an empty line between paragraphs. The first line is the heading.
    """

    key: str
    title: Text
    write: Callable[[Results], Text]

    def __post_init__(self) -> None:
        check_key(self.key, Text("公示", "A notice"))
        if not callable(self.write):
            raise DefinitionError("Notice {key} has no function to write with.", key=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file made of a published result: `write` is a pure function from the result and a language to the bytes.

    `suffix` is how the file's name ends (`.csv`), `media_type` what browsers are told it is.
    """

    key: str
    title: Text
    suffix: str
    media_type: str
    write: Callable[[Results, str], bytes]

    def __post_init__(self) -> None:
        check_key(self.key, Text("导出", "An export"))
        if not self.suffix.startswith(".") or not self.suffix[1:].isalnum():
            raise DefinitionError("Export {key} ends in {suffix}; use such as .csv.", key=self.key, suffix=self.suffix)
        if not callable(self.write) or "/" not in self.media_type:
            raise DefinitionError("Export {key} needs a function to write with and a media type.", key=self.key)
