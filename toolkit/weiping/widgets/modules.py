"""The JavaScript beside these files: joined into one module, with the words it says and the styles it wears.

anywidget imports a widget from a blob, where a relative import leads nowhere, and a tablet on bad Wi-Fi should not ask
for a dozen files. So `module` wraps each file in a function of its own (private names cannot collide) in the order of
their imports. The files keep to four forms, and anything else is an error here rather than a blank page there:

    import { a, b as c } from "./x.js";    export function f …    export const c = …    export default …;
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..i18n import LANGS, catalogue

FOLDER = Path(__file__).parent
"""Where the `.js` and `.css` files are: what a server hands out as static files."""

MIME = "application/vnd.weiping.mount+json"
"""The private mime type of a widget in a rendered notebook: `{"widget": "pad", "data": {…}}`."""

NAMES = (
    "pad",
    "board",
    "wall",
    "console",
    "shop",
    "office",
    "office_points",
    "mine",
    "points",
    "cards",
    "community",
    "leading",
    "report",
    "register",
    "join",
)

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.M)
_DEFAULT = re.compile(r"^export default ", re.M)
_LEFT = re.compile(r"^\s*(?:import\b(?!\()|export\b).*$", re.M)
_STRING = re.compile(r'(?<![\w$])t\("((?:[^"\\]|\\.)*)"')


@cache
def _source(name: str) -> str:
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")


def _order(name: str, seen: tuple[str, ...] = ()) -> list[str]:
    """`name` and every file it imports, each after what it needs."""
    if name in seen:
        raise InputError("{name}.js imports itself through {path}.", name=name, path=" → ".join(seen))
    found: list[str] = []
    for match in _IMPORT.finditer(_source(name)):
        for part in _order(match[2], (*seen, name)):
            if part not in found:
                found.append(part)
    return [*found, name]


def _wrapped(name: str) -> str:
    def names(match: re.Match[str]) -> str:
        wanted = ", ".join(part.strip().replace(" as ", ": ") for part in match[1].split(",") if part.strip())
        return f"const {{ {wanted} }} = ${match[2]};"

    text = _IMPORT.sub(names, _source(name))
    exported = [match[1] for match in _EXPORT.finditer(text)]
    text = _EXPORT.sub("", text)
    if _DEFAULT.search(text):
        text = _DEFAULT.sub("const $default = ", text)
        exported.append("default: $default")
    if left := _LEFT.search(text):
        raise InputError(
            "{name}.js has a form of import or export that cannot be joined: {line}", name=name, line=left[0]
        )
    return f"const ${name} = (() => {{\n{text.rstrip()}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


@cache
def module(name: str) -> str:
    """The widget `name` as one ES module: exports `default` (what anywidget renders) and `mount`."""
    parts = "".join(_wrapped(part) for part in _order(name))
    return f"{parts}export const mount = ${name}.mount;\nexport default ${name}.default;\n"


@cache
def page(name: str) -> str:
    """The widget `name` as one ES module that mounts itself on a served page: what `page.js` does, in one request."""
    files = _order(name)
    parts = "".join(_wrapped(part) for part in [*files, *(part for part in _order("boot") if part not in files)])
    return f"{parts}$boot.boot(() => Promise.resolve(${name}));\n"


@cache
def styles(name: str) -> str:
    """The style sheet of the widget `name`, with the tokens, what all pages share, and what the files it imports wear."""
    worn = ("tokens", "base", *(part for part in _order(name) if (FOLDER / f"{part}.css").is_file()))
    return "\n".join((FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in worn)


@cache
def strings(name: str) -> tuple[str, ...]:
    """The English texts that the widget `name` can say, as its files write them: `t("…")`."""
    found = {match[1].replace('\\"', '"') for part in _order(name) for match in _STRING.finditer(_source(part))}
    return tuple(sorted(found))


def page_data(name: str, data: Mapping[str, Any], lang: str | None = None) -> dict[str, Any]:
    """`data` with the words that the widget needs: `{"i18n": {"zh_CN": {…}}}` and, where given, `lang`."""
    words = {
        code: {text: known[text] for text in strings(name) if text in known}
        for code in LANGS
        if (known := catalogue(code))
    }
    return {**data, "i18n": words, **({"lang": lang} if lang else {})}
