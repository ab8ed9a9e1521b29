"""Checks of importers: they read their own sample, and refuse what is none with a message instead of a traceback."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..domain.contributed import Importer
from ..domain.text import Text
from ..errors import InputError
from .finding import Breach, Breaches, law, short
from .target import Target

COLUMNS = ("entry", "judge", "criterion", "mark")
NONSENSE: dict[Text, bytes] = {
    Text("空文件", "an empty file"): b"",
    Text("全为零的文件", "a file of zeros"): bytes(300),
    Text("图片", "a picture"): b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    Text("一封信", "a letter"): "尊敬的居民：\n\n周五停水。\n\n社区\n".encode(),
    Text("残缺的压缩文件", "half a zip file"): b"PK\x03\x04half",
    Text("网页", "a page of the web"): b"<!doctype html><html><body>404</body></html>",
}


def rows_of(importer: Importer, path: Path) -> list[Mapping[str, Any]]:
    """What an importer answers for a file, as rows."""
    answer = importer.read(path)
    if hasattr(answer, "iter_rows"):
        return list(answer.iter_rows(named=True))
    return list(answer) if isinstance(answer, Iterable) else [{"answer": answer}]


def sample_of(importer: Importer, target: Target) -> Path | None:
    """The sample the author hands in, else the file KEY.* in a folder `samples` beside the module or in its tests."""
    if given := target.given.samples.get(importer.key):
        return Path(given)
    if target.module is None or target.module.__file__ is None:
        return None
    beside = Path(target.module.__file__).parent
    folders = [beside / "samples", beside / "tests" / "samples", beside.parent / "tests" / "samples"]
    found = (
        path for folder in folders for end in importer.suffixes if (path := folder / f"{importer.key}{end}").is_file()
    )
    return next(found, None)


@law(Importer, "reads its sample: rows with entry, judge, criterion and mark")
def the_sample_is_read(importer: Importer, target: Target) -> Breaches:
    """The same rows twice; a mark is a text, a number that is one, or None."""
    sample = sample_of(importer, target)
    if sample is None:
        yield Breach(
            "There is no sample that it could read.",
            "Hand one in, conformance(…, samples={{{key!r}: path}}), or keep it as samples/{file}.",
            key=importer.key,
            file=f"{importer.key}{importer.suffixes[0]}",
        )
        return
    rows = rows_of(importer, sample)
    if not rows:
        yield Breach("Its sample has no rows.", "Keep a few marks in it.")
    if rows_of(importer, sample) != rows:
        yield Breach("Its sample read twice gives other rows.", "Read the file, and nothing else.")
    wrong = next((wrong for number, row in enumerate(rows, 1) if (wrong := _wrong_row(number, row))), None)
    if wrong:
        yield wrong


def _wrong_row(number: int, row: object) -> Breach | None:
    if not isinstance(row, Mapping) or (lacking := [name for name in COLUMNS if name not in row]):
        return Breach(
            "Row {number} has no {lacking}.",
            "Answer {columns} in every row.",
            number=number,
            lacking=lacking if isinstance(row, Mapping) else list(COLUMNS),
            columns=list(COLUMNS),
        )
    mark = row["mark"]
    named = all(isinstance(row[name], str) and row[name].strip() for name in COLUMNS[:3])
    number_or_text = isinstance(mark, str | int | float | Decimal | None) and not isinstance(mark, bool)
    if named and number_or_text and (mark is None or isinstance(mark, str) or math.isfinite(mark)):
        return None
    return Breach(
        "Row {number} is {row}.",
        "Entry, judge and criterion are texts; a mark is a text, a finite number, or None.",
        number=number,
        row=short(dict(row), 200),
    )


@law(Importer, "refuses what is no such sheet with wp.InputError")
def nonsense_is_refused(importer: Importer, _target: Target) -> Breaches:
    """An empty file may give no rows; whatever gives rows or raises something else was not looked at."""
    with TemporaryDirectory() as folder:
        for name, data in NONSENSE.items():
            path = Path(folder) / f"nonsense{importer.suffixes[0]}"
            path.write_bytes(data)
            try:
                rows = rows_of(importer, path)
            except InputError:
                continue
            except Exception as error:
                yield Breach(
                    "For {what} it raised {error}.", "Refuse it: raise wp.InputError and say what the file should have.",
                    what=name, error=f"{type(error).__name__}: {error}"[:200],
                )  # fmt: skip
            else:
                if rows:
                    yield Breach(
                        "Of {what} it made {count} rows.",
                        "Look for the headings that your sheets have.",
                        what=name,
                        count=len(rows),
                    )
