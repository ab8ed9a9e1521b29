"""Rank aggregation, multi-criteria ranking and weights from comparisons, as methods that a scoring rule names by key.

The arithmetic is in plain Python over small fields (`pairwise`, `strength`, `criteria`); what is exact is kept in fractions.
"""

from collections.abc import Iterator
from decimal import Decimal

import weiping as wp

from . import criteria, pairwise, strength


@wp.hookimpl
def weiping_rank_methods() -> Iterator[wp.RankMethod]:
    """Offer what orders a field: five methods from ballots, one from the values of the criteria."""
    yield wp.RankMethod(
        key="borda",
        title=wp.Text("波达计数", "Borda count"),
        needs="ballots",
        rank=pairwise.borda,
        decimals=4,
        words=wp.Text(
            "各评委按自己的分数排出次序；每胜过一个对象得 1 分，打平得半分，合计高者在前。",
            "Each judge's own marks make an order; an entry earns 1 for each entry it is ahead of and a half for each it is "
            "level with, and the highest sum comes first.",
        ),
    )
    yield wp.RankMethod(
        key="copeland",
        title=wp.Text("科普兰法", "Copeland"),
        needs="ballots",
        rank=pairwise.copeland,
        decimals=1,
        words=wp.Text(
            "两两相比，多数评委认为较好的一方得 1 分，打平各得半分，合计高者在前。",
            "In each pair the entry that more judges put ahead earns 1, a draw a half each, and the highest sum comes first.",
        ),
    )
    yield wp.RankMethod(
        key="schulze",
        title=wp.Text("舒尔茨法", "Schulze"),
        needs="ballots",
        rank=pairwise.schulze,
        decimals=0,
        words=wp.Text(
            "两两相比，按舒尔茨法（最强路径）排出次序。",
            "Pairs are compared by majority, and the strongest chains of majorities decide (Schulze).",
        ),
    )
    yield wp.RankMethod(
        key="kemeny",
        title=wp.Text("凯梅尼法", "Kemeny"),
        needs="ballots",
        rank=pairwise.kemeny,
        decimals=6,
        words=wp.Text(
            f"取与各评委次序总的分歧最少的次序（凯梅尼法，精确求解，至多 {pairwise.MOST} 个对象）。",
            f"The order that disagrees least with the judges' orders decides (Kemeny, exact, up to {pairwise.MOST} entries).",
        ),
    )
    yield wp.RankMethod(
        key="bradley-terry",
        title=wp.Text("布拉德利—特里模型", "Bradley–Terry"),
        needs="ballots",
        rank=strength.rank,
        decimals=6,
        words=wp.Text(
            "由两两胜负估计各对象的强度（布拉德利—特里模型），强者在前。",
            "The strength of each entry is estimated from the pairs it won and lost (Bradley–Terry); the strongest comes first.",
        ),
    )
    yield wp.RankMethod(
        key="topsis",
        title=wp.Text("逼近理想解法", "TOPSIS"),
        needs="values",
        rank=criteria.rank,
        options={"costs": ()},
        decimals=6,
        words=wp.Text(
            "按各评分项与最好值的距离和与最差值的距离排序（TOPSIS，向量归一化），最接近理想者在前。",
            "Entries are ordered by how near they are to the best and how far from the worst of every criterion (TOPSIS).",
        ),
    )


@wp.hookimpl
def weiping_weight_methods() -> Iterator[wp.WeightMethod]:
    """Offer weights from pairwise comparisons."""
    yield wp.WeightMethod(
        key="ahp",
        title=wp.Text("层次分析法", "AHP"),
        weigh=criteria.weigh,
        options={"consistency": Decimal("0.1")},
        words=wp.Text(
            "权重由评分项的两两比较得出（层次分析法）。",
            "The weights are made from comparisons of the criteria in pairs (analytic hierarchy process).",
        ),
    )
