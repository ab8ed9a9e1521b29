"""Every error weiping raises on purpose.

    WeipingError
    ├── InputError            a file, a row or a value that cannot be used           CLI exit 2 · HTTP 422
    │   ├── RuleError         a scoring rule that contradicts itself or its data
    │   └── DefinitionError   a plugin's criterion, rule or reward is not sane
    ├── PluginError           a plugin that could not be loaded or that failed
    └── Refused               a request that the desk does not carry out
        ├── NotSignedIn       nobody is signed in                                    HTTP 401
        ├── NotAllowed        this role may not do that                              HTTP 403
        ├── BadRequest        not JSON, or not the object the route describes        HTTP 400
        ├── TooLarge          more bytes than any honest request has                 HTTP 413
        ├── NotFound          there is no such thing                                 HTTP 404
        ├── MethodNotAllowed  the path is there for another method                   HTTP 405
        ├── WrongPhase        not now: the round, the sheet or the account says no   HTTP 409
        ├── TooManyTries      wrong codes, too many of them; wait                    HTTP 429
        └── Invalid           the request itself makes no sense                      HTTP 422

A message is an English template that is also the key of its translation; the values stay apart from it, so that
`error.text("zh_CN")` can say the same thing in Chinese. A good message says what was wrong, where, and what to do.
"""

from __future__ import annotations

from typing import Any, ClassVar

from .i18n import tr


class WeipingError(Exception):
    """Base of every error raised on purpose.

    `message` is an English template with `{names}`, `values` fill it, `code` is a stable word for programs.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str, /, *, code: str | None = None, **values: Any) -> None:
        self.message = message
        self.values = values
        self.word = code or self.code
        super().__init__(self.text("en"))

    def text(self, lang: str = "en") -> str:
        """The message in `lang` (`zh_CN` or `en`) with its values filled in."""
        return tr(lang, self.message, **{name: worded(value, lang) for name, value in self.values.items()})

    said = text
    """So that an error is a value in the message of another one."""

    def __str__(self) -> str:
        return self.text("en")


def worded(value: Any, lang: str) -> Any:
    """A value in `lang`: phrases in both languages know `said`, a list of them is joined."""
    if isinstance(value, list | tuple):
        return ("、" if lang == "zh_CN" else ", ").join(str(worded(one, lang)) for one in value)
    return value.said(lang) if hasattr(value, "said") else value


class InputError(WeipingError):
    """A file, a row or a value that cannot be used."""

    code = "input"
    status = 422


class RuleError(InputError):
    """A scoring rule that contradicts itself or the data it is used on."""

    code = "rule"


class DefinitionError(InputError):
    """A criterion, points rule or reward that is not sane."""

    code = "definition"


class PluginError(WeipingError):
    """A plugin that could not be loaded, or failed while it was used."""

    code = "plugin"


class Refused(WeipingError):
    """A request that the desk does not carry out."""

    code = "refused"
    status = 400


class NotSignedIn(Refused):
    """Nobody is signed in."""

    code = "not-signed-in"
    status = 401


class NotAllowed(Refused):
    """This role may not do that."""

    code = "not-allowed"
    status = 403


class BadRequest(Refused):
    """Not JSON, or not the object the route describes."""

    code = "body"
    status = 400


class TooLarge(Refused):
    """More bytes than any honest request has."""

    code = "too-large"
    status = 413


class MethodNotAllowed(Refused):
    """The path is there for another method."""

    code = "method"
    status = 405


class NotFound(Refused):
    """There is no such thing."""

    code = "not-found"
    status = 404


class WrongPhase(Refused):
    """Not now: the round, the sheet or the account is in a state that forbids it."""

    code = "wrong-phase"
    status = 409


class Invalid(Refused):
    """The request itself makes no sense."""

    code = "invalid"
    status = 422


class TooManyTries(Refused):
    """Too many wrong codes; `seconds` says how long to wait."""

    code = "too-many"
    status = 429

    def __init__(self, message: str, /, *, seconds: int, code: str | None = None, **values: Any) -> None:
        self.seconds = seconds
        super().__init__(message, code=code, **values)
