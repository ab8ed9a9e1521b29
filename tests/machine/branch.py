"""The second desk: a process of its own over the same file, which can be killed in the middle of a step."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import format_exc

from tests.machine import office, steps
from tests.machine.processes import FORKS, begin
from tests.machine.verbs import Answer

from weiping.desk.office import Desk
from weiping.store import Store
from weiping.testing.community import Clock


class Branch:
    """That process as the machine sees it. It is told what time it is with each step."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._begin()

    def _begin(self) -> None:
        self._pipe, there = FORKS.Pipe()
        self._process = begin(serve, self._database, there)
        there.close()

    def carry_out(self, step: steps.Step, now: datetime) -> Answer:
        self._pipe.send((step, now, 0))
        answer: Answer = self._pipe.recv()
        return answer

    def die(self, step: steps.Step, now: datetime, writes: int) -> bool:
        """A real SIGKILL before so many writes of a step are made, the last of which is its COMMIT; else before it is answered.

        Answers whether the step was on the disk by then. Another process takes over.
        """
        self._pipe.send((step, now, writes))
        try:
            committed = bool(self._pipe.recv())
        except EOFError:
            committed = False
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL
        self._pipe.close()
        self._begin()
        return committed

    def close(self) -> None:
        self._pipe.send(None)
        self._process.join()
        self._pipe.close()


class _End:
    """Called by SQLite before each statement: the process ends before the write it was set to, and not at all at zero."""

    before = 0

    def __call__(self, statement: str) -> None:
        if self.before and statement.startswith(("INSERT", "UPDATE", "COMMIT")):
            self.before -= 1
            if not self.before:
                _killed()


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def serve(database: Path, pipe: Connection) -> None:
    """What the process does: a desk's work, step by step, until it is told that there is none."""
    clock, end = Clock(office.BEGIN), _End()
    with Store(database) as store:
        desk = Desk(store, office.plugins(), now=clock)
        store.write(lambda connection: connection.connection.driver_connection.set_trace_callback(end))  # type: ignore[union-attr]
        while (told := pipe.recv()) is not None:
            step, clock.time, end.before = told
            pipe.send(_answer(desk, step))
            if end.before:
                _killed()


def _answer(desk: Desk, step: steps.Step) -> Answer:
    """What breaks is an answer too: one that the naive books do not give."""
    try:
        return office.carry_out(desk, step)
    except Exception:
        return "broke", format_exc()
