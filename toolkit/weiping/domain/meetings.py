"""Meetings 议事: what is called, voted on, written down, and given to somebody to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ..errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A point of the agenda; `matter` is the number of the matter it is about."""

    title: str
    matter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a meeting is called with: its agenda, and how many must be there of how many who may vote, where that is known."""

    agenda: tuple[AgendaItem, ...]
    quorum: int
    may_vote: int | None = None


class Way(StrEnum):
    """How a vote is taken."""

    HANDS = "hands"
    BALLOT = "ballot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """How a vote ended. Raises Invalid for votes below zero or more of them than were present."""

    votes_for: int
    votes_against: int
    abstained: int
    present: int

    def __post_init__(self) -> None:
        counts = (self.votes_for, self.votes_against, self.abstained)
        if min(counts) < 0 or sum(counts) > self.present:
            raise Invalid(
                "{given} votes were counted and {present} people were there; count again.",
                code="votes", given=sum(counts), present=self.present,
            )  # fmt: skip

    @property
    def carried(self) -> bool:
        """More than half of those present are for it: who abstains is not for it."""
        return 2 * self.votes_for > self.present


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What was put to the vote at a meeting (the number of its activity), and the votes; `matter` is the one it is about."""

    meeting: int
    text: str
    votes_for: int
    votes_against: int
    abstained: int
    way: Way = Way.HANDS
    matter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a resident who was at a meeting (the number of its activity) says of a version of its minutes."""

    meeting: int
    version: int
    resident: str
    approves: bool
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a meeting gives somebody to do: a resident of the register (a key), or `owner` in the office's words."""

    text: str
    due: date
    resident: str | None = None
    owner: str = ""
    matter: int | None = None
