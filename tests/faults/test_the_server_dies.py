"""The server is killed, the network breaks, the disk is full: nothing that was acknowledged is lost, nothing is there twice."""

from __future__ import annotations

import random
import resource
import sqlite3
import threading
import time

import pytest
from tests.faults.conftest import Office

TABLETS, TAPS = 8, 30


def test_killed_again_and_again_under_load_the_server_keeps_every_acknowledged_tap_once(office: Office) -> None:
    acknowledged: list[str] = []
    trouble: list[BaseException] = []

    def tap_away(name: str) -> None:
        try:
            client = office.tablet(1 + int(name) % len(office.codes))
            for seq in range(1, TAPS + 1):
                item = office.mark(f"item-{name}", seq, entry=2, criterion=seq % 2)
                [answer] = office.patiently(client, item, name=f"tablet-{name}")
                assert answer["result"] in ("stored", "repeated")
                acknowledged.append(item["id"])
        except BaseException as error:
            trouble.append(error)

    tablets = [threading.Thread(target=tap_away, args=(str(n),)) for n in range(TABLETS)]
    for one in tablets:
        one.start()
    for share in (0.2, 0.45, 0.7):
        while len(acknowledged) < share * TABLETS * TAPS and not trouble:
            time.sleep(0.01)
        before = set(acknowledged)
        office.kill()
        assert before <= set(office.ids()), "an acknowledged tap is gone"
        office.start()
    for one in tablets:
        one.join(120)
    assert trouble == []
    assert sorted(office.ids()) == sorted(acknowledged)
    assert len(acknowledged) == TABLETS * TAPS
    office.sound()


def test_an_answer_that_is_lost_after_the_commit_makes_no_second_tap(office: Office) -> None:
    client = office.tablet(1)
    items = [office.mark("item", seq) for seq in (1, 2, 3)]
    assert [one["result"] for one in office.patiently(client, *items)] == ["stored"] * 3
    # the tablet heard nothing of it and sends the same again, together with what was tapped meanwhile
    again = office.patiently(client, *items, office.mark("item", 4))
    assert [one["result"] for one in again] == ["repeated"] * 3 + ["stored"]
    assert len(office.ids()) == 4
    office.sound()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (1, 2))])
def test_items_that_arrive_out_of_order_and_repeatedly_end_as_the_judge_left_them(office: Office, seed: int) -> None:
    dice = random.Random(seed)
    client = office.tablet(1)
    items = [office.mark(f"item-{seed}", seq, criterion=seq % 2) for seq in range(1, 25)]
    sent = items * 3
    dice.shuffle(sent)
    while sent:
        size = dice.randint(1, 5)
        part, sent = sent[:size], sent[size:]
        unique = list({item["id"]: item for item in part}.values())
        assert {one["result"] for one in office.patiently(client, *unique)} <= {"stored", "repeated"}
    assert sorted(office.ids()) == sorted(item["id"] for item in items)
    marks = {mark["criterion"]: mark["value"] for mark in _pad(office, client)["marks"]}
    assert marks == {item["criterion"]: _plain(item["value"]) for item in items[-2:]}
    office.sound()


def test_a_tablet_whose_clock_is_a_day_off_changes_nothing_about_what_counts(office: Office) -> None:
    client = office.tablet(1)
    fast = office.mark("item", 1, at="2031-01-02T08:00:00Z")
    slow = office.mark("item", 2, at="2019-01-01T08:00:00Z")
    office.patiently(client, fast)
    office.patiently(client, slow)
    [mark] = _pad(office, client)["marks"]
    assert mark["value"] == _plain(slow["value"])
    assert [tap.tablet_at for tap in office.stored()] == [fast["at"], slow["at"]]


def test_taps_wait_for_a_database_that_another_program_holds(office: Office) -> None:
    client = office.tablet(1)
    with sqlite3.connect(office.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(2.0, lambda: None)
        answers: list[list[dict[str, object]]] = []
        waiting = threading.Thread(target=lambda: answers.append(office.patiently(client, office.mark("item", 1))))
        waiting.start()
        release.start()
        release.join()
        assert answers == []
        other.execute("ROLLBACK")
    waiting.join(30)
    assert [one["result"] for one in answers[0]] == ["stored"]
    office.sound()


def test_a_full_disk_is_said_and_taps_are_taken_again_once_there_is_room(office: Office) -> None:
    client = office.tablet(1)
    office.patiently(client, office.mark("item", 1))
    assert office.process is not None
    wal = office.database.with_name(office.database.name + "-wal")
    room = max(office.database.stat().st_size, wal.stat().st_size)
    limits = resource.prlimit(office.process.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
    refused = None
    for seq in range(2, 200):
        answer = office.send(client, office.mark("item", seq))
        if answer.status_code != 200:
            refused = answer
            break
    assert refused is not None
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "disk-full"
    acknowledged = office.ids()
    resource.prlimit(office.process.pid, resource.RLIMIT_FSIZE, limits)
    office.patiently(client, *(office.mark("item", n) for n in range(len(acknowledged) + 1, seq + 2)))
    assert office.ids() == [f"item-{n:08}" for n in range(1, seq + 2)]
    office.sound()


def _pad(office: Office, client: object) -> dict[str, object]:
    return client.get(f"/weiping/api/rounds/{office.round}/pad").json()  # type: ignore[attr-defined, no-any-return]


def _plain(value: str) -> str:
    return value.rstrip("0").rstrip(".") if "." in value else value
