"""The passbook: what is in it, for whom, in which font; and that nothing written in it is ever markup."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from tests.conftest import Hall
from tests.desk.points.lived import Home, lived

from weiping.api import Api, Request
from weiping.desk.points import passbooks
from weiping.domain.appraisal import PUBLIC, Actor
from weiping.domain.text import Text
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.publish import fonts, passbook
from weiping.publish.passbook import Passbook, PassbookLine

needs_a_font = pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font on this machine")

HOSTILE = '#panic("no") *bold* _x_ $1/0$ <b> `raw` = heading\n#read("/etc/passwd") \\u{1F600} "quoted" @label'


def book(lines: int = 3, reason: str = "清扫楼道") -> Passbook:
    return Passbook(
        community=Text("官堰社区", "Guanyan"), holder=Text("云中 3号楼2单元501", "Yunzhong 501"), account="yunzhong-3-2-501",
        first=date(2024, 1, 1), last=date(2024, 11, 20), printed=date(2024, 11, 20), opening=60, closing=60 + 5 * lines,
        lines=[
            PassbookLine(on=date(2024, 5, 1), reason=Text(reason, reason), points=5, balance=65 + 5 * n) for n in range(lines)
        ],
        notes=[Text("18 分最晚可以用到 2024-12-31。", "18 points have to be spent by 2024-12-31.")], hours=[("王*明", 255)],
    )  # fmt: skip


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", _plain(pdf)))


def _plain(pdf: bytes) -> bytes:
    """A PDF with its compressed objects unpacked."""

    def unpacked() -> Iterator[bytes]:
        for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
            try:
                yield zlib.decompress(part)
            except zlib.error:
                continue

    return pdf + b"\n".join(unpacked())


@needs_a_font
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_it_is_a_pdf_of_a5_pages_in_a_chinese_font_with_one_more_page_to_sign(lang: str) -> None:
    made = passbook.pdf(book(), lang)
    assert made.startswith(b"%PDF")
    assert pages(made) == 2
    (box,) = set(re.findall(rb"/MediaBox\s*\[([^]]*)\]", _plain(made)))
    assert [round(float(side) / 72 * 25.4) for side in box.split()] == [0, 0, 148, 210]
    family = (fonts.chinese() or "").replace(" ", "").encode()
    assert family[:8] in _plain(made), "the Chinese font is embedded"
    assert pages(passbook.pdf(book(lines=60), lang)) > 3


@needs_a_font
def test_what_people_wrote_is_never_markup() -> None:
    assert pages(passbook.pdf(book(reason=HOSTILE), "zh_CN")) == 2
    whole = Text(HOSTILE, HOSTILE)
    spoilt = Passbook(
        community=whole, holder=whole, account=HOSTILE, first=date.min, last=date.max, printed=date.max, opening=0,
        closing=0, lines=(), notes=[whole], hours=[(HOSTILE, 1)],
    )  # fmt: skip
    assert passbook.pdf(spoilt, "en").startswith(b"%PDF")


def test_without_a_chinese_font_the_reader_is_sent_to_the_browser(monkeypatch: pytest.MonkeyPatch, hall: Hall) -> None:
    monkeypatch.setattr(fonts, "chinese", lambda *_: None)
    with pytest.raises(WrongPhase, match="no Chinese font") as refused:
        passbook.pdf(book(), "zh_CN")
    assert refused.value.word == "no-font"
    home = Home(hall, "east-1").resident()
    api = Api(hall.desk)
    assert api.handle(Request(home, "GET", "/mine")).body["pdf"] is False
    assert api.handle(Request(home, "GET", "/mine/passbook")).status == 409


def test_a_font_is_taken_by_name_and_a_named_folders_own_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fake:
        def __init__(self, *families: str, path: str = "/usr/share/fonts/x.ttf") -> None:
            self._families, self._path = families, path

        def families(self) -> list[str]:
            return list(self._families)

        def fonts(self) -> list[Any]:
            return [type("Font", (), {"family": one, "path": self._path}) for one in self._families]

    monkeypatch.delenv("WEIPING_FONTS", raising=False)
    assert fonts.chinese(Fake("Arial", "SimSun", "Noto Sans CJK SC")) == "Noto Sans CJK SC"
    assert fonts.chinese(Fake("Arial", "Ubuntu")) is None
    monkeypatch.setenv("WEIPING_FONTS", "/srv/fonts")
    assert fonts.chinese(Fake("Our Own Hand", path="/srv/fonts/hand.ttf")) == "Our Own Hand"
    assert fonts.chinese(Fake("Arial")) is None


def test_it_says_what_the_statement_says_and_what_cannot_be_spent(hall: Hall) -> None:
    home = lived(hall)
    made = passbooks.make(hall.desk, home.resident())
    assert (made.account, made.opening, made.closing) == ("south-1", 0, 120)
    assert made.lines[-1].balance == 120
    assert sum(line.points for line in made.lines) == 120
    assert [note.en for note in made.notes] == [
        "52 points cannot be spent yet (notice, objection, or a day to come).",
        "2 points are owed; they are taken from what is earned first.", "18 points have to be spent by 2024-12-31.",
    ]  # fmt: skip
    assert made.hours == [("王*明", 255)]
    assert "王小明" not in str(made)
    later = passbooks.make(hall.desk, hall.clerk, home.account, date(2024, 11, 1), date(2024, 11, 20))
    assert later.opening + sum(line.points for line in later.lines) == later.closing == 120


def test_a_household_prints_its_own_and_a_clerk_anybodys(hall: Hall) -> None:
    home, other = lived(hall), Home(hall, "east-1")
    resident = home.resident()
    assert passbooks.make(hall.desk, resident, other.account).account == "south-1", "whatever else is asked for"
    assert passbooks.make(hall.desk, hall.clerk, other.account).account == "east-1"
    for actor, account, refused in (
        (hall.chair, home.account, NotAllowed), (hall.judge(), home.account, NotAllowed), (hall.clerk, 1, NotFound),
        (hall.clerk, 10**9, NotFound), (hall.clerk, None, NotFound), (Actor(resident.role), None, NotFound),
    ):  # fmt: skip
        with pytest.raises(refused):
            passbooks.make(hall.desk, actor, account)
    with pytest.raises(Invalid):
        passbooks.make(hall.desk, resident, None, date(2024, 11, 2), date(2024, 11, 1))


@needs_a_font
def test_over_the_api_it_is_a_file_to_keep_and_days_that_are_none_are_refused(hall: Hall) -> None:
    home = lived(hall)
    api, resident = Api(hall.desk), home.resident()

    def ask(actor: Actor, path: str, **query: str) -> Any:
        return api.handle(Request(actor, "GET", path, query))

    made = ask(resident, "/mine/passbook", lang="en", first="2024-01-01")
    assert (made.status, made.headers["Content-Type"]) == (200, "application/pdf")
    assert made.headers["Content-Disposition"] == 'attachment; filename="passbook-mine-2024-11-20.pdf"'
    assert made.data.startswith(b"%PDF")
    assert ask(hall.clerk, f"/accounts/{home.account}/passbook").status == 200
    assert ask(resident, f"/accounts/{home.account}/passbook").status == 403
    assert ask(PUBLIC, "/mine/passbook").status == 401
    for nonsense in ({"first": "yesterday"}, {"last": "2024-13-01"}, {"first": "2024-12-01", "last": "2024-01-01"}):
        assert ask(resident, "/mine/passbook", **nonsense).status == 422, nonsense
