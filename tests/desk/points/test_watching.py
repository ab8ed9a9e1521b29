"""Who records what, how late and for whom; and the entries that are looked into."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Hall, text
from tests.desk.points.people import DAY, FIRST, SECOND, decide, resident, rows, sound
from tests.desk.test_main_job import fill

from weiping.desk.points import approvals, days, deeds, granting, spot_checks, watching
from weiping.desk.points.granting import GrantLine
from weiping.domain.appraisal import Actor, Role
from weiping.domain.plan import Deed
from weiping.errors import Invalid, NotAllowed, NotFound, WrongPhase
from weiping.ledger import watch
from weiping.store import tables as t

THIRD = Actor(Role.CLERK, staff="c3")


def grant(hall: Hall, number: int, by: Actor = FIRST, home: str = "east-1", points: int = 5, on: date = DAY) -> None:
    line = GrantLine(f"household:{home}", points)
    granting.grant(hall.desk, by, key=f"grant-{number:04}", title=text("snow"), lines=[line], on=on)


def seen(hall: Hall, since: date = DAY, until: date = DAY) -> dict[str, Any]:
    return watching.overview(hall.desk, SECOND, since, until)


def test_the_overview_says_who_recorded_how_much_how_late_and_for_whom(hall: Hall) -> None:
    for number in range(3):
        grant(hall, number, on=date(2024, 11, 1 + number))
    grant(hall, 9, SECOND, "west-1", 45)
    hall.clock.forward(hours=4)  # it was four in the afternoon at the office
    grant(hall, 10, SECOND, "west-1", 40)
    found = seen(hall)
    assert [(one["operator"], one["transfers"], one["points"], one["share"]) for one in found["operators"]] == [
        ("c2", 2, 85, "85"), ("c1", 3, 15, "15"),
    ]  # fmt: skip
    assert [(one["median_lag"], one["late"], one["outside"], one["effective"]) for one in found["operators"]] == [
        ("0", 0, "50", "1"), ("18", 3, "0", "1"),
    ]  # fmt: skip
    assert [(one["lag"], one["name"]["en"], one["on"]) for one in found["late"]] == [
        (19, "East 3号楼2单元501", "2024-11-01"), (18, "East 3号楼2单元501", "2024-11-02"),
        (17, "East 3号楼2单元501", "2024-11-03"),
    ]  # fmt: skip
    assert [(one["operator"], one["transfers"], one["of_operator"]) for one in found["pairs"]] == [("c1", 3, "100")]


def test_a_make_up_working_sunday_is_inside_office_hours_unless_the_office_rested(hall: Hall) -> None:
    hall.clock.time = hall.clock.time.replace(year=2024, month=2, day=4)
    sunday = date(2024, 2, 4)
    grant(hall, 1, on=sunday)
    assert seen(hall, sunday, sunday)["operators"][0]["outside"] == "0"
    days.except_day(hall.desk, SECOND, sunday, works=False, reason="no heating")
    assert seen(hall, sunday, sunday)["operators"][0]["outside"] == "100"


def test_a_deed_is_the_entry_of_who_declared_it_for_a_household(hall: Hall) -> None:
    deeds.load_kinds(hall.desk, FIRST, [Deed(key="snow", kind="x", title=text("snow"), points=3)])
    deeds.declare(hall.desk, FIRST, key="deed-0001", kind="snow", household="east-1", on=date(2024, 11, 10))
    deeds.declare(hall.desk, resident(hall, "west-1"), key="deed-0002", kind="snow", on=DAY)
    hall.clock.forward(days=5)
    for key in ("deed-0001", "deed-0002"):
        deeds.verify(hall.desk, SECOND, key)
    found = seen(hall, DAY, date(2024, 11, 25))
    assert [(one["operator"], one["median_lag"], one["late"]) for one in found["operators"]] == [
        ("c1", "10", 1), ("c2", "0", 0),
    ]  # fmt: skip


def test_what_waited_for_approval_is_as_late_as_it_was_entered(hall: Hall) -> None:
    decide(hall, approve_above=4)
    grant(hall, 1)
    hall.clock.forward(days=30)
    approvals.approve(hall.desk, SECOND, rows(hall, t.batch)[0].id)
    (line,) = seen(hall)["operators"]
    assert (line["operator"], line["median_lag"]) == ("c1", "0")


def test_what_a_panel_decided_is_no_entry_by_hand(hall: Hall) -> None:
    hall.go("open")
    fill(hall, 1, 1, "18", "17")
    fill(hall, 1, 2, "12", "11")
    hall.go("deliberation", "published")
    assert (len(rows(hall, t.transfer)), seen(hall)["entries"]) == (2, 0)


def test_days_count_at_the_office_and_not_in_utc(hall: Hall) -> None:
    hall.clock.forward(hours=9)  # 17:00 UTC of the 20th is one in the morning of the 21st
    grant(hall, 1)
    assert (seen(hall)["entries"], seen(hall, date(2024, 11, 21), date(2024, 11, 21))["entries"]) == (0, 1)
    with pytest.raises(Invalid, match="2024-11-21 is after 2024-11-20"):
        seen(hall, date(2024, 11, 21), DAY)


def draw(hall: Hall, size: int = 2) -> list[dict[str, Any]]:
    spot_checks.draw(hall.desk, SECOND, since=DAY, until=DAY, size=size)
    found: list[dict[str, Any]] = spot_checks.listed(hall.desk, SECOND)[0]["checks"]
    return found


def test_a_sample_can_be_drawn_again_from_what_the_journal_says(hall: Hall) -> None:
    for number in range(8):
        grant(hall, number, FIRST if number % 2 else THIRD)
    checks = draw(hall, 3)
    line = json.loads(rows(hall, t.journal)[-1].subject)
    assert (line["size"], line["since"], line["until"]) == (3, "2024-11-20", "2024-11-20")
    with hall.desk.store.read() as connection:
        records = watching.entries(hall.desk, connection, DAY, DAY)
    assert [one["transfer"] for one in checks] == watch.draw(records, 3, line["seed"])
    assert {one["operator"] for one in checks} == {"c1", "c3"}
    again = draw(hall, 99)
    assert not {one["transfer"] for one in again} & {one["transfer"] for one in checks}
    assert len(again) == 5
    with pytest.raises(WrongPhase, match="No entry"):
        draw(hall)
    assert sound(hall)


def test_outcomes_give_a_rate_with_its_exact_interval(hall: Hall) -> None:
    for number in range(5):
        grant(hall, number)
    checks = draw(hall, 5)
    for check, outcome in zip(checks, ("right", "right", "right", "wrong", "not-reached"), strict=True):
        spot_checks.record(hall.desk, SECOND, check["id"], outcome, "asked at the door")  # type: ignore[arg-type]
    (sample,) = spot_checks.listed(hall.desk, SECOND)
    assert (sample["checked"], sample["wrong"], sample["not_reached"], sample["open"]) == (4, 1, 1, 0)
    assert (sample["rate"], sample["low"], sample["high"]) == ("25", "0.6", "80.6")
    spot_checks.record(hall.desk, SECOND, checks[0]["id"], "right")
    with pytest.raises(WrongPhase, match="decided on 2024-11-20"):
        spot_checks.record(hall.desk, SECOND, checks[0]["id"], "wrong", "no")
    assert len(rows(hall, t.spot_check_end)) == 5
    assert sound(hall)


def test_before_anything_is_checked_nothing_is_known(hall: Hall) -> None:
    grant(hall, 1)
    draw(hall, 1)
    (sample,) = spot_checks.listed(hall.desk, SECOND)
    assert (sample["rate"], sample["low"], sample["high"], sample["open"]) == (None, "0", "100", 1)


def test_nobody_checks_the_own_entries(hall: Hall, database: Path) -> None:
    grant(hall, 1)
    (check,) = draw(hall, 1)
    assert not check["own"]
    assert spot_checks.listed(hall.desk, FIRST)[0]["checks"][0]["own"]
    with pytest.raises(NotAllowed, match="ask a colleague"):
        spot_checks.record(hall.desk, FIRST, check["id"], "right")
    with sqlite3.connect(database) as thief, pytest.raises(sqlite3.IntegrityError, match="who recorded points"):
        thief.execute(
            "INSERT INTO spot_check_end (spot_check, outcome, note, at, actor, operator)"
            " VALUES (?, 'right', '', '2024-11-20', 'x', 'c1')",
            (check["id"],),
        )


def test_requests_that_make_no_sense_are_refused(hall: Hall) -> None:
    grant(hall, 1)
    (check,) = draw(hall, 1)
    for size in (0, -1, 201):
        with pytest.raises(Invalid, match="1 to 200 entries"):
            draw(hall, size)
    with pytest.raises(Invalid, match="what is wrong"):
        spot_checks.record(hall.desk, SECOND, check["id"], "wrong", " ")
    with pytest.raises(NotFound, match="no spot check x"):
        spot_checks.record(hall.desk, SECOND, "x", "right")
    with pytest.raises(NotAllowed):
        watching.overview(hall.desk, hall.judge(), DAY, DAY)
    with pytest.raises(NotAllowed):
        spot_checks.draw(hall.desk, resident(hall, "east-1"), since=DAY, until=DAY, size=1)
