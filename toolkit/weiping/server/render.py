"""Running a notebook once, by Voila, and keeping what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from jupyter_core.utils import ensure_async
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
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

    async def html(self, kernel_id: str, kernel: Any) -> str:
        """The page. Raises PageFailedError."""
        context = {
            "kernel_start": lambda nb: self._jinja_kernel_start(nb, kernel_id, kernel),
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


async def render(renderer: SharedRenderer, kernels: Any, assets: Assets, env: dict[str, str]) -> str:
    """Start a kernel with `env`, run the renderer's notebook in it, and stop the kernel whatever happens."""
    await renderer.initialize_shared(assets)
    name = renderer.notebook.metadata.kernelspec.name
    kernel_id = await ensure_async(kernels.start_kernel(kernel_name=name, path="", env=env))
    try:
        return await renderer.html(kernel_id, kernels.get_kernel(kernel_id))
    finally:
        if kernel_id in kernels:
            await ensure_async(kernels.shutdown_kernel(kernel_id, now=True))
