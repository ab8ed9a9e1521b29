"""A writing process is killed with SIGKILL again and again: each step of its script is done once, and none in part."""

from __future__ import annotations

import ast
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from tests.machine import scripts
from tests.machine.machine import template
from tests.machine.office import Office
from tests.machine.sameness import differences

from weiping.desk import audit

ROOT = Path(__file__).parents[2]
SEED = 20240204


def work_until_killed(database: Path, length: int, first: int, chance: Random | None) -> dict[int, str]:
    """What a writer acknowledged, by the place in the script, until it is killed; without `chance` it comes to its end."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.machine.writer", str(database), str(template()), str(SEED), str(length), str(first)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    heard: dict[int, str] = {}
    last = length if chance is None else chance.randint(1, 25)
    for line in writer.stdout:
        if not line.endswith("\n"):
            break
        place, answer = line.rstrip("\n").split("\t")
        heard[int(place)] = answer
        if len(heard) == last:
            time.sleep((chance or Random(0)).random() / 200)  # into the next step, or its commit
            writer.send_signal(signal.SIGKILL)
    writer.wait(60)
    assert writer.returncode == (0 if chance is None else -signal.SIGKILL)
    return heard


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_what_was_acknowledged_is_there_and_the_script_comes_to_the_same_end(tmp_path: Path, kills: int) -> None:
    database, chance = tmp_path / "office.db", Random(kills)
    shutil.copyfile(template(), database)
    length = 20 + 14 * kills
    answers: dict[int, str] = {}
    again: set[int] = set()
    for left in reversed(range(kills + 1)):
        first = max(answers, default=-1) + 1
        heard = work_until_killed(database, length, first, chance if left else None)
        again.add(first)  # whoever got no answer asks again; it may have been done all the same
        answers |= heard
        office = Office(database)
        assert [one for one in audit.audit(office.desks[0]) if one.faults] == []
        office.close()
        if max(answers) >= length - 30 and left > 1:
            length += 30
    script = list(scripts.told(template(), SEED, length))
    for place, said in answers.items():
        step, answer, twice, _ = script[place]
        given = ast.literal_eval(said)
        assert given == answer or (place in again and given == twice), f"{place}: {step}"
    office = Office(database)
    with office.reading() as connection:
        assert differences(script[-1][3], connection) == []
    office.close()
