"""`weiping plugins new`: what it asks, what it refuses, what it writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weiping.cli import plugin_new
from weiping.cli.plugin_new import SAMPLES, TEMPLATE, Answers, Kind, checked_title, next_commands, render
from weiping.domain.text import Text
from weiping.errors import DefinitionError, InputError

WEIPING = str(Path(sys.executable).with_name("weiping"))

each_kind = pytest.mark.parametrize("kind", Kind)


def new(cwd: Path, *options: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [WEIPING, "plugins", "new", *options]
    return subprocess.run(
        command, cwd=cwd, input=said, capture_output=True, text=True, check=False, env=os.environ | environment
    )


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def project(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


def test_answers_to_its_questions_make_a_project(tmp_path: Path) -> None:
    made = new(tmp_path, said="points-rule\nfloor-mats\n地垫积分\nPoints for mats\n")
    assert made.returncode == 0, made.stderr
    module = (tmp_path / "weiping-floor-mats" / "weiping_floor_mats.py").read_text(encoding="utf-8")
    assert 'key="floor-mats"' in module
    assert 'title=wp.Text("地垫积分", "Points for mats")' in module
    assert "def weiping_points_rules" in module
    for command in ("pytest weiping-floor-mats", "weiping demo --fresh --with floor-mats"):
        assert f"  {command}\n" in made.stdout


def test_it_asks_again_where_an_answer_cannot_be_used(tmp_path: Path) -> None:
    made = new(tmp_path, said="criterium\ncriterion\nFloor Mats\nfloor-mats\n\n地垫\n\n")
    assert made.returncode == 0, made.stderr
    assert "criterium is no kind of plugin; there are criterion, points-rule" in made.stderr
    assert "use lower-case letters, digits and hyphens" in made.stderr
    assert "Floor mats" in (tmp_path / "weiping-floor-mats" / "README.md").read_text(encoding="utf-8")


def test_with_defaults_it_asks_nothing_and_takes_samples(tmp_path: Path) -> None:
    made = new(tmp_path, "here", "--kind", "reward", "--defaults")
    assert made.returncode == 0, made.stderr
    assert "Door mat" in (tmp_path / "here" / "weiping_door_mat.py").read_text(encoding="utf-8")
    guess = new(tmp_path, "--key", "own", "--defaults")
    assert (guess.returncode, files(tmp_path / "here")) == (2, files(tmp_path / "here"))
    assert "--title-zh" in guess.stderr


def test_where_nobody_answers_it_says_how_to_go_without_questions(tmp_path: Path) -> None:
    made = new(tmp_path, "--kind", "reward")
    assert (made.returncode, files(tmp_path)) == (2, [])
    assert "add --defaults" in made.stderr


def test_in_a_chinese_environment_it_speaks_chinese(tmp_path: Path) -> None:
    made = new(tmp_path, "--kind", "reward", said="\n\n\n", WEIPING_LANG="zh_CN")
    assert made.returncode == 0, made.stderr
    assert "编号（以后永远不变）" in made.stderr
    assert "接下来：" in made.stdout


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--key", "Bicycle_Sheds"], "use lower-case letters"),
        (["--title-zh", " "], "cannot be a title"),
        (["--title-en", "x" * 61], "cannot be a title"),
        (["--title-zh", "两\n行"], "cannot be a title"),
        (["--title-zh", "Sheds", "--title-en", "Sheds"], "same in both languages"),
        (["--title-zh", "Sheds", "--title-en", "车棚"], "languages swapped"),
        (["--key", "greening", "--title-zh", "绿化"], "installed already|has the key greening already"),
        (["full"], "there already"),
        (["file"], "there already"),
        (["file/inside"], "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(tmp_path: Path, options: list[str], why: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    made = new(tmp_path, "--defaults", *options)
    assert (made.returncode, files(tmp_path)) == (2, ["file", "full/mine"])
    assert re.search(why, made.stderr), made.stderr
    assert "Traceback" not in made.stderr


def test_without_copier_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "copier.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    made = new(tmp_path, "--defaults", PYTHONPATH=path)
    assert made.returncode == 2
    assert "pip install 'weiping[author]'" in made.stderr


def test_it_needs_neither_git_nor_the_users_own_settings_of_copier(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {title_en: 'Somebody else'}\ntrust: ['/']\n")
    bare = tmp_path / "bin"
    bare.mkdir()
    made = new(tmp_path, "--defaults", PATH=str(bare), COPIER_SETTINGS_PATH=str(settings))
    assert made.returncode == 0, made.stderr
    assert "Bicycle sheds" in (tmp_path / "weiping-bicycle-sheds" / "README.md").read_text(encoding="utf-8")


def test_the_template_travels_in_the_wheel(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation", "-w", "."]
    subprocess.run([*build, str(root)], cwd=tmp_path, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("weiping-*.whl"))) as wheel:
        wheel.extractall(tmp_path / "installed")
    made = new(tmp_path, "made", "--defaults", PYTHONPATH=str(tmp_path / "installed"))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "made" / "weiping_bicycle_sheds.py").is_file()


def test_the_template_asks_to_run_nothing() -> None:
    import yaml

    stated = yaml.safe_load((TEMPLATE / "copier.yml").read_text(encoding="utf-8"))
    assert {name for name in stated if name.startswith("_")} == {"_min_copier_version", "_subdirectory"}


@each_kind
def test_a_project_has_a_module_a_readme_and_tests_and_nothing_else(kind: Kind, tmp_path: Path) -> None:
    render(SAMPLES[kind], tmp_path / "made")
    module = SAMPLES[kind].module
    assert files(tmp_path / "made") == ["README.md", "pyproject.toml", f"tests/test_{module}.py", f"{module}.py"]
    about = project(tmp_path / "made")
    assert about["project"]["entry-points"] == {"weiping": {SAMPLES[kind].distribution: module}}
    assert about["tool"]["hatch"]["build"]["targets"]["wheel"] == {"include": [f"{module}.py"]}
    readme = (tmp_path / "made" / "README.md").read_text(encoding="utf-8")
    assert SAMPLES[kind].title.zh in readme
    assert SAMPLES[kind].title.en in readme


@each_kind
def test_what_is_the_authors_own_are_at_most_ten_lines(kind: Kind, tmp_path: Path) -> None:
    render(SAMPLES[kind], tmp_path / "made")
    module = (tmp_path / "made" / f"{SAMPLES[kind].module}.py").read_text(encoding="utf-8")
    own = module.partition("# Yours, from here …\n")[2].partition("# … to here.\n")[0].splitlines()
    assert 3 <= len(own) <= 10


def test_the_projects_are_clean_for_ruff_and_mypy(tmp_path: Path) -> None:
    """Their modules and tests for ruff, from the project's folder; the modules, which import only weiping, for mypy.

    What `make check` left of weiping's own modules saves mypy most of its work.
    """
    rules = ["--select=E,F,W,I,B,UP,C4,SIM,PT,D1", "--ignore=D103"]
    known = Path(__file__).parents[2] / ".mypy_cache"
    for kind in Kind:
        render(SAMPLES[kind], tmp_path / kind)
        for tool in (["ruff", "check", *rules], ["ruff", "format", "--check"]):
            _clean([*tool, "--isolated", "--line-length=120", "."], tmp_path / kind)
    modules = [f"{kind}/{SAMPLES[kind].module}.py" for kind in Kind]
    if known.is_dir():
        shutil.copytree(known, tmp_path / "cache")
    _clean(["mypy", "--strict", "--cache-dir=cache", *modules], tmp_path)


def _clean(tool: list[str], cwd: Path) -> None:
    done = subprocess.run([sys.executable, "-m", *tool], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


TITLES = st.text(min_size=1, max_size=60).map(str.strip).filter(bool)


@settings(max_examples=25, deadline=None)
@given(zh=TITLES, en=TITLES)
def test_any_title_stands_in_the_module_and_the_project_file_as_it_was_said(
    zh: str, en: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        title = Text(checked_title(zh), checked_title(en))
    except InputError:
        return
    folder = tmp_path_factory.mktemp("any") / "made"
    render(Answers(Kind.REWARD, "any", title), folder)
    names: dict[str, Any] = {}
    exec(compile((folder / "weiping_any.py").read_text(encoding="utf-8"), "weiping_any", "exec"), names)
    (reward,) = names["weiping_rewards"]()
    assert reward.title == title
    assert project(folder)["project"]["description"] == f"weiping reward: {en} {zh}"


def test_a_key_becomes_names_of_a_folder_a_distribution_and_a_module() -> None:
    answers = Answers(Kind.REWARD, "two-words", Text("词", "Words"))
    assert (answers.distribution, answers.module) == ("weiping-two-words", "weiping_two_words")
    assert next_commands(answers, Path("a folder"))[0] == "pytest 'a folder'"
    with pytest.raises(DefinitionError):
        plugin_new.checked_key("two words")
