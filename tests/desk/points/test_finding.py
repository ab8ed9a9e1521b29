"""A household is found at the counter as its address is written."""

import pytest
from tests.conftest import Clock
from tests.desk.grids.town import settle

from weiping.desk.office import Desk
from weiping.desk.points import shop
from weiping.domain.appraisal import Actor, Role
from weiping.store import Store


@pytest.mark.parametrize("written", ["3-3-101", "高楼小区3号楼3单元101", "高楼小区 3栋３单元 101室", "3 单元 101"])
def test_the_door_that_is_written_comes_before_those_it_is_a_part_of(store: Store, clock: Clock, written: str) -> None:
    desk = settle(Desk(store, now=clock))
    found = shop.find_accounts(desk, Actor(Role.CLERK, staff="c1"), written)["accounts"]
    assert found[0]["key"] == "household:flat-3-101"
