"""The typed way to use what plugins supplied; a failure is contained to the plugin, named, and told to its watch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from ..domain.papers import Export, Notice, Results
from ..domain.points import Earned, Event, ExpiryPolicy, Fulfilment, PointsRule, Proposal, Redeemed
from ..domain.text import Text
from ..errors import PluginError, WeipingError
from .watch import wrong

NOTICE, EXPORT, FULFILMENT = Text("公示", "Notice"), Text("导出", "Export"), Text("兑付方式", "Fulfilment")
EXPIRY = Text("到期规则", "Expiry policy")


def propose(rule: PointsRule, event: Event) -> list[Proposal]:
    """The proposals of `rule` for `event`; none where the rule does not listen to such events.

    Raises PluginError, naming the rule, where it raises or proposes something that is not a Proposal of whole points
    above zero, or proposes twice under one key for one household.
    """
    if not isinstance(event, rule.on):
        return []
    try:
        proposals = list(rule.propose(event))
    except (Exception, SystemExit) as error:
        raise PluginError(
            "Points rule {key} failed on {event}: {error}", key=rule.key, event=type(event).__name__, error=repr(error)
        ) from error
    try:
        _check(rule, proposals)
    except PluginError as error:
        wrong(rule.propose, str(error))
        raise
    return proposals


def _check(rule: PointsRule, proposals: list[Proposal]) -> None:
    seen: set[tuple[str, str]] = set()
    for proposal in proposals:
        if not isinstance(proposal, Proposal) or type(proposal.points) is not int or proposal.points <= 0:
            raise PluginError(
                "Points rule {key} proposed {value}; points must be whole and above zero.",
                key=rule.key,
                value=repr(proposal),
            )
        if (proposal.household, proposal.key) in seen:
            raise PluginError(
                "Points rule {key} proposed twice for household {household}; give each its own key.",
                key=rule.key,
                household=proposal.household,
            )
        seen.add((proposal.household, proposal.key))


def write_notice(notice: Notice, results: Results) -> Text:
    """The text of `notice` about a published result. Raises PluginError, naming it, where it fails or writes no Text."""
    return _text(NOTICE, notice.key, notice.write, results)


def write_export(export: Export, results: Results, lang: str) -> bytes:
    """The bytes of `export`, in `lang`. Raises PluginError, naming it, where it fails or makes something else."""
    made = _answer(EXPORT, export.key, export.write, results, lang)
    if not isinstance(made, bytes):
        raise _wrong(EXPORT, export.key, export.write, made, "bytes")
    return made


def instruct(fulfilment: Fulfilment, redeemed: Redeemed) -> Text:
    """What the voucher of `redeemed` says. Raises PluginError, naming the fulfilment, where it fails or answers no Text."""
    return _text(FULFILMENT, fulfilment.key, fulfilment.instruct, redeemed)


def expires(policy: ExpiryPolicy, earned: Earned) -> date | None:
    """The last day on which points may be spent; None where they never expire. Raises PluginError."""
    answer = _answer(EXPIRY, policy.key, policy.expires, earned)
    if answer is not None and (type(answer) is not date or answer < earned.on):
        expected = "a date that is not before the day they were earned, or None"
        raise _wrong(EXPIRY, policy.key, policy.expires, answer, expected)
    return answer


def _text(what: Text, key: str, function: Callable[..., Any], *given: object) -> Text:
    said = _answer(what, key, function, *given)
    if not isinstance(said, Text) or not all(isinstance(one, str) and one.strip() for one in (said.zh, said.en)):
        raise _wrong(what, key, function, said, "wp.Text")
    return said


def _answer(what: Text, key: str, function: Callable[..., Any], *given: object) -> Any:
    try:
        return function(*given)
    except (Exception, SystemExit) as error:
        said = str(error) if isinstance(error, WeipingError) else repr(error)
        if isinstance(error, WeipingError):  # nobody asked it to refuse, so its watch took it for no failure
            wrong(function, said)
        raise PluginError("{what} {key} failed: {error}", what=what, key=key, error=said) from error


def _wrong(what: Text, key: str, function: Callable[..., Any], answer: object, expected: str) -> PluginError:
    shown = repr(answer)[:200]
    wrong(function, f"answered {shown}; expected is {expected}")
    return PluginError(
        "{what} {key} answered {value}; expected is {expected}.", what=what, key=key, value=shown, expected=expected
    )
