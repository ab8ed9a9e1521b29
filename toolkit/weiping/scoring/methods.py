"""Methods that a rule names by key: how marks become one value, how a field is ordered, where weights come from.

The ones that come with weiping and those of plugins have the same form and are offered through the same hooks.
Cheap to import: no polars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..domain.criteria import check_key
from ..domain.text import Text
from ..errors import DefinitionError, RuleError

if TYPE_CHECKING:
    import polars as pl

    from .slots import Combine

    Combined = tuple[pl.Expr, pl.Expr] | pl.Expr

Options = Mapping[str, Any]
"""What the rule states for a method; numbers are Decimals or integers, never floats."""

Value = int | Decimal | Fraction | float
"""What a method answers. A float is rounded half-up, from the shortest decimal that prints it, to the method's decimals."""

Needs = Literal["ballots", "values"]
MAX_DECIMALS = 6


def _one(_options: Options) -> int:
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CombineMethod:
    """From the marks of several judges to one value of an entry on a criterion.

    `combine(marks, options)` is given a polars expression of one cell's marks, integers in a unit that it need not know
    (null where a judge gave none), and answers two expressions that aggregate them: numerator and denominator, whole
    numbers, the denominator above zero. With `decimals` it answers one expression of floats instead and is given the
    marks as floats. Either way the value must lie between the lowest and the highest mark. `least(options)` is how many
    marks it needs; with fewer it is not asked. `counted(marks, options)` tells for the marks in rising order what each
    counts as, None where it does not count; their plain mean must be the value. Without it the explanation has only the
    result. `options` maps each option to its default, None where the rule must state it. `words` is the sentence on the
    notice, with the options in braces.
    """

    key: str
    title: Text
    combine: Callable[[pl.Expr, Options], Combined]
    words: Text
    options: Mapping[str, Any] = field(default_factory=dict)
    least: Callable[[Options], int] = _one
    counted: Callable[[Sequence[Fraction], Options], Sequence[Fraction | None]] | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        _check(self, ("combine", "least"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a rank method answers: a score for every entry it was given, more is better, and how each came about."""

    scores: Mapping[str, Value]
    told: Mapping[str, Sequence[Text]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankMethod:
    """The order of a whole field at once.

    `rank(frame, options)` is given the entries of one round that may be ranked, as `needs` says. `ballots`: entry, judge,
    place (Int64, 1 is the judge's best, equal places are ties), one row for each entry that a judge marked on every
    criterion it has. `values`: entry, criterion, value and weight (Float64), one row for each criterion of an entry that
    applies. It answers a Ranking whose score for every entry is the more the better, and must answer the same whatever
    the order of the rows. To refuse a field it cannot order it raises RuleError or InputError with the reason.
    """

    key: str
    title: Text
    needs: Needs
    rank: Callable[[pl.DataFrame, Options], Ranking]
    words: Text
    options: Mapping[str, Any] = field(default_factory=dict)
    decimals: int = MAX_DECIMALS

    def __post_init__(self) -> None:
        _check(self, ("rank",))
        if self.needs not in get_args(Needs):
            raise DefinitionError(
                "The method {key} needs {needs}; a rank method is given one of {known}.",
                key=self.key,
                needs=repr(self.needs),
                known=list(get_args(Needs)),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a weight method answers: a weight above zero for every criterion, and how they came about."""

    weights: Mapping[str, Value]
    told: Sequence[Text] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightMethod:
    """Weights of the criteria from comparisons between them.

    `weigh(comparisons, options)` is given (more, less, times) for each judgement that `more` counts `times` (a Decimal of
    1 or more) as much as `less`, and answers Weights. It raises RuleError where the comparisons do not give any.
    """

    key: str
    title: Text
    weigh: Callable[[Sequence[tuple[str, str, Decimal]], Options], Weights]
    words: Text
    options: Mapping[str, Any] = field(default_factory=dict)
    decimals: int = 4

    def __post_init__(self) -> None:
        _check(self, ("weigh",))


Method = CombineMethod | RankMethod | WeightMethod


def _check(method: Method, functions: Iterable[str]) -> None:
    check_key(method.key, Text("计分方法", "A scoring method"))
    bad = [name for name in functions if not callable(getattr(method, name))]
    if bad or not (method.decimals is None or 0 <= method.decimals <= MAX_DECIMALS):
        raise DefinitionError(
            "The method {key} is not whole: {what} must be {kind}.",
            key=method.key,
            what=bad[0] if bad else "decimals",
            kind="a function" if bad else f"0 to {MAX_DECIMALS}",
        )


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods there are, by key; `sources` says which plugin a key is from, `quarantined` which plugins failed."""

    combine: Mapping[str, CombineMethod] = field(default_factory=dict)
    rank: Mapping[str, RankMethod] = field(default_factory=dict)
    weigh: Mapping[str, WeightMethod] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    quarantined: tuple[str, ...] = ()

    def source(self, key: str) -> str:
        """The plugin that offers `key`, as an error names it."""
        return self.sources.get(key, "weiping")


Installed = Callable[[], Methods]
"""Asked for the methods of plugins, only where a rule names one that is not built in."""


def chosen(options: Mapping[str, Any], method: Method, file: str, table: str) -> dict[str, Any]:
    """The options of `method` with its defaults. Raises RuleError for one it does not know, or one that is missing."""
    for name in options:
        if name not in method.options:
            raise RuleError(
                "{file}: the method {key} of [{table}] has no option {name}; it has {known}.",
                file=file,
                key=method.key,
                table=table,
                name=name,
                known=list(method.options) or "–",
            )
    found = {**method.options, **options}
    if missing := [name for name, value in found.items() if value is None]:
        raise RuleError(
            "{file}: the method {key} of [{table}] needs the option {name}.",
            file=file,
            key=method.key,
            table=table,
            name=missing[0],
        )
    return found


def stated(combine: Combine, method: CombineMethod) -> dict[str, Any]:
    """The options of [combine], the two that have keys of their own among them."""
    ends = {name: getattr(combine, name) for name in ("drop_high", "drop_low") if name in method.options}
    return {**ends, **combine.options}


def said(method: Method, options: Options, lang: str) -> str:
    """The sentence of a method on the notice."""
    return method.words.said(lang).format(**options)
