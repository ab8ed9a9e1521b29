"""The public board: as it was at the freeze while the panel deliberates, ranges of places and photos only with the result."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.conftest import CRITERIA, Hall
from tests.desk.test_main_job import fill, item, send, value

from weiping.desk import conflicts, consents, late, settings
from weiping.desk.settings import Settings
from weiping.desk.views import Views
from weiping.domain.appraisal import Phase
from weiping.store import tables as t


def board(hall: Hall) -> dict[str, Any]:
    return Views(hall.desk).board(hall.round)


def publish(hall: Hall) -> None:
    from weiping.desk import rounds

    rounds.change_phase(hall.desk, hall.chair, hall.round, Phase.PUBLISHED, accept=True)


def refuse(hall: Hall, judge: int, entry: int) -> None:
    late.decide(
        hall.desk, hall.chair, hall.round, hall.ids("judge")[judge - 1], hall.entry(entry), admit=False, reason="late"
    )


@pytest.fixture
def frozen(hall: Hall) -> Hall:
    """Two sheets for each entry; a third of the first entry comes late."""
    hall.go("open")
    for judge, one, two in ((1, "20", "10"), (2, "10", "14")):
        fill(hall, judge, hall.entry(1), one, one)
        fill(hall, judge, hall.entry(2), two, two)
    hall.clock.forward(minutes=1)
    hall.go("deliberation")
    hall.clock.forward(minutes=1)
    send(hall, 3, *(value(hall.entry(1), key, "4") for key in CRITERIA), item("sign", hall.entry(1)))
    return hall


def test_what_is_decided_in_deliberation_shows_with_the_result_and_not_before(frozen: Hall) -> None:
    views = Views(frozen.desk)
    before, wall = views.board(frozen.round), views.wall(frozen.round)
    assert before["progress"]["sheets"] == 4
    third, second = frozen.ids("judge")[2], frozen.ids("judge")[1]
    late.decide(frozen.desk, frozen.chair, frozen.round, third, frozen.entry(1), admit=True, reason="no network")
    conflicts.declare(frozen.desk, frozen.chair, frozen.round, second, frozen.entry(2), True, "a sister lives there")
    assert views.board(frozen.round) == before == board(frozen)
    assert views.wall(frozen.round) == wall
    publish(frozen)
    after = views.board(frozen.round)["progress"]
    assert (after["sheets"], after["sheets_due"]) == (4, 5)
    assert [one["sheets"] for one in after["entries"]] == [3, 1]


def test_a_round_that_is_opened_again_shows_what_was_decided_meanwhile(frozen: Hall) -> None:
    views = Views(frozen.desk)
    views.board(frozen.round)
    third = frozen.ids("judge")[2]
    late.decide(frozen.desk, frozen.chair, frozen.round, third, frozen.entry(1), admit=True, reason="no network")
    frozen.go("open", reason="one sheet is missing")
    assert views.board(frozen.round)["progress"]["sheets"] == 5
    frozen.clock.forward(minutes=1)
    frozen.go("deliberation")
    assert views.board(frozen.round)["progress"]["sheets"] == 5


def test_the_range_of_a_place_is_shown_with_the_result_and_only_where_the_chair_switched_it_on(frozen: Hall) -> None:
    settings.change(frozen.desk, frozen.chair, frozen.round, Settings(show_range=True))
    assert board(frozen)["standings"] is None
    refuse(frozen, 3, 1)
    publish(frozen)
    # 75 to 60; without the first judge 50 to 70, without the second 100 to 50
    assert [(one["place"], one["range"]) for one in board(frozen)["standings"]] == [(1, [1, 2]), (2, [1, 2])]
    settings.change(frozen.desk, frozen.chair, frozen.round, Settings(show_range=False))
    assert not any("range" in one for one in board(frozen)["standings"])


def photo(hall: Hall, judge: int, entry: int, digest: str, kind: str = "photo", seq: int = 900, **more: Any) -> None:
    """A photo in the tables, as its route leaves it there."""
    row = {
        "id": f"{kind}-{digest[:8]}-{seq}", "round_id": hall.round, "judge_id": hall.judge(judge).judge, "kind": kind,
        "entry_id": hall.entry(entry), "criterion": "green", "client": f"tablet-{judge}", "seq": seq, "late": False,
        "received_at": datetime(2024, 11, 20, tzinfo=UTC), "photo": digest, **more,
    }  # fmt: skip
    hall.desk.store.write(lambda connection: connection.execute(t.tap.insert(), row))
    if kind == "photo":
        made = {
            "hash": digest,
            "data": b"jpeg",
            "type": "image/jpeg",
            "width": 1,
            "height": 1,
            "size": 4,
            "made_at": row["received_at"],
        }
        hall.desk.store.write(lambda connection: connection.execute(t.photo.insert(), made))


def shown(hall: Hall) -> list[str]:
    return [one["hash"][0] for one in Views(hall.desk).wall(hall.round)["photos"]]


def test_the_wall_shows_photos_with_consent_once_there_is_a_result_and_no_others(hall: Hall) -> None:
    hall.go("open")
    for judge in (1, 2):
        for entry in (1, 2):
            fill(hall, judge, hall.entry(entry), "18", "16")
    for letter, entry in (("a", 2), ("b", 1), ("c", 1), ("d", 1), ("e", 1)):
        photo(hall, 1, entry, letter * 64)
    photo(hall, 1, 1, "c" * 64, "drop_photo", 901)
    for letter in "abcd":
        consents.consent(hall.desk, hall.chair, hall.round, letter * 64, show=True)
    consents.consent(hall.desk, hall.chair, hall.round, "d" * 64, show=False, reason="somebody objected")
    hall.go("deliberation")
    assert shown(hall) == []
    publish(hall)
    assert shown(hall) == ["a", "b"]  # not dropped, not objected to, not without consent
    assert Views(hall.desk).wall(hall.round)["photos"][0]["caption"]["en"] == "green"
    hall.desk.store.write(
        lambda connection: connection.execute(t.photo.update().where(t.photo.c.hash == "a" * 64).values(data=None))
    )
    assert shown(hall) == ["b"]
    consents.consent(hall.desk, hall.chair, hall.round, "b" * 64, show=False, reason="taken back")
    assert shown(hall) == []
