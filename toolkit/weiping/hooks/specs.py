"""The hooks. A plugin implements any of them and registers its module under the entry point group `weiping`.

A hook is called once, when the plugins are loaded, and yields frozen dataclasses; the objects carry plain functions
for the work. A plugin that raises, or yields something else than its hook says, is quarantined and named; the others
go on.

Each hook states what it yields, since which version it is there and, where it is on its way out, what to use instead. A
parameter that a hook gains later has a default, so that an implementation written before goes on working; an
implementation never has defaults of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import pluggy

from ..domain.contributed import Importer, Page
from ..domain.criteria import Criterion
from ..domain.kinds import ActivityKind, MatterKind
from ..domain.papers import Export, Notice
from ..domain.points import ExpiryPolicy, Fulfilment, PointsRule, Reward
from ..scoring.methods import CombineMethod, RankMethod, WeightMethod
from ..scoring.presets import ScoringRule

hookimpl = pluggy.HookimplMarker("weiping")
_spec = pluggy.HookspecMarker("weiping")

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Hook:
    """What one hook is: the objects it yields, the version it came with, and what took its place where it is deprecated."""

    name: str
    kind: type[Any]
    since: str
    deprecated: str | None = None

    @property
    def table(self) -> str:
        """What its objects are called: `weiping_points_rules` → `points_rules`."""
        return self.name.removeprefix("weiping_")


HOOKS: dict[str, Hook] = {}
"""Every hook by its name, in the order of this page."""


def hook(kind: type[Any], *, since: str, deprecated: str | None = None) -> Callable[[F], F]:
    """Declare a hook that yields objects of `kind`. An implementation of a deprecated one warns, saying `deprecated`."""

    def declare(function: F) -> F:
        HOOKS[function.__name__] = Hook(function.__name__, kind, since, deprecated)
        warning = DeprecationWarning(f"{function.__name__}: {deprecated}") if deprecated else None
        return _spec(function, warn_on_impl=warning)

    return declare


@hook(Criterion, since="0.1")
def weiping_criteria() -> Iterable[Criterion]:
    """Criteria that appraisals can use.

    The office chooses among them for an appraisal. A round keeps a copy of each as it was when scoring opened, so that an
    upgrade takes effect with the next round.

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


@hook(ScoringRule, since="0.1")
def weiping_scoring_rules() -> Iterable[ScoringRule]:
    """Scoring rules an appraisal can start from, each a rule file (TOML) with a title.

    The office page and appraisal files offer them by key; the round keeps the text of the rule it was opened with.

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


@hook(CombineMethod, since="0.1")
def weiping_combine_methods() -> Iterable[CombineMethod]:
    """Ways to make one value of several judges' marks, for `[combine] method`.

    A rule names one: in a live round, in `weiping score` and wherever else rules are read.

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


@hook(RankMethod, since="0.1")
def weiping_rank_methods() -> Iterable[RankMethod]:
    """Ways to order a whole field, for `[rank] by`; from the judges' ballots or from the values of the criteria.

    A rule names one; it orders the entries that have a total and that no gate keeps out. The totals stay beside its scores.

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


@hook(WeightMethod, since="0.1")
def weiping_weight_methods() -> Iterable[WeightMethod]:
    """Ways to make weights of comparisons between criteria, for `[weigh] weights_by`.

    A rule names one with its comparisons; the weights are made when the rule is read.

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


@hook(PointsRule, since="0.1")
def weiping_points_rules() -> Iterable[PointsRule]:
    """Rules that turn something that happened into points for households.

    An appraisal names the rules that are asked when its result is published. A rule only proposes: weiping posts the points,
    once for each event, household and proposal's key, however often it is asked.

    >>> import weiping as wp
    >>> def ten_each(event):
    ...     for winner in event.winners:
    ...         for household in winner.households:
    ...             reason = wp.Text("获奖", "Award")
    ...             yield wp.Proposal(household=household, points=10, reason=reason, key=winner.award)
    >>> @wp.hookimpl
    ... def weiping_points_rules():
    ...     yield wp.PointsRule(key="ten-each", title=wp.Text("每户十分", "Ten each"), propose=ten_each)
    >>> [rule.key for rule in weiping_points_rules()]
    ['ten-each']
    """
    raise NotImplementedError


@hook(Reward, since="0.1")
def weiping_rewards() -> Iterable[Reward]:
    """Rewards that the office can take into its catalogue.

    A community that is founded has all of them in its catalogue; what is in a catalogue already stays as the office has it.

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


@hook(Fulfilment, since="0.1")
def weiping_fulfilments() -> Iterable[Fulfilment]:
    """Ways to hand a reward over: what its voucher tells the resident and the desk.

    A reward names one by its key; it is asked when a voucher is shown.

    >>> import weiping as wp
    >>> def on_friday(redeemed):
    ...     return wp.Text("周五上午九点到服务台", "Come to the desk on Friday at nine")
    >>> @wp.hookimpl
    ... def weiping_fulfilments():
    ...     yield wp.Fulfilment(key="on-friday", title=wp.Text("周五办理", "On Fridays"), instruct=on_friday)
    >>> [one.key for one in weiping_fulfilments()]
    ['on-friday']
    """
    raise NotImplementedError


@hook(ExpiryPolicy, since="0.1")
def weiping_expiry_policies() -> Iterable[ExpiryPolicy]:
    """When points expire. A community chooses one; without one they never do.

    Only the one chosen is asked.

    >>> import weiping as wp
    >>> from datetime import date
    >>> def end_of_next_year(earned):
    ...     return date(earned.on.year + 1, 12, 31)
    >>> @wp.hookimpl
    ... def weiping_expiry_policies():
    ...     yield wp.ExpiryPolicy(
    ...         key="end-of-next-year", title=wp.Text("次年底到期", "End of next year"), expires=end_of_next_year,
    ...         words=wp.Text("积分于次年 12 月 31 日到期。", "Points expire at the end of the next year."),
    ...     )
    >>> [policy.key for policy in weiping_expiry_policies()]
    ['end-of-next-year']
    """
    raise NotImplementedError


@hook(ActivityKind, since="0.1")
def weiping_activity_kinds() -> Iterable[ActivityKind]:
    """Kinds of activities: as what people take part, and what a record of one asks for.

    They are loaded, checked and listed; this version does not yet keep records of activities itself.

    >>> import weiping as wp
    >>> @wp.hookimpl
    ... def weiping_activity_kinds():
    ...     yield wp.ActivityKind(
    ...         key="snow-clearing", title=wp.Text("扫雪", "Snow clearing"),
    ...         roles=(wp.ActivityRole(key="volunteer", title=wp.Text("志愿者", "Volunteer"), hours=True),),
    ...     )
    >>> [kind.key for kind in weiping_activity_kinds()]
    ['snow-clearing']
    """
    raise NotImplementedError


@hook(MatterKind, since="0.1")
def weiping_matter_kinds() -> Iterable[MatterKind]:
    """Kinds of matters: the steps that settle them, and what each step asks for.

    They are loaded, checked and listed; this version does not yet keep matters itself.

    >>> import weiping as wp
    >>> @wp.hookimpl
    ... def weiping_matter_kinds():
    ...     yield wp.MatterKind(
    ...         key="lost-property", title=wp.Text("失物招领", "Lost property"),
    ...         steps=(
    ...             wp.Step(key="found", title=wp.Text("拾得", "Found")),
    ...             wp.Step(key="returned", title=wp.Text("已归还", "Returned"), ends=True),
    ...         ),
    ...         moves={"found": ("returned",)},
    ...     )
    >>> [kind.key for kind in weiping_matter_kinds()]
    ['lost-property']
    """
    raise NotImplementedError


@hook(Notice, since="0.1")
def weiping_notices() -> Iterable[Notice]:
    """Public notices of a result, in both languages.

    The office chooses one of them for a published round.

    >>> import weiping as wp
    >>> def short(results):
    ...     first = [line.name for line in results.lines if line.place == 1]
    ...     zh, en = "、".join(one.zh for one in first), ", ".join(one.en for one in first)
    ...     return wp.Text(f"公示\\n\\n第一名：{zh}", f"Notice\\n\\nFirst: {en}")
    >>> @wp.hookimpl
    ... def weiping_notices():
    ...     yield wp.Notice(key="short-notice", title=wp.Text("简短公示", "Short notice"), write=short)
    >>> [notice.key for notice in weiping_notices()]
    ['short-notice']
    """
    raise NotImplementedError


@hook(Export, since="0.1")
def weiping_exports() -> Iterable[Export]:
    """Files made of a published result.

    Offered for every published round, on the chair's page and by the HTTP API.

    >>> import weiping as wp
    >>> def places(results, lang):
    ...     return "\\n".join(f"{line.place}. {line.name.said(lang)}" for line in results.lines).encode()
    >>> @wp.hookimpl
    ... def weiping_exports():
    ...     yield wp.Export(
    ...         key="places", title=wp.Text("名次表", "Places"), suffix=".txt", media_type="text/plain", write=places
    ...     )
    >>> [export.key for export in weiping_exports()]
    ['places']
    """
    raise NotImplementedError


@hook(Page, since="0.1")
def weiping_pages() -> Iterable[Page]:
    """Notebooks that the server shows to the office, each visitor with a kernel of their own.

    Each is served at `/more/KEY`.

    >>> import weiping as wp
    >>> from pathlib import Path
    >>> @wp.hookimpl
    ... def weiping_pages():
    ...     yield wp.Page(
    ...         key="street-map", title=wp.Text("街道图", "Street map"), notebook=Path("street_map.ipynb")
    ...     )
    >>> list(weiping_pages())
    Traceback (most recent call last):
    ...
    weiping.errors.DefinitionError: Page street-map names street_map.ipynb, which is no notebook.
    """
    raise NotImplementedError


@hook(Importer, since="0.1")
def weiping_importers() -> Iterable[Importer]:
    """Ways to read foreign sheets of marks.

    Commands and functions that read marks take one by its key (`--importer KEY`).

    >>> import weiping as wp
    >>> def lines(path):
    ...     for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
    ...         if line.count("|") != 2:
    ...             raise wp.InputError("{line}: write entry|judge|mark.", line=line)
    ...         entry, judge, mark = line.split("|")
    ...         yield {"entry": entry, "judge": judge, "criterion": "whole", "mark": mark}
    >>> @wp.hookimpl
    ... def weiping_importers():
    ...     yield wp.Importer(key="pipes", title=wp.Text("竖线分隔", "Pipes"), suffixes=(".txt",), read=lines)
    >>> [importer.key for importer in weiping_importers()]
    ['pipes']
    """
    raise NotImplementedError
