"""The words of a partition: kinds of groups, exceptions from their sizes, reasons for changes; each said in two languages."""

from __future__ import annotations

from enum import StrEnum

from ..domain.text import Text


class Kind(StrEnum):
    """What a group is made of."""

    BUILDING = "building"
    UNIT = "unit"
    UNITS = "units"
    FLOORS = "floors"
    HOUSES = "houses"
    ROW = "row"
    MIXED = "mixed"

    @property
    def label(self) -> Text:
        """The kind in plain words."""
        return _KINDS[self]


_KINDS = {
    Kind.BUILDING: Text("整栋楼", "a whole building"),
    Kind.UNIT: Text("整个单元", "a whole unit"),
    Kind.UNITS: Text("几个小单元", "several small units"),
    Kind.FLOORS: Text("同一单元的相邻楼层", "neighbouring floors of a unit"),
    Kind.HOUSES: Text("相近的散居户", "houses near each other"),
    Kind.ROW: Text("按门牌顺序相邻的住户", "neighbours in the order of their door numbers"),
    Kind.MIXED: Text("人工编组", "put together by hand"),
}


class Reason(StrEnum):
    """Why a group has a size outside the bounds."""

    FEW = "few"
    BETWEEN = "between"
    UNIT = "unit"
    FLOORS = "floors"
    KEPT = "kept"
    NO_PLACE = "no-place"
    JOINED = "joined"

    @property
    def label(self) -> Text:
        """The reason in plain words."""
        return _REASONS[self]


_REASONS = {
    Reason.FEW: Text("网格内这类住户总数不足一组", "there are fewer such households in the grid than a group needs"),
    Reason.BETWEEN: Text(
        "户数多于一组、又不够分成两组", "there are too many households for one group and too few for one more"
    ),
    Reason.UNIT: Text(
        "单元太小，与相邻单元合并又会过大", "the unit is too small, and too large together with its neighbours"
    ),
    Reason.FLOORS: Text("按楼层分不出合适的户数", "its floors cannot be divided into groups of the right size"),
    Reason.KEPT: Text("沿用原来的编组", "the group is kept as it was before"),
    Reason.NO_PLACE: Text("有住户尚无坐标，未参与划分", "households whose place is not known are in it"),
    Reason.JOINED: Text("新住户就近编入", "newcomers were put into the group nearest to them"),
}


class Why(StrEnum):
    """Why a household is in another group than before."""

    ARRIVED = "arrived"
    LEFT = "left"
    BORDER = "border"
    FILLS = "fills"
    ROOM = "room"
    CLOSED = "closed"
    OPENED = "opened"
    RECUT = "recut"
    ANEW = "anew"
    NO_PLACE = "no-place"

    @property
    def label(self) -> Text:
        """The reason in plain words."""
        return _WHYS[self]


_WHYS = {
    Why.ARRIVED: Text("新增住户，编入合适的微网格", "a new household, put where it fits best"),
    Why.LEFT: Text("住户已不在名册中", "the household is no longer in the register"),
    Why.BORDER: Text("住户现在属于另一个网格", "the household now belongs to another grid"),
    Why.FILLS: Text("新组户数不足，需要补足", "the new group had too few households"),
    Why.ROOM: Text("原组已满，为更近的新住户让位", "the former group was full, with newcomers nearer to it"),
    Why.CLOSED: Text("原组户数过少，已撤销", "the former group had too few households and was dissolved"),
    Why.OPENED: Text("原组户数过多，分出新组", "the former group had grown too large and was divided"),
    Why.RECUT: Text("楼内户数变化，相关单元重新划分", "households came or went, so its stairwell was divided anew"),
    Why.ANEW: Text("全部重新划分", "everything was divided anew"),
    Why.NO_PLACE: Text("住户尚无坐标，未参与划分", "nobody knows the place of the house, so it was left out"),
}
