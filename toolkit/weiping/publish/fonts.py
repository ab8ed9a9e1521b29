"""Fonts for paper. typst brings none with Chinese letters and weiping ships none: one of the machine's own is used.

A server without any is not an error: pages print from the browser, which has fonts. `WEIPING_FONTS` names a folder with
font files for those who want PDFs from such a server; Noto Sans SC and Source Han Sans are free (OFL).
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import typst

CHINESE = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "HarmonyOS Sans SC", "MiSans",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Sarasa Gothic SC",
    "LXGW WenKai", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimHei", "SimSun", "STHeiti", "STSong",
    "FangSong", "KaiTi", "AR PL UMing CN", "AR PL UKai CN", "Droid Sans Fallback",
)  # fmt: skip
"""Families with simplified Chinese, those best read in print first; what is not free is used where a machine has it."""

LATIN = "Libertinus Serif"
"""What typst brings for everything else."""


@cache
def book(folder: str | None = None) -> typst.Fonts:
    """All fonts there are: the machine's, typst's, and those in `folder` (else in `WEIPING_FONTS`)."""
    given = folder if folder is not None else os.environ.get("WEIPING_FONTS", "")
    return typst.Fonts(font_paths=[Path(given)] if given else [])


def families(lang: str) -> list[str] | None:
    """The families for a paper in `lang`, the first for what it is written in; None where nothing prints Chinese."""
    family = chinese()
    if family is None:
        return None
    return [family, LATIN] if lang == "zh_CN" else [LATIN, family]


def chinese(fonts: typst.Fonts | None = None) -> str | None:
    """The family that prints Chinese, None where there is none: of the list, else one of a folder that was named."""
    known = fonts or book()
    there = set(known.families())
    if found := next((family for family in CHINESE if family in there), None):
        return found
    folder = os.environ.get("WEIPING_FONTS", "")
    own = [font.family for font in known.fonts() if folder and font.path and Path(font.path).is_relative_to(folder)]
    return own[0] if own else None
