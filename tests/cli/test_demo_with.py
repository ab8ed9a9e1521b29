"""`weiping demo --with KEY`: a new criterion or points rule in the sample community, without a file to edit."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from weiping.cli.demo import _found
from weiping.cli.sample import community_with
from weiping.desk.office import Desk
from weiping.desk.plan_store import plan_of
from weiping.domain.plan import AppraisalPlan
from weiping.errors import InputError
from weiping.hooks.loader import Plugins, load
from weiping.store import Store

WEIPING = str(Path(sys.executable).with_name("weiping"))

CODE = """
import weiping as wp

@wp.hookimpl
def weiping_criteria():
    for key in ("sheds", "lifts", "gates", "roofs", "cellars"):
        yield wp.Criterion(key=key, title=wp.Text("项", key), rubric=wp.Text("要求", "What it asks"))
    yield wp.Criterion(key="sevenths", title=wp.Text("七", "Sevenths"), rubric=wp.Text("要求", "What it asks"),
                       scale=wp.Scale(low=0, high=7, step=1))

@wp.hookimpl
def weiping_points_rules():
    yield wp.PointsRule(key="two-each", title=wp.Text("两分", "Two each"), propose=lambda event: ())

@wp.hookimpl
def weiping_rewards():
    yield wp.Reward(key="door-mat", title=wp.Text("门垫", "Door mat"), kind="goods", points=20, stock=3,
                    how=wp.Text("在服务台领取", "At the desk"))
"""


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    folder = tmp_path / "plugins.d"
    folder.mkdir()
    (folder / "mine.py").write_text(CODE, encoding="utf-8")
    (folder / "broken.py").write_text("import nothing_like_it", encoding="utf-8")
    return load(folder=folder)


def plan(plugins: Plugins, *keys: str) -> AppraisalPlan:
    return community_with(plugins, keys).appraisals[0]


def test_a_criterion_comes_last_with_twenty_points_and_the_others_make_room_alike(plugins: Plugins) -> None:
    assert [weight for _, weight in plan(plugins).criteria] == [20] * 5
    assert plan(plugins, "sheds").criteria[-1] == ("sheds", Decimal(20))
    assert [weight for _, weight in plan(plugins, "sheds").criteria] == [16] * 5 + [20]
    assert [weight for _, weight in plan(plugins, "sheds", "lifts", "gates", "roofs").criteria] == [4] * 5 + [20] * 4


def test_a_points_rule_joins_the_appraisals_own(plugins: Plugins) -> None:
    assert plan(plugins, "two-each").points_rules == ("award-points", "two-each")


def test_what_is_there_already_and_what_is_said_twice_counts_once(plugins: Plugins) -> None:
    assert plan(plugins, "greening", "award-points", "door-mat") == plan(plugins)
    assert plan(plugins, "sheds", "sheds") == plan(plugins, "sheds")


def test_five_criteria_at_once_are_one_too_many(plugins: Plugins) -> None:
    with pytest.raises(InputError, match="room for 4"):
        plan(plugins, "sheds", "lifts", "gates", "roofs", "cellars")


def test_a_key_that_nobody_offers_is_refused_with_the_plugins_in_quarantine(plugins: Plugins) -> None:
    with pytest.raises(InputError, match=r"shed;.*broken.*nothing_like_it"):
        plan(plugins, "shed")


def test_a_scale_that_cannot_be_weighed_exactly_is_refused_before_anything_is_written(plugins: Plugins) -> None:
    with pytest.raises(InputError, match="scale to 7"):
        plan(plugins, "sevenths")


def test_the_round_uses_them_and_a_second_start_must_ask_for_the_same(plugins: Plugins, tmp_path: Path) -> None:
    with Store(tmp_path / "weiping.db") as store:
        desk = Desk(store, plugins)
        round_id = _found(desk, False, ["sheds", "two-each", "door-mat"], tmp_path)
        with store.read() as connection:
            used = plan_of(connection, round_id)
        assert used.criteria[-1] == ("sheds", Decimal(20))
        assert _found(desk, False, ["sheds", "door-mat"], tmp_path) == round_id
        assert _found(desk, False, [], tmp_path) == round_id
        with pytest.raises(InputError, match=r"without lifts.*--fresh"):
            _found(desk, False, ["lifts"], tmp_path)


def test_a_demo_with_an_unknown_key_deletes_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "weiping.db"
    kept.write_bytes(b"precious")
    command = [WEIPING, "demo", str(tmp_path), "--port", "0", "--fresh", "--with", "no-such-key"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, kept.read_bytes()) == (2, b"precious")
    assert "no-such-key" in said.stderr
