"""`weiping score` and `weiping explain` as a person runs them: files in, files out."""

import os
import random
import re
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from weiping import cli
from weiping.share import shared

ISU, RENTSAFE = shared("sample_data") / "isu", shared("sample_data") / "rentsafe"
TOOLKIT = str(Path(__file__).parents[2] / "toolkit")


@pytest.fixture
def weiping(tmp_path, monkeypatch, capsys):
    """Run `weiping …` in an empty folder: in this process, or for another language in one of its own."""

    def run(*args, lang="en"):
        return inside(args) if lang == "en" else outside(args, lang)

    def inside(args):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["weiping", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return SimpleNamespace(returncode=ended.value.code or 0, stdout=said.out, stderr=said.err)

    def outside(args, lang):
        environment = {
            **os.environ,
            "WEIPING_LANG": lang,
            "PYTHONPATH": TOOLKIT,
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "200",
        }
        command = [sys.executable, "-c", "from weiping.cli import main; main()", *map(str, args)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    return run


@pytest.fixture
def sheet(tmp_path):
    """A small folder of marks with its rule, to be spoilt by a test."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "marks.csv").write_text(
        "参评对象,评委,评分项,得分\n云中仙居,甲,楼道卫生,18\n云中仙居,乙,楼道卫生,17.5\n银河星座,甲,楼道卫生,16\n银河星座,乙,楼道卫生,\n",
        "utf-8",
    )
    (tmp_path / "in" / "entries.csv").write_text("参评对象\n云中仙居\n银河星座\n高店居民点\n", "utf-8")
    (tmp_path / "rule.toml").write_text(
        '[rule]\nkey = "r"\ntitle = "r"\n[marks]\nscale = { low = 0, high = 20, step = 0.5 }\n[final]\ndecimals = 2\n',
        "utf-8",
    )
    return tmp_path / "in"


def spoil(path, old, new, encoding="utf-8"):
    path.write_bytes(path.read_text("utf-8").replace(old, new).encode(encoding))


def lines(path):
    return pl.read_csv(path, infer_schema=False).rows(named=True)


def test_the_isu_folder_gives_one_line_a_round_and_entry_with_the_published_results(weiping, tmp_path):
    done = weiping("score", ISU, "--rule", ISU / "rule.toml", "-o", "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    published = {(row["round"], row["entry"]): row for row in lines(ISU / "entries.csv")}
    out = lines(tmp_path / "out.csv")
    assert list(out[0])[:4] == ["round", "entry", "total", "rank"]
    assert len(out) == len(published) == 818
    for row in out:
        expected = published[row["round"], row["entry"]]
        assert Decimal(row["total"]) == Decimal(expected["published_segment_score"])
        assert row["rank"] == expected["published_rank"]


def test_the_wide_rentsafe_sheet_gives_the_published_scores_and_lists_the_empty_row(weiping, tmp_path):
    done = weiping("score", RENTSAFE / "evaluations_pre2023.csv", "--rule", RENTSAFE / "rule.toml", "-o", "out.csv")
    assert done.returncode == 0
    published = {row["_id"]: row["SCORE"] for row in lines(RENTSAFE / "evaluations_pre2023.csv")}
    out = lines(tmp_path / "out.csv")
    assert list(out[0])[:3] == ["entry", "total", "rank"]
    assert {row["entry"]: row["total"] for row in out} == {
        key: score for key, score in published.items() if key != "8364"
    }
    (refused,) = lines(tmp_path / "out.refused.csv")
    assert (refused["row"], refused["value"], refused["reason"]) == ("8365", "8364", "The row has no mark at all")
    assert "out.refused.csv" in done.stderr


def test_a_rule_that_is_installed_is_called_by_its_key(weiping, sheet, tmp_path):
    done = weiping("score", sheet, "--rule", "plain", "-o", "out.csv")
    assert done.returncode == 0
    assert {row["entry"]: row["total"] for row in lines(tmp_path / "out.csv")}["云中仙居"] == "17.75"


@pytest.mark.parametrize("rule", ["pliant", "no/such/rule.toml"])
def test_a_rule_that_is_neither_a_file_nor_installed_is_refused_by_its_name(weiping, sheet, rule):
    done = weiping("score", sheet, "--rule", rule)
    assert done.returncode == 2
    assert f"There is no rule file {rule}" in " ".join(done.stderr.split())


def school(value, unit="0.01"):
    return value.quantize(Decimal(unit), ROUND_HALF_UP)


@pytest.mark.parametrize("seed", range(3))
def test_any_other_folder_of_that_layout_works_with_the_isu_rule(weiping, tmp_path, seed):
    """Other numbers of judges and criteria, other names, empty marks, deductions of either sign, against plain Python."""
    rng = random.Random(seed)
    folder = tmp_path / "other"
    folder.mkdir()
    marks, entries, criteria, expected = ["round,entry,judge,criterion,mark"], [], ["round,criterion,factor"], {}
    for round_ in range(1, 4):
        names = [f"Aspekt {number}" for number in range(rng.randint(2, 7))]
        factor = {name: Decimal(rng.randint(1, 30)) / 10 for name in names}
        criteria += [f"{round_},{name},{factor[name]}" for name in names]
        for entry in range(rng.randint(2, 9)):
            total = Decimal(0)
            for name in names:
                given = [Decimal(rng.randint(0, 40)) / 4 for _ in range(rng.randint(3, 12))]
                total += school(factor[name] * school(sum(sorted(given)[1:-1]) / (len(given) - 2)))
                marks += [f"{round_},e{entry},J{number},{name},{mark}" for number, mark in enumerate(given)]
                marks += [f"{round_},e{entry},K{number},{name}," for number in range(rng.randint(0, 2))]
            element, deduction = Decimal(rng.randint(0, 9999)) / 100, Decimal(rng.randint(-3, 3))
            entries.append(f"{round_},MEN FREE SKATING,e{entry},{element},{deduction}")
            expected[str(round_), f"e{entry}"] = total + element - abs(deduction)
    (folder / "marks.csv").write_text("\n".join(marks))
    (folder / "entries.csv").write_text("\n".join(["round,program,entry,element_total,deductions", *entries]))
    (folder / "criteria.csv").write_text("\n".join(criteria))
    assert weiping("score", folder, "--rule", ISU / "rule.toml", "-o", "out.csv", "--strict").returncode == 0
    assert {(row["round"], row["entry"]): Decimal(row["total"]) for row in lines(tmp_path / "out.csv")} == expected


def test_standings_go_to_csv_parquet_and_excel_alike(weiping, sheet, tmp_path):
    for name in ("out.csv", "out.parquet", "out.xlsx"):
        assert weiping("score", sheet, "--rule", "rule.toml", "-o", name).returncode == 0
    rows = [("云中仙居", 17.75, 1), ("银河星座", 16.0, 2), ("高店居民点", None, None)]
    for frame in (
        pl.read_csv(tmp_path / "out.csv"),
        pl.read_parquet(tmp_path / "out.parquet"),
        pl.read_excel(tmp_path / "out.xlsx"),
    ):
        assert frame.select("entry", pl.col("total").cast(pl.Float64), pl.col("rank").cast(pl.Int64)).rows() == rows


def test_without_an_output_the_standings_are_printed_in_the_language_of_the_command_line(weiping, sheet):
    assert "17.75" in weiping("score", sheet, "--rule", "rule.toml").stdout
    chinese = weiping("score", sheet, "--rule", "rule.toml", lang="zh_CN").stdout
    assert "名次" in chinese
    assert "没有打分。" in chinese


def test_the_list_of_refused_rows_is_always_there_and_empty_when_all_is_well(weiping, sheet, tmp_path):
    weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv")
    assert (tmp_path / "out.refused.csv").read_text() == "file,row,column,value,reason,remedy\n"
    assert (tmp_path / "out.csv.refused.csv").read_text() == (tmp_path / "out.refused.csv").read_text()


def test_gbk_byte_order_mark_semicolons_excel_and_parquet_give_the_same_result(weiping, sheet, tmp_path):
    weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv")
    expected, text = (tmp_path / "out.csv").read_bytes(), (sheet / "marks.csv").read_text("utf-8")
    variants = {
        "gbk.csv": text.encode("gbk"), "bom.csv": text.encode("utf-8-sig"), "semi.csv": text.replace(",", ";").encode(),
    }  # fmt: skip
    for name, content in variants.items():
        (tmp_path / name).write_bytes(content)
    frame = pl.read_csv(sheet / "marks.csv")
    frame.write_excel(tmp_path / "book.xlsx")
    frame.write_parquet(tmp_path / "pond.parquet")
    for name in [*variants, "book.xlsx", "pond.parquet"]:
        done = weiping("score", name, "--rule", "rule.toml", "--entries", sheet / "entries.csv", "-o", "again.csv")
        assert (done.returncode, (tmp_path / "again.csv").read_bytes()) == (0, expected), name


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        ("云中先居,甲,楼道卫生,18", "参评对象", "云中先居", "The list of entries does not have this entry"),
        ("云中仙居,丙,楼道卫生,21", "得分", "21", "The mark is off the scale from 0 – 20 (0.5)"),
        ("云中仙居,丙,楼道卫生,18.3", "得分", "18.3", "The mark is not on a step of the scale from 0 – 20 (0.5)"),
        ("云中仙居,丙,楼道卫生,很好", "得分", "很好", "Not a number"),
        ("云中仙居,甲,楼道卫生,18", "得分", "18", "The same thing stands in row 2 already"),
        (",丙,楼道卫生,18", "参评对象", None, "The row names no entry"),
    ],
)
def test_a_bad_row_is_listed_and_the_good_ones_are_scored_but_strict_writes_nothing(
    weiping, sheet, tmp_path, line, column, value, reason
):
    (sheet / "marks.csv").write_text((sheet / "marks.csv").read_text("utf-8") + line + "\n", "utf-8")
    assert weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv").returncode == 0
    assert [row["total"] for row in lines(tmp_path / "out.csv")] == ["17.75", "16.00", None]
    (refused,) = lines(tmp_path / "out.refused.csv")
    assert (refused["file"], refused["row"], refused["column"], refused["value"]) == ("marks.csv", "6", column, value)
    assert refused["reason"] == reason
    assert refused["remedy"]
    strict = weiping("score", sheet, "--rule", "rule.toml", "-o", "strict.csv", "--strict")
    assert strict.returncode == 2
    assert f"marks.csv, row 6, column {column}" in strict.stderr
    assert not list(tmp_path.glob("strict*"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("in/marks.csv", "得分", "别的", "marks.csv has no column mark"),
        ("in/marks.csv", "评委", "别的", "marks.csv has no column judge"),
        ("in/entries.csv", "参评对象", "别的", "entries.csv has no column entry"),
        (
            "rule.toml",
            "[final]",
            '[weigh]\nweights = { "楼道卫生" = 0.8, "绿化" = 0.5 }\ntotal = 1\n[final]',
            "add up to 1.3",
        ),
        (
            "rule.toml",
            "[final]",
            '[weigh]\nweights = { "楼道卫牲" = 1 }\n[final]',
            "names the criterion 楼道卫牲, on which there is no mark – 楼道卫生",
        ),
        ("rule.toml", "[final]", '[weigh]\nweights_from = "factor"\n[final]', "give that table"),
        ("rule.toml", "decimals", "decimal", "no key decimal"),
        ("rule.toml", "[final]", "[final", "not valid TOML"),
    ],
)
def test_what_cannot_be_scored_ends_with_2_a_message_and_no_output(weiping, sheet, tmp_path, file, old, new, said):
    spoil(tmp_path / file, old, new)
    done = weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv")
    assert done.returncode == 2
    assert re.search(said, done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x81\x20\xff", "参评对象,评委,评分项,得分\n".encode()])
def test_an_empty_or_unreadable_file_ends_with_2(weiping, sheet, tmp_path, content):
    (sheet / "marks.csv").write_bytes(content)
    done = weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv")
    assert done.returncode == 2
    assert "marks.csv" in done.stderr
    assert not list(tmp_path.glob("out*"))


def test_missing_files_and_unknown_outputs_end_with_2_before_any_work(weiping, sheet, tmp_path):
    (tmp_path / "void").mkdir()
    for args in (
        ("nothing.csv", "-o", "out.csv"),
        ("void", "-o", "out.csv"),
        (sheet, "-o", "out.pdf"),
        (sheet, "-o", "no/out.csv"),
    ):
        done = weiping("score", *args, "--rule", "rule.toml")
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert not list(tmp_path.glob("out*"))


def test_explain_tells_the_steps_in_the_language_asked_for(weiping, sheet):
    english = weiping("explain", sheet, "--rule", "rule.toml", "--entry", "云中仙居", "--lang", "en")
    assert "35.5 ÷ 2 = 17.75." in english.stdout
    assert "Place 1 of 2." in english.stdout
    chinese = weiping("explain", sheet, "--rule", "rule.toml", "--entry", "云中仙居", "--lang", "zh_CN")
    assert "第 1 名（共 2 个）。" in chinese.stdout
    unknown = weiping("explain", sheet, "--rule", "rule.toml", "--entry", "云中仙")
    assert (unknown.returncode, "云中仙居?" in unknown.stderr) == (2, True)


def test_explain_tells_one_round_or_every_round_an_entry_is_in(weiping):
    entry = next(row["entry"] for row in lines(ISU / "entries.csv"))
    one = weiping("explain", ISU, "--rule", ISU / "rule.toml", "--entry", entry, "--round", "0", "--lang", "en")
    assert "The total is 120.09." in one.stdout
    assert weiping("explain", ISU, "--rule", ISU / "rule.toml", "--entry", entry, "--round", "99").returncode == 2


def test_help_lists_the_commands_without_importing_them(weiping):
    done = weiping("--help")
    assert done.returncode == 0
    assert "score" in done.stdout
    probe = "import sys, weiping.cli; sys.exit('polars' in sys.modules or 'sqlalchemy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": TOOLKIT}
    assert subprocess.run([sys.executable, "-c", probe], env=environment, check=False).returncode == 0


def test_a_second_run_replaces_the_output_whole(weiping, sheet, tmp_path):
    for _ in range(2):
        assert weiping("score", sheet, "--rule", "rule.toml", "-o", "out.csv").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "in",
        "out.csv",
        "out.csv.refused.csv",
        "out.refused.csv",
        "rule.toml",
    ]
    shutil.rmtree(sheet)
    assert weiping("score", sheet, "--rule", "rule.toml", "-o", "new.csv").returncode == 2


def test_an_output_never_replaces_an_input_or_a_folder(weiping, sheet, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    before = (sheet / "marks.csv").read_bytes()
    for out in (sheet / "marks.csv", sheet / "entries.csv", "rule.toml.csv", "folder.csv", ".", ""):
        (tmp_path / "rule.toml.csv").write_bytes((tmp_path / "rule.toml").read_bytes())
        for lang in ("en", "zh_CN") if out == "folder.csv" else ("en",):
            done = weiping("score", sheet, "--rule", "rule.toml.csv", "-o", out, lang=lang)
            assert (done.returncode, "Traceback" in done.stderr) == (2, False), out
    assert (sheet / "marks.csv").read_bytes() == before
    assert not list(tmp_path.glob("*refused*"))


def test_a_weight_that_cannot_be_used_is_named_with_its_table_round_and_value(weiping, tmp_path):
    folder = tmp_path / "isu"
    shutil.copytree(ISU, folder)
    spoil(folder / "criteria.csv", "0,Composition,1.2\n", "0,Composition,1.23456\n")
    done = weiping("score", folder, "--rule", ISU / "rule.toml", "-o", "out.csv")
    assert done.returncode == 2
    assert "criteria.csv: the weight of 0 / Composition is 1.23456" in done.stderr


def test_severities_come_from_a_table_of_judges_which_is_never_overwritten(weiping, tmp_path):
    rule = '[rule]\nkey = "r"\ntitle = "r"\n[judges]\nadjustment = "severity"\nsource = "2024"\n[final]\ndecimals = 1\n'
    (tmp_path / "rule.toml").write_text(rule, "utf-8")
    (tmp_path / "marks.csv").write_text("entry,judge,criterion,mark\nA,1,c,5\nA,2,c,7\nB,1,c,6\nB,2,c,6\n", "utf-8")
    (tmp_path / "judges.csv").write_text("judge,severity\n1,1.5\n2,-0.5\n", "utf-8")
    lacking = weiping("score", "marks.csv", "--rule", "rule.toml")
    assert lacking.returncode == 2
    assert "give that table (--judges)" in lacking.stderr
    told = weiping("explain", "marks.csv", "--rule", "rule.toml", "--judges", "judges.csv", "--entry", "A")
    assert "5 + 1.5 = 6.5 (1), 7 − 0.5 = 6.5 (2)." in told.stdout
    assert (
        weiping("score", "marks.csv", "--rule", "rule.toml", "--judges", "judges.csv", "-o", "judges.csv").returncode
        == 2
    )
    assert (tmp_path / "judges.csv").read_text("utf-8").startswith("judge,severity")
    shutil.copytree(tmp_path, tmp_path / "folder", ignore=shutil.ignore_patterns("folder"))
    assert weiping("score", "folder", "--rule", "rule.toml", "-o", "out.csv").returncode == 0
    assert pl.read_csv(tmp_path / "out.csv")["total"].to_list() == [6.5, 6.5]


def test_a_rule_may_name_a_method_of_a_plugin(weiping, tmp_path, monkeypatch):
    from weiping.domain.text import Text
    from weiping.hooks import methods
    from weiping.scoring.combining import BUILTIN
    from weiping.scoring.methods import Methods, Ranking, RankMethod

    def by_name(frame, options):
        return Ranking(scores={entry: -ord(entry) for entry in frame["entry"]})

    words = Text("按名称。", "By name.")
    method = RankMethod(key="by-name", title=words, words=words, needs="ballots", rank=by_name, decimals=0)
    monkeypatch.setattr(methods, "installed", lambda: Methods(BUILTIN.combine, {"by-name": method}))
    (tmp_path / "rule.toml").write_text(
        '[rule]\nkey = "r"\ntitle = "r"\n[final]\ndecimals = 1\n[rank]\nby = "by-name"\n', "utf-8"
    )
    (tmp_path / "marks.csv").write_text("entry,judge,criterion,mark\nA,1,c,5\nB,1,c,6\n", "utf-8")
    assert weiping("score", "marks.csv", "--rule", "rule.toml", "-o", "out.csv").returncode == 0
    assert pl.read_csv(tmp_path / "out.csv").select("entry", "score", "rank").rows() == [("A", -65, 1), ("B", -66, 2)]
