"""The JavaScript and style sheets of the pages: compressed once, when first asked for, and addressed by what is in them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from tornado.web import HTTPError

from .. import widgets
from .guard import Guarded

_TYPES = {".js": "text/javascript; charset=UTF-8", ".css": "text/css; charset=UTF-8"}


@dataclass(frozen=True)
class Asset:
    """One file, as it is and compressed."""

    plain: bytes
    type: str

    @cached_property
    def packed(self) -> bytes:
        """The file as gzip: a server that compressed all of them first would begin later."""
        return gzip.compress(self.plain, 9, mtime=0)


class Assets:
    """Every file a page without a kernel loads.

    A page with one widget takes two: `pad.page.js` and `pad.page.css`, joined by `weiping.widgets`. One with several
    takes the single modules, beginning with `page.js`. `hash` changes with any of them, so that a browser may keep
    what it has for good.
    """

    def __init__(self) -> None:
        texts = {path.name: path.read_bytes() for path in sorted(widgets.FOLDER.iterdir()) if path.suffix in _TYPES}
        for name in widgets.NAMES:
            texts[f"{name}.page.js"] = widgets.page(name).encode()
            texts[f"{name}.page.css"] = widgets.styles(name).encode()
        self.hash = sha256(b"\0".join(name.encode() + b"\0" + text for name, text in texts.items())).hexdigest()[:16]
        self.files = {name: Asset(text, _TYPES[name[name.rindex(".") :]]) for name, text in texts.items()}

    def url(self, name: str) -> str:
        """Where `name` is served."""
        return f"/weiping/static/{self.hash}/{name}"

    def entry(self, names: list[str]) -> str:
        """The module that brings a page with these widgets to life."""
        return self.url(f"{names[0]}.page.js" if len(set(names)) == 1 else "page.js")

    def styles(self, name: str) -> str:
        """The style sheet of a widget."""
        return self.url(f"{name}.page.css")

    def notice_styles(self) -> list[str]:
        """The style sheets of a page without a widget."""
        return [self.url("tokens.css"), self.url("base.css")]


class AssetHandler(Guarded):
    """`/weiping/static/<hash>/<name>`: to be kept for a year, since another content has another address."""

    def get(self, digest: str, name: str) -> None:
        """Give the file, compressed where the browser takes that."""
        assets: Assets = self.settings["weiping_assets"]
        asset = assets.files.get(name)
        if asset is None:
            raise HTTPError(404)
        fresh = digest == assets.hash  # a page that was open while the server was upgraded still gets its modules
        self.set_header("Cache-Control", "public, max-age=31536000, immutable" if fresh else "no-cache")
        self.set_header("Content-Type", asset.type)
        packed(self, asset.plain, asset.packed)

    head = get

    def compute_etag(self) -> str | None:
        """The address says it all."""
        return None


def packed(handler: Guarded, plain: bytes, small: bytes) -> None:
    """Finish with `small` where the browser reads gzip, else with `plain`."""
    if "gzip" in handler.request.headers.get("Accept-Encoding", ""):
        handler.set_header("Content-Encoding", "gzip")
        plain = small
    handler.finish(plain)
