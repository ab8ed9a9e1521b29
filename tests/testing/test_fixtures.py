"""The fixtures of the pytest plugin: an isolated manager, a tiny community, a round by a plugin's criteria, a ledger."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

import weiping as wp
from weiping.errors import PluginError, WrongPhase
from weiping.hooks.loader import Plugins, load
from weiping.testing.community import DAY, Hall, criterion, text
from weiping.testing.ledger import Ledger

NEW = criterion("bicycle-sheds")
HEAVY = ("polars", "sqlalchemy", "numpy", "hypothesis", "weiping.desk", "weiping.hooks")


def module(**functions: object) -> ModuleType:
    made = ModuleType("weiping_made")
    for name, function in functions.items():
        setattr(made, name, wp.hookimpl(function))
    return made


def test_a_run_of_pytest_that_uses_no_fixture_imports_nothing_heavy() -> None:
    code = f"import sys, weiping.testing, weiping.testing.plugin; print([one for one in {HEAVY} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_manager_has_what_it_is_given_and_what_comes_with_weiping(
    weiping_plugins: Callable[..., Plugins],
) -> None:
    found = weiping_plugins(module(weiping_criteria=lambda: [NEW]))
    assert list(found.criteria) == ["bicycle-sheds"]
    assert "plain" in found.scoring_rules
    assert [one.name for one in found.status] == ["weiping", "weiping_made"]


def test_the_manager_takes_single_objects_too(weiping_plugins: Callable[..., Plugins]) -> None:
    assert list(weiping_plugins(NEW, criterion("lawns")).criteria) == ["bicycle-sheds", "lawns"]


def test_the_manager_quarantines_what_clashes(weiping_plugins: Callable[..., Plugins]) -> None:
    found = weiping_plugins(NEW, module(weiping_criteria=lambda: [NEW]))
    assert [one.name for one in found.quarantined] == ["object-1", "weiping_made"]


@pytest.mark.usefixtures("weiping_plugins")
def test_nothing_is_looked_for_while_a_test_has_the_manager() -> None:
    with pytest.raises(PluginError, match="looks for no others"):
        load()
    assert load([EntryPoint("x", "no_such_module", "weiping")]).quarantined


def test_the_community_has_a_draft_that_can_be_opened(weiping_community: Hall) -> None:
    weiping_community.go("open")
    weiping_community.mark("order", 17)
    assert len(weiping_community.ids("household")) == 6


def test_a_round_is_judged_by_the_criteria_of_a_plugin(weiping_round: Callable[..., Hall]) -> None:
    hall = weiping_round(NEW)
    for judge in (1, 2, 3):
        for entry in (1, 2):
            hall.mark("bicycle-sheds", wp.Detail(level="good", counts={"clutter": entry}), judge=judge, entry=entry)
            hall.sign(judge=judge, entry=entry)
    assert [(one["place"], one["total"]) for one in hall.standings()] == [(1, "70.00"), (2, "60.00")]
    with pytest.raises(wp.Refused):
        hall.mark("order", 17)


def test_a_round_without_a_criterion_of_its_own_has_those_of_the_community(weiping_round: Callable[..., Hall]) -> None:
    weiping_round(rule="trimmed").mark("order", Decimal("17.5"))


def test_a_round_of_a_plugin_in_quarantine_says_why(weiping_round: Callable[..., Hall]) -> None:
    with pytest.raises(PluginError, match="must yield Criterion"):
        weiping_round(module(weiping_criteria=lambda: ["no criterion"]))


def test_the_ledger_posts_what_a_rule_proposes_and_sells_what_it_is_offered(weiping_ledger: Ledger) -> None:
    def ten(event: wp.TaskDone) -> list[wp.Proposal]:
        return [wp.Proposal(household=event.household, points=10, reason=text("task"))]

    rule = wp.PointsRule(key="ten", title=text("ten"), propose=ten, on=(wp.TaskDone,))
    event = wp.TaskDone(task="sweep", title=text("sweep"), household="east-1", on=DAY)
    assert [weiping_ledger.post(rule, event), weiping_ledger.post(rule, event)] == [1, 0]
    lamp = wp.Reward(key="lamp", title=text("lamp"), kind="goods", points=4, stock=2, how=text("desk"))
    weiping_ledger.offer(lamp)
    assert weiping_ledger.redeem("lamp", "east-1", 2)
    assert (weiping_ledger.stock("lamp"), weiping_ledger.balances()["household:east-1"]) == (0, 2)
    with pytest.raises(WrongPhase, match="can be spent"):
        weiping_ledger.redeem("lamp")
