"""Photos on the pad: made small and anonymous on the tablet, kept until they arrived, never in the way of a mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from pad_page import (
    FAILED,
    add_photo,
    camera_picture,
    crit,
    items,
    level,
    number,
    online,
    open_pad,
    pill,
    saved,
    stored_picture,
    twice,
    waiting,
)
from playwright.sync_api import Page, expect


def test_a_photo_leaves_the_tablet_small_upright_and_without_what_the_camera_noted(
    page: Page, fake, tmp_path: Path
) -> None:
    open_pad(page, fake)
    add_photo(page, 1, camera_picture(tmp_path))
    expect(crit(page, 1).locator(".photo")).to_contain_text("照片 1")
    saved(page)
    (item,) = items(fake, "photo")
    assert (item["entry"], item["criterion"], item["seq"]) == (11, "public-environment", 1)
    picture = stored_picture(fake, item)
    assert (picture.format, picture.size) == ("JPEG", (1200, 1600))
    assert dict(picture.getexif()) == {}
    top, bottom = picture.getpixel((600, 200)), picture.getpixel((600, 1400))
    assert top[0] > top[2], "the left half of the camera's picture is its upper half when it is turned upright"
    assert bottom[2] > bottom[0]


def test_the_camera_is_asked_for_the_back_of_the_tablet_and_the_folder_for_several(page: Page, fake) -> None:
    open_pad(page, fake)
    crit(page, 0).locator(".photo").tap()
    with page.expect_file_chooser() as chooser:
        crit(page, 0).locator("[data-key=camera]").tap()
    field = chooser.value.element
    assert [field.get_attribute(name) for name in ("accept", "capture")] == ["image/*", "environment"]
    with page.expect_file_chooser() as chooser:
        crit(page, 0).locator("[data-key=choose]").tap()
    assert chooser.value.is_multiple()
    assert chooser.value.element.get_attribute("capture") is None


def test_a_slow_photo_never_stands_in_the_way_of_a_mark(page: Page, fake, tmp_path: Path, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.photo_mode = "slow"
    add_photo(page, 0, camera_picture(tmp_path))
    expect(crit(page, 0).locator(".thumb")).to_have_count(1)
    level(page, 0, "优")
    expect(pill(page)).to_contain_text("1 ")  # the photo alone
    page.wait_for_function("document.querySelector('.sync').textContent.includes('1')")
    for _ in range(100):
        if items(fake, "mark"):
            break
        page.wait_for_timeout(50)
    assert [len(items(fake, kind)) for kind in ("mark", "photo")] == [1, 0]
    fake.photo_mode = None
    saved(page)
    assert len(items(fake, "photo")) == 1


def test_photos_without_a_network_are_shown_counted_and_sent_once_after_a_reload(
    page: Page, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.mode = 503
    add_photo(page, 0, camera_picture(tmp_path), camera_picture(tmp_path, "second.jpg", "#228844"))
    level(page, 0, "优")
    waiting(page, 3)
    page.reload()
    waiting(page, 3)
    crit(page, 0).locator(".photo").tap()
    expect(crit(page, 0).locator(".thumb img")).to_have_count(2)
    assert page.evaluate("[...document.querySelectorAll('.thumb img')].every((one) => one.src.startsWith('blob:'))")
    expect(crit(page, 0).locator(".thumb .tag").first).to_have_text("待传")
    fake.mode = None
    online(page)
    saved(page)
    assert [len(items(fake, kind)) for kind in ("mark", "photo")] == [1, 2]
    assert len({item["photo"] for item in items(fake, "photo")}) == 2
    expect(crit(page, 0).locator(".thumb .tag")).to_have_count(0)
    page.reload()
    saved(page)
    crit(page, 0).locator(".photo").tap()
    expect(crit(page, 0).locator(".thumb img").first).to_have_js_property("complete", True)
    assert page.evaluate("[...document.querySelectorAll('.thumb img')].every((one) => one.naturalWidth === 1200)")


def test_a_tab_that_ended_without_a_word_keeps_nobody_waiting_for_long(
    page: Page, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    page.add_init_script("window.addEventListener('pagehide', (event) => event.stopImmediatePropagation())")
    open_pad(page, fake)
    fake.photo_mode = "slow"
    add_photo(page, 0, camera_picture(tmp_path))
    while not any(asked.endswith("/photos") for asked in fake.requests):
        page.wait_for_timeout(50)
    page.reload()
    fake.photo_mode = None
    expect(pill(page)).to_have_attribute("data-state", "saved", timeout=15_000)
    assert len(items(fake, "photo")) == 1


def test_a_photo_that_takes_long_is_not_sent_by_the_other_tab_too(page: Page, fake, tmp_path: Path) -> None:
    open_pad(page, fake)
    other = page.context.new_page()
    other.goto(page.url)
    saved(other)
    fake.photo_mode = "slow"
    add_photo(page, 0, camera_picture(tmp_path))
    expect(pill(other)).to_have_attribute("data-state", "sending")
    page.wait_for_timeout(4500)  # longer than a tab holds its lane without a word
    assert len([asked for asked in fake.requests if asked.endswith("/photos")]) == 1
    fake.photo_mode = None
    saved(page)
    saved(other)
    assert len([asked for asked in fake.requests if asked.endswith("/photos")]) == 1


def test_a_photo_whose_acknowledgement_was_lost_arrives_once(page: Page, fake, tmp_path: Path, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.photo_mode = "lost"
    add_photo(page, 0, camera_picture(tmp_path))
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    fake.photo_mode = None
    online(page)
    saved(page)
    assert len(items(fake, "photo")) == 1
    expect(crit(page, 0).locator(".photo")).to_contain_text("照片 1")


def test_a_photo_is_seen_large_and_taken_back_with_two_taps(page: Page, fake, tmp_path: Path) -> None:
    open_pad(page, fake)
    add_photo(page, 0, camera_picture(tmp_path))
    saved(page)
    crit(page, 0).locator(".thumb").tap()
    large = crit(page, 0).locator("figure img")
    expect(large).to_be_visible()
    assert large.evaluate("(one) => one.naturalWidth") == 1200
    twice(crit(page, 0).locator("[data-key=drop]"))
    expect(crit(page, 0).locator(".thumb")).to_have_count(0)
    saved(page)
    (photo,), (drop,) = items(fake, "photo"), items(fake, "drop_photo")
    assert (drop["photo"], drop["entry"], drop["criterion"]) == (photo["photo"], 11, "stairwell-hygiene")
    page.reload()
    saved(page)
    expect(crit(page, 0).locator(".photo")).to_have_text("照片")


def test_a_photo_taken_back_before_it_left_never_leaves(page: Page, fake, tmp_path: Path, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    page.evaluate("window.dispatchEvent(new StorageEvent('storage', { key: 'weiping.who', newValue: '8' }))")
    add_photo(page, 0, camera_picture(tmp_path))  # somebody else may have signed in: nothing is sent for now
    crit(page, 0).locator(".thumb").tap()
    twice(crit(page, 0).locator("[data-key=drop]"))
    expect(crit(page, 0).locator(".thumb")).to_have_count(0)
    page.reload()
    saved(page)
    assert not items(fake, "photo")
    assert not [asked for asked in fake.requests if asked.endswith("/photos")]


def test_a_photo_taken_back_while_it_may_have_arrived_is_taken_back_by_its_hash(
    page: Page, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.photo_mode = "lost"
    add_photo(page, 0, camera_picture(tmp_path))
    expect(pill(page)).to_have_attribute("data-state", "waiting")
    crit(page, 0).locator(".thumb").tap()
    twice(crit(page, 0).locator("[data-key=drop]"))
    expect(crit(page, 0).locator(".thumb")).to_have_count(0)
    fake.photo_mode = None
    online(page)
    saved(page)
    assert [item["photo"] for item in items(fake, "drop_photo")] == [item["photo"] for item in items(fake, "photo")]
    page.reload()
    saved(page)
    expect(crit(page, 0).locator(".photo")).to_have_text("照片")


@pytest.mark.parametrize(("status", "said"), [(413, "照片太大。"), (422, "这不是照片。")])
def test_a_refused_photo_is_named_and_stays_listed_until_it_has_been_read(
    page: Page, fake, tmp_path: Path, expected_errors, status: int, said: str
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    fake.refused_photo = (status, said)
    add_photo(page, 0, camera_picture(tmp_path))
    banner = page.locator(".banner.bad")
    expect(banner).to_contain_text(f"云中仙居小区 · 楼道卫生 · 照片：{said}")
    expect(crit(page, 0).locator(".thumb")).to_have_count(0)
    page.reload()
    expect(banner).to_contain_text(said)
    banner.get_by_role("button").tap()
    expect(banner).to_have_count(0)
    page.reload()
    saved(page)
    expect(banner).to_have_count(0)


def test_a_file_that_is_no_picture_is_said_at_once_and_nothing_is_sent(page: Page, fake, tmp_path: Path) -> None:
    wrong = tmp_path / "list.jpg"
    wrong.write_text("not a picture")
    open_pad(page, fake)
    add_photo(page, 0, wrong)
    expect(crit(page, 0).locator(".trouble")).to_contain_text("无法识别为图片：list.jpg")
    assert not fake.stored
    saved(page)


def test_a_second_judge_on_the_tablet_neither_sees_nor_sends_the_first_ones_photo(
    page: Page, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake, 7)
    fake.photo_mode = 503
    add_photo(page, 0, camera_picture(tmp_path))
    waiting(page, 1)
    fake.photo_mode = None
    open_pad(page, fake, 8)
    saved(page)
    expect(page.locator(".banner", has_text="另一位评委的 1 条待传")).to_be_visible()
    expect(crit(page, 0).locator(".photo")).to_have_text("照片")
    assert not items(fake, "photo")
    open_pad(page, fake, 7)
    saved(page)
    assert [item["judge"] for item in items(fake, "photo")] == [7]


def test_two_tabs_send_a_photo_once_and_show_it_in_both(page: Page, fake, tmp_path: Path, expected_errors) -> None:
    expected_errors.append(FAILED)
    open_pad(page, fake)
    second = page.context.new_page()
    open_pad(second, fake)
    fake.photo_mode = 503
    add_photo(page, 0, camera_picture(tmp_path))
    waiting(page, 1)
    waiting(second, 1)
    fake.photo_mode = None
    online(page)
    online(second)
    saved(page)
    saved(second)
    assert len(items(fake, "photo")) == 1
    expect(crit(second, 0).locator(".photo")).to_contain_text("照片 1")


def test_without_indexeddb_a_photo_is_kept_as_text_and_survives_a_reload(
    tablet, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    page = tablet()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined });")
    open_pad(page, fake)
    fake.mode = 503
    add_photo(page, 0, camera_picture(tmp_path))
    waiting(page, 1)
    page.reload()
    waiting(page, 1)
    fake.mode = None
    online(page)
    saved(page)
    (item,) = items(fake, "photo")
    assert stored_picture(fake, item).size == (1200, 1600)
    assert not page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.bytes.')).length")


def test_a_full_tablet_says_so_keeps_no_half_photo_and_goes_on_keeping_marks(
    tablet, fake, tmp_path: Path, expected_errors
) -> None:
    expected_errors.append(FAILED)
    page = tablet()
    page.add_init_script(
        """Object.defineProperty(window, 'indexedDB', { value: undefined });
           const put = Storage.prototype.setItem;
           Storage.prototype.setItem = function (key, text) {
             if (key.includes('.bytes.')) throw new DOMException('full', 'QuotaExceededError');
             put.call(this, key, text);
           };"""
    )
    open_pad(page, fake)
    add_photo(page, 0, camera_picture(tmp_path))
    expect(crit(page, 0).locator(".trouble")).to_contain_text("本机存储已满，这张照片没有保存：stairs.jpg")
    expect(crit(page, 0).locator(".thumb")).to_have_count(0)
    fake.mode = 503
    level(page, 0, "优")
    waiting(page, 1)
    page.reload()
    expect(number(page, 0)).to_have_text("19")
    fake.mode = None
    online(page)
    saved(page)
    assert [item["kind"] for item in fake.stored.values()] == ["mark"]


def test_taps_that_an_earlier_version_kept_without_room_for_photos_are_still_sent(page: Page, fake) -> None:
    page.goto(fake.base + "/blank")
    page.evaluate(
        """() => new Promise((resolve, reject) => {
          const open = indexedDB.open('weiping', 1);
          open.onerror = () => reject(open.error);
          open.onupgradeneeded = () => {
            open.result.createObjectStore('items', { keyPath: 'key', autoIncrement: true }).createIndex('owner', 'owner');
            open.result.createObjectStore('meta');
          };
          open.onsuccess = () => {
            const tx = open.result.transaction(['items', 'meta'], 'readwrite');
            const item = { id: 'kept-before', kind: 'mark', entry: 11, criterion: 'greening', mark: 'value', value: '16',
              detail: { level: 'good', fine: '0', counts: {} } };
            tx.objectStore('items').add({ owner: '7/1', client: 'old-client', seq: 4, item, refused: null });
            tx.objectStore('meta').put('old-client', 'client');
            tx.objectStore('meta').put(4, 'seq');
            tx.oncomplete = () => { open.result.close(); resolve(); };
          };
        })"""
    )
    open_pad(page, fake)
    saved(page)
    expect(number(page, 2)).to_have_text("16")
    level(page, 0, "优")
    saved(page)
    assert [(item["client"], item["seq"]) for item in fake.stored.values()] == [("old-client", 4), ("old-client", 5)]
