"""The pages' widgets: a plain ES module beside each Python file, the same for JupyterLab and for served pages.

    widget    data (docs/http-api.md)            asks for
    Pad       the pad without `judge`            GET pad, POST marks
    Board     the board                          GET board
    Wall      the board                          GET wall
    Console   the console                        GET console, POST phase, settings, invitation
    Shop      the catalogue                      GET me, shop, accounts; POST redemptions
    Office    nothing                            GET me, office; POST office/…
    OfficePoints  nothing                        GET me, points, points/…, accounts; POST points/…
    Mine      nothing                            GET mine, mine/history; POST mine/…, leave
    Cards     nothing                            GET cards; POST cards, accounts/…/card/revoke
    Community nothing                            GET me, community/…; POST community/…
    Leading   nothing                            GET leading; POST community/tasks/…/end
    Report    nothing                            GET community/reports/…
    Register  nothing                            GET community/grids, residents; POST community/register, grids, residents
    Points    nothing                            GET points/ranking
    Join      nothing (`title` if you like)      POST join

anywidget is imported only when one of the classes is first used; `FOLDER`, `module`, `page` and `styles` need nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .modules import FOLDER, MIME, NAMES, module, page, page_data, strings, styles

if TYPE_CHECKING:
    from .base import Widget
    from .board import Board
    from .cards import Cards
    from .community import Community
    from .console import Console
    from .join import Join
    from .leading import Leading
    from .mine import Mine
    from .office import Office
    from .office_points import OfficePoints
    from .pad import Pad
    from .points import Points
    from .register import Register
    from .report import Report
    from .shop import Shop
    from .wall import Wall

__all__ = [
    "FOLDER",
    "MIME",
    "NAMES",
    "Board",
    "Cards",
    "Community",
    "Console",
    "Join",
    "Leading",
    "Mine",
    "Office",
    "OfficePoints",
    "Pad",
    "Points",
    "Register",
    "Report",
    "Shop",
    "Wall",
    "Widget",
    "module",
    "page",
    "page_data",
    "strings",
    "styles",
]

_WHERE = {
    "Widget": "base",
    "Board": "board",
    "Cards": "cards",
    "Community": "community",
    "Console": "console",
    "Join": "join",
    "Leading": "leading",
    "Mine": "mine",
    "Pad": "pad",
    "Points": "points",
    "Register": "register",
    "Report": "report",
    "Office": "office",
    "OfficePoints": "office_points",
    "Shop": "shop",
    "Wall": "wall",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
