"""Many-facet Rasch measures: Guilford's judges, truth that is found again, extreme totals, scales too fine."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.study.conftest import case, long

from weiping.errors import InputError
from weiping.study.links import DisconnectedError
from weiping.study.rasch import rasch

FIT = {
    "entry": ("persons", "person_fit"),
    "judge": ("judge_severity", "judge_fit"),
    "criterion": ("traits", "trait_fit"),
}


def test_guilfords_creativity_ratings_come_out_as_published() -> None:
    known = case("guilford_facets")
    wanted = known["expected"]
    found = rasch(pl.DataFrame(known["input"]["rows"], schema=["judge", "entry", "criterion", "mark"], orient="row"))
    assert found.converged
    assert found.log_likelihood == pytest.approx(wanted["loglik"], abs=1e-6)
    for facet, (measures, fit) in FIT.items():
        table = found.measures[facet]
        assert table["measure"].to_list() == pytest.approx(wanted[measures], abs=1e-4)
        for column in ("se", "infit", "outfit", "score"):
            assert table[column].to_list() == pytest.approx([one[column] for one in wanted[fit]], abs=1e-4)
    assert found.thresholds["threshold"].to_list()[1:] == pytest.approx(wanted["thresholds"], abs=1e-4)
    for facet, name in (("entry", "fair_average_persons"), ("judge", "fair_average_judges")):
        assert found.measures[facet]["fair"].to_list() == pytest.approx(wanted[name], abs=1e-4)


def simulated(seed: int, entries: int = 60, judges: int = 10) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    able, strict, steps = rng.normal(0, 1.2, entries), rng.normal(0, 0.8, judges), np.array([0, -1.5, 0, 1.5])
    rows = []
    for i in range(entries):
        for j in range(judges):
            powers = np.exp((able[i] - strict[j]) * np.arange(4) - np.cumsum(steps))
            rows.append((f"e{i:02}", f"j{j:02}", int(rng.choice(4, p=powers / powers.sum()))))
    return pl.DataFrame(rows, schema=["entry", "judge", "mark"], orient="row"), able, strict


def test_measures_of_a_simulated_panel_find_the_truth_again() -> None:
    marks, able, strict = simulated(4)
    found = rasch(marks)
    inside = ~found.measures["entry"]["extreme"].to_numpy()
    assert np.corrcoef(found.measures["entry"]["measure"].to_numpy()[inside], able[inside])[0, 1] > 0.93
    assert np.corrcoef(found.measures["judge"]["measure"].to_numpy(), strict)[0, 1] > 0.95
    assert found.measures["judge"]["infit"].mean() == pytest.approx(1, abs=0.1)


def test_a_judge_who_marks_at_random_stands_out_by_his_fit() -> None:
    marks, _, _ = simulated(5)
    rng = np.random.default_rng(1)
    erratic = pl.when(pl.col("judge") == "j03").then(pl.Series(rng.integers(0, 4, len(marks)))).otherwise("mark")
    found = rasch(marks.with_columns(mark=erratic)).measures["judge"]
    worst = found.sort("infit", descending=True).row(0, named=True)
    assert worst["judge"] == "j03"
    assert worst["infit"] > 1.5


def test_an_entry_with_only_highest_marks_is_measured_last_and_flagged() -> None:
    table = [[3, 3, 3], [2, 1, 3], [1, 2, 0], [0, 1, 2], [2, 3, 1]]
    found = rasch(long(table)).measures["entry"].sort("entry")
    assert found["extreme"].to_list() == [True, False, False, False, False]
    assert found["measure"][0] == found["measure"].max()
    assert found["measure"].is_finite().all()
    assert found["se"].is_finite().all()


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        (long([[1, 1], [1, 1]]), "nothing to measure"),
        (long([[0, 0], [1, 1]]), "nothing to measure"),
        (long([[i + 10 * j for j in range(4)] for i in range(9)]), "Group them into bands"),
        (pl.DataFrame({"entry": ["a"], "mark": [1]}), "need the column judge"),
    ],
)
def test_marks_that_cannot_be_measured_are_refused(marks: pl.DataFrame, why: str) -> None:
    with pytest.raises(InputError, match=why):
        rasch(marks)


def test_a_panel_that_falls_apart_is_refused() -> None:
    with pytest.raises(DisconnectedError):
        rasch(pl.DataFrame({"entry": ["a", "b", "c", "d"], "judge": ["x", "x", "y", "y"], "mark": [1, 2, 1, 2]}))
