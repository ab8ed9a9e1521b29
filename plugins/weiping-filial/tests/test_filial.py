"""The award as a whole: criteria, the rule on a real sheet of families, the notice, the points."""

from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_filial
from weiping.desk import papers
from weiping.hooks.calls import propose
from weiping.hooks.loader import load
from weiping.testing import conformance
from weiping_filial.notice import masked_family
from weiping_filial.rule import GATES, NOMINATED, TEN
from weiping_filial.vetoes import VETOES

CRITERIA = list(weiping_filial.weiping_criteria())
(RULE,) = weiping_filial.weiping_scoring_rules()
(NOTICE,) = weiping_filial.weiping_notices()
(POINTS,) = weiping_filial.weiping_points_rules()
COLUMNS = ["entry", *GATES, *VETOES]


@conformance(weiping_filial)
def test_conformance(check) -> None:
    check()


# criteria


def test_every_level_has_its_own_rubric_in_both_languages() -> None:
    rubrics = [level.rubric for criterion in CRITERIA for level in criterion.levels]
    assert len(CRITERIA) == 5
    assert len(rubrics) == 20
    assert all(one and one.zh and one.en and one.zh != one.en for one in rubrics)
    assert len({one.en for one in rubrics if one}) == 20


# the rule


def score(folder: Path, families: dict[str, dict[str, str]], marks: dict[str, list[dict[str, str]]]) -> dict[str, dict]:
    """Score by files, as an office does: `families` are columns of the sheet, `marks` a dict a judge (criterion → mark)."""
    folder.mkdir(exist_ok=True)
    good = dict.fromkeys(GATES, "yes") | dict.fromkeys(VETOES, "no")
    rows = [",".join([name, *({**good, **own}[column] for column in COLUMNS[1:])]) for name, own in families.items()]
    (folder / "entries.csv").write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
    lines = [
        f"{name},j{at},{criterion},{mark}"
        for name, sheets in marks.items()
        for at, sheet in enumerate(sheets)
        for criterion, mark in sheet.items()
    ]
    (folder / "marks.csv").write_text("\n".join(["entry,judge,criterion,mark", *lines]), "utf-8")
    (folder / "rule.toml").write_text(RULE.toml, "utf-8")
    frame = wp.score(wp.read(folder)).frame
    return {row["entry"]: row for row in frame.to_dicts()}


def sheet(mark: object, **other: object) -> dict[str, str]:
    return {criterion.key: str(other.get(criterion.key.replace("-", "_"), mark)) for criterion in CRITERIA}


def test_full_marks_are_a_hundred_points_and_the_ends_are_dropped(tmp_path: Path) -> None:
    marks = {"f1": [sheet(20)] * 5, "f2": [sheet(0), sheet(20), sheet(16), sheet(16), sheet(16)]}
    found = score(tmp_path, {name: {} for name in marks}, marks)
    assert found["f1"]["total"] == Decimal("100.00")
    assert found["f2"]["total"] == Decimal("80.00")


@pytest.mark.parametrize("veto", VETOES)
@pytest.mark.parametrize("yes", ["yes", "Yes", "是"])
def test_one_veto_strikes_the_best_family_out_but_leaves_its_total(tmp_path: Path, veto: str, yes: str) -> None:
    marks = {"best": [sheet(20)] * 3, "next": [sheet(15)] * 3}
    found = score(tmp_path, {"best": {veto: yes}, "next": {}}, marks)
    assert (found["best"]["rank"], found["best"]["award"]) == (None, None)
    assert found["best"]["total"] == 100
    assert (found["next"]["rank"], found["next"]["award"]) == (1, TEN)


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("said", ["no", "", "否"])
def test_without_consent_or_verification_nobody_is_ranked_an_empty_cell_included(
    tmp_path: Path, gate: str, said: str
) -> None:
    found = score(tmp_path, {"f1": {gate: said}, "f2": {}}, {"f1": [sheet(20)] * 3, "f2": [sheet(10)] * 3})
    assert found["f1"]["rank"] is None
    assert found["f2"]["rank"] == 1


def test_two_judges_are_too_few_for_a_total(tmp_path: Path) -> None:
    found = score(tmp_path, {"f1": {}, "f2": {}}, {"f1": [sheet(20)] * 2, "f2": [sheet(10)] * 3})
    assert found["f1"]["total"] is None
    assert found["f2"]["rank"] == 1


def test_equal_totals_are_decided_by_the_care_of_elders(tmp_path: Path) -> None:
    elders = sheet(16, care_of_elders=18, care_of_children=13)  # +2 × 1.5 − 3 × 1
    found = score(tmp_path, {"even": {}, "elders": {}}, {"even": [sheet(16)] * 3, "elders": [elders] * 3})
    assert found["even"]["total"] == found["elders"]["total"] == 80
    assert [found[name]["rank"] for name in ("elders", "even")] == [1, 2]


def test_ten_families_get_the_award_the_next_five_are_nominated_and_a_tie_on_the_tenth_place_gets_it_too(
    tmp_path: Path,
) -> None:
    names = [f"f{at:02}" for at in range(18)]
    marks = {name: [sheet(19 - Decimal(at) / 2)] * 3 for at, name in enumerate(names)}
    found = score(tmp_path / "plain", {name: {} for name in names}, marks)
    assert [found[name]["award"] for name in names] == [TEN] * 10 + [NOMINATED] * 5 + [None] * 3
    marks[names[10]] = marks[names[9]]
    tied = score(tmp_path / "tied", {name: {} for name in names}, marks)
    assert [tied[name]["award"] for name in names] == [TEN] * 11 + [NOMINATED] * 4 + [None] * 3


def test_forms_and_rule_share_one_veto_list_and_the_rule_says_every_line_in_words() -> None:
    for lang in ("zh_CN", "en"):
        said = "\n".join(RULE.rule.words(lang))
        assert all(words.said(lang) in said for words in VETOES.values())


# the notice


def results(*lines: wp.ResultLine, until: date = date(2024, 10, 17)) -> wp.Results:
    return wp.Results(
        round=4,
        community=wp.Text("观演社区", "Guanyan"),
        title=wp.Text("2024 十佳慈孝家庭", "Ten filial families 2024"),
        published=date(2024, 10, 10),
        until=until,
        judges=9,
        lines=lines,
        rule=wp.Text("去掉最高最低分", "Trimmed means"),
    )


AWARD = wp.Text("十佳慈孝家庭", "One of the ten filial families")
WON = wp.ResultLine(
    name=wp.Text("张晓明家庭", "Zhang Xiaoming's family"), place=1, score=Decimal("91.5"), awards=(AWARD,)
)
LOST = wp.ResultLine(name=wp.Text("李芳菲家庭", "Li Fangfei's family"), place=17, score=Decimal("62"))
STRUCK = wp.ResultLine(
    name=wp.Text("王建国家庭", "Wang Jianguo's family"),
    place=None,
    score=Decimal("95"),
    why=wp.Text("一票否决：家庭暴力", "Vetoed: violence in the family"),
)


def test_the_notice_masks_who_won_and_has_nobody_else_in_it() -> None:
    said = NOTICE.write(results(WON, LOST, STRUCK))
    assert "1. 张*明家庭（十佳慈孝家庭）" in said.zh
    assert "1. Zhang X. family (One of the ten filial families)" in said.en
    for word in ("晓明", "李", "王", "暴力", "62", "95", "17."):
        assert word not in said.zh
    for word in ("Xiaoming", "Li ", "Wang", "violence", "62", "95"):
        assert word not in said.en


def test_the_notice_is_written_of_a_round_that_was_judged_by_these_criteria_and_published(weiping_round) -> None:
    hall = weiping_round(weiping_filial)
    for judge in (1, 2, 3):
        for entry in (1, 2):
            for criterion in CRITERIA:
                level = "excellent" if entry == 1 else "fair"
                hall.mark(criterion.key, wp.Detail(level=level), judge=judge, entry=entry)
            hall.sign(judge=judge, entry=entry)
    hall.go("deliberation", "published")
    said = papers.notice(hall.desk, hall.chair, hall.round, "filial-notice")["text"]
    assert said["zh_CN"].count("（") == said["en"].count(" (") == 1
    assert "3 名评委评议，表彰以下家庭：\n\n1. e****区（最美小区）" in said["zh_CN"]
    assert "1. East (Most beautiful compound)" in said["en"]


def test_the_first_line_is_the_heading_and_objections_are_told_how_and_until_when() -> None:
    said = NOTICE.write(results(WON))
    assert said.zh.splitlines()[:2] == ["观演社区2024 十佳慈孝家庭公示", ""]
    assert said.en.splitlines()[:2] == ["Guanyan: Ten filial families 2024, public notice", ""]
    assert "2024-10-10 至 2024-10-17" in said.zh
    assert "until then" in said.en
    assert "拟表彰" in said.zh
    assert "are to be honoured" in said.en


def test_without_a_time_of_notice_none_is_spoken_of() -> None:
    said = NOTICE.write(results(WON, until=date(2024, 10, 10)))
    assert "公示期" not in said.zh
    assert "2024-10-10" in said.zh
    assert "until then" not in said.en
    assert "拟" not in said.zh
    assert "these families are honoured" in said.en


def test_a_notice_of_nobody_says_so() -> None:
    said = NOTICE.write(results(STRUCK))
    assert "没有家庭获得表彰" in said.zh
    assert "No family was honoured" in said.en


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张晓明家庭", "张*明家庭"),
        ("李四一家", "李*一家"),
        ("张晓明、李芳家庭", "张*明、李*家庭"),
        ("欧阳晓明", "欧**明"),
        ("张晓明家庭\t", "张*明家庭"),
        ("Zhang Xiaoming's family", "Zhang X. family"),
        ("Zhāng Xiǎomíng", "Zhāng X."),
        ("Zhang Xiaoming and Li Fang", "Zhang X."),
        ("家庭", "家庭"),
        ("", ""),
    ],
)
def test_names_are_masked_by_the_customs_of_their_language(name: str, shown: str) -> None:
    assert masked_family(wp.Text(name, name)) == wp.Text(shown, shown)


@given(st.text("张晓明李芳欧阳、 *家庭", max_size=12) | st.text("Zhang Xiao'. family", max_size=20))
def test_masking_what_is_masked_changes_nothing_and_no_name_is_too_odd(name: str) -> None:
    once = masked_family(wp.Text(name, name))
    assert masked_family(once) == once


# points


def winner(award: str, place: int, *households: str) -> wp.Winner:
    return wp.Winner(entry=place, name=WON.name, award=award, place=place, households=households)


def published(*winners: wp.Winner) -> wp.Published:
    title = wp.Text("2024 十佳慈孝家庭", "Ten filial families 2024")
    return wp.Published(round=4, appraisal="filial-2024", title=title, on=date(2024, 10, 10), winners=winners)


def test_the_ten_earn_thirty_points_and_the_nominated_ten_and_no_reason_names_a_family() -> None:
    proposals = propose(POINTS, published(winner(TEN, 1, "a"), winner(NOMINATED, 11, "b"), winner("other", 1, "c")))
    assert [(one.household, one.points) for one in proposals] == [("a", 30), ("b", 10)]
    assert not any("晓明" in one.reason.zh or "Xiaoming" in one.reason.en for one in proposals)


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-filial", "weiping_filial", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.matter_kinds) == ["filial-nomination"]
    assert set(plugins.criteria) == {criterion.key for criterion in CRITERIA}
    assert "filial-families" in plugins.scoring_rules
    assert "filial-notice" in plugins.notices
    assert list(plugins.points_rules) == ["filial-award"]
