"""Checks of combine methods: one value of any marks, in whatever order they came, that moves as the marks do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..errors import WeipingError
from ..scoring.methods import CombineMethod, Options, RankMethod, WeightMethod, said
from .finding import Breach, Breaches, law, short
from .target import Target
from .trial import asked, each

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Marks = Sequence[int | None]
TIMES = 60


def options_of(method: CombineMethod | RankMethod | WeightMethod, target: Target) -> Options:
    """What a rule would state: the author's options over the defaults. Raises Breach where one has neither."""
    found: Mapping[str, Any] = {**method.options, **target.given.options.get(method.key, {})}
    if missing := [name for name, value in found.items() if value is None]:
        raise Breach(
            "The option {name} has no default, so the method cannot be tried.",
            "Hand it in: conformance(…, options={{{key!r}: {{{name!r}: …}}}}).",
            name=missing[0],
            key=method.key,
        )
    return found


@law((CombineMethod, RankMethod, WeightMethod), "a sentence for the notice that its options fit")
def the_sentence_fits(method: CombineMethod | RankMethod | WeightMethod, target: Target) -> Breaches:
    """`words` is filled with the options, in both languages."""
    for lang in ("zh_CN", "en"):
        try:
            said(method, options_of(method, target), lang)
        except (KeyError, IndexError, ValueError) as error:
            yield Breach(
                "Its words cannot be filled with its options: {error}.",
                "Put the names of its options in braces, and no others.",
                error=repr(error),
            )


def values(method: CombineMethod, cells: Sequence[Marks], options: Options) -> list[Fraction | None]:
    """What `method` makes of each cell's marks, as the engine asks it: all cells at once, grouped."""
    import polars as pl

    rows = [(at, mark) for at, marks in enumerate(cells) for mark in marks]
    kind = pl.Int64 if method.decimals is None else pl.Float64
    frame = pl.DataFrame(rows, schema={"cell": pl.Int64, "value": pl.Int64}, orient="row")
    answer = asked(method.combine, pl.col("value").cast(kind), options, about="an expression")
    pair = answer if isinstance(answer, tuple) else (answer, pl.lit(1))
    if isinstance(answer, tuple) is not (method.decimals is None) or len(pair) != 2:
        raise Breach(
            "It answers {value}.",
            "Answer numerator and denominator; with decimals stated, one expression of floats.",
            value=short(answer, 100),
        )
    named = (pair[0].alias("num"), pair[1].alias("den"))
    found = asked(lambda: frame.group_by("cell").agg(*named).sort("cell"), about=cells)
    return [_value(method, num, den) for num, den in found.select("num", "den").iter_rows()]


def _value(method: CombineMethod, num: Any, den: Any) -> Fraction | None:
    if num is None or den is None:
        return None
    if method.decimals is not None:
        return Fraction(num) if num == num and abs(num) != float("inf") else None
    return Fraction(num, den) if isinstance(num, int) and isinstance(den, int) and den > 0 else None


def value(method: CombineMethod, marks: Marks, options: Options) -> Fraction:
    """The value of one cell. Raises Breach where there is none, or none between the marks."""
    (found,) = values(method, [marks], options)
    given = [mark for mark in marks if mark is not None]
    slack = Fraction(0) if method.decimals is None else Fraction(1, 10**method.decimals)
    if found is None or not min(given) - slack <= found <= max(given) + slack:
        raise Breach(
            "Of the marks {marks} it makes {value}.",
            "Answer a value between the lowest and the highest of the marks given: whole numbers, the denominator above zero.",
            marks=list(marks),
            value=found if found is None else str(found),
        )
    return found


def cells(method: CombineMethod, options: Options) -> SearchStrategy[list[int]]:
    """Marks of one cell: as many as the method needs or more, ties often among them."""
    from hypothesis import strategies as st

    least = max(1, method.least(options))
    return st.lists(st.integers(0, 40), min_size=least, max_size=least + 8)


@law(CombineMethod, "a value between the lowest and the highest mark, for any marks")
def every_cell_has_a_value(method: CombineMethod, target: Target) -> Breaches:
    """Total, for one mark as for many, for equal marks as for all different ones; alone as beside other cells."""
    options = options_of(method, target)

    def is_between(marks: list[int]) -> None:
        alone = value(method, marks, options)
        beside = values(method, [[0] * len(marks), marks, [40] * len(marks)], options)[1]
        if beside != alone:
            raise Breach(
                "Of the marks {marks} it makes {alone}, and {beside} beside the marks of other entries.",
                "Aggregate the expression that you are given, and nothing else.",
                marks=marks,
                alone=str(alone),
                beside=str(beside),
            )

    yield from each(cells(method, options), is_between, TIMES)


@law(CombineMethod, "the same value in whatever order the judges marked")
def order_does_not_matter(method: CombineMethod, target: Target) -> Breaches:
    """Permutation-invariant."""
    options = options_of(method, target)

    def is_the_same(marks: list[int]) -> None:
        orders = [marks, marks[::-1], sorted(marks), marks[1:] + marks[:1]]
        found = values(method, orders, options)
        if len({one if one is None else _rounded(method, one) for one in found}) > 1:
            raise Breach(
                "Of the marks {marks} it makes {values}, by their order.",
                "Let no judge come first: sort what you select from.",
                marks=marks,
                values=[str(one) for one in found],
            )

    yield from each(cells(method, options), is_the_same, TIMES)


def _rounded(method: CombineMethod, number: Fraction) -> Fraction:
    return number if method.decimals is None else round(number, method.decimals + 2)


@law(CombineMethod, "a higher mark never lowers the value")
def higher_marks_count_for_more(method: CombineMethod, target: Target) -> Breaches:
    """Monotone in every mark: no judge harms an entry by thinking better of it."""
    options = options_of(method, target)
    slack = Fraction(0) if method.decimals is None else Fraction(1, 10**method.decimals)

    def is_monotone(marks: list[int]) -> None:
        raised = [[*marks[:at], mark + step, *marks[at + 1 :]] for at, mark in enumerate(marks) for step in (1, 7)]
        cells: list[Marks] = [marks, *raised]
        first, *others = values(method, cells, options)
        for more, now in zip(raised, others, strict=True):
            if first is not None and now is not None and now < first - slack:
                raise Breach(
                    "Of the marks {marks} it makes {before}, of {more} only {after}.",
                    "A mark that goes up must not bring the value down.",
                    marks=marks, before=str(first), more=more, after=str(now),
                )  # fmt: skip

    yield from each(cells(method, options), is_monotone, TIMES)


@law(CombineMethod, "a mark that was not given is no zero")
def missing_is_not_zero(method: CombineMethod, target: Target) -> Breaches:
    """Marks that judges did not give (null) change nothing."""
    options = options_of(method, target)

    def is_passed_over(marks: list[int]) -> None:
        high = [mark + 10 for mark in marks]
        full, holes = values(method, [high, [None, *high[:1], None, *high[1:]]], options)
        if full != holes:
            raise Breach(
                "Of the marks {marks} it makes {full}, and {holes} where two more judges gave none.",
                "Leave nulls out: count() and drop_nulls() do, len() does not.",
                marks=high,
                full=str(full),
                holes=str(holes),
            )

    yield from each(cells(method, options), is_passed_over, TIMES)


@law(CombineMethod, "what it tells is what it counts")
def what_is_told_is_what_counts(method: CombineMethod, target: Target) -> Breaches:
    """The plain mean of what `counted` tells is the value, so that an explanation adds up."""
    options, counted = options_of(method, target), method.counted
    if counted is None:
        return
    slack = Fraction(0) if method.decimals is None else Fraction(1, 10**method.decimals)

    def adds_up(marks: list[int]) -> None:
        rising = [Fraction(mark) for mark in sorted(marks)]
        told = asked(counted, rising, options)
        used = [one for one in told if one is not None]
        found = value(method, marks, options)
        if len(told) != len(marks) or not used or abs(sum(used, Fraction(0)) / len(used) - found) > slack:
            raise Breach(
                "Of the marks {marks} it makes {value}, and tells that {told} count.",
                "Answer one for each mark in rising order, None where it does not count; their mean is the value.",
                marks=[str(one) for one in rising],
                value=str(found),
                told=[str(one) for one in told],
            )

    yield from each(cells(method, options), adds_up, TIMES)


def refuses(error: BaseException) -> bool:
    """Whether `error` is a refusal on purpose, and no check of ours that failed."""
    return isinstance(error, WeipingError) and not isinstance(error, Breach)
