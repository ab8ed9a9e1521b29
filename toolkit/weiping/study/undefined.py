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
    NO_PAIRS = "no-pairs"
    ONE_VALUE = "one-value"
    ALL_TIED = "all-tied"
    GAPS = "gaps"
    UNEQUAL = "unequal"
    BELOW_ZERO = "below-zero"
    REPEATED = "repeated"
    EXACT = "exact"
    CONFOUNDED = "confounded"
    TOO_LARGE = "too-large"

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
    Reason.NO_PAIRS: Text("没有一个对象得到两个以上的分数，无从比较", "No entry has two marks that could be compared"),
    Reason.ONE_VALUE: Text("所有分数都相同，没有差别可言", "All marks are the same, so there is nothing to agree on"),
    Reason.ALL_TIED: Text(
        "每位评委给所有对象的分数都相同，排不出名次", "Every judge ties all entries, so there is no order"
    ),
    Reason.GAPS: Text(
        "有的评委没有给所有对象打分；此项要求没有缺漏",
        "Some judges did not score every entry; this needs a table without gaps",
    ),
    Reason.UNEQUAL: Text(
        "各对象的打分人数不同；此项要求人数相同",
        "The entries have different numbers of marks; this needs equal numbers",
    ),
    Reason.BELOW_ZERO: Text(
        "分数有负数；比例尺度要求从零起", "Some marks are below zero; a ratio scale begins at zero"
    ),
    Reason.REPEATED: Text(
        "同一评委对同一对象打了多次分；此项要求只有一次",
        "A judge scored an entry more than once; this needs one mark each",
    ),
    Reason.EXACT: Text(
        "分数之间没有任何无法解释的差别，估计不出误差",
        "Nothing is left over between the marks from which an error could be told",
    ),
    Reason.CONFOUNDED: Text(
        "谁评了谁的安排分不开对象、评委和误差", "Who scored what cannot tell entries, judges and error apart"
    ),
    Reason.TOO_LARGE: Text("有缺漏的表太大，无法拟合", "The table with gaps is too large to fit"),
}


@dataclass(frozen=True, slots=True)
class Undefined:
    """A statistic that does not exist for these marks, and why."""

    reason: Reason
