"""Private pages: Voila's page with a live kernel, for a session with the right role."""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from voila.tornado.handler import TornadoVoilaHandler

from ..desk.office import allow
from ..domain.appraisal import Role
from ..errors import NotAllowed, NotSignedIn
from .guard import GuardedPage
from .kernels import Kernels
from .pages import newest


class PrivatePage(GuardedPage, TornadoVoilaHandler):  # type: ignore[misc]
    """A notebook with its own kernel, for one session. Checked before anything is started."""

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
        house = self.house
        round_id = int(number) if number else await newest(house)
        if number is not None:
            await house.work(house.api.views.board, round_id)
        self._environment = {**self.settings["weiping_kernel_env"](), "WEIPING_ROUND": str(round_id)}
        await ensure_async(super().get(None))

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


class _Starter:
    """The kernel manager as Voila's page handler uses it.

    Voila hands over an environment with facts of the request; the kernel gets ours, without anything a browser sent.
    """

    def __init__(self, handler: PrivatePage) -> None:
        self._handler = handler
        self._kernels: Kernels = handler.settings["weiping_kernels"]

    async def start_kernel(self, *, kernel_name: str, path: str, env: dict[str, str]) -> str:  # noqa: ARG002
        handler = self._handler
        return await self._kernels.start(
            handler.actor, handler.page, kernel_name=kernel_name, path=path, env=handler._environment
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels.manager, name)
