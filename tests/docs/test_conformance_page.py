"""The page on the conformance kit lists the checks there are, by the names that tests have."""

import re
from pathlib import Path

from weiping.testing import conform
from weiping.testing.finding import LAWS

PAGE = (Path(conform.__file__).parents[3] / "docs" / "conformance.md").read_text(encoding="utf-8")


def test_the_page_lists_exactly_the_checks_there_are() -> None:
    _, _, tables = PAGE.partition("## A plugin as a whole")
    listed = re.findall(r"^\| (?!check \||---)(.+?) \|", tables, flags=re.MULTILINE)
    assert sorted(listed) == sorted(law.name for law in LAWS)
