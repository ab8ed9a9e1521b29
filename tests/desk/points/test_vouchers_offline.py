"""Vouchers without a network: signed for one desk, checked there, settled later; whatever does not fit is kept and shown."""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.points.counter import DESKS, Counter

from weiping.desk import cards, household_links
from weiping.desk.points import offline, scanning, shop, signing, undoing, vouchers
from weiping.desk.points.offline import HandOver
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.errors import NotAllowed, NotFound, WrongPhase


@pytest.fixture
def counter(counter: Counter) -> Counter:
    counter.rules(desks=DESKS)
    return counter


def scan_of(counter: Counter, code: str) -> str:
    return str(counter.slip(code)["scan"])


def scanned(counter: Counter, text: str, at: str = "north") -> scanning.Scanned:
    return scanning.scan(counter.desk, counter.clerk, text, at=at)


def settled(
    counter: Counter, *texts: str, at: str = "north", when: str = "2024-11-20T10:00:00+08:00"
) -> list[tuple[str, str]]:
    items = [HandOver(text, when, "小李") for text in texts]
    done = offline.settle(counter.desk, counter.clerk, at, items)
    return [(one.result, one.error.word if one.error else "") for one in done]


def forged(text: str, key: str) -> str:
    """A voucher as somebody with a key would sign it, written down independently of the module under test."""
    said = text.rpartition(".")[0]
    mac = hmac.new(bytes.fromhex(key), said.encode(), sha256).digest()
    return f"{said}.{b32encode(mac[:15]).decode()}"


def test_a_voucher_says_what_it_is_for_and_the_key_of_its_desk_proves_it(counter: Counter) -> None:
    code = counter.redeem(quantity=2, at="north")
    text = scan_of(counter, code)
    assert text.startswith(f"WP1.{code.replace('-', '')}.NORTH.SOAP.2.20250218.")
    north = offline.station(counter.desk, counter.clerk, "north")
    south = offline.station(counter.desk, counter.clerk, "south")
    assert forged(text, north["secret"]) == text
    assert forged(text, south["secret"]) != text
    assert (len(bytes.fromhex(north["secret"])), north["title"]) == (32, "北门服务台")


@pytest.mark.parametrize("typed", [str.lower, lambda text: text.replace(".", "。"), lambda text: f"  {text}\r\n"])
def test_a_scanner_behind_a_chinese_keyboard_is_understood(counter: Counter, typed: object) -> None:
    code = counter.redeem(at="north")
    found = scanned(counter, typed(scan_of(counter, code)))  # type: ignore[operator]
    assert (found.voucher or {})["code"] == code
    assert found.refused is None


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_change_of_a_single_letter_makes_another_good_voucher(data: st.DataObject) -> None:
    key = "ab" * 32
    said = "WP1.7K3M9QXA.NORTH.SOAP.2.20250218"
    text = f"{said}.{signing.signature(key, said)}"
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from([one for one in "23456789ABCDEFGHJKMNPQRSTVWXYZ.-" if one != text[at]]))
    changed = text[:at] + letter + text[at + 1 :]
    claim = signing.claim(changed)
    assert claim is None or signing.signature(key, claim.said) != claim.signature


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_whatever_is_scanned_is_read_or_is_no_voucher(text: str) -> None:
    claim = signing.claim(text)
    assert claim is None or claim.said.count(".") == 5


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (".2.2025", ".9.2025"),  # more pieces
        (".SOAP.", ".GOLD."),  # another reward
        (".NORTH.", ".SOUTH."),  # another desk
        ("20250218", "20991231"),  # a later day
    ],
)
def test_a_voucher_that_was_altered_is_refused_and_nothing_is_written(counter: Counter, what: str, by: str) -> None:
    text = scan_of(counter, counter.redeem(quantity=2, at="north"))
    altered = text.replace(what, by)
    assert altered != text
    with (
        counter.nothing_changes(),
        pytest.raises(WrongPhase, match="not made here, or something on it was changed") as no,
    ):
        scanned(counter, altered)
    assert no.value.word == "forged"


def test_a_voucher_that_nobody_issued_is_refused_even_when_the_key_of_the_desk_was_stolen(counter: Counter) -> None:
    text = scan_of(counter, counter.redeem(at="north"))
    key = offline.station(counter.desk, counter.clerk, "north")["secret"]
    stolen = forged(text.replace(text[4:12], "ZZZZ2222"), key)
    with pytest.raises(WrongPhase) as no:
        scanned(counter, stolen)
    assert no.value.word == "forged"
    assert settled(counter, stolen) == [("conflict", "forged")]
    more = forged(text.replace(".1.2025", ".9.2025"), key)  # a real code, more pieces than were redeemed
    assert settled(counter, more) == [("conflict", "forged")]


@pytest.mark.parametrize(
    ("state", "word"), [("used", "used"), ("cancelled", "undone"), ("expired", "expired"), ("south", "other-desk")]
)
def test_a_genuine_voucher_that_is_not_good_here_and_now_says_why(counter: Counter, state: str, word: str) -> None:
    code = counter.redeem(at="south" if state == "south" else "north")
    text = scan_of(counter, code)
    if state == "used":
        vouchers.hand_over(counter.desk, counter.clerk, code, at="north")
    elif state == "cancelled":
        undoing.cancel(counter.desk, counter.clerk, code, "changed their mind")
    elif state == "expired":
        counter.desk.now.forward(days=91)
    found = scanned(counter, text)
    assert (found.voucher or {})["code"] == code
    assert found.refused is not None
    assert found.refused.word == word


def test_what_was_handed_over_without_a_network_is_settled_once(counter: Counter) -> None:
    code = counter.redeem(at="north")
    text = scan_of(counter, code)
    assert settled(counter, text) == [("stored", "")]
    with counter.nothing_changes():
        assert settled(counter, text) == [("repeated", "")]
    used = counter.slip(code)["used"]
    assert (used["tablet_at"], used["by_whom"]) == ("2024-11-20T10:00:00+08:00", "小李")
    counter.sound()


def test_what_is_settled_after_its_last_day_was_good_when_it_was_given(counter: Counter) -> None:
    text = scan_of(counter, counter.redeem(at="north"))
    counter.desk.now.forward(days=120)
    assert settled(counter, text) == [("stored", "")]


def test_a_conflict_is_kept_once_and_shown_with_its_voucher(counter: Counter) -> None:
    first, second, third = (counter.redeem(at="north") for _ in range(3))
    texts = [scan_of(counter, code) for code in (first, second, third)]
    vouchers.hand_over(counter.desk, counter.clerk, first, at="north")
    undoing.cancel(counter.desk, counter.clerk, second, "changed their mind")
    sent = (texts[0], texts[1], texts[2], "WP1.nonsense")
    expected = [("conflict", "used"), ("conflict", "undone"), ("stored", ""), ("conflict", "forged")]
    assert settled(counter, *sent) == expected
    with counter.nothing_changes():
        assert settled(counter, *sent) == [("repeated", "") if one[0] == "stored" else one for one in expected]
    shown = shop.open_list(counter.desk, counter.clerk)["conflicts"]
    assert [(one["code"], one["why"]) for one in shown] == [
        ("WP1.nonsense", "forged"),
        (second, "undone"),
        (first, "used"),
    ]
    assert (shown[1]["voucher"]["state"], shown[0]["voucher"]) == ("cancelled", None)
    counter.sound()


def test_two_tablets_of_one_desk_that_took_the_same_voucher_leave_one_conflict(counter: Counter) -> None:
    text = scan_of(counter, counter.redeem(at="north"))
    assert settled(counter, text, when="2024-11-20T10:00:00+08:00") == [("stored", "")]
    assert settled(counter, text, when="2024-11-20T10:00:01+08:00") == [("conflict", "used")]


def test_a_desk_settles_its_own_vouchers_only(counter: Counter) -> None:
    south, anywhere = counter.redeem(at="south"), counter.redeem()
    assert settled(counter, scan_of(counter, south)) == [("conflict", "other-desk")]
    assert settled(counter, scan_of(counter, anywhere)) == [("stored", "")]


def test_a_tablet_is_told_which_vouchers_of_its_desk_are_no_good(counter: Counter) -> None:
    used, undone, good, booked = (
        counter.redeem(at="north"), counter.redeem(at="north"), counter.redeem(at="north"),
        counter.order("haircut", at="north"),
    )  # fmt: skip
    vouchers.hand_over(counter.desk, counter.clerk, used, at="north")
    undoing.cancel(counter.desk, counter.clerk, undone, "changed their mind")
    told = offline.station(counter.desk, counter.clerk, "north")["unusable"]
    assert sorted(told) == sorted(code.replace("-", "") for code in (used, undone, booked))
    assert good.replace("-", "") not in told
    assert offline.station(counter.desk, counter.clerk, "south")["unusable"] == []
    counter.desk.now.forward(days=200)
    assert offline.station(counter.desk, counter.clerk, "north")["unusable"] == []


def test_the_key_of_a_desk_is_for_the_shop_and_for_desks_that_there_are(counter: Counter) -> None:
    with pytest.raises(NotFound):
        offline.station(counter.desk, counter.clerk, "east")
    for actor in (Actor(Role.CHAIR), Actor(Role.RESIDENT, household=1)):
        with pytest.raises(NotAllowed):
            offline.station(counter.desk, actor, "north")
        with pytest.raises(NotAllowed):
            offline.settle(counter.desk, actor, "north", [])
        with pytest.raises(NotAllowed):
            scanning.scan(counter.desk, actor, "x")


def test_a_desk_whose_tablet_was_lost_gets_a_new_key_and_its_printed_vouchers_stay_good(counter: Counter) -> None:
    code, other, used = (counter.redeem(at="north") for _ in range(3))
    printed = scan_of(counter, code)
    lost = offline.station(counter.desk, counter.clerk, "north")
    south = offline.station(counter.desk, counter.clerk, "south")
    vouchers.hand_over(counter.desk, counter.clerk, used, at="north")
    for _ in range(2):
        offline.renew(counter.desk, counter.clerk, "north")
    kept = offline.station(counter.desk, counter.clerk, "north")
    assert kept["secret"] != lost["secret"]
    assert offline.station(counter.desk, counter.clerk, "south") == south, "every other desk keeps its own"
    assert sorted(one[4:12] for one in kept["older"]) == sorted(
        2 * [one.replace("-", "") for one in (code, other, used)]
    )
    assert printed in kept["older"], "word for word: a signature alone would do for another number of pieces"
    assert scan_of(counter, code) == forged(printed, kept["secret"]) != printed
    assert scanned(counter, printed).refused is None
    assert settled(counter, printed) == [("stored", "")]
    altered = forged(scan_of(counter, other).replace(".1.2025", ".9.2025"), lost["secret"])
    assert settled(counter, altered) == [("conflict", "forged")]
    with pytest.raises(NotFound):
        offline.renew(counter.desk, counter.clerk, "east")
    with pytest.raises(NotAllowed):
        offline.renew(counter.desk, Actor(Role.CHAIR), "north")
    counter.sound()


def test_an_order_has_no_signature_before_it_is_issued(counter: Counter) -> None:
    code = counter.order(at="north")
    assert scan_of(counter, code) == code


def test_a_households_card_leads_to_its_account_until_it_is_revoked(counter: Counter) -> None:
    (card,) = cards.make(counter.desk, OPERATOR, [counter.account()])
    for text in (f"http://panel.test/join#{card.code}", card.code, card.short):
        assert (scanned(counter, text).account or {})["id"] == counter.account()
    household_links.revoke_household(counter.desk, OPERATOR, _household(counter), "lost")
    assert scanned(counter, card.code).accounts == []


def test_a_judges_link_is_no_card_and_an_address_is_found(counter: Counter) -> None:
    assert [one["id"] for one in scanned(counter, "east 501").accounts or []] == [counter.account()]
    code = counter.redeem()
    assert (scanned(counter, code.lower()).voucher or {})["code"] == code
    assert scanned(counter, "ABCD2345").accounts == []
    assert scanned(counter, "").accounts == []


def _household(counter: Counter) -> int:
    with counter.desk.store.read() as connection:
        return int(connection.exec_driver_sql(
            "SELECT household_id FROM account WHERE key = 'household:east-1'"
        ).scalar_one())  # fmt: skip


def test_a_rewards_key_that_is_long_still_fits_a_voucher(counter: Counter) -> None:
    with counter.desk.store.read() as connection:
        row = signing.verified(connection, signing.claim(scan_of(counter, counter.redeem())))  # type: ignore[arg-type]
        long = signing.payload(connection, row, "a" * 64)
    found = signing.claim(long or "")
    assert found is not None
    assert replace(found, said="", signature="").reward == "a" * 64
