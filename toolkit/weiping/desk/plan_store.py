"""Plans and the database: what of a plan is kept beside its round, and the plan that a round has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import JudgeKind, Phase
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan, PlannedJudge
from ..domain.text import Text
from ..hooks.methods import installed
from ..scoring.rule import parse_rule
from ..store import tables as t
from .plan_check import Known
from .round_info import RoundInfo, round_info

ATTIC = 0
"""The number of an appraisal's round that holds what was taken out of its draft; it is never shown nor opened."""


def kept(plan: AppraisalPlan) -> dict[str, Any]:
    """What the table `appraisal` keeps of a plan: all that its round, entries and judges do not say themselves."""
    seats = list(enumerate(plan.judges, 1))
    return {
        "criteria": [[key, plain(weight)] for key, weight in plan.criteria],
        "rule": plan.rule, "trim": plan.trim, "min_marks": plan.min_marks, "rotate": plan.rotate,
        "awards": [[key, title.both(), first] for key, title, first in plan.awards],
        "points_rules": list(plan.points_rules), "notice_days": plan.notice_days,
        "works_for": {str(number): list(judge.works_for) for number, judge in seats if judge.works_for},
        "lives_in": {str(number): judge.lives_in for number, judge in seats if judge.lives_in},
        "routes": {str(number): list(judge.route) for number, judge in seats if judge.route is not None},
    }  # fmt: skip


def plan_of(connection: sa.Connection, round_id: int) -> AppraisalPlan:
    """The plan that a round was made from, with what the chair changed since. Raises NotFound."""
    info = round_info(connection, round_id)
    c = t.compound.c
    compounds = dict(connection.execute(sa.select(c.id, c.key)).all())
    entries = connection.execute(
        sa.select(t.entry.c.compound_id).where(t.entry.c.round_id == round_id).order_by(t.entry.c.number)
    ).scalars()
    stated = info.plan
    return AppraisalPlan(
        key=info.appraisal, title=info.title, period=info.period,
        criteria=tuple((key, Decimal(weight)) for key, weight in stated["criteria"]),
        rule=stated.get("rule", info.rule), trim=stated.get("trim"), min_marks=stated.get("min_marks"),
        entries=tuple(compounds[one] for one in entries), rotate=stated.get("rotate", False),
        judges=tuple(_panel(connection, round_id, compounds, stated)), awards=_awards(info),
        points_rules=tuple(stated["points_rules"]), notice_days=int(stated["notice_days"]),
        show_standings=info.show_standings, show_others=info.show_others, exchange=info.exchange,
        show_range=info.show_range, quorum=info.quorum,
    )  # fmt: skip


def _panel(
    connection: sa.Connection, round_id: int, compounds: Mapping[int, str], stated: Mapping[str, Any]
) -> Iterable[PlannedJudge]:
    j, r = t.judge, t.resident
    query = sa.select(j, r.c.key.label("resident")).outerjoin(r).where(j.c.round_id == round_id).order_by(j.c.number)
    for row in connection.execute(query):
        route = stated.get("routes", {}).get(str(row.number))
        yield PlannedJudge(
            kind=JudgeKind(row.kind), resident=row.resident, name=row.name, compound=compounds.get(row.compound_id),
            works_for=tuple(stated.get("works_for", {}).get(str(row.number), ())),
            lives_in=stated.get("lives_in", {}).get(str(row.number)),
            route=None if route is None else tuple(route),
        )  # fmt: skip


def _awards(info: RoundInfo) -> tuple[tuple[str, Text, int], ...]:
    if "awards" in info.plan:
        return tuple((key, Text.of(title), first) for key, title, first in info.plan["awards"])
    slots = parse_rule(info.rule, methods=installed).slots.awards
    return tuple((one.key, one.text, one.first) for one in slots if one.first is not None)


def known(connection: sa.Connection, plan: AppraisalPlan) -> Known:
    """What the register says of the compounds there are and of the residents that `plan` names."""
    c, r, h = t.compound, t.resident, t.household
    compounds = connection.execute(sa.select(c.c.key, c.c.name_zh, c.c.name_en, c.c.attributes)).all()
    names = [judge.resident for judge in plan.judges if judge.resident]
    query = (
        sa.select(r.c.key, r.c.roles, c.c.key.label("home"))
        .join(h, h.c.id == r.c.household_id)
        .join(c, c.c.id == h.c.compound_id)
        .where(r.c.key.in_(names))
    )
    people = connection.execute(query).all() if names else []
    return Known(
        compounds={row.key: Text(row.name_zh, row.name_en) for row in compounds},
        attributes={row.key: tuple(row.attributes) for row in compounds},
        roles={row.key: row.roles for row in people},
        homes={row.key: row.home for row in people},
    )


def taken(connection: sa.Connection, key: str, own: int | None = None) -> bool:
    """Whether another appraisal than `own` has the key."""
    found = connection.execute(sa.select(t.appraisal.c.id).where(t.appraisal.c.key == key)).scalar_one_or_none()
    return found is not None and found != own


def attic(connection: sa.Connection, round_id: int) -> int:
    """The round that holds what was taken out of the draft `round_id`; made where there is none."""
    r = t.round_
    appraisal = sa.select(r.c.appraisal_id).where(r.c.id == round_id).scalar_subquery()
    query = sa.select(r.c.id).where(r.c.appraisal_id == appraisal, r.c.number == ATTIC)
    if (found := connection.execute(query).scalar_one_or_none()) is not None:
        return int(found)
    row = {"number": ATTIC, "phase": Phase.DRAFT.value, "show_standings": False, "criteria": [], "rule": "",
           "rule_hash": ""}  # fmt: skip
    made = connection.execute(r.insert().values(appraisal_id=appraisal, **row).returning(r.c.id))
    return int(made.scalar_one())
