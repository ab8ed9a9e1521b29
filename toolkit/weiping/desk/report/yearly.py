"""The whole report: a section for each micro system, computed anew from the records each time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from ...domain.appraisal import Actor
from ...domain.figures import System
from ...domain.text import Text
from ...domain.yearly import Line, RecordKind, Section, Yearly, figure
from ...errors import Invalid
from ...store import tables as t
from .. import rows
from ..office import OFFICE, Desk, allow
from . import grids, held, honours, ledger, matters, meetings
from .held import Held
from .matters import Stood

EARLIEST, LATEST = 1949, 9999


def yearly(desk: Desk, actor: Actor, year: int) -> Yearly:
    """The figures of a calendar year, those of this year so far. Raises NotAllowed, Invalid for what is no year."""
    allow(actor, *OFFICE)
    if not EARLIEST <= year <= LATEST:
        raise Invalid("{year} is not a year of this community; write it like 2024.", year=year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    with desk.store.read() as connection:
        found = held.read(connection, desk.plugins.activity_kinds, first, last)
        stood = matters.read(connection, desk.plugins.matter_kinds, first, last)
        build = _Build(desk, connection, found, stood, year)
        sections = [build.section(system) for system in System]
        name = Text.of(rows.community(connection))
        sections += [build.points(), build.left_out()]
    return Yearly(
        community=name, year=year, made=desk.today(), sections=tuple(one for one in sections if one is not None)
    )


def years(desk: Desk, actor: Actor) -> list[int]:
    """The calendar years in which something was held or a matter took a step, the newest first; what is planned tells nothing."""
    allow(actor, *OFFICE)
    held_in = sa.select(sa.extract("year", t.activity.c.day)).where(t.activity.c.day <= desk.today()).distinct()
    went_in = sa.select(sa.extract("year", t.matter_step.c.day)).distinct()
    with desk.store.read() as connection:
        found = {int(year) for query in (held_in, went_in) for year in connection.execute(query).scalars()}
    return sorted(found, reverse=True)


class _Build:
    """One report while it is being put together."""

    def __init__(self, desk: Desk, connection: sa.Connection, found: Held, stood: list[Stood], year: int) -> None:
        self.desk, self.connection, self.held, self.stood, self.year = desk, connection, found, stood, year
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)

    def section(self, system: System) -> Section | None:
        """The section of a system; None for `other` where nothing is counted there."""
        lines = {
            System.DELIBERATION: self._deliberation, System.SERVICE: self._service, System.GRID: self._grid,
            System.PROJECT: self._project, System.CULTURE: self._culture, System.APPRAISAL: self._appraisal,
            System.OTHER: self._other,
        }[system]()  # fmt: skip
        if system is System.OTHER and not any(line.records for line in lines):
            return None
        return Section(key=system.value, title=system.label, lines=tuple(lines))

    def _matters(self, system: System) -> Iterable[Line]:
        for kind in matters.systems(self.desk.plugins.matter_kinds, system):
            yield from matters.of_kind(kind, self.stood, self.first)
            if not kind.counts_only:
                yield from matters.others(kind, self.stood)

    def _deliberation(self) -> list[Line]:
        there = System.DELIBERATION
        return [
            held.sessions(self.held, there, Text("议事会议", "Deliberations"), key="deliberation.meetings"),
            matters.resolved(self.connection, self.stood, self.first),
            *self._matters(there),
            held.attendance(self.held, there, Text("到会", "Attendance"), key="deliberation.attendance"),
            *meetings.lines(self.connection, [row.id for row in self.held.of(there)]),
            *held.added_up(self.held, there, key="deliberation"),
        ]

    def _service(self) -> list[Line]:
        there = System.SERVICE
        return [
            held.sessions(
                self.held, there, Text("便民服务", "Services"), key="service.sessions", unit=Text("场次", "")
            ),
            *held.added_up(self.held, there, key="service"),
            *held.volunteers(self.held, there, key="service"),
            held.partners(self.connection, self.held, there, key="service.partners"),
            *self._matters(there),
        ]

    def _grid(self) -> list[Line]:
        there = System.GRID
        return [
            *grids.lines(self.connection, self.first, self.last),
            held.sessions(self.held, there, Text("培训", "Trainings"), key="grid.trainings"),
            held.attendance(self.held, there, Text("参加培训", "Who was trained"), key="grid.trained"),
            *held.added_up(self.held, there, key="grid"), *self._matters(there),
        ]  # fmt: skip

    def _project(self) -> list[Line]:
        there = System.PROJECT
        more = [held.sessions(self.held, there, Text("活动", "Activities"), key="project.activities")]
        return [
            *self._matters(there),
            *(line for line in more if line.records),
            *held.added_up(self.held, there, key="project"),
        ]

    def _culture(self) -> list[Line]:
        there = System.CULTURE
        return [
            held.sessions(self.held, there, Text("文化活动", "Cultural activities"), key="culture.events",
                          unit=Text("场", "")),
            held.attendance(self.held, there, Text("登记参与", "Attendance on record"), key="culture.attendance"),
            *held.volunteers(self.held, there, key="culture"), *held.added_up(self.held, there, key="culture"),
            *self._matters(there),
        ]  # fmt: skip

    def _appraisal(self) -> list[Line]:
        return [*honours.lines(self.desk, self.connection, self.year), *self._matters(System.APPRAISAL)]

    def _other(self) -> list[Line]:
        there = System.OTHER
        return [
            held.sessions(self.held, there, Text("其他活动", "Other activities"), key="other.activities"),
            *held.added_up(self.held, there, key="other"), *self._matters(there),
        ]  # fmt: skip

    def points(self) -> Section:
        """Micro-points, which belong to no kind."""
        lines = ledger.lines(self.connection, self.first, self.last)
        return Section(key="points", title=Text("微积分 · 积分激励", "Micro-points"), lines=tuple(lines))

    def left_out(self) -> Section | None:
        """Activities of the year that are in no figure, and why. None where there are none."""
        waiting = figure(
            "left-out.waiting",
            Text("活动已登记、未经第二人确认", "Activities recorded, not certified by a second person"),
            RecordKind.ACTIVITY, self.held.waiting, held.TIMES,
        )  # fmt: skip
        unknown = figure(
            "left-out.unknown",
            Text("活动类型的插件未安装", "Activities of a kind whose plugin is not installed"),
            RecordKind.ACTIVITY, [row.id for row in self.held.unknown], held.TIMES,
        )  # fmt: skip
        kinds = self.desk.plugins.matter_kinds
        matters_of_none = figure(
            "left-out.matters", Text("事项类型的插件未安装", "Matters of a kind whose plugin is not installed"),
            RecordKind.MATTER, matters.unknown(self.connection, kinds, self.first, self.last), matters.CASES,
        )  # fmt: skip
        lines = tuple(line for line in (waiting, unknown, matters_of_none) if line.records)
        return Section(key="left-out", title=Text("未计入本报告", "Not counted here"), lines=lines) if lines else None
