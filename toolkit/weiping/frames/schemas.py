"""Which columns a table has, and under which headings people write them."""

from __future__ import annotations

from dataclasses import dataclass

from .refused import Reason


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name here, other headings it goes by, and whether it may be absent or empty."""

    name: str
    headings: tuple[str, ...] = ()
    required: bool = True
    empty: Reason | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table; `key` are those that together name one row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column called `name`."""
        return next(column for column in self.columns if column.name == name)


_ROUND = Column("round", ("轮次", "场次", "期次"), required=False, empty=Reason.NO_ROUND)
_ENTRY = Column(
    "entry", ("参评对象", "小区", "小区名称", "楼栋", "单元", "家庭", "参评小区", "compound"), empty=Reason.NO_ENTRY
)
_JUDGE = Column("judge", ("评委", "评委编号", "评委姓名", "打分人"), empty=Reason.NO_JUDGE)
_CRITERION = Column("criterion", ("评分项", "评分项目", "指标", "评价指标", "项目"), empty=Reason.NO_CRITERION)
_MARK = Column("mark", ("得分", "分数", "打分", "评分", "分值", "score"))

MARKS = Schema("marks", (_ROUND, _ENTRY, _JUDGE, _CRITERION, _MARK), ("round", "entry", "judge", "criterion"))
JUDGES = Schema(
    "judges",
    (
        _ROUND,
        _JUDGE,
        Column(_CRITERION.name, _CRITERION.headings, required=False, empty=Reason.NO_CRITERION),
    ),
    ("round", "criterion", "judge"),
)
ENTRIES = Schema("entries", (_ROUND, _ENTRY), ("round", "entry"))
CRITERIA = Schema(
    "criteria",
    (
        _ROUND,
        _CRITERION,
        Column("weight", ("权重", "系数", "factor"), required=False),
        Column("low", ("最低分", "下限"), required=False),
        Column("high", ("满分", "最高分", "上限"), required=False),
        Column("step", ("步长", "最小分度"), required=False),
    ),
    ("round", "criterion"),
)
