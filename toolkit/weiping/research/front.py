"""The functions of the front door for researchers. Each takes marks from anywhere and answers a `Result`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from scipy import stats

from ..domain.text import Text
from ..errors import InputError
from ..frames import Table, no_refused
from ..hooks.methods import installed, rule_called
from ..scoring.dataset import Dataset, read
from ..scoring.rule import Rule, load_rule
from ..study import facets, panels, resample
from ..study import habits as habits_
from ..study import rasch as rasch_
from ..study import reliability as reliability_
from ..study import severity as severity_
from ..study import variance as variance_
from ..study.ranks import Rankings, ranked
from ..study.totals import totals
from . import charts
from .recipe import NoRecipeError, prepared
from .redraw import by_rule
from .results import Made, Result
from .source import Source, is_database, marks, names_criteria

if TYPE_CHECKING:
    from ..scoring.facts import Facts

AnyRule = str | Path | Rule

BLUR = 0.01
"""Share of the distance between the lowest and the highest mark that rounding to a rule's decimals may move a mark by."""

REPEATS = Text(
    "设计中没有评分项（criterion），同一张打分表上的各项分数按重复测量处理",
    "The design has no criterion, so the marks of one sheet count as repeated ones of the same thing",
)


def _made(call: str, source: Source, **arguments: Any) -> Made:
    return Made(call, arguments, source.frame)


def agreement(what: Any, *, round: str | int | None = None) -> Result:
    """How far the judges agree, criterion by criterion: ICCs, Krippendorff's alpha, Kendall's W, Fleiss' kappa.

    `what` is anything `weiping.marks` reads. With several criteria a line `total` says the same of the sums of the complete
    sheets, which is what the chair's checklist prints. A coefficient that does not exist is null and says why in `data`.
    """
    source = marks(what, round=round)
    found = reliability_.reliability(source.frame) | {name: reliability_.none() for name in source.unmarked}
    every = {name: one.as_data() for name, one in found.items()}
    whole = _whole(source.frame) if len(found) > 1 else {}
    rows = [
        (name, coefficient, value)
        for name, data in {**every, **whole}.items()
        for group in ("icc", "alpha", "kendall_w")
        for coefficient, value in ((f"{group} {key}", part) for key, part in data[group].items())
        if not coefficient.endswith((" chi2", " df", " p"))
    ]
    frame = pl.DataFrame(
        rows, schema={"criterion": pl.String, "coefficient": pl.String, "value": pl.Float64}, orient="row"
    )
    data = next(iter(every.values())) if len(every) == 1 else {"criteria": every, **whole}
    return Result(
        Text("评委一致性", "Agreement of the judges"),
        frame,
        data,
        {"agreement": frame},
        _why({**every, **whole}),
        _made("agreement", source),
        study=found,
        refused=source.refused,
        _chart=charts.coefficients,
    )


def _why(every: Mapping[str, Mapping[str, Any]]) -> tuple[Text, ...]:
    """Why coefficients of the table are missing, one note a reason and criterion."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for criterion, data in every.items():
        for name, reason in data["reasons"].items():
            if not name.startswith(("icc_interval", "fleiss")):  # they are not in the table
                found.setdefault((criterion, reason["zh_CN"], reason["en"]), []).append(name.replace(".", " "))
    notes = []
    for (criterion, zh, en), names in found.items():
        what = f"{criterion} {', '.join(names)}".strip()
        notes.append(Text(f"{what}：{zh}", f"{what}: {en}"))
    return tuple(notes)


def _whole(frame: pl.DataFrame) -> dict[str, Any]:
    """The agreement on the totals of sheets, under the name total; nothing where no sheet is complete."""
    sums = totals(frame)
    return {} if sums.is_empty() else {"total": reliability_.reliability(sums)[""].as_data()}


def variance(what: Any, design: str = "entry x judge", *, round: str | int | None = None) -> Result:
    """Where the differences between marks come from, and how far the result carries: a generalizability study.

    `design` crosses facets with x and nests with a colon; the facets are columns of the marks.
    """
    plan = facets.parse(design)
    source = marks(what, round=round, facets=plan.facets)
    found = variance_.variance(source.frame, plan)
    if "criterion" not in plan.facets and "criterion" in source.frame and source.frame["criterion"].n_unique() > 1:
        found = replace(found, notes=(*found.notes, REPEATS))
    whole = sum(one.counted for one in found.components) or 1.0
    frame = pl.DataFrame(
        [(one.effect, one.variance, one.counted / whole, one.degrees) for one in found.components],
        schema={"effect": pl.String, "variance": pl.Float64, "share": pl.Float64, "degrees": pl.Int64},
        orient="row",
    )
    return Result(
        Text("方差来源", "Sources of variance"),
        frame,
        variance_.as_data(found),
        {"variance": frame, "decision": _decision(found)},
        found.notes,
        _made("variance", source, design=design),
        found,
        source.refused,
        partial(charts.components, decision=_decision(found)),
    )


def _decision(found: variance_.Variance) -> pl.DataFrame:
    """Both coefficients for 1 to 20 conditions of each facet, the others as observed."""
    rows = []
    for facet in found.design.averaged:
        for number in range(1, 21):
            values = [None if not isinstance(one, float) else one for one in found.at({facet: number})]
            rows.append((facet, number, *values))
    schema = {"facet": pl.String, "number": pl.Int64, "generalizability": pl.Float64, "dependability": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def severity(
    what: Any, *, round: str | int | None = None, model: Literal["reml", "rasch"] = "reml", level: float = 0.9,
    sheets: bool = False,
) -> Result:  # fmt: skip
    """How strict each judge is, and the entries with that taken into account; beside the raw result, never instead of it.

    `model` reml fits crossed random effects, rasch a many-facet rating scale; `sheets` lets the marks of one sheet hang
    together (see `weiping.study.severity`). Raises InputError where the panel falls into parts that nothing links.
    """
    if model not in ("reml", "rasch"):
        raise InputError("There is no model {model}; use reml or rasch.", model=model)
    _held(level)
    source = marks(what, round=round)
    made = _made("severity", source, model=model, level=level, sheets=sheets)
    if model == "rasch":
        measured = rasch_.rasch(source.frame)
        tables = {**measured.measures, "thresholds": measured.thresholds}
        title = Text("多面 Rasch 测量", "Many-facet Rasch measures")
        return Result(title, measured.measures["judge"], measured.as_data(), tables, made=made, study=measured,
                      refused=source.refused)  # fmt: skip
    found = severity_.severity(source.frame, level=level, sheets=sheets, joint=source.frame["entry"].n_unique() <= 1000)
    entries = found.entries.sort("adjusted", descending=True)
    strict = found.judges.sort("severity", descending=True)
    return Result(
        Text("评委宽严与校正后的成绩", "Severity of the judges, and adjusted values"),
        entries,
        found.as_data(),
        {"entries": entries, "judges": strict},
        made=made,
        study=found,
        refused=source.refused,
        _chart=partial(charts.intervals, judges=strict),
    )


def habits(what: Any, *, round: str | int | None = None) -> Result:
    """Judges who say one thing several times (halo), or use too little or too much of the scale. A flag proves nothing."""
    source = marks(what, round=round)
    frame = habits_.habits(source.frame).frame
    return Result(
        Text("评委打分习惯", "Habits of the judges"),
        frame,
        {"judges": frame.to_dicts()},
        {"habits": frame},
        made=_made("habits", source),
        refused=source.refused,
    )


def drift(what: Any, period: str) -> Result:
    """How each judge's severity changes over the column `period`."""
    source = marks(what, facets=("entry", "judge", period))
    found = habits_.drift(source.frame, period)
    data = {"spread": found.spread, "judges": found.frame.to_dicts()}
    return Result(
        Text("宽严随时间的变化", "Drift of severity"),
        found.frame,
        data,
        {"drift": found.frame},
        made=_made("drift", source, period=period),
        study=found,
        refused=source.refused,
        _chart=charts.drifting,
    )


def stability(
    what: Any, rule: AnyRule | None = None, *, round: str | int | None = None, draws: int = 1000, seed: int = 0,
    over: Literal["judges", "items", "both"] = "judges", level: float = 0.9, first: int = 3,
) -> Result:  # fmt: skip
    """How much the places depend on who happened to judge: the rule scored on panels drawn anew with replacement.

    Without `rule` a round of a database is ranked by its own, a file by the rule.toml beside it, anything else by `plain`
    (marks averaged, criteria summed); `data` names the rule. Every draw is ranked by the whole rule: most are arithmetic on a
    table of marks and take no time, one that blends sources, adjusts judges or asks a plugin takes one scoring a draw and
    raises RuleError where items are drawn. `frame` has one row an entry: place, total, low and
    high (the `level` interval of its place), its chance of place 1 and of one of the `first` places, and its best and worst
    place if any one judge were left out.
    """
    if over not in ("judges", "items", "both"):
        raise InputError("There is no {what} to draw from; use judges, items or both.", what=over)
    _held(level)
    if seed < 0:
        raise InputError("A seed is a whole number from 0; given is {seed}.", seed=seed)
    dataset = dataset_of(what, rule, round=round)
    standings, drawn, without = _drawn(dataset, over, draws, seed)
    official = standings.select(pl.col("entry").cast(pl.String), place="rank", total=pl.col("total").cast(pl.Float64))
    inside = pl.DataFrame({"entry": list(drawn.entries), "award": list(drawn.within(first).values())})
    frame = official.join(drawn.intervals(level), on="entry", how="left").join(inside, on="entry", how="left")
    frame = frame.join(_spread(without), on="entry", how="left").drop("median")
    decided = frame.filter((pl.col("place") <= first) & (pl.col("award") < level))["entry"].to_list()
    data = {
        "rule": dataset.rule.key, "hash": dataset.rule.hash,
        "draws": draws, "seed": seed, "over": over, "level": level, "first": first, "entries": frame.to_dicts(),
        "undecided": decided, "acceptability": drawn.acceptability().to_dicts(),
    }  # fmt: skip
    made = Made(
        "stability",
        {"draws": draws, "seed": seed, "over": over, "level": level, "first": first},
        _long(dataset),
        dataset.rule.text,
        *(_table(dataset, name) for name in ("entries", "criteria", "judges")),
    )
    return Result(
        Text("名次的稳定性", "Stability of places"),
        frame,
        data,
        {"places": frame, "acceptability": drawn.acceptability()},
        (_ranked_by(dataset.rule),),
        made,
        drawn,
        dataset.refused,
        _chart=charts.places,
    )


def _held(level: float) -> None:
    if not 0 < level < 1:
        raise InputError("An interval holds a share between 0 and 1, such as 0.9; given is {level}.", level=level)


def _ranked_by(rule: Rule) -> Text:
    title = rule.slots.rule.text
    return Text(f"名次按规则“{title.said('zh_CN')}”排出", f"Places are by the rule {title.said('en')}")


def _drawn(
    dataset: Dataset, over: Literal["judges", "items", "both"], draws: int, seed: int
) -> tuple[pl.DataFrame, Rankings, Rankings]:
    """The official standings, the rankings of drawn panels, and those without each judge in turn."""
    try:
        panel, recipe, standings = prepared(dataset)
    except NoRecipeError:
        if over != "judges":
            raise
        return by_rule(dataset, draws=draws, seed=seed)
    without = [
        resample.score(replace(panel, marks=np.delete(panel.marks, one, axis=1)), recipe)
        for one in range(len(panel.judges))
    ]
    return (
        standings,
        resample.bootstrap(panel, recipe, over=over, draws=draws, seed=seed),
        ranked(panel.entries, np.stack(without), highest_first=recipe.highest_first),
    )


def _spread(without: Rankings) -> pl.DataFrame:
    """The best and worst place of every entry when any one judge is left out; null for an entry without any place."""
    seen = [column[column > 0] for column in without.samples.T]
    return pl.DataFrame(
        {
            "entry": list(without.entries),
            "best_without_one": [int(one.min()) if len(one) else None for one in seen],
            "worst_without_one": [int(one.max()) if len(one) else None for one in seen],
        },
        schema_overrides={"best_without_one": pl.Int64, "worst_without_one": pl.Int64},
    )


def score(what: Any, rule: AnyRule | None = None, *, round: str | int | None = None) -> Result:
    """The standings of marks under a rule: exact decimals, as `weiping score` gives them."""
    dataset = dataset_of(what, rule, round=round)
    scored = dataset.score()
    frame = scored.standings
    data = {"rule": dataset.rule.key, "hash": dataset.rule.hash, "standings": _plain(frame)}
    return Result(Text("名次", "Standings"), frame, data, {"standings": frame, "parts": scored.parts}, study=scored,
                  refused=scored.refused)  # fmt: skip


def compare(what: Any, rules: Sequence[AnyRule], *, round: str | int | None = None) -> Result:
    """The places of the same marks under several rules side by side, with Kendall's tau to the first of them.

    `frame` has one row an entry: (round, where there are several,) entry, a column of places a rule, and spread (the
    largest difference between them). Over several rounds tau is the mean of the rounds', and `tables` has for each round
    how many entries change their place and whether the first place does.
    """
    if len(rules) < 2:
        raise InputError("It takes at least two rules to compare.")
    columns: dict[str, pl.DataFrame] = {}
    for rule in rules:
        dataset = dataset_of(what, rule, round=round)
        name = dataset.rule.key
        while name in columns:
            name += "'"
        keys = [key for key in ("round", "entry") if key == "entry" or len(dataset.rounds) > 1]
        columns[name] = dataset.score().standings.select(
            *(pl.col(key).cast(pl.String) for key in keys), pl.col("rank").alias(name)
        )
    names = list(columns)
    frame, *others = columns.values()
    keys = frame.columns[:-1]
    for other in others:
        frame = frame.join(other, on=keys, how="full", coalesce=True, maintain_order="left")
    frame = frame.with_columns(spread=pl.max_horizontal(names) - pl.min_horizontal(names))
    parts = [frame] if keys == ["entry"] else frame.partition_by("round", maintain_order=True)
    frame = pl.concat([part.sort(names[0], nulls_last=True) for part in parts])
    taus = {name: _mean(_tau(part[names[0]], part[name]) for part in parts) for name in names}
    tables = {"places": frame} if keys == ["entry"] else {"places": frame, "rounds": _by_round(frame, names)}
    data = {"tau": taus, "places": frame.to_dicts()}
    if "rounds" in tables:
        data["rounds"] = tables["rounds"].to_dicts()
    return Result(
        Text("规则比较", "Rules compared"), frame, data, tables,
        _chart=charts.comparison if keys == ["entry"] else None,
    )  # fmt: skip


def _by_round(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """One row a round: entries, moved (how many places differ under any of the rules), winner_moved."""
    best = pl.min_horizontal(names) == 1
    return frame.group_by("round", maintain_order=True).agg(
        entries=pl.len(), moved=(pl.col("spread") > 0).sum(), winner_moved=(best & (pl.col("spread") > 0)).any()
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _tau(one: pl.Series, other: pl.Series) -> float | None:
    both = pl.DataFrame({"a": one, "b": other}).drop_nulls()
    value = (
        float(stats.kendalltau(both["a"].to_numpy(), both["b"].to_numpy()).statistic) if len(both) > 1 else float("nan")
    )
    return value if value == value else None


def design(
    entries: Sequence[str], judges: Sequence[str], each: int, *, conflicts: Collection[tuple[str, str]] = (),
    most: Mapping[str, int] | int | None = None, walk: float = 0.5, seed: int = 0,
) -> Result:  # fmt: skip
    """Who visits what: each entry by `each` judges, loads even, conflicts kept, linked so that severities can be compared."""
    found = panels.assign(entries, judges, each, conflicts=conflicts, most=most, walk=walk, seed=seed)
    data = {"routes": {judge: list(route) for judge, route in found.routes.items()}, "linked": found.linked}
    return Result(Text("评委走访安排", "Who visits what"), found.frame, data, {"visits": found.frame}, study=found,
                  _chart=charts.visits)  # fmt: skip


def budget(what: Any, visits: int, entries: int, *, facet: str = "judge") -> Result:
    """What a number of visits buys when `entries` are compared, by an earlier study: a `weiping.variance`, or marks.

    One row for each number of judges an entry that the visits pay for, with both coefficients.
    """
    study = what.study if isinstance(what, Result) else variance(what).study
    frame = panels.budget(study, visits, entries, facet=facet)
    return Result(
        Text("走访预算与信度", "What visits buy"), frame, {"visits": visits, "budget": frame.to_dicts()},
        {"budget": frame}, study=study, _chart=charts.bought,
    )  # fmt: skip


def dataset_of(what: Any, rule: AnyRule | None = None, *, round: str | int | None = None) -> Dataset:
    """`what` as a data set under `rule`: a path, a Dataset, or anything `weiping.marks` reads.

    `rule` is a Rule, a rule file, or the key of an installed rule; without one a database's round keeps its own, a file
    the rule.toml beside it, and anything else is scored by `plain`. Raises InputError where there is no such rule.
    """
    law = None if rule is None else rule_called(rule)
    if is_database(what):
        from .database import dataset as of_database

        return of_database(what, law, None if round is None else int(round))
    if isinstance(what, Dataset):
        dataset = what if law is None else Dataset(what.marks, law, what.facts)
    elif _is_file(what) and (law is not None or _beside(Path(what)).is_file()):
        law = law or load_rule(_beside(Path(what)), methods=installed)
        dataset = _of_source(marks(what, round=round), law) if _one_criterion(what, law) else read(what, law)
    else:
        dataset = _of_source(marks(what, round=round), law or rule_called("plain"))
    if round is None or not dataset.rounds:
        return dataset
    if str(round) not in dataset.rounds:
        raise InputError("There is no round {round}; there are {known}.", round=round, known=dataset.rounds[:20])
    return dataset.only(str(round))


def restored(tables: Mapping[str, pl.DataFrame], rule: Rule) -> Dataset:
    """The data set that a bundle was made of: its tables are those that the rule was prepared with."""
    from ..scoring.facts import Facts

    facts = Facts(
        tables.get("criteria"), tables.get("entries"), no_refused(), "criteria" in tables, tables.get("judges")
    )
    return _of_source(Source(tables["marks"], "bundle"), rule, facts)


def _beside(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / "rule.toml"


def _is_file(what: Any) -> bool:
    return isinstance(what, str | Path) and Path(what).exists()


def _one_criterion(what: str | Path, rule: Rule) -> bool:
    """Whether a long file names no criterion, which stands for one."""
    given = rule.slots.input
    return not (Path(what).is_dir() or given.layout == "wide" or given.columns) and not names_criteria(Path(what))


def _of_source(source: Source, rule: Rule, facts: Facts | None = None) -> Dataset:
    from ..scoring.facts import prepare, read_marks

    frame = source.frame.with_columns(pl.col("mark").round(6))
    given, kept = source.frame["mark"].to_numpy(), frame["mark"].to_numpy()
    if len(given) and np.ptp(given) > 0 and np.abs(given - kept).max() > BLUR * np.ptp(given):
        raise InputError(
            "The marks are so close together that the six decimals of a rule cannot tell them apart; multiply them all by "
            "the same number."
        )
    if "criterion" not in frame.columns:
        frame = frame.with_columns(criterion=pl.lit("mark"))
    facts = facts or prepare(rule)
    return Dataset(read_marks(Table.of(frame, source.name), rule, facts), rule, facts)


def _long(dataset: Dataset) -> pl.DataFrame:
    return marks(dataset).frame


def _table(dataset: Dataset, name: str) -> pl.DataFrame | None:
    found: pl.DataFrame | None = getattr(dataset.facts, name)
    return found


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(pl.selectors.decimal().cast(pl.String)).to_dicts()
