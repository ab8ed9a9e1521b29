"""What the columns of results are called for people; the frames themselves keep the names that programs use."""

from __future__ import annotations

from ..domain.text import Text

_WORDS = {
    "entry": Text("参评对象", "Entry"), "judge": Text("评委", "Judge"), "criterion": Text("评分项", "Criterion"),
    "round": Text("轮次", "Round"), "period": Text("时期", "Period"), "mark": Text("分数", "Mark"),
    "marks": Text("分数个数", "Marks"), "coefficient": Text("系数", "Coefficient"), "value": Text("值", "Value"),
    "effect": Text("来源", "Source"), "variance": Text("方差", "Variance"), "share": Text("占比", "Share"),
    "degrees": Text("自由度", "Degrees"), "facet": Text("侧面", "Facet"), "number": Text("数量", "Number"),
    "generalizability": Text("排名信度", "Generalizability"), "dependability": Text("绝对分信度", "Dependability"),
    "severity": Text("严格程度", "Severity"), "se": Text("标准误", "SE"), "error": Text("总误差", "Error"),
    "raw": Text("原始均分", "Raw mean"), "adjusted": Text("校正分", "Adjusted"), "low": Text("下限", "Low"),
    "high": Text("上限", "High"), "place": Text("名次", "Place"), "rank": Text("名次", "Place"),
    "total": Text("总分", "Total"), "award": Text("获奖概率", "Award"), "spread": Text("差距", "Spread"),
    "first": Text("第一名概率", "First"), "best_without_one": Text("少一位评委最好名次", "Best without one"),
    "worst_without_one": Text("少一位评委最差名次", "Worst without one"), "stop": Text("第几站", "Stop"),
    "entries": Text("对象数", "Entries"), "judges": Text("评委数", "Judges"), "halo": Text("光环", "Halo"),
    "panel_halo": Text("其他评委的光环", "Others' halo"), "flags": Text("提示", "Flags"),
    "eligible": Text("可参评", "Eligible"), "criteria_total": Text("分项合计", "Criteria total"),
}  # fmt: skip


def word(name: str, lang: str) -> str:
    """The column `name` in the reader's language; as it is where it is somebody's own."""
    known = _WORDS.get(name)
    return known.said(lang) if known else name
