from decimal import Decimal

import polars as pl
import pytest

from weiping.frames import Marks
from weiping.scoring.rule import parse_rule

HEAD = '[rule]\nkey = "test"\ntitle = "test"\n'


@pytest.fixture
def make_rule():
    """A rule from the tables that matter to a test."""

    def make(text="", decimals=2):
        return parse_rule(f"{HEAD}{text}\n[final]\ndecimals = {decimals}\n", source="rule.toml")

    return make


@pytest.fixture
def make_marks():
    """Marks from {(entry, criterion): [mark, …]}; None is a judge who gave none, "N/A" one who found it not applicable."""

    def make(cells, round_=None):
        rows = [
            {
                "entry": entry,
                "judge": f"J{number}",
                "criterion": criterion,
                "value": None if mark in (None, "N/A") else int(Decimal(str(mark)).scaleb(4)),
                "na": mark == "N/A",
            }
            for (entry, criterion), given in cells.items()
            for number, mark in enumerate(given, start=1)
        ]
        kinds = {"entry": pl.String, "judge": pl.String, "criterion": pl.String, "value": pl.Int64, "na": pl.Boolean}
        frame = pl.DataFrame(rows, schema=kinds)
        return Marks.scaled(frame if round_ is None else frame.with_columns(round=pl.lit(round_)))

    return make
