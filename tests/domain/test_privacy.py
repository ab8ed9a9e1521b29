"""What may be shown of a person; what must not stand in a public text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiping.domain.privacy import masked_address, may_see, personal, refuse_personal, shown_name
from weiping.domain.register import Disclosure
from weiping.domain.text import Text
from weiping.errors import Invalid


@pytest.mark.parametrize("text", [
    "13800138000", "138 0013 8000", "+86-138-0013-8000", "电话１３８００１３８０００", "028-85551234", "(028) 85551234",
    "打 0816 2345678 问",
])  # fmt: skip
def test_a_telephone_number_is_seen_however_it_is_written(text: str) -> None:
    assert [kind.en for kind in personal(f"请致电{text}。")] == ["telephone number"]


@pytest.mark.parametrize(
    "text", ["510703199001011234", "51070319900101123X", "５１０７０３１９９００１０１１２３ｘ", "510703900101123"]
)
def test_an_identity_number_is_seen_also_of_fifteen_digits_or_in_full_width(text: str) -> None:
    assert [kind.en for kind in personal(f"身份证{text}")] == ["identity number"]


@pytest.mark.parametrize("text", [
    "2024-11-20", "500 米、9 条、122 户", "3号楼2单元501", "510703199013451234",
    "合同 20241120138001380001", "第1380013号", "0.2 分", "",
])  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert list(personal(text)) == []


@given(st.text("0123456789 -。号米", max_size=40))
def test_looking_never_fails_and_a_refusal_does_not_repeat_the_number(text: str) -> None:
    if not list(personal(text)):
        refuse_personal(Text("标题", "The title"), text)
        return
    with pytest.raises(Invalid) as refused:
        refuse_personal(Text("标题", "The title"), text)
    assert not any(part in str(refused.value) for part in text.split() if len(part) > 6)


@given(
    st.sampled_from(["慈孝巷", "3号楼2单元", "3-2-", "银河星座 1号楼"]),
    st.integers(1, 2999),
    st.sampled_from(["", "室", "号", "户"]),
)
def test_a_masked_address_never_tells_the_door(place: str, door: int, word: str) -> None:
    assert masked_address(f"{place}{door}{word}") == f"{place}***"


def test_the_office_sees_what_is_public_and_not_the_reverse() -> None:
    assert may_see(Disclosure.PUBLIC, Disclosure.OFFICE)
    assert not may_see(Disclosure.OFFICE, Disclosure.PUBLIC)
    assert not may_see(Disclosure.SECRET, Disclosure.OFFICE)
    assert shown_name("欧阳晓明", Disclosure.OFFICE, Disclosure.PUBLIC) == "欧**明"
    assert shown_name("欧阳晓明", Disclosure.SECRET, Disclosure.OFFICE) == "欧**明"
