"""Phases: what is next, what is refused, and what publishing writes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import CRITERIA, Hall, criterion, text, tiny_plan
from tests.desk.test_main_job import fill

from weiping.desk import appraisals, audit, rounds, views
from weiping.desk.office import Desk
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR, PUBLIC, Phase
from weiping.domain.criteria import Scale
from weiping.domain.points import PointsRule
from weiping.errors import InputError, Invalid, NotAllowed, NotFound, NotSignedIn, PluginError, Refused, WrongPhase


def test_each_phase_has_its_next_and_no_other(hall: Hall) -> None:
    for wrong in ("deliberation", "published", "final"):
        with pytest.raises(WrongPhase):
            hall.go(wrong)
    hall.go("open")
    with pytest.raises(WrongPhase):
        hall.go("open")
    with pytest.raises(WrongPhase):
        hall.go("published")


def test_only_the_chair_changes_the_phase(hall: Hall) -> None:
    with pytest.raises(NotSignedIn):
        rounds.change_phase(hall.desk, PUBLIC, hall.round, Phase.OPEN)
    for actor in (hall.clerk, hall.judge()):
        with pytest.raises(NotAllowed):
            rounds.change_phase(hall.desk, actor, hall.round, Phase.OPEN)


def test_scoring_is_opened_again_only_with_a_reason_that_is_kept(hall: Hall) -> None:
    hall.go("open", "deliberation")
    with pytest.raises(Invalid, match="Say why"):
        hall.go("open")
    hall.go("open", reason="two judges were still on their way")
    with hall.desk.store.read() as connection:
        reasons = connection.exec_driver_sql("SELECT reason FROM phase_change ORDER BY number").scalars().all()
    assert reasons[-1] == "two judges were still on their way"


def upgraded(hall: Hall, high: int) -> Desk:
    """The desk after an upgrade of its plugins that changed a scale."""
    plugins = hall.desk.plugins
    scale = Scale(low=Decimal(0), high=Decimal(high), step=Decimal("0.5"))
    wider = replace(criterion("green"), scale=scale, levels=(), deductions=())
    return replace(hall.desk, plugins=replace(plugins, criteria={**plugins.criteria, "green": wider}))


def rule_hash(hall: Hall) -> str:
    return str(Views(hall.desk).console(hall.chair, hall.round)["round"]["rule_hash"])


@pytest.mark.parametrize("first", ["open", "practice"])
def test_opening_fixes_the_rule_together_with_the_criteria_it_is_made_of(hall: Hall, first: str) -> None:
    planned = rule_hash(hall)
    rounds.change_phase(upgraded(hall, 10), hall.chair, hall.round, Phase(first))
    assert rule_hash(hall) != planned
    if first == "practice":
        hall.go("draft", "open")
        assert rule_hash(hall) == planned, "the plugins are the old ones again"
    else:
        fill(hall, 1, hall.entry(1), "20", "5")
        assert Views(hall.desk).board(hall.round)["standings"][0]["total"] == "75.00"


def test_an_upgrade_that_does_not_fit_the_plan_is_told_before_the_round_opens(hall: Hall) -> None:
    with pytest.raises(InputError, match="use a weight such as"):
        rounds.change_phase(upgraded(hall, 30), hall.chair, hall.round, Phase.OPEN)


def test_nothing_signed_means_nothing_to_publish(hall: Hall) -> None:
    hall.go("open", "deliberation")
    with pytest.raises(WrongPhase, match="no entry has a signed sheet"):
        hall.go("published")


def test_publishing_twice_pays_once(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation", "published")
    with pytest.raises(WrongPhase):
        hall.go("published")
    with hall.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*), sum(points) FROM transfer").one() == (2, 40)


def test_an_entry_nobody_signed_has_no_place_and_no_zero(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    standing = Views(hall.desk).board(hall.round)["standings"][1]
    assert (standing["place"], standing["total"], standing["award"]) == (None, None, None)


def test_equal_totals_share_a_place_and_the_award(hall: Hall) -> None:
    hall.go("open")
    for entry in (hall.entry(1), hall.entry(2)):
        fill(hall, 1, entry, "18", "16")
    hall.go("deliberation", "published")
    board = Views(hall.desk).board(hall.round)["standings"]
    assert [(one["place"], one["shared"]) for one in board] == [(1, True), (1, True)]


def test_a_plugin_upgrade_does_not_change_a_running_round(hall: Hall) -> None:
    hall.go("open")
    before = Views(hall.desk).pad_page(hall.round)["criteria"]
    changed = {key: replace(criterion(key), rubric=text("something else")) for key in CRITERIA}
    upgraded = Desk(hall.desk.store, replace(hall.desk.plugins, criteria=changed), now=hall.clock)
    assert Views(upgraded).pad_page(hall.round)["criteria"] == before


def test_a_round_whose_criterion_is_quarantined_cannot_be_closed(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    broken = replace(hall.desk.plugins, criteria={"order": criterion("order")})
    desk = Desk(hall.desk.store, broken, now=hall.clock)
    with pytest.raises(WrongPhase, match="green"):
        rounds.change_phase(desk, hall.chair, hall.round, Phase.DELIBERATION)
    console = Views(desk).console(hall.chair, hall.round)
    assert not next(check for check in console["checklist"] if check["key"] == "plugins")["ok"]
    assert not console["next"][0]["allowed"]


def test_a_points_rule_that_fails_is_named_and_nothing_is_published(hall: Hall) -> None:
    def broken(_event: object) -> list[object]:
        raise ZeroDivisionError("oops")

    rule = PointsRule(key="twenty-each", title=text("x"), propose=broken)  # type: ignore[arg-type]
    desk = Desk(hall.desk.store, replace(hall.desk.plugins, points_rules={rule.key: rule}), now=hall.clock)
    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    hall.go("deliberation")
    with pytest.raises(PluginError, match="twenty-each"):
        rounds.change_phase(desk, hall.chair, hall.round, Phase.PUBLISHED)
    assert Views(desk).board(hall.round)["round"]["phase"] == "deliberation"


def test_points_wait_for_the_end_of_the_notice(hall: Hall) -> None:
    from weiping.desk.points import shop

    plan = tiny_plan(key="best-2025", notice_days=5)
    hall.round = appraisals.create(hall.desk, OPERATOR, "tiny", plan)
    hall.go("open")
    judge, entry = hall.ids("judge")[3], hall.ids("entry")[2]
    from weiping.desk import marks
    from weiping.domain.appraisal import Actor, Role

    from .test_main_job import item, value

    taps = [value(entry, key, "18") for key in CRITERIA]
    marks.submit(hall.desk, Actor(Role.JUDGE, judge), hall.round, marks.Batch("tablet", [*taps, item("sign", entry)]))
    hall.go("deliberation", "published")
    found = shop.find_accounts(hall.desk, hall.clerk, "east 501")["accounts"][0]
    assert (found["balance"], found["redeemable"]) == (20, 0)
    with pytest.raises(WrongPhase, match="notice runs until"):
        hall.go("final")
    hall.clock.forward(days=5)
    hall.go("final")
    found = shop.find_accounts(hall.desk, hall.clerk, "east 501")["accounts"][0]
    assert (found["balance"], found["redeemable"]) == (20, 20)


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"criteria": (("order", Decimal(60)), ("green", Decimal(70)))}, InputError, "add up to 130"),
        ({"criteria": (("order", Decimal(50)), ("noise", Decimal(50)))}, InputError, "criterion noise"),
        ({"rule": "guesswork"}, InputError, "scoring rule guesswork"),
        ({"points_rules": ("riches",)}, InputError, "points rule riches"),
        ({"entries": ("east", "atlantis")}, NotFound, "compound atlantis"),
        ({"judges": ((tiny_plan().judges[0].kind, "nobody"),)}, NotFound, "resident nobody"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_and_writes_nothing(
    hall: Hall, changes: dict[str, object], error: type[Refused], says: str
) -> None:
    with pytest.raises(error, match=says):
        appraisals.create(hall.desk, OPERATOR, "tiny", tiny_plan(key="another", **changes))
    assert len(hall.ids("round")) == 1
    assert len(hall.ids("appraisal")) == 1


def test_the_audit_finds_rows_changed_behind_the_desks_back(hall: Hall, database: Path) -> None:
    import sqlite3

    hall.go("open")
    fill(hall, 1, hall.entry(1), "18", "18")
    assert not any(finding.faults for finding in audit.audit(hall.desk))
    with sqlite3.connect(database) as thief:
        thief.execute("DROP TRIGGER tap_no_update")
        thief.execute("UPDATE tap SET value = 100000 WHERE kind = 'mark'")
    faults = {finding.check: finding.faults for finding in audit.audit(hall.desk) if finding.faults}
    assert faults["append-only guards are in place"] == ("tap_no_update is not there, or says something else",)
    assert any(
        "rows written with this line were changed" in fault
        for fault in faults["the journal's chain and digests verify"]
    )


def test_the_chair_works_on_what_is_not_final_while_the_public_sees_the_last_result() -> None:
    def heads(*phases: str) -> list[dict[str, object]]:
        return [{"id": number, "phase": phase} for number, phase in reversed(list(enumerate(phases, 1)))]

    assert (views.at_work(heads("final", "draft")), views.current(heads("final", "draft"))) == (2, 1)
    assert (views.at_work(heads("final", "open")), views.current(heads("final", "open"))) == (2, 2)
    assert (views.at_work(heads("published", "draft")), views.current(heads("published", "draft"))) == (2, 1)
    assert (views.at_work(heads("final", "published")), views.at_work([])) == (2, None)
