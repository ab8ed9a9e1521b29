"""The time before, from files through the desk: what it becomes, and what is refused with file, row and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from weiping.desk import audit, founding, paper_sheets, views
from weiping.desk.community_files import CommunityFiles, read_community
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.domain.history import PaperMark
from weiping.errors import NotAllowed, WeipingError
from weiping.hooks.loader import here
from weiping.share import shared
from weiping.store import Store
from weiping.store import tables as t

GUANYAN = shared("sample_data") / "guanyan"


@pytest.fixture(scope="module")
def files() -> CommunityFiles:
    return read_community(GUANYAN)


@pytest.fixture
def desk(guanyan: Desk) -> Desk:
    return guanyan


def count(desk: Desk, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    with desk.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())


def test_what_was_certified_is_certified_by_a_second_person(desk: Desk, files: CommunityFiles) -> None:
    assert count(desk, t.activity) == count(desk, t.activity_end) == 86
    assert count(desk, t.participation) == sum(len(one.parts) for one in files.history.held)
    assert (count(desk, t.activity_end, t.activity_end.c.operator == "staff-02")) == 86
    assert (count(desk, t.motion), count(desk, t.motion, t.motion.c.carried)) == (14, 13)


def test_hours_are_credited_and_no_points_are_posted(desk: Desk, files: CommunityFiles) -> None:
    minutes = sum(part.minutes or 0 for one in files.history.held for part in one.parts if part.resident)
    with desk.store.read() as connection:
        found = connection.execute(sa.select(sa.func.sum(t.transfer.c.points)).where(t.transfer.c.event != "opening"))
        assert found.scalar_one() == minutes


def test_an_appraisal_on_paper_is_final_and_the_live_one_is_the_newest(desk: Desk) -> None:
    live, paper = views.rounds(desk)
    assert (live["phase"], paper["phase"]) == ("draft", "final")
    with desk.store.read() as connection:
        e, r = t.entry.c, t.result.c
        query = sa.select(e.name_zh).join(t.result, r.entry_id == e.id).where(r.award == "most-beautiful-compound")
        assert connection.execute(query).scalars().all() == ["云中仙居小区"]


def test_the_audit_finds_nothing_wrong(desk: Desk) -> None:
    assert [finding.faults for finding in audit.audit(desk) if finding.faults] == []


def test_marks_of_others_are_entered_by_whoever_runs_the_machine_and_by_nobody_else(desk: Desk) -> None:
    mark = PaperMark(judge="r03926", entry="yunzhong", criterion="greening", value=Decimal(18))
    with pytest.raises(NotAllowed):
        paper_sheets.enter(desk, Actor(Role.CHAIR), 1, [mark])


Change = Callable[[str], str]
BAD: list[tuple[str, Change, str]] = [
    ("activities.csv", lambda s: s.replace("bench-meeting,", "bank-meeting,", 1), r"activities.csv:2: .*bank-meeting is not"),
    ("activities.csv", lambda s: s.replace("2024-01-18", "18.1.2024", 1), "row 2, column day"),
    ("activities.csv", lambda s: s.replace(",wuzi,", ",nowhere,", 1), "row 2, column compound"),
    ("activities.csv", lambda s: s.replace("staff-02", "staff-01"), "ask a colleague"),
    ("participation.csv", lambda s: s.replace(",convenor,", ",king,", 1), "activities.csv:2: .*no role king"),
    ("participation.csv", lambda s: s.replace("2024-meeting-01,r", "2024-meeting-01,nobody-", 1), "row 2, column resident"),
    ("participation.csv", lambda s: s.replace(",convenor,", ",convenor,-5", 1), "row 2, column minutes"),
    ("meetings.csv", lambda s: s.replace("02,8,", "02,80,", 1), "no quorum"),
    ("motions.csv", lambda s: s.replace(",hands,", ",shouting,", 1), "row 2, column way"),
    ("motions.csv", lambda s: s.replace(",hands,1", ",hands,91", 1), "votes were counted"),
    ("agenda.csv", lambda s: s.replace("2024-proposal-01", "2024-proposal-99", 1), "row 2, column matter"),
    ("actions.csv", lambda s: s.replace(",yes", ",perhaps", 1), "row 2, column done"),
    ("matters-micro-project.csv", lambda s: s.replace(",sewer,", ",castle,", 1), "matters-micro-project.csv:2: .*castle"),
    ("matters-micro-project.csv", lambda s: s.replace("2024-meeting-02", "2024-meeting-03", 1), "did not carry a motion"),
    ("matters-dispute.csv", lambda s: s.replace("agreed.day", "agreed.on", 1), r"agreed\.on.*with \.day"),
    ("matters-dispute.csv", lambda s: s.replace(",noise,", ",politics,", 1), "matters-dispute.csv:3"),
    ("past_marks.csv", lambda s: s.replace(",18.5", ",18.5x", 1), "row 2, column mark"),
    ("past_marks.csv", lambda s: s.replace(",18.5", ",18.7", 1), "off the scale"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "words"), BAD, ids=[f"{name}-{at}" for at, (name, _, _) in enumerate(BAD)])
def test_what_cannot_be_used_is_named(name: str, change: Change, words: str, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "guanyan"
    shutil.copytree(GUANYAN, folder)
    before = (folder / name).read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    (folder / name).write_text(after, encoding="utf-8")
    with pytest.raises(WeipingError, match=words):
        founded(folder, store)


def founded(folder: Path, store: Store) -> None:
    files = replace(read_community(folder), opening_points=())
    founding.found(Desk(store, here(str(store.url.database))), OPERATOR, files)
