"""`weiping audit`: is everything as it should be?"""

from __future__ import annotations

from typing import Annotated

import typer

from ..i18n import tr
from . import LANG, help_of
from .files import check_database

Database = Annotated[
    str, typer.Argument(envvar="WEIPING_DB", help=help_of("The database: an SQLite file, or an SQLAlchemy URL."))
]


def audit(database: Database = "demo-data/weiping.db") -> None:
    """Recompute every invariant of a database; exit 1 where one does not hold."""
    from ..desk import audit as checks
    from ..desk.office import Desk
    from ..hooks.finding import folder_of
    from ..hooks.loader import load
    from ..store import Store

    check_database(database, "There is no database at {path}.")
    with Store(database, read_only=True) as store:
        findings = checks.audit(Desk(store, load(folder=folder_of(database))))
    for finding in findings:
        typer.echo(f"{'✗' if finding.faults else '✓'} {tr(LANG, finding.check)}")
        for fault in finding.faults[:20]:
            typer.echo(f"    {fault.text(LANG)}")
        if len(finding.faults) > 20:
            typer.echo(tr(LANG, "    … and {count} more", count=len(finding.faults) - 20))
    raise typer.Exit(1 if any(finding.faults for finding in findings) else 0)
