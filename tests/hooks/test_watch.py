"""Functions of plugins are watched: what they answer and raise stays as it is, each call and failure is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import weiping as wp
from weiping.hooks.watch import FAILURES, KEPT, TRACE, Call, Watch, read

WORD = wp.Text("词", "word")
EVENT = wp.Published(round=1, appraisal="a", title=WORD, on=date(2024, 12, 1), winners=())


def rule(watch: Watch, propose: Any) -> wp.PointsRule:
    made = wp.PointsRule(key="some", title=WORD, propose=propose)
    return watch.watched(made, "weiping-some", "weiping_points_rules")


def one_point(_event: object) -> Any:
    yield wp.Proposal(household="a", points=1, reason=WORD)


def broken(_event: object) -> Any:
    yield wp.Proposal(household="a", points=1, reason=WORD)
    raise ZeroDivisionError("no more")


def refusing(_event: object) -> Any:
    raise wp.RuleError("not for this one")


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    found = Watch()
    found.keep_in(tmp_path)
    return found


def test_a_watched_function_answers_what_it_answered_before(watch: Watch) -> None:
    assert [one.points for one in rule(watch, one_point).propose(EVENT)] == [1]
    assert watch.failures == ()


def test_a_failure_in_the_middle_of_a_generator_is_told_with_the_plugin_and_the_key(watch: Watch) -> None:
    with pytest.raises(ZeroDivisionError, match="no more"):
        list(rule(watch, broken).propose(EVENT))
    (call,) = watch.failures
    assert (call.plugin, call.hook, call.key, call.function) == (
        "weiping-some",
        "weiping_points_rules",
        "some",
        "propose",
    )
    assert call.error == "ZeroDivisionError: no more"


def test_a_refusal_on_purpose_is_no_failure(watch: Watch) -> None:
    with pytest.raises(wp.RuleError):
        rule(watch, refusing).propose(EVENT)
    assert watch.failures == ()


def test_failures_are_found_by_another_process_on_the_same_folder(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(rule(watch, broken).propose(EVENT))
    other = Watch()
    other.keep_in(tmp_path)
    assert [call.key for call in other.failures] == ["some"]


def test_calls_are_written_while_somebody_traces_and_only_then(watch: Watch, tmp_path: Path) -> None:
    list(rule(watch, one_point).propose(EVENT))
    assert not (tmp_path / TRACE).exists()
    (tmp_path / TRACE).touch()
    list(rule(watch, one_point).propose(EVENT))
    (call,) = read(tmp_path / TRACE)
    assert (call.key, call.error) == ("some", None)
    assert call.ms >= 0


def test_only_the_latest_failures_are_kept(watch: Watch, tmp_path: Path) -> None:
    for number in range(3 * KEPT):
        watch.told(Call("2024", "p", "h", str(number), "f", 1.0, "gone"))
    kept = read(tmp_path / FAILURES)
    assert KEPT <= len(kept) <= 2 * KEPT
    assert kept[-1].key == str(3 * KEPT - 1)


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    whole = Call("2024", "p", "h", "k", "f", 1.0, "gone").line()
    (tmp_path / FAILURES).write_text(f"{whole}\n{whole[:20]}\n[]\n{json.dumps({'at': 1})}\n", encoding="utf-8")
    assert len(read(tmp_path / FAILURES)) == 1


def test_a_folder_that_cannot_be_written_to_harms_no_call(tmp_path: Path) -> None:
    watch = Watch()
    watch.keep_in(tmp_path / "gone")
    with pytest.raises(ZeroDivisionError):
        list(rule(watch, broken).propose(EVENT))


def test_types_among_the_fields_are_no_functions(watch: Watch) -> None:
    @dataclass(frozen=True)
    class Item:
        key: str
        kind: type

    assert watch.watched(Item("a", int), "p", "h").kind is int
