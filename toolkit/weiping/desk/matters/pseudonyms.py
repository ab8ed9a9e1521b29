"""Parties of a matter that is only counted are letters: no name of the register stands in what is written of it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ...domain.kinds import MatterKind
from ...domain.records import Reported
from ...errors import Invalid
from ...store import tables as t


def refuse_names(connection: sa.Connection, reported: Iterable[tuple[Reported, MatterKind]]) -> None:
    """Raise Invalid where the title or an answer of a matter that is `counts_only` has a resident's whole name in it."""
    texts = [
        text for one, kind in reported if kind.counts_only
        for text in (one.title.zh, one.title.en, *one.answers.values()) if isinstance(text, str) and text
    ]  # fmt: skip
    names = connection.execute(sa.select(t.resident.c.name).distinct()).scalars() if texts else ()
    written = "\n".join(texts)
    for name in names:
        if len(name) > 1 and name in written:
            raise Invalid(
                "{name} is somebody of the register. Call the parties by letters, such as 甲 and 乙; who they are stands in "
                "the file on paper.",
                code="named", name=name,
            )  # fmt: skip
