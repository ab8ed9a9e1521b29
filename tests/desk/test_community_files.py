"""A folder that cannot be used says where: file, row, column, value, and what to do."""

import shutil
from pathlib import Path

import pytest

from weiping.desk.community_files import read_community
from weiping.domain.register import Register
from weiping.errors import InputError
from weiping.share import shared

FILES = {
    "community.toml": 'key = "tiny"\nname = { zh_CN = "小社区", en = "Tiny" }\n',
    "grids.csv": "key,number,name\ng1,1,第1网格\ng2,2,第2网格\n",
    "micro_grids.csv": "key,grid,number,leader\nm1,g1,1,r1\nm2,g2,1,\n",
    "compounds.csv": "key,grid,name,name_en,green_ratio\neast,g1,东院,East,30.5\nlane,g2,南巷,South Lane,\n",
    "buildings.csv": "key,compound,name\neast-3,east,3号楼\n",
    "units.csv": "key,building,name\neast-3-2,east-3,2单元\n",
    "households.csv": "key,compound,unit,micro_grid,room\nh1,east,east-3-2,m1,501\nh2,lane,,m2,17号\n",
    "residents.csv": "key,household,name,roles,disclosure\n"
    "r1,h1,王小明,party-member; micro-grid-leader,public\nr2,h2,李安,,office\n",
    "deeds.csv": "key,kind,title_zh,title_en,points\nsweep,hygiene,清扫,Swept,5\n",
    "opening_points.csv": "household,points,deed,date\nh1,5,sweep,2024-05-01\n",
    "appraisal.toml": """key = "best"
title = { zh_CN = "最美", en = "Best" }
period = "2024"
rule = "trimmed"
entries = ["lane", "east"]
notice_days = 7

[[criteria]]
key = "order"
weight = 62.5

[[criteria]]
key = "green"
weight = 37.5

[[awards]]
key = "winner"
title = { zh_CN = "最美小区", en = "Winner" }
first = 1

[[judges]]
kind = "party-member"
resident = "r1"

[[judges]]
kind = "resident"
resident = "r2"
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_community(folder)
    chinese = caught.value.text("zh_CN")
    assert chinese != caught.value.text("en")
    return caught.value.text("en").replace(str(folder) + "/", "")


def test_a_sound_folder_is_read_whole(folder: Path) -> None:
    files = read_community(folder)
    east, lane = files.register.compounds
    assert (east.attributes, lane.attributes) == ({"green_ratio": "30.5"}, {})
    flat, house = files.register.households
    assert (flat.unit, flat.room, house.unit, house.room) == ("east-3-2", "501", None, "17号")
    assert files.register.residents[0].roles == ("party-member", "micro-grid-leader")
    (plan,) = files.appraisals
    assert plan.entries == ("lane", "east")
    assert [(key, str(weight)) for key, weight in plan.criteria] == [("order", "62.5"), ("green", "37.5")]
    assert (plan.notice_days, plan.show_standings, plan.points_rules) == (7, True, ())
    assert [(one.household, one.points, one.reason.zh) for one in files.opening_points] == [("h1", 5, "清扫")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_gbk_and_a_byte_order_mark_are_read_too(folder: Path, encoding: str) -> None:
    expected = read_community(folder)
    for name, text in FILES.items():
        (folder / name).write_text(text.replace("\n", "\r\n"), encoding=encoding, newline="")
    assert read_community(folder) == expected


def test_columns_may_come_in_any_order_and_blank_lines_are_passed_over(folder: Path) -> None:
    expected = read_community(folder)
    (folder / "grids.csv").write_text("name,key,number\n第1网格,g1,1\n\n,,\n第2网格, g2 ,2\n", encoding="utf-8")
    assert read_community(folder) == expected


def test_appraisals_deeds_and_opening_points_may_be_absent(folder: Path) -> None:
    for name in ("appraisal.toml", "deeds.csv", "opening_points.csv"):
        (folder / name).unlink()
    files = read_community(folder)
    assert (files.appraisals, files.deeds, files.opening_points) == ((), (), ())


def test_a_rule_file_beside_the_appraisal_is_taken_by_its_text(folder: Path) -> None:
    (folder / "own.toml").write_text('[rule]\nkey = "own"\n', encoding="utf-8")
    change(folder, "appraisal.toml", '"trimmed"', '"own.toml"')
    assert read_community(folder).appraisals[0].rule == '[rule]\nkey = "own"\n'


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("grids.csv", "key,number,name", "key,no,name", "grids.csv has no column number; it has key, no, name."),
        ("grids.csv", "key,number,name", "key,number,name,name", "grids.csv has the column 'name' twice"),
        ("grids.csv", "g2,2", "g2,two", "grids.csv, row 3, column number: 'two' cannot be used. Write a whole number"),
        ("grids.csv", "g2,2", "g1,2", "grids.csv, row 3, column key: 'g1' cannot be used. It is there twice"),
        ("grids.csv", "g2,2,第2网格", "g2,2", "grids.csv, row 3 has 2 cells where the header has 3"),
        ("micro_grids.csv", "m2,g2", "m2,g9", "micro_grids.csv, row 3, column grid: 'g9' cannot be used. No such key"),
        ("micro_grids.csv", "1,r1", "1,r9", "micro_grids.csv, row 2, column leader: 'r9'"),
        ("compounds.csv", "South Lane", "", "compounds.csv, row 3, column name_en: '' cannot be used. Fill it in."),
        ("units.csv", "east-3,2", "west-3,2", "units.csv, row 2, column building: 'west-3'"),
        ("households.csv", "h2,lane,,", "h2,lane,east-3-2,", "households.csv, row 3, column unit: 'east-3-2'"),
        ("households.csv", "h2,lane,,m2", "h2,lane,,m1", "That micro-grid is in another grid than the compound"),
        ("residents.csv", "r2,h2", "r2,h9", "residents.csv, row 3, column household: 'h9'"),
        ("residents.csv", "office", "everyone", "residents.csv, row 3, column disclosure: 'everyone'"),
        ("deeds.csv", ",5", ",2.5", "deeds.csv, row 2, column points: '2.5'"),
        ("opening_points.csv", "2024-05-01", "1 May", "opening_points.csv, row 2, column date: '1 May'"),
        ("opening_points.csv", "sweep", "wash", "opening_points.csv, row 2, column deed: 'wash'"),
        ("community.toml", 'key = "tiny"', "key = tiny", "community.toml is not valid TOML"),
        ("community.toml", ', en = "Tiny"', "", "community.toml, name: "),
        (
            "appraisal.toml",
            '"lane", "east"',
            '"lane", "west"',
            "appraisal.toml, entries 2: 'west' cannot be used. There is no compound west in the register.",
        ),
        ("appraisal.toml", '"lane", "east"', '"east", "east"', "It is there twice"),
        (
            "appraisal.toml",
            'entries = ["lane", "east"]',
            "entries = []",
            "appraisal.toml, entries: — cannot be used. Choose at least one",
        ),
        ("appraisal.toml", "62.5", "nan", "appraisal.toml, criteria 1 weight: "),
        ("appraisal.toml", 'key = "green"', 'key = "order"', "appraisal.toml, criteria key: 'order'"),
        ("appraisal.toml", "first = 1", "first = 0", "appraisal.toml, awards 1 first: 0"),
        (
            "appraisal.toml",
            "notice_days",
            "notice_day",
            "appraisal.toml, notice_day: 7 cannot be used. This name is not known",
        ),
        ("appraisal.toml", '"r2"', '"r1"', "appraisal.toml, judges 2 resident: 'r1' cannot be used. This person is on"),
        ("appraisal.toml", '"resident"', '"cat"', "appraisal.toml, judges 2 kind: 'cat'"),
        (
            "appraisal.toml",
            '"party-member"',
            '"building-leader"',
            "The register does not give this resident the role Building leader",
        ),
        ("appraisal.toml", '"trimmed"', '"../rule.toml"', "Put the rule file into the same folder"),
        ("appraisal.toml", '"trimmed"', '"gone.toml"', "There is no file gone.toml"),
    ],
)
def test_a_bad_value_is_named_with_its_place_and_remedy(folder: Path, name: str, old: str, new: str, said: str) -> None:
    change(folder, name, old, new)
    assert said in refusal(folder)


@pytest.mark.parametrize("name", ["community.toml", "grids.csv", "households.csv", "residents.csv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder) == f"There is no file {name}; add it or check the folder."


def test_a_folder_with_nothing_but_the_communitys_name_is_a_register_that_is_still_empty(tmp_path: Path) -> None:
    (tmp_path / "community.toml").write_text('key = "own"\nname = { zh_CN = "社区", en = "Own" }\n', encoding="utf-8")
    assert read_community(tmp_path).register == Register(key="own", name="社区", name_en="Own")


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b" \n")
    assert refusal(folder).startswith("units.csv is empty")


def test_an_encoding_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "units.csv").write_bytes(b"key,building,name\n\xff\xfe\x00\xd8\n")
    assert refusal(folder) == "units.csv is neither UTF-8 nor GBK text; save it as UTF-8."


def test_the_same_deed_of_a_household_on_one_day_counts_once(folder: Path) -> None:
    with (folder / "opening_points.csv").open("a", encoding="utf-8") as file:
        file.write("h1,5,sweep,2024-05-01\n")
    assert "opening_points.csv, row 3, column deed: 'sweep'" in refusal(folder)


def test_two_files_with_one_appraisal_key_are_refused(folder: Path) -> None:
    shutil.copy(folder / "appraisal.toml", folder / "appraisal-again.toml")
    assert "key: 'best' cannot be used. It is there twice" in refusal(folder)


def test_the_sample_community_travels_with_the_package() -> None:
    assert read_community(shared("sample_data") / "guanyan").register.key == "guanyan"
