"""What an appraisal can be made of, and what it can begin with: a template, last year's, a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, JudgeKind, Phase
from ..domain.plan import AppraisalPlan
from ..domain.text import Text
from ..errors import InputError, RuleError
from ..hooks.loader import Plugins
from ..i18n import LANGS
from ..scoring.rule import Rule
from ..scoring.words import brief as rule_brief
from ..store import tables as t
from . import people, plan_store
from .files import Document
from .live_rules import why_not
from .office import OFFICE, Desk, allow
from .plan_data import plan_data
from .plan_files import read_plan

TEMPLATES = {
    "most-beautiful-compound": Text("最美小区", "Most beautiful compound"),
    "most-beautiful-stairwell": Text("最美楼道", "Most beautiful stairwells"),
    "mutual-review": Text("互评交流", "Mutual review"),
}


def overview(desk: Desk, actor: Actor) -> dict[str, Any]:
    """Everything that can be chosen for an appraisal, as `GET /office` answers it."""
    allow(actor, *OFFICE)
    plugins = desk.plugins
    with desk.store.read() as connection:
        compounds = list(_compounds(connection))
        columns = {name for one in compounds for name in one["attributes"]}
        why = {key: _unfit(one.rule, columns, plugins) for key, one in plugins.scoring_rules.items()}
        rules = [one for one in plugins.scoring_rules.values() if why[one.key] is None]
        return {
            "criteria": [
                {"key": one.key, "title": one.title.both(), "rubric": one.rubric.both(), "scale": one.as_data()["scale"],
                 "plugin": plugins.source("weiping_criteria", one.key)}
                for one in plugins.criteria.values()
            ],
            "quarantined": [
                {"name": one.label, "error": {lang: one.text(lang) for lang in LANGS}} for one in plugins.quarantined
            ],
            "rules": [{"key": one.key, "title": one.title.both(), **_rule_data(one.rule)} for one in rules],
            "unfit": [
                {"key": key, "title": plugins.scoring_rules[key].title.both(),
                 "why": {lang: error.text(lang) for lang in LANGS}}
                for key, error in why.items() if error is not None
            ],
            "points_rules": [{"key": one.key, "title": one.title.both()} for one in plugins.points_rules.values()],
            "compounds": compounds, "appraisals": list(_appraisals(connection)),
            "kinds": [{"key": kind.value, "title": kind.label.both()} for kind in JudgeKind],
            "templates": [
                {"key": key, "title": title.both(), "plan": plan_data(_template(desk, connection, key))}
                for key, title in TEMPLATES.items()
            ],
            "year": str(desk.today().year),
        }  # fmt: skip


def _unfit(rule: Rule, columns: set[str], plugins: Plugins) -> RuleError | None:
    """Why a live round here could not be scored by `rule`; a rule of stars fits where some criterion is yes or no."""
    stars = [one for one in plugins.criteria.values() if one.scale.high == 1]
    return why_not(rule, columns, stars or list(plugins.criteria.values()))


def _rule_data(rule: Rule) -> dict[str, Any]:
    """What a page says about a rule before the criteria are chosen."""
    combine = rule.slots.combine
    return {
        "brief": {lang: rule_brief(rule, lang)[:1] for lang in LANGS},
        "trims": combine.drop_high if combine.method == "trimmed" else None,
        "min_marks": combine.needed,
    }


def _compounds(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    c, g, h = t.compound, t.grid, t.household
    homes = sa.select(sa.func.count()).where(h.c.compound_id == c.c.id).scalar_subquery()
    query = sa.select(c, g.c.number, homes.label("homes")).join(g).order_by(g.c.number, c.c.id)
    for row in connection.execute(query):
        yield {
            "key": row.key, "name": Text(row.name_zh, row.name_en).both(), "grid": row.number, "households": row.homes,
            "attributes": row.attributes,
        }  # fmt: skip


def _appraisals(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    r, a = t.round_, t.appraisal
    query = sa.select(r.c.id, r.c.phase, a).join(a).where(r.c.number > 0).order_by(r.c.id.desc()).limit(50)
    for row in connection.execute(query):
        title = Text(row.title_zh, row.title_en).both()
        phase = Phase(row.phase)
        yield {"round": row.id, "key": row.key, "title": title, "period": row.period, "phase": phase.value,
               "phase_title": phase.label.both()}  # fmt: skip


def _template(desk: Desk, connection: sa.Connection, key: str) -> AppraisalPlan:
    """A template for this year, without what no plugin offers here."""
    text = (
        (files(__package__) / "templates" / f"{key}.toml").read_text("utf-8").replace("{year}", str(desk.today().year))
    )
    plan = read_plan(Document(Path(f"{key}.toml"), tomllib.loads(text, parse_float=Decimal)))
    plugins = desk.plugins
    return replace(
        plan,
        key=free_key(connection, plan.key),
        criteria=tuple(pair for pair in plan.criteria if pair[0] in plugins.criteria),
        points_rules=tuple(one for one in plan.points_rules if one in plugins.points_rules),
    )


def plan(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """The plan of a round, and the plan for the next time: title and period a year on, with a key that is free."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        found = plan_store.plan_of(connection, round_id)
        phase = connection.execute(sa.select(t.round_.c.phase).where(t.round_.c.id == round_id)).scalar_one()
        following = advanced(found)
        following = replace(following, key=free_key(connection, following.key))
        return {
            "plan": plan_data(found), "next": plan_data(following), "phase": phase,
            "people": people.named(connection, found),
        }  # fmt: skip


def advanced(plan: AppraisalPlan) -> AppraisalPlan:
    """`plan` for the year after: 2024 becomes 2025 in its title, its period and its key."""

    def later(text: str) -> str:
        return re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", lambda match: str(int(match[0]) + 1), text)

    title = Text(later(plan.title.zh), later(plan.title.en))
    return replace(plan, title=title, period=later(plan.period), key=later(plan.key))


def free_key(connection: sa.Connection, key: str) -> str:
    """`key`, or the first of key-2, key-3 … that no appraisal has."""
    number, free = 1, key
    while plan_store.taken(connection, free):
        number += 1
        free = f"{key}-{number}"
    return free


def from_toml(desk: Desk, actor: Actor, text: str) -> dict[str, Any]:
    """The plan that a TOML text states, for the office page to go on with."""
    allow(actor, *OFFICE)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("{file} is not valid TOML: {error}. Correct that line.", file="TOML", error=error) from error
    found = read_plan(Document(Path("TOML"), data), beside=False)
    with desk.store.read() as connection:
        return {"plan": plan_data(found), "people": people.named(connection, found)}
