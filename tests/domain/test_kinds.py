"""Kinds of matters cannot trap a matter, and kinds of activities say as what people take part."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.kinds import ActivityKind, ActivityRole, MatterKind, Step
from weiping.domain.text import Text
from weiping.errors import DefinitionError, WrongPhase

TITLE = Text("失物招领", "Lost property")


def steps(*keys: str, ends: str = "") -> tuple[Step, ...]:
    return tuple(Step(key=key, title=Text(f"步{key}", f"Step {key}"), ends=key in ends) for key in keys)


def matter(keys: str, moves: dict[str, Any], ends: str) -> MatterKind:
    return MatterKind(key="lost", title=TITLE, steps=steps(*keys, ends=ends), moves=moves)


LOST = matter("abc", {"a": ["b", "c"], "b": ("c",), "c": ("a",)}, ends="c")


def test_a_matter_moves_where_its_kind_lets_it() -> None:
    assert LOST.move("a", "c").key == "c"
    assert LOST.move("c", "a").key == "a", "an end can be opened again where the kind says so"
    assert LOST.step("b").title.en == "Step b"


def test_a_move_that_is_not_there_is_refused_with_what_may_follow() -> None:
    with pytest.raises(WrongPhase) as caught:
        LOST.move("b", "a")
    assert caught.value.text("en") == "Lost property stands at Step b; what may follow is: Step c."
    assert caught.value.text("zh_CN").startswith("失物招领现处于“步b”")


@pytest.mark.parametrize(("now", "to"), [("a", "z"), ("z", "a")])
def test_a_step_nobody_knows_is_named(now: str, to: str) -> None:
    with pytest.raises(WrongPhase, match="has no step z"):
        LOST.move(now, to)


def test_where_nothing_may_follow_the_refusal_still_speaks() -> None:
    with pytest.raises(WrongPhase, match="what may follow is: -"):
        matter("ab", {"a": ("b",)}, ends="b").move("b", "a")


@pytest.mark.parametrize(
    ("keys", "moves", "ends", "said"),
    [
        ("", {}, "", "needs steps"),
        ("aa", {"a": ("a",)}, "a", "each with a key of its own"),
        ("ab", {"a": ("b", "z")}, "b", "moves to z, which is no step"),
        ("ab", {"a": ("b",), "z": ("a",)}, "b", "moves to z, which is no step"),
        ("abc", {"a": ("b",)}, "b", "no move leads to c"),
        ("abc", {"a": ("b", "c")}, "c", "never ends from b"),
        ("ab", {"a": ("b",), "b": ("a",)}, "", "never ends from a, b"),
        ("abcd", {"a": ("b", "d"), "b": ("c",), "c": ("b",)}, "d", "never ends from b, c"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(keys: str, moves: dict[str, Any], ends: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        matter(keys, moves, ends)


@given(
    moves=st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("abcd"), max_size=4), max_size=4),
    ends=st.sets(st.sampled_from("abcd")),
    way=st.lists(st.integers(0, 3), max_size=12),
)
def test_from_wherever_a_matter_has_got_it_can_come_to_an_end(
    moves: dict[str, list[str]], ends: set[str], way: list[int]
) -> None:
    try:
        kind = matter("abcd", moves, "".join(ends))
    except DefinitionError:
        return
    now = "a"
    for turn in way:
        if follow := kind.moves.get(now):
            now = kind.move(now, follow[turn % len(follow)]).key
    ahead, seen = [now], {now}
    for here in ahead:
        fresh = set(kind.moves.get(here, ())) - seen
        seen |= fresh
        ahead += sorted(fresh)
    assert any(kind.step(key).ends for key in seen)


def test_moves_do_not_change_with_what_they_came_from() -> None:
    moves = {"a": ["b"]}
    kind = matter("ab", moves, ends="b")
    moves["a"].clear()
    assert kind.move("a", "b").key == "b"


VOLUNTEER = ActivityRole(key="volunteer", title=Text("志愿者", "Volunteer"), hours=True)


@pytest.mark.parametrize("roles", [(), (VOLUNTEER, VOLUNTEER)])
def test_an_activity_kind_has_roles_each_once(roles: tuple[ActivityRole, ...]) -> None:
    with pytest.raises(DefinitionError, match="needs roles"):
        ActivityKind(key="clean-up", title=TITLE, roles=roles)


@pytest.mark.parametrize("key", ["", "Clean", "clean up", "大扫除", "clean-", None])
def test_keys_are_words_for_programs(key: Any) -> None:
    for make in (ActivityRole, Step):
        with pytest.raises(DefinitionError, match="has the key"):
            make(key=key, title=TITLE)
    with pytest.raises(DefinitionError, match="has the key"):
        ActivityKind(key=key, title=TITLE, roles=(VOLUNTEER,))


def test_roles_may_be_any_sequence_and_are_kept_as_a_tuple() -> None:
    roles: Any = [VOLUNTEER]
    assert ActivityKind(key="clean-up", title=TITLE, roles=roles).roles == (VOLUNTEER,)
