"""Trying a function on values that hypothesis makes: the same ones every time, and the smallest that fails is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import InputError, WeipingError
from .finding import Breach, raised

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

TIMES = 100


def each(values: SearchStrategy[T], test: Callable[[T], None], times: int = TIMES) -> Iterator[Breach]:
    """Call `test` with `times` values; it raises Breach where one does not do. The breach of the simplest one is yielded."""
    from hypothesis import HealthCheck, Phase, given, settings

    @settings(
        max_examples=times,
        database=None,
        derandomize=True,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
    @given(values)
    def run(value: T) -> None:
        test(value)

    try:
        run()
    except Breach as breach:
        yield breach


def asked(function: Callable[..., T], *args: Any, about: object = None) -> T:
    """What `function` answers. Raises Breach where it raises; a refusal on purpose goes on as it is."""
    try:
        return function(*args)
    except WeipingError:
        raise
    except (Exception, SystemExit) as error:
        raise raised(error, args if about is None else about) from error


def same(function: Callable[..., T], *args: Any, about: object = None) -> T:
    """What `function` answers, asked twice. Raises Breach where the answers differ, or where it raises."""
    first, second = asked(function, *args, about=about), asked(function, *args, about=about)
    if first != second:
        raise Breach(
            "Asked twice about {value} it answered {first}, then {second}.",
            "Answer from what you are given alone: no clock, no chance, nothing kept from the call before.",
            value=repr(args if about is None else about)[:400],
            first=repr(first)[:200],
            second=repr(second)[:200],
        )
    return first


def need_hypothesis() -> None:
    """Raise InputError where hypothesis is not there: the checks cannot make values without it."""
    try:
        import hypothesis  # noqa: F401
    except ImportError:
        raise InputError(
            "Checking plugins needs hypothesis, which is not installed; run pip install 'weiping[author]'."
        ) from None
