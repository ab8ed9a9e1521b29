"""A server in a process of its own that can be killed and started again on the same port, over a real office's database."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.conftest import copied, tiny_plan, tiny_register
from tests.faults import serving

from weiping.desk import access, appraisals, audit, register, rounds
from weiping.desk.office import Desk
from weiping.desk.points import catalogue
from weiping.domain.appraisal import OPERATOR, JudgeKind, Phase, Role
from weiping.domain.plan import PlannedJudge
from weiping.hooks import loader
from weiping.store import Store
from weiping.store import tables as t

CRITERIA = ("stairwell-hygiene", "greening")


plugins = cache(loader.load)


@dataclass
class Office:
    """A database with an open round, its server, and what it holds when nobody serves it."""

    database: Path
    port: int
    round: int
    judges: list[int]
    entries: list[int]
    codes: list[str]
    process: BaseProcess | None = None
    clients: list[httpx.Client] = field(default_factory=list)
    taken: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = serving.started(self.database, self.port)

    def kill(self) -> None:
        """End the server as a power cut does."""
        assert self.process is not None
        serving.killed(self.process)
        self.process = None

    def tablet(self, number: int) -> httpx.Client:
        """A tablet of judge `number` (from 1), signed in."""
        client = httpx.Client(base_url=self.url, timeout=15, trust_env=False)
        self.clients.append(client)
        assert client.post("/weiping/api/join", json={"code": self.codes[number - 1]}).status_code == 200
        return client

    def seat(self) -> int:
        """The number of a judge of whom no test has heard yet."""
        self.taken += 1
        return self.taken

    def chair_link(self) -> str:
        """The code of a fresh sign-in for a chair: each works once."""
        with Store(self.database) as store:
            return access.invite(Desk(store, plugins()), OPERATOR, Role.CHAIR)

    def chair(self) -> httpx.Client:
        client = httpx.Client(base_url=self.url, timeout=15, trust_env=False)
        self.clients.append(client)
        assert client.post("/weiping/api/join", json={"code": self.chair_link()}).status_code == 200
        return client

    def mark(
        self, name: str, seq: int, judge: int = 1, entry: int = 1, criterion: int = 0, **more: Any
    ) -> dict[str, Any]:
        """One mark of an outbox, its value told by `seq`."""
        return {
            "id": f"{name}-{seq:08}", "seq": seq, "kind": "mark", "entry": self.entries[entry - 1], "mark": "value",
            "criterion": CRITERIA[criterion], "value": f"{Decimal(seq % 41) / 2:f}", **more,
        }  # fmt: skip

    def send(self, client: httpx.Client, *items: dict[str, Any], name: str = "tablet") -> httpx.Response:
        return client.post(f"/weiping/api/rounds/{self.round}/marks", json={"client": name, "items": list(items)})

    def patiently(self, client: httpx.Client, *items: dict[str, Any], name: str = "tablet") -> list[dict[str, Any]]:
        """Send as an outbox does: the same items again until there is a clear answer."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                answer = self.send(client, *items, name=name)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code < 500:
                return list(answer.json()["items"])
            time.sleep(0.1)
        pytest.fail("no answer within a minute")

    def ask(self, chair: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
        """What the chair does by `path` of the round."""
        answer = chair.post(f"/weiping/api/rounds/{self.round}/{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def console(self, chair: httpx.Client) -> dict[str, Any]:
        return dict(chair.get(f"/weiping/api/rounds/{self.round}/console").json())

    def stored(self) -> list[Any]:
        """Every tap in the database, in the order the server received them."""
        with Store(self.database, read_only=True) as store, store.read() as connection:
            return list(connection.execute(t.tap.select().order_by(t.tap.c.number)))

    def sound(self) -> None:
        """Every invariant holds."""
        with Store(self.database, read_only=True) as store:
            assert [one for one in audit.audit(Desk(store, plugins())) if one.faults] == []

    def ids(self) -> list[str]:
        return [tap.id for tap in self.stored()]


def found(migrated: Path, database: Path, **plan: Any) -> Office:
    """A tiny community whose round has real criteria and is open."""
    with copied(migrated, database) as store:
        desk = Desk(store, plugins())
        register.load(desk, OPERATOR, tiny_register())
        catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
        weights = tuple((key, Decimal(50)) for key in CRITERIA)
        planned = tiny_plan(criteria=weights, points_rules=(), **plan)
        round_id = appraisals.create(desk, OPERATOR, "tiny", planned)
        rounds.change_phase(desk, OPERATOR, round_id, Phase.OPEN)
        with store.read() as connection:
            judges = [row.id for row in connection.execute(t.judge.select().order_by(t.judge.c.id))]
            entries = [row.id for row in connection.execute(t.entry.select().order_by(t.entry.c.id))]
        codes = [access.invite_judge(desk, OPERATOR, judge, round_id=round_id) for judge in judges]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return Office(database, port, round_id, judges, entries, codes)


ENTRIES = ("east", "west", "south")
PANEL = tiny_plan().judges
GUESTS = tuple(PlannedJudge(kind=JudgeKind.GUEST, name=f"客人{number}") for number in range(1, 31))


def served(made: Office) -> Iterator[Office]:
    made.start()
    yield made
    for client in made.clients:
        client.close()
    if made.process is not None:
        made.process.terminate()
        made.process.join(30)


@pytest.fixture
def office(migrated: Path, tmp_path: Path) -> Iterator[Office]:
    """An office that is served, and nobody else's."""
    yield from served(found(migrated, tmp_path / "office.db", entries=ENTRIES, judges=PANEL))


@pytest.fixture
def chair(hall: Office) -> httpx.Client:
    return hall.chair()


@pytest.fixture(scope="package")
def hall(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that the tests of screens share: each takes a `seat` at the panel's table that is still free."""
    yield from served(found(migrated, tmp_path_factory.mktemp("hall") / "hall.db", entries=ENTRIES, judges=GUESTS))
