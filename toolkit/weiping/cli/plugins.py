"""`weiping plugins`: what is installed and how it does; check one, watch them at work, begin a new one."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..domain.text import Text
from ..errors import InputError
from ..hooks.finding import DATABASE, data_folder, folder_of
from ..i18n import tr
from . import LANG, help_of
from .plugin_folder import PluginsDir
from .plugin_new import new

if TYPE_CHECKING:
    from ..hooks.loader import Plugins
    from ..hooks.status import PluginStatus
    from ..hooks.watch import Call

USUAL = Path("demo-data")
"""The data folder where nothing else is said, as for the other commands."""

SHOWN = 6
"""Keys of one hook that the table names; `--json` has them all."""

KINDS = {
    "criteria": Text("评分项", "criteria"),
    "scoring_rules": Text("计分规则", "scoring rules"),
    "combine_methods": Text("合并方法", "combine methods"),
    "rank_methods": Text("排序方法", "rank methods"),
    "weight_methods": Text("赋权方法", "weight methods"),
    "points_rules": Text("积分规则", "points rules"),
    "rewards": Text("兑换品", "rewards"),
    "fulfilments": Text("兑付方式", "fulfilments"),
    "expiry_policies": Text("到期规则", "expiry policies"),
    "activity_kinds": Text("活动类型", "activity kinds"),
    "matter_kinds": Text("事项类型", "matter kinds"),
    "notices": Text("公示", "notices"),
    "exports": Text("导出", "exports"),
    "pages": Text("页面", "pages"),
    "importers": Text("导入", "importers"),
}
"""What the objects of each hook are called."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help=help_of("The folder of the database; beside it plugins.d and the failures are kept."),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=help_of("Print JSON for programs."))]
Which = Annotated[
    str,
    typer.Argument(
        metavar="DIST|PATH",
        help=help_of("A distribution, or the file or the folder of a plugin; all plugins where it is left out."),
    ),
]

app = typer.Typer(add_completion=False, rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def plugins(ctx: typer.Context, as_json: Json = False, plugins_dir: PluginsDir = None, data: Data = None) -> None:
    """List the plugins, what they offer, how long they took, and which are quarantined and why; exit 1 where one is."""
    if ctx.invoked_subcommand is not None:
        return
    from ..hooks import watch
    from ..hooks.loader import load

    folder = _data(data)
    found = load(folder=plugins_dir or folder_of(folder / "weiping.db" if folder else None))
    failures = watch.read(folder / watch.FAILURES) if folder else []
    if as_json:
        told = [_as_data(found, one, failures) for one in found.status]
        typer.echo(json.dumps({"plugins": told}, ensure_ascii=False, indent=1))
    else:
        _print(found, failures)
    raise typer.Exit(1 if found.quarantined else 0)


app.command("new", help=help_of("Write a new plugin with its tests to a folder; what no option says is asked."))(new)


def _data(named: Path | None) -> Path | None:
    """The data folder: the one named, else that of the database in WEIPING_DB, else demo-data where that is there.

    Raises InputError where the one that is named is not there.
    """
    if named is not None:
        if not named.is_dir():
            raise InputError("There is no folder {folder}; make it first.", folder=named)
        return named
    if database := os.environ.get(DATABASE):
        return data_folder(database)
    return USUAL if USUAL.is_dir() else None


def _failures_of(one: PluginStatus, failures: list[Call]) -> list[Call]:
    return [call for call in failures if call.plugin == one.label]


def _offered(found: Plugins, one: PluginStatus) -> Iterator[tuple[str, str, Any]]:
    """Kind (the name of a hook without weiping_), key and title of each object; no title where it was not taken."""
    from ..hooks.specs import HOOKS

    for hook, key in one.keys:
        item = None if one.error else getattr(found, HOOKS[hook].table).get(key)
        yield HOOKS[hook].table, key, item.title if item else None


def _word(one: PluginStatus) -> str:
    return "quarantined" if one.error else "disabled" if one.disabled else "works"


def _as_data(found: Plugins, one: PluginStatus, failures: list[Call]) -> dict[str, Any]:
    return {
        "name": one.name,
        "distribution": one.distribution,
        "version": one.version,
        "builtin": one.builtin,
        "status": _word(one),
        "error": {lang: one.text(lang) for lang in ("zh_CN", "en")} if one.error else None,
        "seconds": round(one.seconds, 4),
        "hooks": list(one.offers),
        "keys": [
            {"kind": kind, "key": key, "title": title.both() if title else None}
            for kind, key, title in _offered(found, one)
        ],
        "notes": list(one.notes),
        "failures": [json.loads(call.line()) for call in _failures_of(one, failures)],
    }


def _print(found: Plugins, failures: list[Call]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Line

    headings = (tr(LANG, "plugin"), tr(LANG, "version"), tr(LANG, "state"), tr(LANG, "import"), tr(LANG, "offers"))
    table = Table(*headings)
    table.columns[3].justify = "right"
    for one in found.status:
        took = "" if one.disabled else f"{one.seconds * 1000:.0f} ms"
        table.add_row(
            *(Line(cell) for cell in (one.label, one.version, _state(one, failures), took, _summary(found, one)))
        )
    Console().print(table)


def _state(one: PluginStatus, failures: list[Call]) -> str:
    """What the table says of a plugin: how it does, and what went wrong while it was used."""
    if one.disabled:
        return tr(LANG, "disabled")
    lines = [tr(LANG, "quarantined: {error}", error=one.text(LANG)) if one.error else tr(LANG, "works"), *one.notes]
    if calls := _failures_of(one, failures):
        last = calls[-1]
        lines.append(
            tr(
                LANG,
                "failed {times} times while it was used, last {at}: {function} of {key}: {error}",
                times=len(calls),
                at=last.at[:16].replace("T", " "),
                function=last.function,
                key=last.key,
                error=last.error,
            )
        )
    return "\n".join(lines)


def _summary(found: Plugins, one: PluginStatus) -> str:
    kinds: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for kind, key, title in _offered(found, one):
        kinds.setdefault(kind, []).append(key)
        titles[kind] = f" ({title.said(LANG)})" if title else ""
    return "\n".join(
        f"{KINDS[kind].said(LANG)}: {_some(keys)}{titles[kind] if len(keys) == 1 else ''}"
        for kind, keys in kinds.items()
    )


def _some(keys: list[str]) -> str:
    rest = len(keys) - SHOWN
    shown = ", ".join(keys[:SHOWN])
    return shown if rest <= 0 else tr(LANG, "{shown} and {rest} more", shown=shown, rest=rest)


@app.command(help=help_of("Carry out the conformance checks on plugins; exit 1 where one finds something."))
def check(which: Which = "", plugins_dir: PluginsDir = None) -> None:
    """Print what the conformance kit finds wrong with a plugin, and with which remedy."""
    from ..testing.conform import findings
    from .plugin_found import wanted

    wrong = 0
    for target in wanted(which, plugins_dir or folder_of()):
        count, found = findings(target)
        wrong += len(found)
        mark = "✗" if found else "✓"
        typer.echo(
            f"{mark} {target.name}: " + tr(LANG, "{count} checks, {wrong} findings", count=count, wrong=len(found))
        )
        for one in found:
            typer.echo(f"    {one.text(LANG)}")
    raise typer.Exit(1 if wrong else 0)


@app.command(help=help_of("Print the calls of plugins' functions as they happen, until Ctrl-C."))
def trace(data: Data = None) -> None:
    """Watch the plugins of a server that runs on a data folder."""
    from ..hooks.watch import TRACE

    folder = _data(data)
    if folder is None:
        raise InputError("Name the folder of the database: --data DIR.")
    with _tracing(folder / TRACE) as path:
        typer.echo(tr(LANG, "Watching {folder}; Ctrl-C ends.", folder=folder), err=True)
        for call in _following(path):
            typer.echo(_line(call))


@contextmanager
def _tracing(path: Path) -> Iterator[Path]:
    """Have calls written to `path` while this lasts; Ctrl-C or a signal to terminate ends it and takes the file away.

    Raises InputError where somebody traces already, or the folder cannot be written.
    """

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise InputError(
            "{file} is there already: somebody else is tracing. If nobody is, remove it.", file=path
        ) from None
    except OSError as error:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=error.strerror) from None
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield path
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
        path.unlink(missing_ok=True)


def _following(path: Path) -> Iterator[Call]:
    """The calls as they are written; ends where the file is taken away."""
    from time import sleep

    from ..hooks.watch import parsed

    with path.open(encoding="utf-8") as file:
        rest = ""
        while True:
            rest += file.read()
            *lines, rest = rest.split("\n")
            for line in lines:
                if call := parsed(line):
                    yield call
            if not lines and not path.exists():
                return
            sleep(0.1)


def _line(call: Call) -> str:
    from datetime import datetime

    at = f"{datetime.fromisoformat(call.at).astimezone():%H:%M:%S.%f}"[:-3]
    kind = KINDS.get(call.hook.removeprefix("weiping_"), Text(call.hook, call.hook)).said(LANG)
    failed = f"  ✗ {call.error}" if call.error else ""
    return f"{at}  {call.plugin}  {kind} {call.key}  {call.function}  {call.ms:g} ms{failed}"
