"""Certificates of honours: for whom the resident says, of what was given, in a PDF; and nothing of it is kept."""

from __future__ import annotations

import pytest
from tests.conftest import text
from tests.desk.points.counter import Counter
from tests.desk.points.test_passbook import HOSTILE, needs_a_font, pages

from weiping.api import Api, Request
from weiping.desk.points import catalogue, certificates, undoing, vouchers
from weiping.domain.appraisal import Actor, Role
from weiping.domain.points import Reward, RewardKind
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.publish import certificate, fonts


@pytest.fixture
def counter(counter: Counter) -> Counter:
    praise = Reward(key="praise", title=text("praise"), kind=RewardKind.HONOUR, points=2, how=text("on paper"))
    catalogue.stock_catalogue(counter.desk, counter.clerk, [praise])
    return counter


def test_an_honour_has_a_certificate_with_the_name_that_the_resident_wishes_and_the_day_it_was_given(
    counter: Counter,
) -> None:
    code = counter.redeem("praise")
    vouchers.hand_over(counter.desk, counter.clerk, code)
    counter.desk.now.forward(days=3)
    with counter.nothing_changes():
        made = certificates.make(counter.desk, counter.clerk, code.lower(), " 王先生 ", "常年照看楼道")
    assert (made.whom, made.words, made.title.en, made.code) == ("王先生", "常年照看楼道", "praise", code)
    assert made.day.isoformat() == counter.slip(code)["used"]["at"][:10]


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [("  ", "", "who the certificate is for"), ("a" * 61, "", "has room for"), ("a", "b" * 201, "has room for")],
)
def test_a_certificate_needs_a_name_and_has_room_for_so_many_letters(
    counter: Counter, name: str, words: str, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        certificates.make(counter.desk, counter.clerk, counter.redeem("praise"), name, words)


def test_what_is_no_honour_was_ordered_only_or_undone_has_none(counter: Counter) -> None:
    undone = counter.redeem("praise")
    undoing.cancel(counter.desk, counter.clerk, undone, "changed their mind")
    for code, refused in (
        (counter.redeem("soap"), Invalid), (counter.order("praise"), WrongPhase), (undone, WrongPhase), ("ZZZZ-2222", NotFound)
    ):  # fmt: skip
        with pytest.raises(refused):
            certificates.make(counter.desk, counter.clerk, code, "王先生")
    for actor in (Actor(Role.CHAIR), Actor(Role.RESIDENT, household=1)):
        with pytest.raises(NotAllowed):
            certificates.make(counter.desk, actor, undone, "王先生")


@needs_a_font
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_it_is_one_page_whatever_people_write_and_comes_by_http_too(counter: Counter, lang: str) -> None:
    code = counter.redeem("praise")
    assert pages(certificates.pdf(counter.desk, counter.clerk, lang, code, HOSTILE[:60], HOSTILE * 2)) == 1
    body = b'{"name": "\xe7\x8e\x8b\xe5\x85\x88\xe7\x94\x9f"}'
    answer = Api(counter.desk).handle(Request(counter.clerk, "POST", f"/redemptions/{code}/certificate", body=body))
    assert (answer.status, answer.data[:4], answer.headers["Content-Type"]) == (200, b"%PDF", "application/pdf")


def test_without_a_chinese_font_it_is_printed_from_the_page(monkeypatch: pytest.MonkeyPatch, counter: Counter) -> None:
    monkeypatch.setattr(fonts, "chinese", lambda *_: None)
    made = certificates.make(counter.desk, counter.clerk, counter.redeem("praise"), "王先生")
    with pytest.raises(WrongPhase, match="no Chinese font"):
        certificate.pdf(made, "zh_CN")
