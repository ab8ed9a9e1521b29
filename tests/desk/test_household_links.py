"""A household's card: who gets one, how long it is good, and what ends with it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.conftest import Clock, Hall

from weiping.desk import access, audit, cards, sessions
from weiping.desk.access import HouseholdLink
from weiping.desk.office import allow
from weiping.desk.points import consent, policy
from weiping.desk.points.policy import Policy
from weiping.desk.registry import moving
from weiping.domain.appraisal import OPERATOR, Actor, Role
from weiping.domain.text import Text
from weiping.errors import NotAllowed, NotFound, NotSignedIn
from weiping.publish.cards import Card, sheet
from weiping.store import tables as t


def card(hall: Hall, household: int = 1) -> HouseholdLink:
    return access.invite_household(hall.desk, hall.clerk, hall.ids("household")[household - 1])


def signed_in(hall: Hall, code: str) -> tuple[str, Actor]:
    joined = access.join(hall.desk, code)
    return joined.token, joined.actor


def accounts(hall: Hall) -> list[int]:
    with hall.desk.store.read() as connection:
        query = (
            sa.select(t.account.c.id).where(t.account.c.household_id.is_not(None)).order_by(t.account.c.household_id)
        )
        return list(connection.execute(query).scalars())


def test_a_card_signs_every_phone_of_a_household_in_for_years_until_a_new_one_is_made(hall: Hall, clock: Clock) -> None:
    old = card(hall)
    tokens = [signed_in(hall, code)[0] for code in (old.code, old.code, old.short)]
    clock.forward(days=800)
    with pytest.raises(NotAllowed, match="for one day"):  # the code for typing does not live as long
        access.join(hall.desk, old.short)
    token, actor = signed_in(hall, old.code)
    assert (actor.role, actor.household, actor.judge) == (Role.RESIDENT, hall.ids("household")[0], None)
    other, _ = signed_in(hall, card(hall, 2).code)

    new = card(hall)
    assert {access.who(hall.desk, one).role for one in (*tokens, token)} == {Role.PUBLIC}
    with pytest.raises(NotAllowed, match="not valid any more"):
        access.join(hall.desk, old.code)
    assert signed_in(hall, new.code)[1].household == actor.household
    assert access.who(hall.desk, other).role is Role.RESIDENT, "another household's phones stay signed in"


def test_a_revoked_card_is_out_at_once_and_its_short_code_too(hall: Hall) -> None:
    one = card(hall)
    token, _ = signed_in(hall, one.short)
    cards.revoke(hall.desk, hall.clerk, accounts(hall)[0], "lost in the lift")
    assert access.who(hall.desk, token).role is Role.PUBLIC
    for code in (one.code, one.short):
        with pytest.raises(NotAllowed, match="not valid any more"):
            access.join(hall.desk, code)


def test_cards_of_many_come_in_the_order_of_the_register_and_have_no_code_for_typing(hall: Hall) -> None:
    made = cards.make(hall.desk, hall.clerk, accounts(hall)[::-1])
    assert [one.household for one in made] == hall.ids("household")
    assert {one.short for one in made} == {""}
    assert len({one.code for one in made}) == len(made)
    with hall.desk.store.read() as connection:
        assert set(connection.execute(sa.select(t.invitation.c.short_hash)).scalars()) == {None}


def test_a_sheet_of_cards_says_addresses_and_no_name(hall: Hall) -> None:
    made = cards.make(hall.desk, hall.clerk, accounts(hall))
    page = sheet(
        Text("云<中>", "A & B"), [Card(one.address, one.micro_grid, f"http://x/join#{one.code}") for one in made]
    )
    assert page.count("<svg") == len(made)
    assert "3号楼2单元501" in page
    assert "云&lt;中&gt;" in page
    assert "A &amp; B" in page
    with hall.desk.store.read() as connection:
        names = set(connection.execute(sa.select(t.resident.c.name)).scalars())
    assert names
    assert not [name for name in names if name in page]


def test_the_list_says_who_has_a_card_and_whether_it_was_used(hall: Hall) -> None:
    places = cards.places(hall.desk, hall.clerk)["compounds"]
    assert [(one["households"], one["cards"], len(one["buildings"])) for one in places] == [(2, 0, 1)] * 3
    made = card(hall)
    listed = cards.households(hall.desk, hall.clerk, places[0]["id"])["households"]
    one, two = (home["card"] for home in listed)
    assert (one["used"], two) == (False, None)
    signed_in(hall, made.code)
    assert {home["agreed"] for home in listed} == {None}, "households are not ranked here"
    policy.change(hall.desk, hall.clerk, Policy(ranking="household"))
    consent.agree(hall.desk, hall.clerk, True, listed[1]["account"])
    listed = cards.households(hall.desk, hall.clerk, places[0]["id"], places[0]["buildings"][0]["id"])["households"]
    assert [home["agreed"] for home in listed] == [False, True]
    assert listed[0]["card"]["used"] is True
    assert cards.places(hall.desk, hall.clerk)["compounds"][0]["cards"] == 1
    for compound, building in ((99, None), (places[0]["id"], places[1]["buildings"][0]["id"])):
        with pytest.raises(NotFound):
            cards.households(hall.desk, hall.clerk, compound, building)


def test_only_a_clerk_makes_cards_and_only_for_households_that_are_there(hall: Hall) -> None:
    resident = signed_in(hall, card(hall).code)[1]
    for actor in (resident, hall.chair, hall.judge()):
        for attempt in (
            lambda who: access.invite_household(hall.desk, who, 1),
            lambda who: cards.make(hall.desk, who, accounts(hall)),
            lambda who: cards.revoke(hall.desk, who, accounts(hall)[0]),
            lambda who: cards.places(hall.desk, who),
            lambda who: cards.households(hall.desk, who, 1),
        ):
            with pytest.raises(NotAllowed):
                attempt(actor)
    before = len(hall.ids("invitation"))
    with pytest.raises(NotFound, match="household 99"):
        access.invite_households(hall.desk, hall.clerk, [1, 99])
    with pytest.raises(NotFound, match="account 1\\."):
        cards.make(hall.desk, hall.clerk, [1])  # the shop's
    assert len(hall.ids("invitation")) == before


def test_an_admin_acts_neither_for_a_judge_nor_for_a_resident(hall: Hall) -> None:
    for roles in ({Role.JUDGE}, {Role.RESIDENT}, {Role.JUDGE, Role.RESIDENT}):
        with pytest.raises(NotAllowed):
            allow(OPERATOR, *roles)
    allow(OPERATOR, Role.RESIDENT, Role.CLERK)
    with pytest.raises(NotSignedIn):
        allow(Actor(Role.PUBLIC), Role.RESIDENT)


def test_residents_phones_are_in_nobodys_list_of_sessions(hall: Hall) -> None:
    signed_in(hall, card(hall).code)
    for actor in (hall.chair, OPERATOR):
        assert sessions.sessions(hall.desk, actor) == {"sessions": []}


def test_the_journal_names_the_household_by_its_row_and_the_database_keeps_no_code(hall: Hall, database: Path) -> None:
    one = card(hall)
    _, actor = signed_in(hall, one.code)
    assert actor.name == f"resident:{actor.household}@{actor.session}"
    with hall.desk.store.read() as connection:
        lines = connection.execute(sa.select(t.journal.c.verb, t.journal.c.subject, t.journal.c.actor)).all()
    assert f'"household":{actor.household}' in next(line.subject for line in lines if line.verb == "invite")
    assert lines[-1].actor == actor.name
    stored = database.read_bytes() + Path(f"{database}-wal").read_bytes()
    assert one.code.encode() not in stored
    assert one.short.replace("-", "").encode() not in stored
    assert not [found for found in audit.audit(hall.desk) if found.faults]


def test_a_card_ends_when_the_last_one_moves_out_and_not_before(hall: Hall) -> None:
    day = hall.desk.today()
    homes = dict(zip(("east-1", "east-2", "west-1", "west-2", "south-1", "south-2"), range(1, 7), strict=True))
    tokens = {name: signed_in(hall, card(hall, number).code)[0] for name, number in homes.items()}
    moving.move_out(hall.desk, hall.clerk, "south-1-a", day=day)  # somebody else still lives there
    moving.move_out(hall.desk, hall.clerk, "east-1-a", day=day)
    moving.move(hall.desk, hall.clerk, "east-2-a", "west-1", day=day)
    gone = {name for name, token in tokens.items() if access.who(hall.desk, token).role is Role.PUBLIC}
    assert gone == {"east-1", "east-2"}
    assert not [found for found in audit.audit(hall.desk) if found.faults]
