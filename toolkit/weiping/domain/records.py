"""Records of a community's life as the desk takes them down: activities that are planned, parts that people took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An activity 活动 as it is planned. `key` is made once by who records it: one key, one activity.

    `begins` and `ends` are times of the office such as `09:30`, empty where none is set. `campaign` joins sessions that
    belong together. `answers` are those of the kind's form, `partners` keys of partners.
    """

    key: str
    kind: str
    title: Text
    day: date
    begins: str = ""
    ends: str = ""
    place: str = ""
    campaign: str = ""
    compound: str | None = None
    capacity: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A partner 合作单位 that helps with activities, such as a clinic or a school; `kind` is a word of the office's own."""

    key: str
    name: Text
    kind: str = ""


class Satisfaction(StrEnum):
    """What somebody thinks of an activity."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Source(StrEnum):
    """How the desk knows who took part."""

    QR = "qr"
    LIST = "list"
    OFFICE = "office"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The part that somebody took in an activity: a `resident` of the register (a key), or a `guest` in the office's words.

    `minutes` is how long, where the role counts hours; it follows from `came_at` and `left_at` where those are given.
    """

    role: str
    resident: str | None = None
    guest: str = ""
    came_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None
    source: Source = Source.LIST
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A matter 事项 as it is reported. `answers` are those of the kind's opening form; `x` and `y` place it on the map."""

    key: str
    kind: str
    title: Text
    day: date
    compound: str | None = None
    household: str | None = None
    x: float | None = None
    y: float | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photo of an activity or of a matter (the number of one of the two), as a camera gives it.

    `step` is the step of the matter that it belongs to; empty where it stands. `show` says that everybody may see it.
    """

    data: bytes
    activity: int | None = None
    matter: int | None = None
    step: str = ""
    caption: str = ""
    show: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that the matter of number `matter` takes on `day`; `meeting` is the activity whose resolution it follows."""

    matter: int
    to: str
    day: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    meeting: int | None = None
