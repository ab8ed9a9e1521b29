"""Shared pages: a notebook that Voila ran once, given to everybody until what it shows has changed."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

from tornado.web import HTTPError

from ..desk import access
from ..desk.views import current, rounds
from ..domain.appraisal import Phase, Role
from ..errors import WeipingError
from ..i18n import tr
from ..widgets import pages as contents
from .assets import Assets, packed
from .guard import GuardedPage, NoRoundYet
from .house import House
from .render import PageFailedError, Render

log = logging.getLogger("weiping.pages")

SHARED = {page: f"{page}.ipynb" for page in contents.SHARED}
"""Page -> notebook. Each says `"weiping": {"shared": true}` in its metadata."""

CALM = 1.0
"""Seconds between two comparisons of one page: while a hall taps, every tap is a change, and hardly any changes a page."""

LOOK = 30.0
"""Seconds after which a page is compared with its inputs again, even if nobody said that they changed."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page; `inputs` is the fingerprint of all that went into it."""

    inputs: str
    plain: bytes
    packed: bytes
    etag: str


@dataclass
class _Slot:
    """What is known of one page of one round."""

    page: Page | None = None
    job: asyncio.Task[None] | None = None
    looked: float = 0.0
    failed: PageFailedError | WeipingError | None = None
    again: bool = False
    soon: asyncio.TimerHandle | None = None


class SharedPages:
    """The rendered pages of one server."""

    def __init__(
        self, house: House, assets: Assets, folder: Path, render: Render, environment: Callable[[], dict[str, str]]
    ) -> None:
        self._house, self._folder = house, folder
        self._render, self._environment = render, environment
        self._slots: dict[tuple[str, int | None], _Slot] = {}
        self._two_at_a_time = asyncio.Semaphore(2)
        self._stopping = False
        self._code = [version("weiping"), assets.hash]

    async def start(self) -> None:
        """Render the pages of all rounds that are under way, the pad of the newest first: it has a panel waiting.

        They are taken up two by two, so that a page that a visitor asks for meanwhile is the next, and not the last.
        """
        heads = await self._house.work(rounds, self._house.desk)
        running = [head["id"] for head in heads if head["phase"] != Phase.FINAL][:10]
        of_rounds = ((name, number) for number in running for name in ("panel", "board", "wall"))
        keys = chain[tuple[str, int | None]](of_rounds, ((name, None) for name in contents.ROUNDLESS))

        async def one_by_one() -> None:
            for key in keys:
                if (job := self._look(key).job) is not None:
                    await asyncio.wait([job])

        await asyncio.gather(one_by_one(), one_by_one())

    async def stop(self) -> None:
        """Give up what is being rendered; the kernels end with it."""
        self._stopping = True
        for slot in self._slots.values():
            if slot.soon is not None:
                slot.soon.cancel()
        jobs = [slot.job for slot in self._slots.values() if slot.job is not None and not slot.job.done()]
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def changed(self, round_id: int | None) -> None:
        """Something changed: compare the round's pages (None: all) with their inputs, and render those that differ."""
        for key, slot in self._slots.items():
            if (slot.page is not None or slot.failed is not None) and round_id in (None, key[1]):
                slot.looked = 0.0
                if slot.page is not None and slot.soon is None:
                    slot.soon = asyncio.get_running_loop().call_later(CALM, self._due, key, slot)

    async def get(self, name: str, round_id: int | None) -> Page:
        """The page as it is; the first visitor waits for it. Raises WeipingError or PageFailedError."""
        key = (name, round_id)
        slot = self._slots.get(key)
        if slot is None or slot.page is None or monotonic() - slot.looked > LOOK:
            slot = self._look(key)
        if slot.page is None and slot.job is not None:
            await asyncio.shield(slot.job)
        if slot.page is not None:
            return slot.page
        failed = slot.failed or PageFailedError(SHARED[name], "was not rendered")
        if isinstance(failed, WeipingError):
            self._slots.pop(key, None)  # a round that is not there takes no place
        raise failed

    def _due(self, key: tuple[str, int | None], slot: _Slot) -> None:
        slot.soon = None
        if not self._stopping:
            self._look(key)

    def _look(self, key: tuple[str, int | None]) -> _Slot:
        """See to it that a page is compared with its inputs."""
        slot = self._slots.setdefault(key, _Slot())
        if slot.job is not None and not slot.job.done():
            slot.again = True
        elif slot.failed is None or monotonic() - slot.looked > 10:  # a broken notebook is not run for every visitor
            slot.job = asyncio.create_task(self._refresh(key, slot))
        return slot

    async def _refresh(self, key: tuple[str, int | None], slot: _Slot) -> None:
        slot.again = True
        while slot.again:
            slot.again, slot.looked = False, monotonic()
            try:
                await self._update(key, slot)
                slot.failed = None
            except (WeipingError, PageFailedError) as error:
                slot.failed = error
                if isinstance(error, PageFailedError) and not self._stopping:
                    log.error("the notebook %s of a shared page failed: %s", error.notebook, error)
            except Exception as error:
                slot.failed = PageFailedError(SHARED[key[0]], repr(error))
                log.exception("the shared page %s could not be rendered", key)

    async def _update(self, key: tuple[str, int | None], slot: _Slot) -> None:
        name, round_id = key
        inputs = await self._house.work(self._inputs, name, round_id)
        if slot.page is not None and slot.page.inputs == inputs:
            return
        async with self._two_at_a_time:
            began = monotonic()
            env = self._environment() | ({"WEIPING_ROUND": str(round_id)} if round_id is not None else {})
            html = (await self._render(SHARED[name], env)).encode()
        etag = f'"{sha256(html).hexdigest()[:24]}"'
        slot.page = Page(inputs, html, gzip.compress(html, 9, mtime=0), etag)
        took = monotonic() - began
        log.info(
            "rendered /%s%s in %.1f s, %d bytes", name, f"/{round_id}" if round_id else "", took, len(slot.page.packed)
        )

    def _inputs(self, name: str, round_id: int | None) -> str:
        """Fingerprint of the notebook, the code and the data that a page begins with."""
        data = contents.initial(self._house.api.views, name, round_id)
        text = json.dumps([*self._code, data], sort_keys=True, default=str)
        return sha256(text.encode() + (self._folder / SHARED[name]).read_bytes()).hexdigest()


class SharedPage(GuardedPage):
    """`/panel/{round}`, `/board/{round}`, `/shop`, `/mine` …: the same bytes for everybody, no kernel behind them."""

    def initialize(self, name: str) -> None:
        """Which page this is."""
        self.name = name

    async def get(self, number: str | None = None) -> None:
        """Give the page."""
        round_id = await self._round(number)
        if self._finished:
            return
        pages: SharedPages = self.settings["weiping_pages"]
        try:
            page = await pages.get(self.name, round_id)
        except WeipingError as error:
            self.notice(error.status, error.text(self.lang))
            return
        except PageFailedError as error:
            message = tr(
                self.lang,
                "The notebook {notebook} of this page failed; the server's log says why.",
                notebook=error.notebook,
            )
            self.notice(500, message)
            return
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("ETag", page.etag)
        if page.etag in self.request.headers.get("If-None-Match", ""):
            self.set_status(304)
            await self.finish()
            return
        packed(self, page.plain, page.packed)

    head = get

    async def _round(self, number: str | None) -> int | None:
        """The round that is asked for: on the pad one's own, else the newest."""
        if self.name in contents.ROUNDLESS:
            return None
        if number is not None:
            return int(number)
        house = self.house
        if self.name == "panel":
            actor = await house.who(self)
            own = await house.work(access.round_of, house.desk, actor) if actor.role is Role.JUDGE else None
            if own is None:
                status = 401 if actor.role is Role.PUBLIC else 403
                self.notice(status, self.explain(status))
                return None
            self.redirect(f"/panel/{own}")
            return None
        return await newest(house)

    def compute_etag(self) -> str | None:
        """Ours is set already."""
        return None


async def newest(house: House, choose: Callable[[list[dict[str, Any]]], int | None] = current) -> int:
    """The round that a page without a number is about. Raises NoRoundYet where there is none."""
    heads = await house.work(rounds, house.desk)
    if (found := choose(heads)) is None:
        raise NoRoundYet
    return found


class Mounted(GuardedPage):
    """A page that needs no notebook: the join page, and the clerk's page of cards."""

    def initialize(self, page: Callable[[], str]) -> None:
        """How the page is made."""
        self.page = page

    def get(self) -> None:
        """Give the page; it is small and always the same."""
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.page())

    head = get


class Home(GuardedPage):
    """`/` leads to the board."""

    def get(self) -> None:
        """Go there."""
        self.redirect("/board")

    head = get


class Missing(GuardedPage):
    """Every other address."""

    def prepare(self) -> Any:
        """There is nothing."""
        raise HTTPError(404)
