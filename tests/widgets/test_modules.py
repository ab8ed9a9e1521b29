"""The JavaScript is joined, translated and carried into notebooks as the pages need it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from weiping import widgets
from weiping.errors import InputError
from weiping.i18n import catalogue
from weiping.widgets import FOLDER, MIME, NAMES, module, modules, page, page_data, strings, styles

SOURCES = sorted(FOLDER.glob("*.js"))


@pytest.mark.parametrize("name", NAMES)
def test_every_text_a_page_can_say_has_a_chinese_translation(name: str) -> None:
    missing = [text for text in strings(name) if text not in catalogue("zh_CN")]
    assert not missing, f"add to locale/zh_CN/widgets.po: {missing}"


@pytest.mark.parametrize("name", NAMES)
def test_a_translation_has_the_same_placeholders_as_the_english_text(name: str) -> None:
    def holes(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    for text in strings(name):
        assert holes(catalogue("zh_CN")[text]) == holes(text), text


def test_every_call_of_t_names_its_text_so_that_it_can_be_collected() -> None:
    for path in SOURCES:
        calls = re.findall(r"(?<![\w$.])(?:ui\.)?t\((?!\")[^)]{0,30}", path.read_text(encoding="utf-8"))
        assert not calls, f"{path.name}: {calls}"


def test_the_catalogue_of_the_widgets_holds_nothing_that_no_page_says() -> None:
    said = {text for name in NAMES for text in strings(name)}
    texts = [path.read_text(encoding="utf-8") for path in (FOLDER.parent / "locale" / "zh_CN").glob("widgets*.po")]
    kept = set(re.findall(r'^msgid "(.+)"$', "\n".join(texts), re.M))
    assert kept == said


@pytest.mark.parametrize("name", NAMES)
def test_the_joined_module_has_no_import_left(name: str) -> None:
    for text in (module(name), page(name)):
        assert not re.search(r"^\s*import\b", text, re.M)
    assert "export default" in module(name)


def test_a_form_of_export_that_cannot_be_joined_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "_source", lambda _name: "export { a };\n")
    with pytest.raises(InputError, match="cannot be joined"):
        modules._wrapped("pad")


def test_files_that_import_each_other_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "_source", lambda name: f'import {{ x }} from "./{"b" if name == "a" else "a"}.js";\n')
    with pytest.raises(InputError, match="imports itself"):
        modules._order("a")


def test_no_script_writes_html_or_leaves_the_host() -> None:
    for path in [*SOURCES, *FOLDER.glob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), path.name
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}, path.name
        # what a plain http:// page or a five-year-old tablet does not have
        assert not re.search(r"crypto\.(randomUUID|subtle)\(|navigator\.locks|:has\(|\?\?=|\|\|=", text), path.name


@pytest.mark.parametrize("name", NAMES)
def test_a_style_sheet_touches_nothing_outside_its_page(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", styles(name), flags=re.S)
    text = re.sub(r"@keyframes wp-[\w-]+ \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)  # selects nothing
    for selectors in re.findall(r"([^{}]+)\{", text):
        if selectors.strip().startswith("@"):
            continue
        for selector in selectors.split(","):
            assert ".wp" in selector or "html.wp-page" in selector, selector


def test_only_the_words_of_the_widget_travel_with_its_page() -> None:
    data = page_data("join", {"title": "x"}, "en")
    assert set(data["i18n"]["zh_CN"]) == set(strings("join"))
    assert data["lang"] == "en"
    assert data["title"] == "x"


def test_a_widget_in_a_rendered_notebook_can_be_mounted_without_a_kernel() -> None:
    bundle, _ = widgets.Pad({"round": {"id": 1}})._repr_mimebundle_()
    assert bundle[MIME]["widget"] == "pad"
    assert bundle[MIME]["data"]["round"] == {"id": 1}
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_message_of_the_page_is_answered_by_what_the_widget_was_given() -> None:
    asked = []

    def answer(method: str, path: str, body: object) -> tuple[int, object]:
        asked.append((method, path, body))
        return 200, {"ok": True}

    widget = widgets.Board({"round": {"id": 1}}, answer=answer)
    sent: list[object] = []
    widget.send = sent.append
    widget._heard(widget, {"id": 4, "method": "GET", "path": "/rounds/1/board", "body": None}, [])
    assert asked == [("GET", "/rounds/1/board", None)]
    assert sent == [{"id": 4, "status": 200, "body": {"ok": True}}]


def test_the_bytes_of_a_photo_are_answered_as_bytes() -> None:
    asked = []

    def answer(method: str, path: str, body: object) -> tuple[int, object]:
        asked.append((path, body))
        return 200, {}

    widget = widgets.Pad({}, answer=answer)
    widget.send = lambda message: None
    message = {"id": 5, "method": "POST", "path": "/rounds/1/photos?seq=1", "body": None, "type": "image/jpeg"}
    widget._heard(widget, message, [memoryview(b"jpeg")])
    assert asked == [("/rounds/1/photos?seq=1", b"jpeg")]


def test_an_answer_that_raises_reaches_the_page_as_an_error() -> None:
    def answer(method: str, path: str, body: object) -> tuple[int, object]:
        raise RuntimeError("no such table")

    assert widgets.Board({}, answer=answer)._reply("GET", "/x", None)[0] == 500
    assert widgets.Board({})._reply("GET", "/x", None)[0] == 503


def test_importing_the_room_does_not_import_anywidget() -> None:
    code = (
        "import sys, weiping.widgets as w; w.module('pad'); sys.exit(bool({'anywidget', 'polars'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
