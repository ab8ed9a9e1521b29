"""Methods by key: those that come with weiping told twice and held equal, and strangers' methods contained and checked."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.text import Text
from weiping.errors import DefinitionError, InputError, PluginError, RuleError
from weiping.scoring.combining import BUILTIN, COMBINE
from weiping.scoring.engine import score
from weiping.scoring.explain import explain
from weiping.scoring.methods import CombineMethod, Methods, Ranking, RankMethod, WeightMethod, Weights
from weiping.scoring.rule import parse_rule

HEAD = '[rule]\nkey = "test"\ntitle = "test"\n[final]\ndecimals = 2\n'
WORDS = Text("某方法。", "Some method.")


def rule(text, *methods, quarantined=()):
    """A rule that may name `methods`, as if a plugin called stranger offered them."""
    kinds = {CombineMethod: "combine", RankMethod: "rank", WeightMethod: "weigh"}
    found = {"combine": dict(BUILTIN.combine), "rank": {}, "weigh": {}}
    for one in methods:
        found[kinds[type(one)]][one.key] = one
    sources = {one.key: "stranger" for one in methods}
    return parse_rule(HEAD + text, methods=lambda: Methods(**found, sources=sources, quarantined=quarantined))


def combining(combine, **more):
    return CombineMethod(key="x", title=Text("某", "Some"), words=WORDS, combine=combine, **more)


def ranking(rank, needs="ballots", **more):
    return RankMethod(key="x", title=Text("某", "Some"), words=WORDS, needs=needs, rank=rank, **more)


def totals(scored):
    return dict(scored.standings.select("entry", "total").iter_rows())


USE, BY = '[combine]\nmethod = "x"', '[rank]\nby = "x"'


@pytest.mark.parametrize("method", COMBINE, ids=lambda method: method.key)
@given(marks=st.lists(st.none() | st.integers(-1000, 1000), max_size=9), high=st.integers(0, 3), low=st.integers(0, 3))
def test_the_two_tellings_of_a_method_are_equal(method, marks, high, low):
    options = {"drop_high": high, "drop_low": low} if method.options else {}
    given_ = sorted(mark for mark in marks if mark is not None)
    if len(given_) < method.least(options):
        return
    num, den = method.combine(pl.col("value"), options)
    frame = pl.DataFrame({"key": [0] * len(marks), "value": marks}, schema={"key": pl.Int64, "value": pl.Int64})
    row = frame.group_by("key").agg(num=num, den=den).row(0, named=True)
    counted = [one for one in method.counted([Fraction(mark) for mark in given_], options) if one is not None]
    assert Fraction(row["num"], row["den"]) == sum(counted) / len(counted)


def halfway(marks, options):
    return marks.min() + marks.max(), marks.count() * 0 + 2


def test_a_method_of_a_plugin_scores_and_explains(make_marks):
    marks = make_marks({("A", "c"): [1, 8, 9], ("B", "c"): [None, 3, 4]})
    law = rule(
        USE, combining(halfway, counted=lambda marks, options: [marks[0], *[None] * (len(marks) - 2), marks[-1]])
    )
    assert totals(score(marks, law)) == {"A": 5, "B": Decimal("3.50")}
    assert "c: 10 ÷ 2 = 5." in explain(marks, law, "A", lang="en").text()
    assert law.words("zh_CN")[1] == "某方法。"


def test_without_counted_the_explanation_has_the_result(make_marks):
    marks = make_marks({("A", "c"): [1, 8, 8.5]})
    law = rule(USE, combining(halfway))
    assert "c: Some makes 4.75 of them." in explain(marks, law, "A", lang="en").text()
    assert "c：由某得 4.75。" in explain(marks, law, "A").text()


def test_a_method_of_floats_is_rounded_half_up_to_the_decimals_it_states(make_marks):
    geometric = combining(lambda marks, options: marks.log().mean().exp(), decimals=3, counted=None)
    marks = make_marks({("A", "c"): [2, 4], ("B", "c"): [5]})
    law = rule(USE + "\n[weigh]\nweights = { c = 100 }", geometric)
    assert totals(score(marks, law)) == {"A": Decimal("282.80"), "B": 500}  # √8 = 2.8284… → 2.828
    assert "c: Some makes 2.828 of them." in explain(marks, law, "A", lang="en").text()


def test_options_have_defaults_and_what_a_method_needs_is_asked_for(make_marks):
    marks = make_marks({("A", "c"): [10], ("B", "c"): [20]})

    def share(value, options):
        return value.max() * int(options["k"]), value.count() * 0 + int(options["k"])

    method = combining(share, options={"k": None, "unused": 1})
    assert totals(score(marks, rule(USE + "\noptions = { k = 3 }", method))) == {"A": 10, "B": 20}
    with pytest.raises(RuleError, match=r"needs the option k"):
        rule(USE, method)
    with pytest.raises(RuleError, match=r"no option kk; it has k, unused"):
        rule(USE + "\noptions = { kk = 3 }", method)


def test_a_method_may_need_more_marks_than_one(make_marks):
    marks = make_marks({("A", "c"): [10], ("B", "c"): [20, 22]})
    law = rule(USE, combining(halfway, least=lambda options: 2))
    assert totals(score(marks, law)) == {"A": None, "B": 21}
    assert "At least 2 marks are needed." in law.words("en")


def boom(*_):
    raise ZeroDivisionError("no")


def leave(*_):
    raise SystemExit(1)


@pytest.mark.parametrize(
    ("combine", "more", "said"),
    [
        (boom, {}, "x of stranger failed: ZeroDivisionError: no"),
        (leave, {}, "failed: SystemExit"),
        (lambda marks, options: marks.sum(), {}, "must be a numerator and a denominator"),
        (lambda marks, options: (1, 2), {}, "must be a numerator and a denominator"),
        (lambda marks, options: None, {}, "must be a numerator and a denominator"),
        (lambda marks, options: (marks.mean(), marks.count()), {}, "must be whole numbers"),
        (lambda marks, options: (marks, marks.count()), {}, "must be whole numbers"),
        (lambda marks, options: (marks.sum(), marks.count() * 0), {}, "does not lie between"),
        (lambda marks, options: (marks.sum() * 3, marks.count()), {}, "does not lie between"),
        (lambda marks, options: (marks.sum() * 0 - 1, marks.count()), {}, "does not lie between"),
        (lambda marks, options: (pl.col("nothing").sum(), marks.count()), {}, "failed: ColumnNotFoundError"),
        (lambda marks, options: marks.mean() * float("nan"), {"decimals": 2}, "no finite number"),
        (lambda marks, options: marks.sum().cast(pl.Int64), {"decimals": 2}, "must be floats"),
    ],
)
def test_a_combine_method_that_fails_or_answers_nonsense_is_named_and_scores_nothing(make_marks, combine, more, said):
    with pytest.raises(PluginError, match=said) as caught:
        score(make_marks({("A", "c"): [5, 6], ("B", "c"): [7]}), rule(USE, combining(combine, **more)))
    assert "stranger" in caught.value.text("zh_CN")


def test_counted_that_contradicts_itself_is_named(make_marks):
    with pytest.raises(PluginError, match="counted does not answer for every mark"):
        explain(make_marks({("A", "c"): [5, 6]}), rule(USE, combining(halfway, counted=lambda marks, options: [])), "A")


def constant(frame, options):
    return Ranking(scores=dict.fromkeys(frame["entry"], 1))


def first_row(frame, options):
    return Ranking(scores={entry: entry == frame["entry"][0] for entry in frame["entry"]} | {frame["entry"][0]: 2})


def order_of_rows(frame, options):
    return Ranking(scores={entry: at for at, entry in enumerate(frame["entry"].unique(maintain_order=True))})


@pytest.mark.parametrize(
    ("rank", "said"),
    [
        (boom, "x of stranger failed: ZeroDivisionError: no"),
        (leave, "failed: SystemExit"),
        (lambda frame, options: {"A": 1}, "it is no Ranking"),
        (lambda frame, options: Ranking(scores={}), "no value for A, B"),
        (lambda frame, options: Ranking(scores={"A": 1}), "no value for B"),
        (lambda frame, options: Ranking(scores={"A": 1, "B": 2, "C": 3}), "names what is not there"),
        (lambda frame, options: Ranking(scores={"A": float("nan"), "B": 1}), "nan is no number"),
        (lambda frame, options: Ranking(scores={"A": float("inf"), "B": 1}), "inf is no number"),
        (lambda frame, options: Ranking(scores={"A": True, "B": 1}), "True is no number"),
        (lambda frame, options: Ranking(scores={"A": "1", "B": 1}), "'1' is no number"),
        (lambda frame, options: Ranking(scores={"A": 1, "B": 1}, told={"A": ["x"]}), "what it tells is no Text"),
        (lambda frame, options: Ranking(scores=[1, 2]), "no value for A, B"),
        (order_of_rows, "depends on the order of the rows"),
    ],
)
@pytest.mark.parametrize("needs", ["ballots", "values"])
def test_a_rank_method_that_fails_or_answers_nonsense_is_named_and_ranks_nothing(make_marks, needs, rank, said):
    with pytest.raises(PluginError, match=said):
        score(make_marks({("A", "c"): [5, 6], ("B", "c"): [7, 5]}), rule(BY, ranking(rank, needs)))


def test_a_refusal_in_a_method_s_own_words_passes(make_marks):
    def refuse(frame, options):
        raise InputError("{why}", why=Text("不行", "not here"))

    with pytest.raises(InputError, match="not here") as caught:
        score(make_marks({("A", "c"): [5]}), rule(BY, ranking(refuse)))
    assert caught.value.text("zh_CN") == "不行"


def test_equal_scores_share_the_place_and_tie_breaks_part_them(make_marks):
    marks = make_marks({("A", "c"): [5], ("B", "c"): [7]})
    shared = score(marks, rule(BY, ranking(constant))).standings
    assert shared["rank"].to_list() == [1, 1]
    parted = score(marks, rule(BY + '\n[[rank.ties]]\nby = "criteria_total"', ranking(constant))).standings
    assert parted.select("entry", "rank").rows() == [("B", 1), ("A", 2)]


def given_to(make_marks, needs, text, cells, **tables):
    """What a method is given for `cells` under `text`."""
    seen = []

    def look(frame, options):
        seen.append(frame)
        return constant(frame, options)

    score(make_marks(cells), rule(text + BY, ranking(look, needs)), **tables)
    return seen[0]


def test_a_ballot_is_the_order_by_a_judge_s_own_weighed_marks_over_what_the_judge_saw_whole(make_marks):
    cells = {
        ("A", "a"): [5, 9, None], ("A", "b"): [5, 1, 4],
        ("B", "a"): [4, 9, 3], ("B", "b"): [6, 1, 3],
        ("C", "a"): [9, 1, 5], ("C", "b"): ["N/A", "N/A", "N/A"],
    }  # fmt: skip
    frame = given_to(make_marks, "ballots", "[weigh]\nweights = { a = 1, b = 2 }\n", cells)
    found = {(judge, entry): place for entry, judge, place in frame.rows()}
    # J1: A 15, B 16, C 9. J2: A 11, B 11, C 1. J3 has not seen A whole: B 9, C 5
    assert found == {
        ("J1", "B"): 1, ("J1", "A"): 2, ("J1", "C"): 3,
        ("J2", "A"): 1, ("J2", "B"): 1, ("J2", "C"): 2,
        ("J3", "B"): 1, ("J3", "C"): 2,
    }  # fmt: skip


def test_a_ballot_under_a_mean_divides_by_the_weights_that_apply(make_marks):
    cells = {("A", "a"): [5], ("A", "b"): [5], ("B", "a"): [6], ("B", "b"): ["N/A"]}
    frame = given_to(make_marks, "ballots", '[weigh]\nmethod = "mean"\n', cells)
    assert frame.select("entry", "place").rows() == [("A", 2), ("B", 1)]


def test_values_are_those_of_the_criteria_with_their_weights(make_marks):
    frame = given_to(make_marks, "values", "[weigh]\nweights = { a = 0.5 }\n", {("A", "a"): [1, 2], ("B", "a"): [3]})
    assert frame.rows() == [("A", "a", 1.5, 0.5), ("B", "a", 3.0, 0.5)]


def test_each_round_is_a_field_of_its_own():
    from weiping.frames import Marks

    rows = [(r, e, "c", "J", v) for r, e, v in [("1", "A", 1), ("1", "B", 2), ("2", "A", 3), ("2", "C", 1)]]
    frame = pl.DataFrame(rows, schema=["round", "entry", "criterion", "judge", "value"], orient="row")
    sizes = []

    def look(frame, options):
        sizes.append(sorted(frame["entry"]))
        return constant(frame, options)

    score(Marks.scaled(frame), rule(BY, ranking(look)))
    assert sizes == [["A", "B"], ["A", "B"], ["A", "C"], ["A", "C"]]


def test_weights_that_cannot_be_are_refused():
    comparisons = '[weigh]\nweights_by = "x"\ncomparisons = [{ more = "a", less = "b", times = 2 }]'

    def weighing(weigh):
        return WeightMethod(key="x", title=WORDS, words=WORDS, weigh=weigh)

    good = rule(comparisons, weighing(lambda pairs, options: Weights(weights={"a": 2 / 3, "b": 1 / 3})))
    assert {name: str(value) for name, value in good.slots.weigh.weights.items()} == {"a": "0.6667", "b": "0.3333"}
    for weights, said in [
        ({"a": 1}, "no value for b"),
        ({"a": 1, "b": 0}, "not above zero"),
        ({"a": 1, "b": -1}, "not above zero"),
    ]:
        with pytest.raises(PluginError, match=said):
            rule(comparisons, weighing(lambda pairs, options, weights=weights: Weights(weights=weights)))
    with pytest.raises(PluginError, match="it is no Weights"):
        rule(comparisons, weighing(lambda pairs, options: {"a": 1, "b": 1}))
    with pytest.raises(RuleError, match="comparison of a and a"):
        rule(comparisons.replace('"b"', '"a"'), weighing(lambda pairs, options: Weights(weights={"a": 1})))


@pytest.mark.parametrize("text", [USE, BY, '[weigh]\nweights_by = "x"'])
def test_a_method_nobody_offers_is_named_with_those_there_are_and_the_plugins_in_quarantine(text):
    with pytest.raises(RuleError, match=r"there is no method x for \[(combine|rank|weigh)\].*Install the plugin"):
        rule(text)
    with pytest.raises(RuleError, match="In quarantine are weiping-broken"):
        rule(text, quarantined=("weiping-broken",))


def test_plugins_are_not_looked_for_where_a_rule_names_none():
    def never():
        raise AssertionError

    assert parse_rule(HEAD + '[combine]\nmethod = "median"', methods=never).key == "test"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: combining(halfway, decimals=9), "decimals must be 0 to 6"),
        (lambda: combining("no function"), "combine must be a function"),
        (lambda: ranking(constant, needs="everything"), "needs 'everything'"),
        (lambda: CombineMethod(key="Not A Key", title=WORDS, words=WORDS, combine=halfway), "has the key"),
    ],
)
def test_a_method_that_is_not_whole_cannot_be_made(make, said):
    with pytest.raises(DefinitionError, match=said):
        make()
