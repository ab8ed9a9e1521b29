"""Running a notebook once, by Voila, and keeping what it shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from jupyter_core.utils import ensure_async
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tornado.web import HTTPError
from voila.notebook_renderer import NotebookRenderer

from ..widgets import MIME
from .assets import Assets
from .templates import island


class PageFailedError(Exception):
    """A cell of the notebook raised; there is no page, rather than half of one."""

    def __init__(self, notebook: str, reason: str) -> None:
        super().__init__(f"{notebook}: {reason}")
        self.notebook = notebook


class SharedRenderer(NotebookRenderer):  # type: ignore[misc]
    """Voila's renderer with our template for shared pages, and without its habit of going on after an error."""

    async def initialize_shared(self, assets: Assets) -> None:
        """Load the notebook and choose the template."""
        await self.initialize()
        self.exporter.template_file = "shared.html.j2"
        self.exporter.register_filter("island", island)
        self.assets = assets

    async def html(self, kernel_id: str, kernel: Any, env: dict[str, str]) -> str:
        """The page, made in a kernel that may have made others. Raises PageFailedError."""

        async def begin(nb: Any) -> str:
            known = await self._jinja_kernel_start(nb, kernel_id, kernel)
            code = FRESH.format(env={name: value for name, value in env.items() if name.startswith("WEIPING_")})
            await ensure_async(self.executor.kc.execute(code, silent=True, store_history=False, reply=True, timeout=60))
            return str(known)

        context = {
            "kernel_start": begin,
            "cell_generator": self._jinja_cell_generator,
            "weiping": self.assets,
            "mime": MIME,
            "html_lang": "zh-CN",
            "title": self.notebook.metadata.get("title", "微评"),
        }
        parts = self.exporter.generate_from_notebook_node(
            self.notebook, resources=self.resources, extra_context=context
        )
        return "".join([part async for part, _ in parts])

    async def _jinja_cell_generator(self, nb: Any, kernel_id: str) -> AsyncIterator[Any]:  # noqa: ARG002
        try:
            for index, cell in enumerate(nb.cells):
                yield await self.executor.async_execute_cell(cell, index, store_history=False)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise PageFailedError(self.notebook_path, str(error)) from error
        finally:
            await self._cleanup_resources()


Render = Callable[[str, dict[str, str]], Awaitable[str]]

REST = 5.0
"""Seconds that a kernel waits for the next page: to start one takes seconds of a core, a page in it a tenth of one."""

FRESH = """
import os
os.environ.pop("WEIPING_ROUND", None)
os.environ.update({env!r})
get_ipython().reset(new_session=False)
"""
"""What a kernel runs before each notebook: nothing is left of the page before."""


class Press:
    """Kernels that run the notebooks of shared pages, in each of them one after the other while there are any."""

    def __init__(self, kernels: Any) -> None:
        self._kernels = kernels
        self._idle: dict[str, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def html(self, make: Callable[[], SharedRenderer], assets: Assets, env: dict[str, str]) -> str:
        """The page that the notebook of a renderer shows in `env`. Raises PageFailedError; its kernel ends with it then.

        A kernel may die between two pages, and unnoticed: then it is not the notebook that failed, and another makes it.
        """
        while True:
            renderer = make()
            await renderer.initialize_shared(assets)
            kernel_id, used = await self._take(renderer.notebook.metadata.kernelspec.name, env)
            try:
                html = await renderer.html(kernel_id, self._kernels.get_kernel(kernel_id), env)
            except BaseException as error:
                died = used and isinstance(error, Exception) and not await self._alive(kernel_id)
                await self._end(kernel_id)
                if not died:
                    raise
            else:
                self._idle[kernel_id] = asyncio.get_running_loop().call_later(REST, self._rested, kernel_id)
                return html

    async def _take(self, name: str, env: dict[str, str]) -> tuple[str, bool]:
        """A kernel, and whether it has made pages before."""
        for kernel_id in list(self._idle):
            self._idle.pop(kernel_id).cancel()
            if await self._alive(kernel_id):
                return kernel_id, True
            await self._end(kernel_id)
        kernel_id = str(await ensure_async(self._kernels.start_kernel(kernel_name=name, path="", env=env)))
        self._kernels.get_kernel(kernel_id).stop_restarter()  # a dead one would be started again, for nobody
        return kernel_id, False

    async def _alive(self, kernel_id: str) -> bool:
        return kernel_id in self._kernels and bool(await ensure_async(self._kernels.is_alive(kernel_id)))

    def _rested(self, kernel_id: str) -> None:
        self._idle.pop(kernel_id, None)
        task = asyncio.create_task(self._end(kernel_id))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, kernel_id: str) -> None:
        with suppress(HTTPError):  # it died of itself
            await ensure_async(self._kernels.shutdown_kernel(kernel_id, now=True))

    async def stop(self) -> None:
        """End the kernels that wait."""
        for kernel_id in list(self._idle):
            self._idle[kernel_id].cancel()
            self._rested(kernel_id)
        await asyncio.gather(*self._ending, return_exceptions=True)
