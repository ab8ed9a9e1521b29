"""What the functions that plugins supplied do while they are used: each call timed, each failure kept and named.

Every function in an object that a plugin yields is wrapped when it is loaded. The wrapper changes nothing: it answers
and raises as the function does. A refusal on purpose (a WeipingError) is no failure.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any, TypeVar

from ..errors import WeipingError

T = TypeVar("T")

KEPT = 200
"""Failures that are remembered; older ones are forgotten."""

FAILURES = "plugin-failures.jsonl"
TRACE = "plugin-calls.jsonl"
"""Names of the files in the data folder. Calls are written while the second one is there (`weiping plugins trace`)."""

_WRONG = "_weiping_wrong"
"""The attribute of a watched function that takes word of an answer nobody can use."""

log = logging.getLogger("weiping.plugins")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a plugin's function: whose, of which object and attribute, how long it took, and how it failed."""

    at: str
    plugin: str
    hook: str
    key: str
    function: str
    ms: float
    error: str | None = None

    def line(self) -> str:
        """The call as one line of JSON."""
        return json.dumps({name.name: getattr(self, name.name) for name in fields(self)}, ensure_ascii=False)


class Watch:
    """Where the calls of one process's plugins are told. Safe to use from any thread."""

    def __init__(self) -> None:
        self._failures: deque[Call] = deque(maxlen=KEPT)
        self._folder: Path | None = None
        self._lock = Lock()

    @property
    def failures(self) -> tuple[Call, ...]:
        """The latest failures, oldest first, those of earlier runs and of other processes on the same folder among them."""
        with self._lock:
            return tuple(self._failures) if self._folder is None else tuple(read(self._folder / FAILURES))

    def keep_in(self, folder: Path) -> None:
        """From now on write failures into `folder`, and calls while somebody traces."""
        with self._lock:
            self._folder = folder

    def told(self, call: Call) -> None:
        """Note one call. A disk that is full is no reason for a call to fail."""
        if call.error:
            log.error("%s: %s of %s failed: %s", call.plugin, call.function, call.key, call.error)
        with self._lock:
            if call.error:
                self._failures.append(call)
            if self._folder is None:
                return
            try:
                if call.error:
                    _append_at_most(self._folder / FAILURES, call.line(), KEPT)
                if (trace := self._folder / TRACE).exists():
                    with trace.open("a", encoding="utf-8") as file:
                        file.write(call.line() + "\n")
            except OSError as error:
                log.warning("a call of %s could not be written down: %s", call.plugin, error)

    def watched(self, item: T, plugin: str, hook: str) -> T:
        """`item`, a frozen dataclass with a key, with every function in it watched."""
        found = {one.name: getattr(item, one.name) for one in fields(item)}  # type: ignore[arg-type]
        key = str(found.get("key"))
        functions = {
            name: self._wrapped(value, plugin, hook, key, name)
            for name, value in found.items()
            if callable(value) and not isinstance(value, type)
        }
        return replace(item, **functions) if functions else item  # type: ignore[type-var]

    def _wrapped(self, function: Callable[..., Any], plugin: str, hook: str, key: str, name: str) -> Callable[..., Any]:
        def noted(ms: float, failed: str | None) -> None:
            self.told(Call(datetime.now(UTC).isoformat(timespec="milliseconds"), plugin, hook, key, name, ms, failed))

        def told(began: float, error: BaseException | None) -> None:
            failed = None if error is None or isinstance(error, WeipingError) else f"{type(error).__name__}: {error}"
            noted(round((perf_counter() - began) * 1000, 3), failed)

        def each(answer: Iterator[Any], began: float) -> Iterator[Any]:
            # a generator does its work only now; a consumer that stops early has its answer
            try:
                yield from answer
            except GeneratorExit:
                raise
            except BaseException as error:
                told(began, error)
                raise
            told(began, None)

        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            began = perf_counter()
            try:
                answer = function(*args, **kwargs)
            except BaseException as error:
                told(began, error)
                raise
            if isinstance(answer, Iterator):
                return each(answer, began)
            told(began, None)
            return answer

        vars(wrapper)[_WRONG] = lambda said: noted(0.0, said)
        return wrapper


def wrong(function: Callable[..., Any], said: str) -> None:
    """Tell that what a watched `function` answered cannot be used; it is a failure like one that raised."""
    if (noted := getattr(function, _WRONG, None)) is not None:
        noted(said)


def read(path: Path) -> list[Call]:
    """The calls that a file holds; a line cut short by a full disk or a killed process is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [call for line in lines if (call := parsed(line))]


def parsed(line: str) -> Call | None:
    """The call that a line of these files tells, None where it tells none."""
    try:
        return Call(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _append_at_most(path: Path, line: str, most: int) -> None:
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if len(kept) < 2 * most:
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        return
    path.write_text("\n".join([*kept[-most + 1 :], line]) + "\n", encoding="utf-8")
