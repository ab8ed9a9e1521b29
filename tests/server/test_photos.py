"""Photos over the wire: what is read, from whom, how it comes back, and that marks never wait for it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.desk.pictures import from_a_telephone
from tests.server.conftest import Served, Visitor, batch, hear, item

from weiping.desk import conflicts, photos, pictures
from weiping.domain.appraisal import Role

PHOTOS = "/weiping/api/rounds/1/photos"


def upload(visitor: Visitor, data: bytes, seq: int = 1, kind: str = "image/jpeg", **more: Any) -> httpx.Response:
    headers = {"Content-Type": kind, "X-Weiping-Lang": "en", **more.pop("headers", {})}
    query = {"id": f"photo-{seq:08}", "client": "tablet-1", "seq": seq, "entry": 1, **more}
    return visitor.http.post(PHOTOS, params=query, content=data, headers=headers)


def test_a_photo_goes_up_comes_back_stripped_and_may_be_kept_by_the_browser(served: Served) -> None:
    judge = served.judge()
    reply = upload(judge, from_a_telephone(), criterion="green", judge=served.hall.judge().judge, practice="")
    assert reply.status_code == 200, reply.text
    [said] = reply.json()["items"]
    assert (said["result"], said["late"], reply.json()["phase"]) == ("stored", False, "open")
    assert upload(judge, from_a_telephone(), criterion="green").json()["items"][0]["result"] == "repeated"
    back = judge.get(f"{PHOTOS}/{said['photo']}")
    assert (back.status_code, back.headers["Content-Type"]) == (200, "image/jpeg")
    assert back.headers["Cache-Control"].startswith("private, max-age=86400")
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert b"TelephoneMaker" not in back.content
    assert judge.http.head(f"{PHOTOS}/{said['photo']}").status_code == 200
    assert served.staff(Role.CHAIR).get(f"{PHOTOS}/{said['photo']}").content == back.content
    for stranger in (served.visitor(), served.judge(2), served.staff(Role.CLERK)):
        reply = stranger.get(f"{PHOTOS}/{said['photo']}")
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not-found")
        assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("data", "more", "status", "code"),
    [
        (b"", {}, 422, "not-a-photo"),
        (b"<svg onload='alert(1)'/>", {}, 422, "not-a-photo"),
        (from_a_telephone()[:500], {}, 422, "not-a-photo"),
        (bytes(pictures.MOST_BYTES + 1), {}, 413, "too-large"),
        (bytes(2 * pictures.MOST_BYTES), {}, 413, "too-large"),
        (from_a_telephone(), {"entry": "many"}, 400, "body"),
        (from_a_telephone(), {"client": ""}, 400, "body"),
        (from_a_telephone(), {"extra": "1"}, 400, "body"),
        (from_a_telephone(), {"judge": 2}, 403, "not-allowed"),
        (from_a_telephone(), {"kind": "application/json"}, 400, "body"),
        (from_a_telephone(), {"kind": "multipart/form-data"}, 400, "body"),
        (from_a_telephone(), {"headers": {"Origin": "http://evil.example"}}, 403, "origin"),
    ],
)
def test_a_photo_that_cannot_be_taken_is_refused_with_a_reason(
    served: Served, data: bytes, more: dict[str, Any], status: int, code: str
) -> None:
    reply = upload(served.judge(), data, **more)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert reply.json()["error"]["message"]


def test_a_photo_that_its_sheet_refuses_is_answered_like_a_mark(served: Served) -> None:
    reply = upload(served.judge(), from_a_telephone(), criterion="noise")
    assert (reply.status_code, reply.json()["items"][0]["code"]) == (422, "invalid")


def test_only_photos_may_be_that_large(served: Served) -> None:
    reply = served.judge().http.post(
        "/weiping/api/rounds/1/marks", content=bytes(1_500_000), headers={"Content-Type": "application/json"}
    )
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too-large")


def test_nobody_waits_for_the_photos_of_a_whole_panel(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    judge, developed, at_work = served.judge(), threading.Event(), threading.Semaphore(0)

    def slowly(data: bytes) -> pictures.Picture:
        at_work.release()
        assert developed.wait(30)
        return pictures.develop(data)

    monkeypatch.setattr(photos, "develop", slowly)
    with ThreadPoolExecutor(40) as tablets:
        sent = [tablets.submit(upload, judge, from_a_telephone(), seq) for seq in range(2, 42)]
        try:
            assert at_work.acquire(timeout=20), "the first photo is being developed"
            time.sleep(0.5)  # and the others have arrived
            assert served.visitor().get("/weiping/api/rounds/1/board", timeout=10).status_code == 200
            assert judge.post("/rounds/1/marks", batch(item(1, 1)), timeout=10).status_code == 200
        finally:
            developed.set()
        assert [one.result().json()["items"][0]["result"] for one in sent] == ["stored"] * 40


def test_the_chair_erases_a_photo_and_it_is_gone(served: Served) -> None:
    judge, chair = served.judge(), served.staff(Role.CHAIR)
    photo = upload(judge, from_a_telephone()).json()["items"][0]["photo"]
    assert judge.post(f"/rounds/1/photos/{photo}/erase", {"reason": "a face"}).status_code == 403
    assert chair.post(f"/rounds/1/photos/{photo}/erase", {"reason": "a face"}).json()["round"]["id"] == 1
    assert judge.get(f"{PHOTOS}/{photo}").status_code == 404


def test_what_others_say_the_history_and_staying_out_go_over_the_wire(served: Served) -> None:
    judge = served.judge()
    assert judge.get("/weiping/api/rounds/1/entries/1/others").json()["error"]["code"] == "sign-first"
    judge.post("/rounds/1/marks", batch(item(1, 1)))
    [tap] = judge.get("/weiping/api/rounds/1/pad/history").json()["history"]
    assert (tap["kind"], tap["value"]) == ("mark", "17.5")
    pad = judge.post("/rounds/1/recusals", {"entry": 1, "reason": "my sister lives there"}).json()
    assert [(one["entry"], one["kind"]) for one in pad["conflicts"]] == [(1, "declared")]
    refused = judge.post("/rounds/1/marks", batch(item(2, 1, "12")))
    assert (refused.status_code, refused.json()["items"][0]["code"]) == (409, "conflict")


def test_a_pad_hears_of_a_conflict_of_its_judge_and_others_do_not(served: Served) -> None:
    hall = served.hall
    first, second = served.judge(1).feed("pad"), served.judge(2).feed("pad")
    assert hear(first)["data"]["conflicts"] == hear(second)["data"]["conflicts"] == []
    conflicts.declare(hall.desk, hall.chair, hall.round, hall.judge(1).judge or 0, hall.entry(), True, "cousins")
    assert hear(first)["data"]["conflicts"][0]["entry"] == hall.entry()
    second.settimeout(0.8)
    with pytest.raises(Exception, match="timed out"):
        hear(second)
