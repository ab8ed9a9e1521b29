"""The way of a nomination, walked from the first form to the award, and every way in which it must not go on."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weiping as wp
import weiping_filial
from weiping_filial.nomination import CONSENT, HONOUR, NOMINATION, REJECTION, SHORTLIST, VERIFICATION, WITHDRAWAL
from weiping_filial.vetoes import VETOES

(KIND,) = weiping_filial.weiping_matter_kinds()

GOOD: dict[str, dict[str, Any]] = {
    "nominated": {
        "source": "neighbours",
        "nominator": "王大姐",
        "family": "张晓明",
        "household": "yinhe-3-2-501",
        "members": 5,
        "years": "12",
        "story": "二十年如一日照料瘫痪的母亲。",
        "truthful": "是",
    },
    "consented": {"those-named": True, "publish": "yes", "minors": "none", "how": "written", "taken-on": "2024-09-02"},
    "verified": {
        **dict.fromkeys(VETOES, "clear"),
        "neighbours-asked": 4,
        "elders-heard": "是",
        "findings": "走访四户，均称属实。",
        "checked-by": "李工、赵工",
        "checked-on": "2024-09-20",
    },
    "shortlisted": {"meeting": "第三次居民议事会", "met-on": "2024-10-08", "for": 17, "against": 0, "recused": "yes"},
    "honoured": {"place": 3, "notice-from": "2024-10-10", "notice-until": "2024-10-17", "objections": "none"},
}
FORMS: Mapping[str, wp.Form] = {
    "nominated": NOMINATION,
    "consented": CONSENT,
    "verified": VERIFICATION,
    "shortlisted": SHORTLIST,
    "honoured": HONOUR,
}


def test_a_good_family_walks_from_nomination_to_honour() -> None:
    KIND.opening.check(GOOD["nominated"])
    now = KIND.steps[0].key
    for to in ("consented", "verified", "shortlisted", "honoured"):
        step = KIND.move(now, to)
        step.asks.check(GOOD[to])
        now = step.key
    assert KIND.step(now).ends


@pytest.mark.parametrize(
    ("now", "to"),
    [
        ("nominated", "verified"),
        ("nominated", "honoured"),
        ("consented", "shortlisted"),
        ("verified", "honoured"),
        ("rejected", "verified"),
        ("withdrawn", "nominated"),
        ("revoked", "honoured"),
    ],
)
def test_no_step_can_be_left_out_and_no_end_undone_by_the_back_door(now: str, to: str) -> None:
    with pytest.raises(wp.Refused, match="what may follow is"):
        KIND.move(now, to)


@pytest.mark.parametrize("now", ["nominated", "consented", "verified", "shortlisted", "honoured"])
def test_a_family_may_withdraw_at_every_step_and_need_not_say_why(now: str) -> None:
    step = KIND.move(now, "withdrawn")
    assert step.asks is WITHDRAWAL
    assert step.asks.check({"asked-by": "张晓明", "asked-on": "2024-10-01"})["why"] is None


def test_a_rejection_can_be_appealed_and_begins_again() -> None:
    assert KIND.move("rejected", "nominated").key == KIND.steps[0].key


@pytest.mark.parametrize("veto", VETOES)
@pytest.mark.parametrize("answer", [None, "found", "unclear", False])
def test_one_line_of_the_veto_list_that_is_not_clear_stops_the_verification_and_is_named(
    veto: str, answer: object
) -> None:
    with pytest.raises(wp.Refused) as caught:
        VERIFICATION.check({**GOOD["verified"], veto: answer})
    assert VETOES[veto].en in caught.value.text("en")
    assert VETOES[veto].zh in caught.value.text("zh_CN")


@pytest.mark.parametrize("reason", VETOES)
def test_every_veto_is_a_reason_to_reject_and_a_rejection_is_told(reason: str) -> None:
    answers = {"reason": reason, "evidence": "法院公告", "decided-on": "2024-09-21", "told-on": "2024-09-22"}
    assert REJECTION.check(answers)["reason"] == reason
    with pytest.raises(wp.Refused, match="told on is missing"):
        REJECTION.check({**answers, "told-on": ""})


@pytest.mark.parametrize("key", ["those-named", "publish"])
@pytest.mark.parametrize("said", [None, "no", False])
def test_without_the_familys_yes_nothing_goes_on(key: str, said: object) -> None:
    with pytest.raises(wp.Refused):
        CONSENT.check({**GOOD["consented"], key: said})


@pytest.mark.parametrize("said", [None, "", "refused", "否"])
def test_where_a_minor_is_written_about_only_the_guardians_yes_leads_on(said: object) -> None:
    assert CONSENT.check({**GOOD["consented"], "minors": "agreed"})["minors"] == "agreed"
    with pytest.raises(wp.Refused, match="has the guardian agreed"):
        CONSENT.check({**GOOD["consented"], "minors": said})


@pytest.mark.parametrize(
    ("step", "key", "value"),
    [
        ("nominated", "years", 0),
        ("nominated", "members", "4.5"),
        ("nominated", "members", 1),
        ("nominated", "story", "孝" * 1501),
        ("nominated", "truthful", "no"),
        ("verified", "neighbours-asked", 2),
        ("verified", "elders-heard", False),
        ("shortlisted", "for", 0),
        ("shortlisted", "against", -1),
        ("shortlisted", "recused", "no"),
        ("honoured", "place", 11),
        ("honoured", "notice-until", "2024-02-30"),
        ("honoured", "objections", "open"),
    ],
)
def test_what_a_step_cannot_do_with_is_refused(step: str, key: str, value: object) -> None:
    with pytest.raises(wp.Refused):
        FORMS[step].check({**GOOD[step], key: value})


@given(st.sampled_from(list(FORMS)), st.data())
def test_nothing_that_a_step_requires_can_be_left_empty(step: str, data: st.DataObject) -> None:
    required = [field.key for field in FORMS[step].fields if field.required]
    left_out = data.draw(st.sampled_from(required))
    with pytest.raises(wp.Refused, match="is missing"):
        FORMS[step].check({key: value for key, value in GOOD[step].items() if key != left_out})


def test_what_the_verification_finds_is_for_those_only_who_handle_it_and_nothing_is_public() -> None:
    secret = {field.key for field in VERIFICATION.fields if field.disclosure is wp.Disclosure.SECRET}
    assert VETOES.keys() | {"findings"} == secret
    assert {field.disclosure for field in REJECTION.fields if field.key in ("reason", "evidence")} == {
        wp.Disclosure.SECRET
    }
    forms = [KIND.opening, *(step.asks for step in KIND.steps)]
    assert not [field.key for form in forms for field in form.fields if field.disclosure is wp.Disclosure.PUBLIC]


def test_who_was_not_chosen_was_not_rejected() -> None:
    assert {"not-chosen", "rejected"} <= set(KIND.moves["shortlisted"])
    assert KIND.step("not-chosen").asks.fields == ()
