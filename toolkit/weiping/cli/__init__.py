"""`weiping …`: the command line.

A command is one line in `COMMANDS`; its module is imported when the command runs, so that `weiping --help` is quick.
Exit codes: 0 done, 1 a check found something, 2 the input cannot be used (message on stderr, nothing written).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import WeipingError
from ..i18n import from_environment, tr

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("weiping.cli.demo:demo", "Create the Guanyan sample community and serve it on this machine."),
    "found": ("weiping.cli.office:found", "Create a community in a new database from a folder of files."),
    "invite": (
        "weiping.cli.office:invite",
        "Make sign-in links for the chair, a clerk, an admin, or a round's judges.",
    ),
    "cards": ("weiping.cli.cards:cards", "Make QR cards for households that have none: a sheet to print and cut."),
    "appraisal": (
        "weiping.cli.appraisal:app",
        "Make an appraisal from a file: check it, make it, write one out.",
    ),
    "notice": ("weiping.cli.papers:notice", "Print the notice of a published result."),
    "export": ("weiping.cli.papers:export", "Write a file made of a published result."),
    "points": ("weiping.cli.points:app", "The books of points: balances, sheets in and out, corrections, notices."),
    "register": ("weiping.cli.register:app", "Households and residents: a list in, moves, a list out."),
    "grids": (
        "weiping.cli.grids:app",
        "Micro-grids: what is wrong with them, how they would be divided, dividing them.",
    ),
    "service": (
        "weiping.cli.service:service",
        "The certified hours of a volunteer; a certificate of service to print.",
    ),
    "report": (
        "weiping.cli.report:report",
        "The yearly report, computed from the records: screen, Word, PDF or Excel.",
    ),
    "score": ("weiping.cli.score:score", "Score marks by a rule file: standings, and the rows that were refused."),
    "explain": ("weiping.cli.score:explain", "Tell every step from the marks of one entry to its place."),
    "agreement": ("weiping.cli.study:agreement", "How far the judges agree: ICCs, Krippendorff's alpha, Kendall's W."),
    "variance": ("weiping.cli.study:variance", "Where differences between marks come from: a generalizability study."),
    "severity": (
        "weiping.cli.study:severity",
        "How strict each judge is, and the entries with that taken into account.",
    ),
    "stability": ("weiping.cli.study:stability", "How much the places depend on who happened to judge."),
    "audit": ("weiping.cli.checks:audit", "Recompute every invariant of a database; exit 1 where one does not hold."),
    "plugins": (
        "weiping.cli.plugins:app",
        "List the plugins and how they do; check one, watch them at work, begin a new one.",
    ),
    "serve": ("weiping.cli.serve:serve", "Serve a database: pages, API and live feed."),
    "lab": ("weiping.cli.lab:lab", "Open JupyterLab on a copy of the notebooks with the sample data."),
}
"""Name -> where the function is (its parameters annotated for typer), and one line of help (English, translated)."""

LANG = from_environment()


def help_of(text: str) -> str:
    """A help text in the language of the command line."""
    return tr(LANG, text)


class LazyGroup(TyperGroup):
    """Lists commands from `COMMANDS` without importing them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """A stand-in that only carries the help."""
        if cmd_name not in COMMANDS:
            return None
        text = help_of(COMMANDS[cmd_name][1])
        return TyperCommand(cmd_name, help=text, short_help=text)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command, for running it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load(str(name)), rest


def load(name: str) -> Any:
    """Import the command called `name`: a function, or a typer app with commands of its own."""
    where, text = COMMANDS[name]
    module, function = where.split(":")
    target = getattr(import_module(module), function)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name, help=help_of(text))(target)
        target = single
    command = typer.main.get_command(target)
    command.name, command.help = name, help_of(text)
    return command


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    invoke_without_command=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(help=help_of("Open toolkit for neighbourhood appraisal, micro-points and redemption."))
def _root(
    version: Annotated[bool, typer.Option("--version", help=help_of("Say which version this is."))] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"weiping {installed('weiping')}")
        raise typer.Exit


def main() -> None:
    """The console script. An error raised on purpose is one message and exit code 2, never a traceback."""
    try:
        app()
    except WeipingError as error:
        typer.echo(f"weiping: {error.text(LANG)}", err=True)
        sys.exit(2)
    except Exception as error:
        if type(error).__name__ != "OperationalError":  # of SQLAlchemy, which most commands do without
            raise
        why = str(getattr(error, "orig", error)).strip().partition("\n")[0].rstrip(".")
        said = tr(LANG, "The database does not answer: {why}. Check its address, and that nobody holds it.", why=why)
        typer.echo(f"weiping: {said}", err=True)
        sys.exit(2)
