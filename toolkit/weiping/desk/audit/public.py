"""What everybody may see: gone through for names and doors that only the office may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from ...domain.points import AccountKind
from ...domain.register import Disclosure
from ...store import tables as t
from .. import views
from ..points import notices, shop
from ..points.disclosed import public_names
from ..points.ranking import FEWEST, Rankings
from .finding import Fault, Look


def disclosed(look: Look) -> Iterator[Fault]:
    """15: on no public page stands the name of a resident that is above the public level, nor the door of a household.

    A name that is part of a place's name cannot be told from it, and one of a single character is in many words: those are
    not looked for.
    """
    secrets, ranking = _by_beginning(_secrets(look)), Rankings(look.desk)
    rankings = {period: ranking.show(period) for period in ranking.show()["periods"]}
    told = set()
    for page, shown in pages(look, rankings):
        for text in _texts(shown):
            for what in _found(text, secrets):
                if (page, what) not in told:
                    told.add((page, what))
                    yield Fault("{page} is public and shows {what}", page=page, what=what)
    yield from _ranked(look, rankings)


def pages(look: Look, rankings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What needs no sign-in, as its data: boards, walls, the shop, the newest notice of points and the reasons in all."""
    shown = views.Views(look.desk)
    for head in views.rounds(look.desk):
        yield f"board {head['id']}", shown.board(head["id"])
        yield f"wall {head['id']}", shown.wall(head["id"])
    yield "shop", shop.catalogue(look.desk)
    for period, ranking in rankings.items():
        yield f"ranking {period}", ranking
    x, n, p = t.transfer.c, t.notice_line.c, t.points_notice.c
    newest = sa.select(p.key).order_by(p.number.desc()).limit(1)
    for (month,) in look.rows(newest):
        yield f"notice {month}", notices.notice(look.desk, month)
    reasons = sa.select(x.reason_zh, x.reason_en).join(t.notice_line, n.transfer == x.id).distinct()
    yield "notices", look.rows(reasons)


def _ranked(look: Look, rankings: Mapping[str, Any]) -> Iterator[Fault]:
    """Where households are ranked, only those stand there who agreed; where groups are, none so small that it is somebody."""
    agreed = Counter(name.zh for name in public_names(look.connection, _agreed(look)).values())
    for period, ranking in rankings.items():
        rows = ranking["rows"]
        if ranking["level"] == "household":
            for name in Counter(row["name"]["zh_CN"] for row in rows) - agreed:
                yield Fault("ranking {period} lists {name}, where nobody agreed to it", period=period, name=name)
        for row in rows if ranking["level"] in ("micro-grid", "compound") else ():
            if row["households"] < FEWEST:
                yield Fault(
                    "ranking {period} lists a group of {count} households", period=period, count=row["households"]
                )


def _agreed(look: Look) -> list[int]:
    """The accounts of households that said yes last."""
    c = t.ranking_consent.c
    last = sa.select(sa.func.max(c.number)).group_by(c.household_id)
    said = sa.select(c.household_id).where(c.number.in_(last), c.show)
    return [number for (number,) in look.rows(sa.select(t.account.c.id).where(t.account.c.household_id.in_(said)))]


def _secrets(look: Look) -> dict[str, str]:
    """What must not be public → what it is, in words that do not say it again."""
    r, a = t.resident.c, t.account.c
    people = sa.select(r.id, r.name).where(r.disclosure != Disclosure.PUBLIC.value)
    places = "\n".join(_places(look))
    found = {
        row.name: f"resident {row.id}" for row in look.rows(people) if len(row.name) > 1 and row.name not in places
    }
    doors = sa.select(a.id, a.name_zh, a.name_en).where(a.kind == AccountKind.HOUSEHOLD.value)
    for row in look.rows(doors):
        found |= {name: f"household account {row.id}" for name in (row.name_zh, row.name_en) if len(name) > 1}
    return found


def _places(look: Look) -> set[str]:
    columns = (t.compound.c.name_zh, t.compound.c.name_en, t.building.c.name, t.unit.c.name, t.grid.c.name,
               t.community.c.name_zh, t.community.c.name_en)  # fmt: skip
    return set(look.connection.execute(sa.union(*(sa.select(one) for one in columns))).scalars())


def _by_beginning(secrets: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Two characters → the secrets that begin with them, so that a text is gone through once for all of them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for secret, what in secrets.items():
        found.setdefault(secret[:2], []).append((secret, what))
    return found


def _found(text: str, secrets: Mapping[str, list[tuple[str, str]]]) -> Iterator[str]:
    for at in range(len(text) - 1):
        for secret, what in secrets.get(text[at : at + 2], ()):
            if text.startswith(secret, at):
                yield what


def _texts(data: Any) -> Iterator[str]:
    """Every text of a page's data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, Iterable):
        for value in data:
            yield from _texts(value)
