"""Routes of the album: photos of activities and of matters - put there, described, forgotten, and seen."""

from __future__ import annotations

from ..desk import album, pictures
from ..desk.community import activities_view, matters_view
from ..domain.appraisal import Role
from ..domain.records import Shot
from .bodies import Body, Line, WhyBody
from .core import Call, Reply, Route

_SAID = {"caption": "what it shows", "show": "1 where everybody may see it"}


class DescribeBody(Body):
    """What a photo shows, and whether everybody may see it."""

    show: bool
    caption: Line = ""


def _of(call: Call) -> dict[str, int]:
    """The record in the path, as the verbs of the album name it."""
    return {name: call.number(name) for name in ("activity", "matter") if name in call.ids}


def _stands(call: Call, status: int = 200) -> Reply:
    """The record as it stands now."""
    view = activities_view.activity if "activity" in call.ids else matters_view.matter
    [number] = _of(call).values()
    return Reply(status, view(call.desk, call.actor, number))


def add_photo(call: Call) -> Reply:
    """Put a photo to the record; the body is the picture."""
    query = call.request.query
    album.add(call.desk, call.actor, Shot(
        data=call.request.body, step=query.get("step", ""), caption=query.get("caption", ""), show=query.get("show") == "1",
        **_of(call),
    ))  # fmt: skip
    return _stands(call, 201)


def describe_photo(call: Call) -> Reply:
    """Say what it shows, and who may see it."""
    body = call.body
    album.describe(call.desk, call.actor, call.ids["photo"], caption=body.caption, show=body.show, **_of(call))
    return _stands(call)


def forget_photo(call: Call) -> Reply:
    """Take it away for good."""
    album.forget(call.desk, call.actor, call.ids["photo"], call.body.reason, **_of(call))
    return _stands(call)


def photo(call: Call) -> Reply:
    """The picture, for those who may see it."""
    data = album.read(call.desk, call.actor, call.ids["photo"])
    kept = {"Content-Type": "image/jpeg", "Cache-Control": "private, max-age=3600"}
    return Reply(200, {}, headers=kept, data=data)


_CLERK = (Role.CLERK,)


def _routes(record: str, what: str, query: dict[str, str]) -> tuple[Route, ...]:
    one = f"{record}/photos/{{photo}}"
    return (
        Route(
            "POST", f"{record}/photos", _CLERK, add_photo, f"put a photo to {what}", accepts=pictures.TYPES,
            most=pictures.MOST_BYTES + 1000, query=query, done=(201,),
        ),
        Route("POST", one, _CLERK, describe_photo, f"what a photo of {what} shows, and to whom", DescribeBody),
        Route("POST", f"{one}/forget", _CLERK, forget_photo, f"take a photo of {what} away for good", WhyBody),
    )  # fmt: skip


ALBUM_ROUTES: tuple[Route, ...] = (
    *_routes("/community/activities/{activity}", "an activity", _SAID),
    *_routes(
        "/community/matters/{matter}", "a matter", {"step": "the step it belongs to; else where it stands", **_SAID}
    ),
    Route("GET", "/community/photos/{photo}", (), photo, "a photo of an activity or a matter", gives="image/jpeg"),
)
