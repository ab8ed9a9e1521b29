"""What an office has in files of the time before: activities, meetings, matters, an appraisal on paper. Keys, not numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from .meetings import Way
from .plan import AppraisalPlan
from .records import Part, Partner, Plan, Reported, Satisfaction
from .text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An activity that took place, and who took part. Who recorded it does not certify it; both are keys of the staff.

    `where` is the file and row it was read from. An activity that nobody certified does not count.
    """

    plan: Plan
    where: str
    parts: tuple[Part, ...] = ()
    recorded_by: str = ""
    certified_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutToVote:
    """A motion, the votes, and the matter it was about."""

    text: str
    votes_for: int
    votes_against: int
    abstained: int
    way: Way = Way.HANDS
    matter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a meeting gave somebody to do, and whether it was done."""

    text: str
    due: date
    resident: str | None = None
    owner: str = ""
    matter: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What the activity called `activity` was as a meeting: `agenda` are (title, matter), `said` (resident, approves, text)."""

    activity: str
    quorum: int
    may_vote: int | None = None
    agenda: tuple[tuple[str, str | None], ...] = ()
    motions: tuple[PutToVote, ...] = ()
    minutes: str = ""
    said: tuple[tuple[str, bool, str], ...] = ()
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """A step that a matter took; `activity` is the meeting whose resolution it followed."""

    to: str
    day: date
    answers: Mapping[str, str] = field(default_factory=dict)
    activity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """A matter and the way it went, in no particular order: the days and its kind's own order tell."""

    reported: Reported
    where: str
    steps: tuple[Stepped, ...] = ()
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A photo in a file, of the activity or of the step of a matter that is named by its key."""

    file: Path
    activity: str | None = None
    matter: str | None = None
    step: str = ""
    caption: str = ""
    show: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a resident says of an activity, or the office for those whom it asked (no resident)."""

    activity: str
    satisfaction: Satisfaction
    resident: str | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A need of a household, or what a resident or a partner offers; an offer may go to the need of the key `goes_to`."""

    key: str
    kind: str
    text: str
    household: str | None = None
    resident: str | None = None
    partner: str | None = None
    goes_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """An election of a micro-grid's leader that is over: how many slips each nominee (a resident) had, how many were void.

    `households` are those whose slip was in. `reason` says what came next where nobody was elected.
    """

    key: str
    micro_grid: str
    opens: date
    closes: date
    where: str
    votes: Mapping[str, int]
    void: int = 0
    households: tuple[str, ...] = ()
    handed_over: str = ""
    reason: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A task of a micro-grid's leader, due so many `days` after the files are brought in (before: below zero), perhaps ended."""

    micro_grid: str
    kind: str
    title: Text
    days: int
    where: str
    household: str | None = None
    how: str = ""
    note: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMark:
    """A mark on a paper sheet: who gave it (a resident), for which compound, on which criterion."""

    judge: str
    entry: str
    criterion: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAppraisal:
    """An appraisal that was held on paper; every sheet in it was signed."""

    plan: AppraisalPlan
    marks: tuple[PaperMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All of it. Whatever there are no files of is empty."""

    partners: tuple[Partner, ...] = ()
    held: tuple[Held, ...] = ()
    met: tuple[Met, ...] = ()
    matters: tuple[Went, ...] = ()
    photos: tuple[Snapshot, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    wishes: tuple[Wish, ...] = ()
    elections: tuple[Voted, ...] = ()
    errands: tuple[Errand, ...] = ()
    appraisals: tuple[PaperAppraisal, ...] = ()
