"""Routes of the public ranking of points, and of households that say whether they stand in it."""

from __future__ import annotations

import msgspec

from ..desk.points import consent
from ..domain.appraisal import Role
from .core import Call, Reply, Route


class ListedBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the household is listed in the public ranking."""

    show: bool


def ranking(call: Call) -> Reply:
    """What was earned in a period, as far down as the office lets it be seen."""
    return Reply(200, call.api.rankings.show(call.request.query.get("period", "")))


def be_listed(call: Call) -> Reply:
    """The household says whether it stands in the ranking."""
    consent.agree(call.desk, call.actor, call.body.show)
    return Reply(200, {})


def list_account(call: Call) -> Reply:
    """A clerk says it for a household that has signed."""
    consent.agree(call.desk, call.actor, call.body.show, call.number("account"))
    return Reply(200, {})


RANKING_ROUTES: tuple[Route, ...] = (
    Route(
        "GET", "/points/ranking", (), ranking, "the public ranking of points",
        query={"period": "a month like 2024-11 or a year; this month where nothing is said"},
    ),
    Route("POST", "/mine/ranking", (Role.RESIDENT,), be_listed, "whether the household is listed", ListedBody),
    Route("POST", "/accounts/{account}/ranking", (Role.CLERK,), list_account, "whether a household is listed", ListedBody),
)  # fmt: skip
