"""Write the Guanyan sample community 官堰社区 beside this file: `python sample_data/guanyan/generate.py [FOLDER]`.

Invented from a fixed seed, so that every run writes the same bytes; the standard library is all it needs. Nobody in it
exists: every name is a common surname and one or two common syllables put together by chance.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import ground
import leading
import year_2024
from chance import Chance, write

SEED = 2024
MICRO_GRIDS = 150
OPENING_POINTS = 1500


@dataclass(frozen=True)
class Place:
    """A compound: `buildings` are (how many, units, floors, homes a floor), `houses` counts houses without a unit."""

    key: str
    grid: int
    name: str
    english: str
    built: int
    green: str
    safety: str
    buildings: tuple[tuple[int, int, int, int], ...] = ()
    houses: int = 0


PLACES = (
    Place("yinhe", 1, "银河星座", "Galaxy Towers", 2011, "33.5", "96.2", ((6, 2, 11, 2),)),
    Place("wuzi", 2, "物资储运家属区", "Storage and Transport Staff Quarters", 1994, "27.0", "93.1", ((8, 3, 6, 2),)),
    Place("gaodian", 3, "高店居民点", "Gaodian Settlement", 2003, "28.4", "94.0", (), 230),
    Place("beixiang", 4, "北巷居民点", "Beixiang Settlement", 1998, "25.6", "92.5", (), 200),
    Place("xiqu", 5, "西区居民点", "Xiqu Settlement", 1996, "26.2", "91.8", ((6, 2, 5, 2),), 80),
    Place("cixiao", 6, "慈孝巷", "Cixiao Lane", 1985, "18.3", "95.4", (), 150),
    Place("zhizu", 6, "知足里", "Zhizu Court", 1992, "24.1", "92.9", ((2, 3, 6, 2),)),
    Place("yunzhong", 7, "云中仙居小区", "Yunzhong Xianju", 2014, "38.2", "97.6", ((9, 3, 7, 2), (3, 3, 6, 2))),
    Place("guihua", 8, "桂花苑", "Osmanthus Court", 2005, "35.0", "95.1", ((7, 3, 6, 2),)),
    Place("jincheng", 9, "锦程花园", "Jincheng Garden", 2008, "34.4", "94.6", ((8, 2, 8, 2),)),
    Place("liangzhan", 10, "粮站家属院", "Grain Station Staff Yard", 1989, "22.7", "90.8", ((5, 3, 6, 2),)),
    Place("shuijing", 10, "水井街", "Well Street", 1982, "15.9", "91.2", (), 84),
    Place("wangjiang", 11, "望江雅居", "Riverview Residence", 2017, "36.8", "96.9", ((4, 2, 18, 2),)),
    Place("dianying", 12, "老电影院宿舍", "Old Cinema Dormitory", 1987, "20.5", "90.3", ((3, 3, 5, 2),)),
    Place("heba", 12, "河坝居民点", "Riverbank Settlement", 1990, "23.8", "92.0", (), 160),
)
ENTRIES = ("yunzhong", "yinhe", "gaodian", "wuzi", "beixiang", "xiqu")
CRITERIA = ("stairwell-hygiene", "public-environment", "greening", "regulated-parking", "resident-conduct")
PANEL = (  # whom the judge stands for, where the judge lives
    ("building-leader", ("guihua", "jincheng", "wangjiang")),
    ("party-member", ("cixiao", "zhizu", "yunzhong")),
    ("resident", ("liangzhan", "heba", "gaodian")),
)
DEEDS = (  # key, kind, Chinese, English, points
    ("stairwell-sweep", "hygiene", "参加楼道清扫", "Helped to sweep a stairwell", 5),
    ("clutter-removal", "hygiene", "清理楼道堆物", "Cleared clutter from a stairwell", 8),
    ("flyer-removal", "hygiene", "清除小广告", "Removed flyers", 5),
    ("waste-sorting", "hygiene", "垃圾分类值守", "Stood watch at the sorted waste", 10),
    ("tree-planting", "environment", "义务植树护绿", "Planted and looked after trees", 15),
    ("snow-clearing", "environment", "清扫积雪", "Cleared snow", 10),
    ("hazard-report", "safety", "上报安全隐患", "Reported a hazard", 10),
    ("night-patrol", "safety", "参加夜间巡逻", "Joined the evening patrol", 15),
    ("bench-meeting", "deliberation", "参加板凳会议事", "Took part in a bench meeting", 5),
    ("adopted-proposal", "deliberation", "提出的建议被采纳", "Made a proposal that was adopted", 20),
    ("visit-elderly", "care", "看望独居老人", "Visited an old person living alone", 10),
    ("free-haircut", "care", "为邻居义务理发", "Cut neighbours' hair free of charge", 15),
    ("appliance-help", "care", "为邻居修家电", "Repaired a neighbour's appliance", 20),
    ("mediation", "care", "成功调解邻里纠纷", "Settled a dispute between neighbours", 25),
    ("culture-event", "culture", "参与组织文化活动", "Helped to run a cultural activity", 15),
    ("brave-deed", "honour", "见义勇为", "Acted bravely for others", 30),
)
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
SYLLABLES = (
    "安邦成春德芳芬光贵桂国海红宏华慧家建杰静军俊兰丽莲亮林玲敏明宁平萍琴青清秋荣瑞山胜淑思素涛"
    "伟文霞祥小晓新秀雪燕英永玉远云泽珍志忠"
)


@dataclass
class Home:
    """A household while it is being made up."""

    key: str
    place: Place
    unit: str
    room: str
    micro_grid: str = ""


@dataclass
class Person:
    """A resident while being made up."""

    key: str
    home: Home
    name: str
    roles: list[str] = field(default_factory=list)
    disclosure: str = "office"


def buildings_of(place: Place) -> list[tuple[int, int, int, int]]:
    """(number, units, floors, homes a floor) of each building."""
    shapes = [shape for count, *shape in place.buildings for _ in range(count)]
    return [(number, units, floors, homes) for number, (units, floors, homes) in enumerate(shapes, 1)]


def homes_of(place: Place) -> list[Home]:
    """Every household, building by building, then the scattered houses."""
    flats = [
        Home(f"{place.key}-{number}-{unit}-{room}", place, f"{place.key}-{number}-{unit}", str(room))
        for number, units, floors, homes in buildings_of(place)
        for unit in range(1, units + 1)
        for floor in range(1, floors + 1)
        for room in range(floor * 100 + 1, floor * 100 + homes + 1)
    ]
    houses = [Home(f"{place.key}-h{number:03}", place, "", f"{number}号") for number in range(1, place.houses + 1)]
    return flats + houses


def micro_grids(homes: list[Home]) -> list[tuple[str, int, int]]:
    """Split every grid into neighbouring households, as even as can be; answers (key, grid, number)."""
    grids = sorted({home.place.grid for home in homes})
    inside = {grid: [home for home in homes if home.place.grid == grid] for grid in grids}
    share = {grid: MICRO_GRIDS * len(inside[grid]) / len(homes) for grid in grids}
    counts = {grid: int(share[grid]) for grid in grids}
    for grid in sorted(grids, key=lambda grid: (counts[grid] - share[grid], grid))[
        : MICRO_GRIDS - sum(counts.values())
    ]:
        counts[grid] += 1
    made = []
    for grid in grids:
        for position, home in enumerate(inside[grid]):
            home.micro_grid = f"m{grid:02}-{position * counts[grid] // len(inside[grid]) + 1:02}"
        made += [(f"m{grid:02}-{number:02}", grid, number) for number in range(1, counts[grid] + 1)]
    return made


def spots(homes: list[Home], chance: Chance) -> dict[str, tuple[str, str, str]]:
    """Household -> east, north and floor, as written. Places of one grid share its block: flats west, houses east or north."""
    made: dict[str, tuple[str, str, str]] = {}
    beside: dict[int, int] = {}
    for place in PLACES:
        own = [home for home in homes if home.place is place]
        west, south = ground.corner(place.grid)
        origin = (west + 200 * beside.get(place.grid, 0), south)
        beside[place.grid] = 1
        doors = ground.stairwells(origin, [(number, units) for number, units, *_ in buildings_of(place)])
        north = max((spot[1] for spot in doors.values()), default=origin[1] - 60) + 60
        width = 190 if any(one.grid == place.grid and one is not place for one in PLACES) else 330
        houses = iter(ground.lanes((origin[0], north), place.houses, width, chance))
        for home in own:
            if home.unit:
                building, unit = (int(part) for part in home.unit.split("-")[1:])
                spot, floor = doors[building, unit], str(int(home.room) // 100)
            else:
                spot, floor = next(houses), ""
            made[home.key] = (f"{spot[0]:.1f}", f"{spot[1]:.1f}", floor)
    return made


def people(homes: list[Home], chance: Chance) -> list[Person]:
    """One to three residents a household; about one in thirteen is a party member."""
    made: list[Person] = []
    for home in homes:
        family = chance.one(SURNAMES)
        for member in range(chance.one((1, 2, 2, 3))):
            surname = chance.one(SURNAMES) if member == 1 else family
            given = "".join(chance.one(SYLLABLES) for _ in range(chance.one((1, 2, 2))))
            person = Person(f"r{len(made) + 1:05}", home, surname + given)
            if member < 2 and chance.happens(8):
                person.roles.append("party-member")
            if chance.happens(3):
                person.disclosure = "secret"
            made.append(person)
    return made


def give_roles(residents: list[Person], chance: Chance) -> dict[str, str]:
    """A leader for every building and every micro-grid, whose names are public; answers micro-grid -> leader."""
    by_building: dict[str, list[Person]] = {}
    by_micro_grid: dict[str, list[Person]] = {}
    for person in residents:
        if person.home.unit:
            by_building.setdefault(person.home.unit.rsplit("-", 1)[0], []).append(person)
        by_micro_grid.setdefault(person.home.micro_grid, []).append(person)
    for group in by_building.values():
        appoint(chance.one(group), "building-leader")
    leaders = {key: chance.one(group) for key, group in by_micro_grid.items()}
    for leader in leaders.values():
        appoint(leader, "micro-grid-leader")
    return {key: leader.key for key, leader in leaders.items()}


def appoint(person: Person, role: str) -> None:
    """Whoever leads has agreed to be named."""
    person.roles.append(role)
    person.disclosure = "public"


def panel(residents: list[Person], chance: Chance) -> list[tuple[str, str]]:
    """(whom the judge stands for, resident key); nobody sits twice."""
    chosen: list[tuple[str, str]] = []
    for kind, places in PANEL:
        for place in places:
            taken = {key for _, key in chosen}
            fit = [
                person
                for person in residents
                if person.home.place.key == place
                and person.key not in taken
                and (kind in person.roles if kind != "resident" else not person.roles and person.disclosure == "office")
            ]
            chosen.append((kind, chance.one(fit).key))
    return chosen


def opening_points(homes: list[Home], chance: Chance) -> list[tuple[str, int, str, str]]:
    """(household, points, deed, date) of the deeds of 2024 before the appraisal, by date."""
    made: dict[tuple[str, str, str], int] = {}
    while len(made) < OPENING_POINTS:
        key, _, _, _, points = chance.one(DEEDS)
        if points > 20 and chance.happens(80):
            continue  # great deeds are rare
        day = date(2024, 1, 1) + timedelta(days=int(chance.random() * 320))
        made[(chance.one(homes).key, key, day.isoformat())] = points
    return sorted(
        ((home, points, deed, day) for (home, deed, day), points in made.items()), key=lambda row: (row[3], row)
    )


COMMUNITY = """\
key = "guanyan"
name = { zh_CN = "官堰社区", en = "Guanyan Community" }
"""

APPRAISAL = """\
# {about}
key = "{key}"
title = {{ zh_CN = "{zh}", en = "{en}" }}
period = "2024"
rule = "trimmed"
entries = [{entries}]
points_rules = [{points}]
notice_days = 0
show_standings = true
{criteria}
[[awards]]
key = "most-beautiful-compound"
title = {{ zh_CN = "最美小区", en = "Most beautiful compound" }}
first = 1

[[awards]]
key = "fine-compound"
title = {{ zh_CN = "优秀小区", en = "Fine compound" }}
first = 3
{judges}"""


LIVE = {
    "about": "The appraisal of the story: six compounds, nine judges, five criteria of 20 points each.",
    "key": "most-beautiful-compound-2024", "zh": "2024 最美小区", "en": "Most beautiful compound 2024",
    "points": '"award-points"',
}  # fmt: skip
ON_PAPER = {
    "about": "The same appraisal as it was held on paper in November 2024; the marks are in past_marks.csv.",
    "key": "most-beautiful-compound-2024-on-paper", "zh": "2024 最美小区（纸质评分）",
    "en": "Most beautiful compound 2024 (on paper)", "points": "",
}  # fmt: skip
"""What was won on paper had earned its points before weiping was introduced; they are among the opening points."""


def appraisal(judges: list[tuple[str, str]], head: dict[str, str]) -> str:
    """The text of an appraisal's file."""
    return APPRAISAL.format(
        **head,
        entries=", ".join(f'"{key}"' for key in ENTRIES),
        criteria="".join(f'\n[[criteria]]\nkey = "{key}"\nweight = 20\n' for key in CRITERIA),
        judges="".join(f'\n[[judges]]\nkind = "{kind}"\nresident = "{key}"\n' for kind, key in judges),
    )


def main(folder: Path) -> None:
    """Write all files into `folder`, which must exist."""
    chance = Chance(SEED)
    homes = [home for place in PLACES for home in homes_of(place)]
    micro = micro_grids(homes)
    residents = people(homes, chance)
    leaders = give_roles(residents, chance)
    judges = panel(residents, chance)
    stand = spots(homes, Chance(SEED + 3))
    houses = [(place, *building) for place in PLACES for building in buildings_of(place)]
    write(folder / "grids.csv", "key,number,name", ((f"g{n:02}", n, f"第{n}网格") for n in range(1, 13)))
    write(
        folder / "micro_grids.csv",
        "key,grid,number,leader,leader_since",
        ((key, f"g{grid:02}", number, leaders[key], "2023-03-01") for key, grid, number in micro),
    )
    write(
        folder / "compounds.csv",
        "key,grid,name,name_en,built,buildings,households,green_ratio,safety_satisfaction",
        (
            (
                p.key,
                f"g{p.grid:02}",
                p.name,
                p.english,
                p.built,
                len(buildings_of(p)),
                len(homes_of(p)),
                p.green,
                p.safety,
            )
            for p in PLACES
        ),
    )
    write(folder / "buildings.csv", "key,compound,name", ((f"{p.key}-{n}", p.key, f"{n}号楼") for p, n, *_ in houses))
    write(
        folder / "units.csv",
        "key,building,name",
        ((f"{p.key}-{n}-{u}", f"{p.key}-{n}", f"{u}单元") for p, n, units, *_ in houses for u in range(1, units + 1)),
    )
    write(
        folder / "households.csv",
        "key,compound,unit,micro_grid,room,x,y,floor",
        ((home.key, home.place.key, home.unit, home.micro_grid, home.room, *stand[home.key]) for home in homes),
    )
    write(
        folder / "residents.csv",
        "key,household,name,roles,disclosure",
        ((one.key, one.home.key, one.name, ";".join(one.roles), one.disclosure) for one in residents),
    )
    write(folder / "deeds.csv", "key,kind,title_zh,title_en,points", DEEDS)
    write(folder / "opening_points.csv", "household,points,deed,date", opening_points(homes, chance))
    texts = {
        "community.toml": COMMUNITY,
        "appraisal.toml": appraisal(judges, LIVE),
        "past_appraisal.toml": appraisal(judges, ON_PAPER),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    where = {one.key: one.home.place.key for one in residents}
    panelists = [(key, where[key]) for _, key in judges]
    marks = year_2024.paper_marks(ENTRIES, CRITERIA, panelists, Chance(SEED + 1))
    write(folder / "past_marks.csv", "judge,entry,criterion,mark", marks)
    leading.write_leading(folder, residents, leaders)
    year_2024.write_year(folder, residents, {place.key: (place.name, place.english) for place in PLACES})


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
