"""The live feed: who may listen, how soon and how often it speaks, and what it says to whom."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import pytest
import websocket
from tests.conftest import on_a_loop
from tests.server.conftest import Served, batch, hear, item

from weiping.domain.appraisal import Actor, Role
from weiping.server import watch
from weiping.server.feed import INTERVAL, Stream

ROLES = ("public", "judge", "chair", "clerk", "admin")
MAY = {"board": ROLES, "console": ("chair", "admin"), "pad": ("judge",)}


@pytest.mark.parametrize("role", ROLES)
def test_a_channel_is_open_to_the_roles_of_the_contract(served: Served, role: str) -> None:
    visitor = served.anybody(role)
    for channel, roles in MAY.items():
        if role in roles:
            assert hear(visitor.feed(channel))["channel"] == channel
        else:
            with pytest.raises(websocket.WebSocketBadStatusException) as refused:
                visitor.feed(channel)
            assert refused.value.status_code == (401 if role == "public" else 403)


@pytest.mark.parametrize(
    ("query", "status"),
    [("channel=board&round=9", 404), ("channel=board&round=x", 400), ("channel=else&round=1", 400), ("", 400)],
)
def test_a_feed_of_nothing_is_refused(served: Served, query: str, status: int) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        served.visitor().listen(f"/weiping/feed?{query}")
    assert refused.value.status_code == status


def test_a_page_of_another_site_hears_nothing(served: Served) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        served.judge().feed("pad", origin="http://evil.example")
    assert refused.value.status_code == 403
    assert hear(served.judge().feed("pad", origin=served.base))["channel"] == "pad"


def test_a_tap_shows_on_the_board_within_a_second(served: Served) -> None:
    board = served.visitor().feed("board")
    assert hear(board)["data"]["progress"]["marks"] == 0
    judge = served.judge()
    began = time.monotonic()
    judge.post("/rounds/1/marks", batch(item(1, served.hall.entry())))
    assert hear(board)["data"]["progress"]["marks"] == 1
    assert time.monotonic() - began < 1


def test_many_taps_are_told_in_a_few_messages_and_the_last_is_complete(served: Served) -> None:
    board = served.visitor().feed("board")
    judge = served.judge()
    began = time.monotonic()
    for seq in range(1, 61):
        judge.post(
            "/rounds/1/marks",
            batch(item(seq, served.hall.entry(1 + seq % 2), criterion=("order", "green")[seq % 4 // 2])),
        )
    took = time.monotonic() - began
    messages = [hear(board)]
    while messages[-1]["data"]["progress"]["marks"] != 4:
        messages.append(hear(board))
    assert len(messages) <= (took + 1) / INTERVAL + 3


def test_a_stream_speaks_at_most_five_times_a_second_and_always_says_the_last_state() -> None:
    class Ear:
        key: Any = None
        actor = Actor(Role.PUBLIC)

        def __init__(self) -> None:
            self.heard: list[str] = []

        def push(self, text: str) -> None:
            self.heard.append(text)

        def drop(self, why: str) -> None:
            raise AssertionError(why)

    async def scene() -> tuple[list[str], int, float]:
        state = computed = 0
        began = time.monotonic()

        async def compute() -> str:
            nonlocal computed
            computed += 1
            return str(state)

        stream, ear = Stream(compute), Ear()
        stream.join(ear)
        for number in range(100):
            state = number
            stream.touch()
            await asyncio.sleep(0.01)
        await asyncio.sleep(2 * INTERVAL)
        stream.end()
        return ear.heard, computed, time.monotonic() - began

    heard, computed, took = on_a_loop(scene())
    assert heard[-1] == "99"
    assert len(heard) == computed <= took / INTERVAL + 2  # the first at once, and one that was under way


def test_the_console_sees_a_pad_come_and_go(served: Served) -> None:
    console = served.staff(Role.CHAIR).feed("console")

    def connected() -> list[bool]:
        return [judge["connected"] for judge in hear(console)["data"]["judges"]]

    assert connected() == [False, False, False]
    pad = served.judge(2).feed("pad")
    while connected() != [False, True, False]:
        pass
    pad.close()
    while connected() != [False, False, False]:
        pass


def test_a_pad_hears_its_own_judges_other_tablet_and_nothing_of_others(served: Served) -> None:
    code = served.judge_code(1)
    one, two = served.judge(code=code), served.judge(code=code)
    pad_one, pad_two = one.feed("pad"), two.feed("pad")
    other = served.judge(2)
    pad_other = other.feed("pad")
    for pad in (pad_one, pad_two, pad_other):
        assert hear(pad)["data"]["marks"] == []
    one.post("/rounds/1/marks", batch(item(1, served.hall.entry(), value="12")))
    told = hear(pad_two)["data"]
    assert [mark["value"] for mark in told["marks"]] == ["12"]
    assert told["round"]["phase"] == "open"
    pad_other.settimeout(1)
    with pytest.raises(websocket.WebSocketTimeoutException):
        pad_other.recv()


def test_the_tablet_that_tapped_is_not_told_what_it_was_answered(served: Served) -> None:
    judge = served.judge()
    pad = judge.feed("pad")
    hear(pad)
    judge.post("/rounds/1/marks", batch(item(1, served.hall.entry())))
    pad.settimeout(1.5)
    with pytest.raises(websocket.WebSocketTimeoutException):
        pad.recv()


def test_what_changes_while_a_rounds_first_pad_comes_reaches_it(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, done = watch.news, threading.Event()

    def late(*args: Any) -> Any:
        done.wait(30)
        return look(*args)

    monkeypatch.setattr(watch, "news", late)
    pad = served.judge().feed("pad")
    pad.settimeout(0.5)
    with suppress(websocket.WebSocketTimeoutException):
        pad.recv()  # where it is told something before anybody has looked
    served.staff(Role.CHAIR).post("/rounds/1/remind")
    done.set()
    pad.settimeout(10)
    assert hear(pad)["data"]["reminded"]


def test_every_pad_hears_of_a_new_phase(served: Served) -> None:
    pads = [served.judge(number).feed("pad") for number in (1, 2)]
    for pad in pads:
        assert hear(pad)["data"]["round"]["phase"] == "open"
    served.hall.go("deliberation")
    for pad in pads:
        assert hear(pad)["data"]["round"]["phase"] == "deliberation"


def test_a_socket_ends_with_its_session(served: Served) -> None:
    judge = served.judge()
    pad = judge.feed("pad")
    hear(pad)
    judge.post("/leave")
    pad.settimeout(5)
    opcode, _ = pad.recv_data()
    assert opcode == websocket.ABNF.OPCODE_CLOSE


def test_a_frozen_board_tells_nothing_of_the_standings(served: Served) -> None:
    served.hall.go("deliberation")
    board = served.visitor().feed("board")
    assert hear(board)["data"]["standings"] is None


def test_what_another_process_writes_is_told_too(served: Served) -> None:
    from weiping.desk import settings
    from weiping.desk.office import Desk
    from weiping.store import Store

    board = served.visitor().feed("board")
    assert hear(board)["data"]["round"]["phase"] == "open"
    with Store(served.hall.desk.store.url.database or "") as other:
        desk = Desk(other, served.hall.desk.plugins, served.hall.clock)
        settings.change(desk, served.hall.chair, served.hall.round, settings.Settings(show_standings=False))
    began = time.monotonic()
    assert hear(board)["data"]["standings"] is None
    assert time.monotonic() - began < 2
