"""Seen, heard, touched and typed: WCAG 2.2 AA over every state of the pad, in both modes, as Chromium computes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pad_page import FAILED, items, level, open_pad, pill, saved
from pad_scenes import SCENES, Scene, conflict, scored, signed, untouched
from playwright.sync_api import Page, expect

# Text and its background as drawn: the nearest opaque backgrounds, blended. A disabled control is exempt (1.4.3), but what has
# been scored must be read also where it can no longer be tapped.
CONTRAST = """() => {
  const parse = (text) => { const [r, g, b, a] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a === undefined ? 1 : a]; };
  const over = (top, below) => top.slice(0, 3).map((one, i) => one * top[3] + below[i] * (1 - top[3]));
  const light = (rgb) => { const [r, g, b] = rgb.map((one) => { const c = one / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = (el) => {
    const layers = [];
    for (let one = el; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] > 0) layers.unshift(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const seen = (el) => { const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && parseFloat(style.fontSize) > 0; };
  const weak = [];
  let count = 0;
  for (const el of document.querySelectorAll('.wp *')) {
    const style = getComputedStyle(el);
    const text = [...el.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join(' ').trim();
    const icon = el.tagName === 'svg' && el.closest('button, a');
    const typed = (el.tagName === 'TEXTAREA' || (el.tagName === 'INPUT' && el.type !== 'range'));
    if (!seen(el) || (!text && !icon && !typed)) continue;
    const control = el.closest('button');
    if (control && control.disabled && control.getAttribute('aria-pressed') !== 'true') continue;
    count += 1;
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const least = icon && !text ? 3 : size >= 24 || (size >= 18.66 && bold) ? 3 : 4.5;
    const back = ground(el);
    const found = ratio(over(parse(style.color), back), back);
    if (found < least) weak.push([text || el.tagName, Math.round(found * 100) / 100, el.className.toString()]);
    if (typed) {
      const edge = ratio(over(parse(style.borderTopColor), ground(el.parentElement)), ground(el.parentElement));
      if (edge < 3) weak.push(['edge of ' + el.getAttribute('aria-label'), edge]);
    }
  }
  return { weak, count };
}"""

SMALL = """() => [...document.querySelectorAll('.wp button, .wp a, .wp input, .wp textarea, .wp summary')]
  .map((one) => [one.getAttribute('aria-label') || one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 47.5 || box.height < 47.5))
  .map(([text, box]) => text + ' ' + box.width.toFixed() + 'x' + box.height.toFixed())"""

IN_SIGHT = """(one) => { const box = document.querySelector(one).getBoundingClientRect();
  return box.bottom <= innerHeight && box.top >= 0; }"""

WORDS = "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent)"

FOCUSABLE = """[...document.querySelectorAll('.wp button, .wp a[href], .wp input, .wp textarea, .wp summary, .wp [tabindex]')]
  .filter((one) => !one.disabled && one.getClientRects().length)"""


def care_mode(page: Page) -> None:
    """Large type and strong contrast, switched on where the page is; nothing animates any more when this is over."""
    page.evaluate("document.querySelector('.switches button').click()")
    expect(page.locator("[data-care]")).to_have_count(1)
    page.wait_for_timeout(100)  # computed colours are the final ones then


@pytest.mark.parametrize("scene", SCENES, ids=lambda one: one.__name__)
def test_every_state_can_be_read_touched_named_and_tabbed_through_in_both_modes(
    page: Page, fake, tmp_path: Path, expected_errors, scene: Scene
) -> None:
    expected_errors.append(FAILED)
    scene(page, fake, tmp_path)
    assert nameless(page) == []
    tab_through(page)
    page.wait_for_timeout(100)
    legible(page)
    page.set_viewport_size({"width": 810, "height": 1080})
    care_mode(page)
    legible(page)


def legible(page: Page) -> None:
    """Contrast as drawn; targets, width and what must stay in sight on a tablet and on phones held both ways."""
    found = page.evaluate(CONTRAST)
    assert found["weak"] == []
    assert found["count"] > 20
    for width, height in ((810, 1080), (360, 640), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SMALL) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(f"['.sync', '.left'].every({IN_SIGHT})"), width


def tab_through(page: Page) -> None:
    """Tab reaches all that takes the focus, and it is never hidden behind the header or the footer."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.evaluate(f"window.all = {FOCUSABLE}; window.got = new Set(); window.hidden = []")
    count = page.evaluate("all.length")
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        page.evaluate(
            """() => { const one = document.activeElement;
              if (one === document.body) return;
              got.add(one);
              const box = one.getBoundingClientRect();
              const top = document.elementFromPoint(Math.min(innerWidth - 2, Math.max(1, box.left + box.width / 2)),
                                                    Math.min(innerHeight - 2, Math.max(1, box.top + box.height / 2)));
              if (!top || !(one === top || one.contains(top) || top.contains(one)) || box.bottom < 0 || box.top > innerHeight)
                hidden.push(one.getAttribute('aria-label') || one.textContent); }"""
        )
    named = "one.getAttribute('aria-label') || one.textContent"
    missed = page.evaluate(f"all.filter((one) => !got.has(one)).map((one) => {named})")
    assert missed == []
    assert page.evaluate("hidden") == [], "the focus is never hidden behind the header or the footer"


@pytest.mark.parametrize("scene", [untouched, scored, signed, conflict], ids=lambda one: one.__name__)
def test_the_english_page_fits_the_smallest_screen_too(tablet, fake, tmp_path: Path, scene: Scene) -> None:
    page = tablet(viewport={"width": 360, "height": 640})
    page.goto(fake.base + "/blank")
    page.evaluate("localStorage.setItem('weiping.lang', 'en')")
    scene(page, fake, tmp_path)
    for care in (False, True):
        if care:
            care_mode(page)
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("token", "weaker"),
    [("--ink-2", "#8b958f"), ("--leaf", "#7fb8a2"), ("--sun-ink", "#d08a3a"), ("--excellent", "#7fb8a2")],
)
def test_the_test_of_contrast_notices_a_colour_that_was_weakened(
    page: Page, fake, tmp_path: Path, token: str, weaker: str
) -> None:
    untouched(page, fake, tmp_path)
    level(page, 2, "4")
    saved(page)
    assert page.evaluate(CONTRAST)["weak"] == []
    page.evaluate(f"document.querySelector('.wp').style.setProperty('{token}', '{weaker}')")
    assert page.evaluate(CONTRAST)["weak"] != []


def nameless(page: Page) -> list[Any]:
    """Focusable nodes of the accessibility tree without a name."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    bad = []
    for node in nodes:
        focusable = any(p["name"] == "focusable" and p["value"].get("value") for p in node.get("properties", []))
        role = node.get("role", {}).get("value")
        if focusable and role != "RootWebArea" and not node.get("name", {}).get("value", "").strip():
            bad.append(role)
    return bad


def test_the_focus_is_seen_on_light_and_dark_ground(page: Page, fake, tmp_path: Path) -> None:
    scored(page, fake, tmp_path)
    page.locator(".go").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth, s.boxShadow]; })()"
    )
    assert style[:2] == ["solid", "4px"]
    assert "rgb(29, 36, 32)" in style[2], "a dark ring inside the yellow one: one of both stands out on any ground"


def test_the_whole_job_is_done_with_the_keyboard_alone(page: Page, fake, tmp_path: Path) -> None:
    open_pad(page, fake)

    def go_to(words: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(WORDS).startswith(words):
                return
        raise AssertionError(f"Tab never reached {words}")

    for _ in range(5):
        go_to("优")
        page.keyboard.press("Enter")
        go_to("差")
    go_to("核对并签名")
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    go_to("签名提交")
    page.keyboard.press("Enter")
    expect(page.locator(".stamp")).to_be_visible()
    expect(pill(page)).to_have_attribute("data-state", "saved")
    assert len(items(fake, "sign")) == 1
