"""What is kept of a photo: its pixels, upright and small; and what is refused, with a reason."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.desk.pictures import bomb, from_a_telephone, picture, talkative_png

from weiping.desk import pictures
from weiping.desk.pictures import develop
from weiping.errors import Invalid, TooLarge


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("data", [from_a_telephone(), talkative_png(), picture("WEBP"), picture("PNG", mode="RGBA")])
def test_a_picture_of_any_kind_becomes_a_jpeg_named_by_its_hash(data: bytes) -> None:
    kept = develop(data)
    image = opened(kept.data)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (400, 300))
    assert kept.hash == sha256(kept.data).hexdigest()
    assert (kept.width, kept.height) == image.size
    assert develop(data) == kept


def test_nothing_a_camera_writes_beside_the_pixels_is_kept() -> None:
    sent = from_a_telephone()
    assert b"TelephoneMaker" in sent
    assert opened(sent).getexif().get_ifd(0x8825)
    for data in (sent, talkative_png()):
        kept = develop(data)
        image = opened(kept.data)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not any(word in kept.data for word in (b"Exif", b"TelephoneMaker", b"Zhang San", b"GPS"))


@pytest.mark.parametrize("size", [(400, 300), (4800, 3600)])
def test_a_picture_taken_upside_down_is_turned_upright(size: tuple[int, int]) -> None:
    straight, turned, aside = (opened(develop(from_a_telephone(one, size)).data) for one in (1, 3, 6))
    corner = (10, 10)
    assert straight.getpixel(corner)[0] > 200  # type: ignore[index]
    assert turned.getpixel(corner)[2] > 200  # type: ignore[index]
    assert aside.size == straight.size[::-1]


@given(st.integers(1, 3000), st.integers(1, 3000))
@settings(max_examples=12, deadline=None)
def test_the_longest_side_is_2048_at_most_and_small_ones_keep_their_size(width: int, height: int) -> None:
    kept = develop(picture(size=(width, height)))
    assert max(kept.width, kept.height) == min(max(width, height), pictures.LONGEST_SIDE)


@given(st.binary(max_size=300) | st.integers(0, 5000).map(lambda cut: from_a_telephone()[:cut]))
@settings(max_examples=60, deadline=None)
def test_what_is_no_whole_picture_is_refused_and_breaks_nothing(data: bytes) -> None:
    if len(data) < len(from_a_telephone()):
        with pytest.raises(Invalid) as caught:
            develop(data)
        assert caught.value.word == "not-a-photo"


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_picture_is_developed_or_refused_and_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from([from_a_telephone(), talkative_png(), picture("WEBP")])))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    with suppress(Invalid, TooLarge):
        assert opened(develop(bytes(damaged)).data).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF", "ICO"])
def test_other_kinds_of_files_are_not_taken(kind: str) -> None:
    with pytest.raises(Invalid):
        develop(picture(kind))


def test_svg_and_pages_are_no_photos() -> None:
    for data in (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html></html>"):
        with pytest.raises(Invalid):
            develop(data)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [8_000, 10_000, 20_000])
def test_few_bytes_may_hide_many_pixels(side: int) -> None:
    packed = bomb(side)
    assert len(packed) < pictures.MOST_BYTES
    with pytest.raises(TooLarge, match="pixels"):
        develop(packed)


def test_more_than_five_megabytes_are_not_even_looked_at() -> None:
    with pytest.raises(TooLarge, match="bytes"):
        develop(b"\xff\xd8" + bytes(pictures.MOST_BYTES))
