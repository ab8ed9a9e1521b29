"""The hooks. A plugin implements any of them and registers its module under the entry point group `weiping`.

A hook is called once, when the plugins are loaded, and yields frozen dataclasses; the objects carry plain functions
for the work. A plugin that raises, or yields something else than its hook says, is quarantined and named; the others
go on.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from ..domain.criteria import Criterion
from ..domain.points import PointsRule, Reward
from ..scoring.methods import CombineMethod, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule

hookspec = pluggy.HookspecMarker("weiping")
hookimpl = pluggy.HookimplMarker("weiping")


@hookspec
def weiping_criteria() -> Iterable[Criterion]:
    """Criteria that appraisals can use.

    >>> import weiping as wp
    >>> @wp.hookimpl
    ... def weiping_criteria():
    ...     yield wp.Criterion(
    ...         key="bicycle-sheds",
    ...         title=wp.Text("非机动车棚", "Bicycle sheds"),
    ...         rubric=wp.Text("停放整齐,无飞线充电", "Tidy, no improvised charging"),
    ...     )
    >>> [criterion.key for criterion in weiping_criteria()]
    ['bicycle-sheds']
    """
    raise NotImplementedError


@hookspec
def weiping_scoring_rules() -> Iterable[ScoringRule]:
    """Scoring rules an appraisal can start from, each a rule file (TOML) with a title.

    >>> import weiping as wp
    >>> @wp.hookimpl
    ... def weiping_scoring_rules():
    ...     yield wp.ScoringRule.from_toml('''
    ...     [rule]
    ...     key = "plain-sum"
    ...     title = { zh_CN = "各项平均分相加", en = "Sum of the means" }
    ...     [combine]
    ...     method = "mean"
    ...     [final]
    ...     decimals = 2
    ...     ''')
    >>> [rule.key for rule in weiping_scoring_rules()]
    ['plain-sum']
    """
    raise NotImplementedError


@hookspec
def weiping_combine_methods() -> Iterable[CombineMethod]:
    """Ways to make one value of several judges' marks, for `[combine] method`.

    >>> import weiping as wp
    >>> def midrange(marks, options):
    ...     return marks.min() + marks.max(), marks.count() * 0 + 2
    >>> @wp.hookimpl
    ... def weiping_combine_methods():
    ...     yield wp.CombineMethod(
    ...         key="midrange", title=wp.Text("中值", "Mid-range"), combine=midrange,
    ...         words=wp.Text("取最高分与最低分的中间值。", "Half-way between the highest and the lowest mark counts."),
    ...     )
    >>> [method.key for method in weiping_combine_methods()]
    ['midrange']
    """
    raise NotImplementedError


@hookspec
def weiping_rank_methods() -> Iterable[RankMethod]:
    """Ways to order a whole field, for `[rank] by`; from the judges' ballots or from the values of the criteria.

    >>> import weiping as wp
    >>> def first_places(ballots, options):
    ...     scores = dict.fromkeys(ballots["entry"].to_list(), 0)
    ...     for entry, place in ballots.select("entry", "place").iter_rows():
    ...         scores[entry] += place == 1
    ...     return wp.Ranking(scores=scores)
    >>> @wp.hookimpl
    ... def weiping_rank_methods():
    ...     yield wp.RankMethod(
    ...         key="first-places", title=wp.Text("首位票", "First places"), needs="ballots", rank=first_places, decimals=0,
    ...         words=wp.Text("得首位票多者在前。", "Whom most judges put first comes first."),
    ...     )
    >>> [method.key for method in weiping_rank_methods()]
    ['first-places']
    """
    raise NotImplementedError


@hookspec
def weiping_weight_methods() -> Iterable[WeightMethod]:
    """Ways to make weights of comparisons between criteria, for `[weigh] weights_by`.

    >>> import weiping as wp
    >>> def wins(comparisons, options):
    ...     weights = {}
    ...     for more, less, times in comparisons:
    ...         weights[more] = weights.get(more, 1) + times
    ...         weights.setdefault(less, 1)
    ...     return wp.Weights(weights=weights)
    >>> @wp.hookimpl
    ... def weiping_weight_methods():
    ...     yield wp.WeightMethod(
    ...         key="wins", title=wp.Text("胜出数", "Wins"), weigh=wins,
    ...         words=wp.Text("权重按各项胜出的比较计。", "The weights are the comparisons won."),
    ...     )
    >>> [method.key for method in weiping_weight_methods()]
    ['wins']
    """
    raise NotImplementedError


@hookspec
def weiping_points_rules() -> Iterable[PointsRule]:
    """Rules that turn something that happened into points for households.

    >>> import weiping as wp
    >>> def ten_each(event):
    ...     for winner in event.winners:
    ...         for household in winner.households:
    ...             yield wp.Proposal(household=household, points=10, reason=wp.Text("获奖", "Award"))
    >>> @wp.hookimpl
    ... def weiping_points_rules():
    ...     yield wp.PointsRule(key="ten-each", title=wp.Text("每户十分", "Ten each"), propose=ten_each)
    >>> [rule.key for rule in weiping_points_rules()]
    ['ten-each']
    """
    raise NotImplementedError


@hookspec
def weiping_rewards() -> Iterable[Reward]:
    """Rewards that the office can take into its catalogue.

    >>> import weiping as wp
    >>> @wp.hookimpl
    ... def weiping_rewards():
    ...     yield wp.Reward(
    ...         key="soap", title=wp.Text("肥皂", "Soap"), kind="goods", points=5, stock=40,
    ...         how=wp.Text("凭券在服务台领取", "Hand over at the desk"),
    ...     )
    >>> [reward.key for reward in weiping_rewards()]
    ['soap']
    """
    raise NotImplementedError
