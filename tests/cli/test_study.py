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
    assert set(pl.read_excel(tmp_path / "s.xlsx", sheet_id=0, engine="calamine")) == {"places", "acceptability"}


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
