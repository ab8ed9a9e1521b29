from decimal import Decimal
from importlib.metadata import EntryPoint

import weiping as wp
import weiping_parking
from weiping.hooks.loader import load
from weiping.testing import conformance

(CRITERION,) = weiping_parking.weiping_criteria()


@conformance(weiping_parking)
def test_conformance(check) -> None:
    check()


def test_it_is_worth_twenty_points_in_half_steps() -> None:
    assert (CRITERION.key, str(CRITERION.title)) == ("regulated-parking", "规范停车")
    assert (CRITERION.scale.low, CRITERION.scale.high, CRITERION.scale.step) == (0, 20, Decimal("0.5"))


def test_its_levels_fill_the_scale_without_gap_or_overlap() -> None:
    bands = [(level.low, level.high) for level in CRITERION.levels]
    assert bands == [(18, 20), (14, Decimal("17.5")), (10, Decimal("13.5")), (0, Decimal("9.5"))]


def test_every_word_is_there_in_both_languages() -> None:
    texts = [CRITERION.title, CRITERION.rubric, *(part.title for part in (*CRITERION.levels, *CRITERION.deductions))]
    texts += [level.rubric for level in CRITERION.levels if level.rubric]
    assert len(texts) == 2 + 4 + len(CRITERION.deductions) + 4
    assert all(text.zh and text.en and text.zh != text.en for text in texts)


def test_a_fault_is_taken_off_each_time_it_is_found() -> None:
    assert CRITERION.value(wp.Detail(counts={"fire-lane": 1})) == Decimal("17")
    assert CRITERION.value(wp.Detail(counts={"fire-lane": 2})) == Decimal("14")


def test_the_loader_finds_it_through_its_entry_point() -> None:
    plugins = load([EntryPoint("weiping-parking", "weiping_parking", "weiping")])
    assert not plugins.quarantined
    assert list(plugins.criteria) == ["regulated-parking"]
