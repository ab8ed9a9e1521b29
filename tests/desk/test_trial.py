"""A round under another rule: the same marks as the official standings, and nothing written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.conftest import Hall
from tests.desk.test_main_job import fill

from weiping.desk import conflicts, late, views
from weiping.desk.trial import Trial
from weiping.errors import NotFound, RuleError


@pytest.fixture
def scored(hall: Hall) -> Hall:
    """East is first on order, west on green; the third judge gives east a very low mark."""
    hall.go("open")
    for judge, order in ((1, "19"), (2, "18"), (3, "6")):
        fill(hall, judge, hall.entry(1), order, "12")
        fill(hall, judge, hall.entry(2), "12", "16")
    return hall


def places(trial: Trial, rule: object) -> list[tuple[str, int | None]]:
    names = {one.id: one.name_en for one in trial.entries}
    return [(names[one.entry], one.place) for one in trial.under(rule)]  # type: ignore[arg-type]


def test_under_its_own_rule_the_trial_is_what_the_board_shows(scored: Hall) -> None:
    trial = Trial(scored.desk, scored.round)
    board = views.Views(scored.desk).board(scored.round)["standings"]
    assert [(one.entry, one.place, f"{one.total:f}") for one in trial.official] == [
        (row["entry"], row["place"], row["total"]) for row in board
    ]
    assert trial.under(trial.rule) == trial.official
    same = trial.varied(trial.points, "mean")
    assert [one.total for one in trial.under(same)] == [one.total for one in trial.official]


def test_weights_and_trimming_change_places_and_the_database_stays_as_it_is(scored: Hall) -> None:
    trial = Trial(scored.desk, scored.round)
    with scored.desk.store.read() as connection:
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("tap", "journal")]
    assert places(trial, trial.rule) == [("West", 1), ("East", 2)]
    heavier = trial.varied({**trial.points, "order": Decimal(100), "green": Decimal(20)}, "mean")
    assert places(trial, heavier) == [("East", 1), ("West", 2)]
    assert places(trial, trial.varied(trial.points, "median")) == [("East", 1), ("West", 2)]
    assert places(trial, trial.varied(trial.points, "trimmed", 0, 1)) == [("East", 1), ("West", 2)]
    with scored.desk.store.read() as connection:
        after = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("tap", "journal")]
    assert after == counts


def test_only_signed_sheets_that_count_are_tried_and_reading_again_finds_new_ones(scored: Hall) -> None:
    trial = Trial(scored.desk, scored.round)
    conflicts.declare(scored.desk, scored.chair, scored.round, scored.judge(3).judge, scored.entry(1), True, "cousin")
    assert places(trial, trial.rule) == [("West", 1), ("East", 2)], "what was read does not move by itself"
    trial.read()
    assert places(trial, trial.rule) == [("East", 1), ("West", 2)]


def test_admitted_late_marks_are_tried_as_they_count(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "12", "12")
    hall.go("deliberation")
    fill(hall, 1, hall.entry(2), "19", "19")
    trial = Trial(hall.desk, hall.round)
    assert places(trial, trial.rule)[0] == ("East", 1)
    late.decide(hall.desk, hall.chair, hall.round, hall.judge(1).judge, hall.entry(2), admit=True)
    trial.read()
    assert places(trial, trial.rule)[0] == ("West", 1)


def test_trimming_that_drops_nothing_is_the_mean_and_too_much_leaves_no_total(scored: Hall) -> None:
    trial = Trial(scored.desk, scored.round)
    assert trial.varied(trial.points, "trimmed", 0, 0).slots.combine.method == "mean"
    none = trial.under(trial.varied(trial.points, "trimmed", 2, 1))
    assert {one.total for one in none} == {None}


def test_a_weight_below_zero_is_no_rule(scored: Hall) -> None:
    trial = Trial(scored.desk, scored.round)
    with pytest.raises(RuleError, match="below zero"):
        trial.varied({**trial.points, "green": Decimal(-1)}, "mean")


def test_a_round_that_is_not_there_is_said(hall: Hall) -> None:
    with pytest.raises(NotFound):
        Trial(hall.desk, 99)


@pytest.mark.parametrize("factor", ["0.5", "2", "7"])
def test_weights_that_all_grow_alike_change_every_total_and_no_place(scored: Hall, factor: str) -> None:
    trial = Trial(scored.desk, scored.round)
    grown = trial.under(trial.varied({key: worth * Decimal(factor) for key, worth in trial.points.items()}, "mean"))
    assert [(one.entry, one.place) for one in grown] == [(one.entry, one.place) for one in trial.official]
    assert all(
        abs(new.total - old.total * Decimal(factor)) <= Decimal("0.05")
        for new, old in zip(grown, trial.official, strict=True)
        if new.total is not None and old.total is not None
    )
