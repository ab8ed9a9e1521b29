"""What the notebooks of the pages call: a widget with its data, read from the database that the server names.

Under `weiping serve` the database and the round come from the environment, the widget carries only what may stand in a
page for everybody, and talks to the server over HTTP. In a plain JupyterLab the database is the demo's unless the
environment names one, and the widget is answered in the kernel, by the same API, as the operator.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from ..desk.office import Desk
from ..desk.views import Views, current, rounds
from ..domain.appraisal import OPERATOR, Actor, Role
from ..errors import InputError, NotFound
from ..hooks import loader
from ..store import Store
from .modules import page_data

if TYPE_CHECKING:
    from .base import Answer, Widget
    from .board import Board
    from .community import Community
    from .console import Console
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
    from .what_if import WhatIf

W = TypeVar("W", bound="Widget")

ROUNDLESS = ("shop", "office", "office_points", "mine", "points", "community", "leading", "report", "register")
"""Shared pages that are not about a round."""

SHARED = ("panel", "board", "wall", *ROUNDLESS)
"""Pages that are kept and given to everybody. All that they begin with stands in the database, nothing is asked of plugins."""

DEMO = Path("demo-data") / "weiping.db"
"""Where `weiping demo` puts its database, seen from where it is called."""


def pad(round: int | None = None, judge: int | None = None) -> Pad:
    """The judge's score pad of a round (the newest where none is named).

    `judge` is for a plain JupyterLab only: whose pad it is, by the judge's id; the panel's first where none is named.
    """
    from .pad import Pad

    return _widget(Pad, "panel", round, judge)


def board(round: int | None = None) -> Board:
    """The public board of a round (the newest where none is named)."""
    from .board import Board

    return _widget(Board, "board", round)


def wall(round: int | None = None) -> Wall:
    """The display wall of a round (the newest where none is named)."""
    from .wall import Wall

    return _widget(Wall, "wall", round)


def console(round: int | None = None) -> Console:
    """The chair's console of a round (the newest where none is named)."""
    from .console import Console

    return _widget(Console, "console", round)


def what_if(round: int | None = None, lang: str | None = None) -> WhatIf:
    """Sliders that try another rule on the signed sheets of a round (the newest where none is named); writes nothing."""
    from ..desk.trial import Trial
    from .what_if import WhatIf

    desk = _views().desk
    number = _round(desk) if round is None else round
    return WhatIf(lambda: Trial(desk, number), lang)


def shop() -> Shop:
    """The points shop."""
    from .shop import Shop

    return _widget(Shop, "shop", None)


def mine(household: int | None = None) -> Mine:
    """A household's own page of points.

    `household` is for a plain JupyterLab only: whose page it is, by the household's id; that of the one with most points
    where none is named.
    """
    from .mine import Mine

    return _widget(Mine, "mine", None, household=household)


def community() -> Community:
    """The community's life: calendar, matters, micro-grids, help from door to door."""
    from .community import Community

    return _widget(Community, "community", None)


def leading(household: int | None = None) -> Leading:
    """A leader's page of tasks; `household` as in `mine`."""
    from .leading import Leading

    return _widget(Leading, "leading", None, household=household)


def register() -> Register:
    """The register and the micro-grids, for the office: lists in and out, moves, divisions looked at first, borders of grids."""
    from .register import Register

    return _widget(Register, "register", None)


def report() -> Report:
    """The yearly report, for the office: every figure opens to the records behind it."""
    from .report import Report

    return _widget(Report, "report", None)


def points() -> Points:
    """The public ranking of points."""
    from .points import Points

    return _widget(Points, "points", None)


def office() -> Office:
    """The office page, where an appraisal is made."""
    from .office import Office

    return _widget(Office, "office", None)


def office_points() -> OfficePoints:
    """The office's page on points."""
    from .office_points import OfficePoints

    return _widget(OfficePoints, "office_points", None)


def initial(views: Views, page: str, round_id: int | None) -> dict[str, Any]:
    """The data that a page begins with; what changes by the minute is left to the live feed.

    A shared page is kept and given to everybody. So it holds neither marks nor standings: a board frozen since would
    still show the old ones in its source.
    """
    if page == "shop":
        from ..desk.points.shop import catalogue

        return {"rewards": [{**reward, "stock": None} for reward in catalogue(views.desk)["rewards"]]}
    if page in ("office", "office_points", "mine", "points", "community", "leading", "report", "register"):
        return {}  # what may be seen is asked of the API: by whom, and when
    if round_id is None:
        raise NotFound("There is no round yet; create an appraisal first.")
    if page == "panel":
        return views.pad_page(round_id)
    if page in ("board", "wall"):
        return views.board_page(round_id)
    return views.console(OPERATOR, round_id)


def _widget(
    kind: type[W], page: str, round_id: int | None, judge: int | None = None, household: int | None = None
) -> W:
    served = _served()
    views = _shared_views() if served and page in SHARED else _views()
    if round_id is None and page not in ROUNDLESS:
        round_id = _round(views.desk)
    if served:
        return kind(initial(views, page, round_id), served_by="/")
    actor = OPERATOR
    if page == "panel" and round_id is not None:
        actor = Actor(Role.JUDGE, judge if judge is not None else _first_judge(views.desk, round_id))
    if page in ("mine", "leading"):
        actor = Actor(Role.RESIDENT, household=household if household is not None else _first_household(views.desk))
    return kind(initial(views, page, round_id), answer=_answer(views.desk, actor))


def _answer(desk: Desk, actor: Actor) -> Answer:
    """The API without a server: what a widget asks is answered as `actor`."""
    from ..api import Api, Request  # not above: a served page needs none, and is made sooner without

    api = Api(desk)

    def answer(method: str, path: str, body: Any) -> tuple[int, Any]:
        where = urlsplit(path)
        query = dict(parse_qsl(where.query))
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        reply = api.handle(Request(actor, method, where.path, query, sent))
        return reply.status, reply.body

    return answer


@cache
def _views() -> Views:
    store = _store()
    return Views(Desk(store, loader.here(_database())))


@cache
def _shared_views() -> Views:
    """Without plugins: a kernel that lives for one shared page would load them all, and use none."""
    return Views(Desk(_store()))


def _store() -> Store:
    where = _database()
    if "://" not in where and not Path(where).is_file():
        raise InputError(
            "There is no database at {path}. Run `weiping demo` first, or name one: WEIPING_DB=/path/to/weiping.db.",
            path=where,
        )
    return Store(where, read_only=_served())


def _database() -> str:
    return os.environ.get("WEIPING_DB") or str(DEMO)


def _served() -> bool:
    return bool(os.environ.get("WEIPING_SERVED"))


def _round(desk: Desk) -> int:
    if number := os.environ.get("WEIPING_ROUND"):
        return int(number)
    if (found := current(rounds(desk))) is None:
        raise NotFound("There is no round yet; create an appraisal first.")
    return found


def _first_judge(desk: Desk, round_id: int) -> int:
    judges = Views(desk).console(OPERATOR, round_id)["judges"]
    if not judges:
        raise NotFound("Round {round} has no judges.", round=round_id)
    return int(judges[0]["id"])


def _first_household(desk: Desk) -> int:
    from ..desk.household_links import one_to_show

    if (found := one_to_show(desk)) is None:
        raise NotFound("There are no households in the register yet.")
    return found


def with_words(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """`data` with the words of the widget `name`, for a page that no notebook makes."""
    return page_data(name, data)
