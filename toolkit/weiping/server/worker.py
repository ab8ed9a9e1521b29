"""The service worker of the pad and of the shop: where the origin is secure, the page opens again without a network."""

from __future__ import annotations

from .. import widgets
from .assets import Assets
from .guard import Guarded

PATH = "/sw.js"
"""Where browsers find it: at the root, since a worker may not look after pages above its own folder."""


class WorkerScript(Guarded):
    """`/sw.js`: never kept, so that an upgrade reaches a tablet with its next look at the page."""

    def get(self) -> None:
        """Give the script, with the fingerprint of everything a page loads as its version."""
        assets: Assets = self.settings["weiping_assets"]
        self.set_header("Content-Type", "text/javascript; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        # a worker asks under the policy it came with: this server and nobody else
        self.set_header("Content-Security-Policy", "default-src 'none'; connect-src 'self'")
        self.finish(script(assets.hash))

    head = get


def script(version: str) -> str:
    """The worker's source, of `version`."""
    return (widgets.FOLDER / "worker.js").read_text(encoding="utf-8").replace("{version}", version)
