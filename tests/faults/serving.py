"""Servers in processes of their own, to be killed: each is a fork of one that has imported everything, and up in a moment."""

from __future__ import annotations

from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.machine.processes import FORKS, begin

from weiping.server import run


def serve(database: str, port: int, up: Connection) -> None:
    """Serve until a signal, and say when there is somebody to answer."""
    run(database, port=port, warm=False, ready=lambda _: up.send(True))


def started(database: Path, port: int) -> BaseProcess:
    """A process that serves `database` at `port`."""
    here, there = FORKS.Pipe(duplex=False)
    process = begin(serve, str(database), port, there)
    there.close()
    assert here.recv()
    return process


def killed(process: BaseProcess) -> None:
    """End it as a power cut does."""
    process.kill()
    process.join(30)
    assert process.exitcode is not None
