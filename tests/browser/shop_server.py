"""A points shop in a process of its own, over a small community; it can be killed and started again at the same address."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from playwright.sync_api import Page
from tests.conftest import tiny_register
from tests.desk.points.counter import DESKS
from tests.faults import serving
from tests.faults.conftest import plugins

from weiping.desk import access, cards, register
from weiping.desk.office import Desk
from weiping.desk.points import catalogue, policy, posting, redeeming, slips
from weiping.domain.appraisal import OPERATOR, Role
from weiping.domain.text import Text
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store import tables as t

T = TypeVar("T")
POINTS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Shop:
    """The database of a shop with two desks, every reward of the plugins and 60 points for everybody; and its server."""

    database: Path
    port: int = field(default_factory=free_port)
    process: BaseProcess | None = None
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def found(self) -> None:
        def write(desk: Desk) -> None:
            register.load(desk, OPERATOR, tiny_register())
            catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
            policy.adjust(desk, OPERATOR, desks=list(DESKS), fen_per_point=50)
            day = desk.today()
            posting.post(desk, OPERATOR, [
                Transfer(key=f"grant-{home}", debit="fund:community", credit=f"household:{home}", points=POINTS,
                         reason=Text("好事", "deed"), event="grant", business_date=day, available_from=day)
                for home in ("east-1", "east-2", "west-1", "west-2")
            ])  # fmt: skip

        self.at_the_desk(write, days_ago=30)

    def at_the_desk(self, work: Callable[[Desk], T], days_ago: int = 0) -> T:
        """Work on the database beside the server, as another process does."""
        with Store(self.database) as store:
            return work(Desk(store, plugins(), now=lambda: datetime.now(UTC) - timedelta(days=days_ago)))

    def voucher(self, at: str = "north", *, days_ago: int = 0) -> tuple[str, str]:
        """A voucher for soap: its code, and what its QR code says."""

        def work(desk: Desk) -> tuple[str, str]:
            account, reward = self.number("account", "household:east-1"), self.number("reward", "soap")
            key = f"voucher-{next(self._numbers)}"
            code, _ = redeeming.redeem(desk, OPERATOR, key=key, account=account, reward=reward, at=at)
            return slips.dashed(code), str(slips.voucher(desk, OPERATOR, code)["scan"])

        return self.at_the_desk(work, days_ago)

    def number(self, table: str, key: str) -> int:
        with Store(self.database, read_only=True) as store, store.read() as connection:
            c = t.metadata.tables[table].c
            return int(connection.execute(sa.select(c.id).where(c.key == key)).scalar_one())

    def slip(self, code: str) -> dict[str, Any]:
        with Store(self.database, read_only=True) as store:
            return slips.voucher(Desk(store, plugins()), OPERATOR, code)

    def card(self, household: str = "east-1") -> str:
        """The link on a household's card."""
        account = self.number("account", f"household:{household}")
        (card,) = self.at_the_desk(lambda desk: cards.make(desk, OPERATOR, [account]))
        return f"{self.url}/join#{card.code}"

    def start(self) -> None:
        self.process = serving.started(self.database, self.port)

    def kill(self) -> None:
        """End the server as a power cut does."""
        if self.process is not None:
            serving.killed(self.process)
            self.process = None

    def sign_in(self, page: Page) -> None:
        """Open the shop on a tablet, as the clerk."""
        code = self.at_the_desk(lambda desk: access.invite(desk, OPERATOR, Role.CLERK))
        page.goto(f"{self.url}/join#{code}")
        page.get_by_role("button", name="开始").tap()
        page.wait_for_url("**/shop")


def scan(page: Page, text: str) -> None:
    """What a scanner types into the field, and its Enter."""
    field = page.locator(".finder input")
    field.fill(text)
    field.press("Enter")
