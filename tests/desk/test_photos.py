"""Photos as evidence: they come in like every other item, are shown to whom they concern, and can be forgotten."""

from __future__ import annotations

from itertools import count

import pytest
import sqlalchemy as sa
from tests.conftest import Hall
from tests.desk.pictures import picture
from tests.desk.test_conflicts import conflict, faults
from tests.desk.test_main_job import fill, send
from tests.desk.test_marks import codes, refusals

from weiping.desk import late, marks, photos
from weiping.desk.views import Views
from weiping.domain.appraisal import PUBLIC, Actor, Role
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.store import tables as t

ids = count(1)
ONE, TWO = picture(), picture(size=(30, 40))


def snap(hall: Hall, judge: int = 1, entry: int = 1, data: bytes = ONE, **more: object) -> marks.ItemResult:
    number = next(ids)
    taken = {"id": f"photo-{number:08}", "seq": number, "kind": "photo", "entry": hall.entry(entry), **more}
    made = marks.Item(**taken)  # type: ignore[arg-type]
    one = photos.photo_delivery(hall.judge(judge), hall.round, f"tablet-{judge}", None, made, data)
    [outcome] = hall.desk.store.write(marks.intake(hall.desk, [one]))
    if isinstance(outcome, Exception):
        raise outcome
    return outcome.items[0]


def own(hall: Hall, judge: int = 1) -> list[dict[str, object]]:
    found: list[dict[str, object]] = Views(hall.desk).pad(hall.judge(judge), hall.round)["photos"]
    return found


def sees(hall: Hall, actor: Actor, photo: str | None) -> bool:
    try:
        return bool(photos.read(hall.desk, actor, hall.round, photo or ""))
    except NotFound:
        return False


def settings(hall: Hall, **values: object) -> None:
    hall.desk.store.write(lambda c: c.execute(t.round_.update().values(**values)) and None)


def consent(hall: Hall, photo: str | None, show: bool) -> None:
    row = {"round_id": hall.round, "photo": photo, "show": show, "reason": "", "at": hall.clock(), "actor": "chair"}
    hall.desk.store.write(lambda c: c.execute(t.photo_consent.insert(), row) and None)


def kept(hall: Hall) -> int:
    with hall.desk.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(t.photo)).scalar_one())


def test_a_photo_is_stored_once_however_often_it_is_sent_or_taken(hall: Hall) -> None:
    hall.go("open")
    first = snap(hall, id="photo-of-the-yard", seq=1, criterion="green")
    again = snap(hall, id="photo-of-the-yard", seq=1, criterion="green")
    assert (first.result, again.result, first.photo) == ("stored", "repeated", again.photo)
    snap(hall, entry=2)
    assert kept(hall) == 1
    assert own(hall) == [
        {"entry": hall.entry(1), "criterion": "green", "hash": first.photo},
        {"entry": hall.entry(2), "criterion": None, "hash": first.photo},
    ]
    assert faults(hall) == []


def test_a_photo_that_is_taken_back_is_off_the_sheet_and_stays_evidence(hall: Hall) -> None:
    hall.go("open")
    photo = snap(hall).photo
    assert codes(send(hall, 1, drop(hall, photo))) == ["stored"]
    assert own(hall) == []
    assert sees(hall, hall.judge(), photo)
    assert kept(hall) == 1


def drop(hall: Hall, photo: str | None) -> marks.Item:
    number = next(ids)
    return marks.Item(id=f"drop-{number:08}", seq=number, kind="drop_photo", entry=hall.entry(), photo=photo)


def test_a_photo_obeys_the_rules_of_every_item(hall: Hall) -> None:
    with pytest.raises(WrongPhase):
        snap(hall)
    conflict(hall, 2, 1)
    hall.go("open")
    assert codes_of(snap(hall, criterion="noise"), snap(hall, judge=2)) == ["invalid", "conflict"]
    fill(hall, 1, hall.entry(), "18", "18")
    assert codes_of(snap(hall, seq=10**6), snap(hall, seq=0)) == ["signed", "stored"]
    assert kept(hall) == 1
    hall.go("deliberation")
    assert snap(hall, data=TWO).late
    assert refusals(hall) == [("photo", "invalid", None), ("photo", "conflict", None), ("photo", "signed", None)]
    assert faults(hall) == []


def codes_of(*results: marks.ItemResult) -> list[str]:
    return [one.error.word if one.error else one.result for one in results]


def test_a_refused_picture_and_a_stranger_store_nothing(hall: Hall) -> None:
    hall.go("open")
    with pytest.raises(Invalid):
        snap(hall, data=b"no photo")
    with pytest.raises(NotAllowed):
        photos.photo_delivery(hall.chair, hall.round, "t", None, marks.Item("photo-00", 1, "photo", 1), ONE)
    assert kept(hall) == 0


def test_a_photo_of_a_rehearsal_goes_with_it(hall: Hall) -> None:
    hall.go("practice")
    snap(hall, practice=True)
    assert len(own(hall)) == 1
    hall.go("draft", "open")
    assert own(hall) == []


def test_who_may_see_a_photo(hall: Hall) -> None:
    hall.go("open")
    photo = snap(hall).photo
    everybody = {"own": hall.judge(1), "other": hall.judge(2), "chair": hall.chair, "clerk": hall.clerk,
                 "admin": Actor(Role.ADMIN), "public": PUBLIC}  # fmt: skip

    def seen_by() -> set[str]:
        return {name for name, actor in everybody.items() if sees(hall, actor, photo)}

    always = {"own", "chair", "admin"}
    assert seen_by() == always
    settings(hall, show_others=True)
    fill(hall, 1, hall.entry(), "18", "18")
    assert seen_by() == always
    fill(hall, 2, hall.entry(), "12", "12")
    assert seen_by() == {*always, "other"}
    settings(hall, show_others=False)
    consent(hall, photo, True)
    assert seen_by() == always
    hall.go("deliberation", "published")
    assert seen_by() == set(everybody)
    consent(hall, photo, False)
    assert seen_by() == always


def test_everybody_may_see_what_the_wall_shows_and_nothing_else(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(2), "18", "18")
    shown, hidden, dropped = (snap(hall, data=picture(size=(20, side))).photo for side in (10, 20, 30))
    send(hall, 1, drop(hall, dropped))
    hall.go("deliberation")
    after = snap(hall, data=TWO).photo
    late.decide(
        hall.desk, hall.chair, hall.round, hall.ids("judge")[0], hall.entry(), admit=True, reason="on the stairs"
    )
    for photo in (shown, dropped, after):
        consent(hall, photo, True)
    hall.go("published")
    on_the_wall = {one["hash"] for one in Views(hall.desk).wall(hall.round)["photos"]}
    assert on_the_wall == {shown, after}
    assert {photo for photo in (shown, hidden, dropped, after) if sees(hall, PUBLIC, photo)} == on_the_wall
    photos.erase_photo(hall.desk, hall.chair, hall.round, shown or "", "a face can be seen")
    assert {one["hash"] for one in Views(hall.desk).wall(hall.round)["photos"]} == {after}


def test_a_photo_of_another_round_or_of_none_is_not_there(hall: Hall) -> None:
    hall.go("open")
    snap(hall)
    assert not sees(hall, hall.chair, "0" * 64)
    with pytest.raises(NotFound):
        photos.read(hall.desk, hall.chair, 99, "0" * 64)


def test_an_erased_photo_is_gone_for_everybody_and_the_evidence_holds(hall: Hall) -> None:
    hall.go("open")
    photo = snap(hall).photo or ""
    consent_rows = "SELECT show, reason FROM photo_consent"
    with pytest.raises(Invalid, match="why"):
        photos.erase_photo(hall.desk, hall.chair, hall.round, photo, " ")
    with pytest.raises(NotAllowed):
        photos.erase_photo(hall.desk, hall.judge(), hall.round, photo, "a face")
    with pytest.raises(NotFound):
        photos.erase_photo(hall.desk, hall.chair, hall.round, "0" * 64, "a face")
    for _ in range(2):
        photos.erase_photo(hall.desk, hall.chair, hall.round, photo, "a face can be seen")
    assert not sees(hall, hall.chair, photo)
    assert not sees(hall, hall.judge(), photo)
    assert own(hall) == []
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql(consent_rows).all() == [(0, "a face can be seen")]
    assert snap(hall).result == "stored"  # the same picture again does not bring it back
    assert not sees(hall, hall.judge(), photo)
    assert faults(hall) == []


def test_the_audit_finds_a_picture_that_was_swapped_or_taken_away(hall: Hall) -> None:
    hall.go("open")
    first, second = snap(hall).photo, snap(hall, data=TWO).photo
    change = t.photo.update().where(t.photo.c.hash == first).values(data=TWO)
    hall.desk.store.write(lambda c: c.execute(change) and None)
    hall.desk.store.write(lambda c: c.execute(t.photo.delete().where(t.photo.c.hash == second)) and None)
    [found] = faults(hall)
    assert set(found.faults) == {f"photo {first} was changed", f"photo {second} is missing"}
