"""The desk: what every verb is handed - the store, the plugins, the clock - and who may use it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ..domain.appraisal import Actor, Role
from ..errors import NotAllowed, NotSignedIn
from ..hooks.loader import Plugins
from ..store import Store

OFFICE = (Role.CHAIR, Role.CLERK)
"""Who makes an appraisal."""

OWN = {Role.JUDGE, Role.RESIDENT}
"""Who acts for oneself: nobody, an admin neither, does it for them."""


def _now() -> datetime:
    return datetime.now(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(os.environ.get("WEIPING_TZ", "Asia/Shanghai"))


@dataclass(frozen=True)
class Desk:
    """Where every write happens. `now` is the server's clock (UTC); `zone` says which day it is at the office."""

    store: Store
    plugins: Plugins = field(default_factory=Plugins)
    now: Callable[[], datetime] = _now
    zone: ZoneInfo = field(default_factory=_zone)

    def today(self) -> date:
        """The office's date."""
        return self.now().astimezone(self.zone).date()


def allow(actor: Actor, *roles: Role) -> None:
    """Raise NotSignedIn or NotAllowed unless `actor` has one of `roles`. An admin has all but a judge's and a resident's."""
    if actor.role in roles or (actor.role is Role.ADMIN and not set(roles) <= OWN):
        return
    if actor.role is Role.PUBLIC:
        raise NotSignedIn("Nobody is signed in here; open your invitation link again.")
    raise NotAllowed(
        "This needs the role {roles}; you are signed in as {role}.",
        roles=[role.label for role in roles],
        role=actor.role.label,
    )
