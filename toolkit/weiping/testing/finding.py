"""What a check finds, and the register of the checks there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import WeipingError
from ..i18n import tr


class _Said:
    """An error inside a message, in the language of the message."""

    def __init__(self, error: WeipingError) -> None:
        self._error = error

    def said(self, lang: str) -> str:
        return self._error.text(lang)


class Breach(WeipingError):
    """Why a check does not hold: what was found, and what to do about it; both are templates filled by `values`."""

    def __init__(self, what: str, remedy: str, /, **values: Any) -> None:
        self.remedy = remedy
        shown: dict[str, Any] = {
            name: _Said(one) if isinstance(one, WeipingError) else one for name, one in values.items()
        }
        super().__init__(what, **shown)

    def text(self, lang: str = "en") -> str:
        """What was found and what to do, in `lang`."""
        remedy = WeipingError(self.remedy, **self.values) if self.values else None
        return f"{super().text(lang)} {remedy.text(lang) if remedy else tr(lang, self.remedy)}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in what (`where`, a key or the name of a module), by which check, and why."""

    where: str
    check: str
    breach: Breach

    def text(self, lang: str = "en") -> str:
        """The finding in one line in `lang`: where, what, remedy."""
        return f"{self.where}: {tr(lang, self.check)}: {self.breach.text(lang)}"

    def __str__(self) -> str:
        return self.text("en")


Breaches = Iterator[Breach]


@dataclass(frozen=True, slots=True)
class Law:
    """One check: its name in words, what kind of object it is about, and the function that yields the faults it finds.

    The function is given the object and the target it belongs to.
    """

    name: str
    kind: Any
    function: Callable[[Any, Any], Breaches]
    of: Any = None

    def faults(self, item: Any, target: Any) -> list[Breach]:
        """What is wrong with `item`. What the plugin raises is a breach, not the end of the checks."""
        try:
            return list(self.function(item, target))
        except Breach as breach:
            return [breach]
        except (Exception, SystemExit) as error:
            return [raised(error)]


LAWS: list[Law] = []
"""Every check in the order they are carried out."""


def law(
    kind: Any, name: str, of: Any = None
) -> Callable[[Callable[[Any, Any], Breaches]], Callable[[Any, Any], Breaches]]:
    """Register a function that yields Breaches as the check `name` of objects of `kind` (a type or several)."""

    def register(function: Callable[[Any, Any], Breaches]) -> Callable[[Any, Any], Breaches]:
        LAWS.append(Law(name, kind, function, of))
        return function

    return register


def raised(error: BaseException, value: object = None) -> Breach:
    """The breach of a function that raised."""
    said = f"{type(error).__name__}: {error}"
    if value is None:
        return Breach("It raised {error}.", "Answer, or refuse with wp.InputError and the reason.", error=said)
    return Breach(
        "It raised {error} for {value}.",
        "Answer for this too, or refuse with wp.InputError and the reason.",
        error=said,
        value=short(value),
    )


def short(value: object, most: int = 400) -> str:
    """`value` as a person can read it in one line."""
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}…"
