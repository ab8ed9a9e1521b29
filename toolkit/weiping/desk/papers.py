"""What is made of a published result: notices to hang up, files to hand on. Reads only.

A plugin that writes one is given the result as everybody may see it: awards, places and scores of entries under their
public names. No judge, no resident and no mark is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor
from ..domain.papers import ResultLine, Results
from ..domain.text import Text
from ..errors import NotFound, WrongPhase
from ..hooks import calls
from ..store import tables as t
from . import results as published
from . import rows
from .office import OFFICE, Desk, allow
from .round_info import RoundInfo, round_info

NOTHING_SIGNED = Text("没有计入的评分", "No mark counts for it")
KEPT_OUT = Text("按规则不列名次", "Kept out of the ranking by the rule")


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand on."""

    name: str
    media_type: str
    data: bytes


def offered(desk: Desk, actor: Actor, round_id: int) -> dict[str, Any]:
    """Which notices and exports there are for a published round. Raises WrongPhase before it is published."""
    allow(actor, *OFFICE)
    with desk.store.read() as connection:
        _decided(round_info(connection, round_id))
    return choices(desk)


def choices(desk: Desk) -> dict[str, Any]:
    """The notices and exports of the installed plugins, by their keys."""
    plugins = desk.plugins
    return {
        "notices": [{"key": one.key, "title": one.title.both()} for one in plugins.notices.values()],
        "exports": [
            {"key": one.key, "title": one.title.both(), "suffix": one.suffix} for one in plugins.exports.values()
        ],
    }


def notice(desk: Desk, actor: Actor, round_id: int, key: str) -> dict[str, Any]:
    """The notice `key` of a published round, in both languages.

    Raises WrongPhase before the result is published, NotFound for a key nobody offers, PluginError where it fails.
    """
    allow(actor, *OFFICE)
    about = results(desk, round_id)
    found = desk.plugins.notices.get(key)
    if found is None:
        raise NotFound("There is no notice {key}; there are {known}.", key=key, known=list(desk.plugins.notices))
    return {"key": key, "title": found.title.both(), "text": calls.write_notice(found, about).both()}


def export(desk: Desk, actor: Actor, round_id: int, key: str, lang: str) -> File:
    """The export `key` of a published round in `lang`. Raises as `notice` does."""
    allow(actor, *OFFICE)
    about = results(desk, round_id)
    found = desk.plugins.exports.get(key)
    if found is None:
        raise NotFound("There is no export {key}; there are {known}.", key=key, known=list(desk.plugins.exports))
    data = calls.write_export(found, about, lang)
    return File(f"round-{round_id}-{key}{found.suffix}", found.media_type, data)


def results(desk: Desk, round_id: int) -> Results:
    """The published result of a round as the public may see it. Raises WrongPhase before it is published."""
    with desk.store.read() as connection:
        info = round_info(connection, round_id)
        _decided(info)
        r = t.round_.c
        when = connection.execute(sa.select(r.published_at, r.available_from).where(r.id == round_id)).one()
        on = when.published_at.astimezone(desk.zone).date()
        name = rows.community(connection)
        return Results(
            round=round_id,
            community=Text.of(name),
            title=info.title,
            published=on,
            until=max(on, when.available_from - timedelta(days=1)),
            judges=len(rows.judges(connection, round_id)),
            lines=_lines(connection, info),
            rule=_rule(info),
            full=_full(info),
        )


def _decided(info: RoundInfo) -> None:
    if not info.phase.decided:
        raise WrongPhase("Notices and files are made of a published result; this round is in {phase}.",
                         phase=info.phase.label)  # fmt: skip


def _lines(connection: sa.Connection, info: RoundInfo) -> tuple[ResultLine, ...]:
    names = {entry.id: Text(entry.name_zh, entry.name_en) for entry in rows.entries(connection, info.id)}
    awards = published.award_titles(info)
    found = published.published(connection, info.id)
    ordered = sorted(found, key=lambda one: (one.place is None, one.place or 0))  # stable: as it was published
    return tuple(
        ResultLine(
            name=names[one.entry],
            place=one.place,
            score=one.total,
            awards=(awards[one.award],) if one.award in awards else (),
            shared=one.shared and one.place is not None,
            why=None if one.place is not None else NOTHING_SIGNED if one.total is None else KEPT_OUT,
        )
        for one in ordered
    )


def _rule(info: RoundInfo) -> Text:
    words = published.words(info)
    return Text("".join(words["zh_CN"]), " ".join(words["en"]))


def _full(info: RoundInfo) -> Decimal | None:
    """The highest score there is, where marks are weighed and added up and nothing else happens to them."""
    slots = published.rule_of(info.rule).slots
    adds_up = slots.weigh.method == "sum" and slots.blend is None and slots.combine.met is None
    plainly = adds_up and not slots.entries.add and not slots.marks.counts
    return sum(published.weights(info), Decimal(0)) if plainly else None
