"""Chinese and English: one catalogue from all `locale/zh_CN/*.po`, keyed by the English text.

The `.po` files are read as they are (no compiled copies to fall out of step). One file a room keeps them short.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

LANGS = ("zh_CN", "en")
_LOCALE = Path(__file__).parent / "locale"


@cache
def catalogue(lang: str) -> dict[str, str]:
    """English text -> translated text; empty for English itself."""
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for path in sorted((_LOCALE / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id and message.string:
                    found[str(message.id)] = str(message.string)
    return found


def tr(lang: str, message: str, /, **values: object) -> str:
    """`message` in `lang` with `{names}` filled from `values`; the English text where there is no translation."""
    text = message if lang == "en" else catalogue(lang).get(message, message)
    return text.format(**values) if values else text


def pick(wanted: str | None) -> str:
    """The supported language nearest to an Accept-Language header or a POSIX locale; Chinese where nothing is said."""
    for part in (wanted or "").replace("_", "-").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh_CN"
        if tag.startswith("en"):
            return "en"
    return "zh_CN"


def from_environment() -> str:
    """The language of the command line: `WEIPING_LANG`, else the locale; English where neither says Chinese."""
    for name in ("WEIPING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"
