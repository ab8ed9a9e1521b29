"""The main job through the desk alone: taps, signatures, phases, results, points, a voucher."""

from __future__ import annotations

from itertools import count

import pytest
from tests.conftest import CRITERIA, Hall

from weiping.desk import audit, marks
from weiping.desk.points import redeeming, shop, vouchers
from weiping.desk.views import Views
from weiping.domain.appraisal import MarkKind
from weiping.errors import WrongPhase

ids = count(1)


def item(kind: str, entry: int, **more: object) -> marks.Item:
    number = next(ids)
    return marks.Item(id=f"item-{number:08}", seq=number, kind=kind, entry=entry, **more)  # type: ignore[arg-type]


def value(entry: int, criterion: str, number: str) -> marks.Item:
    return item("mark", entry, criterion=criterion, mark=MarkKind.VALUE, value=number)


def send(hall: Hall, judge: int, *items: marks.Item, client: str = "") -> marks.Submitted:
    batch = marks.Batch(client=client or f"tablet-{judge}", items=list(items))
    return marks.submit(hall.desk, hall.judge(judge), hall.round, batch)


def fill(hall: Hall, judge: int, entry: int, *numbers: str) -> marks.Submitted:
    taps = [value(entry, key, number) for key, number in zip(CRITERIA, numbers, strict=True)]
    return send(hall, judge, *taps, item("sign", entry))


def test_a_round_goes_from_draft_to_a_voucher(hall: Hall) -> None:
    views = Views(hall.desk)
    east, west = hall.entry(1), hall.entry(2)
    hall.go("open")
    for judge, (one, two) in enumerate([("18", "17.5"), ("16", "15"), ("20", "12")], 1):
        done = fill(hall, judge, east, one, one)
        assert [answer.result for answer in done.items] == ["stored"] * 3
        fill(hall, judge, west, two, two)
    board = views.board(hall.round)
    assert [(s["entry"], s["place"], s["total"]) for s in board["standings"]] == [
        (east, 1, "90.00"),
        (west, 2, "74.17"),
    ]
    assert board["progress"]["sheets"] == 6
    hall.go("deliberation")
    assert views.board(hall.round)["standings"] is None
    hall.go("published", "final")
    final = views.board(hall.round)["standings"]
    assert final[0]["award"]["zh_CN"] == "最美小区"
    found = shop.find_accounts(hall.desk, hall.clerk, "east 501")["accounts"]
    assert [(one["balance"], one["redeemable"], one["holder"]) for one in found] == [(20, 20, "王*明")]
    soap = next(one for one in shop.catalogue(hall.desk)["rewards"] if one["key"] == "soap")
    code, new = redeeming.redeem(hall.desk, hall.clerk, key="a-redemption", account=found[0]["id"], reward=soap["id"])
    assert new
    assert redeeming.redeem(hall.desk, hall.clerk, key="a-redemption", account=found[0]["id"], reward=soap["id"]) == (
        code,
        False,
    )
    after = shop.account(hall.desk, hall.clerk, found[0]["id"])
    assert (after["balance"], shop.reward(hall.desk, soap["id"])["stock"]) == (15, 2)
    vouchers.hand_over(hall.desk, hall.clerk, code.lower())
    with pytest.raises(WrongPhase, match="handed over"):
        vouchers.hand_over(hall.desk, hall.clerk, code)
    assert [finding for finding in audit.audit(hall.desk) if finding.faults] == []
