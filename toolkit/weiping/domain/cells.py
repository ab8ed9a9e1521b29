"""Text that a spreadsheet must not take for a formula: a name such as `=1+1` or `@sum` is a name."""

from __future__ import annotations

ACTING = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a cell of text may not begin with: a spreadsheet would reckon with it, or run what it names."""


def acts(cell: str) -> bool:
    """Whether a spreadsheet may take this text for a formula."""
    return cell.startswith(ACTING) or cell.lstrip(" \u3000\ufeff").startswith(ACTING)


def safe(cell: str) -> str:
    """The text as a .csv file may hold it: with an apostrophe before what would act.

    >>> safe("=1+1"), safe("3号楼"), safe("'")
    ("'=1+1", '3号楼', "'")
    """
    return f"'{cell}" if acts(cell) or (cell.startswith("'") and acts(cell.lstrip("'"))) else cell


def unsafe(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and acts(cell.lstrip("'")) else cell
