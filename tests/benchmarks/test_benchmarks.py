"""The benchmarks' arithmetic is right. What they measure is not tested here: timings belong to `make bench`."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(
    0, str(Path(__file__).parents[2])
)  # importlib mode: the top level of the checkout is not found otherwise

from benchmarks import figures, machine, report, tablets

TIMES = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


@given(TIMES, st.floats(0.01, 1))
def test_so_many_of_the_values_are_at_most_their_percentile_and_no_smaller_value_would_do(
    values: list[float], part: float
) -> None:
    found = figures.percentile(values, part)
    assert found in values
    assert sum(value <= found for value in values) >= part * len(values) - 1e-9
    assert sum(value < found for value in values) < part * len(values)


def test_percentiles_of_a_hundred_values_are_what_one_counts_off() -> None:
    values = range(100, 0, -1)
    assert [figures.percentile(values, part) for part in (0.01, 0.5, 0.95, 1)] == [1, 50, 95, 100]
    assert math.isnan(figures.percentile([], 0.5))


@given(st.floats(0.1, 3), st.floats(0.001, 1000))
def test_the_exponent_of_a_power_law_is_found_whatever_its_factor(power: float, factor: float) -> None:
    costs = {float(size): factor * size**power for size in (100, 300, 1000)}
    assert figures.exponent(costs) == pytest.approx(power)


def test_a_fixed_part_of_the_cost_makes_the_exponent_less_than_one_and_a_square_makes_it_two() -> None:
    assert figures.exponent({100: 10 + 1, 300: 10 + 3, 1000: 10 + 10}) < 0.5
    assert figures.exponent({10: 100, 100: 10_000}) == pytest.approx(2)


def test_what_a_server_needs_once_is_not_in_the_cost_of_a_further_tablet() -> None:
    assert figures.slope({10: 180.0, 20: 184.0, 60: 200.0}) == pytest.approx(0.4)
    assert math.isnan(figures.slope({10: 180.0}))


ROLLUP = """\
55d0c3a00000-7ffd1b5f2000 ---p 00000000 00:00 0    [rollup]
Rss:              884 kB
Pss:              385 kB
Pss_Dirty:         68 kB
Pss_Anon:          12 kB
SwapPss:            0 kB
"""


def test_pss_is_the_line_of_that_name_and_none_that_begins_or_ends_like_it() -> None:
    assert figures.pss_of(ROLLUP) == 385
    with pytest.raises(ValueError, match="Pss"):
        figures.pss_of(ROLLUP.replace("Pss:  ", "Pzz:  "))


def test_memory_and_cpu_are_of_a_process_and_all_that_descend_from_it_however_they_are_called(tmp_path: Path) -> None:
    processes = {10: (1, "python3"), 11: (10, "a (strange) name"), 12: (11, "kernel"), 20: (1, "python3")}
    for process, (parent, name) in processes.items():
        folder = tmp_path / str(process)
        folder.mkdir()
        fields = f"{parent} " + " ".join("0" for _ in range(9)) + " 150 50 0 0"
        (folder / "stat").write_text(f"{process} ({name}) S {fields}", encoding="utf-8")
        (folder / "smaps_rollup").write_text(ROLLUP, encoding="utf-8")
    (tmp_path / "self").mkdir()
    (tmp_path / "12" / "smaps_rollup").unlink()  # it ended just now
    assert sorted(figures.tree(10, tmp_path)) == [10, 11, 12]
    assert figures.memory_of(10, tmp_path) == pytest.approx(2 * 385 * 1024 / 1e6)
    ticks = figures.os.sysconf("SC_CLK_TCK")
    assert figures.cpu_of(10, tmp_path) == pytest.approx(3 * 200 / ticks)


def test_this_very_process_has_memory_and_has_used_cpu() -> None:
    assert figures.memory_of(figures.os.getpid()) > 1
    assert figures.cpu_of(figures.os.getpid()) > 0


MOUNTS = (
    "overlay / overlay rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/vdb /tmp/disk ext4 rw 0 0\n/dev/vdc /tmpx xfs rw 0 0\n"
)


@pytest.mark.parametrize(
    ("place", "kind"), [("/tmp/disk/a", "ext4"), ("/tmp/a", "tmpfs"), ("/tmpx", "xfs"), ("/home", "overlay")]
)
def test_the_file_system_is_that_of_the_innermost_mount(place: str, kind: str) -> None:
    assert machine.file_system(Path(place), MOUNTS) == kind


def test_a_table_has_a_head_a_rule_and_a_line_for_every_row() -> None:
    assert report.table(("a", "b"), [(1, "x|y"), (2.5, "")]).splitlines() == [
        "| a | b |",
        "| --- | --- |",
        "| 1 | x\\|y |",
        "| 2.5 |  |",
    ]
    with pytest.raises(ValueError, match="1 cells under a head of 2"):
        report.table(("a", "b"), [("alone",)])


@pytest.mark.parametrize(("found", "met"), [(0.35, True), (0.351, False), (math.nan, False)])
def test_a_goal_is_met_at_its_limit_and_not_by_what_could_not_be_measured(found: float, met: bool) -> None:
    goal = report.Goal("ratio", found, 0.35)
    assert goal.met is met
    assert str(goal).startswith("met" if met else "**missed**")


def test_a_result_takes_the_place_of_the_last_one_in_its_file_and_in_the_readme(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- result a -->\nold\n<!-- end a -->\n<!-- result b -->\nb\n<!-- end b -->\n", "utf-8")
    for text in (r"new \1 text" + "\n", "newest\n"):
        report.keep("a", text, tmp_path)
        assert (tmp_path / "results" / "a.md").read_text(encoding="utf-8") == text
        assert f"before\n<!-- result a -->\n{text}<!-- end a -->" in readme.read_text(encoding="utf-8")
    assert "<!-- result b -->\nb\n<!-- end b -->" in readme.read_text(encoding="utf-8")
    assert "old" not in readme.read_text(encoding="utf-8")


def test_a_section_says_what_was_measured_on_which_machine_and_how_busy_it_was() -> None:
    load = machine.Load(before=0.25, during=[0.5, 1.75])
    text = report.section("2026-01-01, a machine", load, {"weiping": "1"}, ["| t |"], [report.Goal("g", 1, 2)])
    assert "a machine" in text
    assert "weiping 1" in text
    assert "0.2 before the run, 0.5 to 1.8 during it" in text


def test_only_those_who_asked_for_other_hosts_are_named() -> None:
    asked = {"a": set(), "b": {"z.example", "c.example"}}
    assert report.refused(asked) == "b asked for c.example, z.example, and was refused."


def run_of(acks: list[float], **more: object) -> tablets.Run:
    run = {"due": 4, "acks": acks, "shown": acks, "missing": 0, "twice": 0, "faults": 0, "unseen": 0, "server_cpu": 0.1}
    return {**run, **more}


def test_a_tap_is_lost_without_an_answer_and_with_one_that_the_database_knows_nothing_of() -> None:
    assert tablets.lost(run_of([0.1] * 4)) == 0
    assert tablets.lost(run_of([0.1] * 3, missing=1)) == 2


def test_the_times_of_the_largest_panel_are_medians_over_its_runs() -> None:
    runs = {10: [run_of([9.0] * 4)], 30: [run_of([t] * 4, server_cpu=0.3) for t in (0.2, 0.01, 0.1)]}
    found = {goal.what: goal for goal in tablets.goals(runs)}
    acknowledged = next(goal for what, goal in found.items() if what.startswith("30 tablets, tap to durable"))
    assert (acknowledged.found, acknowledged.met) == (pytest.approx(100), True)
    growth = next(goal for what, goal in found.items() if "to the power" in what)
    assert growth.found == pytest.approx(1)


def test_taps_that_are_lost_in_any_run_of_any_size_are_counted() -> None:
    runs = {10: [run_of([0.1] * 3), run_of([0.1] * 4)], 30: [run_of([0.1] * 4, missing=1)]}
    assert next(goal.found for goal in tablets.goals(runs) if goal.what == "taps lost") == 2


def test_a_further_tap_costs_what_the_server_needs_more_for_it_and_not_what_it_needs_anyway() -> None:
    runs = {1: [run_of([], due=100, server_cpu=1.0)], 3: [run_of([], due=300, server_cpu=1.2)]}
    assert tablets.further(runs) == "Server CPU for a further tap: 1.00 ms from 1 to 3 tablets."
    assert tablets.further({1: runs[1]}) == ""
