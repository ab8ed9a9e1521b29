"""The invented community is what its README says, and can be written again byte for byte."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from weiping.desk.community_files import CommunityFiles, read_community
from weiping.domain.appraisal import JudgeKind
from weiping.domain.register import Disclosure

GUANYAN = Path(__file__).parents[2] / "sample_data" / "guanyan"
DATA = sorted(path for path in GUANYAN.iterdir() if path.suffix in {".csv", ".toml"})


@pytest.fixture(scope="module")
def guanyan() -> CommunityFiles:
    return read_community(GUANYAN)


def test_the_generator_writes_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-S", GUANYAN / "generate.py", tmp_path], check=True)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [path.name for path in DATA]
    for path in DATA:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    photos = sorted(path.name for path in (GUANYAN / "photos").iterdir())
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == photos
    for name in photos:  # dot by dot: how a picture is packed is zlib's business
        with Image.open(tmp_path / "photos" / name) as made, Image.open(GUANYAN / "photos" / name) as kept:
            assert made.convert("RGB").tobytes() == kept.convert("RGB").tobytes(), name


def test_it_is_small_and_in_utf_8_with_line_feeds() -> None:
    assert sum(path.stat().st_size for path in DATA) < 1_000_000
    for path in DATA:
        raw = path.read_bytes()
        assert raw.decode("utf-8")
        assert b"\r" not in raw
        assert not raw.startswith(b"\xef\xbb\xbf")


def test_it_has_the_figures_of_the_story(guanyan: CommunityFiles) -> None:
    register = guanyan.register
    assert (len(register.grids), len(register.micro_grids), len(register.households)) == (12, 150, 3200)
    names = {compound.name for compound in register.compounds}
    assert {"云中仙居小区", "银河星座", "高店居民点", "北巷居民点", "西区居民点", "物资储运家属区", "慈孝巷"} <= names


def test_yunzhong_xianju_is_as_the_pad_draws_it(guanyan: CommunityFiles) -> None:
    register = guanyan.register
    (compound,) = (one for one in register.compounds if one.name == "云中仙居小区")
    assert compound.grid == "g07"
    assert len([one for one in register.buildings if one.compound == compound.key]) == 12
    assert len([one for one in register.households if one.compound == compound.key]) == 486
    assert "yunzhong-3-2-501" in {one.key for one in register.households}


def test_the_counts_stated_for_a_compound_are_the_counts_in_the_register(guanyan: CommunityFiles) -> None:
    homes = Counter(one.compound for one in guanyan.register.households)
    houses = Counter(one.compound for one in guanyan.register.buildings)
    for one in guanyan.register.compounds:
        assert one.attributes["households"] == str(homes[one.key])
        assert one.attributes["buildings"] == str(houses[one.key])
        assert 0 < float(one.attributes["green_ratio"]) < 100
        assert 0 < float(one.attributes["safety_satisfaction"]) <= 100


def test_every_micro_grid_is_of_even_size_and_led_by_somebody_who_lives_in_it(guanyan: CommunityFiles) -> None:
    register = guanyan.register
    sizes = Counter(one.micro_grid for one in register.households)
    assert len(sizes) == 150
    assert max(sizes.values()) - min(sizes.values()) <= 3
    home = {one.key: one.micro_grid for one in register.households}
    where = {one.key: home[one.household] for one in register.residents}
    assert all(where[one.leader or ""] == one.key for one in register.micro_grids)


def test_every_building_has_one_leader_and_leaders_have_agreed_to_be_named(guanyan: CommunityFiles) -> None:
    register = guanyan.register
    building = {one.key: one.building for one in register.units}
    home = {one.key: building[one.unit] for one in register.households if one.unit}
    leaders = [one for one in register.residents if "building-leader" in one.roles]
    assert sorted(home[one.household] for one in leaders) == sorted(one.key for one in register.buildings)
    leaders += [one for one in register.residents if "micro-grid-leader" in one.roles]
    assert {one.disclosure for one in leaders} == {Disclosure.PUBLIC}


def test_apartments_and_scattered_houses_are_both_there(guanyan: CommunityFiles) -> None:
    scattered = [one for one in guanyan.register.households if one.unit is None]
    assert 500 < len(scattered) < 1500


def test_a_household_has_one_to_three_residents(guanyan: CommunityFiles) -> None:
    sizes = Counter(one.household for one in guanyan.register.residents)
    assert len(sizes) == 3200
    assert set(sizes.values()) == {1, 2, 3}


def test_there_is_nothing_like_a_telephone_or_identity_number() -> None:
    for path in DATA:
        assert not re.search(r"\d{7,}", path.read_text(encoding="utf-8")), path.name


def test_the_appraisal_has_six_compounds_and_three_judges_of_each_kind(guanyan: CommunityFiles) -> None:
    (plan,) = guanyan.appraisals
    assert (plan.title.zh, plan.period, plan.rule, plan.notice_days) == ("2024 最美小区", "2024", "trimmed", 0)
    assert len(plan.entries) == 6
    assert sum(weight for _, weight in plan.criteria) == 100
    kinds = (JudgeKind.BUILDING_LEADER, JudgeKind.PARTY_MEMBER, JudgeKind.RESIDENT)
    assert Counter(judge.kind for judge in plan.judges) == dict.fromkeys(kinds, 3)
    assert [(title.zh, first) for _, title, first in plan.awards] == [("最美小区", 1), ("优秀小区", 3)]


def test_deeds_are_worth_five_to_thirty_points_and_opening_points_are_theirs(guanyan: CommunityFiles) -> None:
    worth = {deed.title.en: deed.points for deed in guanyan.deeds}
    assert (min(worth.values()), max(worth.values())) == (5, 30)
    assert all(worth[one.reason.en] == one.points for one in guanyan.opening_points)
    assert {one.on.year for one in guanyan.opening_points} == {2024}


def test_many_households_can_afford_something_and_some_a_casserole(guanyan: CommunityFiles) -> None:
    balance: Counter[str] = Counter()
    for one in guanyan.opening_points:
        balance[one.household] += one.points
    assert len(balance) > 1000
    assert len([home for home, points in balance.items() if points >= 40]) > 20


# the records of 2024


def test_the_records_are_of_the_year_and_of_the_kinds_that_plugins_offer(guanyan: CommunityFiles) -> None:
    history = guanyan.history
    kinds = Counter(one.plan.kind for one in history.held)
    assert sum(kinds[key] for key in ("bench-meeting", "pavilion-meeting", "council")) == len(history.met) == 20
    assert (kinds["culture"], kinds["training"], len(history.held)) == (12, 4, 86)
    days = [one.plan.day for one in history.held]
    days += [day for one in history.matters for day in (one.reported.day, *(step.day for step in one.steps))]
    assert {day.year for day in days} == {2024}


def test_who_recorded_an_activity_did_not_certify_it(guanyan: CommunityFiles) -> None:
    assert all(one.recorded_by and one.certified_by not in ("", one.recorded_by) for one in guanyan.history.held)


def test_a_name_that_is_secret_is_in_no_record(guanyan: CommunityFiles) -> None:
    secret = {one.key for one in guanyan.register.residents if one.disclosure is Disclosure.SECRET}
    told = {part.resident for one in guanyan.history.held for part in one.parts}
    told |= {task.resident for one in guanyan.history.met for task in one.given}
    assert not told & secret


def test_a_dispute_tells_neither_who_nor_what(guanyan: CommunityFiles) -> None:
    names = {one.name for one in guanyan.register.residents if len(one.name) == 3}
    disputes = [one for one in guanyan.history.matters if one.reported.kind == "dispute"]
    assert {one.reported.answers["parties"] for one in disputes} == {"甲、乙"}
    for one in disputes:
        said = "".join(
            [*one.reported.answers.values(), *(text for step in one.steps for text in step.answers.values())]
        )
        assert not [name for name in names if name in said]


def test_nobody_marked_the_compound_they_live_in(guanyan: CommunityFiles) -> None:
    (paper,) = guanyan.history.appraisals
    home = {one.key: one.compound for one in guanyan.register.households}
    lives = {one.key: home[one.household] for one in guanyan.register.residents}
    assert len(paper.marks) == 260
    assert not [mark for mark in paper.marks if lives[mark.judge] == mark.entry]


def test_every_household_stands_somewhere_and_no_grid_reaches_into_another(guanyan: CommunityFiles) -> None:
    register = guanyan.register
    grids = {one.key: one.grid for one in register.compounds}
    ground: dict[str, list[tuple[float, float]]] = {}
    for home in register.households:
        assert home.x is not None
        assert home.y is not None
        assert (home.floor is None) == (home.unit is None)
        ground.setdefault(grids[home.compound], []).append((home.x, home.y))
    boxes = {
        grid: (min(x for x, _ in one), max(x for x, _ in one), min(y for _, y in one), max(y for _, y in one))
        for grid, one in ground.items()
    }
    for grid, (west, east, south, north) in boxes.items():
        for other, (west_, east_, south_, north_) in boxes.items():
            assert grid == other or east < west_ or east_ < west or north < south_ or north_ < south
