"""What events earn, in the database: cut by caps in any order and by any number of servers, posted once, explained."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Clock, Hall, text, tiny_plugins
from tests.desk.test_main_job import fill

from weiping.desk import audit
from weiping.desk.office import Desk
from weiping.desk.points import earning, posting, reversing, shop
from weiping.domain.appraisal import PUBLIC, Actor, Role
from weiping.domain.points import Cap, Event, PointsRule, Proposal, Verified
from weiping.errors import NotAllowed, NotSignedIn, PluginError, WrongPhase
from weiping.ledger.transfers import Transfer
from weiping.store import Store
from weiping.store import tables as t

CLERK = Actor(Role.CLERK)
NAMES = count()


def as_much(event: Event) -> Iterator[Proposal]:
    """A point for each piece of the deed."""
    assert isinstance(event, Verified)
    yield Proposal(household=event.household, points=int(event.quantity), reason=event.title)


def with_rule(desk: Desk, *caps: Cap, key: str = "deeds", propose: Any = as_much) -> Desk:
    rule = PointsRule(key=key, title=text(key), propose=propose, on=(Verified,), caps=caps)
    return replace(desk, plugins=replace(desk.plugins, points_rules={key: rule}))


def deed(points: int, on: date = date(2024, 11, 20), household: str = "east-1") -> Verified:
    return Verified(deed="snow", title=text("snow"), household=household, on=on, quantity=Decimal(points))


def earn(desk: Desk, event: Verified, name: str, key: str = "deeds") -> int:
    """Post what an event earns; answers how many points it brought."""
    before = of_all(desk)
    earning.earn(desk, CLERK, [key], event, name, event.on)
    return of_all(desk) - before


def of_all(desk: Desk) -> int:
    """The points of all households together, which nothing but earnings changes here."""
    with desk.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.coalesce(sa.func.sum(t.transfer.c.points), 0))).scalar_one())


def transfers(hall: Hall, event: str) -> list[str]:
    with hall.desk.store.read() as connection:
        return list(connection.execute(sa.select(t.transfer.c.id).where(t.transfer.c.event == event)).scalars())


def history(hall: Hall) -> list[dict[str, Any]]:
    account = shop.find_accounts(hall.desk, hall.clerk, "east 501")["accounts"][0]["id"]
    found: list[dict[str, Any]] = shop.account(hall.desk, hall.clerk, account)["history"]
    return found


def test_what_goes_beyond_a_cap_is_cut_off_and_the_history_says_so(hall: Hall) -> None:
    desk = with_rule(hall.desk, Cap(points=10, per="month"))
    assert [earn(desk, deed(points), f"deed:{points}") for points in (6, 7, 3)] == [6, 4, 0]
    cut, whole = history(hall)
    assert (whole["points"], whole["reason"]["en"]) == (6, "snow")
    assert (cut["points"], cut["reason"]) == (
        4,
        {"zh_CN": "snow(中)（原 7 分，已到上限）", "en": "snow (7 before the limit)"},
    )
    assert not [one for one in audit.audit(hall.desk) if one.faults]


def test_the_business_date_counts_and_not_the_day_of_the_record(hall: Hall) -> None:
    desk = with_rule(hall.desk, Cap(points=10, per="day"))
    assert earn(desk, deed(9, date(2024, 11, 30)), "a") == 9
    assert earn(desk, deed(9, date(2024, 12, 1)), "b") == 9
    assert earn(desk, deed(9, date(2024, 11, 30)), "c") == 1, "it came last and belongs to the first day"


def test_what_was_taken_back_gives_its_room_back_in_its_own_day_and_month(hall: Hall) -> None:
    desk = with_rule(hall.desk, Cap(points=10, per="day"), Cap(points=15, per="month"))
    first, second = date(2024, 11, 20), date(2024, 11, 21)
    assert [earn(desk, deed(9, day), name) for day, name in ((first, "a"), (second, "b"))] == [9, 6]
    (wrong,) = transfers(hall, event="a")
    reversing.reverse(desk, CLERK, wrong, text("a mistake"), key="reverse-a", points=7)
    assert earn(desk, deed(9, second), "c") == 4, "the day has four left, the month seven"
    assert earn(desk, deed(9, first), "d") == 3, "what is left of the month"
    assert earn(desk, deed(9, first), "a") == 0, "an event that comes again earns nothing more"
    assert not [one for one in audit.audit(hall.desk) + audit.audit(desk) if one.faults]


def test_the_audit_judges_what_was_posted_by_the_caps_of_its_time(hall: Hall) -> None:
    wide, narrow = with_rule(hall.desk, Cap(points=10, per="month")), with_rule(hall.desk, Cap(points=5, per="month"))
    assert [earn(wide, deed(8), "a"), earn(narrow, deed(3), "b")] == [8, 0]
    assert earn(narrow, deed(9, household="west-1"), "c") == 5
    assert not [one for one in audit.audit(narrow) if one.faults]
    with hall.desk.store.read() as connection:
        kept = connection.execute(sa.select(t.rule_caps.c.rule, t.rule_caps.c.caps, t.rule_caps.c.since)).all()
    assert [tuple(one) for one in kept] == [("deeds", [["month", 10]], 1), ("deeds", [["month", 5]], 2)]
    line = Transfer(key="x", debit="fund:community", credit="household:west-1", points=1, reason=text("more"), event="x",
                    business_date=date(2024, 11, 20), available_from=date(2024, 11, 20), rule="deeds")  # fmt: skip
    posting.post(hall.desk, CLERK, [line])  # past the caps, as somebody at the database would
    (fault,) = next(one.faults for one in audit.audit(wide) if one.check == "no rule gave more than its caps")
    assert (
        fault == "household:west-1 has 6 points by rule deeds in 2024-11; by its caps of that time it gives 5 at most"
    )


def test_a_cap_is_of_one_household_and_one_rule(hall: Hall) -> None:
    desk = with_rule(hall.desk, Cap(points=5, per="year"))
    assert earn(desk, deed(9), "a") == 5
    assert earn(desk, deed(9, household="west-1"), "b") == 5
    assert earn(with_rule(hall.desk, Cap(points=5, per="year"), key="others"), deed(9), "c", "others") == 5
    assert earn(desk, deed(9), "d") == 0


def test_an_event_that_comes_again_earns_nothing_more_whether_it_was_cut_or_not(hall: Hall) -> None:
    desk = with_rule(hall.desk, Cap(points=10, per="month"))
    assert [earn(desk, deed(7), name) for name in ("a", "b", "a", "b", "a")] == [7, 3, 0, 0, 0]


def test_the_same_event_with_another_body_is_refused(hall: Hall) -> None:
    capped, plain = with_rule(hall.desk, Cap(points=10, per="month")), with_rule(hall.desk)
    earn(capped, deed(7), "a")
    for desk, event in ((capped, deed(6)), (plain, deed(8)), (capped, deed(7, date(2024, 11, 21)))):
        with pytest.raises(WrongPhase, match="used before"):
            earn(desk, event, "a")


def test_several_proposals_for_one_household_share_the_cap_of_their_event(hall: Hall) -> None:
    def twice(event: Event) -> Iterator[Proposal]:
        assert isinstance(event, Verified)
        for key in ("turn", "extra"):
            yield Proposal(household=event.household, points=4, reason=event.title, key=key)

    desk = with_rule(hall.desk, Cap(points=6, per="event"), propose=twice)
    assert [earn(desk, deed(1), "a"), earn(desk, deed(1), "b")] == [6, 6]


def test_a_publication_is_cut_like_every_event(hall: Hall) -> None:
    rule = replace(hall.desk.plugins.points_rules["twenty-each"], caps=(Cap(points=15, per="event"),))
    plugins = replace(hall.desk.plugins, points_rules={"twenty-each": rule})
    capped = replace(hall, desk=replace(hall.desk, plugins=plugins))
    capped.go("open")
    fill(capped, 1, 1, "18", "17")
    fill(capped, 1, 2, "12", "11")
    capped.go("deliberation", "published")
    (line,) = history(capped)
    assert line["points"] == 15
    assert not [one for one in audit.audit(hall.desk) if one.faults]


def test_a_rule_that_is_gone_or_fails_posts_nothing(hall: Hall) -> None:
    with pytest.raises(WrongPhase, match="gone is not installed"):
        earning.propose(hall.desk, ["gone"], deed(1), "a", date(2024, 11, 20))
    broken = with_rule(hall.desk, propose=lambda _: 1 / 0)
    with pytest.raises(PluginError, match="deeds failed on Verified"):
        earn(broken, deed(1), "a")
    assert history(hall) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(
        st.tuples(st.dates(date(2024, 1, 28), date(2024, 2, 3)), st.integers(1, 12), st.sampled_from(["east-1", "west-2"])),
        min_size=1, max_size=6,
    ),
    most=st.integers(1, 20), per=st.sampled_from(["day", "month", "year"]), turn=st.randoms(use_true_random=False),
)  # fmt: skip
def test_whatever_the_order_every_household_gets_what_the_cap_allows(
    hall: Hall, events: list[tuple[date, int, str]], most: int, per: Any, turn: Random
) -> None:
    key = f"rule-{next(NAMES)}"  # a rule of its own for each example: nothing of the earlier ones counts
    desk = with_rule(hall.desk, Cap(points=most, per=per), key=key)
    arrived = list(enumerate(events))
    turn.shuffle(arrived)
    got: dict[tuple[str, object], int] = {}
    wanted: dict[tuple[str, object], int] = {}
    for number, (on, points, home) in arrived:
        span = {"day": on, "month": on.month, "year": on.year}[per]
        got[home, span] = got.get((home, span), 0) + earn(desk, deed(points, on, home), f"{key}:{number}", key)
        wanted[home, span] = wanted.get((home, span), 0) + points
    assert got == {where: min(points, most) for where, points in wanted.items()}


def test_two_servers_that_post_at_the_same_time_do_not_pass_the_cap(hall: Hall, database: Path) -> None:
    def serve(server: int) -> None:
        with Store(database) as store:
            desk = with_rule(Desk(store, tiny_plugins(), now=Clock()), Cap(points=20, per="month"))
            for number in range(6):
                earning.earn(desk, CLERK, ["deeds"], deed(3), f"deed:{server}:{number}", date(2024, 11, 20))

    threads = [threading.Thread(target=serve, args=(server,)) for server in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [line["points"] for line in history(hall)] == [2, 3, 3, 3, 3, 3, 3]
    assert not [one for one in audit.audit(hall.desk) if one.faults]


def test_only_a_clerk_posts_what_is_earned(hall: Hall) -> None:
    desk = with_rule(hall.desk)
    for actor, refused in ((PUBLIC, NotSignedIn), (hall.judge(), NotAllowed), (hall.chair, NotAllowed)):
        with pytest.raises(refused):
            earning.earn(desk, actor, ["deeds"], deed(3), "a", date(2024, 11, 20))
    assert history(hall) == []
