"""An address in a list of judges: which compound it lies in, as people write it, and when that cannot be told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Hall

from weiping.desk import places
from weiping.desk.places import Places
from weiping.domain.text import Text
from weiping.store import tables as t

TOWN = Places(
    {
        "yunzhong": Text("云中仙居小区", "Yunzhong Xianju"),
        "yunzhong-2": Text("云中仙居二期", "Yunzhong Xianju Phase 2"),
        "xianju": Text("仙居", "Xianju"),
        "shuijing": Text("水井街", "Well Street"),
        "gaodian": Text("高店居民点", "Gaodian Settlement"),
        "dianying": Text("老电影院宿舍", "Old Cinema Dormitory"),
    },
    {"dianying": ("放映楼",)},
)


@pytest.mark.parametrize(
    ("address", "lies_in"),
    [
        ("云中仙居小区 3-2-501", ["yunzhong"]),
        ("观雁街道云中仙居３号楼２单元501室", ["yunzhong"]),
        ("云中仙居小区", ["yunzhong"]),
        ("云中仙居二期 8 栋", ["yunzhong-2"]),
        ("yunzhong-1-1-101", ["yunzhong"]),
        ("yunzhong-2-1-1-101", ["yunzhong-2"]),
        ("Yunzhong Xianju, building 3", ["yunzhong"]),
        ("高店 12 号", ["gaodian"]),
        ("市中区放映楼 2 单元", ["dianying"]),
        ("水井街 7 号，云中仙居小区旁", ["shuijing", "yunzhong"]),
        ("12号楼", []),
        ("3-2-501", []),
        ("外地市人民路 5 号", []),
        ("", []),
    ],
)
def test_an_address_lies_in_the_compound_it_names(address: str, lies_in: list[str]) -> None:
    assert TOWN.of_address(address) == lies_in


@given(st.text(max_size=40))
def test_any_address_is_answered_with_compounds_of_the_register(address: str) -> None:
    assert set(TOWN.of_address(address)) <= set(TOWN.compounds)


@given(st.sampled_from(sorted(TOWN.compounds)), st.integers(1, 30), st.integers(1, 4), st.integers(101, 3299))
def test_the_name_and_a_door_are_always_understood(key: str, house: int, unit: int, room: int) -> None:
    assert TOWN.of_address(f"{TOWN.compounds[key].zh}{house}号楼{unit}单元{room}室") == [key]


def test_buildings_of_the_register_name_a_compound_only_by_a_name_that_no_other_has(hall: Hall) -> None:
    def name(connection: sa.Connection) -> None:
        b = t.building
        for key, said in (("east-b", "放映楼"), ("west-b", "东楼院"), ("south-b", "东楼院")):
            connection.execute(b.update().where(b.c.key == key).values(name=said))

    with hall.desk.store.read() as connection:
        assert places.read(connection).of_address("3号楼2单元501") == []
    hall.desk.store.write(name)
    with hall.desk.store.read() as connection:
        found = places.read(connection)
    assert found.of_address("放映楼 501") == ["east"]
    assert found.of_address("东楼院 501") == []
