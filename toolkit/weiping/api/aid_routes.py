"""Routes of help from door to door: needs, offers, who goes to whom."""

from __future__ import annotations

from ..desk.aid import asking, matching
from ..desk.community import aid_view
from ..desk.office import OFFICE
from ..domain.appraisal import Role
from .bodies import Body, Reason, WhyBody, Word
from .core import Call, Reply, Route


class NeedBody(Body):
    """What a household needs."""

    household: Word
    kind: Word
    text: Reason = ""


class AidOfferBody(Body):
    """What a resident or a partner offers."""

    kind: Word
    text: Reason = ""
    resident: Word | None = None
    partner: Word | None = None


class MatchBody(Body):
    """The offer that goes to a need, perhaps in a planned activity."""

    offer: int
    activity: int | None = None


def list_aid(call: Call) -> Reply:
    """Needs and offers that stand."""
    return Reply(200, aid_view.listed(call.desk, call.actor))


def write_need(call: Call) -> Reply:
    """Write down a need."""
    body = call.body
    return Reply(201, {"need": asking.need(call.desk, call.actor, body.household, body.kind, body.text)})


def write_offer(call: Call) -> Reply:
    """Write down an offer."""
    body = call.body
    number = asking.offer(call.desk, call.actor, body.kind, body.text, resident=body.resident, partner=body.partner)
    return Reply(201, {"offer": number})


def fitting_offers(call: Call) -> Reply:
    """Offers that fit a need."""
    return Reply(200, aid_view.fits(call.desk, call.actor, call.number("aid")))


def match_aid(call: Call) -> Reply:
    """Bring a need and an offer together."""
    matching.match(call.desk, call.actor, call.number("aid"), call.body.offer, activity=call.body.activity)
    return Reply(201, aid_view.listed(call.desk, call.actor))


def close_aid(call: Call) -> Reply:
    """A need or an offer does not stand any more."""
    asking.close(call.desk, call.actor, call.number("aid"), call.body.reason)
    return list_aid(call)


_CLERK = (Role.CLERK,)
_OWN = (Role.CLERK, Role.RESIDENT)

AID_ROUTES: tuple[Route, ...] = (
    Route("GET", "/community/aid", OFFICE, list_aid, "needs and offers that stand"),
    Route("POST", "/community/needs", _OWN, write_need, "write down a need", NeedBody, done=(201,)),
    Route("POST", "/community/offers", _OWN, write_offer, "write down an offer", AidOfferBody, done=(201,)),
    Route("GET", "/community/needs/{aid}/offers", OFFICE, fitting_offers, "offers that fit a need, nearest first"),
    Route("POST", "/community/needs/{aid}/matches", _CLERK, match_aid, "an offer goes to a need", MatchBody, done=(201,)),
    Route("POST", "/community/aid/{aid}/close", _CLERK, close_aid, "a need or an offer does not stand any more", WhyBody),
)  # fmt: skip
