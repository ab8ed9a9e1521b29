"""Checks of rank methods, weight methods and scoring rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..domain.text import Text
from ..errors import WeipingError
from ..scoring.methods import Methods, Options, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule
from .combining import options_of, refuses
from .finding import Breach, Breaches, law, short
from .target import Target
from .texts import wrong_phrase
from .trial import each

if TYPE_CHECKING:
    import polars as pl
    from hypothesis.strategies import SearchStrategy

TIMES = 40
Row = tuple[str, str, float, float]
"""entry, judge or criterion, place or value, weight."""

ORDINARY: dict[str, list[Row]] = {
    "ballots": [
        (entry, f"J{judge}", float(at), 1.0)
        for judge, order in enumerate(("ABCD", "BACD", "ABDC", "DABC", "CABD"))
        for at, entry in enumerate(order, 1)
    ],
    "values": [
        (entry, criterion, value, weight)
        for entry, marks in {"A": (9.0, 7.0), "B": (6.0, 8.5), "C": (5.0, 5.0), "D": (7.5, 2.0)}.items()
        for criterion, value, weight in zip(("order", "green"), marks, (60.0, 40.0), strict=True)
    ],
}
"""A field as any round has one; a method may not refuse it."""


def frame(needs: str, rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as a rank method is given them."""
    import polars as pl

    if needs == "ballots":
        kinds: Any = {"entry": pl.String, "judge": pl.String, "place": pl.Int64}
        return pl.DataFrame([(a, b, int(c)) for a, b, c, _ in rows], schema=kinds, orient="row")
    kinds = {"entry": pl.String, "criterion": pl.String, "value": pl.Float64, "weight": pl.Float64}
    return pl.DataFrame(list(rows), schema=kinds, orient="row")


def fields(needs: str) -> SearchStrategy[list[Row]]:
    """Any field of two to six entries: judges with ties and gaps, or values of criteria that not all entries have."""
    from hypothesis import strategies as st

    @st.composite
    def made(draw: Any) -> list[Row]:
        entries = [f"E{at}" for at in range(draw(st.integers(2, 6)))]
        rows: list[Row] = []
        for other in range(draw(st.integers(1, 5))):
            seen = draw(st.lists(st.sampled_from(entries), min_size=1, max_size=6, unique=True)) if other else entries
            numbers = draw(st.lists(st.integers(1, len(seen)), min_size=len(seen), max_size=len(seen)))
            places = {number: place for place, number in enumerate(sorted(set(numbers)), 1)}
            name = f"J{other}" if needs == "ballots" else f"c{other}"
            rows += [
                (one, name, float(places[number]), 10.0 + other) for one, number in zip(seen, numbers, strict=True)
            ]
        return sorted(rows)

    return made()


def scores(method: RankMethod, rows: Sequence[Row], options: Options) -> dict[str, Decimal]:
    """The scores, rounded and checked as the engine does. Raises Breach where the answer is no ranking of the field."""
    from ..scoring.asking import ranking_of

    try:
        return dict(ranking_of(method, frame(method.needs, rows), options, method.key).scores)  # type: ignore[arg-type]
    except WeipingError as error:
        if error.code != "plugin":
            raise
        raise Breach(
            "{error} It was given {rows}.", "Score every entry with a finite number, whatever the order of the rows.",
            error=error, rows=short([row[:3] for row in rows]),
        ) from error  # fmt: skip


@law(RankMethod, "a score for every entry of any field, or a refusal that says why")
def every_field_is_ranked(method: RankMethod, target: Target) -> Breaches:
    """Total, with ties and with judges who did not see everything; the same whatever the order of the rows."""
    options = options_of(method, target)
    try:
        scores(method, ORDINARY[method.needs], options)
    except WeipingError as error:
        if isinstance(error, Breach):
            raise
        raise Breach(
            "It refuses an ordinary field: {error}", "Refuse only what cannot be ordered.", error=error
        ) from error

    def is_ranked(rows: list[Row]) -> None:
        try:
            scores(method, rows, options)
        except WeipingError as error:
            if not refuses(error):
                raise

    yield from each(fields(method.needs), is_ranked, TIMES)


@law(RankMethod, "what everybody puts ahead does not fall behind")
def the_unanimous_order_holds(method: RankMethod, target: Target) -> Breaches:
    """Where every judge puts one entry ahead of another, or it is better by every criterion, it is not behind it."""
    from hypothesis import strategies as st

    options = options_of(method, target)
    sign = 1 if method.needs == "ballots" else -1

    @st.composite
    def whole(draw: Any) -> list[Row]:
        entries = [f"E{at}" for at in range(draw(st.integers(2, 5)))]
        rows: list[Row] = []
        for other in range(draw(st.integers(1, 4))):
            order = draw(st.permutations(range(1, len(entries) + 1)))
            rows += [(one, f"j{other}", float(at), 10.0 + other) for one, at in zip(entries, order, strict=True)]
        return sorted(rows)

    def is_kept(rows: list[Row]) -> None:
        try:
            found = scores(method, rows, options)
        except WeipingError as error:
            if not refuses(error):
                raise
            return
        by: dict[str, list[float]] = {}
        for entry, _, at, _ in sorted(rows, key=lambda row: row[1]):
            by.setdefault(entry, []).append(at * sign)
        for ahead in by:
            for behind in by:
                if all(a < b for a, b in zip(by[ahead], by[behind], strict=True)) and found[ahead] < found[behind]:
                    raise Breach(
                        "{ahead} is ahead of {behind} throughout, and scores {less} against {more}: {rows}.",
                        "More is better in a score; look at its sign.",
                        ahead=ahead, behind=behind, less=str(found[ahead]), more=str(found[behind]),
                        rows=short([row[:3] for row in rows]),
                    )  # fmt: skip

    yield from each(whole(), is_kept, TIMES)


@law(WeightMethod, "a weight above zero for every criterion, whatever the order of the comparisons")
def every_criterion_has_a_weight(method: WeightMethod, target: Target) -> Breaches:
    """Total on comparisons of every pair, or a refusal; one that counts for more does not weigh less."""
    from hypothesis import strategies as st

    from ..scoring.asking import weights_of

    options = options_of(method, target)

    def weigh(pairs: list[tuple[str, str, Decimal]]) -> dict[str, Any] | None:
        names = sorted({name for more, less, _ in pairs for name in (more, less)})
        try:
            return dict(weights_of(method, pairs, names, options, method.key).weights)
        except WeipingError as error:
            if error.code == "plugin":
                raise Breach(
                    "{error} It was given {pairs}.", "Weigh every criterion above zero, or refuse with wp.RuleError.",
                    error=error, pairs=short(pairs),
                ) from error  # fmt: skip
            return None

    def is_weighed(times: list[int]) -> None:
        pairs = [(f"c{a}", f"c{b}", Decimal(times[(a + b) % len(times)])) for a in range(3) for b in range(a + 1, 3)]
        first, turned = weigh(pairs), weigh(pairs[::-1])
        if first != turned:
            raise Breach(
                "The order of the comparisons matters: {first}, then {second}.", "Sort them first.",
                first=short(first), second=short(turned),
            )  # fmt: skip

    two = weigh([("more", "less", Decimal(3))])
    if two is None or two["more"] < two["less"]:
        yield Breach(
            "Of two criteria of which one counts three times as much it makes {weights}.",
            "Weigh the first of a comparison more.",
            weights=short(two),
        )
    yield from each(st.lists(st.integers(1, 9), min_size=1, max_size=3), is_weighed, TIMES)


@law(ScoringRule, "a rule that reads, in words in both languages")
def the_rule_reads(rule: ScoringRule, target: Target) -> Breaches:
    """The file is valid, says its own key, and can be told on a notice. Methods of the same plugin may be named."""
    from ..scoring.combining import BUILTIN
    from ..scoring.methods import CombineMethod
    from ..scoring.rule import parse_rule

    own = Methods(
        {**BUILTIN.combine, **{one.key: one for one in target.of(CombineMethod)}},
        {one.key: one for one in target.of(RankMethod)},
        {one.key: one for one in target.of(WeightMethod)},
    )
    try:
        parsed = parse_rule(rule.toml, source=f"{rule.key}.toml", methods=lambda: own)
    except WeipingError as error:
        yield Breach("{error}", "Correct the rule file.", error=error)
        return
    if parsed.key != rule.key:
        yield Breach(
            "The file says the key {said}, the object {key}.",
            "Use ScoringRule.from_toml.",
            said=parsed.key,
            key=rule.key,
        )
    words = ["\n".join(parsed.words(lang, {})) for lang in ("zh_CN", "en")]
    if wrong := wrong_phrase(Text(*words), "words"):
        yield wrong
