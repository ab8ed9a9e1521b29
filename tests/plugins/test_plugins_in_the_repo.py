"""Every folder in plugins/ is a small distribution of its own, and all of them load together."""

import ast
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from weiping.hooks.loader import load

PLUGINS = Path(__file__).parents[2] / "plugins"
FOLDERS = sorted(path.parent for path in PLUGINS.glob("*/pyproject.toml"))
SEED_CRITERIA = ["greening", "public-environment", "regulated-parking", "resident-conduct", "stairwell-hygiene"]

each_plugin = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def project(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def entry_points() -> list[EntryPoint]:
    return [
        EntryPoint(*pair, "weiping")
        for folder in FOLDERS
        for pair in project(folder)["entry-points"]["weiping"].items()
    ]


@pytest.fixture
def plugin_path(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in FOLDERS:
        monkeypatch.syspath_prepend(folder)


def test_there_are_five_criteria_a_points_rule_and_a_catalogue() -> None:
    wanted = {"stairwell", "environment", "greening", "parking", "conduct", "points-award", "rewards"}
    assert {f"weiping-{name}" for name in wanted} <= {folder.name for folder in FOLDERS}


@pytest.mark.usefixtures("plugin_path")
def test_all_load_together_without_a_clash() -> None:
    plugins = load(entry_points())
    assert not plugins.quarantined
    assert set(SEED_CRITERIA) <= plugins.criteria.keys()
    assert {
        "award-points",
        "volunteering",
        "everyday-deeds",
        "leader-tasks",
        "filial-award",
    } <= plugins.points_rules.keys()
    assert len(plugins.rewards) >= 30
    assert {"borda", "copeland", "schulze", "kemeny", "bradley-terry", "topsis"} <= plugins.rank_methods.keys()
    assert "ahp" in plugins.weight_methods
    assert {"filial-nomination", "micro-project", "proposal", "dispute"} == plugins.matter_kinds.keys()
    assert {"bench-meeting", "clean-up", "free-haircut"} <= plugins.activity_kinds.keys()
    assert {"filial-families"} <= plugins.scoring_rules.keys()
    assert {"end-of-next-year", "months-12"} <= plugins.expiry_policies.keys()


@pytest.mark.usefixtures("plugin_path")
def test_every_reward_is_handed_over_in_a_way_that_one_of_the_plugins_offers() -> None:
    plugins = load(entry_points())
    assert {one.fulfilment for one in plugins.rewards.values()} - {None} <= plugins.fulfilments.keys()


@pytest.mark.usefixtures("plugin_path")
def test_what_points_rules_look_for_by_key_is_there() -> None:
    import weiping_expiry

    plugins = load(entry_points())
    assert plugins.points_rules.keys() >= weiping_expiry.AWARDS


@pytest.mark.usefixtures("plugin_path")
def test_the_seed_criteria_add_up_to_a_hundred_points() -> None:
    criteria = load(entry_points()).criteria
    assert sum(criteria[key].scale.high for key in SEED_CRITERIA) == 100


@each_plugin
def test_a_plugin_is_a_distribution_named_like_its_folder_with_an_entry_point_of_that_name(folder: Path) -> None:
    about = project(folder)
    assert about["name"] == folder.name
    assert about["dependencies"] == ["weiping"]
    assert about["entry-points"] == {"weiping": {folder.name: folder.name.replace("-", "_")}}


def _only_for_types(tree: ast.Module, node: ast.AST) -> bool:
    """Whether an import stands under `if TYPE_CHECKING:` and is never carried out."""
    guarded = [one for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING"]
    return any(node in one.body for one in guarded)


@each_plugin
def test_a_plugin_is_one_module_or_package_that_imports_nothing_but_weiping_and_the_standard_library(
    folder: Path,
) -> None:
    name = folder.name.replace("-", "_")
    modules = [*folder.glob("*.py"), *folder.glob(f"{name}/*.py")]
    assert [path.relative_to(folder).parts[0].removesuffix(".py") for path in modules] == [name] * len(modules)
    trees = [ast.parse(module.read_text(encoding="utf-8")) for module in modules]
    nodes = [node for tree in trees for node in ast.walk(tree) if not _only_for_types(tree, node)]
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    assert imported
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names == {"weiping"}
    assert not [name for name in imported if name.startswith("weiping.")]


@each_plugin
def test_a_plugin_has_a_readme_and_tests(folder: Path) -> None:
    assert (folder / "README.md").is_file()
    assert list((folder / "tests").glob("test_*.py"))
