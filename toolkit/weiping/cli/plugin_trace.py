"""`weiping plugins trace`: the calls of plugins' functions as they happen."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep

import typer

from ..domain.text import Text
from ..errors import InputError
from ..hooks.watch import TRACE, Call, parsed
from ..i18n import tr
from . import LANG
from .plugin_data import KINDS, Data, data_of


def trace(data: Data = None) -> None:
    """Watch the plugins of a server that runs on a data folder."""
    folder = data_of(data)
    if folder is None:
        raise InputError("Name the folder of the database: --data DIR.")
    with _tracing(folder / TRACE) as path:
        typer.echo(tr(LANG, "Watching {folder}; Ctrl-C ends.", folder=folder), err=True)
        for call in _following(path):
            typer.echo(_line(call))


@contextmanager
def _tracing(path: Path) -> Iterator[Path]:
    """Have calls written to `path` while this lasts; Ctrl-C or a signal to terminate ends it and takes the file away.

    Raises InputError where somebody traces already, or the folder cannot be written.
    """

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise InputError(
            "{file} is there already: somebody else is tracing. If nobody is, remove it.", file=path
        ) from None
    except OSError as error:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=error.strerror) from None
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield path
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
        path.unlink(missing_ok=True)


def _following(path: Path) -> Iterator[Call]:
    """The calls as they are written; ends where the file is taken away."""
    with path.open(encoding="utf-8") as file:
        rest = ""
        while True:
            rest += file.read()
            *lines, rest = rest.split("\n")
            for line in lines:
                if call := parsed(line):
                    yield call
            if not lines and not path.exists():
                return
            sleep(0.1)


def _line(call: Call) -> str:
    at = f"{datetime.fromisoformat(call.at).astimezone():%H:%M:%S.%f}"[:-3]
    kind = KINDS.get(call.hook.removeprefix("weiping_"), Text(call.hook, call.hook)).said(LANG)
    failed = f"  ✗ {call.error}" if call.error else ""
    return f"{at}  {call.plugin}  {kind} {call.key}  {call.function}  {call.ms:g} ms{failed}"
