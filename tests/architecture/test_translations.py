"""Every message that a person may read has its Chinese: found by reading the code, so that none can be forgotten."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import weiping
from weiping import errors
from weiping.i18n import catalogue, tr

PACKAGE = Path(weiping.__file__).parent
LOCALE = PACKAGE / "locale" / "zh_CN"
MODULES = sorted(PACKAGE.rglob("*.py"))


def error_names(kind: type[errors.WeipingError] = errors.WeipingError) -> set[str]:
    return {kind.__name__}.union(*(error_names(sub) for sub in kind.__subclasses__()))


ERRORS = error_names()
# which argument is the message
PLACES: dict[str, tuple[int, ...]] = {
    "tr": (1,), "spoken": (0,), "refuse": (1,), "Remedy": (0,), "help_of": (0,), "check_database": (1,), "law": (1,),
    **dict.fromkeys(ERRORS, (0,)), "Breach": (0, 1), "Fault": (0, 1),
}  # fmt: skip


def literals(node: ast.expr) -> Iterator[str]:
    """The texts an argument may be: a literal, or either side of `a if b else c`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """(line, English text) of every error made, every remedy and every `tr(lang, "…")` in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for place in PLACES.get(name, ()):
                for text in literals(node.args[place]) if len(node.args) > place else ():
                    yield node.lineno, text


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_message_of_a_module_has_its_chinese(path: Path) -> None:
    missing = [f"{path.name}:{line}: {text}" for line, text in messages(path) if text not in catalogue("zh_CN")]
    assert not missing, "\n".join(["add these to locale/zh_CN/<room>.po:", *missing])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_translation_has_the_placeholders_of_its_message(path: Path) -> None:
    for line, text in messages(path):
        chinese = catalogue("zh_CN").get(text)
        assert chinese is None or placeholders(chinese) == placeholders(text), (
            f"{path.name}:{line}: {text} -> {chinese}"
        )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_error_is_made_from_an_f_string_which_could_not_be_translated(path: Path) -> None:
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    calls = [
        node for node in tree if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args
    ]
    assert not [f"{path.name}:{call.lineno}" for call in calls if isinstance(call.args[0], ast.JoinedStr)]


@pytest.mark.parametrize("path", sorted(LOCALE.glob("*.po")), ids=lambda path: path.name)
def test_a_catalogue_is_read_without_a_fault_and_says_no_message_twice(path: Path) -> None:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        read_po(file, locale="zh_CN", abort_invalid=True)
    ids = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("msgid ") and line != 'msgid ""'
    ]
    assert len(ids) == len(set(ids))


def test_no_message_has_one_chinese_in_one_catalogue_and_another_in_the_next() -> None:
    from babel.messages.pofile import read_po

    said: dict[str, dict[str, str]] = {}
    for path in sorted(LOCALE.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if message.id:
                    said.setdefault(str(message.id), {})[path.name] = str(message.string)
    two_ways = {message: found for message, found in said.items() if len(set(found.values())) > 1}
    assert not two_ways, "only one of them is ever shown; let the English differ, or agree on one Chinese"


def test_an_error_speaks_both_languages_down_to_the_remedy_inside_it() -> None:
    from weiping.desk.files import Row

    with pytest.raises(errors.InputError) as caught:
        Row(Path("grids.csv"), 3, {"number": "many"}).whole("number")
    assert caught.value.text("en") == (
        "grids.csv, row 3, column number: 'many' cannot be used. Write a whole number above zero."
    )
    chinese = caught.value.text("zh_CN")
    assert chinese.startswith("grids.csv 第 3 行 number 列")
    assert chinese.endswith(tr("zh_CN", "Write a whole number above zero."))
    assert "Write" not in chinese
