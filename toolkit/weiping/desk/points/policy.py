"""What the office decided for all of its points. A change adds a line; the newest counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
import sqlalchemy as sa

from ...domain.appraisal import Actor, Role
from ...domain.points import Earned, Event, PointsRule, TransferKind
from ...domain.unfit import Unfit
from ...errors import Invalid, NotFound, WrongPhase
from ...hooks import calls
from ...ledger.transfers import Transfer
from ...store import journal
from ...store import tables as t
from ...store.engine import touch
from ..evidence import add
from ..office import Desk, allow

_Days = Annotated[int, msgspec.Meta(ge=0, le=365)]
_Time = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_Points = Annotated[int, msgspec.Meta(ge=1, le=10**9)]


class ShopDesk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where vouchers are handed over: a key that stands on them, and what people call it."""

    key: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,20}$")]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The office's rules for points.

    - `approve_above`: what earns more points than this, for one household or together, waits for a second person
    - `notice`: `monthly` makes points wait for the monthly notice; `none`: they wait for their event's own notice only
    - `notice_days`: how long a notice hangs, in working days of the office where `working_days` says so
    - `rules`: the points rules that are asked about attended activities, verified deeds and leaders' tasks; None: every one
      that is installed and listens. A published result is another matter: the plan of its appraisal names the rules
    - `expiry`: the key of an expiry policy; None: points never expire
    - `fen_per_point`: what a missing point costs in cash (fen); None: no cash is taken
    - `voucher_days`: how long a voucher may be used; `hold_days`: how long an order is kept that nobody asked for again
    - `desks`: where vouchers are handed over; a tablet that stands at one of them can check its vouchers without a network
    - `opens`, `closes`: office hours on working days; what is recorded outside them, or more than `late_after` days after
      the day it belongs to, is shown where entries are watched
    - `ranking`: what the public ranking lists; `none` shows no ranking
    """

    approve_above: _Points | None = None
    notice: Literal["none", "monthly"] = "none"
    notice_days: _Days = 5
    working_days: bool = True
    rules: tuple[str, ...] | None = None
    expiry: str | None = None
    fen_per_point: _Points | None = None
    voucher_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = 90
    hold_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 14
    desks: Annotated[tuple[ShopDesk, ...], msgspec.Meta(max_length=50)] = ()
    opens: _Time = "08:30"
    closes: _Time = "18:00"
    late_after: _Days = 7
    ranking: Literal["none", "micro-grid", "compound", "household"] = "micro-grid"


def read(connection: sa.Connection) -> Policy:
    """The policy that holds now."""
    s = t.points_setting
    data = connection.execute(sa.select(s.c.data).order_by(s.c.number.desc()).limit(1)).scalar_one_or_none()
    return msgspec.convert(data or {}, Policy)


def desk_title(connection: sa.Connection, key: str) -> str:
    """What people call a desk; its key where the office does not know it any more."""
    return next((one.title for one in read(connection).desks if one.key == key), key)


def change(desk: Desk, actor: Actor, policy: Policy) -> None:
    """Let `policy` hold from now on; what was posted before stays as it is.

    Raises NotFound for an expiry policy or a points rule that nobody offers, Invalid for two desks with one key.
    """
    allow(actor, Role.CHAIR, Role.CLERK)
    desk.store.write(lambda connection: _write(desk, connection, actor, policy))


def adjust(desk: Desk, actor: Actor, **some: Any) -> None:
    """Change some fields of the policy that holds, the others stay; raises as `change` does, Invalid for a wrong value."""
    allow(actor, Role.CHAIR, Role.CLERK)

    def job(connection: sa.Connection) -> None:
        data = {**msgspec.to_builtins(read(connection)), **msgspec.to_builtins(some)}
        try:
            policy = msgspec.convert(data, Policy)
        except msgspec.ValidationError as error:
            raise Invalid("This is not what the settings for points may be: {why}.", why=Unfit(str(error))) from None
        _write(desk, connection, actor, policy)

    desk.store.write(job)


def _write(desk: Desk, connection: sa.Connection, actor: Actor, policy: Policy) -> None:
    for key in policy.rules or ():
        if key not in desk.plugins.points_rules:
            raise NotFound("There is no points rule {key}; see the plugin list.", key=key)
    if len({one.key for one in policy.desks}) < len(policy.desks):
        raise Invalid("Two desks have the same key; give each one of its own.")
    if policy.expiry is not None and policy.expiry not in desk.plugins.expiry_policies:
        raise NotFound("There is no expiry policy {key}; see the plugin list.", key=policy.expiry)
    row = {"data": msgspec.to_builtins(policy), "at": desk.now(), "actor": actor.name}
    journal.write(connection, actor.name, "points-policy", {"points_setting": [add(connection, t.points_setting, row)]})
    touch(connection, "points", 0)


def rule(desk: Desk, key: str) -> PointsRule:
    """The points rule `key`. Raises WrongPhase where nobody offers it."""
    found = desk.plugins.points_rules.get(key)
    if found is None:
        raise WrongPhase("The points rule {key} is not installed or quarantined; see the plugin list.", key=key)
    return found


def in_force(desk: Desk, kind: type[Event]) -> list[str]:
    """The rules that are asked about events of this kind: those the office named, else every one that listens to it.

    Raises WrongPhase for a rule that the office named and nobody offers: what it would pay must not be lost unnoticed.
    """
    with desk.store.read() as connection:
        named = read(connection).rules
    offered = desk.plugins.points_rules if named is None else {key: rule(desk, key) for key in named}
    return [key for key, one in offered.items() if kind in one.on]


def dated(desk: Desk, transfers: Iterable[Transfer], *, noticed: bool = False) -> list[Transfer]:
    """What is earned or granted, with its last day by the expiry policy and whether it waits for the monthly notice.

    `noticed` says that its event has a notice of its own. Raises NotFound where the expiry policy is not installed,
    PluginError where it fails.
    """
    with desk.store.read() as connection:
        policy = read(connection)
    waits = policy.notice == "monthly" and not noticed
    expiry = None
    if policy.expiry is not None:
        expiry = desk.plugins.expiry_policies.get(policy.expiry)
        if expiry is None:
            raise NotFound("There is no expiry policy {key}; see the plugin list.", key=policy.expiry)
    found = []
    for one in transfers:
        if expiry is not None and one.expires_on is None:
            earned = Earned(points=one.points, on=one.business_date, rule=one.rule)
            one = replace(one, expires_on=calls.expires(expiry, earned))
        waiting = waits and one.kind in (TransferKind.EARN, TransferKind.GRANT)
        found.append(replace(one, awaits_notice=True) if waiting else one)
    return found
