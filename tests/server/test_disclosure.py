"""Nothing public tells what is hidden: not the boards, not the pages' source, not the sockets, not a header or a refusal.

Two ways to look. One plants values, names and texts that occur nowhere else and searches everything a visitor can fetch
for them. The other runs two rounds that differ only in what is hidden, and finds every public answer alike, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import websocket
from tests.conftest import CRITERIA, Clock, Hall, criterion, text, tiny_plan, tiny_plugins, tiny_register
from tests.server.conftest import Served, Visitor, batch

from weiping.api import ROUTES
from weiping.desk import appraisals, register
from weiping.desk.office import Desk
from weiping.desk.points import catalogue
from weiping.domain.appraisal import OPERATOR, Role
from weiping.domain.criteria import Level, Scale
from weiping.domain.plan import AppraisalPlan
from weiping.store import Store

ADDRESS = "http://wall.example"
"""The public address of every server here: two servers differ in their ports, which is no secret."""

PAGES = ("/board/1", "/wall/1", "/panel/1", "/shop", "/join", "/chair", "/nothing")
FEEDS = ("board", "wall")
NAMES = {"south-1-a": "霍去疾甲", "south-2-a": "霍去疾乙", "east-1-a": "霍去疾丙"}


def wide(key: str) -> Any:
    """A criterion with so fine a scale that no mark is found by chance."""
    one = Level(key="all", title=text("all"), low=Decimal(0), high=Decimal(100), value=Decimal(50))
    scale = Scale(low=Decimal(0), high=Decimal(100), step=Decimal("0.0001"))
    return replace(criterion(key), scale=scale, levels=(one,), deductions=())


@dataclass(frozen=True)
class Secrets:
    """What judges do in one world: their marks by judge, entry and criterion, and what they write."""

    marks: dict[tuple[int, int, str], str]
    note: str
    comment: str
    problem: str
    reason: str
    tablet: str


PLANTED = Secrets(
    {
        (1, 1, "order"): "73.1931", (1, 1, "green"): "61.2847", (2, 1, "order"): "64.5719", (2, 1, "green"): "58.9273",
        (1, 2, "order"): "41.7693", (1, 2, "green"): "37.4187", (2, 2, "order"): "32.9871", (2, 2, "green"): "29.1379",
    },
    "秘密备注七三一九", "秘密评语八八一", "秘密问题五二七", "秘密理由六四五一", "tablet-secret-5719",
)  # fmt: skip
OTHERS = Secrets(
    {key: f"{100 - Decimal(value):f}" for key, value in PLANTED.marks.items()},
    "另一条备注，而且长得多", "另一句评语", "完全不同的另一个问题", "另一个理由", "tablet-of-another-kind",
)  # fmt: skip


@dataclass
class World:
    """A served round in which `secrets` happen, and a visitor who looks at everything that is public."""

    served: Served
    secrets: Secrets
    public: Visitor
    chair: Visitor
    judges: list[Visitor]
    feeds: dict[str, websocket.WebSocket] = field(default_factory=dict)
    heard: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FEEDS})
    seq: int = 0

    def listen(self) -> None:
        """Open the public feeds, and keep what they say first."""
        for name in FEEDS:
            self.feeds[name] = self.public.feed(name)
            self.hear(name)

    def hear(self, name: str) -> dict[str, Any]:
        """The next state of a public feed."""
        self.heard[name].append(str(self.feeds[name].recv()))
        data: dict[str, Any] = json.loads(self.heard[name][-1])["data"]
        return data

    def until(self, happened: Callable[[dict[str, Any]], bool]) -> None:
        """Listen to both feeds until they say that something has happened."""
        for name in FEEDS:
            while not happened(self.hear(name)):
                pass

    def send(self, judge: int, *items: dict[str, Any]) -> list[dict[str, Any]]:
        """A judge's tablet sends items; answers what became of them."""
        for one in items:
            self.seq += 1
            one |= {"id": f"{self.secrets.tablet}-{self.seq:06}", "seq": self.seq}
        reply = self.judges[judge - 1].post("/rounds/1/marks", batch(*items, client=f"{self.secrets.tablet}-{judge}"))
        return list(reply.json()["items"])

    def mark(self, judge: int, entry: int, key: str, value: str = "") -> dict[str, Any]:
        value = value or self.secrets.marks[judge, entry, key]
        return {
            "kind": "mark",
            "entry": self.served.hall.entry(entry),
            "criterion": key,
            "mark": "value",
            "value": value,
        }

    def sheet(self, judge: int, entry: int) -> None:
        """A whole sheet: marks, a note, signed, opened again and signed again."""
        number = self.served.hall.entry(entry)
        said = {"note": self.secrets.note, "comment": self.secrets.comment, "problem": self.secrets.problem}
        texts = [{"kind": kind, "entry": number, "text": words} for kind, words in said.items()]
        seal = [{"kind": kind, "entry": number} for kind in ("sign", "reopen", "sign")]
        done = self.send(judge, *(self.mark(judge, entry, key) for key in CRITERIA), *texts, *seal)
        assert [one["result"] for one in done] == ["stored"] * 8, done

    def rehearse(self) -> None:
        """A rehearsal in which a sheet is signed."""
        self.go("practice")
        number = self.served.hall.entry(1)
        marks = [{**self.mark(1, 1, key), "practice": True} for key in CRITERIA]
        done = self.send(1, *marks, {"kind": "sign", "entry": number, "practice": True})
        assert [one["result"] for one in done] == ["stored"] * 3, done

    def decide(self) -> None:
        """What the chair does while the panel deliberates, in every world."""
        judges = self.served.hall.ids("judge")
        reason = self.secrets.reason
        entry = self.served.hall.entry
        for path, body in (
            ("late", {"judge": judges[1], "entry": entry(2), "admit": True, "reason": reason}),
            ("conflicts", {"judge": judges[2], "entry": entry(1), "holds": True, "reason": reason}),
            ("names", {"reason": reason}),
            ("settings", {"show_range": True, "quorum": 1}),
            (f"judges/{judges[2]}/revoke", {"reason": reason}),
        ):
            self.served.hall.clock.forward(minutes=1)
            done = self.chair.post(f"/rounds/1/{path}", body)
            assert done.status_code == 200, (path, done.text)

    def go(self, phase: str) -> None:
        body: dict[str, Any] = {"to": phase, "reason": self.secrets.reason}
        done = self.chair.post("/rounds/1/phase", body)
        if done.status_code == 409:  # the chair saw what the checklist says
            done = self.chair.post("/rounds/1/phase", {**body, "accept": True})
        assert done.status_code == 200, done.text

    def console(self) -> dict[str, Any]:
        data: dict[str, Any] = self.chair.get("/weiping/api/rounds/1/console").json()
        return data

    # what the public can fetch

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Method and path of every route, with ids that are there and some that are not."""
        for route in ROUTES:
            if route.path == "/join":
                continue  # wrong codes are counted: that is another test's
            for number in ("1", "2", "7") if "{" in route.path else ("",):
                path = re.sub(r"{(?:hash|photo)}", "a" * 64, route.path)
                path = re.sub(r"{code}", "7K3M-9QXA", path)
                yield route.method, "/weiping/api" + re.sub(r"{\w+}", number, path).replace("rounds/2", "rounds/1")

    def everything(self, pages: bool = False) -> dict[str, str]:
        """Request -> all that its answer says but the date."""
        found: dict[str, str] = {}
        for method, path in self.addresses():
            body = {} if method == "POST" else None
            found[f"{method} {path}"] = _said(self.public.http.request(method, path, json=body), self.served)
        for path in PAGES if pages else ():
            first = self.public.get(path)
            found[path] = _said(first, self.served)
            again = self.public.get(path, headers={"If-None-Match": first.headers.get("ETag", "")})
            found[f"{path} again"] = f"{again.status_code} {len(again.content)}"
        return found


def _said(reply: Any, served: Served) -> str:
    headers = {name: value for name, value in reply.headers.items() if name.lower() != "date"}
    said = f"{reply.status_code} {json.dumps(headers)} {reply.text}"
    return said.replace(served.base.removeprefix("http://"), "the-host")


@pytest.fixture
def stores() -> Iterator[list[Store]]:
    """The databases of the worlds; closed when no server uses them any more."""
    opened: list[Store] = []
    yield opened
    for store in opened:
        store.close()


@pytest.fixture
def world(tmp_path: Path, stores: list[Store], serve: Callable[..., Served]) -> Callable[..., World]:
    """`world(secrets)` founds a community of its own and serves it."""

    def make(secrets: Secrets, **plan: Any) -> World:
        store = Store(tmp_path / f"{len(stores)}.db")
        stores.append(store)
        clock = Clock()
        desk = Desk(store, replace(tiny_plugins(), criteria={key: wide(key) for key in CRITERIA}), now=clock)
        register.load(desk, OPERATOR, _named(tiny_register()))
        catalogue.stock_catalogue(desk, OPERATOR, desk.plugins.rewards.values())
        planned: AppraisalPlan = tiny_plan(show_standings=False, **plan)
        hall = Hall(desk, clock, appraisals.create(desk, OPERATOR, "tiny", planned))
        served = serve(hall, public_url=ADDRESS)
        made = World(served, secrets, served.visitor(), served.staff(Role.CHAIR), [served.judge(n) for n in (1, 2)])
        made.public.http.headers["Accept-Language"] = "en"
        return made

    return make


def _named(whole: Any) -> Any:
    residents = tuple(replace(one, name=NAMES.get(one.key, one.name)) for one in whole.residents)
    return replace(whole, residents=residents)


def spellings(value: str) -> set[str]:
    """A number as it might be written: exactly, printed with two decimals, and without a point."""
    return {value, value.replace(".", "")}


def always_hidden(secrets: Secrets) -> set[str]:
    """What no phase shows to the public: single marks, who the judges are, what anybody wrote."""
    marks = {spelling for value in secrets.marks.values() for spelling in spellings(value)}
    people = {*NAMES.values(), "Building leader", "楼栋长代表", "south-1"}
    return marks | people | {secrets.note, secrets.comment, secrets.problem, secrets.reason, secrets.tablet}


def result_of(console: dict[str, Any]) -> set[str]:
    """The totals and parts of the standings as the chair sees them."""
    totals = {one["total"] for one in console["standings"] if one["total"]}
    assert len(totals) == 2, "both entries have a total, or there is nothing to hide"
    return totals | {part["value"] for one in console["standings"] for part in one["parts"]}


def leaks(found: dict[str, str], planted: set[str]) -> list[str]:
    """Where any of `planted` stands, as it is or escaped as in JSON."""
    words = planted | {json.dumps(one)[1:-1] for one in planted}
    return [f"{where}: {word}" for where, said in found.items() for word in words if word in said]


def test_what_is_hidden_is_found_nowhere_until_it_may_be_seen_and_some_of_it_never(world: Callable[..., World]) -> None:
    one = world(PLANTED)
    never = always_hidden(PLANTED)
    assert leaks(one.everything(), never) == []  # a draft; and nothing planted occurs by chance

    one.rehearse()
    one.listen()
    assert leaks(one.everything(), never) == []
    rehearsed = one.public.get("/weiping/api/rounds/1/board").json()
    assert (rehearsed["standings"], rehearsed["progress"]["sheets"]) == (None, 1)
    one.go("draft")
    one.go("open")
    for judge, entry in ((1, 1), (2, 1), (1, 2), (2, 2)):
        one.sheet(judge, entry)
    result = result_of(one.console())
    one.until(lambda board: board["round"]["phase"] == "open" and board["progress"]["sheets"] == 4)
    assert leaks(one.everything(pages=True), never | result) == []

    one.chair.post("/rounds/1/settings", {"show_standings": True})
    one.until(lambda board: board["standings"] is not None)
    assert len(leaks({"feed": one.heard["board"][-1]}, result)) == len(result)  # what may be seen is seen
    assert leaks(one.everything(), never) == []

    one.go("deliberation")
    one.until(lambda board: board["round"]["phase"] == "deliberation")
    frozen = {f"{name} {index}": said for name in FEEDS for index, said in enumerate(one.heard[name][-1:])}
    late = one.send(1, one.mark(1, 1, "order", "99.8713"))
    assert late[0]["late"] is True
    never |= spellings("99.8713")
    refusal = {"judge": one.served.hall.ids("judge")[0], "entry": one.served.hall.entry(1), "admit": False}
    assert one.chair.post("/rounds/1/late", {**refusal, "reason": PLANTED.reason}).status_code == 200
    assert leaks({**one.everything(), **frozen}, never | result) == []

    one.go("published")
    one.until(lambda board: board["round"]["phase"] == "published")
    assert leaks(one.everything(pages=True), never) == []
    board = one.public.get("/weiping/api/rounds/1/board").json()
    assert len(leaks({"board": json.dumps(board)}, result)) == len(result)
    wall = one.public.get("/weiping/api/rounds/1/wall").json()
    assert [award["entries"] for award in wall["awards"]] == [[one.served.hall.entry(1)]]
    one.go("final")
    one.until(lambda board: board["round"]["phase"] == "final")
    assert leaks(one.everything(), never) == []
    told = {f"{name} {index}": said for name in FEEDS for index, said in enumerate(one.heard[name])}
    assert leaks(told, never) == []


def story(one: World) -> list[dict[str, str]]:
    """The same things happen in every world; what the public can fetch after each of them."""
    seen = [one.everything()]
    one.rehearse()
    one.listen()
    seen.append(one.everything())
    one.go("draft")
    one.go("open")
    for judge, entry in ((1, 1), (2, 1), (1, 2)):
        one.sheet(judge, entry)
        seen.append(one.everything())
    one.until(lambda board: board["round"]["phase"] == "open" and board["progress"]["sheets"] == 3)
    assert one.chair.post("/rounds/1/remind", {}).status_code == 200
    one.served.hall.clock.forward(minutes=1)
    one.go("deliberation")
    one.until(lambda board: board["round"]["phase"] == "deliberation")
    one.send(2, *(one.mark(2, 2, key) for key in CRITERIA), {"kind": "sign", "entry": one.served.hall.entry(2)})
    seen.append(one.everything(pages=True))
    one.decide()
    seen.append(one.everything())
    board = "GET /weiping/api/rounds/1/board"
    assert seen[-1][board] == seen[-2][board], "what the chair decides shows with the result"
    return seen


def test_two_rounds_that_differ_only_in_what_is_hidden_look_alike_to_the_public(world: Callable[..., World]) -> None:
    worlds = [world(secrets) for secrets in (PLANTED, OTHERS)]
    stories = [story(one) for one in worlds]
    consoles = [result_of(one.console()) for one in worlds]
    assert not consoles[0] & consoles[1], "the worlds must differ, or nothing is shown by their looking alike"
    for step, (mine, yours) in enumerate(zip(*stories, strict=True)):
        different = [where for where in mine if mine[where] != yours[where]]
        assert not different, f"step {step}: {different[0]}\n{mine[different[0]]}\n{yours[different[0]]}"
    for name in FEEDS:  # several taps may have come in one push, so what is compared is where every push ended
        told = [one.heard[name] for one in worlds]
        assert told[0][0] == told[1][0]
        assert told[0][-1] == told[1][-1]


def test_what_changes_nothing_that_is_shown_is_not_pushed(world: Callable[..., World]) -> None:
    one = world(PLANTED)
    one.go("open")
    one.send(1, one.mark(1, 1, "order"))
    one.listen()
    for invisible in (
        one.mark(1, 1, "order", "12.3456"),  # another value for what was answered already
        {"kind": "note", "entry": one.served.hall.entry(1), "criterion": "order", "text": PLANTED.note},
        one.mark(1, 1, "order"),
    ):
        one.send(1, invisible)
    one.chair.post(
        "/rounds/1/settings", {"show_standings": False, "quorum": 1, "show_range": True}
    )  # nothing one sees yet
    one.send(2, one.mark(2, 1, "order"))
    for name in FEEDS:
        before = one.heard[name][-1]
        assert one.hear(name)["progress"]["marks"] == 2
        assert one.heard[name][-1] != before


def test_late_marks_and_their_number_do_not_reach_the_public_feeds(world: Callable[..., World]) -> None:
    one = world(PLANTED)
    one.go("open")
    one.sheet(1, 1)
    one.sheet(1, 2)
    one.go("deliberation")
    one.listen()
    assert one.send(2, one.mark(2, 1, "order"))[0]["late"] is True
    left_out = {"judge": one.served.hall.ids("judge")[1], "entry": one.served.hall.entry(1), "admit": False}
    assert one.chair.post("/rounds/1/late", {**left_out, "reason": PLANTED.reason}).status_code == 200
    one.go("open")
    for name in FEEDS:
        state = one.hear(name)
        assert (state["round"]["phase"], state["progress"]["marks"]) == ("open", 4)
