"""What a researcher calls: marks from anywhere, results that show themselves, files that another machine can make again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from tests.conftest import Hall
from tests.desk.test_main_job import fill
from tests.study.conftest import case, long

import weiping as wp
from weiping.desk import results, rows, state
from weiping.desk.round_info import round_info
from weiping.desk.views import Views
from weiping.errors import InputError, NotFound, RuleError
from weiping.research.bundle import fingerprint
from weiping.research.front import dataset_of, restored
from weiping.research.recipe import prepared
from weiping.research.redraw import by_rule
from weiping.scoring.presets import PRESETS
from weiping.scoring.rule import parse_rule
from weiping.store import Store


@pytest.fixture
def table() -> pl.DataFrame:
    return long(case("shrout_fleiss_1979")["input"]["ratings"])


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_marks_come_from_files_of_every_kind_and_are_the_same(table: pl.DataFrame, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"marks.{kind}"
    {"csv": table.write_csv, "parquet": table.write_parquet, "xlsx": table.write_excel}[kind](path)  # type: ignore[operator]
    assert wp.variance(path).data == wp.variance(table).data


def test_chinese_headings_words_for_no_mark_and_full_width_digits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "打分.csv"
    path.write_text(
        "小区,评委,评分项,得分\n东,甲,绿化,１７.５\n东,乙,绿化,未到场\n西,甲,绿化,18\n西,乙,绿化,好\n", encoding="utf-8"
    )
    found = wp.marks(path)
    assert found.frame["mark"].to_list() == [17.5, 18.0]
    assert found.refused.select("row", "value").rows() == [(5, "好")]


def test_the_signed_sheets_of_a_database_are_read_with_judges_by_number(hall: Hall, database: Path) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "17.5")
    fill(hall, 2, hall.entry(1), "16", "15")
    found = wp.marks(database)
    assert found.frame.columns == ["round", "entry", "judge", "criterion", "mark"]
    assert set(found.frame["judge"]) <= {"01", "02", "03"}
    assert not found.frame.is_empty()
    with pytest.raises(NotFound, match="no round 9"):
        wp.marks(database, round=9)
    with pytest.raises(InputError, match="no database at"):
        wp.marks(database.with_name("none.db"))


def test_the_total_of_agreement_is_the_figure_of_the_chairs_checklist(hall: Hall, database: Path) -> None:
    hall.go("open")
    for judge, marks in enumerate((("18", "12"), ("17.5", "14.5"), ("16", "13")), 1):
        for entry, mark in enumerate(marks, 1):
            fill(hall, judge, hall.entry(entry), mark, f"{12 + judge * entry}")
    hall.go("deliberation")
    console = Views(hall.desk).console(hall.chair, hall.round)["trust"]
    total = wp.agreement(database).data["total"]["icc"]
    assert console["icc"] == f"{total['2,k']:.2f}"
    assert console["icc_single"] == f"{total['2,1']:.2f}"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (42, "int is none of them"),
        (pl.DataFrame({"entry": ["a"], "mark": [1]}), "no column judge"),
        (pl.DataFrame({"entry": [["a", "b"]], "judge": ["c"], "mark": [1]}), "entry holds neither text nor numbers"),
        (pl.DataFrame({"entry": ["a"], "judge": ["c"], "mark": [[1, 2]]}), "mark holds neither text nor numbers"),
    ],
)
def test_what_holds_no_marks_is_refused(what: Any, why: str) -> None:
    with pytest.raises(InputError, match=why):
        wp.marks(what)


def test_marks_that_a_rule_would_round_into_each_other_are_refused_and_not_ranked(table: pl.DataFrame) -> None:
    small = table.with_columns(pl.col("mark") * 1e-7)
    assert wp.severity(small).study.variance["entry"] == pytest.approx(
        1e-14 * wp.severity(table).study.variance["entry"]
    )
    for ask in (wp.score, wp.stability):
        with pytest.raises(InputError, match="so close together"):
            ask(small)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda f: wp.severity(f, level=1), "share between 0 and 1"),
        (lambda f: wp.severity(f, model="ols"), "no model ols"),
        (lambda f: wp.stability(f, level=2), "share between 0 and 1"),
        (lambda f: wp.stability(f, over="rooms"), "no rooms to draw from"),
        (lambda f: wp.stability(f, seed=-1), "from 0; given is -1"),
        (lambda f: wp.agreement(f).to_excel("/no/folder/a.xlsx"), "cannot be written"),
        (lambda f: wp.agreement(f).save("/no/folder/a.zip"), "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(table: pl.DataFrame, ask: Any, why: str) -> None:
    with pytest.raises(InputError, match=why):
        ask(table)


def test_a_result_shows_itself_as_a_table_and_a_chart_and_escapes_what_it_shows() -> None:
    marks = wp.simulate(entries=8, judges=5, seed=1).marks.with_columns(entry=pl.lit("<b>") + pl.col("entry"))
    shown = wp.severity(marks)._repr_html_()
    assert "<svg" in shown
    assert "&lt;b&gt;e1" in shown
    assert "<b>" not in shown
    assert "<script" not in shown
    assert not re.findall(r"(?:src|href)=[\"']http", shown)


def test_a_result_goes_to_excel_without_becoming_a_formula(table: pl.DataFrame, tmp_path: Path) -> None:
    marks = table.with_columns(judge=pl.lit("=1+") + pl.col("judge"))
    path = wp.severity(marks).to_excel(tmp_path / "out.xlsx")
    back = pl.read_excel(path, sheet_name="judges", engine="calamine")
    assert back["judge"][0].startswith("=1+")
    with zipfile.ZipFile(path) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "sheet" in name)


def test_several_rules_are_compared_side_by_side() -> None:
    isu = wp.sample("isu")
    found = wp.compare(isu, [isu.rule, "plain"], round="0")
    assert found.data["tau"]["isu"] == pytest.approx(1)
    assert set(found.frame.columns) == {"entry", "isu", "plain", "spread"}
    with pytest.raises(InputError, match="two rules"):
        wp.compare(isu, ["plain"])


def test_scores_are_exact_text_in_the_data() -> None:
    isu = wp.sample("isu")
    found = wp.score(isu, round="0")
    assert found.data["standings"][0]["total"] == str(found.frame["total"][0])


def test_places_that_owe_to_the_panel_are_told_from_those_that_do_not() -> None:
    found = wp.stability(wp.sample("isu"), round="0", draws=300, seed=4)
    assert found.data == wp.stability(wp.sample("isu"), round="0", draws=300, seed=4).data
    first = found.frame.row(0, named=True)
    assert (first["place"], first["low"], first["high"]) == (1, 1, 1)
    assert set(found.data["undecided"]) <= set(found.frame.filter(pl.col("place") <= 3)["entry"])


@pytest.mark.parametrize("number", [0, 7, 20, 50])
def test_the_recipe_of_a_rule_gives_the_official_totals(number: int) -> None:
    isu = wp.sample("isu")
    panel, _, standings = prepared(isu.only(isu.rounds[number]))  # raises where they differ
    assert len(panel.entries) == len(standings)


def test_a_round_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="no round 999"):
        wp.stability(wp.sample("isu"), round="999")


def test_a_rule_that_needs_one_round_says_so() -> None:
    with pytest.raises(RuleError, match="choose one of them"):
        wp.stability(wp.sample("isu"))


def test_a_round_of_a_database_is_ranked_by_its_own_rule_unless_another_is_named(hall: Hall, database: Path) -> None:
    hall.go("open")
    for judge, marks in enumerate((("18", "12"), ("17.5", "14.5"), ("16", "13")), 1):
        for entry, mark in enumerate(marks, 1):
            fill(hall, judge, hall.entry(entry), mark, f"{12 + judge * entry}")
    hall.go("deliberation")
    found = wp.stability(database, draws=50)
    with Store(database, read_only=True) as store, store.read() as connection:
        info = round_info(connection, hall.round)
        sheets = state.read(connection, info, None).sheets
        official = results.standings(info, sheets, rows.entries(connection, hall.round))
    assert found.data["rule"] == results.rule_of(info.rule).key
    assert [row["total"] for row in found.data["entries"]] == [
        None if one.total is None else float(one.total) for one in official
    ]
    assert "rule" in found.notes[0].en
    assert wp.stability(database, "plain", draws=50).data["rule"] == "plain"


def test_two_entries_of_one_name_are_not_taken_for_one() -> None:
    from weiping.research.database import _names

    made = [SimpleNamespace(id=1, number=1, name_zh="东"), SimpleNamespace(id=2, number=2, name_zh="东")]
    assert _names([*made, SimpleNamespace(id=3, number=3, name_zh="西")]) == {1: "东 #1", 2: "东 #2", 3: "西"}


def test_a_restored_data_set_has_its_judges_again() -> None:
    dataset = wp.sample("isu").only("0")
    judges = pl.DataFrame({"judge": ["J1"], "severity": [5]})
    assert restored({"marks": wp.marks(dataset).frame, "judges": judges}, dataset.rule).facts.judges is judges


def test_marks_of_several_criteria_in_a_design_without_them_are_said_to_count_as_repeats() -> None:
    panel = wp.simulate(entries=9, judges=4, seed=2)
    assert "repeated" in wp.variance(panel).notes[-1].en
    assert not any("repeated" in note.en for note in wp.variance(panel, "entry x criterion x judge").notes)


@pytest.mark.parametrize(
    "made",
    [
        lambda: wp.agreement(wp.simulate(entries=9, judges=4, seed=2)),
        lambda: wp.variance(wp.simulate(entries=9, judges=4, seed=2), "entry x criterion x judge"),
        lambda: wp.severity(wp.simulate(entries=9, judges=4, each=3, seed=2), sheets=True),
        lambda: wp.severity(wp.simulate(entries=9, judges=4, seed=2, step=5), model="rasch"),
        lambda: wp.habits(wp.simulate(entries=9, judges=4, seed=2)),
        lambda: wp.stability(wp.simulate(entries=9, judges=4, seed=2), draws=100),
        lambda: wp.stability(wp.sample("isu"), round=wp.sample("isu").rounds[3], draws=50),
    ],
)
def test_a_bundle_is_made_again_to_the_same_numbers(made: Any, tmp_path: Path) -> None:
    result = made()
    path = result.save(tmp_path / "panel.zip")
    again = wp.replay(path)
    assert fingerprint(again.data) == fingerprint(result.data)
    assert json.loads(again.to_json())


def test_a_bundle_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    path = wp.agreement(wp.simulate(entries=5, judges=3, seed=1)).save(tmp_path / "a.zip")
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}

    def write(**changes: bytes) -> None:
        with zipfile.ZipFile(path, "w") as new:
            for name, data in {**files, **changes}.items():
                new.writestr(name, data)

    write(**{"marks.parquet": files["marks.parquet"] + b" "})
    with pytest.raises(InputError, match=r"marks.parquet was changed"):
        wp.replay(path)
    call = json.loads(files["call.json"])
    write(**{"call.json": json.dumps({**call, "result": "0" * 64}).encode()})
    with pytest.raises(InputError, match="come out differently here; it was made with weiping"):
        wp.replay(path)
    write(**{"call.json": json.dumps({**call, "call": "os.system"}).encode()})
    with pytest.raises(InputError, match="cannot be replayed"):
        wp.replay(path)


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
def test_what_is_no_bundle_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is no bundle"):
        wp.replay(path)


def test_only_results_that_say_how_they_were_made_are_kept(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="how it was made"):
        wp.design(["a", "b", "c"], ["x", "y"], 1).save(tmp_path / "x.zip")


def test_a_result_that_one_process_saved_another_makes_again_to_the_same_numbers(tmp_path: Path) -> None:
    path = wp.stability(wp.sample("isu"), round="2", draws=200, seed=5).save(tmp_path / "panel.zip")
    code = "import sys, weiping as wp; print(wp.replay(sys.argv[1]).to_json())"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    with zipfile.ZipFile(path) as bundle:
        assert json.loads(done.stdout) == json.loads(bundle.read("result.json"))


def test_past_rounds_are_compared_one_by_one_and_tau_is_the_mean_over_them() -> None:
    isu = wp.sample("isu")
    rules = [isu.rule, isu.rule.combined("median")]
    every = wp.compare(isu, rules)
    assert every.data["tau"]["isu"] == pytest.approx(1)
    assert every.tables["rounds"]["round"].to_list() == isu.rounds
    taus = [wp.compare(isu, rules, round=one).data["tau"]["isu-median"] for one in isu.rounds[:5]]
    part = wp.compare(replace(isu, marks=replace(isu.marks, frame=isu.marks.frame.filter(
        pl.col("round").cast(pl.String).is_in(isu.rounds[:5])))), rules)  # fmt: skip
    assert part.data["tau"]["isu-median"] == pytest.approx(sum(taus) / 5)
    second = every.tables["rounds"].filter(pl.col("round") == "2").row(0, named=True)
    alone = wp.compare(isu, rules, round="2").frame
    assert second["moved"] == (alone["spread"] > 0).sum()
    assert second["winner_moved"] == bool(alone.filter(pl.col("spread") > 0).select((pl.col("isu") == 1).any()).item())


def test_a_rule_whose_judges_are_combined_otherwise_has_another_key_and_hash_and_refuses_nonsense() -> None:
    rule = wp.sample("isu").rule
    median = rule.combined("median")
    assert (median.key, median.hash != rule.hash) == ("isu-median", True)
    assert rule.combined("trimmed", drop_high=1, drop_low=1) is rule
    assert rule.combined("trimmed").slots.combine.method == "mean"
    for method, drops in (("guess", {}), ("median", {"drop_high": 1})):
        with pytest.raises(RuleError):
            rule.combined(method, **drops)


def test_the_history_has_one_row_a_mark_and_no_building_that_was_created_in_error() -> None:
    history = wp.history()
    assert history.columns == ["entry", "year", "criterion", "mark", "ward"]
    assert history["mark"].is_between(1, 5).all()
    assert history["criterion"].n_unique() == 20
    assert set(history["year"]) == {str(year) for year in range(2017, 2024)}
    assert "4304347" not in set(history["entry"])
    with pytest.raises(InputError, match="no sample moon"):
        wp.history("moon")


def test_the_latest_panel_is_the_newest_round_nobody_scores_any_more(
    hall: Hall, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIPING_DB", str(database))
    hall.go("open")
    for judge in (1, 2, 3):
        fill(hall, judge, hall.entry(1), "18", f"{12 + judge}")
        fill(hall, judge, hall.entry(2), f"{10 + judge}", "16")
    assert set(wp.latest().frame["judge"]) >= {"J1"}  # while scoring is open nobody learns how its judges agree
    hall.go("deliberation")
    assert set(wp.latest().frame["judge"]) == {"01", "02", "03"}
    monkeypatch.delenv("WEIPING_DB")
    assert "J1" in set(wp.latest().frame["judge"])


def test_a_budget_is_read_from_a_study_or_from_marks() -> None:
    marks = wp.simulate(entries=12, judges=5, criteria=1, seed=3)
    by_marks, by_study = wp.budget(marks, 36, 12), wp.budget(wp.variance(marks), 36, 12)
    assert by_marks.data == by_study.data
    assert by_marks.frame["judges"].to_list() == [1, 2, 3]
    assert by_marks.frame["generalizability"].is_sorted()


@pytest.mark.parametrize(
    "made",
    [
        lambda marks: wp.agreement(marks),
        lambda marks: wp.variance(marks, "entry x criterion x judge"),
        lambda marks: wp.severity(marks, sheets=True),
        lambda marks: wp.stability(marks, draws=50),
        lambda marks: wp.compare(marks, ["plain", "trimmed"]),
        lambda marks: wp.design(["东", "西", "南", "北"], ["甲", "乙", "丙"], 2),
        lambda marks: wp.budget(marks, 30, 8),
        lambda marks: wp.drift(marks.with_columns(year=pl.col("criterion")).drop("criterion"), "year"),
        lambda marks: wp.drift(
            marks.with_columns(year=pl.col("criterion"), judge=pl.col("judge") + pl.col("entry").str.slice(-1))
            .drop("criterion")
            .vstack(marks.with_columns(year=pl.col("criterion")).drop("criterion")),
            "year",
        ),
    ],
)
def test_a_chart_speaks_the_readers_language_and_shows_chinese_names(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = wp.simulate(entries=8, judges=5, seed=1).marks.with_columns(entry=pl.lit("东湖花园 ") + pl.col("entry"))
    result = made(marks)
    monkeypatch.setenv("WEIPING_LANG", "zh_CN")
    chinese = result._repr_html_()
    monkeypatch.setenv("WEIPING_LANG", "en")
    english = result._repr_html_()
    drawn = [re.sub(r"<[^>]+>", " ", one[one.index("<svg") : one.index("</svg>")]) for one in (chinese, english)]
    assert re.search(r"[\u4e00-\u9fff]", drawn[0])
    names = ("东湖花园", "东", "西", "南", "北", "甲", "乙", "丙")
    assert not re.search(r"[\u4e00-\u9fff]", re.sub("|".join(names), "", drawn[1]))
    assert re.search(r"<th>[\u4e00-\u9fff]", chinese)
    assert "NaN" not in chinese
    assert "<script" not in chinese


def test_a_chart_by_itself_is_a_drawing_and_fetches_no_script() -> None:
    chart = wp.stability(wp.simulate(entries=5, judges=3, seed=1), draws=20).chart()
    bundle = chart._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert set(data) == {"image/svg+xml"}


CENTRED = """
[rule]
key = "centred"
title = "centred"
[judges]
adjustment = "centred"
[final]
decimals = 2
"""


def test_a_rule_that_is_no_arithmetic_is_scored_whole_for_every_drawn_panel() -> None:
    panel = wp.simulate(entries=6, judges=4, seed=1)
    found = wp.stability(panel, parse_rule(CENTRED), draws=40)
    assert found.data["rule"] == "centred"
    assert found.data == wp.stability(panel, parse_rule(CENTRED), draws=40).data
    assert sum(row["first"] for row in found.data["entries"]) >= 1 - 1e-9
    with pytest.raises(RuleError, match="cannot be tried on drawn items"):
        wp.stability(panel, parse_rule(CENTRED), over="items")


def test_scoring_every_draw_by_the_whole_rule_gives_what_its_arithmetic_gives() -> None:
    panel = wp.simulate(entries=7, judges=5, each=4, seed=3)
    rule = next(one.rule for one in PRESETS if one.key == "plain")
    fast = wp.stability(panel, rule, draws=60, seed=8)
    standings, drawn, without = by_rule(dataset_of(panel, rule), draws=60, seed=8)
    assert standings["entry"].cast(pl.String).to_list() == fast.frame["entry"].to_list()
    assert (drawn.samples == fast.study.samples).all()
    assert {entry: int(column.max()) for entry, column in zip(without.entries, without.samples.T, strict=True)} == dict(
        fast.frame.select("entry", "worst_without_one").rows()
    )


def test_in_a_draw_that_a_rule_cannot_score_nobody_has_a_place() -> None:
    rows = [(entry, judge, "p", 3 + (entry == "b")) for entry in "ab" for judge in "xyz"]
    rows += [("a", "z", "q", 1), ("b", "z", "q", 2)]
    marks = pl.DataFrame(rows, schema=["entry", "judge", "criterion", "mark"], orient="row")
    rule = parse_rule(
        CENTRED.replace('adjustment = "centred"', "") + "[weigh]\nmethod = 'sum'\nweights = { p = 1, q = 1 }\n"
    )
    _, drawn, without = by_rule(dataset_of(marks, rule), draws=60, seed=1)
    assert {tuple(row) for row in drawn.samples.tolist()} == {(1, 2), (0, 0)}
    assert without.samples.tolist() == [[1, 2], [1, 2], [0, 0]]
