"""Problems that judges reported from their pads: the chair answers, and takes them off the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ..domain.appraisal import Actor, Role
from ..errors import Invalid, NotFound
from ..store import journal
from ..store import tables as t
from ..store.engine import touch
from .evidence import add
from .office import Desk, allow
from .taps import Tap

LONGEST_ANSWER = 2000


def answer(desk: Desk, actor: Actor, round_id: int, problem: str, text: str, *, close: bool) -> None:
    """Answer a problem; with `close` it is settled, without it is (or becomes again) open.

    Raises NotFound for a problem that this round does not have, Invalid for an empty answer to an open problem and for
    one that is too long.
    """
    allow(actor, Role.CHAIR)
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        raise Invalid("An answer has at most {most} characters.", most=LONGEST_ANSWER)
    if not text and not close:
        raise Invalid("Write an answer, or say that the problem is settled.")

    def job(connection: sa.Connection) -> None:
        tap = t.tap.c
        query = sa.select(tap.number).where(tap.id == problem, tap.round_id == round_id, tap.kind == "problem")
        if connection.execute(query).first() is None:
            raise NotFound("There is no problem {problem} in this round.", problem=problem)
        row = {"problem": problem, "text": text, "closed": close, "at": desk.now(), "actor": actor.name}
        made = add(connection, t.problem_answer, row)
        verb = "problem:closed" if close else "problem:answered"
        journal.write(connection, actor.name, verb, {"problem_answer": [made]}, round=round_id)
        touch(connection, "round", round_id)

    desk.store.write(job)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with what the chair said to it, oldest answer first; the newest answer decides whether it is settled."""

    id: str
    judge: int
    entry: int
    text: str
    at: datetime
    answers: tuple[tuple[str, datetime], ...]
    closed: bool

    def data(self) -> dict[str, Any]:
        """The problem as pages receive it."""
        answers = [{"text": text, "at": at.isoformat()} for text, at in self.answers if text]
        return {"id": self.id, "judge": self.judge, "entry": self.entry, "text": self.text, "at": self.at.isoformat(),
                "closed": self.closed, "answers": answers}  # fmt: skip


def of_round(connection: sa.Connection, round_id: int, taps: Sequence[Tap]) -> list[Problem]:
    """The problems of a round, given as taps in the order they came, with their answers."""
    answers: dict[str, list[Any]] = {}
    if taps:
        a, tap = t.problem_answer.c, t.tap.c
        query = sa.select(a.problem, a.text, a.closed, a.at).join(t.tap, tap.id == a.problem)
        for row in connection.execute(query.where(tap.round_id == round_id).order_by(a.number)):
            answers.setdefault(row.problem, []).append(row)
    return [_problem(one, answers.get(one.id, [])) for one in taps]


def _problem(tap: Tap, answers: Sequence[Any]) -> Problem:
    return Problem(
        tap.id, tap.judge_id, tap.entry_id, tap.text or "", tap.received_at,
        tuple((row.text, row.at) for row in answers), bool(answers and answers[-1].closed),
    )  # fmt: skip
