"""Papers as PDFs, made by typst. What they say reaches it as data, never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from ..errors import WrongPhase
from . import fonts


def typeset(template: Path, name: str, lang: str, said: Mapping[str, Any]) -> bytes:
    """The PDF that `template` makes of `said`, in the fonts of `lang`; it finds them under `sys.inputs.<name>`.

    Raises WrongPhase where this machine has no Chinese font.
    """
    families = fonts.families(lang)
    if families is None:
        raise WrongPhase(
            "This server has no Chinese font, so it cannot make a PDF. Print from the page instead, or see docs/serving.md"
            " on fonts.",
            code="no-font",
        )
    data = json.dumps({"lang": lang, "fonts": families, **said}, ensure_ascii=False)
    return bytes(typst.compile(template, font_paths=fonts.book(), sys_inputs={name: data}))
