"""Whether an item may be taken: not before its time, nor against a conflict of interest, a route or a signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.appraisal import ConflictKind, MarkKind, Phase
from ..errors import WrongPhase
from .marks import Item
from .round_info import RoundInfo
from .sheets import Sheets


def waits(info: RoundInfo, item: Item) -> bool:
    """Whether the tablet has to keep an item, because the round is not open yet for what is meant in earnest."""
    if item.practice:
        return False
    return info.phase is Phase.DRAFT or (info.phase is Phase.PRACTICE and item.kind != "problem")


def not_yet(info: RoundInfo) -> WrongPhase:
    """What to say about items that wait."""
    if info.phase is Phase.PRACTICE:
        return WrongPhase("A rehearsal is running; these marks stay on this tablet until the chair opens the round.")
    return WrongPhase("This round is not open yet; your marks stay on this tablet until the chair opens it.")


def admit(info: RoundInfo, sheets: Sheets, row: Mapping[str, Any]) -> None:
    """Refuse what a conflict of interest, the route or the sheet's state forbids; `row` is what the item would become.

    Raises WrongPhase with the code `conflict`, `not-assigned`, `signed`, `not-signed` or `incomplete`.
    """
    duties, judge, entry = sheets.folding.duties, row["judge_id"], row["entry_id"]
    if row["kind"] == "problem" or duties is None:
        return
    conflict = duties.conflict(judge, entry)
    if conflict is not None and not _may_in_conflict(conflict, row):
        raise WrongPhase("You may not score this entry: {why}.", code="conflict", why=conflict.label)
    if conflict is None and not duties.assigned(judge, entry):
        raise WrongPhase("This entry is not on your route; other judges visit it.", code="not-assigned")
    _fits(info, sheets, row)


def _fits(info: RoundInfo, sheets: Sheets, row: Mapping[str, Any]) -> None:
    """Refuse what the sheet cannot take as it stands."""
    sheet, keys = sheets.sheet(row["judge_id"], row["entry_id"]), sheets.folding.criteria
    why = sheet.refuses(row["kind"], row["client"], row["seq"], keys)
    if why == "not-signed":
        raise WrongPhase("This sheet is not signed, so there is nothing to reopen.", code=why)
    if why == "signed":
        raise WrongPhase("This sheet is signed; reopen it before you change it.", code=why)
    if why == "incomplete":
        missing = [criterion.title for criterion in info.criteria if criterion.key in sheet.missing(keys)]
        raise WrongPhase("The sheet is not complete; still to answer: {missing}.", code=why, missing=missing)


def _may_in_conflict(conflict: ConflictKind, row: Mapping[str, Any]) -> bool:
    """A representative may answer what is said about the own compound; anybody else may say that they stay out."""
    if conflict is ConflictKind.REPRESENTS:
        return bool(row["kind"] == "comment")
    return row["kind"] in ("sign", "reopen") or (row["kind"] == "mark" and row["answer"] == MarkKind.RECUSED)
