"""Histories of appraisals that come with weiping, as the long marks that studies take."""

from __future__ import annotations

import polars as pl

from ..errors import InputError
from ..frames import read_table
from ..share import shared

_WRONG = "CREATED IN ERROR"


def history(name: str = "rentsafe") -> pl.DataFrame:
    """One row a mark: entry (the building's number), year (of the inspection), criterion (the item), mark (1 to 5), ward.

    Rows that the city marked as created in error are left out, as are items that do not apply. No inspector is named, so
    there is no column judge; whoever wants one says which column plays it. Raises InputError for a history that is not there.
    """
    if name != "rentsafe":
        raise InputError("There is no sample {name}; there are {known}.", name=name, known=["rentsafe"])
    from ..scoring.rule import load_rule

    folder = shared("sample_data") / name
    items = load_rule(folder / "rule.toml").slots.input.items
    table = read_table(folder / "evaluations_pre2023.csv").frame.filter(~pl.col("SITE_ADDRESS").str.contains(_WRONG))
    keys = [
        pl.col("RSN").cast(pl.String).alias("entry"),
        pl.col("EVALUATION_COMPLETED_ON").cast(pl.String).str.slice(0, 4).alias("year"),
        pl.col("WARDNAME").alias("ward"),
    ]
    marks = table.select(*keys, pl.col(items).cast(pl.Float64, strict=False))
    long = marks.unpivot(items, index=["entry", "year", "ward"], variable_name="criterion", value_name="mark")
    return long.drop_nulls("mark").select("entry", "year", "criterion", "mark", "ward").collect()
