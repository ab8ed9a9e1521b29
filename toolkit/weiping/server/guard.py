"""Headers and error pages that every answer has, whichever library's handler gives it."""

from __future__ import annotations

import json
import re
from http.client import responses
from typing import Any, Literal, cast

from tornado.web import HTTPError, RequestHandler

from ..domain.appraisal import PUBLIC, Actor
from ..i18n import pick, tr
from . import templates
from .house import House

Kind = Literal["shared", "private", "data"]

ONLY_HTTPS = 86_400
"""Seconds that a browser, once it came by https, refuses plain http: a day, so that an office can go back."""

PERMISSIONS = ", ".join(
    [*(f"{name}=(self)" for name in ("camera", "screen-wake-lock")),
     *(f"{name}=()" for name in (
         "accelerometer", "bluetooth", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
         "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"))]
)  # fmt: skip
"""What a page of ours may ask a browser for: a photo of a stairwell, and that the screen stays on."""


def policy(kind: Kind, host: str) -> str:
    """The Content-Security-Policy of a page.

    Shared pages run our own modules only. A private page is Voila's: it has inline scripts, compiles message schemas,
    and imports widgets from blobs. `ws:` addresses are spelled out, since older Safari does not read them in 'self'.
    """
    host = host if re.fullmatch(r"[\w.:\[\]-]+", host) else ""
    sockets = f" ws://{host} wss://{host}" if host else ""
    common = (
        f"; connect-src 'self'{sockets}; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors 'none'"
    )
    if kind == "data":
        return "default-src 'none'; frame-ancestors 'none'"
    if kind == "shared":
        return f"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'{common}"
    return (
        "default-src 'self'; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:; "
        f"img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'{common}"
    )


class Guarded(RequestHandler):
    """Mixed into every handler, Voila's and Jupyter's included."""

    kind: Kind = "data"

    @property
    def house(self) -> House:
        """The running server."""
        return cast(House, self.settings["weiping"])

    @property
    def lang(self) -> str:
        """The language of messages: what the page says, else what the browser prefers."""
        headers = self.request.headers
        return pick(headers.get("X-Weiping-Lang") or headers.get("Accept-Language"))

    def set_default_headers(self) -> None:
        """Say on every answer that it may be neither framed, sniffed nor told on."""
        super().set_default_headers()
        self.set_header("Server", "weiping")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Frame-Options", "DENY")
        if self.house.trustworthy(self.request):  # elsewhere browsers ignore it and complain on their console
            self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Permissions-Policy", PERMISSIONS)
        if self.request.protocol == "https":
            self.set_header("Strict-Transport-Security", f"max-age={ONLY_HTTPS}")
        self.set_header("Content-Security-Policy", policy(self.kind, self.request.host))

    @property
    def content_security_policy(self) -> str:
        """What Jupyter's handlers ask for, before `set_default_headers` has its say."""
        return policy(self.kind, self.request.host)

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ARG002
        """A short JSON answer in the shape of docs/http-api.md; pages override this."""
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(
            json.dumps({"error": {"code": word(status_code), "message": self.explain(status_code)}}, ensure_ascii=False)
        )

    def explain(self, status: int) -> str:
        """What to tell a person about a status."""
        return tr(self.lang, _MESSAGES.get(status) or responses.get(status, "Something went wrong."))


class NoRoundYet(HTTPError):
    """A page about a round, in an office that has made none: no address was mistyped, something has to be done first."""

    def __init__(self) -> None:
        super().__init__(404)


class GuardedPage(Guarded):
    """A handler that people look at: its errors are pages."""

    kind: Kind = "shared"
    actor: Actor = PUBLIC

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A plain page that says what happened and where to go."""
        raised = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(raised, NoRoundYet):
            message = tr(self.lang, "The office makes one on its page; until then there is nothing to appraise here.")
            links = [(path, tr(self.lang, words)) for path, words in _BEFORE]
            self.notice(status_code, message, title=tr(self.lang, "No appraisal was made yet"), links=links)
            return
        said = (
            raised.log_message if isinstance(raised, HTTPError) and status_code < 500 and raised.log_message else None
        )
        self.notice(status_code, said or self.explain(status_code))

    def notice(
        self, status: int, message: str, *, title: str = "", links: list[tuple[str, str]] | None = None
    ) -> None:  # fmt: skip
        """Finish with a plain page; without `title` and `links`, with those of an error."""
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        title = title or tr(self.lang, _TITLES.get(status, "Something went wrong"))
        links = links or [("/board", tr(self.lang, "To the board")), ("/join", tr(self.lang, "Sign in"))]
        page = templates.notice(
            self.settings["weiping_assets"], lang=self.lang, title=title, message=message, links=links
        )
        self.finish(page)


def word(status: int) -> str:
    """The stable word of a status, as the API's errors have it."""
    return _WORDS.get(status, "error")


_WORDS = {
    400: "body",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method",
    413: "too-large",
    500: "bug",
}
_BEFORE = (
    ("/office", "Make an appraisal"), ("/community", "Community life"), ("/shop", "Points shop"), ("/join", "Sign in"),
)  # fmt: skip
_TITLES = {401: "Please sign in", 403: "This page is not for you", 404: "There is nothing here"}
_MESSAGES = {
    401: "Nobody is signed in on this device. Open the link or scan the QR code of your invitation.",
    403: "You are signed in with a role that may not open this page.",
    404: "The address leads nowhere. Check it, or begin at the board.",
    500: "Something went wrong on the server; it was written to its log.",
}
