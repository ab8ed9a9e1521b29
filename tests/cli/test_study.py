"""`weiping agreement`, `variance`, `severity` and `stability` on files, and what programs read of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.study.conftest import DATA, case, long

from weiping import cli


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `weiping …` in this process."""

    def inside(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["weiping", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return inside


@pytest.fixture
def answer(run: Run) -> Callable[..., dict[str, Any]]:
    """The JSON that a command prints."""

    def asked(*arguments: object) -> dict[str, Any]:
        said = run(*arguments, "--json")
        assert said.code == 0, said.err
        found: dict[str, Any] = json.loads(said.out)
        return found

    return asked


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "marks.csv"
    long(case("shrout_fleiss_1979")["input"]["ratings"]).write_csv(path)
    return path


def test_agreement_as_json_has_the_published_coefficients(answer: Any, ratings: Path) -> None:
    found = answer("agreement", ratings)
    wanted = case("shrout_fleiss_1979")["expected_precise"]
    assert found["icc"]["2,1"] == pytest.approx(wanted["ICC2"])
    assert found["icc"]["3,k"] == pytest.approx(wanted["ICC3k"])
    assert found["kendall_w"]["df"] == 5


def test_several_criteria_are_answered_one_by_one(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "marks.parquet"
    table = long(case("shrout_fleiss_1979")["input"]["ratings"])
    pl.concat([table.with_columns(criterion=pl.lit(name)) for name in ("a", "b")]).write_parquet(path)
    assert set(answer("agreement", path)["criteria"]) == {"a", "b"}


def test_a_coefficient_that_cannot_be_had_is_null_with_a_reason(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "same.csv"
    long([[5, 5], [5, 5]]).write_csv(path)
    found = answer("agreement", path)
    assert set(found["icc"].values()) == {None}
    assert found["reasons"]["icc"]["en"]


def test_people_are_told_why_a_coefficient_is_missing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "judges.csv"
    long([[5, 6], [5, 6], [5, 6]]).write_csv(path)
    said = run("agreement", path).out
    assert "icc 3,1, icc 1,k, icc 3,k: The entries score the same" in said
    assert "kendall_w: Every judge ties all entries" in said


def test_variance_lists_every_effect_of_the_design(answer: Any, ratings: Path) -> None:
    found = answer("variance", ratings, "--design", "entry x judge")
    assert set(found["components"]) == {"entry", "judge", "residual"}
    assert found["generalizability"] == pytest.approx(case("shrout_fleiss_1979")["expected_precise"]["ICC3k"])


def test_severity_as_json_is_that_of_lme4(answer: Any) -> None:
    wanted = json.loads((DATA / "lme4_sparse.json").read_text(encoding="utf-8"))
    found = answer("severity", DATA / "lme4_sparse.parquet")
    for name, value in wanted["variance"].items():
        assert found["variance"][name] == pytest.approx(value, rel=1e-3)
    known = {row["judge"]: row for row in found["judges"]}
    for key, effect, spread in zip(*(wanted["judge"][name] for name in ("key", "blup", "condsd")), strict=True):
        assert known[key]["severity"] == pytest.approx(-effect, abs=1e-3)
        assert known[key]["se"] == pytest.approx(spread, rel=1e-3)


def test_rasch_measures_are_printed_with_thresholds(answer: Any, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "guilford.csv"
    rows = case("guilford_facets")["input"]["rows"]
    pl.DataFrame(rows, schema=["judge", "entry", "criterion", "mark"], orient="row").write_csv(path)
    found = answer("severity", path, "--model", "rasch")
    assert [row["measure"] for row in found["judge"]] == pytest.approx(
        case("guilford_facets")["expected"]["judge_severity"], abs=1e-4
    )
    assert "thresholds" in run("severity", path, "--model", "rasch").out


def test_stability_names_those_whose_award_is_not_decided(answer: Any, ratings: Path, tmp_path: Path) -> None:
    found = answer(
        "stability", ratings, "--draws", 200, "--first", 2, "--save", tmp_path / "s.zip", "-o", tmp_path / "s.xlsx"
    )
    assert [row["place"] for row in found["entries"]] == [1, 2, 3, 4, 5, 6]
    assert (tmp_path / "s.zip").stat().st_size > 0
    assert set(pl.read_excel(tmp_path / "s.xlsx", sheet_id=0, engine="calamine")) == {
        "places",
        "acceptability",
        "notes",
    }


@pytest.mark.parametrize(
    ("command", "arguments", "why"),
    [
        ("severity", ["--model", "guess"], "no model guess"),
        ("variance", ["--design", "entry judge"], "is no design"),
        ("variance", ["--design", "entry x visit"], "no column visit"),
        ("stability", ["--over", "luck"], "no luck to draw from"),
        ("stability", ["--rule", "none.toml"], "none.toml"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    run: Run, ratings: Path, command: str, arguments: list[str], why: str
) -> None:
    said = run(command, ratings, *arguments)
    assert said.code == 2
    assert why in said.err


def test_a_panel_that_falls_apart_is_refused_with_its_parts(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "apart.csv"
    path.write_text("entry,judge,mark\na,x,1\nb,x,2\nc,y,3\nd,y,4\n", encoding="utf-8")
    assert "2 groups" in run("severity", path).err


def test_tables_are_printed_for_people(run: Run, ratings: Path) -> None:
    for command in ("agreement", "variance", "severity", "stability"):
        said = run(command, ratings)
        assert (said.code, said.err) == (0, "")
        assert said.out.strip()


CRITERIA = "entry,judge,criterion,mark\na,x,A,1\na,y,A,2\nb,x,A,2\nb,y,A,4\na,x,B,\na,y,B,\nb,x,B,\nb,y,B,\n"


def test_a_criterion_that_nobody_marked_is_named_with_its_reasons(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(CRITERIA, encoding="utf-8")
    found = answer("agreement", path)["criteria"]
    assert set(found["B"]["icc"].values()) == {None}
    assert {"icc", "kendall_w", "alpha.nominal", "fleiss_kappa"} <= set(found["B"]["reasons"])
    assert found["A"]["icc"]["3,1"] == pytest.approx(0.8)


def test_a_sheet_without_any_mark_has_reasons_for_agreement_and_is_refused_elsewhere(
    answer: Any, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("entry,judge,mark\na,x,\nb,x,\n", encoding="utf-8")
    assert answer("agreement", path)["reasons"]["icc"]["en"]
    for command in ("variance", "severity", "stability"):
        said = run(command, path)
        assert (said.code, "no mark at all" in said.err) == (2, True)


def test_cells_that_are_no_number_are_told_one_by_one_and_left_out(run: Run, answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("entry,judge,mark\na,x,8.5\na,y,abc\nb,x,6.5\nb,y,4.5\n,z,7\na,z,9\na,w,n/a\n", encoding="utf-8")
    found = answer("agreement", path)
    assert found["marks"] == 4
    assert [(row["row"], row["column"], row["value"]) for row in found["refused"]] == [
        (3, "mark", "abc"),
        (6, "entry", ""),
    ]
    assert "row 3, column mark: abc" in run("agreement", path, "--json").err
    assert "2 rows could not be used" in run("agreement", path).out


@pytest.mark.parametrize("text", ['entry,judge,mark\na,x,"8,5"\nb,x,"6,5"\n', "entry;judge;mark\na;x;8,5\nb;x;6,5\n"])
def test_commas_for_decimal_points_are_refused_with_the_cell(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(text, encoding="utf-8")
    for command in ("agreement", "variance", "severity", "stability"):
        said = run(command, path, "--json")
        assert (said.code, said.out) == (2, "")
        assert "column mark: 8,5" in said.err


@pytest.mark.parametrize(
    ("marks", "command", "why"),
    [
        ([[5, 6], [5, 6], [5, 6]], ["severity"], "to the last digit"),
        ([[1, 1], [2, 2], [3, 3]], ["severity", "--model", "rasch"], "nothing to measure"),
        ([[5, 6], [6, 7], [8, 9]], ["severity", "--model", "rasch"], "run away"),
        ([[1, 2, 3]], ["severity", "--model", "rasch"], "at least two of entry"),
        ([[1, None], [2, None], [None, 3], [None, 5]], ["variance"], "cannot tell"),
    ],
)
def test_what_cannot_be_estimated_is_refused_rather_than_made_up(
    run: Run, tmp_path: Path, marks: list[list[float | None]], command: list[str], why: str
) -> None:
    path = tmp_path / "marks.csv"
    long(marks).write_csv(path)
    said = run(command[0], path, *command[1:], "--json")
    assert (said.code, said.out) == (2, "")
    assert why in said.err


def test_a_rule_is_applied_to_a_sheet_of_one_unnamed_criterion(answer: Any, ratings: Path) -> None:
    rule = ratings.with_name("mean.toml")
    rule.write_text(
        '[rule]\nkey = "mean"\ntitle = "Mean"\n[combine]\nmethod = "mean"\n[weigh]\nmethod = "sum"\n[final]\ndecimals = 2\n',
        encoding="utf-8",
    )
    found = answer("stability", ratings, "--rule", rule, "--draws", 50)
    assert found["rule"] == "mean"
    assert [row["entry"] for row in found["entries"]] == [
        row["entry"] for row in answer("stability", ratings, "--draws", 50)["entries"]
    ]


def test_an_entry_that_a_rule_never_places_has_no_best_and_no_worst_place(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("entry,judge,mark\na,x,5\na,y,6\na,z,6\nb,x,7\nb,y,6\nb,z,7\nc,x,9\n", encoding="utf-8")
    rule = tmp_path / "two.toml"
    rule.write_text(
        '[rule]\nkey = "two"\ntitle = "Two"\n[combine]\nmethod = "mean"\nmin_marks = 2\n'
        '[weigh]\nmethod = "sum"\n[final]\ndecimals = 2\n',
        encoding="utf-8",
    )
    last = answer("stability", path, "--rule", rule, "--draws", 20)["entries"][-1]
    assert (last["entry"], last["place"], last["best_without_one"], last["worst_without_one"]) == (
        "c",
        None,
        None,
        None,
    )


SHEET = "备注,得分,评委,参评对象\n好,8,张,甲\n,7,李,甲\n,5,张,乙\n,6,李,乙\n,9,张,丙\n,7,李,丙\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_sheets_are_read_in_the_encodings_that_offices_save(answer: Any, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "打分.csv"
    path.write_bytes(SHEET.encode(encoding))
    found = answer("severity", path)
    assert {row["judge"] for row in found["judges"]} == {"张", "李"}
    assert found["mean"] == pytest.approx(7)


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_order_of_columns_and_rows_and_the_kind_of_file_change_no_number(
    answer: Any, ratings: Path, tmp_path: Path, kind: str
) -> None:
    table = pl.read_csv(ratings)
    path = tmp_path / f"shuffled.{kind}"
    mixed = table.sample(fraction=1, shuffle=True, seed=1).select("mark", "judge", pl.lit("?").alias("note"), "entry")
    {"xlsx": mixed.write_excel, "parquet": mixed.write_parquet}[kind](path)
    for command in ("agreement", "variance", "severity"):
        one, other = answer(command, ratings), answer(command, path)
        assert json.dumps(_rounded(one)) == json.dumps(_rounded(other))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        parts = [_rounded(part) for part in value]
        return sorted(parts, key=json.dumps) if parts and isinstance(parts[0], dict) else parts
    return round(value, 6) + 0.0 if isinstance(value, float) else value
