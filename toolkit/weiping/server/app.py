"""The application: Voila with our handlers, sessions and addresses, and without what a public server must not offer."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.httpserver import HTTPServer
from tornado.web import HTTPError
from voila.app import Voila
from voila.configuration import VoilaConfiguration
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.utils import get_page_config, get_voila_labextensions_path

from ..api import Api
from ..api.core import MAX_BODY
from ..desk.office import OFFICE, Desk
from ..domain.appraisal import Role
from ..domain.contributed import Page
from ..domain.text import Text
from ..hooks import loader
from ..hooks.finding import data_folder
from ..hooks.loader import Plugins
from ..share import shared
from ..store import Store
from ..widgets import pages as contents
from . import templates
from .access_log import log_request
from .addresses import bind, public_address
from .assets import AssetHandler, Assets
from .feed import Hub
from .guard import Guarded
from .house import House
from .http import ApiHandler
from .kernels import ALLOWED_MESSAGES, Identity, Kernels, KernelSocket, OwnedKernel, OwnedShutdown, OwnersOnly
from .pages import Home, Missing, Mounted, SharedPage, SharedPages
from .private import Link, PageIndex, PluginPage, PrivatePage, ResearchIndex, ResearchPage
from .render import Press, SharedRenderer
from .sockets import FeedSocket
from .worker import PATH as WORKER
from .worker import WorkerScript

log = logging.getLogger("weiping.server")

EXTENSIONS = ["anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
"""The lab extensions that private pages load; whatever else is installed stays out."""

GARBAGE = (20_000, 20, 20)
"""When Python looks for garbage: seldom, since what a panel tapped is kept, and looking stops everybody."""

PRIVATE = {"chair": ("chair.ipynb", (Role.CHAIR,))}
"""Page -> notebook and who may open it. Each gets a live kernel."""

RESEARCH = {
    "rules_lab": Text("规则实验室", "Rules lab"),
    "reliability_of_a_round": Text("一轮评比的信度", "The reliability of a round"),
    "severity_and_drift_rentsafe": Text("宽严与漂移：多伦多的楼", "Severity and drift: Toronto's buildings"),
    "isu_panels": Text("七十六个评审团", "Seventy-six panels"),
    "power_analysis": Text("要几位评委，走几趟", "How many judges, how many visits"),
}
"""Notebook in notebooks/research -> title of its page. Private pages too, for the chair; a session has one kernel for all of
them, so that opening the next one ends that of the last.
"""

_KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


@dataclass(frozen=True)
class Running:
    """A server that listens: its address, and a way to stop it from any thread."""

    url: str
    port: int
    stop: Callable[[], None]


class Weiping(Voila):  # type: ignore[misc]
    """Voila's application, serving our pages."""

    name = "weiping"

    def __init__(self, house: House, sockets: list[socket.socket], tls: ssl.SSLContext | None, db: str) -> None:
        super().__init__(log=logging.getLogger("weiping.voila"), open_browser=False, root_dir=str(shared("notebooks")))
        self.house, self.sockets, self.tls, self.db = house, sockets, tls, db
        self.assets = Assets()
        self.hub = Hub(house.api)
        self.authorizer_class, self.identity_provider_class = OwnersOnly, Identity
        self._configure()

    def _configure(self) -> None:
        """Voila's settings. No configuration file is read: one that lies about must not open a door."""
        self.config.HTMLExporter.language_code = "zh"
        if sys.platform.startswith("linux"):
            self.config.KernelManager.transport = "ipc"  # no port on the machine for other users to try
        self.voila_configuration = VoilaConfiguration(
            parent=self, template="weiping", theme="light", strip_sources=True, show_tracebacks=False,
            show_margins=False, allow_template_override="NO", allow_theme_override="NO", file_allowlist=[],
            extension_allowlist=EXTENSIONS, http_header_envs=[], http_keep_alive_timeout=5,
        )  # fmt: skip
        self.setup_template_dirs()

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings and ours."""
        settings: dict[str, Any] = super().init_settings()
        self.kernel_manager.allowed_message_types = ALLOWED_MESSAGES
        self.kernels = Kernels(self.kernel_manager)
        environment = self._kernel_environment
        self.press = Press(self.kernel_manager)
        self.pages = SharedPages(self.house, self.assets, Path(self.root_dir), self._render, environment)
        self.hub.on_change.append(self.pages.changed)
        self.hub.on_ended.append(self.kernels.end_sessions)
        self.hub.on_ended.append(self.house.forget)
        self.hub.private = lambda: len(self.kernels) > 0
        return settings | {
            "weiping": self.house, "weiping_assets": self.assets, "weiping_hub": self.hub, "weiping_pages": self.pages,
            "weiping_kernels": self.kernels, "weiping_kernel_env": environment, "default_handler_class": Missing,
            "log_function": log_request, "compress_response": True, "login_url": "/join", "websocket_ping_interval": 20,
        }  # fmt: skip

    def _kernel_environment(self) -> dict[str, str]:
        """What a kernel is told: where the database is, to read. Nothing of any request."""
        mine = {"WEIPING_DB": self.db, "WEIPING_SERVED": "1", "PYTHONWARNINGS": "ignore", "VOILA_BASE_URL": "/"}
        return {**{name: value for name, value in os.environ.items() if not name.startswith("HTTP_")}, **mine}

    def init_handlers(self) -> list[Any]:
        """Every address there is. Voila's own trees of files, notebooks and contents are not among them."""
        join, cards = (
            templates.mounted(self.assets, title="微评", widget=name, data=contents.with_words(name, {}))
            for name in ("join", "cards")
        )
        lab = get_voila_labextensions_path(self.voila_configuration.extra_labextensions_path)
        themes = {
            "themes_url": "/voila/api/themes",
            "path": self.themes_dir,
            "labextensions_path": lab,
            "no_cache_paths": ["/"],
        }
        return [
            (r"/", Home),
            (r"/join/?", Mounted, {"page": lambda: join}),
            (r"/cards/?", Mounted, {"page": lambda: cards}),
            (r"/(?:panel)(?:/(\d{1,15}))?/?", SharedPage, {"name": "panel"}),
            (r"/(?:board)(?:/(\d{1,15}))?/?", SharedPage, {"name": "board"}),
            (r"/(?:wall)(?:/(\d{1,15}))?/?", SharedPage, {"name": "wall"}),
            (r"/shop/?", SharedPage, {"name": "shop"}),
            (r"/office/?", SharedPage, {"name": "office"}),
            (r"/office/points/?", SharedPage, {"name": "office_points"}),
            (r"/mine/?", SharedPage, {"name": "mine"}),
            (r"/community/?", SharedPage, {"name": "community"}),
            (r"/leading/?", SharedPage, {"name": "leading"}),
            (r"/register/?", SharedPage, {"name": "register"}),
            (r"/report/?", SharedPage, {"name": "report"}),
            (r"/points/?", SharedPage, {"name": "points"}),
            *(
                (rf"/{page}(?:/(\d{{1,15}}))?/?", PrivatePage, self._private(page, notebook, roles))
                for page, (notebook, roles) in PRIVATE.items()
            ),
            (
                r"/research/?",
                ResearchIndex,
                {"links": (*self._research_links(), *self._more_links()), "roles": (Role.CHAIR,)},
            ),
            *(
                (
                    rf"/research/{name}/?",
                    ResearchPage,
                    self._private("research", f"research/{name}.ipynb", (Role.CHAIR,)),
                )
                for name in RESEARCH
            ),
            (r"/more/?", PageIndex, {"links": self._more_links(), "roles": OFFICE}),
            *(
                (rf"/more/{page.key}/?", PluginPage, self._more(page))
                for page in self.house.desk.plugins.pages.values()
            ),
            (WORKER, WorkerScript),
            (r"/weiping/api/(.*)", ApiHandler),
            (r"/weiping/feed", FeedSocket),
            (r"/weiping/static/(\w+)/([\w.-]+)", AssetHandler),
            (rf"/api/kernels/{_KERNEL}", OwnedKernel),
            (rf"/api/kernels/{_KERNEL}/channels", KernelSocket),
            (rf"/voila/api/shutdown/{_KERNEL}", OwnedShutdown),
            (r"/voila/templates/((?:weiping|lab|base)/static/.*)", TemplateFiles),
            (
                r"/voila/static/(.*)",
                _guarded(MultiStaticFileHandler),
                {"paths": self.static_paths, "default_filename": "index.html"},
            ),
            (r"/voila/api/themes/(.*)", _guarded(ThemesHandler), themes),
            (r"/voila/labextensions/(.*)", _guarded(FileFindHandler), {"path": lab, "no_cache_paths": ["/"]}),
        ]

    def _more(self, page: Page) -> dict[str, Any]:
        notebook = page.notebook.absolute()
        return {**self._private("more", notebook.name, page.roles), "folder": notebook.parent}

    def _more_links(self) -> tuple[Link, ...]:
        return tuple(Link(f"/more/{one.key}", one.title, one.roles) for one in self.house.desk.plugins.pages.values())

    def _research_links(self) -> tuple[Link, ...]:
        return tuple(Link(f"/research/{name}", title, (Role.CHAIR,)) for name, title in RESEARCH.items())

    def _private(self, page: str, notebook: str, roles: tuple[Role, ...]) -> dict[str, Any]:
        return {
            "page": page, "roles": roles, "notebook_path": notebook, "template_paths": self.template_paths,
            "config": self.config, "voila_configuration": self.voila_configuration,
        }  # fmt: skip

    async def _render(self, notebook: str, env: dict[str, str]) -> str:
        settings = self.app.settings
        config = get_page_config(
            base_url=self.base_url, settings=settings, log=self.log, voila_configuration=self.voila_configuration
        )
        make = partial(
            SharedRenderer, voila_configuration=self.voila_configuration, traitlet_config=self.config, notebook_path=notebook,
            template_paths=self.template_paths, config_manager=self.config_manager,
            contents_manager=self.contents_manager, base_url=self.base_url,
            kernel_spec_manager=self.kernel_spec_manager, page_config=config,
        )  # fmt: skip
        return await self.press.html(make, self.assets, env)

    def listen(self) -> None:
        """Serve on the sockets that `run` has bound: the address that was asked for, or none."""
        self.http = HTTPServer(self.app, ssl_options=self.tls, max_body_size=2 * MAX_BODY)
        self.http.add_sockets(self.sockets)

    async def serve(self, ready: Callable[[Running], None] | None, warm: bool) -> None:
        """Serve until SIGTERM, SIGINT or `Running.stop`."""
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        gc.set_threshold(*GARBAGE)
        super().start()
        self.hub.start()
        warming = asyncio.create_task(self.pages.start()) if warm else None
        if threading.current_thread() is threading.main_thread():
            for sign in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(sign, done.set)

        def stop() -> None:
            loop.call_soon_threadsafe(done.set)

        port = self.sockets[0].getsockname()[1]
        log.info("listening on %s, reached as %s", ", ".join(_names(self.sockets)), self.house.public_url)
        if ready:
            ready(Running(self.house.public_url, port, stop))
        try:
            await done.wait()
        finally:
            log.info("stopping")
            self.http.stop()
            if warming:
                warming.cancel()
            await self.pages.stop()
            await self.press.stop()
            await self.hub.stop()
            await asyncio.wait_for(self.kernels.end(), 10)
            with suppress(HTTPError):  # one that died of itself meanwhile
                await asyncio.wait_for(ensure_async(self.kernel_manager.shutdown_all(now=True)), 10)
            for hands in (self.house.darkroom, self.house.hands):
                hands.shutdown(wait=True, cancel_futures=True)
            await self.http.close_all_connections()
            # left to the garbage collector, a kernel's channel that is still open would block it for ever
            self.kernel_manager.context.destroy(linger=0)


def _add_to_jupyter_path(folder: str) -> None:
    """Let Voila find our template wherever the package is installed, in a checkout or from a wheel."""
    known = [path for path in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if path and path != folder]
    os.environ["JUPYTER_PATH"] = os.pathsep.join([folder, *known])


class TemplateFiles(Guarded, TemplateStaticFileHandler):  # type: ignore[misc]
    """The files of Voila's templates. Voila's handler takes the first two parts of a path for granted."""

    def parse_url_path(self, path: str) -> str:
        """Refuse a path that leaves its folder before it is looked for."""
        if ".." in path.replace("\\", "/").split("/"):
            raise HTTPError(404)
        return str(super().parse_url_path(path))


def _guarded(handler: type[Any]) -> type[Any]:
    """`handler` with our headers and errors."""
    return type(f"Guarded{handler.__name__}", (Guarded, handler), {})


def _names(sockets: list[socket.socket]) -> list[str]:
    return ["{}:{}".format(*one.getsockname()[:2]) for one in sockets]


def run(
    db: str | Path | Desk,
    host: str = "127.0.0.1",
    port: int = 8866,
    public_url: str = "",
    certfile: str | Path | None = None,
    keyfile: str | Path | None = None,
    *,
    behind_proxy: bool = False,
    plugins: Plugins | None = None,
    ready: Callable[[Running], None] | None = None,
    warm: bool = True,
) -> None:
    """Serve a database (or an open desk, which stays open) until SIGTERM or SIGINT.

    `port` 0 takes a free one. `public_url` is what join links begin with; without one it is guessed from `host`.
    `behind_proxy` takes a visitor's address from X-Forwarded-For: only where nobody reaches the server but a proxy.
    `ready` is called on the event loop once the server listens; `warm` renders the pages of current rounds before
    anybody asks for them. Raises InputError for a port that is taken, a
    certificate that cannot be used or a `public_url` that is none.
    """
    sockets, tls = bind(host, port, certfile, keyfile)
    port = sockets[0].getsockname()[1]
    url = public_address(public_url, host, port, tls is not None)
    desk = db if isinstance(db, Desk) else Desk(Store(db), plugins or loader.here(db))
    if data := data_folder(desk.store.url.render_as_string(hide_password=False)):
        desk.plugins.watch.keep_in(data)
    _add_to_jupyter_path(str(templates.SHARE))
    api = Api(desk, url)
    house = House(desk, api, url, behind_proxy)
    app = Weiping(house, sockets, tls, desk.store.url.render_as_string(hide_password=False))
    api.connected = app.hub.connected
    try:
        asyncio.run(app.serve(ready, warm))
    finally:
        for one in sockets:
            one.close()
        if desk is not db:
            desk.store.close()
