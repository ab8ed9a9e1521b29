"""The rule what-if as a notebook shows it: sliders, places before and after, two languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.conftest import Hall
from tests.desk.test_main_job import fill

from weiping.desk.trial import Trial
from weiping.store import tables as t
from weiping.widgets.what_if import WhatIf


def opened(hall: Hall, lang: str) -> WhatIf:
    made = WhatIf(lambda: Trial(hall.desk, hall.round), lang)
    made.unfold()
    return made


@pytest.fixture
def lab(hall: Hall) -> WhatIf:
    hall.go("open")
    for judge, order in ((1, "19"), (2, "18"), (3, "6")):
        fill(hall, judge, hall.entry(1), order, "12")
        fill(hall, judge, hall.entry(2), "12", "16")
    return opened(hall, "en")


def test_folded_up_it_has_read_nothing(hall: Hall) -> None:
    asked: list[int] = []

    def read() -> Trial:
        asked.append(1)
        return Trial(hall.desk, hall.round)

    lab = WhatIf(read, "en")
    assert (asked, len(lab.children)) == ([], 2)
    lab.children[1].click()
    assert (asked, len(lab.children)) == ([1], 4)


def test_it_begins_as_the_rule_says_and_nothing_has_moved(lab: WhatIf) -> None:
    assert lab.points == {"order": Decimal(50), "green": Decimal(50)}
    assert [(row[0], row[1], row[3]) for row in lab.changes] == [("West", 1, 1), ("East", 2, 2)]
    assert "0 of 2 entries change their place." in lab._result.value
    assert 'class="moved"' not in lab._result.value


def test_a_slider_moves_places_and_marks_what_moved(lab: WhatIf) -> None:
    lab._sliders["order"].value = 100
    assert [(row[0], row[1], row[3]) for row in lab.changes] == [("East", 2, 1), ("West", 1, 2)]
    assert lab._result.value.count('class="moved"') == 2
    assert "1 ▲1" in lab._result.value
    assert "The points add up to 150 instead of 100." in lab._result.value
    lab.reset()
    assert lab._result.value.count('class="moved"') == 0


def test_dropping_marks_is_for_trimming_alone(lab: WhatIf) -> None:
    assert lab._high.disabled
    lab._method.value = "trimmed"
    assert not lab._low.disabled
    lab._low.value = 1
    assert lab.changes[0][0] == "East"
    lab._method.value = "median"
    assert lab._low.disabled


def test_a_rule_that_cannot_be_is_said_instead_of_a_table(hall: Hall) -> None:
    strict = "[rule]\nkey='strict'\ntitle='s'\n[combine]\nmethod='mean'\nmin_marks=1\n[final]\ndecimals=2\n"
    hall.desk.store.write(lambda c: c.execute(t.round_.update().values(rule=strict)) and None)
    lab = opened(hall, "zh_CN")
    lab._method.value = "trimmed"
    lab._high.value = 1
    assert 'role="alert"' in lab._result.value
    assert "<table" not in lab._result.value
    lab.reset()
    assert "<table" in lab._result.value


def test_another_language_keeps_what_is_tried(lab: WhatIf) -> None:
    lab._sliders["order"].value = 100
    lab._method.value = "median"
    lab.speak("zh_CN")
    assert lab.points["order"] == 100
    assert lab._method.value == "median"
    assert "个参评对象" in lab._result.value


def test_refreshing_reads_what_was_signed_since(lab: WhatIf, hall: Hall) -> None:
    before = lab.changes
    hall.desk.store.write(
        lambda c: c.execute(t.entry.update().where(t.entry.c.number == 1).values(name_en="<b>")) and None
    )
    assert lab.changes == before
    lab.refresh()
    assert {row[0] for row in lab.changes} == {"<b>", "West"}
    assert "<b>" not in lab._result.value, "a name is text, not markup"
