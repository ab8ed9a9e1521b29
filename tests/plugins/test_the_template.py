"""What `weiping plugins new` writes: its tests pass untouched, and fail when what they are about is broken on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import weiping
from weiping.cli.plugin_new import SAMPLES, Kind, render

READS = "__import__('pathlib').Path(__file__).with_name('README.md').read_text(encoding='utf-8')"

BROKEN = [  # kind, what is broken, the code, what it becomes, a word of the test that finds it
    (Kind.CRITERION, "no English title", '"Bicycle sheds"', '""', "titles in both languages"),
    (Kind.CRITERION, "a rubric in one language twice", '"Tidy, clean and safe"', '"整齐、干净、安全"', "titles in both"),
    (Kind.CRITERION, "another key", 'key="bicycle-sheds"', 'key="sheds"', "stays_the_same"),
    (Kind.CRITERION, "a hook that is not marked", "@wp.hookimpl\n", "", "loads"),
    (Kind.CRITERION, "faults forgotten", "in FAULTS\n", "in FAULTS[:2]\n", "takes_its_points_off"),
    (Kind.CRITERION, "each fault the same", "wp.exact(points)", "wp.exact(1)", "takes_its_points_off"),
    (Kind.CRITERION, "a file read at import", "RUBRIC =", f"{READS}\nRUBRIC =", "reads, writes"),
    (Kind.CRITERION, "a fault that gives points", '"Not clean", 1)', '"Not clean", -1)', "Deduction not-clean"),
    (Kind.POINTS_RULE, "a place it did not expect", ".get(winner.place, OTHER_PLACES)", "[winner.place]", "KeyError"),
    (Kind.POINTS_RULE, "half points", "points=points", "points=points / 2", "must be whole"),
    (Kind.POINTS_RULE, "two awards mixed up", 'f"{winner.entry}-{winner.award}"', '""', "proposed twice"),
    (Kind.POINTS_RULE, "chance", "points=points", "points=points + id(event) % 7", "gets_the_points_of_the_place"),
    (Kind.POINTS_RULE, "a reason in Chinese only", 'f"{event.title.en}: {winner.name.en}, place {winner.place}"', '""',
     "reason"),
    (Kind.REWARD, "no way to get it", '"Hand the voucher over at the community desk"', '""', "titles in both"),
    (Kind.REWARD, "a stock of its own", "stock=STOCK", "stock=1", "costs_and_stocks"),
    (Kind.REWARD, "goods without a stock", "= 40  #", "= None  #", "goods need a stock"),
    (Kind.REWARD, "another hook", "weiping_rewards", "weiping_reward", "weiping_reward"),
    (Kind.ACTIVITY_KIND, "no roles", "in ROLES)", "in ROLES[:0])", "needs roles"),
    (Kind.ACTIVITY_KIND, "every question a must", "required=required", "required=True", "roles_and_the_questions"),
    (Kind.ACTIVITY_KIND, "another key", 'key="clean-up-day"', 'key="cleaning"', "stays_the_same"),
]  # fmt: skip


def pytest_on(folder: Path) -> subprocess.CompletedProcess[str]:
    """Its tests in a process of their own, as its author runs them."""
    path = os.pathsep.join([str(Path(weiping.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "WEIPING_LANG": "en"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", Kind)
def test_the_tests_of_a_new_plugin_pass_untouched(kind: Kind, tmp_path: Path) -> None:
    render(SAMPLES[kind], tmp_path / "made")
    done = pytest_on(tmp_path / "made")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


AT_ONCE = {
    "no English title", "faults forgotten", "a file read at import", "half points", "a stock of its own", "no roles",
}  # fmt: skip
"""What `make test` breaks; `make soak` breaks the rest too, a process of pytest each."""


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        pytest.param(kind, old, new, said, id=f"{kind}: {what}", marks=[] if what in AT_ONCE else [pytest.mark.soak])
        for kind, what, old, new, said in BROKEN
    ],
)
def test_they_fail_when_it_is_broken_on_purpose(kind: Kind, old: str, new: str, said: str, tmp_path: Path) -> None:
    render(SAMPLES[kind], tmp_path / "made")
    module = tmp_path / "made" / f"{SAMPLES[kind].module}.py"
    code = module.read_text(encoding="utf-8")
    assert old in code
    module.write_text(code.replace(old, new), encoding="utf-8")
    done = pytest_on(tmp_path / "made")
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert said in done.stdout + done.stderr
