"""`weiping appraisal`: an appraisal as a TOML file, for those who prefer one to the office page."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..i18n import tr
from . import LANG, help_of
from .files import Db, check_database
from .office import _open

if TYPE_CHECKING:
    from ..desk.files import Document
    from ..desk.office import Desk
    from ..domain.plan import AppraisalPlan

File = Annotated[Path, typer.Argument(metavar="FILE", help=help_of("An appraisal file (TOML)."))]
Draft = Annotated[
    int, typer.Option("--round", metavar="ROUND", help=help_of("Change this draft instead of making a new one."))
]
Round = Annotated[int, typer.Argument(metavar="ROUND", help=help_of("The number of a round."))]
Next = Annotated[bool, typer.Option("--next", help=help_of("For the year after, with a key that is free."))]

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.command(help=help_of("Say what an appraisal file gets wrong; exit 1 where it does."))
def check(file: File, db: Db) -> None:
    """Say what an appraisal file gets wrong, what to look at again, and its rule in words."""
    with _desk(db) as desk:
        document, plan = _read(file)
        faults, warnings, words = _looked_at(desk, document, plan)
    for one in faults:
        typer.echo(f"✗ {one}")
    for one in warnings:
        typer.echo(f"! {one}")
    for one in words:
        typer.echo(f"  {one}")
    raise typer.Exit(1 if faults else 0)


@app.command(help=help_of("Make an appraisal from a file; its round is a draft."))
def new(file: File, db: Db, draft: Draft = 0) -> None:
    """Make an appraisal from a file, or change a draft to it."""
    from ..desk import appraisals
    from ..domain.appraisal import OPERATOR

    with _desk(db) as desk:
        document, plan = _read(file)
        faults, warnings, _ = _looked_at(desk, document, plan, draft or None)
        for one in warnings:
            typer.echo(f"! {one}", err=True)
        if faults:
            for one in faults:
                typer.echo(f"weiping: {one}", err=True)
            raise typer.Exit(2)
        if draft:
            appraisals.replace(desk, OPERATOR, draft, plan)
        made = draft or appraisals.create_here(desk, OPERATOR, plan)
    typer.echo(tr(LANG, "Round {round}: {title} is a draft.", round=made, title=plan.title.said(LANG)))


@app.command(help=help_of("Write the appraisal of a round as a file that reads back to the same."))
def show(round: Round, db: Db, following: Next = False) -> None:
    """Write the appraisal of a round as TOML."""
    from dataclasses import replace

    from ..desk import plan_choices, plan_store
    from ..desk.plan_files import write_plan

    with _desk(db) as desk, desk.store.read() as connection:
        plan = plan_store.plan_of(connection, round)
        if following:
            plan = plan_choices.advanced(plan)
            plan = replace(plan, key=plan_choices.free_key(connection, plan.key))
    typer.echo(write_plan(plan), nl=False)


def _desk(db: str) -> AbstractContextManager[Desk]:
    check_database(db, "There is no database at {path}; `weiping found` makes one.")
    return _open(db)


def _read(file: Path) -> tuple[Document, AppraisalPlan]:
    from ..desk.files import read_toml
    from ..desk.plan_files import read_plan

    document = read_toml(file)
    return document, read_plan(document)


def _looked_at(
    desk: Desk, document: Document, plan: AppraisalPlan, round_id: int | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Faults and warnings with their places in the file, and the rule in words."""
    from ..desk import planning
    from ..desk.plan_files import in_file
    from ..domain.appraisal import OPERATOR

    found = planning.look(desk, OPERATOR, plan, round_id)
    faults = [in_file(document, one).text(LANG) for one in found.faults]
    warnings = [one.error.text(LANG) for one in found.warnings]
    titles = {key: desk.plugins.criteria[key].title for key, _ in plan.criteria if key in desk.plugins.criteria}
    return faults, warnings, found.rule.words(LANG, titles) if found.rule else []
