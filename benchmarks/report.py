"""What a benchmark found, as a section of Markdown: printed, and kept in `results/` and in the README."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .machine import Load

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Goal:
    """What was to be reached, what was, and in which form to write both."""

    what: str
    found: float
    most: float
    form: str = "{:.2f}"

    @property
    def met(self) -> bool:
        """Whether `found` is at most `most`; what could not be measured (NaN) has not met its goal."""
        return self.found <= self.most

    def __str__(self) -> str:
        found, most = self.form.format(self.found), self.form.format(self.most)
        return f"{'met' if self.met else '**missed**'}: {self.what}: {found} (goal: at most {most})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table. Raises ValueError for a row that has not as many cells as the head."""
    lines = [list(map(str, head)), ["---"] * len(head)]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{len(row)} cells under a head of {len(head)}: {row}")
        lines.append([str(cell).replace("|", "\\|") for cell in row])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def section(machine: str, load: Load, versions: Mapping[str, str], parts: Iterable[str], goals: Iterable[Goal]) -> str:
    """Goals first, then the tables, and on what machine all of it was measured."""
    said = "\n".join(f"- {goal}" for goal in goals)
    used = ", ".join(f"{name} {number}" for name, number in versions.items())
    where = f"Measured {machine}; {used}; {load}."
    return "\n\n".join(filter(None, [said, *parts, where])) + "\n"


def refused(asked: Mapping[str, Iterable[str]]) -> str:
    """Whose pages asked for which hosts beyond this machine."""
    said = {name: ", ".join(sorted(hosts)) for name, hosts in asked.items()}
    return " ".join(f"{name} asked for {hosts}, and was refused." for name, hosts in said.items() if hosts)


def keep(name: str, text: str, folder: Path = HERE) -> None:
    """Write `results/NAME.md`, and the same between the marks of NAME in the README."""
    path = folder / "results" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    readme = folder / "README.md"
    if readme.exists():
        readme.write_text(embedded(name, text, readme.read_text(encoding="utf-8")), encoding="utf-8")


def embedded(name: str, text: str, page: str) -> str:
    """`page` with `text` between `<!-- result NAME -->` and `<!-- end NAME -->`; as it was where it has no such marks."""
    begin, end = f"<!-- result {name} -->", f"<!-- end {name} -->"
    return re.sub(
        re.escape(begin) + ".*?" + re.escape(end), lambda _: f"{begin}\n{text}{end}", page, count=1, flags=re.DOTALL
    )


def publish(name: str, text: str, quick: bool) -> None:
    """Print a section; keep it unless it comes from a quick run, whose numbers only show that all works."""
    print(text, flush=True)
    if quick:
        print("A quick run: nothing was written.", flush=True)
    else:
        keep(name, text)
