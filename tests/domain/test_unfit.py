"""What a decoder refuses is told in both languages, and says which value."""

from typing import Annotated, Literal

import msgspec
import pytest

from weiping.domain.unfit import Unfit


class Body(msgspec.Struct, forbid_unknown_fields=True):
    points: Annotated[int, msgspec.Meta(ge=1, le=9)]
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=3)] = "a"
    lines: Annotated[list[int], msgspec.Meta(min_length=1, max_length=2)] = msgspec.field(default_factory=list)
    way: Literal["home", "counter"] = "home"


@pytest.mark.parametrize(
    ("sent", "english", "chinese"),
    [
        ('{"points": 0}', "points has to be a number from 1 on", "points 须为不小于 1 的数字"),
        ('{"points": 10}', "points has to be a number up to 9", "points 须为不大于 9 的数字"),
        ('{"points": "5"}', "points has to be a whole number", "points 须为整数"),
        ('{"points": 1, "title": ""}', "title has to have 1 characters or more", "title 至少 1 个字符"),
        ('{"points": 1, "title": "long"}', "title has to have 3 characters or less", "title 最多 3 个字符"),
        ('{"points": 1, "lines": []}', "lines has to have 1 entries or more", "lines 至少 1 项"),
        ('{"points": 1, "lines": [1, 2, 3]}', "lines has to have 2 entries or less", "lines 最多 2 项"),
        ('{"points": 1, "lines": [null]}', "lines[0] has to be a whole number", "lines[0] 须为整数"),
        ('{"points": 1, "way": "by air"}', "way may not be 'by air'", "way 不能是 'by air'"),
        ('{"points": 1, "x": 1}', "what was sent may not have x", "请求内容不能有 x"),
        ("{}", "points is missing in what was sent", "请求内容缺少 points"),
    ],
)
def test_what_does_not_fit_is_named_in_both_languages(sent: str, english: str, chinese: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.json.decode(sent, type=Body)
    told = Unfit(str(refused.value))
    assert [told.said("en"), told.said("zh_CN")] == [english, chinese]
