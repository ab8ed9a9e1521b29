"""Why a number could not be computed: a named reason that can be said to people, instead of a NaN."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..domain.text import Text


class Reason(StrEnum):
    """What is missing for a statistic to mean anything."""

    FEW_JUDGES = "few-judges"
    FEW_ENTRIES = "few-entries"
    LEVEL = "level"
    OPPOSED = "opposed"

    @property
    def label(self) -> Text:
        """The reason in plain words."""
        return _SAID[self]


_SAID = {
    Reason.FEW_JUDGES: Text(
        "至少要有两位评委都评过同一批对象，才能比较", "It takes two judges who scored the same entries to compare them"
    ),
    Reason.FEW_ENTRIES: Text(
        "至少要有两个对象由同一批评委评过，才能比较", "It takes two entries scored by the same judges to compare them"
    ),
    Reason.LEVEL: Text(
        "各对象的得分相同，看不出评委是否一致", "The entries score the same, so there are no differences to agree on"
    ),
    Reason.OPPOSED: Text(
        "评委的意见互相抵消，得不出一致的高低", "The judges contradict each other about which entries are better"
    ),
}


@dataclass(frozen=True, slots=True)
class Undefined:
    """A statistic that does not exist for these marks, and why."""

    reason: Reason
