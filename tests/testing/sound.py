"""One sound object of every kind, which passes every check; broken ones are these with one thing changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import weiping as wp
from weiping.domain.points import Event


def text(words: str) -> wp.Text:
    return wp.Text(f"中文：{words}", words)


def criterion(**changes: Any) -> wp.Criterion:
    fields: dict[str, Any] = {
        "key": "sheds",
        "title": text("sheds"),
        "rubric": text("tidy"),
        "deductions": (wp.Item(key="dirt", title=text("dirt"), points=wp.exact(2)),),
    }
    return wp.Criterion(**fields | changes)


def ten(event: Event) -> Iterator[wp.Proposal]:
    if isinstance(event, wp.Verified) and event.quantity:
        yield wp.Proposal(household=event.household, points=10, reason=text("a deed"))


def rule(**changes: Any) -> wp.PointsRule:
    fields: dict[str, Any] = {"key": "ten", "title": text("ten"), "propose": ten, "on": (wp.Verified,)}
    return wp.PointsRule(**fields | changes)


def policy(**changes: Any) -> wp.ExpiryPolicy:
    fields: dict[str, Any] = {
        "key": "next-year",
        "title": text("next year"),
        "words": text("until the end of the next year"),
        "expires": lambda earned: date(earned.on.year + 1, 12, 31),
    }
    return wp.ExpiryPolicy(**fields | changes)


def reward(**changes: Any) -> wp.Reward:
    fields: dict[str, Any] = {
        "key": "lamp", "title": text("lamp"), "kind": "goods", "points": 5, "stock": 9, "how": text("desk")
    }  # fmt: skip
    return wp.Reward(**fields | changes)


def fulfilment(**changes: Any) -> wp.Fulfilment:
    fields: dict[str, Any] = {
        "key": "desk",
        "title": text("desk"),
        "instruct": lambda one: text(f"{one.quantity} at the desk"),
    }
    return wp.Fulfilment(**fields | changes)


def activity(**changes: Any) -> wp.ActivityKind:
    fields: dict[str, Any] = {
        "key": "snow",
        "title": text("snow"),
        "roles": (wp.ActivityRole(key="helper", title=text("helper"), hours=True),),
        "form": wp.Form(
            fields=(
                wp.Field(key="metres", title=text("metres"), kind="number", least=wp.exact(1), most=wp.exact(500)),
                wp.Field(key="street", title=text("street"), kind="choice", choices={"east": text("east")}),
                wp.Field(key="photos", title=text("photos"), kind="consent"),
                wp.Field(key="day", title=text("day"), kind="date"),
                wp.Field(key="note", title=text("note"), required=False),
            )
        ),
    }
    return wp.ActivityKind(**fields | changes)


def step(key: str, **changes: Any) -> wp.Step:
    fields: dict[str, Any] = {"key": key, "title": text(key)}
    return wp.Step(**fields | changes)


def matter(**changes: Any) -> wp.MatterKind:
    fields: dict[str, Any] = {
        "key": "lost",
        "title": text("lost"),
        "steps": (step("found"), step("returned", ends=True)),
        "moves": {"found": ("returned",)},
    }
    return wp.MatterKind(**fields | changes)


def noticed(results: wp.Results) -> wp.Text:
    zh = [f"{line.place or '-'} {line.name.zh}" for line in results.lines]
    en = [f"{line.place or '-'} {line.name.en}" for line in results.lines]
    return wp.Text("\n".join(["公示", "", *zh]), "\n".join(["Notice", "", *en]))


def notice(**changes: Any) -> wp.Notice:
    fields: dict[str, Any] = {"key": "plain-notice", "title": text("plain notice"), "write": noticed}
    return wp.Notice(**fields | changes)


def table(results: wp.Results, lang: str) -> bytes:
    """A table whose cells cannot act."""
    file = io.StringIO()
    for line in results.lines:
        name = line.name.said(lang)
        csv.writer(file).writerow([line.place, f"'{name}" if name[:1] in "=+-@\t\r" else name])
    return file.getvalue().encode("utf-8-sig")


def export(**changes: Any) -> wp.Export:
    fields: dict[str, Any] = {
        "key": "table", "title": text("table"), "suffix": ".csv", "media_type": "text/csv", "write": table
    }  # fmt: skip
    return wp.Export(**fields | changes)


def middle(marks: Any, options: Any) -> Any:
    return marks.min() + marks.max(), marks.count() * 0 + 2


def ends(marks: Sequence[Fraction], options: Any) -> list[Fraction | None]:
    kept: list[Fraction | None] = [marks[0], *[None] * (len(marks) - 2), marks[-1]]
    return kept if len(marks) > 1 else [marks[0]]


def combine(**changes: Any) -> wp.CombineMethod:
    fields: dict[str, Any] = {
        "key": "middle", "title": text("middle"), "words": text("the middle counts"), "combine": middle, "counted": ends
    }  # fmt: skip
    return wp.CombineMethod(**fields | changes)


def borda(ballots: Any, options: Any) -> wp.Ranking:
    found = dict.fromkeys(ballots["entry"].to_list(), Fraction(0))
    most = ballots["place"].max()
    for entry, place in ballots.select("entry", "place").iter_rows():
        found[entry] += most - place
    return wp.Ranking(scores=found)


def rank(**changes: Any) -> wp.RankMethod:
    fields: dict[str, Any] = {
        "key": "points", "title": text("points"), "words": text("most points first"), "needs": "ballots", "rank": borda
    }  # fmt: skip
    return wp.RankMethod(**fields | changes)


def by_wins(comparisons: Any, options: Any) -> wp.Weights:
    found: dict[str, Any] = {}
    for more, less, times in comparisons:
        found[more] = found.get(more, 1) + times
        found.setdefault(less, 1)
    return wp.Weights(weights=found)


def weigh(**changes: Any) -> wp.WeightMethod:
    fields: dict[str, Any] = {
        "key": "wins", "title": text("wins"), "words": text("weights are wins"), "weigh": by_wins, "decimals": 2
    }  # fmt: skip
    return wp.WeightMethod(**fields | changes)


TOML = """
[rule]
key = "plain-sum"
title = { zh_CN = "各项平均分相加", en = "Sum of the means" }
[combine]
method = "mean"
[final]
decimals = 2
"""


def scoring(**changes: Any) -> wp.ScoringRule:
    fields: dict[str, Any] = {"key": "plain-sum", "title": text("sum"), "toml": TOML}
    return wp.ScoringRule(**fields | changes)


def pipes(path: Path) -> Iterator[dict[str, str]]:
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
    except ValueError as error:
        raise wp.InputError("{file} is no text.", file=path) from error
    if head != "entry|judge|mark":
        raise wp.InputError("{file} does not begin with entry|judge|mark.", file=path)
    for line in lines:
        entry, judge, mark = line.split("|")
        yield {"entry": entry, "judge": judge, "criterion": "whole", "mark": mark}


def importer(**changes: Any) -> wp.Importer:
    fields: dict[str, Any] = {"key": "pipes", "title": text("pipes"), "suffixes": (".txt",), "read": pipes}
    return wp.Importer(**fields | changes)


def sample(folder: Path, words: str = "entry|judge|mark\neast|a|17\n") -> Path:
    path = folder / "sample.txt"
    path.write_text(words, encoding="utf-8")
    return path


def notebook(folder: Path, *cells: str, markdown: str = "# 街道 Street", outputs: Sequence[Any] = ()) -> Path:
    code = [
        {
            "cell_type": "code",
            "id": f"c{at}",
            "metadata": {},
            "execution_count": None,
            "outputs": list(outputs),
            "source": one,
        }
        for at, one in enumerate(cells or ("import os", "os.environ['WEIPING_DB'][-3:]"))
    ]
    words = {"cell_type": "markdown", "id": "words", "metadata": {}, "source": markdown}
    path = folder / "street.ipynb"
    whole = {"cells": [words, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def page(path: Path, **changes: Any) -> wp.Page:
    return wp.Page(**{"key": "street", "title": text("street"), "notebook": path} | changes)


MODULE = """
import weiping as wp

@wp.hookimpl
def weiping_criteria():
    yield wp.Criterion(key="{key}", title=wp.Text("车棚", "Sheds"), rubric=wp.Text("整齐", "Tidy"))
"""


def module(folder: Path, source: str = MODULE.format(key="sheds"), name: str = "weiping_made") -> Any:
    """A plugin in a file of its own, imported from there."""
    from weiping.hooks.finding import from_file

    path = folder / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    return from_file(path)
