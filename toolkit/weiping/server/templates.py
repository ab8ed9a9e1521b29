"""Pages that no notebook makes: the join page and plain notices, in the same frame as the shared pages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

if TYPE_CHECKING:
    from .assets import Assets

SHARE = Path(__file__).parent / "share" / "jupyter"
FOLDER = SHARE / "voila" / "templates" / "weiping"


def island(data: Any) -> str:
    """JSON for a <script> element: nothing in it can end the element or begin a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(FOLDER), autoescape=True)
    environment.filters["island"] = island
    return environment


def notice(assets: Assets, *, lang: str, title: str, message: str, links: list[tuple[str, str]]) -> str:
    """A page with a title, a sentence and where to go next."""
    page = _environment().get_template("notice.html.j2")
    return page.render(weiping=assets, html_lang=lang.replace("_", "-"), title=title, message=message, links=links)


def mounted(assets: Assets, *, title: str, widget: str, data: dict[str, Any]) -> str:
    """A page that is one widget."""
    page = _environment().get_template("mounted.html.j2")
    return page.render(weiping=assets, title=title, content={"widget": widget, "data": data})
