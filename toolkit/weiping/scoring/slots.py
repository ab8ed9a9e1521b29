"""The slots of a rule file, as typed objects. What a key does is written in docs/scoring-rules.md."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import msgspec

from ..domain.text import Text

Words = str | dict[str, str]
"""A text for people: one string, or `{ zh_CN = "…", en = "…" }`."""


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the rule file; an unknown key in it is an error."""


class Head(Slot, frozen=True):
    """[rule] What the rule is called."""

    key: str
    title: Words
    version: int = 1

    @property
    def text(self) -> Text:
        """The title in both languages."""
        return Text.of(self.title)


class Input(Slot, frozen=True):
    """[input] How the sheet of marks is laid out."""

    layout: Literal["long", "wide"] = "long"
    round: str | None = None
    entry: str | None = None
    judge: str | None = None
    criterion: str | None = None
    mark: str | None = None
    items: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ("N/A", "不适用")

    @property
    def columns(self) -> dict[str, str]:
        """The headings that the rule names."""
        names = ("round", "entry", "judge", "criterion", "mark")
        return {name: heading for name in names if (heading := getattr(self, name)) is not None}


class Bounds(Slot, frozen=True):
    """A scale: marks from `low` to `high` in steps of `step`; what is absent is not limited."""

    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal | None = None


class Deduct(Slot, frozen=True):
    """Marks that count faults: `start` points, less `per` for each fault found, never below `floor`."""

    start: Decimal
    per: Decimal
    floor: Decimal = Decimal(0)


class MarksSlot(Slot, frozen=True):
    """[marks] Which marks are possible, what they count for, and the words that leave a judge out."""

    scale: Bounds | None = None
    scales: dict[str, Bounds] = {}
    deduct: Deduct | None = None
    deducts: dict[str, Deduct] = {}
    not_seen: tuple[str, ...] = ("not_seen", "未到场")
    recused: tuple[str, ...] = ("recused", "回避")

    def deducted(self, criterion: str) -> Deduct | None:
        """How faults count on `criterion`; None where a mark is what it says."""
        return self.deducts.get(criterion, self.deduct)

    @property
    def counts(self) -> bool:
        """Whether any mark is a count of faults."""
        return self.deduct is not None or bool(self.deducts)


class Judges(Slot, frozen=True):
    """[judges] Whether judges' marks are adjusted to each other before they are combined."""

    adjustment: Literal["none", "centred", "severity"] = "none"
    column: str = "severity"
    source: Words = ""
    decimals: int | None = None

    @property
    def text(self) -> Text:
        """Where the severities come from, in both languages."""
        return Text.of(self.source)


class Met(Slot, frozen=True):
    """A bar that turns a criterion into one star or none: `more_than` or `at_least`, exactly one of them."""

    more_than: Decimal | None = None
    at_least: Decimal | None = None

    @property
    def bar(self) -> Decimal:
        """The number that is compared with."""
        return self.at_least if self.at_least is not None else self.more_than or Decimal(0)


class Combine(Slot, frozen=True):
    """[combine] From the marks of several judges to one value per entry and criterion."""

    method: str = "mean"
    drop_high: int = 0
    drop_low: int = 0
    options: dict[str, Any] = {}
    min_marks: int | None = None
    decimals: int | None = None
    met: Met | None = None

    @property
    def needed(self) -> int:
        """How many marks there must be: `min_marks`, and at least one left after dropping."""
        return max(self.min_marks or 1, self.drop_high + self.drop_low + 1)


class Comparison(Slot, frozen=True):
    """One judgement between two criteria: `more` counts `times` as much as `less`."""

    more: str
    less: str
    times: Decimal = Decimal(1)


class Weigh(Slot, frozen=True):
    """[weigh] From the values per criterion to one value per entry."""

    method: Literal["sum", "mean", "percentage"] = "sum"
    weights: dict[str, Decimal] = {}
    weights_from: str | None = None
    weights_by: str | None = None
    comparisons: tuple[Comparison, ...] = ()
    options: dict[str, Any] = {}
    total: Decimal | None = None
    decimals: int | None = None
    missing: Literal["incomplete", "leave-out"] = "incomplete"


class Term(Slot, frozen=True):
    """An amount from a column of the table of entries."""

    column: str
    title: Words = ""
    absolute: bool = False
    cap: Decimal | None = None
    empty: Literal["incomplete", "zero"] = "incomplete"

    @property
    def text(self) -> Text:
        """What the amount is called."""
        return Text.of(self.title or self.column)


class Entries(Slot, frozen=True):
    """[entries] Amounts that are added to an entry's value, and amounts taken off; `floor` is the least that is left."""

    add: tuple[Term, ...] = ()
    subtract: tuple[Term, ...] = ()
    floor: Decimal | None = None


class Panel(Slot, frozen=True):
    """[blend.panel] What the judges' criteria count for beside the other sources; its scale may be left out for a percentage."""

    weight: Decimal
    scale: Bounds | None = None


class Source(Slot, frozen=True):
    """[[blend.sources]] A column of the table of entries that counts beside the panel, on a scale of its own."""

    column: str
    weight: Decimal
    scale: Bounds
    title: Words = ""
    empty: Literal["incomplete", "zero", "leave-out"] = "incomplete"

    @property
    def text(self) -> Text:
        """What the source is called."""
        return Text.of(self.title or self.column)


class Blend(Slot, frozen=True):
    """[blend] The panel and other sources as one value; each is brought to a scale from 0 to `full`."""

    panel: Panel
    sources: tuple[Source, ...]
    full: Decimal = Decimal(100)

    @property
    def parts(self) -> tuple[Panel | Source, ...]:
        """Everything that counts, the panel first."""
        return (self.panel, *self.sources)


class Condition(Slot, frozen=True):
    """A test on a column of the table of entries; `value` is a Decimal, a text, true or false, or a tuple of those."""

    column: str
    op: Literal[">", ">=", "<", "<=", "==", "in", "contains"]
    value: Any


class Bar(Condition, frozen=True):
    """[[gates]] what an entry must satisfy, [[vetoes]] what puts it out; the reason is printed."""

    reason: Words

    @property
    def text(self) -> Text:
        """The reason in both languages."""
        return Text.of(self.reason)


class Final(Slot, frozen=True):
    """[final] The decimals that are printed; ties are decided on the printed totals."""

    decimals: int


class Tie(Slot, frozen=True):
    """[[rank.ties]] What separates entries with the same total, where `when` holds."""

    by: Literal["criteria_total", "column", "criterion"]
    column: str | None = None
    criterion: str | None = None
    order: Literal["higher", "lower"] = "higher"
    when: Condition | None = None


class Rank(Slot, frozen=True):
    """[rank] From totals to places."""

    method: Literal["competition", "dense"] = "competition"
    by: str = "total"
    options: dict[str, Any] = {}
    order: Literal["highest", "lowest"] = "highest"
    ties: tuple[Tie, ...] = ()


class Award(Slot, frozen=True):
    """[[awards]] Who gets it: the first `first` entries, or all from `at_least` on, that have no award above it."""

    key: str
    title: Words
    first: int | None = None
    at_least: Decimal | None = None
    tie: Literal["all", "none"] = "all"

    @property
    def text(self) -> Text:
        """The award's name in both languages."""
        return Text.of(self.title)


class Slots(Slot, frozen=True):
    """The whole rule file."""

    rule: Head
    final: Final
    input: Input = Input()
    marks: MarksSlot = MarksSlot()
    judges: Judges = Judges()
    combine: Combine = Combine()
    weigh: Weigh = Weigh()
    blend: Blend | None = None
    entries: Entries = Entries()
    gates: tuple[Bar, ...] = ()
    vetoes: tuple[Bar, ...] = ()
    rank: Rank = Rank()
    awards: tuple[Award, ...] = ()
