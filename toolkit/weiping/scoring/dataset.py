"""Marks with everything a rule needs beside them, read from files: what the command line and a notebook start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from ..errors import InputError
from ..frames import Marks, Table, read_table
from ..share import shared
from .engine import Scored
from .engine import score as score_marks
from .explain import explain_all
from .facts import Facts, prepare, read_marks, scaled_int
from .methods import Installed
from .rule import Rule, load_rule
from .validate import WEIGHT_DIGITS

ENDINGS = (".csv", ".parquet", ".xlsx", ".tsv", ".txt", ".xls")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Marks, the rule they are read by, and the tables of criteria and entries (`facts`)."""

    marks: Marks
    rule: Rule
    facts: Facts

    def score(self, weights: Mapping[str, Decimal] | None = None) -> Scored:
        """The standings; `weights` (criterion -> factor, exact decimals) tries other weights than the rule's."""
        return score_marks(self.marks, self.rule, facts=self._with(weights) if weights else self.facts)

    @property
    def refused(self) -> pl.DataFrame:
        """The rows of marks, entries and judges that cannot be used."""
        return pl.concat([self.facts.refused, self.marks.refused])

    def combined(self, method: str, *, drop_high: int = 0, drop_low: int = 0) -> Dataset:
        """The same marks with the judges combined in another way: mean, median or trimmed, say.

        Raises RuleError for a way that is not known, or drops that it has no use for.
        """
        return replace(self, rule=self.rule.combined(method, drop_high=drop_high, drop_low=drop_low))

    def explain(self, entry: str, *, round: str | None = None, lang: str = "zh_CN") -> str:
        """Every step from the marks of `entry` to its place, in plain words."""
        return "\n\n".join(
            one.text() for one in explain_all(self.marks, self.rule, entry, self.facts, round=round, lang=lang)
        )

    def weights(self, round: str | None = None) -> dict[str, Decimal]:
        """Criterion -> factor as the rule and its table of criteria have it; empty where each counts once."""
        table = self.facts.criteria
        if table is None:
            return {}
        if round is not None and "round" in table.columns:
            table = table.filter(pl.col("round").cast(pl.String) == round)
        return {
            name: Decimal(weight).scaleb(-WEIGHT_DIGITS).normalize()
            for name, weight in table.select("criterion", "weight").iter_rows()
        }

    @property
    def rounds(self) -> list[str]:
        """The rounds in the order they are first marked; none for a sheet without rounds."""
        if not self.marks.rounds:
            return []
        return self.marks.frame["round"].cast(pl.String).unique(maintain_order=True).to_list()

    def only(self, round: str) -> Dataset:
        """The same data set with the marks of one round."""
        return replace(
            self, marks=replace(self.marks, frame=_of_round(self.marks.frame, round)), facts=self._facts_of(round)
        )

    def _facts_of(self, round: str) -> Facts:
        def part(table: pl.DataFrame | None) -> pl.DataFrame | None:
            return _of_round(table, round) if table is not None and "round" in table.columns else table

        facts = self.facts
        return replace(facts, criteria=part(facts.criteria), entries=part(facts.entries), judges=part(facts.judges))

    def _with(self, weights: Mapping[str, Decimal]) -> Facts:
        table = self.facts.criteria
        if table is None:
            raise InputError("This rule has no table of criteria, so there are no weights to change.")
        new = [scaled_int(weight, WEIGHT_DIGITS) for weight in weights.values()]
        changed = pl.col("criterion").replace_strict(
            list(weights), new, default=pl.col("weight"), return_dtype=pl.Int64
        )
        return replace(self.facts, criteria=table.with_columns(weight=changed))


def _of_round(frame: pl.DataFrame, round: str) -> pl.DataFrame:
    return frame.filter(pl.col("round").cast(pl.String) == round)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a data set."""

    marks: Path
    entries: Path | None
    criteria: Path | None
    judges: Path | None = None


def sources(
    marks: Path, entries: Path | None = None, criteria: Path | None = None, judges: Path | None = None
) -> Sources:
    """The files behind `marks`: a file, or a folder with marks, entries, criteria and judges in it.

    Raises InputError for a folder without marks.
    """
    if not marks.is_dir():
        return Sources(marks, entries, criteria, judges)
    found = {name: _in(marks, name) for name in ("marks", "entries", "criteria", "judges")}
    if found["marks"] is None:
        raise InputError(
            "{folder} has no marks.csv, marks.parquet or marks.xlsx; name the file of marks.", folder=marks
        )
    return Sources(
        found["marks"], entries or found["entries"], criteria or found["criteria"], judges or found["judges"]
    )


def _in(folder: Path, name: str) -> Path | None:
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)


def sample(name: str) -> Dataset:
    """A real data set that comes with weiping: `isu` (figure skating panels) or `rentsafe` (apartment buildings).

    Raises InputError for any other name.
    """
    known = {"isu": ".", "rentsafe": "evaluations_pre2023.csv"}
    if name not in known:
        raise InputError("There is no sample {name}; there are {known}.", name=name, known=list(known))
    return read(shared("sample_data") / name / known[name])


def read(
    marks: str | Path,
    rule: str | Path | Rule | None = None,
    *,
    entries: Path | None = None,
    criteria: Path | None = None,
    judges: Path | None = None,
    methods: Installed | None = None,
    table: Table | None = None,
) -> Dataset:
    """The data set in `marks`, a file or a folder, read by `rule` (a file or a Rule); without one the rule.toml beside it.

    `methods` are those of plugins: `weiping.read` gives the ones installed. `table` is what an importer read in the file
    `marks`: long, whatever layout the rule states.

    Raises InputError and RuleError as the readers do; refused rows are in `.marks.refused` and `.facts.refused`.
    """
    marks = Path(marks)
    files = Sources(marks, entries, criteria, judges) if table else sources(marks, entries, criteria, judges)
    law = rule if isinstance(rule, Rule) else load_rule(rule or files.marks.parent / "rule.toml", methods=methods)
    facts = prepare(
        law,
        entries=read_table(files.entries) if files.entries else None,
        criteria=read_table(files.criteria) if files.criteria else None,
        judges=read_table(files.judges) if files.judges else None,
    )
    found = read_marks(table or read_table(files.marks), law, facts, imported=table is not None)
    return Dataset(found, law, facts)
