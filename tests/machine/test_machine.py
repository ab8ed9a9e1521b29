"""The ledger against naive books, whatever happens in whatever order."""

from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.machine.machine import BY_STEP, TALLY, LedgerMachine
from tests.machine.steps import Wait
from tests.machine.verbs import VERBS

common = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
deep = {"derandomize": False, "phases": [Phase.generate], "print_blob": True}
"""Other machines each time; a failure is told as it is, since making it smaller may take hours."""

STEPS, KILLS = 20_000, 20


class LongMachine(LedgerMachine):
    """For twenty thousand steps in a quarter of an hour."""

    look_every, kill_every = 25, 100


def test_two_processes_and_the_naive_books_agree_through_clock_jumps_retries_and_kills() -> None:
    TALLY.clear()
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=5, stateful_step_count=50, **common))
    assert TALLY["steps"] > 100
    assert min(TALLY[what] for what in ("refused", "sent again", "clock jumps", "kills", "answers lost")) > 0


@pytest.mark.soak
def test_twenty_thousand_steps_find_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    TALLY.clear()
    BY_STEP.clear()
    begun = monotonic()
    while (before := TALLY["steps"]) < STEPS:
        run_state_machine_as_test(
            LongMachine, settings=settings(max_examples=20, stateful_step_count=80, **common, **deep)
        )  # fmt: skip
        assert TALLY["steps"] > before
        with capsys.disabled():
            print(f"\n{monotonic() - begun:.0f} s: {dict(TALLY)}", flush=True)
    assert TALLY["kills"] >= KILLS
    assert min(TALLY[what] for what in ("refused", "sent again", "clock jumps", "answers lost")) >= KILLS
    assert all(BY_STEP[step.__name__, "done"] for step in VERBS if step is not Wait)
