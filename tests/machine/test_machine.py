"""The ledger against naive books, whatever happens in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.machine.machine import TALLY, LedgerMachine

common = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_two_desks_and_the_naive_books_agree_through_clock_jumps_retries_and_power_cuts() -> None:
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=5, stateful_step_count=30, **common))
    assert TALLY["steps"] > 60
    assert min(TALLY[what] for what in ("refused", "sent again", "power cuts")) > 0


@pytest.mark.soak
def test_twenty_thousand_steps_find_nothing() -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(max_examples=500, stateful_step_count=60, derandomize=False, **common)
    )  # fmt: skip
    print(dict(TALLY))
    assert TALLY["steps"] >= 20_000
