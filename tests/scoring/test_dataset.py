"""Data sets as the command line and notebooks read them, and the lab that moves their weights."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import weiping as wp
from weiping.errors import InputError
from weiping.scoring.dataset import read, sources


@pytest.fixture(scope="module")
def skating() -> wp.Dataset:
    return wp.sample("isu")


def test_the_weights_are_those_of_the_table_of_criteria(skating: wp.Dataset) -> None:
    assert set(skating.weights("0").values()) == {Decimal("1.2")}
    assert len(skating.rounds) == 76


def test_one_round_alone_scores_as_it_does_among_all(skating: wp.Dataset) -> None:
    import polars as pl

    alone = skating.only("7").score().standings
    among = skating.score().standings.filter(pl.col("round") == "7")
    assert alone.select("entry", "total", "rank").rows() == among.select("entry", "total", "rank").rows()


def test_other_weights_change_the_totals_and_not_the_data_set(skating: wp.Dataset) -> None:
    part = skating.only("0")
    before = part.score().standings["total"].to_list()
    tried = part.score({"Composition": Decimal("2.4")}).standings["total"].to_list()
    assert tried != before
    assert part.score().standings["total"].to_list() == before


def test_an_explanation_ends_with_the_published_place(skating: wp.Dataset) -> None:
    said = skating.explain("08c6ee8862", round="0", lang="en")
    assert "120.09" in said


def test_a_folder_without_marks_and_an_unknown_sample_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no marks\.csv"):
        sources(tmp_path)
    with pytest.raises(InputError, match="There is no sample guesses"):
        wp.sample("guesses")
    (tmp_path / "marks.csv").write_text("entry,judge,criterion,mark\na,1,x,5\n")
    with pytest.raises(InputError, match="no rule file"):
        read(tmp_path)


def test_the_lab_starts_with_the_rules_weights_and_shows_what_a_slider_changes(skating: wp.Dataset) -> None:
    lab = wp.RulesLab(skating, round="0", lang="en")
    assert set(lab.weights.values()) == {Decimal("1.2")}
    assert all(before == after for _, _, before, _, after in lab.changes)
    for name, slider in lab._sliders.items():
        slider.value = 2.4 if name == "Composition" else 0
    assert lab.weights["Composition"] == Decimal("2.4")
    assert any(total != new for _, total, _, new, _ in lab.changes)
    assert "change their place" in lab._table.value


def test_the_lab_combines_the_judges_otherwise_and_says_so_where_that_cannot_be(skating: wp.Dataset) -> None:
    lab = wp.RulesLab(skating, round="2", lang="en")
    assert lab.rule.key == "isu"
    assert not any(before != after for _, _, before, _, after in lab.changes)
    lab._method.value = "median"
    assert lab._high.disabled
    places = {entry: after for entry, _, _, _, after in lab.changes}
    ours = wp.compare(skating, [skating.rule.combined("median"), "plain"], round="2").frame
    assert places == dict(ours.select("entry", "isu-median").iter_rows())
    lab._method.value, lab._high.value, lab._low.value = "trimmed", 4, 4
    assert lab.rule.slots.combine.drop_high == 4
    assert all(after for *_, after in lab.changes)


def test_a_lab_on_sheets_without_judges_has_nothing_to_combine() -> None:
    lab = wp.RulesLab(wp.sample("rentsafe"), lang="en")
    assert lab._combine.children == ()
    assert lab.rule is lab.dataset.rule
