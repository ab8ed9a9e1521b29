"""All coefficients of agreement of a panel together, each a number or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from .alpha import METRICS, Metric, alpha, fleiss_kappa
from .concordance import Concordance, kendall_w
from .intraclass import FORMS, Form, Intraclass, intraclass
from .observations import observations
from .undefined import Reason, Undefined

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """The agreement on one criterion. What does not exist is an Undefined."""

    icc: Intraclass | Undefined
    alpha: dict[Metric, float | Undefined]
    kendall: Concordance | Undefined
    kappa: float | Undefined
    judges: int
    entries: int
    marks: int

    def as_data(self) -> dict[str, Any]:
        """As JSON: numbers or null, the reasons apart by the path of what they explain."""
        reasons: dict[str, dict[str, str]] = {}

        def say(name: str, value: Any) -> Any:
            if isinstance(value, Undefined):
                reasons[name] = value.reason.label.both()
                return None
            return value

        def each(name: str, found: Mapping[Form, Any] | Undefined) -> Any:
            """A value or null a form; one reason for all of them where they share it."""
            values = dict.fromkeys(FORMS, found) if isinstance(found, Undefined) else found
            kinds = set(values.values()) if all(isinstance(one, Undefined) for one in values.values()) else set()
            if len(kinds) == 1:
                say(name, kinds.pop())
                return dict.fromkeys(FORMS)
            return {form: say(f"{name}.{form}", value) for form, value in values.items()}

        icc = self.icc if isinstance(self.icc, Undefined) else self.icc.values
        limits = self.icc if isinstance(self.icc, Undefined) else self.icc.intervals
        w = say("kendall_w", self.kendall)
        data = {
            "icc": each("icc", icc),
            "icc_interval": each("icc_interval", limits),
            "alpha": {metric: say(f"alpha.{metric}", self.alpha[metric]) for metric in METRICS},
            "kendall_w": {name: getattr(w, name) if w else None for name in ("w", "chi2", "df", "p")},
            "fleiss_kappa": say("fleiss_kappa", self.kappa),
            "judges": self.judges, "entries": self.entries, "marks": self.marks,
        }  # fmt: skip
        return {**data, "reasons": reasons}


def reliability(marks: pl.DataFrame) -> dict[str, Reliability]:
    """Criterion -> agreement, from a long frame with the columns entry, judge, mark and perhaps criterion ("" without).

    Marks that are null are missing and left out. Raises InputError for a column that is not there or holds no numbers.
    """
    parts = observations(marks).group_by("criterion", maintain_order=True)
    return {str(key[0]): _of(part.drop_nulls("mark")) for key, part in parts}


def none() -> Reliability:
    """The agreement on a criterion without any mark."""
    nothing = Undefined(Reason.NO_PAIRS)
    return Reliability(nothing, dict.fromkeys(METRICS, nothing), nothing, nothing, 0, 0, 0)


def intraclass_of(marks: pl.DataFrame) -> Intraclass | Undefined:
    """The intraclass correlations alone, of a long frame with the columns entry, judge and mark, none of them null."""
    if marks.is_empty():
        return Undefined(Reason.NO_PAIRS)
    codes = [marks[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in ("entry", "judge")]
    table = _table(codes[0], codes[1], marks["mark"].cast(pl.Float64).to_numpy())
    return table if isinstance(table, Undefined) else intraclass(table)


def _of(marks: pl.DataFrame) -> Reliability:
    if marks.is_empty():
        return none()
    entries, judges = (marks[name].n_unique() for name in ("entry", "judge"))
    codes = [marks[name].rank("dense").cast(pl.Int64).to_numpy() - 1 for name in ("entry", "judge")]
    values = marks["mark"].to_numpy()
    categories = np.unique(values, return_inverse=True)[1]
    table = _table(codes[0], codes[1], values)
    if isinstance(table, Undefined):  # two marks of one judge are no agreement between judges, whatever the coefficient
        return Reliability(table, dict.fromkeys(METRICS, table), table, table, judges, entries, len(marks))
    return Reliability(
        icc=intraclass(table),
        alpha={metric: alpha(codes[0], values, metric) for metric in METRICS},
        kendall=_kendall(table), kappa=fleiss_kappa(codes[0], categories),
        judges=judges, entries=entries, marks=len(marks),
    )  # fmt: skip


def _table(entry: NDArray[np.int64], judge: NDArray[np.int64], values: Floats) -> Floats | Undefined:
    """Entries × judges; Undefined where a judge marked an entry more than once."""
    table = np.full((int(entry.max()) + 1, int(judge.max()) + 1), np.nan)
    if len(np.unique(entry * table.shape[1] + judge)) < len(entry):
        return Undefined(Reason.REPEATED)
    table[entry, judge] = values
    return table


def _kendall(table: Floats) -> Concordance | Undefined:
    return Undefined(Reason.GAPS) if np.isnan(table).any() else kendall_w(table)
