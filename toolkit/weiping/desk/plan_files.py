"""An appraisal as a TOML file: read from one, and written so that it reads back to the same plan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

import tomlkit

from ..domain.appraisal import JudgeKind
from ..domain.exact import plain
from ..domain.plan import AppraisalPlan, PlannedJudge
from ..domain.text import Text
from ..errors import InputError
from .files import Document, decoded
from .plan_check import Fault, Known, register_faults, role_faults

K = TypeVar("K", bound=tuple[Any, ...])

SWITCHES = {"rotate": False, "show_standings": True, "show_others": False, "exchange": True, "show_range": False}
"""Yes-or-no names of a plan, and what they are where a file does not say."""
COUNTS = ("trim", "min_marks", "quorum")


def read_plan(file: Document, *, beside: bool = True) -> AppraisalPlan:
    """The plan that a TOML document states. `beside` allows a rule file in the same folder.

    Raises InputError naming the place and the remedy for the first thing that is not what a plan is made of; whether it
    agrees with the register and the plugins is `plan_check`'s to say.
    """
    optional: dict[str, Any] = {name: file.whole(name, least=1) if name in file.data else None for name in COUNTS}
    plan = AppraisalPlan(
        key=file.text("key"),
        title=file.words("title", both=False),
        period=file.text("period"),
        criteria=_once((_criterion(table) for table in file.tables("criteria")), file, "criteria"),
        rule=_rule(file, beside),
        entries=file.list_of_texts("entries"),
        judges=tuple(_judge(table) for table in file.tables("judges")),
        awards=_once((_award(table) for table in file.tables("awards")), file, "awards"),
        points_rules=file.list_of_texts("points_rules"),
        notice_days=file.whole("notice_days", 0),
        **optional,
        **{name: file.flag(name, usual) for name, usual in SWITCHES.items()},
    )
    file.finished()
    return plan


def agree(file: Document, plan: AppraisalPlan, known: Known) -> AppraisalPlan:
    """`plan`, which was read from `file`, where it agrees with the register; else InputError with the place in the file."""
    if plan.criteria == ():
        file.refuse("criteria", "An appraisal needs at least one.")
    for fault in [*register_faults(plan, known), *role_faults(plan, known)]:
        raise in_file(file, fault)
    return plan


def in_file(file: Document, fault: Fault) -> InputError:
    """A fault in the words of a file: where it stands, what stands there, and what to do."""
    where = " ".join(str(part + 1) if isinstance(part, int) else part for part in fault.at)
    return InputError(
        "{file}, {name}: {value} cannot be used. {remedy}",
        file=file.file,
        name=where,
        value="—" if fault.value is None else repr(str(fault.value)),
        remedy=fault.error,
    )


def _criterion(table: Document) -> tuple[str, Decimal]:
    pair = table.text("key"), table.number("weight")
    table.finished()
    return pair


def _award(table: Document) -> tuple[str, Text, int]:
    triple = table.text("key"), table.words("title", both=False), table.whole("first", least=1)
    table.finished()
    return triple


def _judge(table: Document) -> PlannedJudge:
    def optional(name: str) -> str | None:
        return table.text(name) if name in table.data else None

    judge = PlannedJudge(
        kind=table.one_of("kind", JudgeKind),
        resident=optional("resident"),
        name=optional("name"),
        compound=optional("compound"),
        works_for=table.list_of_texts("works_for"),
        lives_in=optional("lives_in"),
        route=table.list_of_texts("route") if "route" in table.data else None,
    )
    table.finished()
    return judge


def _once(items: Iterable[K], file: Document, name: str) -> tuple[K, ...]:
    found = tuple(items)
    keys = [item[0] for item in found]
    for key in keys:
        if keys.count(key) > 1:
            Document(file.file, {"key": key}, name).refuse("key", "It is there twice; remove or rename one.")
    return found


def _rule(file: Document, beside: bool) -> str:
    """The key of a scoring rule, the text of a rule, or that of the rule file beside the appraisal that `rule` names."""
    rule = file.text("rule")
    if "[" in rule:
        return str(file.get("rule"))
    if not rule.endswith(".toml"):
        return rule
    path = file.file.parent / rule
    if not beside or path.name != rule:
        file.refuse("rule", "Put the rule file into the same folder and write its name alone.")
    return decoded(path)


def write_plan(plan: AppraisalPlan) -> str:
    """The TOML text of `plan`. What is as usual is left out."""
    document = tomlkit.document()
    document["key"] = plan.key
    document["title"] = _words(plan.title)
    document["period"] = plan.period
    document["rule"] = tomlkit.string(plan.rule, multiline="\n" in plan.rule)
    document["entries"] = list(plan.entries)
    if plan.points_rules:
        document["points_rules"] = list(plan.points_rules)
    document["notice_days"] = plan.notice_days
    for name in COUNTS:
        if getattr(plan, name) is not None:
            document[name] = getattr(plan, name)
    for name, usual in SWITCHES.items():
        if getattr(plan, name) != usual:
            document[name] = getattr(plan, name)
    tables = {
        "criteria": [{"key": key, "weight": tomlkit.value(plain(weight))} for key, weight in plan.criteria],
        "awards": [{"key": key, "title": _words(title), "first": first} for key, title, first in plan.awards],
        "judges": [_seat(judge) for judge in plan.judges],
    }
    for name, rows in tables.items():
        if rows:
            document[name] = _array(rows)
    return tomlkit.dumps(document)


def _array(rows: list[dict[str, Any]]) -> Any:
    array = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        for name, value in row.items():
            table[name] = value
        array.append(table)
    return array


def _words(text: Text) -> Any:
    """A phrase in both languages on one line; one string where they are the same."""
    if text.zh == text.en:
        return text.zh
    table = tomlkit.inline_table()
    table.update(text.both())
    return table


def _seat(judge: PlannedJudge) -> dict[str, Any]:
    named = {name: getattr(judge, name) for name in ("resident", "name", "compound", "lives_in")}
    lists = {"works_for": judge.works_for or None, "route": judge.route}
    return {
        "kind": judge.kind.value,
        **{name: value for name, value in named.items() if value},
        **{name: list(value) for name, value in lists.items() if value is not None},
    }
