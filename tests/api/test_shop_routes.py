"""The shop over the API: an order becomes a voucher, a desk goes offline and settles, the clerk looks after the shelves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.desk.points.counter import DESKS, Counter, open_counter

from weiping.api import Api, Reply, Request
from weiping.domain.appraisal import PUBLIC, Actor
from weiping.store import Store


class Till:
    """The API as a clerk's tablet calls it."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.api = counter, Api(counter.desk, public_url="http://shop.test")

    def __call__(self, method: str, path: str, body: Any = None, actor: Actor | None = None, **query: str) -> Reply:
        sent = json.dumps({} if body is None else body).encode()
        return self.api.handle(Request(actor or self.counter.clerk, method, path, query, sent, "en"))


@pytest.fixture
def till(store: Store) -> Till:
    counter = open_counter(store)
    counter.rules(desks=DESKS, fen_per_point=50)
    return Till(counter)


def wish(till: Till, reward: str = "soap", household: str = "east-1", **more: Any) -> dict[str, Any]:
    return {
        "key": till.counter.key(), "account": till.counter.account(household), "reward": till.counter.reward(reward), **more
    }  # fmt: skip


def test_an_order_becomes_a_voucher_that_is_brought_home(till: Till) -> None:
    body = wish(till, quantity=2, way="home", desk="north")
    made = till("POST", "/orders", body)
    assert (made.status, made.body["voucher"]["state"], made.body["account"]["redeemable"]) == (201, "booked", 30)
    assert till("POST", "/orders", body).status == 200
    path = f"/redemptions/{made.body['voucher']['code']}"
    assert till("POST", f"{path}/issue").body["voucher"]["state"] == "issued"
    meet = {"day": "2024-11-21", "time": "09:30", "by_whom": "小张", "note": "腿脚不便"}
    assert till("POST", f"{path}/appointment", meet).body["appointment"] == meet
    assert [one["code"] for one in till("GET", "/shop/day", day="2024-11-21").body["items"]] == [
        made.body["voucher"]["code"]
    ]
    done = till("POST", f"{path}/hand-over", {"by_whom": "小张", "desk": "north"})
    assert (done.status, done.body["used"]["by_whom"]) == (200, "小张")
    back = till("POST", f"{path}/return", {"reason": "broken", "restock": False})
    assert (back.body["back"], back.body["voucher"]["state"]) == ({"points": 10, "cash": 0}, "returned")
    assert till("GET", "/shop/day", day="tomorrow").status == 422


def test_a_desk_goes_offline_and_settles(till: Till) -> None:
    assert till("GET", "/shop/setup").body["desks"] == [
        {"key": "north", "title": "北门服务台"},
        {"key": "south", "title": "南门服务台"},
    ]
    first, second = (till("POST", "/redemptions", wish(till, desk="north")).body["voucher"] for _ in range(2))
    assert "<svg" in first["qr"]
    station = till("POST", "/shop/desks/north").body
    assert (len(station["secret"]), station["unusable"]) == (64, [])
    till("POST", f"/redemptions/{second['code']}/cancel", {"reason": "changed their mind"})
    items = [{"scanned": one["scan"], "tablet_at": f"2024-11-20T10:00:0{n}"} for n, one in enumerate((first, second))]
    settled = till("POST", "/shop/settle", {"desk": "north", "items": items}).body["items"]
    assert [(one["result"], one["code"], (one["error"] or {}).get("code")) for one in settled] == [
        ("stored", first["code"], None),
        ("conflict", second["code"], "undone"),
    ]
    assert [one["code"] for one in till("GET", "/shop/open").body["conflicts"]] == [second["code"]]
    scanned = till("POST", "/shop/scan", {"text": first["scan"], "desk": "north"}).body
    assert (scanned["voucher"]["state"], scanned["refused"]["code"]) == ("handed-over", "used")
    altered = first["scan"][:-1] + ("2" if first["scan"][-1] != "2" else "3")
    forged = till("POST", "/shop/scan", {"text": altered, "desk": "north"})
    assert (forged.status, forged.body["error"]["code"]) == (409, "forged")
    assert till("POST", "/shop/desks/east").status == 404


def test_cash_an_open_day_and_something_else_instead(till: Till) -> None:
    till.counter.ledger.grant("west-1", 12)
    short = till("POST", "/redemptions", wish(till, "haircut", "west-1", cash=100))
    assert (short.status, short.body["error"]["code"]) == (409, "cash")
    bought = till("POST", "/redemptions", wish(till, "haircut", "west-1", cash=150, hand_over=True))
    assert bought.body["voucher"]["state"] == "handed-over"
    old = till("POST", "/redemptions", wish(till)).body["voucher"]["code"]
    body = {"key": "instead-of-soap", "reward": till.counter.reward("haircut"), "reason": "out of stock"}
    new = till("POST", f"/redemptions/{old}/substitute", body)
    assert (new.status, new.body["voucher"]["instead_of"]) == (201, old)
    assert till("POST", f"/redemptions/{old}/substitute", body).status == 200


def test_the_clerk_looks_after_the_shelves(till: Till) -> None:
    soap = f"/rewards/{till.counter.reward()}"
    came = till("POST", f"{soap}/deliveries", {"key": "lorry-monday", "quantity": 7, "note": "供销社"})
    assert (came.status, came.body["shelf"]["there"]) == (200, 10)
    moved = till("POST", f"{soap}/count", {"key": "count-november", "counted": 9, "expected": 8})
    assert (moved.status, moved.body["error"]["code"]) == (409, "moved")
    counted = till("POST", f"{soap}/count", {"key": "count-november", "counted": 9, "expected": 10})
    assert counted.body["moves"][0]["quantity"] == -1
    changed = till("POST", f"{soap}/offer", {"points": 6, "most": 2, "per": "month", "since": "2024-12-01"})
    assert [(one["points"], one["most"]) for one in changed.body["planned"]] == [(6, 2)]
    assert till("POST", f"{soap}/offer", {"points": 0}).status == 400
    assert till("POST", f"{soap}/offer", {}).status == 422
    own = {"key": "umbrellas-2024", "title": "雨伞", "kind": "goods", "points": 20, "stock": 4}
    assert till("POST", "/rewards", own).status == 201
    assert {one["key"][:4] for one in till("GET", "/shop/stock").body["rewards"]} == {"soap", "hair", "own-"}
    assert till("GET", "/shop/liability").body["value"] == 9 * 5 + 4 * 20


def test_what_only_the_clerk_may_know_is_in_no_public_answer(till: Till) -> None:
    said = json.dumps(till("GET", "/shop", actor=PUBLIC).body, ensure_ascii=False)
    assert "secret" not in said
    for path in ("/shop/setup", "/shop/open", "/shop/stock", "/shop/day", "/shop/liability"):
        assert till("GET", path, actor=PUBLIC).status == 401


def test_the_office_names_its_desks_and_what_a_missing_point_costs(till: Till) -> None:
    changed = till("POST", "/shop/setup", {"desks": [{"key": "hall", "title": "大厅"}], "fen_per_point": None})
    assert (changed.body["desks"], changed.body["fen_per_point"]) == ([{"key": "hall", "title": "大厅"}], None)
    assert changed.body["hold_days"] == 14
    for wrong in ({"hold_days": 0}, {"desks": [{"key": "hall", "title": "a"}] * 2}, {"fen_per_point": -1}):
        assert till("POST", "/shop/setup", wrong).status == 422
    assert till("POST", "/shop/setup", {"desks": [{"key": "大厅", "title": "a"}]}).status == 400
    assert till("GET", "/shop/setup").body == changed.body
