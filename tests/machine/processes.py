"""Processes that have imported everything when they begin: each is a fork of one that did nothing else, in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.machine.office", "tests.faults.serving", "weiping.store.migrate"])


def begin(target: Callable[..., None], *args: Any) -> BaseProcess:
    """A process that calls `target`, by the name of its module, with these arguments."""
    process = FORKS.Process(target=target, args=args, daemon=True)
    with chdir(ROOT):  # where the first one finds `tests`
        process.start()
    return process
