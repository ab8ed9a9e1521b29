"""Private pages: Voila's page with a live kernel, for a session with the right role."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from voila.tornado.handler import TornadoVoilaHandler

from ..desk.office import allow
from ..desk.views import at_work
from ..domain.appraisal import Actor, Role
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
        if (refused := _refused(self.actor, self.roles)) is not None:
            self.notice(refused, self.explain(refused))
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
        """What the kernel is told about this visit: the round that is asked for, else the one at work, and the language."""
        house = self.house
        round_id = int(number) if number else await newest(house, at_work)
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


class PluginPage(ResearchPage):
    """A notebook of a plugin: it is read from the plugin's own folder, and only that one."""

    def initialize(self, page: str, roles: tuple[Role, ...], **kwargs: Any) -> None:
        """Further `folder`: where the notebook is."""
        folder: Path = kwargs.pop("folder")
        self._contents = LargeFileManager(root_dir=str(folder))
        super().initialize(page, roles, **kwargs)

    @property
    def contents_manager(self) -> Any:
        """Where Voila finds the notebook, and the pictures in its text."""
        return self._contents


@dataclass(frozen=True, slots=True)
class Link:
    """A private page as a list names it: its address, its title, and who may open it."""

    address: str
    title: Text
    roles: tuple[Role, ...]


class PageIndex(GuardedPage):
    """A list of private pages, for those who may open one of them at least; each sees what is for them."""

    def initialize(self, links: tuple[Link, ...], roles: tuple[Role, ...]) -> None:
        """What is listed, and who may see the list."""
        self.links, self.roles = links, roles

    def said(self) -> tuple[str, str]:
        """The title of the list, and what stands under it."""
        return tr(self.lang, "More pages"), tr(
            self.lang, "These pages come with plugins. Each computes for itself and takes some seconds to open."
        )

    def ways_out(self) -> list[tuple[str, str]]:
        """What stands after the pages."""
        return [("/board", tr(self.lang, "To the board"))]

    async def get(self) -> None:
        """Give the list."""
        actor = await self.house.who(self)
        if (refused := _refused(actor, self.roles)) is not None:
            self.notice(refused, self.explain(refused))
            return
        links = [(one.address, one.title.said(self.lang)) for one in self.links if _refused(actor, one.roles) is None]
        title, message = self.said()
        self.notice(200, message, title=title, links=[*links, *self.ways_out()])

    head = get


class ResearchIndex(PageIndex):
    """`/research`: which research notebooks there are, and what plugins bring besides."""

    def said(self) -> tuple[str, str]:
        """For whom it is."""
        return tr(self.lang, "For researchers"), tr(
            self.lang, "Each page computes for itself and takes some seconds to open. It changes nothing."
        )

    def ways_out(self) -> list[tuple[str, str]]:
        """Back to where the chair came from."""
        return [("/chair", tr(self.lang, "To the console"))]


def _refused(actor: Actor, roles: tuple[Role, ...]) -> int | None:
    """The status that keeps `actor` out; None for one who may."""
    try:
        allow(actor, *roles)
    except (NotSignedIn, NotAllowed) as error:
        return error.status
    return None


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
