"""`weiping plugins`: what is installed and how it does; check one, watch them at work, begin a new one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..hooks.finding import folder_of
from ..i18n import tr
from . import LANG, help_of
from .plugin_data import KINDS, Data, data_of
from .plugin_folder import PluginsDir
from .plugin_new import new
from .plugin_trace import trace

if TYPE_CHECKING:
    from ..hooks.loader import Plugins
    from ..hooks.status import PluginStatus
    from ..hooks.watch import Call

SHOWN = 6
"""Keys of one hook that the table names; `--json` has them all."""

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

    folder = data_of(data)
    found = load(folder=plugins_dir or folder_of(folder / "weiping.db" if folder else None))
    failures = watch.read(folder / watch.FAILURES) if folder else []
    if as_json:
        told = [_as_data(found, one, failures) for one in found.status]
        typer.echo(json.dumps({"plugins": told}, ensure_ascii=False, indent=1))
    else:
        _print(found, failures)
    raise typer.Exit(1 if found.quarantined else 0)


app.command(help=help_of("Print the calls of plugins' functions as they happen, until Ctrl-C."))(trace)
app.command("new", help=help_of("Write a new plugin with its tests to a folder; what no option says is asked."))(new)


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
