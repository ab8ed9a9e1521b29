"""Notices and files made of a published result: what is in them, what never is, and what happens when one fails."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Hall, text
from tests.desk.test_main_job import fill

from weiping.desk import papers
from weiping.desk.views import Views
from weiping.domain.appraisal import PUBLIC
from weiping.domain.papers import Export, Notice, ResultLine, Results
from weiping.domain.text import Text
from weiping.errors import NotAllowed, NotFound, NotSignedIn, PluginError, WrongPhase
from weiping.hooks.loader import Plugins, load
from weiping.hooks.papers import write_csv, write_notice
from weiping.hooks.watch import Watch

BUILT_IN = load([])


@pytest.fixture
def decided(hall: Hall) -> Hall:
    """A hall whose round is published, with the papers that come with weiping."""
    plugins = replace(hall.desk.plugins, notices=BUILT_IN.notices, exports=BUILT_IN.exports)
    hall = replace(hall, desk=replace(hall.desk, plugins=plugins))
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    fill(hall, 1, 2, "12", "11.5")
    hall.go("deliberation", "published")
    return hall


def with_papers(hall: Hall, *, notices: tuple[Notice, ...] = (), exports: tuple[Export, ...] = ()) -> Hall:
    """The same hall with other papers, watched as the loader watches them."""
    watch = Watch()
    plugins = Plugins(
        notices={one.key: watch.watched(one, "weiping-papers", "weiping_notices") for one in notices},
        exports={one.key: watch.watched(one, "weiping-papers", "weiping_exports") for one in exports},
        watch=watch,
    )
    return replace(hall, desk=replace(hall.desk, plugins=plugins))


def notice(hall: Hall, key: str = "result") -> dict[str, str]:
    found: dict[str, str] = papers.notice(hall.desk, hall.chair, hall.round, key)["text"]
    return found


def test_before_the_result_is_published_there_is_nothing_to_make_a_paper_of(hall: Hall) -> None:
    hall.go("open")
    for ask in (papers.offered, lambda *given: papers.notice(*given, "result")):
        with pytest.raises(WrongPhase, match="made of a published result"):
            ask(hall.desk, hall.chair, hall.round)
    with pytest.raises(WrongPhase):
        papers.export(hall.desk, hall.chair, hall.round, "table", "en")


def test_papers_are_for_the_office(decided: Hall) -> None:
    assert papers.offered(decided.desk, decided.clerk, decided.round)["notices"][0]["key"] == "result"
    with pytest.raises(NotSignedIn):
        papers.notice(decided.desk, PUBLIC, decided.round, "result")
    with pytest.raises(NotAllowed):
        papers.export(decided.desk, decided.judge(), decided.round, "table", "en")


def test_the_result_holds_places_scores_and_awards_and_no_person(decided: Hall) -> None:
    found = papers.results(decided.desk, decided.round)
    first, second = found.lines
    assert (first.name.en, first.place, first.awards) == ("East", 1, (Text("最美小区", "Most beautiful compound"),))
    assert (first.score, found.full) == (Decimal("87.5"), Decimal(100))
    assert (second.name.en, second.place, second.awards) == ("West", 2, ())
    assert (found.published, found.until, found.judges) == (date(2024, 11, 20), date(2024, 11, 20), 3)
    assert "王小明" not in repr(found)
    assert "李小红" not in repr(found)


def test_the_console_offers_papers_from_publication_on(hall: Hall, decided: Hall) -> None:
    console = Views(decided.desk).console(decided.chair, decided.round)
    assert [one["key"] for one in console["papers"]["exports"]] == ["table"]


def test_the_console_offers_no_papers_before(hall: Hall) -> None:
    assert Views(hall.desk).console(hall.chair, hall.round)["papers"] is None


def test_the_plain_notice_says_who_won_by_what_rule_and_how_to_object(decided: Hall) -> None:
    zh, en = notice(decided)["zh_CN"], notice(decided)["en"]
    assert zh.splitlines()[0] == "小社区“best compound 2024(中)”结果公示"
    for words in (
        "经评审团 3 位评委评议",
        "最美小区：east小区",
        "第 1 名  east小区  87.50 分",
        "满分 100 分",
        "有异议",
    ):
        assert words in zh
    for words in ("Most beautiful compound: East", "Place 2  West", "3. How it was scored", "objects to the result"):
        assert words in en


def test_a_paper_that_nobody_offers_is_named_beside_those_there_are(decided: Hall) -> None:
    with pytest.raises(NotFound, match="no notice gala; there are result"):
        papers.notice(decided.desk, decided.chair, decided.round, "gala")
    with pytest.raises(NotFound, match="no export gala; there are table"):
        papers.export(decided.desk, decided.chair, decided.round, "gala", "en")


@pytest.mark.parametrize("bad", [None, "text", Text("", "x"), Text("只有中文", " "), 7])
def test_a_notice_that_is_no_text_in_both_languages_is_refused_and_its_plugin_told_of(decided: Hall, bad: Any) -> None:
    hall = with_papers(decided, notices=(Notice(key="odd", title=text("odd"), write=lambda _: bad),))
    with pytest.raises(PluginError, match="Notice odd answered"):
        notice(hall, "odd")
    (call,) = hall.desk.plugins.watch.failures
    assert (call.plugin, call.key) == ("weiping-papers", "odd")


@pytest.mark.parametrize("error", [ZeroDivisionError("no"), SystemExit(3), WrongPhase("not today")])
def test_a_paper_that_raises_harms_nothing_else_and_is_named(decided: Hall, error: BaseException) -> None:
    def fail(*_: object) -> Any:
        raise error

    odd = Export(key="odd", title=text("odd"), suffix=".txt", media_type="text/plain", write=fail)
    hall = with_papers(decided, exports=(odd, BUILT_IN.exports["table"]))
    with pytest.raises(PluginError, match="Export odd failed"):
        papers.export(hall.desk, hall.chair, hall.round, "odd", "en")
    assert [one.key for one in hall.desk.plugins.watch.failures] == ["odd"]
    assert papers.export(hall.desk, hall.chair, hall.round, "table", "en").data


def test_an_export_that_makes_no_bytes_is_refused(decided: Hall) -> None:
    odd = Export(key="odd", title=text("odd"), suffix=".txt", media_type="text/plain", write=lambda *_: "text")  # type: ignore[arg-type,return-value]
    hall = with_papers(decided, exports=(odd,))
    with pytest.raises(PluginError, match=r"Export odd answered 'text'; expected is bytes\."):
        papers.export(hall.desk, hall.chair, hall.round, "odd", "en")


# -- what comes with weiping, whatever the result is ------------------------------------------------------------------

NAMES = st.builds(Text, st.text(max_size=12), st.text(max_size=12))


@st.composite
def published(draw: st.DrawFn) -> Results:
    """Any published result: shared places, entries that were not ranked, names that would be formulas."""
    places = sorted(draw(st.lists(st.integers(1, 4), max_size=5)))
    ranked = [
        ResultLine(name=draw(NAMES), place=place, score=draw(st.decimals(-5, 100, places=2)),
                   awards=tuple(draw(st.lists(NAMES, max_size=2))), shared=places.count(place) > 1)
        for place in places
    ]  # fmt: skip
    others = [
        ResultLine(name=draw(NAMES), place=None, score=None, why=text("why")) for _ in range(draw(st.integers(0, 2)))
    ]
    day = date(2024, 12, 1)
    return Results(
        round=1, community=text("community"), title=text("title"), published=day,
        until=day + timedelta(days=draw(st.integers(0, 7))), judges=draw(st.integers(1, 9)),
        lines=(*ranked, *others), rule=text("rule"), full=draw(st.none() | st.just(Decimal(100))),
    )  # fmt: skip


@given(published(), st.sampled_from(["zh_CN", "en"]))
def test_no_cell_of_the_table_is_a_formula_and_every_entry_has_its_row(about: Results, lang: str) -> None:
    data = write_csv(about, lang)
    assert data.startswith(b"\xef\xbb\xbf")
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert len(rows) == len(about.lines)
    for row, line in zip(rows, about.lines, strict=True):
        place, shared, name, score, awards, why = row
        assert place == ("" if line.place is None else str(line.place))
        assert score == ("" if line.score is None else str(line.score))
        assert name.removeprefix("'") == line.name.said(lang).removeprefix("'")
        for cell in (shared, name, awards, why):
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(published())
def test_the_notice_has_its_sections_in_order_and_names_every_entry(about: Results) -> None:
    said = write_notice(about)
    sections = 4 if any(line.awards for line in about.lines) else 3
    sections -= not about.lines
    for numbers, dot, words in (("一二三四", "、", said.zh), ("1234", ". ", said.en)):
        begins = [f"\n\n{number}{dot}" in words for number in numbers]
        assert begins == [at < sections for at in range(4)]
    assert all(line.name.zh in said.zh and line.name.en in said.en for line in about.lines)
    assert ("公示期内" in said.zh) == ("by then" in said.en) == (about.until > about.published)
