"""What a kind tells the yearly report: figures rest on public fields that its forms ask for."""

from __future__ import annotations

from typing import Any

import pytest

from weiping.domain.figures import Figure, System
from weiping.domain.forms import Field, FieldKind, Form
from weiping.domain.kinds import ActivityKind, ActivityRole, MatterKind, Step
from weiping.domain.register import Disclosure
from weiping.domain.text import Text
from weiping.errors import DefinitionError

TITLE = Text("项", "One")
PUBLIC, SECRET = Disclosure.PUBLIC, Disclosure.SECRET


def field(key: str, kind: str = "number", **changes: Any) -> Field:
    choices = {"a": Text("甲", "A")} if kind == "choice" else {}
    return Field(
        **{"key": key, "title": TITLE, "kind": FieldKind(kind), "choices": choices, "disclosure": PUBLIC} | changes
    )


def figure(**changes: Any) -> Figure:
    return Figure(**{"key": "metres", "title": TITLE, "adds": ("metres",)} | changes)


def activity(*fields: Field, **changes: Any) -> ActivityKind:
    roles = (ActivityRole(key="helper", title=TITLE),)
    return ActivityKind(**{"key": "dig", "title": TITLE, "roles": roles, "form": Form(fields=fields)} | changes)


def matter(*fields: Field, **changes: Any) -> MatterKind:
    steps = (Step(key="begun", title=TITLE), Step(key="done", title=TITLE, asks=Form(fields=fields), ends=True))
    return MatterKind(**{"key": "dig", "title": TITLE, "steps": steps, "moves": {"begun": ("done",)}} | changes)


@pytest.mark.parametrize("kind", [activity, matter], ids=["activity", "matter"])
def test_a_figure_adds_up_public_numbers_by_public_choices(kind: Any) -> None:
    fields = (field("metres"), field("work", "choice"), field("unit", "choice"))
    made = kind(*fields, figures=[figure(by=["work"], measured_in="unit")], system="project")
    assert (made.system, made.figures[0].by) == (System.PROJECT, ("work",))


@pytest.mark.parametrize("kind", [activity, matter], ids=["activity", "matter"])
@pytest.mark.parametrize(
    ("fields", "changes", "words"),
    [
        ((), {}, "rests on metres"),
        ((field("metres", "text"),), {}, "as a number"),
        ((field("metres", disclosure=Disclosure.OFFICE),), {}, "not public"),
        ((field("metres"),), {"by": ("metres",)}, "as a choice"),
        ((field("metres"), field("unit", "choice", disclosure=SECRET)), {"measured_in": "unit"}, "not public"),
    ],
)  # fmt: skip
def test_a_figure_that_rests_on_nothing_or_on_a_secret_is_refused(
    kind: Any, fields: tuple[Field, ...], changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(DefinitionError, match=words):
        kind(*fields, figures=(figure(**changes),))


def test_a_figure_is_there_once_and_adds_something() -> None:
    with pytest.raises(DefinitionError, match="twice"):
        activity(field("metres"), figures=(figure(), figure()))
    with pytest.raises(DefinitionError, match="adds up nothing"):
        figure(adds=())


def test_a_matter_is_settled_at_steps_that_there_are() -> None:
    assert matter(settled=("done",)).settled == ("done",)
    with pytest.raises(DefinitionError, match="settled at gone"):
        matter(settled=("gone",))


def test_where_only_counts_are_told_every_field_is_secret() -> None:
    consent = field("agreed", "consent", disclosure=Disclosure.OFFICE)
    assert matter(field("claim", "text", disclosure=SECRET), consent, counts_only=True).counts_only
    with pytest.raises(DefinitionError, match="field claim is not secret"):
        matter(field("claim", "text"), counts_only=True)
