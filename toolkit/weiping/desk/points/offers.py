"""Offers: what a reward costs today and to whom it is given. Changing one adds a line, so prices keep their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType

from ...domain.appraisal import Actor, Role
from ...domain.points import Period, RewardKind
from ...domain.text import Text
from ...errors import Invalid, NotFound
from ...ledger.caps import span
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow
from .accounts import Account

PLAN_AHEAD = timedelta(days=366)
"""How far ahead a change may be planned."""

_PER = {"day": Text("天", "day"), "month": Text("月", "month"), "year": Text("年", "year")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reward as it is offered on one day; `most` is how many a household may have in one `per`."""

    reward: int
    key: str
    title: Text
    kind: RewardKind
    how: Text
    points: int
    listed: bool
    most: int | None
    per: Period | None
    provider: str

    @property
    def per_label(self) -> Text:
        """The limit's period in words."""
        return _PER[self.per or "month"]


def _query(day: date) -> sa.Select[Any]:
    r, o = t.reward, t.offer
    newest = (
        sa.select(o.c.reward_id, sa.func.max(o.c.number).label("number"))
        .where(o.c.since <= day)
        .group_by(o.c.reward_id)
        .subquery()
    )
    return (
        sa.select(r, o.c.points, o.c.listed, o.c.most, o.c.per, o.c.provider)
        .join(newest, newest.c.reward_id == r.c.id)
        .join(o, o.c.number == newest.c.number)
    )


def offered(row: Any) -> Offer:
    """A row of the query as an Offer."""
    return Offer(
        reward=row.id, key=row.key, title=Text(row.title_zh, row.title_en), kind=RewardKind(row.kind),
        how=Text(row.how_zh, row.how_en), points=row.points, listed=bool(row.listed), most=row.most, per=row.per,
        provider=row.provider,
    )  # fmt: skip


def all_offers(connection: sa.Connection, day: date, *, listed: bool = True) -> list[Offer]:
    """What is offered on `day`, cheapest first within their kind; with `listed` false also what was withdrawn."""
    query = _query(day).order_by(t.reward.c.kind, t.offer.c.points, t.reward.c.key)
    found = [offered(row) for row in connection.execute(query)]
    return [one for one in found if one.listed or not listed]


def current(connection: sa.Connection, reward: int, day: date, *, lock: bool = False) -> Offer:
    """One reward as it is offered on `day`; `lock` keeps other writers from its stock. Raises NotFound."""
    if lock:  # SQLite has one writer anyway
        connection.execute(sa.select(t.reward.c.id).where(t.reward.c.id == reward).with_for_update())
    row = connection.execute(_query(day).where(t.reward.c.id == reward)).first()
    if row is None:
        raise NotFound("There is no reward {reward}.", reward=reward)
    return offered(row)


def title(connection: sa.Connection, reward: int) -> Text:
    """What a reward is called."""
    row = connection.execute(sa.select(t.reward).where(t.reward.c.id == reward)).one()
    return Text(row.title_zh, row.title_en)


def had(connection: sa.Connection, owner: Account, offer: Offer, day: date, zone: ZoneInfo) -> int:
    """How many of it the holder of `owner` redeemed in the period of `day`, without those that were undone."""
    days = span(offer.per or "month", day)
    begin = datetime.combine(days.first, time(), zone)
    end = datetime.combine(days.last + timedelta(days=1), time(), zone)
    r, h, e, back = t.redemption, t.hold, t.hold_end, t.taken_back
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(r.c.quantity), 0))
        .join(h, h.c.redemption == r.c.id)
        .outerjoin(e, e.c.hold == h.c.id)
        .outerjoin(back, back.c.redemption == r.c.id)
        .where(
            r.c.account_id == owner.id, r.c.reward_id == offer.reward, r.c.at >= begin, r.c.at < end,
            sa.or_(e.c.how.is_(None), e.c.how == "issued"), back.c.number.is_(None),
        )
    )  # fmt: skip
    return int(connection.execute(query).scalar_one())


class Terms(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to change of an offer; what is left out stays.

    `most` and `per` belong together: how many a household may have in one day, month or year; `most` None lifts the limit.
    `provider` is who gives it: the shop that donated the goods, the barber.
    """

    points: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | UnsetType = UNSET
    listed: bool | UnsetType = UNSET
    most: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | UnsetType | None = UNSET
    per: Literal["day", "month", "year"] | UnsetType | None = UNSET
    provider: Annotated[str, msgspec.Meta(max_length=120)] | UnsetType = UNSET

    @property
    def empty(self) -> bool:
        """Whether nothing is to change."""
        return all(getattr(self, name) is UNSET for name in Terms.__struct_fields__)

    def over(self, before: Offer) -> dict[str, Any]:
        """The columns of the new line, where `before` holds until then."""
        names = Terms.__struct_fields__
        row = {name: getattr(self, name) for name in names if getattr(self, name) is not UNSET}
        if row.get("most", "") is None:
            row["per"] = None
        return {**{name: getattr(before, name) for name in names}, **row}


def change(desk: Desk, actor: Actor, reward: int, terms: Terms, since: date | None = None) -> None:
    """Change what a reward costs and to whom it is given, from `since` on (None: from today).

    A line is added, so the history stays. It overtakes whatever was planned before, also for later days. Raises NotFound,
    Invalid for a day that is over or too far away, or a limit without its period.
    """
    allow(actor, Role.CLERK)
    day = since or desk.today()
    if terms.empty:
        raise Invalid("Say what is to change: the price, whether it is offered, the limit or who gives it.")
    if not desk.today() <= day <= desk.today() + PLAN_AHEAD:
        raise Invalid("A change holds from today on, or from a day within a year, not from {day}.", day=day.isoformat())

    def job(connection: sa.Connection) -> None:
        row = terms.over(current(connection, reward, day, lock=True))
        if (row["most"] is None) != (row["per"] is None):
            raise Invalid("A limit is a number for one household in one day, month or year; say both.")
        row = {"reward_id": reward, **row, "since": day, "at": desk.now(), "actor": actor.name}
        journal.write(connection, actor.name, "offer", {"offer": [add(connection, t.offer, row)]})
        touch(connection, "points", 0)

    desk.store.write(job)


def history(connection: sa.Connection, reward: int) -> list[dict[str, Any]]:
    """Every line of a reward's offer, newest first, with the days on which it holds.

    `until` is the first day on which a later line holds, None where none does. A line that was overtaken before its own
    day came never holds: its `until` is not after its `since`.
    """
    o = t.offer.c
    lines: list[dict[str, Any]] = []
    until: date | None = None
    for row in connection.execute(sa.select(t.offer).where(o.reward_id == reward).order_by(o.number.desc())):
        lines.append({
            "since": row.since.isoformat(), "until": until and until.isoformat(), "points": row.points,
            "listed": bool(row.listed), "most": row.most, "per": row.per, "provider": row.provider,
            "at": row.at.isoformat(),
        })  # fmt: skip
        until = row.since if until is None else min(until, row.since)
    return lines
