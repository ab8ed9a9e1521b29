"""What an object answers to fixed questions, in a short form that two processes can compare."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ..domain.criteria import Criterion, Detail
from ..errors import WeipingError


def answer(item: Any) -> str:
    """A hash of everything that `item` answers; equal where the answers are."""
    lines = [repr(one) for one in _answers(item)]
    return sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _answers(item: Any) -> list[Any]:
    ask = next((ask for kind, ask in _ASKED.items() if isinstance(item, kind)), None)
    return [] if ask is None else ask(item)


def tell(function: Callable[..., Any], *args: Any) -> Any:
    """What `function` answers, or how it refuses or fails."""
    try:
        found = function(*args)
        return list(found) if hasattr(found, "__next__") else found
    except WeipingError as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:
        return f"raised {type(error).__name__}"


def _criterion(item: Criterion) -> list[Any]:
    faults = {one.key: 1 for one in item.deductions}
    details = [Detail(), Detail(counts=faults), *(Detail(level=one.key, counts=faults) for one in item.levels)]
    return [item.as_data(), *(tell(item.value, one) for one in details)]


_ASKED: dict[Any, Callable[[Any], list[Any]]] = {Criterion: _criterion}
