"""Every check passes what is sound, and finds what is broken: one plugin broken on purpose, or more, for each."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.testing import sound
from tests.testing.sound import MODULE, text

import weiping as wp
from weiping.hooks.specs import HOOKS
from weiping.i18n import tr
from weiping.scoring.combining import COMBINE
from weiping.scoring.presets import PRESETS
from weiping.testing import check, conformance
from weiping.testing.conform import checks
from weiping.testing.finding import LAWS, Breach, Finding
from weiping.testing.target import Given, Target, target_of

Broken = Callable[[Path], Any]
"""A target made in a folder, or a pair of one and the arguments of `check`."""

counter = count()


class Shifting(wp.Criterion):
    def value(self, detail: wp.Detail) -> Decimal:
        return Decimal("0.25")


class Backwards(wp.Criterion):
    def value(self, detail: wp.Detail) -> Decimal:
        return min(Decimal(sum(detail.counts.values())), self.scale.high)


class Raising(wp.Criterion):
    def value(self, detail: wp.Detail) -> Decimal:
        return super().value(detail) if detail.level else Decimal(1 / 0)


class Moody(wp.Criterion):
    def value(self, detail: wp.Detail) -> Decimal:
        return Decimal(next(counter) % 2)


def subclass(kind: type[wp.Criterion]) -> wp.Criterion:
    whole = sound.criterion()
    return kind(key=whole.key, title=whole.title, rubric=whole.rubric, deductions=whole.deductions)


def band(key: str, low: int, high: str, value: int) -> wp.Level:
    return wp.Level(key=key, title=text(key), low=wp.exact(low), high=wp.exact(high), value=wp.exact(value))


def proposing(*points: Any, household: str = "", **more: Any) -> Callable[[Any], list[wp.Proposal]]:
    """A rule's function that proposes these points for the household of an event."""
    return lambda event: [
        wp.Proposal(
            household=household or event.household, points=one, reason=more.get("reason", text("deed")), key=str(at)
        )
        for at, one in enumerate(points)
    ]


def paying_more_each_time(event: Any) -> list[wp.Proposal]:
    return [wp.Proposal(household=event.household, points=1, reason=text("x"), key=str(next(counter)))]


def only_published(event: Any) -> list[wp.Proposal]:
    return [wp.Proposal(household="east-1", points=1, reason=text("x"))] if event.winners else []


def first_mark(marks: Any, options: Any) -> Any:
    return marks.first(), marks.count() * 0 + 1


def with_len(marks: Any, options: Any) -> Any:
    return marks.sum(), marks.len()


def spread(marks: Any, options: Any) -> Any:
    return marks.max() - marks.min(), marks.count() * 0 + 1


def least_common(marks: Any, options: Any) -> Any:
    """The lowest mark where marks differ much, else the highest: a better mark may bring the value down."""
    import polars as pl

    return pl.when(marks.max() - marks.min() > 10).then(marks.min()).otherwise(marks.max()), marks.count() * 0 + 1


def upside_down(ballots: Any, options: Any) -> wp.Ranking:
    whole = sound.borda(ballots, options)
    return wp.Ranking(scores={entry: -score for entry, score in whole.scores.items()})


def by_row(ballots: Any, options: Any) -> wp.Ranking:
    return wp.Ranking(scores={entry: at for at, entry in enumerate(ballots["entry"].to_list())})


def one_left_out(ballots: Any, options: Any) -> wp.Ranking:
    whole = dict(sound.borda(ballots, options).scores)
    whole.pop(sorted(whole)[0])
    return wp.Ranking(scores=whole)


def refusing(frame: Any, options: Any) -> wp.Ranking:
    raise wp.RuleError("It never can.")


def last_named_first(comparisons: Any, options: Any) -> wp.Weights:
    names = [name for more, less, _ in comparisons for name in (more, less)]
    return wp.Weights(weights={name: at for at, name in enumerate(names, 1)})


def less_is_more(comparisons: Any, options: Any) -> wp.Weights:
    whole = sound.by_wins(comparisons, options)
    return wp.Weights(weights={name: 1 / float(weight) for name, weight in whole.weights.items()})


def formulas(results: wp.Results, lang: str) -> bytes:
    return "\n".join(f'{line.place},"{line.name.said(lang)}"' for line in results.lines).encode()


def workbook(results: wp.Results, lang: str) -> bytes:
    import io

    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(results.lines):
            sheet.write(at, 0, line.name.said(lang))
    return file.getvalue()


def markup(results: wp.Results, lang: str) -> bytes:
    return "".join(f"<p>{line.name.said(lang)}</p>" for line in results.lines).encode()


def notices(write: Callable[[wp.Results], Any]) -> Broken:
    return lambda folder: sound.notice(write=write)


def rows(*rows: Any) -> Callable[[Path], Any]:
    def broken(folder: Path) -> Any:
        return sound.importer(read=lambda path: list(rows)), {"samples": {"pipes": sound.sample(folder)}}

    return broken


ROW = {"entry": "east", "judge": "a", "criterion": "whole", "mark": "17"}


def restless(path: Path) -> list[dict[str, Any]]:
    return [{**ROW, "mark": next(counter)}]


def code(*lines: str) -> Broken:
    return lambda folder: sound.page(sound.notebook(folder, *lines))


def source(*lines: str, key: str = "sheds") -> Broken:
    """A module with these lines above its criterion."""
    return lambda folder: sound.module(
        folder, "\n".join([*lines, MODULE.format(key=key)]), f"weiping_made_{next(counter)}"
    )


OUTPUT = {"output_type": "stream", "name": "stdout", "text": "left behind"}
IMG = '<img src="https://example.org/x.png">'

BROKEN: dict[str, list[Broken]] = {
    "titles in both languages": [
        lambda _: sound.criterion(title=wp.Text("车棚", "")),
        lambda _: sound.criterion(rubric=wp.Text("same", "same")),
        lambda _: sound.criterion(title="Sheds"),
        lambda _: sound.criterion(title=wp.Text("Sheds", "车棚")),
        lambda _: sound.activity(about=wp.Text(" ", "about")),
        lambda _: sound.reward(how=wp.Text("到服务台", "  ")),
    ],
    "keys of small letters, digits and hyphens": [
        lambda _: sound.criterion(deductions=(wp.Item(key="Dirt!", title=text("dirt"), points=wp.exact(2)),)),
        lambda _: sound.criterion(levels=(band("Very Good", 10, "20", 15), band("rest", 0, "9.5", 5))),
    ],
    "a scale that a thumb can use": [
        lambda _: sound.criterion(scale=wp.Scale(low=0, high=20, step="0.001"), deductions=()),
        lambda _: sound.criterion(deductions=(wp.Item(key="dirt", title=text("dirt"), points=wp.exact(21)),)),
    ],
    "levels cover the scale, best first, without gap or overlap": [
        lambda _: sound.criterion(levels=(band("good", 10, "20", 15), band("bad", 0, "9", 5))),
        lambda _: sound.criterion(levels=(band("good", 10, "20", 15), band("bad", 0, "10", 5))),
        lambda _: sound.criterion(levels=(band("good", 10, "20", 15), band("bad", 1, "9.5", 5))),
        lambda _: sound.criterion(levels=(band("bad", 0, "9.5", 5), band("good", 10, "20", 15))),
    ],
    "a mark on the scale for everything a judge can tap": [lambda _: subclass(Shifting), lambda _: subclass(Raising)],
    "a further fault never raises the mark, a better level never lowers it": [
        lambda _: subclass(Backwards),
        lambda _: sound.criterion(levels=(band("bad", 0, "9.5", 5), band("good", 10, "20", 15))),
    ],
    "the same mark for the same taps, and after it was stored": [
        lambda _: subclass(Moody),
        lambda _: subclass(Backwards),
    ],
    "answers every kind of event that it listens to": [
        lambda _: sound.rule(propose=proposing(0)),
        lambda _: sound.rule(propose=proposing(1.5)),
        lambda _: sound.rule(propose=proposing(5, household="east-9")),
        lambda _: sound.rule(propose=proposing(5, reason=wp.Text("", "why"))),
        lambda _: sound.rule(propose=lambda event: proposing(5)(event) * 2),
        lambda _: sound.rule(propose=lambda event: 1 / 0),
        lambda _: sound.rule(propose=lambda event: None),
        lambda _: sound.rule(propose=only_published, on=(wp.Published, wp.Attended)),
    ],
    "proposes something": [lambda _: sound.rule(propose=lambda event: [])],
    "proposes the same for the same event": [
        lambda _: sound.rule(propose=paying_more_each_time),
        lambda _: sound.rule(propose=lambda event: proposing(random.randint(1, 99))(event)),
    ],
    "the fund pays what households get, and pays it once": [
        lambda _: sound.rule(propose=paying_more_each_time),
        lambda _: sound.rule(propose=proposing(5, household="nobody")),
        lambda _: sound.rule(fund="no-such-fund"),
    ],
    "caps that can be reached, and hold in whatever order events come": [
        lambda _: sound.rule(caps=(wp.Cap(points=5, per="day"), wp.Cap(points=3, per="month"))),
        lambda _: sound.rule(caps=(wp.Cap(points=5, per="day"), wp.Cap(points=3, per="day"))),
    ],
    "a day for points earned at any time, never before they were earned": [
        lambda _: sound.policy(expires=lambda earned: earned.on.replace(year=earned.on.year + 1)),
        lambda _: sound.policy(expires=lambda earned: date(earned.on.year, 1, 1)),
        lambda _: sound.policy(expires=lambda earned: "tomorrow"),
        lambda _: sound.policy(expires=lambda earned: date(3000, 1, 1 + next(counter) % 2)),
    ],
    "what is earned later never expires earlier": [
        lambda _: sound.policy(expires=lambda earned: date(3000 - earned.on.year % 100, 1, 1)),
        lambda _: sound.policy(expires=lambda earned: None if earned.on.month < 6 else date(2999, 1, 1)),
    ],
    "goods with a stock, at a price a household can save for": [
        lambda _: sound.reward(stock=0),
        lambda _: sound.reward(points=1_000_000),
    ],
    "tells residents how, in both languages, for whatever was redeemed": [
        lambda _: sound.fulfilment(instruct=lambda one: "at the desk"),
        lambda _: sound.fulfilment(instruct=lambda one: wp.Text("服务台", "")),
        lambda _: sound.fulfilment(instruct=lambda one: text(str(10 / (one.quantity - 1)))),
        lambda _: sound.fulfilment(instruct=lambda one: text(str(next(counter)))),
    ],
    "forms that can be filled in": [
        lambda _: sound.activity(
            form=wp.Form(fields=tuple(wp.Field(key=f"q-{n}", title=text(f"{n}")) for n in range(31)))
        ),
        lambda _: sound.activity(
            form=wp.Form(fields=(wp.Field(key="yes", title=text("yes"), kind="consent", required=False),))
        ),
        lambda _: sound.matter(
            opening=wp.Form(fields=(wp.Field(key="all", title=text("all"), longest=9000, disclosure="public"),))
        ),
    ],
    "roles that are told apart": [
        lambda _: sound.activity(
            roles=(wp.ActivityRole(key="a", title=text("helper")), wp.ActivityRole(key="b", title=text("helper")))
        ),
    ],
    "steps that are told apart, from a first that is no end": [
        lambda _: sound.matter(steps=(sound.step("found"), sound.step("returned", title=text("found"), ends=True))),
        lambda _: sound.matter(steps=(sound.step("found", ends=True), sound.step("returned", ends=True))),
        lambda _: sound.matter(moves={"found": ("found", "returned")}),
    ],
    "a text in both languages for whatever was published": [
        notices(lambda results: text(results.lines[0].name.en)),
        notices(lambda results: text(str(max(line.score for line in results.lines)))),
        notices(lambda results: wp.Text("公示", "")),
        notices(lambda results: wp.Text("\n公示", "\nNotice")),
        notices(lambda results: text(str(next(counter)))),
        notices(lambda results: "Notice"),
    ],
    "plain text, in which names stand as they are": [notices(lambda results: wp.Text("<b>公示</b>", "<b>Notice</b>"))],
    "a file in both languages for whatever was published": [
        lambda _: sound.export(write=lambda results, lang: "text"),
        lambda _: sound.export(write=lambda results, lang: results.lines[0].name.en.encode()),
        lambda _: sound.export(write=lambda results, lang: results.lines[0].name.en.encode() if lang == "en" else b""),
        lambda _: sound.export(write=lambda results, lang: str(next(counter)).encode()),
        lambda _: sound.export(write=lambda results, lang: "".join(one.name.en for one in results.lines).encode("ascii")),
    ],
    "no name in a file acts as a formula or as markup": [
        lambda _: sound.export(write=formulas),
        lambda _: sound.export(write=workbook, suffix=".xlsx", media_type="application/x"),
        lambda _: sound.export(write=markup, suffix=".html", media_type="text/html"),
        lambda _: sound.export(write=lambda results, lang: b"{", suffix=".json", media_type="application/json"),
    ],
    "a sentence for the notice that its options fit": [
        lambda _: sound.combine(words=wp.Text("去掉 {ends} 个", "Without {ends}")),
        lambda _: sound.rank(options={"k": None}),
    ],
    "a value between the lowest and the highest mark, for any marks": [
        lambda _: sound.combine(combine=spread),
        lambda _: sound.combine(combine=lambda marks, options: marks.sum()),
        lambda _: sound.combine(combine=lambda marks, options: (marks.sum(), marks.count() - 1)),
        lambda _: sound.combine(combine=lambda marks, options: (marks.sum() * 1.0, marks.count())),
        lambda _: sound.combine(combine=lambda marks, options: options["nothing"]),
    ],
    "the same value in whatever order the judges marked": [lambda _: sound.combine(combine=first_mark)],
    "a higher mark never lowers the value": [lambda _: sound.combine(combine=least_common)],
    "a mark that was not given is no zero": [lambda _: sound.combine(combine=with_len)],
    "what it tells is what it counts": [
        lambda _: sound.combine(counted=lambda marks, options: list(marks)),
        lambda _: sound.combine(counted=lambda marks, options: [None for _ in marks]),
    ],
    "a score for every entry of any field, or a refusal that says why": [
        lambda _: sound.rank(rank=one_left_out),
        lambda _: sound.rank(rank=by_row),
        lambda _: sound.rank(rank=refusing),
        lambda _: sound.rank(rank=lambda frame, options: 1 / 0),
        lambda _: sound.rank(rank=lambda frame, options: wp.Ranking(scores={e: float("nan") for e in frame["entry"]})),
    ],
    "what everybody puts ahead does not fall behind": [lambda _: sound.rank(rank=upside_down)],
    "a weight above zero for every criterion, whatever the order of the comparisons": [
        lambda _: sound.weigh(weigh=last_named_first),
        lambda _: sound.weigh(weigh=less_is_more),
        lambda _: sound.weigh(weigh=lambda pairs, options: wp.Weights(weights={})),
        lambda _: sound.weigh(weigh=lambda pairs, options: wp.Weights(weights={n: 0 for a, b, _ in pairs for n in (a, b)})),
    ],
    "a rule that reads, in words in both languages": [
        lambda _: sound.scoring(toml="[rule]"),
        lambda _: sound.scoring(key="other"),
        lambda _: sound.scoring(toml=sound.TOML.replace('"mean"', '"no-such-method"')),
    ],
    "reads its sample: rows with entry, judge, criterion and mark": [
        lambda _: sound.importer(),
        lambda folder: (sound.importer(), {"samples": {"pipes": sound.sample(folder, "entry|judge|mark\n")}}),
        lambda folder: (sound.importer(), {"samples": {"pipes": sound.sample(folder, "a letter")}}),
        lambda folder: (sound.importer(read=restless), {"samples": {"pipes": sound.sample(folder)}}),
        rows({"entry": "east", "mark": 1}),
        rows({**ROW, "mark": float("nan")}),
        rows({**ROW, "mark": True}),
        rows({**ROW, "judge": None}),
        rows("no row"),
    ],
    "refuses what is no such sheet with wp.InputError": [
        rows(ROW),
        lambda _: sound.importer(read=lambda path: path.read_text(encoding="utf-8").splitlines()[0].split("|")[2]),
    ],
    "a stripped notebook without addresses of other machines": [
        lambda folder: sound.page(sound.notebook(folder, outputs=[OUTPUT])),
        lambda folder: sound.page(sound.notebook(folder, markdown=IMG)),
        code("from urllib.request import urlopen", "page = lambda: urlopen('https://example.org')"),
        lambda folder: sound.page(_no_notebook(folder)),
    ],
    "runs without a network, without an error, and shows nothing from elsewhere": [
        code("1 / 0"),
        code("import socket", "socket.create_connection((b'example'.decode() + '.org', 80))"),
        code("import IPython.display as d", "d.HTML('<img src=\"https:' + '//example.org/x.png\">')"),
    ],
    "loads, alone and beside what comes with weiping": [
        source("import weiping as wp", "@wp.hookimpl", "def weiping_rewards(): yield 1"),
        lambda folder: sound.module(folder, MODULE.format(key="sheds").replace("weiping_criteria()", "weiping_criteria(n=3)")),
        lambda folder: sound.module(folder, MODULE.format(key="sheds").replace("yield", "return 1; yield") + "\n", "w_none"),
        lambda folder: sound.module(folder, MODULE.format(key="Not A Key"), "w_key"),
        lambda folder: sound.module(folder, MODULE.format(key="sheds").replace("@wp.hookimpl", ""), "w_unmarked"),
        lambda folder: sound.module(folder, _taking("plain"), "w_clash"),
        lambda folder: sound.module(folder, "import weiping as wp\n", "w_empty"),
    ],
    "every implementation is marked and named like a hook": [
        source("def weiping_criterion():", "    yield None"),
        source("def weiping_rewards():", "    yield None"),
    ],
    "no hook is on its way out": [lambda _: _deprecated()],
    "reads, writes and asks nothing while it is imported": [
        source("open('/etc/hostname').read()"),
        source("from pathlib import Path", "(Path(__file__).parent / 'left.txt').write_text('x')"),
        source("import socket", "try: socket.create_connection(('127.0.0.1', 9), timeout=0.1)", "except OSError: pass"),
        source("import subprocess, sys", "subprocess.run([sys.executable, '-c', ''])"),
    ],
    "is imported quickly, and no library that it may not need with it": [
        source("import polars"),
        source("import time", "while time.process_time() < 1.8: pass"),
    ],
    "answers the same in another process": [
        lambda folder: sound.module(folder, _by_hash(), "w_hash"),
    ],
}  # fmt: skip


def _no_notebook(folder: Path) -> Path:
    path = folder / "street.ipynb"
    path.write_text("no notebook", encoding="utf-8")
    return path


def _taking(key: str) -> str:
    return f'''
import weiping as wp

@wp.hookimpl
def weiping_scoring_rules():
    yield wp.ScoringRule("{key}", wp.Text("占用", "Taken"), "")
'''


def _by_hash() -> str:
    return """
import weiping as wp

def write(results):
    return wp.Text("公示" + " ".join({"甲", "乙", "丙", "丁", "戊", "己"}), "Notice " + " ".join(set("abcdef")))

@wp.hookimpl
def weiping_notices():
    yield wp.Notice(key="by-hash", title=wp.Text("公示", "Notice"), write=write)
"""


def _deprecated() -> Target:
    whole = target_of(SimpleNamespace(weiping_criteria=wp.hookimpl(lambda: [sound.criterion()])))
    assert whole.status
    return replace(whole, status=replace(whole.status, notes=("weiping_old: use weiping_new",)))


CASES = [(name, at) for name, cases in BROKEN.items() for at in range(len(cases))]


def found(target: Any) -> list[Finding]:
    target, more = target if isinstance(target, tuple) else (target, {})
    return check(target, **more)


def found_by(name: str, target: Any) -> list[Finding]:
    """What one check finds: the others would take their time, and a plugin that is broken for one may break them too."""
    target, more = target if isinstance(target, tuple) else (target, {})
    given = Given(more.get("samples", {}), tuple(more.get("events", ())), more.get("options", {}))
    return [found for one in checks(target_of(target, given)) if one.law.name == name for found in one.findings()]


OF_THE_LEDGER = "rewards are never sold beyond their stock"
"""What the shop itself sees to: no plugin can break it, so the test breaks the shop."""


def test_every_check_has_a_plugin_that_is_broken_on_purpose() -> None:
    assert {one.name for one in LAWS} == {*BROKEN, OF_THE_LEDGER}


@pytest.mark.parametrize(("name", "at"), CASES)
def test_a_check_finds_what_is_broken_and_says_in_both_languages_what_to_do(
    name: str, at: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    findings = found_by(name, BROKEN[name][at](tmp_path))
    assert findings
    for one in findings:
        assert one.where in str(one)
        assert one.text("zh_CN") != one.text("en")
        assert re.search(r"[\u4e00-\u9fff]", tr("zh_CN", one.check) + one.text("zh_CN").partition(one.where)[2])
    assert "Traceback" not in capfd.readouterr().err


RARE = wp.Verified(deed="rare", title=text("rare"), household="z-9", on=date(2024, 1, 1))

SOUND: list[Broken] = [
    *(lambda _, make=make: make() for make in (
        sound.criterion, sound.rule, sound.policy, sound.reward, sound.fulfilment, sound.activity, sound.matter,
        sound.notice, sound.export, sound.combine, sound.rank, sound.weigh, sound.scoring,
    )),
    lambda folder: (sound.importer(), {"samples": {"pipes": sound.sample(folder)}}),
    lambda folder: sound.page(sound.notebook(folder)),
    lambda folder: sound.module(folder),
    lambda _: [sound.criterion(), sound.criterion(key="lawns"), sound.rule()],
    lambda _: sound.rule(caps=tuple(wp.Cap(points=at, per=per) for at, per in ((7, "event"), (15, "day"), (31, "month")))),
    lambda _: sound.policy(expires=lambda earned: None),
    lambda _: sound.combine(combine=lambda marks, options: marks.mean(), counted=None, decimals=2),
    lambda _: (sound.rank(options={"k": None}), {"options": {"points": {"k": 3}}}),
    lambda _: (sound.rule(propose=rare), {"events": [RARE]}),
    lambda _: list(COMBINE[:2]),
    lambda _: list(PRESETS),
]  # fmt: skip


def rare(event: Any) -> list[wp.Proposal]:
    return proposing(5)(event) if hash(event.deed) == hash("ra" + "re") else []


@pytest.mark.parametrize("at", range(len(SOUND)))
def test_nothing_is_found_in_what_is_sound(at: int, tmp_path: Path) -> None:
    assert [str(one) for one in found(SOUND[at](tmp_path))] == []


def test_a_shop_that_loses_count_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.desk.points import redeeming

    monkeypatch.setattr(redeeming, "stock", lambda connection, reward: 10**6)
    monkeypatch.setattr(
        redeeming, "move_stock", lambda *_, **__: {"number": 0}
    )  # else the database refuses to sell the tenth
    findings = check(SimpleNamespace(weiping_rewards=wp.hookimpl(lambda: [sound.reward()])))
    assert [(one.check, "9 were sold" in str(one)) for one in findings] == [(OF_THE_LEDGER, True)]


def test_a_ledger_that_forgets_caps_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from weiping.desk.points import capping

    monkeypatch.setattr(capping, "allowed", lambda caps, proposed, earned: proposed)
    findings = check(sound.rule(caps=(wp.Cap(points=15, per="day"),)))
    assert [(one.check[:4], "30 points; 15 per day" in str(one)) for one in findings] == [("caps", True)]


def test_what_is_no_plugin_is_refused() -> None:
    for nothing in (3, [], [3], SimpleNamespace(), "weiping"):
        with pytest.raises(wp.InputError, match="nothing that can be checked"):
            check(nothing)


def test_the_test_that_an_author_writes_has_a_name_in_words_for_each_check() -> None:
    mark = conformance(sound.criterion()).mark
    names = [mark.kwargs["ids"](one) for one in mark.args[1]]
    assert mark.args[0] == "check"
    assert "sheds: titles in both languages" in names
    assert len(names) == len(set(names)) == 7


def test_a_check_that_finds_something_fails_with_the_finding() -> None:
    mark = conformance(sound.criterion(title=wp.Text("车棚", ""))).mark
    (failing,) = (one for one in mark.args[1] if one.law.name == "titles in both languages")
    with pytest.raises(AssertionError, match="sheds: titles in both languages: title is empty in one language"):
        failing()


def test_what_a_plugin_raises_is_told_as_it_is() -> None:
    (finding,) = [one for one in check(sound.fulfilment(instruct=lambda one: 1 / 0)) if "Zero" in str(one)]
    assert "ZeroDivisionError: division by zero for (Redeemed(" in str(finding)
    assert isinstance(finding.breach, Breach)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_kind_of_object_has_checks_of_its_own(hook: str) -> None:
    kinds = [one.kind for one in LAWS if not isinstance(one.kind, tuple) or len(one.kind) < len(HOOKS)]
    assert any(HOOKS[hook].kind is kind or (isinstance(kind, tuple) and HOOKS[hook].kind in kind) for kind in kinds)
