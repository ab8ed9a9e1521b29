"""Making an appraisal from its plan, and changing it while its round is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Phase
from ..domain.plan import AppraisalPlan, PlannedJudge
from ..errors import NotFound, WrongPhase
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from . import plan_conflicts, plan_store
from .office import OFFICE, Desk, allow
from .plan_check import faults
from .round_info import round_info
from .snapshot import of_plan

Row = dict[str, Any]


def create(desk: Desk, actor: Actor, community: str, plan: AppraisalPlan) -> int:
    """Write an appraisal with its first round in draft; answers the round's id.

    Raises InputError or NotFound for the first fault that `plan_check.faults` finds, such as weights that do not add up
    to 100 or a compound that is not in the register; WrongPhase where the key is taken.
    """
    allow(actor, *OFFICE)

    def job(connection: sa.Connection) -> int:
        home = connection.execute(
            sa.select(t.community.c.id).where(t.community.c.key == community)
        ).scalar_one_or_none()
        if home is None:
            raise NotFound("There is no community {key}.", key=community)
        body = _sound(desk, connection, plan, None)
        head = {"community_id": home, "key": plan.key, **_head(plan)}
        appraisal = connection.execute(t.appraisal.insert().returning(t.appraisal.c.id), head).scalar_one()
        first = {"appraisal_id": appraisal, "number": 1, "phase": Phase.DRAFT.value, **body}
        round_id = int(connection.execute(t.round_.insert().returning(t.round_.c.id), first).scalar_one())
        entries = _entries(connection, round_id, plan)
        judges = _judges(desk, connection, round_id, plan, entries)
        rows = plan_conflicts.record(desk, connection, actor, round_id, plan, judges, entries)
        journal.write(connection, actor.name, "appraisal", rows, appraisal=appraisal, round=round_id)
        touch(connection, "round", round_id)
        return round_id

    return desk.store.write(job)


def create_here(desk: Desk, actor: Actor, plan: AppraisalPlan) -> int:
    """As `create`, for the community that this database is about. Raises NotFound where there is none."""
    allow(actor, *OFFICE)
    c = t.community.c
    with desk.store.read() as connection:
        key = connection.execute(sa.select(c.key).order_by(c.id).limit(1)).scalar_one_or_none()
    if key is None:
        raise NotFound("There is no community in this database yet; `weiping found` makes one.")
    return create(desk, actor, str(key), plan)


def replace(desk: Desk, actor: Actor, round_id: int, plan: AppraisalPlan) -> None:
    """Change a draft to `plan`. Who stays on the panel in the same kind keeps the invitation; who leaves is signed out.

    Raises WrongPhase where the round is no draft any more, otherwise as `create`.
    """
    allow(actor, *OFFICE)

    def job(connection: sa.Connection) -> None:
        info = round_info(connection, round_id)
        if info.phase is not Phase.DRAFT:
            raise WrongPhase(
                "The appraisal is in {phase} and can no longer be changed here; only a draft can.",
                phase=info.phase.label,
            )
        body = _sound(desk, connection, plan, info.appraisal_id)
        a, r = t.appraisal, t.round_
        connection.execute(a.update().where(a.c.id == info.appraisal_id).values(key=plan.key, **_head(plan)))
        connection.execute(r.update().where(r.c.id == round_id).values(body))
        entries = _entries(connection, round_id, plan)
        judges = _judges(desk, connection, round_id, plan, entries)
        rows = plan_conflicts.record(desk, connection, actor, round_id, plan, judges, entries)
        journal.write(connection, actor.name, "appraisal:changed", rows, appraisal=info.appraisal_id, round=round_id)
        touch(connection, "round", round_id)

    desk.store.write(job)


def _sound(desk: Desk, connection: sa.Connection, plan: AppraisalPlan, own: int | None) -> Row:
    """What a sound plan makes of its round; raises for the first fault."""
    for fault in faults(plan, desk.plugins, plan_store.known(connection, plan)):
        raise fault.error
    if plan_store.taken(connection, plan.key, own):
        raise WrongPhase("There is an appraisal {key} already.", key=plan.key)
    settings = ("show_standings", "show_others", "exchange", "show_range", "quorum")
    return of_plan(desk.plugins, plan) | {name: getattr(plan, name) for name in settings}


def _head(plan: AppraisalPlan) -> Row:
    title = {"title_zh": plan.title.zh, "title_en": plan.title.en}
    return {**title, "period": plan.period, "plan": plan_store.kept(plan)}


def _entries(connection: sa.Connection, round_id: int, plan: AppraisalPlan) -> dict[str, int]:
    """The entries of the round become those of the plan; answers compound key -> entry. Who stays keeps the id."""
    e = t.entry
    there = connection.execute(sa.select(e.c.id, e.c.compound_id).where(e.c.round_id == round_id))
    known = {compound: entry for entry, compound in there}
    wanted = [_entry(connection, round_id, number, key) for number, key in enumerate(plan.entries, 1)]
    ids = _exchange(connection, e, round_id, [known.get(row["compound_id"]) for row in wanted], wanted)
    return dict(zip(plan.entries, ids, strict=True))


def _entry(connection: sa.Connection, round_id: int, number: int, key: str) -> Row:
    c, g = t.compound, t.grid
    row = connection.execute(sa.select(c, g.c.number.label("grid")).join(g).where(c.c.key == key)).one()
    homes, houses = (
        connection.execute(sa.select(sa.func.count()).where(table.c.compound_id == row.id)).scalar_one()
        for table in (t.household, t.building)
    )
    zh = [f"{houses} 栋"] if houses else []
    en = [f"{houses} buildings"] if houses else []
    return {
        "round_id": round_id, "number": number, "compound_id": row.id, "name_zh": row.name_zh, "name_en": row.name_en,
        "facts_zh": " · ".join([*zh, f"{homes} 户", f"第 {row.grid} 网格"]),
        "facts_en": " · ".join([*en, f"{homes} households", f"grid {row.grid}"]),
        "attributes": row.attributes,
    }  # fmt: skip


def _judges(
    desk: Desk, connection: sa.Connection, round_id: int, plan: AppraisalPlan, entries: dict[str, int]
) -> list[int]:
    """The panel of the round becomes that of the plan; answers the judges' ids in the order of the plan."""
    j = t.judge
    there = connection.execute(sa.select(j).where(j.c.round_id == round_id)).all()
    known = {(row.kind, row.resident_id, row.name): row.id for row in there}
    wanted = [
        {"round_id": round_id, "number": number, **_seat(connection, judge),
         "route": route and [entries[key] for key in route]}
        for number, (judge, route) in enumerate(zip(plan.judges, plan.routes(), strict=True), 1)
    ]  # fmt: skip
    stay = [known.get((row["kind"], row["resident_id"], row["name"])) for row in wanted]
    _sign_out(desk, connection, [row.id for row in there if row.id not in stay])
    return _exchange(connection, j, round_id, stay, wanted)


def _seat(connection: sa.Connection, judge: PlannedJudge) -> Row:
    def found(table: sa.Table, key: str | None) -> int | None:
        return connection.execute(sa.select(table.c.id).where(table.c.key == key)).scalar_one() if key else None

    return {
        "kind": judge.kind.value, "resident_id": found(t.resident, judge.resident),
        "name": None if judge.resident else judge.name, "compound_id": found(t.compound, judge.compound),
    }  # fmt: skip


def _exchange(
    connection: sa.Connection, table: sa.Table, round_id: int, stay: Sequence[int | None], wanted: Sequence[Row]
) -> list[int]:
    """Make the rows of a round those `wanted`; `stay` are the ids of those that are there already, None for new ones.

    What leaves is not deleted, since evidence (a rehearsal's taps, a conflict) may speak of it: it goes to the attic.
    """
    c = table.c
    mine = c.round_id == round_id
    connection.execute(table.update().where(mine).values(number=-c.id))  # every number is free again
    gone = connection.execute(sa.select(c.id).where(mine, c.id.not_in([one for one in stay if one]))).scalars().all()
    if gone:
        attic = plan_store.attic(connection, round_id)
        connection.execute(table.update().where(c.id.in_(gone)).values(round_id=attic, number=c.id))
    ids = []
    for known, row in zip(stay, wanted, strict=True):
        if known is None:
            ids.append(int(connection.execute(table.insert().returning(c.id), row).scalar_one()))
        else:
            connection.execute(table.update().where(c.id == known).values(row))
            ids.append(known)
    return ids


def _sign_out(desk: Desk, connection: sa.Connection, judges: Sequence[int]) -> None:
    """The invitations and sessions of judges who left the panel end."""
    inv, s, now = t.invitation, t.session, desk.now()
    mine, yours = inv.c.judge_id.in_(judges), s.c.judge_id.in_(judges)
    connection.execute(inv.update().where(mine, inv.c.revoked_at.is_(None)).values(revoked_at=now))
    connection.execute(s.update().where(yours, s.c.ended_at.is_(None)).values(ended_at=now))
