"""What functions of plugins did wrong of late, on the chair's page: named, counted, and forgotten after a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Hall, text

from weiping.desk.views import Views
from weiping.domain.points import PointsRule, Published
from weiping.errors import PluginError
from weiping.hooks.calls import propose
from weiping.hooks.loader import Plugins
from weiping.hooks.watch import FAILURES, Call, Watch


def failures(hall: Hall) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Views(hall.desk).console(hall.chair, hall.round)["plugin_failures"]
    return found


def told(hall: Hall, error: str, **ago: float) -> None:
    at = (hall.clock() - timedelta(**ago)).isoformat()
    call = Call(at, "weiping-some", "weiping_points_rules", "some", "propose", 1.0, error)
    hall.desk.plugins.watch.told(call)


def test_a_console_where_all_is_well_tells_of_no_failures(hall: Hall) -> None:
    assert failures(hall) == []


def test_a_failure_is_named_and_those_alike_are_counted_with_the_newest_first(hall: Hall) -> None:
    told(hall, "KeyError: 'a'", hours=3)
    told(hall, "ValueError: b", hours=2)
    told(hall, "KeyError: 'a'", hours=1)
    first, second = failures(hall)
    assert (first["plugin"], first["key"], first["function"], first["error"], first["times"]) == (
        "weiping-some", "some", "propose", "KeyError: 'a'", 2,
    )  # fmt: skip
    assert first["at"] == (hall.clock() - timedelta(hours=1)).isoformat()
    assert (second["error"], second["times"]) == ("ValueError: b", 1)


def test_a_week_later_nobody_is_told_any_more(hall: Hall) -> None:
    told(hall, "KeyError: 'a'", days=7, hours=1)
    assert failures(hall) == []


def test_ten_ways_to_fail_are_enough_for_one_page(hall: Hall) -> None:
    for number in range(30):
        told(hall, f"ValueError: {number}", minutes=30 - number)
    assert [one["error"] for one in failures(hall)] == [f"ValueError: {number}" for number in range(29, 19, -1)]


def test_a_line_that_somebody_wrote_by_hand_does_not_take_the_console_away(hall: Hall, tmp_path: Path) -> None:
    lines = [Call(at, "p", "h", "k", "f", 1.0, "E").line() for at in ("yesterday", "2024-11-20T08:00:00")]
    (tmp_path / FAILURES).write_text("\n".join(lines), encoding="utf-8")
    hall.desk.plugins.watch.keep_in(tmp_path)
    assert failures(hall) == []


def test_an_answer_that_nobody_can_use_is_a_failure_too(hall: Hall) -> None:
    watch = Watch()
    rule = PointsRule(key="odd", title=text("odd"), propose=lambda _: ["twenty points"])  # type: ignore[list-item]
    rule = watch.watched(rule, "weiping-odd", "weiping_points_rules")
    desk = replace(hall.desk, plugins=Plugins(points_rules={"odd": rule}, watch=watch), now=hall.clock)
    event = Published(round=1, appraisal="a", title=text("a"), on=desk.today(), winners=())
    with pytest.raises(PluginError, match="odd proposed 'twenty points'"):
        propose(rule, event)
    (call,) = watch.failures
    assert (call.plugin, call.key) == ("weiping-odd", "odd")
    assert "whole and above zero" in str(call.error)
