"""`weiping appraisal`: a file is checked, made an appraisal, and written out again to the same."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.cli.commands import weiping

from weiping.share import shared

LIVE = 2
"""The sample's round that is open; the one before it was held on paper."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("appraisals")
    assert weiping("found", shared("sample_data") / "guanyan", "--db", "office.db", cwd=folder).returncode == 0
    return folder


def appraisal(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return weiping("appraisal", *arguments, "--db", "office.db", cwd=folder)


def test_last_years_appraisal_is_written_out_for_the_next_checked_and_made(office: Path) -> None:
    shown = appraisal(office, "show", LIVE, "--next")
    assert shown.returncode == 0, shown.stderr
    assert 'key = "most-beautiful-compound-2025"' in shown.stdout
    (office / "next.toml").write_text(shown.stdout, encoding="utf-8")
    checked = appraisal(office, "check", "next.toml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    made = appraisal(office, "new", "next.toml")
    number = re.search(r"\d+", made.stdout)
    assert made.returncode == 0
    assert number
    again = appraisal(office, "show", number[0])
    assert again.stdout == shown.stdout
    taken = appraisal(office, "new", "next.toml")
    assert (taken.returncode, "most-beautiful-compound-2025" in taken.stderr) == (2, True)
    changed = appraisal(office, "new", "next.toml", "--round", number[0])
    assert changed.returncode == 0, changed.stderr


def test_a_slip_is_named_with_its_place_and_nothing_is_made(office: Path) -> None:
    text = appraisal(office, "show", LIVE, "--next").stdout.replace("2025", "2031")
    (office / "bad.toml").write_text(text.replace("weight = 20", "weight = 50", 1), encoding="utf-8")
    for verb, code in (("check", 1), ("new", 2)):
        done = appraisal(office, verb, "bad.toml")
        assert done.returncode == code
        assert "criteria: '130'" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    (office / "bad.toml").write_text("key = ", encoding="utf-8")
    assert appraisal(office, "check", "bad.toml").returncode == 2
    assert appraisal(office, "show", 99).returncode == 2
