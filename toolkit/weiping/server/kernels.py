"""Whose kernel is whose: only the session that a private page was rendered for may use, ask about or stop it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth import Authorizer, IdentityProvider, User
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.web import HTTPError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from ..domain.appraisal import Actor, Role
from .guard import Guarded

log = logging.getLogger("weiping.kernels")

AWAY = 60.0
"""Seconds that a kernel waits for its page to come back."""

ALLOWED_MESSAGES = ["comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request"]
"""What a page may say to its kernel. No `execute_request`, and no `shutdown_request`, which Voila would let through."""


@dataclass
class _Kernel:
    """A running kernel: whose it is, and the sockets open to it."""

    session: int
    page: str
    sockets: set[KernelSocket] = field(default_factory=set)
    away: asyncio.TimerHandle | None = None


class Kernels:
    """The kernels of private pages, at most one for each session and page."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self._owned: dict[str, _Kernel] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._owned)

    def owner(self, kernel_id: str) -> int | None:
        """The session that a kernel belongs to; None for a kernel that is nobody's or not there."""
        known = self._owned.get(kernel_id)
        return known.session if known else None

    async def start(self, actor: Actor, page: str, *, kernel_name: str, path: str, env: dict[str, str]) -> str:
        """Start a kernel for a session's page; the one of an earlier visit to the page ends."""
        session = actor.session
        if session is None:
            raise HTTPError(403)
        for kernel_id, known in tuple(self._owned.items()):
            if (known.session, known.page) == (session, page):
                self.stop(kernel_id)
        kernel_id = str(await ensure_async(self.manager.start_kernel(kernel_name=kernel_name, path=path, env=env)))
        self._owned[kernel_id] = _Kernel(session, page)
        return kernel_id

    def rendered(self, kernel_id: str) -> None:
        """The page is on its way to the browser, whose socket is expected now."""
        known = self._owned.get(kernel_id)
        if known and not known.sockets:
            self._wait(kernel_id)

    def came(self, kernel_id: str, socket: KernelSocket) -> None:
        """The page opened its socket."""
        known = self._owned[kernel_id]
        known.sockets.add(socket)
        if known.away:
            known.away.cancel()
            known.away = None

    def went(self, kernel_id: str, socket: KernelSocket) -> None:
        """The page closed its socket, or the network did."""
        known = self._owned.get(kernel_id)
        if known:
            known.sockets.discard(socket)
            if not known.sockets:
                self._wait(kernel_id)

    def _wait(self, kernel_id: str) -> None:
        known = self._owned[kernel_id]
        if known.away:
            known.away.cancel()
        known.away = asyncio.get_running_loop().call_later(AWAY, self.stop, kernel_id)

    def stop(self, kernel_id: str) -> None:
        """End a kernel and its sockets, in the background."""
        known = self._owned.pop(kernel_id, None)
        if known is None:
            return
        if known.away:
            known.away.cancel()
        for socket in tuple(known.sockets):
            socket.close(1001, "the kernel has ended")
        task = asyncio.create_task(self._shut(kernel_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _shut(self, kernel_id: str) -> None:
        try:
            if kernel_id in self.manager:
                await ensure_async(self.manager.shutdown_kernel(kernel_id, now=True))
        except Exception:
            log.exception("kernel %s did not end cleanly", kernel_id)

    async def end(self) -> None:
        """End all kernels and wait for it. Their sockets let go of their channels first: one left open blocks the exit."""
        for kernel_id, known in tuple(self._owned.items()):
            for socket in known.sockets:
                socket.connection.disconnect()
            self.stop(kernel_id)
        await asyncio.gather(*self._tasks)

    def end_sessions(self, sessions: frozenset[int]) -> None:
        """End the kernels of sessions that are over."""
        for kernel_id, known in tuple(self._owned.items()):
            if known.session in sessions:
                self.stop(kernel_id)


class Owned(Guarded):
    """Mixed into Jupyter's kernel handlers: nothing happens before the session is known to own the kernel."""

    gone_is_wrong = True

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        """401 for nobody, 404 for a kernel that is not there, 403 for somebody else's."""
        self.actor = await self.house.who(self)
        if self.actor.role is Role.PUBLIC:
            raise HTTPError(401)
        kernel_id = self.path_kwargs.get("kernel_id") or (self.path_args or [""])[0]
        owner = self.kernels.owner(kernel_id)
        if owner is None and self.gone_is_wrong:
            raise HTTPError(404)
        if owner not in {None, self.actor.session}:
            raise HTTPError(403)
        await super().prepare(*args, **kwargs)  # type: ignore[misc]

    @property
    def kernels(self) -> Kernels:
        """The register of kernels."""
        kernels: Kernels = self.settings["weiping_kernels"]
        return kernels

    def check_xsrf_cookie(self) -> None:
        """Our pages set no `_xsrf` cookie; the origin says as much."""
        if not self.house.same_origin(self.request):
            raise HTTPError(403)

    def check_origin(self, *_: str) -> bool:
        """Only pages of ours."""
        return self.house.same_origin(self.request)


class OwnedKernel(Owned, KernelHandler):  # type: ignore[misc]
    """`/api/kernels/{id}` for its owner."""

    async def delete(self, kernel_id: str) -> None:
        """Stop the kernel."""
        self.kernels.stop(kernel_id)
        self.set_status(204)
        self.finish()


class OwnedShutdown(Owned, VoilaShutdownKernelHandler):  # type: ignore[misc]
    """`/voila/api/shutdown/{id}`: what a page sends when it is closed; also one whose kernel has ended before it."""

    gone_is_wrong = False

    async def post(self, kernel_id: str) -> None:
        """Stop the kernel."""
        self.kernels.stop(kernel_id)
        self.set_status(204)
        self.finish()


class KernelSocket(Owned, VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """`/api/kernels/{id}/channels` for the kernel's owner."""

    async def open(self, kernel_id: str) -> None:
        """Connect, and note that the page is there."""
        self.kernels.came(kernel_id, self)
        await super().open(kernel_id)

    def on_close(self) -> None:
        """Note that the page is gone."""
        if getattr(self, "connection", None) is not None:
            super().on_close()
        self.kernels.went(self.kernel_id, self)


class Identity(IdentityProvider):  # type: ignore[misc]
    """Tells Jupyter's handlers who asks: our session, never a token or a password of Jupyter's."""

    def _token_default(self) -> str:
        return ""

    async def get_user(self, handler: Any) -> User | None:
        """The session's actor as a Jupyter user; None without a session."""
        house = handler.settings["weiping"]
        actor: Actor = getattr(handler, "actor", None) or await house.who(handler)
        return None if actor.role is Role.PUBLIC else User(username=actor.name)

    def is_token_authenticated(self, handler: Any) -> bool:  # noqa: ARG002
        """No; so that Jupyter relaxes no origin check."""
        return False

    @property
    def auth_enabled(self) -> bool:
        """Always."""
        return True


class OwnersOnly(Authorizer):  # type: ignore[misc]
    """Jupyter's second question. The handlers that we expose have asked ours already; others get no."""

    def is_authorized(self, handler: Any, user: Any, action: str, resource: str) -> bool:  # noqa: ARG002
        """Whether the handler is one that checked the owner."""
        return isinstance(handler, Owned)
