"""`plugins.d` beside the database and `--plugins-dir`, in a process of their own as an office starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from weiping.share import shared

WEIPING = str(Path(sys.executable).with_name("weiping"))

CODE = """
import weiping as wp

@wp.hookimpl
def weiping_combine_methods():
    yield wp.CombineMethod(
        key="highest", title=wp.Text("最高", "Highest"), words=wp.Text("取最高分。", "The highest mark counts."),
        combine=lambda marks, options: (marks.max(), marks.count() * 0 + 1),
    )
"""

RULE = """
[rule]
key = "highest-counts"
title = { zh_CN = "最高分制", en = "Highest counts" }
[combine]
method = "highest"
[final]
decimals = 2
"""


def weiping(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [WEIPING, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_a_folder_that_is_not_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    said = weiping("demo", "data", "--plugins-dir", "nowhere", "--port", "0", cwd=tmp_path)
    assert said.returncode == 2
    assert "nowhere" in said.stderr
    assert not (tmp_path / "data").exists()


def test_the_method_of_one_file_beside_the_database_is_at_work_in_its_appraisals(tmp_path: Path) -> None:
    sample = shared("sample_data") / "guanyan"
    (tmp_path / "data" / "plugins.d").mkdir(parents=True)
    (tmp_path / "data" / "plugins.d" / "highest.py").write_text(CODE, encoding="utf-8")
    found = weiping("found", sample, "--db", "data/weiping.db", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    plan = (sample / "appraisal.toml").read_text(encoding="utf-8")
    plan = plan.replace('rule = "trimmed"', 'rule = "highest.toml"').replace("-2024", "-2025")
    (tmp_path / "highest.toml").write_text(RULE, encoding="utf-8")
    (tmp_path / "appraisal.toml").write_text(plan, encoding="utf-8")
    checked = weiping("appraisal", "check", "appraisal.toml", "--db", "data/weiping.db", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "The highest mark counts." in checked.stdout
    (tmp_path / "data" / "plugins.d" / "highest.py").unlink()
    without = weiping("appraisal", "check", "appraisal.toml", "--db", "data/weiping.db", cwd=tmp_path)
    assert without.returncode != 0
    assert "there is no method highest" in without.stdout + without.stderr
