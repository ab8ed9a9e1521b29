"""Private pages: Voila's page with a live kernel, for a session with the right role."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from html import escape
from time import monotonic
from typing import Any

from jupyter_core.utils import ensure_async
from voila.tornado.handler import TornadoVoilaHandler

from ..desk.office import allow
from ..domain.appraisal import Role
from ..domain.text import Text
from ..errors import NotAllowed, NotSignedIn
from ..i18n import tr
from .guard import GuardedPage
from .kernels import Kernels
from .pages import newest

log = logging.getLogger("weiping.private")

PATIENCE = 120.0
"""Seconds that a kernel may take to make a page."""


class PrivatePage(GuardedPage, TornadoVoilaHandler):  # type: ignore[misc]
    """A notebook with its own kernel, for one session. Checked before anything is started."""

    kernel_id = ""

    def initialize(self, page: str, roles: tuple[Role, ...], **kwargs: Any) -> None:
        """Which page this is and who may open it."""
        self.page, self.roles = page, roles
        super().initialize(**kwargs)

    async def prepare(self) -> None:
        """Let nobody in who may not; say how to sign in."""
        self.actor = await self.house.who(self)
        try:
            allow(self.actor, *self.roles)
        except (NotSignedIn, NotAllowed) as error:
            self.notice(error.status, self.explain(error.status))
            return
        self.kind = "private"
        self.set_default_headers()
        await ensure_async(super().prepare())

    async def get(self, number: str | None = None) -> None:
        """Render the page, streaming as Voila does."""
        self._environment = {**self.settings["weiping_kernel_env"](), **await self.here(number)}
        try:
            await self._stream()
        finally:
            if self.kernel_id:
                self.settings["weiping_kernels"].rendered(self.kernel_id)

    async def here(self, number: str | None) -> dict[str, str]:
        """What the kernel is told about this visit: the round that is asked for, else the newest, and the language."""
        house = self.house
        round_id = int(number) if number else await newest(house)
        if number is not None:
            await house.work(house.api.views.board, round_id)
        return {"WEIPING_ROUND": str(round_id), "WEIPING_LANG": self.lang}

    async def _stream(self) -> None:
        """Send the page piece by piece, as Voila makes it.

        Where the kernel never comes up, Voila's loop would send its sign of life for ever: it ends here.
        """
        kernels: Kernels = self.settings["weiping_kernels"]
        began = monotonic()
        async for html in self.get_generator():
            waiting = "voila_heartbeat()" in html
            gone = bool(self.kernel_id) and kernels.owner(self.kernel_id) is None
            if waiting and (gone or monotonic() - began > PATIENCE):
                log.error(
                    "the private page /%s was not rendered: its kernel %s", self.page, "ended" if gone else "is silent"
                )
                self.write(f"<p>{escape(tr(self.lang, 'The page could not be made; open it again.'))}</p>")
                return
            self.write(html)
            await self.flush()

    def head(self, number: str | None = None) -> None:  # noqa: ARG002
        """Say that the page is there, without a kernel."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")

    @property
    def kernel_manager(self) -> Any:
        """Where Voila starts the page's kernel: with our environment, and owned by the session."""
        return _Starter(self)

    def compute_etag(self) -> str | None:
        """Every visit is another kernel."""
        return None


class ResearchPage(PrivatePage):
    """A research notebook: it chooses its data itself, so it needs no round."""

    async def here(self, number: str | None) -> dict[str, str]:  # noqa: ARG002
        """The language alone."""
        return {"WEIPING_LANG": self.lang}


class ResearchIndex(GuardedPage):
    """`/research`: which research notebooks there are."""

    def initialize(self, titles: Mapping[str, Text], roles: tuple[Role, ...]) -> None:
        """Name -> title of each page, and who may open them."""
        self.titles, self.roles = titles, roles

    async def get(self) -> None:
        """Give the list."""
        actor = await self.house.who(self)
        try:
            allow(actor, *self.roles)
        except (NotSignedIn, NotAllowed) as error:
            self.notice(error.status, self.explain(error.status))
            return
        links = [(f"/research/{name}", title.said(self.lang)) for name, title in self.titles.items()]
        title = tr(self.lang, "For researchers")
        message = tr(self.lang, "Each page computes for itself and takes some seconds to open. It changes nothing.")
        self.notice(200, message, title=title, links=[*links, ("/chair", tr(self.lang, "To the console"))])

    head = get


class _Starter:
    """The kernel manager as Voila's page handler uses it.

    Voila hands over an environment with facts of the request; the kernel gets ours, without anything a browser sent.
    """

    def __init__(self, handler: PrivatePage) -> None:
        self._handler = handler
        self._kernels: Kernels = handler.settings["weiping_kernels"]

    async def start_kernel(self, *, kernel_name: str, path: str, env: dict[str, str]) -> str:  # noqa: ARG002
        handler = self._handler
        handler.kernel_id = await self._kernels.start(
            handler.actor, handler.page, kernel_name=kernel_name, path=path, env=handler._environment
        )
        return handler.kernel_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels.manager, name)
