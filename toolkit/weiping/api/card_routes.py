"""Routes of the clerk's page of cards: who has one, new ones to print, one that is lost."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from ..desk import cards
from ..desk.household_links import MOST, HouseholdLink
from ..domain.appraisal import Role
from ..errors import NotFound
from ..publish.invitations import qr_svg
from .core import Call, Reply, Route


class CardsBody(msgspec.Struct, forbid_unknown_fields=True):
    """The accounts of the households that get new cards."""

    accounts: Annotated[list[int], msgspec.Meta(min_length=1, max_length=MOST)]


class CardRevokeBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a card ends without a new one; may be empty."""

    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


def card_places(call: Call) -> Reply:
    """Compounds and buildings with how many of their households have a card."""
    return Reply(200, cards.places(call.desk, call.actor))


def card_households(call: Call) -> Reply:
    """The households of a compound or one of its buildings, with their cards."""
    building = call.request.query.get("building", "")
    if building and not (building.isdecimal() and len(building) <= 15):
        raise NotFound("There are no households at this place.")
    return Reply(
        200, cards.households(call.desk, call.actor, call.number("compound"), int(building) if building else None)
    )


def make_cards(call: Call) -> Reply:
    """New cards; the households' earlier ones end."""
    made = cards.make(call.desk, call.actor, call.body.accounts)
    return Reply(201, {"cards": [card_data(one, call.api.public_url) for one in made]})


def revoke_card(call: Call) -> Reply:
    """End a household's card and the phones that were signed in by it."""
    cards.revoke(call.desk, call.actor, call.number("account"), call.body.reason)
    return Reply(200, {})


def card_data(one: HouseholdLink, public_url: str) -> dict[str, Any]:
    """A card as it is printed once: nobody can ask for its codes again."""
    url = f"{public_url}/join#{one.code}"
    return {
        "account": one.account, "household": one.address.both(), "micro_grid": one.micro_grid.both(), "url": url,
        "qr": qr_svg(url), "short": one.short or None, "short_until": one.short_until.isoformat() if one.short else None,
    }  # fmt: skip


_CLERK = (Role.CLERK,)

CARD_ROUTES: tuple[Route, ...] = (
    Route("GET", "/cards", _CLERK, card_places, "which households have a card, by compound and building"),
    Route(
        "GET", "/cards/{compound}", _CLERK, card_households, "the households of a compound with their cards",
        query={"building": "the number of one of its buildings"},
    ),
    Route("POST", "/cards", _CLERK, make_cards, "new cards for households", CardsBody, done=(201,)),
    Route("POST", "/accounts/{account}/card/revoke", _CLERK, revoke_card, "end a household's card", CardRevokeBody),
)  # fmt: skip
