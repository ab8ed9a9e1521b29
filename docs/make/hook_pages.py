"""Write `docs/hooks/` anew from the hooks' specs and the objects they yield: `make docs`.

A page says what the code says: the docstrings, the fields with their types and defaults, the example that the tests run.
Words are changed where they stand in the code, never on the page; a test holds the pages equal to what this makes.
"""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import re
import sys
from enum import Enum
from pathlib import Path
from typing import Any

import weiping as wp
from weiping.hooks import specs
from weiping.hooks.specs import HOOKS, Hook

from .sources import functions_of, module_source, reached, source

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "hooks"
PROMISE = """\
A function is pure: it is given everything it may look at, and answers the same for the same. What it raises is contained to
this use and named; a refusal on purpose is one of weiping's errors, with its reason in both languages."""
MADE = "<!-- Made from toolkit/weiping/hooks/specs.py by `make docs`; change the words there. -->"


def pages() -> dict[str, str]:
    """Every page by its name: the index, and one for each hook."""
    return {"README.md": index(), **{f"{hook.name}.md": page(hook) for hook in HOOKS.values()}}


def index() -> str:
    """The page that lists them all."""
    rows = [
        (f"[`{hook.name}`]({hook.name}.md)", said(hook.kind), doc(getattr(specs, hook.name))[0], ", ".join(shown(hook)))
        for hook in HOOKS.values()
    ]
    head = "A plugin implements any of these. [How to write one](../plugins.md) · "
    head += "[how results combine and in what order](../how-results-combine.md)"
    return joined(MADE, "# The hooks", head, table(("hook", "yields", "what", "worked plugins"), rows))


def page(hook: Hook) -> str:
    """The reference page of one hook."""
    function = getattr(specs, hook.name)
    facts = [
        ("yields", said(hook.kind)),
        ("since", hook.since),
        ("deprecated", hook.deprecated or "no"),
        ("worked plugins", ", ".join(shown(hook)) or "none in `plugins/`; the example below runs"),
        ("with several plugins", "[one table, sorted by key](../how-results-combine.md)"),
    ]
    return joined(
        MADE, f"# `{hook.name}`", *doc(function), table(("", ""), facts),
        "## Signature", code(signature(function, hook)),
        "## Example", "It runs as a test. What a line answers stands behind `#`.", code(example(function)),
        *object_page(hook.kind), *functions(hook.kind), *methods(hook.kind), *parts(hook.kind),
    )  # fmt: skip


def joined(*paragraphs: str) -> str:
    """Paragraphs of a page."""
    return "\n\n".join(paragraphs) + "\n"


def code(text: str) -> str:
    """A block of Python."""
    return f"```python\n{text}\n```"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; a line that would break it is kept on its row."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def said(kind: type[Any]) -> str:
    """A type as authors write it: `wp.Criterion` where it is public."""
    return f"`wp.{kind.__name__}`" if kind.__name__ in wp.__all__ else f"`{kind.__name__}`"


def doc(thing: Any) -> list[str]:
    """The paragraphs of a docstring, without its examples; none where it has none of its own."""
    text = re.split(r"^\s*>>>", inspect.cleandoc(thing.__doc__ or ""), maxsplit=1, flags=re.MULTILINE)[0].strip()
    generated = text.startswith(f"{getattr(thing, '__name__', '')}(")  # what `dataclass` writes where nobody did
    return [] if generated or not text else re.split(r"\n\s*\n", text)


def signature(function: Any, hook: Hook) -> str:
    """How an implementation begins."""
    names = ", ".join(inspect.signature(function).parameters)
    return f"@wp.hookimpl\ndef {hook.name}({names}) -> Iterable[wp.{hook.kind.__name__}]: ..."


def example(function: Any) -> str:
    """The example of a docstring as a module would have it, with what is answered as comments."""
    text = ""
    for one in doctest.DocTestParser().get_examples(inspect.cleandoc(function.__doc__ or "")):
        imports = one.source.startswith(("import ", "from "))
        text += one.source if imports or not text else "\n\n" + one.source
        if one.want:
            text += f"# {one.want.rstrip().splitlines()[-1]}\n"
    return text.rstrip()


def shown(hook: Hook) -> list[str]:
    """Links to the plugins of the repository that implement a hook."""
    modules = (path for path in sorted((ROOT / "plugins").glob("*/weiping_*/**/*.py")))
    files = [*sorted((ROOT / "plugins").glob("*/weiping_*.py")), *modules]
    found = (
        path.relative_to(ROOT / "plugins").parts[0] for path in files if f"def {hook.name}(" in path.read_text("utf-8")
    )
    return [f"[{name}](../../plugins/{name})" for name in sorted(set(found))]


def object_page(kind: type[Any], level: str = "##") -> list[str]:
    """What an object is, and its fields."""
    if issubclass(kind, Enum):
        values = ", ".join(f"`{one.value}`" for one in kind)
        return [f"{level} {said(kind)}", *doc(kind), f"One of {values}."]
    notes = source(kind).notes
    rows = [
        (f"`{one.name}`", f"`{one.type}`", default(kind, one.name), notes.get(one.name, ""))
        for one in dataclasses.fields(kind)
        if not one.name.startswith("_")
    ]
    if not notes:
        return [f"{level} {said(kind)}", *doc(kind), table(("field", "type", "default"), [row[:3] for row in rows])]
    return [f"{level} {said(kind)}", *doc(kind), table(("field", "type", "default", ""), rows)]


def default(kind: type[Any], name: str) -> str:
    """The default of a field as it is written; a factory as what it makes."""
    value = source(kind).defaults.get(name)
    if value is None:
        return "required"
    if made := re.fullmatch(r"field\(default_factory=(dict|list|tuple)\)", value):
        return {"dict": "`{}`", "list": "`[]`", "tuple": "`()`"}[made[1]]
    return "weiping's own" if value.startswith("_") else f"`{value}`"


def functions(kind: type[Any]) -> list[str]:
    """The functions of an object: what each is given, what it must answer."""
    rows = [
        (f"`{one.field}`", ", ".join(f"`{given}`" for given in one.given), f"`{one.answer}`")
        for one in functions_of(kind)
    ]
    if not rows:
        return []
    return ["## Its functions", table(("function", "is given", "must answer"), rows), PROMISE]


def methods(kind: type[Any]) -> list[str]:
    """What can be asked of an object: for tests, and for functions that are given one."""
    rows = []
    for name, value in vars(kind).items():
        raw = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if name.startswith("_") or not inspect.isfunction(raw) or not doc(raw):
            continue
        names = [one for one in inspect.signature(raw).parameters if one not in ("self", "cls")]
        rows.append((f"`{name}({', '.join(names)})`", " ".join(" ".join(doc(raw)).split())))
    return ["## What it can be asked", table(("", ""), rows)] if rows else []


def parts(kind: type[Any]) -> list[str]:
    """What the fields and functions of an object are made of, part by part."""
    found: dict[str, list[str]] = {}
    for owner, name in reached(kind):
        thing = getattr(sys.modules[owner.__module__], name, None)
        if inspect.isclass(thing):
            found[name] = object_page(thing, "###")
        else:
            alias = module_source(sys.modules[owner.__module__]).aliases[name]
            said_ = (
                f"One of {', '.join(f'`{word}`' for word in alias.choices)}." if alias.choices else f"`{alias.stated}`"
            )
            found[name] = [f"### `{name}`", *filter(None, [alias.note, said_])]
    return ["## The parts", *(line for lines in found.values() for line in lines)] if found else []


def main() -> None:
    """Write the pages, and delete those of hooks that are gone."""
    FOLDER.mkdir(exist_ok=True)
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
