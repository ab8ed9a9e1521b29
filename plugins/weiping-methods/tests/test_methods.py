import json
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import EntryPoint
from itertools import permutations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import weiping as wp
import weiping_methods
from weiping.frames import Marks
from weiping.hooks.loader import load
from weiping.hooks.methods import methods_of
from weiping.scoring.engine import Scored, score
from weiping.scoring.explain import explain
from weiping.scoring.rule import Rule, parse_rule
from weiping.testing import conformance
from weiping_methods import criteria, pairwise, strength

CASES = Path(__file__).parents[3] / "tests" / "data" / "cases"
POINT = EntryPoint("weiping-methods", "weiping_methods", "weiping")
ON_BALLOTS = ("borda", "copeland", "schulze", "kemeny")


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def ballots(*orders: list[str] | dict[str, int]) -> pl.DataFrame:
    """A frame from orders (best first) or places."""
    places = [one if isinstance(one, dict) else {name: at for at, name in enumerate(one, 1)} for one in orders]
    rows = [(entry, f"J{at:03}", place) for at, one in enumerate(places) for entry, place in one.items()]
    kinds = {"entry": pl.String, "judge": pl.String, "place": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def tennessee() -> pl.DataFrame:
    return ballots(*[order for times, order in case("tennessee_vote")["input"]["profile"] for _ in range(times)])


def asked(key: str, frame: pl.DataFrame, **options: object) -> wp.Ranking:
    method = load([POINT]).rank_methods[key]
    return method.rank(frame, {**method.options, **options})


def order(ranking: wp.Ranking) -> list[str]:
    return sorted(ranking.scores, key=lambda entry: (-ranking.scores[entry], entry))


@conformance(weiping_methods)
def test_conformance(check) -> None:
    check()


def test_the_loader_finds_all_methods() -> None:
    plugins = load([POINT])
    assert not plugins.quarantined
    assert list(plugins.rank_methods) == ["borda", "bradley-terry", "copeland", "kemeny", "schulze", "topsis"]
    assert list(plugins.weight_methods) == ["ahp"]


def test_borda_of_the_tennessee_vote() -> None:
    assert asked("borda", tennessee()).scores == case("tennessee_vote")["expected_published"]["borda"]


@pytest.mark.parametrize("key", ["copeland", "schulze", "kemeny"])
def test_the_condorcet_winner_of_the_tennessee_vote_comes_first(key: str) -> None:
    ranking = asked(key, tennessee())
    assert order(ranking) == case("tennessee_vote")["expected_published"]["kemeny_order"]


def test_kemeny_of_the_tennessee_vote() -> None:
    agreement, orders, _ = pairwise.kemeny_orders(pairwise.Ahead(pairwise.ballots_of(tennessee())))
    assert (agreement, orders) == (case("tennessee_vote")["expected_published"]["kemeny_score"], 1)


def test_topsis_of_the_fighter_aircraft() -> None:
    found = case("hwang_yoon_topsis")
    given_ = found["input"]
    result = criteria.topsis(given_["matrix"], given_["weights"], [one == "min" for one in given_["sense"]])
    precise = found["expected_precise"]
    for at, name in enumerate(("S_plus", "S_minus", "closeness")):
        assert [row[at] for row in result] == pytest.approx(precise[name], abs=1e-12)


def test_ahp_of_the_drinks() -> None:
    found = case("saaty_ahp_drinks")
    weights, value, consistency = criteria.ahp(found["input"]["matrix"])
    precise = found["expected_precise"]
    assert weights == pytest.approx(precise["w"], abs=1e-12)
    assert (value, consistency) == pytest.approx((precise["lam"], precise["CR"]), abs=1e-10)


def test_schulze_of_the_example_on_wikipedia() -> None:
    profile = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    frame = ballots(*[list(one) for one, times in profile.items() for _ in range(times)])
    assert order(asked("schulze", frame)) == ["E", "A", "C", "B", "D"]


def test_bradley_terry_of_two_entries_is_the_odds() -> None:
    frame = ballots(*[["A", "B"]] * 3, ["B", "A"])
    assert asked("bradley-terry", frame).scores == {"A": 0.75, "B": 0.25}


def test_bradley_terry_solves_its_likelihood_equations() -> None:
    frame = ballots(["A", "B", "C", "D"], ["B", "A", "D", "C"], ["C", "A", "B"], ["D", "C", "B", "A"], ["A", "D"])
    table = pairwise.Ahead(pairwise.ballots_of(frame))
    found = strength.strengths(table)
    for a in table.entries:
        expected = sum(table.both[a, b] * found[a] / (found[a] + found[b]) for b in table.others(a))
        assert sum(table.won[a, b] for b in table.others(a)) == pytest.approx(expected, abs=1e-9)


def test_bradley_terry_refuses_entries_that_wins_do_not_connect_and_lists_the_groups() -> None:
    with pytest.raises(wp.RuleError, match=r"2 groups \(A; B, C\)") as caught:
        asked("bradley-terry", ballots(["A", "B", "C"], ["A", "C", "B"]))
    assert "分成 2 组" in caught.value.text("zh_CN")


def test_kemeny_refuses_a_field_that_is_too_large() -> None:
    with pytest.raises(wp.RuleError, match="up to 14 entries; here are 15"):
        asked("kemeny", ballots([f"E{at:02}" for at in range(15)]))


def test_an_entry_compared_with_no_other_is_refused() -> None:
    with pytest.raises(wp.RuleError, match="no judge ranked C together"):
        asked("borda", ballots(["A", "B"], ["C"]))


def test_borda_takes_the_share_of_comparisons_where_a_judge_did_not_see_all() -> None:
    scores = asked("borda", ballots(["A", "B", "C"], ["A", "C"], {"B": 1, "C": 1})).scores
    assert scores == {"A": 6, "B": Fraction(3, 2) * Fraction(6, 3), "C": Fraction(1, 2) * Fraction(6, 4)}


def test_entries_that_are_all_alike_are_as_near_to_the_best_as_to_the_worst() -> None:
    frame = pl.DataFrame({"entry": ["A", "B"], "criterion": ["c", "c"], "value": [3.0, 3.0], "weight": [1.0, 1.0]})
    assert asked("topsis", frame).scores == {"A": 0.5, "B": 0.5}


@pytest.mark.parametrize(
    ("comparisons", "said"),
    [
        ([("a", "b", 2), ("b", "c", 2)], "a and c are not compared"),
        ([("a", "b", 2), ("b", "a", 2)], "compared twice"),
        ([("a", "b", 9), ("b", "c", 9), ("c", "a", 9)], "contradict each other"),
    ],
)
def test_comparisons_that_give_no_weights_are_refused(comparisons: list[tuple[str, str, int]], said: str) -> None:
    method = load([POINT]).weight_methods["ahp"]
    with pytest.raises(wp.RuleError, match=said):
        method.weigh([(more, less, Decimal(times)) for more, less, times in comparisons], method.options)


# laws

names = st.sampled_from(["ABC", "ABCD", "ABCDE"])


@st.composite
def profiles(draw: st.DrawFn) -> list[dict[str, int]]:
    """Ballots over three to five entries, with ties; every judge ranks all."""
    entries = draw(names)
    one = st.fixed_dictionaries({name: st.integers(1, 4) for name in entries})
    return draw(st.lists(one, min_size=1, max_size=6))


@pytest.mark.parametrize("key", ON_BALLOTS)
@settings(max_examples=60, deadline=None)
@given(profile=profiles(), random=st.randoms())
def test_judges_are_alike_and_so_are_entries(key: str, profile: list[dict[str, int]], random: Any) -> None:
    plain = asked(key, ballots(*profile)).scores
    shuffled = random.sample(profile, len(profile))
    assert asked(key, ballots(*shuffled)).scores == plain
    others = list(profile[0])
    random.shuffle(others)
    renamed = dict(zip(profile[0], others, strict=True))
    scores = asked(key, ballots(*[{renamed[name]: place for name, place in one.items()} for one in profile])).scores
    assert scores == {renamed[name]: value for name, value in plain.items()}


@pytest.mark.parametrize("key", ["copeland", "schulze", "kemeny"])
@settings(max_examples=100, deadline=None)
@given(profile=profiles())
def test_an_entry_that_beats_every_other_comes_first_alone(key: str, profile: list[dict[str, int]]) -> None:
    frame = ballots(*profile)
    table = pairwise.Ahead(pairwise.ballots_of(frame))
    winners = [a for a in table.entries if all(table.beats(a, b) for b in table.others(a))]
    scores = asked(key, frame).scores
    for winner in winners:
        assert all(scores[winner] > scores[other] for other in table.others(winner))


@pytest.mark.parametrize("key", ["borda", "copeland", "schulze"])
@settings(max_examples=100, deadline=None)
@given(profile=profiles(), at=st.integers(0, 5))
def test_a_winner_that_a_judge_moves_up_still_wins(key: str, profile: list[dict[str, int]], at: int) -> None:
    before = asked(key, ballots(*profile)).scores
    winner = max(before, key=lambda name: (before[name], name))
    ballot = profile[at % len(profile)]
    raised = [one if one is not ballot else {**one, winner: one[winner] - 1} for one in profile]
    after = asked(key, ballots(*raised)).scores
    assert all(after[winner] >= value for value in after.values())


@settings(max_examples=60, deadline=None)
@given(profile=profiles())
def test_kemeny_is_the_best_of_all_orders(profile: list[dict[str, int]]) -> None:
    table = pairwise.Ahead(pairwise.ballots_of(ballots(*profile)))
    agreement, count, positions = pairwise.kemeny_orders(table)
    found = {
        one: sum(table.won[a, b] for at, a in enumerate(one) for b in one[at + 1 :])
        for one in permutations(table.entries)
    }
    best = [one for one, shared in found.items() if shared == max(found.values())]
    assert (agreement, count) == (max(found.values()), len(best))
    for name in table.entries:
        assert positions[name] == Fraction(sum(one.index(name) for one in best), len(best))


# in a rule

HEAD = '[rule]\nkey = "r"\ntitle = "r"\n[final]\ndecimals = 2\n'


def rule(text: str) -> Rule:
    return parse_rule(HEAD + text, methods=lambda: methods_of(load([POINT])))


def marks(cells: dict[tuple[str, str], list[float | None]]) -> Marks:
    rows = [
        {"entry": e, "criterion": c, "judge": f"J{at}", "value": None if one is None else int(one * 10_000)}
        for (e, c), row in cells.items()
        for at, one in enumerate(row, 1)
    ]
    kinds = {"entry": pl.String, "criterion": pl.String, "judge": pl.String, "value": pl.Int64}
    return Marks.scaled(pl.DataFrame(rows, schema=kinds))


PANEL = {("A", "c"): [20, 10, 10], ("B", "c"): [13, 12, 12], ("C", "c"): [5, 11, 11], ("D", "c"): [4, 3, None]}


def places(scored: Scored) -> dict[str, int | None]:
    return dict(scored.standings.select("entry", "rank").iter_rows())


def test_a_rule_ranks_by_a_method_and_keeps_the_totals_beside_it() -> None:
    scored = score(marks(PANEL), rule('[rank]\nby = "copeland"'))
    assert places(scored) == {"B": 1, "A": 3, "C": 2, "D": 4}
    assert scored.standings["total"].to_list() == [Decimal("12.33"), Decimal("9.00"), Decimal("13.33"), Decimal("3.50")]
    assert scored.standings["score"].to_list() == [Decimal("3.0"), Decimal("2.0"), Decimal("1.0"), Decimal("0.0")]


def test_an_entry_that_may_not_win_is_not_in_the_field() -> None:
    law = rule('[rank]\nby = "copeland"\n[[vetoes]]\ncolumn = "fire"\nop = "=="\nvalue = "yes"\nreason = "a fire"')
    entries = pl.DataFrame({"entry": list("ABCD"), "fire": ["no", "yes", "no", "no"]})
    scored = score(marks(PANEL), law, entries=entries)
    assert places(scored) == {"C": 1, "A": 2, "D": 3, "B": None}
    assert scored.standings.filter(entry="C")["score"].to_list() == [Decimal("2.0")]


def test_fewer_points_are_better_where_the_rule_says_so() -> None:
    assert places(score(marks(PANEL), rule('[rank]\nby = "borda"\norder = "lowest"')))["D"] == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "it wins against A, C, D"), ("zh_CN", "胜过A、C、D")])
def test_the_explanation_says_how_the_place_came_about(lang: str, said: str) -> None:
    text = explain(marks(PANEL), rule('[rank]\nby = "copeland"'), "B", lang=lang).text()
    assert said in text
    assert "3" in text.splitlines()[-1] or "1" in text.splitlines()[-1]


def test_topsis_in_a_rule_weighs_the_criteria_and_knows_its_costs() -> None:
    cells = {("A", "c"): [10.0], ("A", "noise"): [5.0], ("B", "c"): [10.0], ("B", "noise"): [1.0]}
    for options, winner in (('costs = ["noise"]', "B"), ("costs = []", "A")):
        text = f'[weigh]\nweights = {{ c = 1, noise = 2 }}\n[rank]\nby = "topsis"\noptions = {{ {options} }}'
        assert places(score(marks(cells), rule(text)))[winner] == 1  # type: ignore[arg-type]


def test_an_entry_without_a_value_is_refused_by_topsis() -> None:
    cells = {("A", "c"): [10], ("A", "d"): [5], ("B", "c"): [10]}
    with pytest.raises(wp.RuleError, match="B has no value on d"):
        score(marks(cells), rule('[weigh]\nmissing = "leave-out"\n[rank]\nby = "topsis"'))  # type: ignore[arg-type]


AHP = """
[weigh]
weights_by = "ahp"
comparisons = [
  { more = "a", less = "b", times = 3 }, { more = "a", less = "c", times = 6 }, { more = "b", less = "c", times = 2 },
]
"""


def test_ahp_in_a_rule_makes_exact_weights_that_the_notice_prints() -> None:
    law = rule(AHP)
    assert {name: str(weight) for name, weight in law.slots.weigh.weights.items()} == {
        "a": "0.6667",
        "b": "0.2222",
        "c": "0.1111",
    }
    assert "The consistency ratio is 0.000 (up to 0.1)." in law.words("en")
    assert "一致性比率 0.000（不超过 0.1）。" in law.words("zh_CN")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[rank]\nby = "shulze"', r"no method shulze for \[rank\] – schulze\?"),
        ('[rank]\nby = "schulze"\noptions = { ties = 1 }', "has no option ties"),
        ('[rank]\nby = "topsis"\norder = "lowest"', "does not go with it"),
        (AHP + "weights = { a = 1 }", "keep one of them"),
        ('[weigh]\nweights_by = "ahp"', "needs comparisons"),
    ],
)
def test_a_rule_that_names_a_method_wrongly_is_refused(text: str, said: str) -> None:
    with pytest.raises(wp.RuleError, match=said):
        rule(text)


def test_a_field_of_one_has_a_place_too() -> None:
    for key in (*ON_BALLOTS, "bradley-terry", "topsis"):
        assert places(score(marks({("A", "c"): [5, 6]}), rule(f'[rank]\nby = "{key}"'))) == {"A": 1}, key


def test_nobody_has_a_place_where_nobody_has_a_total() -> None:
    for key in (*ON_BALLOTS, "bradley-terry", "topsis"):
        assert places(score(marks({("A", "c"): [None]}), rule(f'[rank]\nby = "{key}"'))) == {"A": None}, key
