"""An appraisal 微评比 and the phases a round goes through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .text import Text


class Phase(StrEnum):
    """draft → open → deliberation → published → final; deliberation may go back to open with a reason.

    From draft a round may be rehearsed: draft → practice → draft, as often as the panel likes. What is tapped in a
    rehearsal never counts.
    """

    DRAFT = "draft"
    PRACTICE = "practice"
    OPEN = "open"
    DELIBERATION = "deliberation"
    PUBLISHED = "published"
    FINAL = "final"

    @property
    def label(self) -> Text:
        """The phase in the words of the pages."""
        return _PHASE_TITLES[self]

    @property
    def decided(self) -> bool:
        """Whether there is a result that everybody may see."""
        return self in (Phase.PUBLISHED, Phase.FINAL)


_PHASE_TITLES = {
    Phase.DRAFT: Text("准备", "Draft"),
    Phase.PRACTICE: Text("演练", "Rehearsal"),
    Phase.OPEN: Text("评分", "Scoring"),
    Phase.DELIBERATION: Text("合议", "Deliberation"),
    Phase.PUBLISHED: Text("公布", "Published"),
    Phase.FINAL: Text("生效", "Final"),
}

NEXT_PHASES: dict[Phase, tuple[Phase, ...]] = {
    Phase.DRAFT: (Phase.OPEN, Phase.PRACTICE),
    Phase.PRACTICE: (Phase.DRAFT,),
    Phase.OPEN: (Phase.DELIBERATION,),
    Phase.DELIBERATION: (Phase.PUBLISHED, Phase.OPEN),
    Phase.PUBLISHED: (Phase.FINAL,),
    Phase.FINAL: (),
}


class Role(StrEnum):
    """Who may do what. `public` is a visitor who has not signed in."""

    PUBLIC = "public"
    JUDGE = "judge"
    CHAIR = "chair"
    CLERK = "clerk"
    ADMIN = "admin"
    RESIDENT = "resident"

    @property
    def label(self) -> Text:
        """What people call somebody of this role."""
        return _ROLES[self]


_ROLES = {
    Role.PUBLIC: Text("访客", "visitor"), Role.JUDGE: Text("评委", "judge"), Role.CHAIR: Text("组长", "chair"),
    Role.CLERK: Text("工作人员", "clerk"), Role.ADMIN: Text("管理员", "admin"), Role.RESIDENT: Text("住户", "resident"),
}  # fmt: skip


class JudgeKind(StrEnum):
    """Whom a judge stands for."""

    BUILDING_LEADER = "building-leader"
    PARTY_MEMBER = "party-member"
    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    GUEST = "guest"

    @property
    def label(self) -> Text:
        """The kind in the words of the pages."""
        return _KIND_TITLES[self]


_KIND_TITLES = {
    JudgeKind.BUILDING_LEADER: Text("楼栋长代表", "Building leader"),
    JudgeKind.PARTY_MEMBER: Text("党员代表", "Party member"),
    JudgeKind.RESIDENT: Text("居民代表", "Resident"),
    JudgeKind.REPRESENTATIVE: Text("小区代表", "Compound representative"),
    JudgeKind.GUEST: Text("特邀评委", "Guest judge"),
}


class ConflictKind(StrEnum):
    """Why a judge may not score an entry. `represents` is mutual review: nobody scores the compound they speak for."""

    LIVES_IN = "lives-in"
    WORKS_FOR = "works-for"
    REPRESENTS = "represents"
    DECLARED = "declared"

    @property
    def label(self) -> Text:
        """The reason in the words of the pages."""
        return _CONFLICT_TITLES[self]


_CONFLICT_TITLES = {
    ConflictKind.LIVES_IN: Text("住在该小区", "Lives there"),
    ConflictKind.WORKS_FOR: Text("在该小区任职", "Works for it"),
    ConflictKind.REPRESENTS: Text("代表该小区", "Speaks for it"),
    ConflictKind.DECLARED: Text("已申报利益关系", "Declared"),
}


class MarkKind(StrEnum):
    """What a judge answered. `cleared` takes an answer back; the cell is then unscored again, never zero."""

    VALUE = "value"
    NOT_SEEN = "not_seen"
    RECUSED = "recused"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks the desk for something: a session's role and, for a judge, which judge.

    `session` is the row of the session, or None for the command line and an operator's own notebook. `staff` is the key
    under which the office knows who works with it, `household` the row of the household whose link was opened.
    """

    role: Role
    judge: int | None = None
    session: int | None = None
    staff: str | None = None
    household: int | None = None

    @property
    def operator(self) -> str:
        """Who is answerable for what this actor records: the member of the staff, else the role."""
        return self.staff or str(self.role)

    @property
    def name(self) -> str:
        """How the journal names the actor: never a person's name."""
        number = self.household if self.role is Role.RESIDENT else self.judge
        who = f"{self.role}:{number}" if number is not None else str(self.role)
        return f"{who}@{self.session}" if self.session is not None else who


PUBLIC = Actor(Role.PUBLIC)
OPERATOR = Actor(Role.ADMIN)
