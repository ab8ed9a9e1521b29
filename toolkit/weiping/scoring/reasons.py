"""Why an entry has no total or no place, in words."""

from __future__ import annotations

from ..i18n import tr
from .rule import Rule

_SENTENCES = {
    "no-marks": "No mark was given.",
    "incomplete": "No mark was given on {detail}.",
    "too-few-marks": "Fewer than {needed} marks were given on {detail}.",
    "nothing-applicable": "None of the criteria applies.",
    "no-number": "The table of entries has no number in the column {detail}.",
    "off-scale": "The number in the column {detail} lies off its scale.",
    "panel-off-scale": "What the criteria come to lies off the scale that the rule states for the panel.",
    "gate": "Not eligible: {why}.",
    "veto": "Struck out: {why}.",
}


def said(rule: Rule, reason: str | None, detail: str | None, lang: str = "en") -> str:
    """`reason` and `detail` of a standing as a sentence; empty where there is no reason."""
    if not reason:
        return ""
    why = ""
    if reason in ("gate", "veto"):
        bars = rule.slots.gates if reason == "gate" else rule.slots.vetoes
        why = bars[int(detail or 0)].text.said(lang).rstrip("。.")
    return tr(lang, _SENTENCES[reason], detail=detail or "", why=why, needed=rule.needed)
