"""Checks of notices and exports: they write whatever was published, and let no name act."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

from ..domain.papers import Export, Notice, Results
from ..i18n import LANGS
from . import made
from .finding import Breach, Breaches, law, short
from .target import Target
from .texts import wrong_phrase
from .trial import each, same

TIMES = 60
_NUMBER = re.compile(r"[+-]?[\d.,]+%?")
_ACTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@law(Notice, "a text in both languages for whatever was published")
def every_result_is_noticed(notice: Notice, _target: Target) -> Breaches:
    """Total: no lines, ties, entries without a place, names of any letters; the same when asked again."""

    def is_written(results: Results) -> None:
        text = same(notice.write, results)
        if wrong := wrong_phrase(text, "write"):
            raise wrong
        for words in (text.zh, text.en):
            if not words.splitlines()[0].strip():
                raise Breach("A notice begins with an empty line.", "Let the first line be the heading.")

    for results in made.SOME_RESULTS:
        is_written(results)
    yield from each(made.any_results(), is_written, TIMES)


@law(Notice, "plain text, in which names stand as they are")
def notices_are_plain(notice: Notice, _target: Target) -> Breaches:
    """Whoever shows the text takes care of markup; a text that is marked up itself would show its marks."""
    for text in (notice.write(made.ORDINARY), notice.write(made.TIES)):
        for words in (text.zh, text.en):
            if found := re.search(r"</?[a-zA-Z][^>]*>|&\w+;|&#\d+;", words):
                yield Breach("A notice holds markup: {found}.", "Write plain lines.", found=found.group())


@law(Export, "a file in both languages for whatever was published")
def every_result_is_exported(export: Export, _target: Target) -> Breaches:
    """Total as a notice, and an answer of bytes that is the same when asked again."""

    def is_written(results: Results) -> None:
        for lang in LANGS:
            data = same(export.write, results, lang, about=(lang, results))
            if not isinstance(data, bytes):
                raise Breach("It answers {value}.", "Answer bytes: encode the text.", value=short(data, 100))

    for results in made.SOME_RESULTS:
        is_written(results)
    yield from each(made.any_results(), is_written, TIMES)


@law(Export, "no name in a file acts as a formula or as markup")
def names_do_not_act(export: Export, _target: Target) -> Breaches:
    """Names come from people. A cell that begins with = + - or @ is carried out by a spreadsheet, markup by a browser."""
    for lang in LANGS:
        data = export.write(made.BAD_NAMES, lang)
        if found := acting(export.suffix.lower(), data):
            yield Breach(
                "A name acts in the file: {found}.",
                "Put an apostrophe before such a cell of a table; escape names in markup.",
                found=repr(found),
            )
            return


def acting(suffix: str, data: bytes) -> str | None:
    """The first cell or mark in a file that would act, None where there is none. Knows tables, workbooks and markup."""
    if suffix in (".csv", ".tsv"):
        return _acting_cell(data, "\t" if suffix == ".tsv" else ",")
    if suffix in (".xlsx", ".ods"):
        return _acting_formula(data)
    if suffix in (".html", ".htm", ".svg", ".xml"):
        return "<script>" if b"<script>alert(1)</script>" in data else None
    if suffix == ".json":
        json.loads(data)
    return None


def _acting_cell(data: bytes, separator: str) -> str | None:
    text = data.decode("utf-8-sig", "replace")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in row:
            if cell.startswith(_ACTS) and not _NUMBER.fullmatch(cell):
                return cell
    return None


def _acting_formula(data: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.endswith(".xml") and (found := re.search(rb"<f[ >][^<]*|table:formula=\"[^\"]*", book.read(name))):
                return found.group().decode("utf-8", "replace")
    return None
