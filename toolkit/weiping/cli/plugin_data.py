"""What the commands about plugins share: the data folder, and the words for what plugins offer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ..domain.text import Text
from ..errors import InputError
from ..hooks.finding import DATABASE, data_folder
from . import help_of

USUAL = Path("demo-data")
"""The data folder where nothing else is said, as for the other commands."""

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help=help_of("The folder of the database; beside it plugins.d and the failures are kept."),
    ),
]
KINDS = {
    "criteria": Text("评分项", "criteria"),
    "scoring_rules": Text("计分规则", "scoring rules"),
    "combine_methods": Text("合并方法", "combine methods"),
    "rank_methods": Text("排序方法", "rank methods"),
    "weight_methods": Text("赋权方法", "weight methods"),
    "points_rules": Text("积分规则", "points rules"),
    "rewards": Text("兑换品", "rewards"),
    "fulfilments": Text("兑付方式", "fulfilments"),
    "expiry_policies": Text("到期规则", "expiry policies"),
    "activity_kinds": Text("活动类型", "activity kinds"),
    "matter_kinds": Text("事项类型", "matter kinds"),
    "notices": Text("公示", "notices"),
    "exports": Text("导出", "exports"),
    "pages": Text("页面", "pages"),
    "importers": Text("导入", "importers"),
}
"""What the objects of each hook are called."""


def data_of(named: Path | None) -> Path | None:
    """The data folder: the one named, else that of the database in WEIPING_DB, else demo-data where that is there.

    Raises InputError where the one that is named is not there.
    """
    if named is not None:
        if not named.is_dir():
            raise InputError("There is no folder {folder}; make it first.", folder=named)
        return named
    if database := os.environ.get(DATABASE):
        return data_folder(database)
    return USUAL if USUAL.is_dir() else None
