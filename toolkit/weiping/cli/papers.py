"""`weiping notice` and `weiping export`: what is made of a published result, by weiping or by a plugin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..i18n import LANGS, tr
from . import LANG, help_of
from .files import Db, check_database
from .office import _open
from .plugin_folder import PluginsDir

if TYPE_CHECKING:
    from ..desk.office import Desk

Round = Annotated[int, typer.Argument(metavar="ROUND", help=help_of("The number of a round."))]
NoticeKey = Annotated[str, typer.Option("--key", metavar="KEY", help=help_of("Which one; a wrong key lists them all."))]
Lang = Annotated[str, typer.Option("--lang", metavar="LANG", help=help_of("zh_CN or en."))]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help=help_of("The file to write; named after the round without."))
]  # fmt: skip


def notice(
    round: Round, db: Db, key: NoticeKey = "result", lang: Lang = LANG, plugins_dir: PluginsDir = None  # noqa: ARG001
) -> None:  # fmt: skip
    """Print the notice of a published result."""
    from ..desk import papers
    from ..domain.appraisal import OPERATOR

    with _desk(db, lang) as desk:
        typer.echo(papers.notice(desk, OPERATOR, round, key)["text"][lang])


def export(
    round: Round, db: Db, key: NoticeKey = "table", out: Out = None, lang: Lang = LANG,
    plugins_dir: PluginsDir = None,  # noqa: ARG001
) -> None:  # fmt: skip
    """Write a file made of a published result."""
    from ..desk import papers
    from ..domain.appraisal import OPERATOR

    with _desk(db, lang) as desk:
        made = papers.export(desk, OPERATOR, round, key, lang)
    path = out or Path(made.name)
    try:
        path.write_bytes(made.data)
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem
    typer.echo(tr(LANG, "{file} is written.", file=path))


@contextmanager
def _desk(db: str, lang: str) -> Iterator[Desk]:
    if lang not in LANGS:
        raise InputError("There is no language {lang}; use zh_CN or en.", lang=lang)
    check_database(db, "There is no database at {path}; `weiping found` makes one.")
    with _open(db) as desk:
        yield desk
