"""The two public data sets in full: every published number must come out exactly."""

import polars as pl
import pytest

from weiping.frames import read_table, worded
from weiping.scoring.engine import score
from weiping.scoring.facts import prepare, read_marks
from weiping.scoring.rule import load_rule
from weiping.share import shared

ISU, RENTSAFE = shared("sample_data") / "isu", shared("sample_data") / "rentsafe"


@pytest.fixture(scope="module")
def isu():
    rule = load_rule(ISU / "rule.toml")
    facts = prepare(rule, entries=read_table(ISU / "entries.csv"), criteria=read_table(ISU / "criteria.csv"))
    return score(read_marks(read_table(ISU / "marks.csv"), rule, facts), rule, facts=facts)


@pytest.fixture(scope="module")
def isu_entries(isu):
    published = pl.read_csv(ISU / "entries.csv", infer_schema=False)
    return published.join(isu.standings, on=("round", "entry"), how="full", coalesce=True)


def same(frame, published, computed):
    texts = frame.select(pl.col(published).cast(pl.Decimal(20, 2)), pl.col(computed).cast(pl.Decimal(20, 2)))
    return texts.filter(pl.col(published).ne_missing(pl.col(computed))).is_empty()


def test_every_published_panel_score_of_the_isu_comes_out(isu):
    published = pl.read_csv(ISU / "published_panel_scores.csv", infer_schema=False)
    both = published.join(isu.parts, on=("round", "entry", "criterion"), how="full", coalesce=True)
    assert both.height == 4090
    assert same(both, "published_panel_score", "value")


@pytest.mark.parametrize(
    ("published", "computed"),
    [
        ("published_component_total", "criteria_total"),
        ("published_segment_score", "total"),
        ("published_rank", "rank"),
    ],
)
def test_every_published_result_of_the_76_segments_comes_out(isu_entries, published, computed):
    assert isu_entries.height == 818
    assert isu_entries["round"].n_unique() == 76
    assert same(isu_entries, published, computed)


def test_no_real_isu_mark_is_refused(isu):
    assert isu.refused.is_empty()


@pytest.fixture(scope="module")
def rentsafe():
    rule = load_rule(RENTSAFE / "rule.toml")
    facts = prepare(rule)
    return score(read_marks(read_table(RENTSAFE / "evaluations_pre2023.csv"), rule, facts), rule, facts=facts)


def test_every_published_rentsafe_score_comes_out(rentsafe):
    published = pl.read_csv(RENTSAFE / "evaluations_pre2023.csv", infer_schema=False)
    both = published.join(rentsafe.standings, left_on="_id", right_on="entry")
    assert both.height == 11_759
    assert both.filter(pl.col("SCORE") != pl.col("total").cast(pl.String)).is_empty()


def test_the_one_empty_rentsafe_row_is_refused_with_its_reason(rentsafe):
    assert worded(rentsafe.refused).rows() == [
        (
            "evaluations_pre2023.csv",
            8365,
            "_id",
            "8364",
            "The row has no mark at all",
            "fill in the marks or delete the row",
        )
    ]
