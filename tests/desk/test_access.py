"""Codes and sessions: what opens a session, what guessing comes to, and how sessions end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Clock, Hall, tiny_plugins

from weiping.desk import access, codes, lockout, sessions
from weiping.desk.office import Desk
from weiping.domain.appraisal import OPERATOR, PUBLIC, Actor, Role
from weiping.errors import NotAllowed, NotFound, NotSignedIn, TooManyTries
from weiping.store import Store


def invited(hall: Hall, *numbers: int) -> list[access.Invited]:
    judges = [hall.ids("judge")[number - 1] for number in numbers]
    return access.invite_judges(hall.desk, hall.chair, judges or None, round_id=hall.round)


def guess(hall: Hall, times: int, address: str = "192.0.2.7") -> list[str]:
    """What `times` wrong codes from `address` were answered."""
    answers = []
    for number in range(times):
        with pytest.raises((NotAllowed, TooManyTries)) as refused:
            access.join(hall.desk, f"no-such-code-{number}", address=address)
        answers.append(refused.value.word)
    return answers


def test_codes_are_long_for_links_and_short_for_typing(hall: Hall) -> None:
    (one,) = invited(hall, 1)
    assert len(one.code) * 6 >= 128
    assert re.fullmatch(f"[{codes.LETTERS}]{{4}}-[{codes.LETTERS}]{{4}}", one.short)
    assert not set(codes.LETTERS) & set("01OIL")
    assert (one.judge, one.number) == (hall.ids("judge")[0], 1)


def test_a_short_code_signs_in_however_it_is_typed(hall: Hall) -> None:
    (one,) = invited(hall, 1)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in one.short)
    for typed in (
        one.short,
        one.short.lower(),
        one.short.replace("-", ""),
        f" {one.short[:4]} – {one.short[5:]} ",
        wide,
    ):
        joined = access.join(hall.desk, typed)
        assert (joined.actor.role, joined.actor.judge, joined.round) == (Role.JUDGE, one.judge, hall.round)


@given(st.text(max_size=60))
def test_what_was_typed_is_a_short_code_or_none_and_reading_it_twice_changes_nothing(text: str) -> None:
    code = codes.typed(text)
    assert code is None or (len(code) == codes.LENGTH and codes.typed(code) == code)


def test_a_short_code_lives_for_a_day_and_not_longer_than_its_invitation(hall: Hall, clock: Clock) -> None:
    (one,) = invited(hall, 1)
    clock.forward(hours=23)
    access.join(hall.desk, one.short)
    clock.forward(hours=2)
    with pytest.raises(NotAllowed, match="for one day"):
        access.join(hall.desk, one.short)
    assert access.join(hall.desk, one.code).round == hall.round
    (next_one,) = invited(hall, 1)
    invited(hall, 1)
    for code in (next_one.short, next_one.code):
        with pytest.raises(NotAllowed, match="not valid any more"):
            access.join(hall.desk, code)


def test_a_staff_code_works_once_in_either_form(hall: Hall) -> None:
    one = access.invite_staff(hall.desk, OPERATOR, Role.CHAIR)
    assert access.join(hall.desk, one.short).actor.role is Role.CHAIR
    with pytest.raises(NotAllowed):
        access.join(hall.desk, one.code)


def test_the_database_keeps_neither_code_nor_the_whole_browser(hall: Hall, database: Path) -> None:
    (one,) = invited(hall, 1)
    agent = "Mozilla/5.0 (Linux; Android 13; TABLET-SERIAL-77) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"
    access.join(hall.desk, one.code, address="192.0.2.7", agent=agent)
    guess(hall, 1, "198.51.100.23")
    stored = database.read_bytes() + Path(f"{database}-wal").read_bytes()
    for secret in (one.code, one.short, one.short.replace("-", ""), "TABLET-SERIAL-77", "192.0.2.7", "198.51.100.23"):
        assert secret.encode() not in stored


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/120.0 Safari/537.36", "Android · Chrome"),
        ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Mobile Safari/604.1", "iPad · Safari"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/110 MicroMessenger/8.0 Mobile", "Android · WeChat"),
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/99 HuaweiBrowser/13", "HarmonyOS · Huawei Browser"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Windows · Edge"),
        ("curl/8", None),
        ("", None),
    ],
)
def test_a_device_is_said_in_a_word_or_two(agent: str, said: str | None) -> None:
    assert codes.device(agent) == said


# Guessing


def test_the_fifth_wrong_code_from_an_address_locks_it_out_and_says_until_when(hall: Hall, clock: Clock) -> None:
    assert guess(hall, 6) == ["bad-invitation"] * 4 + ["too-many"] * 2
    with pytest.raises(TooManyTries) as refused:
        access.join(hall.desk, "ABCD-2345", address="192.0.2.7")
    assert refused.value.seconds == 15 * 60 + 1
    assert "16:15:00" in refused.value.text("en")  # 08:15 UTC at the office
    clock.forward(minutes=14, seconds=59)
    assert guess(hall, 1) == ["too-many"]
    clock.forward(seconds=2)
    assert guess(hall, 5) == ["bad-invitation"] * 4 + ["too-many"]


def test_while_an_address_is_locked_out_a_short_code_waits_and_a_long_one_works(hall: Hall, clock: Clock) -> None:
    (one,) = invited(hall, 1)
    guess(hall, 5)
    with pytest.raises(TooManyTries):
        access.join(hall.desk, one.short, address="192.0.2.7")
    assert access.join(hall.desk, one.code, address="192.0.2.7").round == hall.round
    assert access.join(hall.desk, one.short, address="192.0.2.8").round == hall.round  # another address
    clock.forward(minutes=16)
    assert access.join(hall.desk, one.short, address="192.0.2.7").round == hall.round


def test_wrong_codes_far_apart_lock_nobody_out(hall: Hall, clock: Clock) -> None:
    for _ in range(20):
        assert guess(hall, 1) == ["bad-invitation"]
        clock.forward(minutes=3)


def test_a_restart_forgets_no_wrong_code(hall: Hall, database: Path, clock: Clock) -> None:
    guess(hall, 5)
    hall.desk.store.close()
    with Store(database) as again:
        desk = Desk(again, tiny_plugins(), now=clock)
        with pytest.raises(TooManyTries):
            access.join(desk, "no-such-code", address="192.0.2.7")


def test_a_revoked_link_that_somebody_keeps_opening_locks_nobody_out(hall: Hall) -> None:
    (old,) = invited(hall, 1)
    (new,) = invited(hall, 1)
    for _ in range(8):
        with pytest.raises(NotAllowed):
            access.join(hall.desk, old.code, address="192.0.2.7")
    assert access.join(hall.desk, new.short, address="192.0.2.7").round == hall.round


def test_a_hundred_wrong_codes_from_anywhere_end_the_typing_of_short_codes_for_a_while(
    hall: Hall, clock: Clock
) -> None:
    (one,) = invited(hall, 1)
    for number in range(lockout.FROM_ALL // 4):
        guess(hall, 4, f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        access.join(hall.desk, one.short, address="203.0.113.5")
    assert access.join(hall.desk, one.code, address="203.0.113.5").round == hall.round
    clock.forward(minutes=16)
    assert access.join(hall.desk, one.short, address="203.0.113.5").round == hall.round


def test_an_ipv6_visitor_is_one_address_whatever_its_last_half(hall: Hall) -> None:
    answers = [guess(hall, 1, f"2001:db8:1:2::{number:x}")[0] for number in range(6)]
    assert answers[-1] == "too-many"
    assert guess(hall, 1, "2001:db8:1:3::1") == ["bad-invitation"]
    assert guess(hall, 1, "::ffff:192.0.2.7") == ["bad-invitation"]


def test_wrong_codes_that_matter_no_more_are_pruned(hall: Hall, clock: Clock) -> None:
    guess(hall, 4)
    clock.forward(hours=1)
    guess(hall, 1)
    assert len(hall.ids("wrong_code")) == 1


# Inviting many, revoking, ending


def test_inviting_nobody_in_particular_invites_those_who_are_not_signed_in(hall: Hall) -> None:
    first = invited(hall)
    assert [one.number for one in first] == [1, 2, 3]
    joined = access.join(hall.desk, first[1].code)
    assert [one.number for one in invited(hall)] == [1, 3]
    assert access.who(hall.desk, joined.token).judge == first[1].judge
    assert [one.number for one in invited(hall, 3, 2, 2)] == [2, 3]
    assert access.who(hall.desk, joined.token) == PUBLIC


def test_a_judge_of_no_such_round_is_invited_nowhere_and_no_other_link_ends(hall: Hall) -> None:
    (one,) = invited(hall, 1)
    with pytest.raises(NotFound):
        access.invite_judges(hall.desk, hall.chair, [one.judge or 0, 999], round_id=hall.round)
    assert access.join(hall.desk, one.code).round == hall.round


def test_revoking_ends_links_codes_and_sessions_of_that_judge_only(hall: Hall) -> None:
    one, two = invited(hall, 1, 2)
    mine, other = access.join(hall.desk, one.code), access.join(hall.desk, two.code)
    access.revoke(hall.desk, hall.chair, one.judge or 0, "lost in the lift", round_id=hall.round)
    assert access.who(hall.desk, mine.token) == PUBLIC
    for code in (one.code, one.short):
        with pytest.raises(NotAllowed):
            access.join(hall.desk, code)
    assert access.who(hall.desk, other.token).judge == two.judge
    with pytest.raises(NotFound):
        access.revoke(hall.desk, hall.chair, one.judge or 0, round_id=999)


def test_a_chair_sees_and_ends_judges_sessions_and_an_admin_all(hall: Hall) -> None:
    (one,) = invited(hall, 1)
    judge = access.join(hall.desk, one.code, agent="Mozilla/5.0 (iPad) Safari/604.1")
    chair, clerk, admin = (
        access.join(hall.desk, access.invite(hall.desk, OPERATOR, role)).actor
        for role in (Role.CHAIR, Role.CLERK, Role.ADMIN)
    )
    seen = sessions.sessions(hall.desk, chair)["sessions"]
    assert [(row["id"], row["role"], row["own"]) for row in seen] == [
        (chair.session, "chair", True),
        (judge.actor.session, "judge", False),
    ]
    assert (seen[1]["device"], seen[1]["judge"]["number"], seen[1]["round"]) == ("iPad · Safari", 1, hall.round)
    assert len(sessions.sessions(hall.desk, admin)["sessions"]) == 4
    with pytest.raises(NotAllowed):
        sessions.end(hall.desk, chair, clerk.session or 0)
    sessions.end(hall.desk, chair, judge.actor.session or 0)
    assert access.who(hall.desk, judge.token) == PUBLIC
    with pytest.raises(NotFound):
        sessions.end(hall.desk, chair, judge.actor.session or 0)
    sessions.end(hall.desk, admin, clerk.session or 0)
    assert len(sessions.sessions(hall.desk, admin)["sessions"]) == 2
    with hall.desk.store.read() as connection:
        assert sessions.of_panel(connection, hall.round) == {}


@pytest.mark.parametrize(("actor", "error"), [(PUBLIC, NotSignedIn), (Actor(Role.CLERK), NotAllowed)])
def test_nobody_else_ends_or_sees_sessions(hall: Hall, actor: Actor, error: type[Exception]) -> None:
    with pytest.raises(error):
        sessions.sessions(hall.desk, actor)
    with pytest.raises(error):
        sessions.end(hall.desk, actor, 1)
