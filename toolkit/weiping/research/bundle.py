"""A result with everything it was made of, in one file that another machine can make it again from.

A bundle is a zip of marks.parquet (and entries, criteria, judges, rule.toml where there are any), call.json (function, arguments,
seed, versions, and the SHA-256 of the inputs and of the result's numbers) and result.json. Numbers are compared after
rounding to nine significant digits, since the last bits of a sum depend on the processor.
"""

from __future__ import annotations

import io
import json
import platform
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import InputError
from .results import Made, Result

FORMAT = 1
LIBRARIES = ("weiping", "polars", "numpy", "scipy")
DIGITS = 9
FACTS = ("entries", "criteria", "judges")


def save(result: Result, path: Path) -> Path:
    """Write the bundle of `result`. Raises InputError for a result that does not say how it was made, or a place where
    nothing can be written."""
    if result.made is None:
        raise InputError("{title} does not say how it was made, so it cannot be replayed.", title=result.title)
    files = _files(result.made)
    call = {
        "format": FORMAT, "call": result.made.call, "arguments": dict(result.made.arguments),
        "versions": {name: version(name) for name in LIBRARIES} | {"python": platform.python_version()},
        "inputs": {name: sha256(data).hexdigest() for name, data in files.items()}, "result": fingerprint(result.data),
    }  # fmt: skip
    files["call.json"] = json.dumps(call, ensure_ascii=False, indent=1).encode()
    files["result.json"] = result.to_json().encode()
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, data in files.items():
                bundle.writestr(zipfile.ZipInfo(name), data)
    except OSError as problem:
        raise InputError("{file} cannot be written: {problem}.", file=path, problem=problem) from problem
    return path


def _files(made: Made) -> dict[str, bytes]:
    tables = {"marks": made.marks, **{name: getattr(made, name) for name in FACTS}}
    files = {f"{name}.parquet": _parquet(table) for name, table in tables.items() if table is not None}
    return files | ({"rule.toml": made.rule.encode()} if made.rule else {})


def _parquet(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_parquet(out, statistics=False)
    return out.getvalue()


def replay(path: str | Path) -> Result:
    """Make the result of a bundle again from its inputs, and compare.

    Raises InputError where the file is no bundle, its inputs were changed, or the numbers come out differently (the
    message names the versions that it was made with).
    """
    path = Path(path)
    call, files = _opened(path)
    for name, digest in call["inputs"].items():
        if sha256(files.get(name, b"")).hexdigest() != digest:
            raise InputError("{file}: {name} was changed since the result was made.", file=path, name=name)
    found = _made_again(call, files)
    if fingerprint(found.data) != call["result"]:
        raise InputError(
            "{file}: the numbers come out differently here; it was made with {versions}.", file=path,
            versions=", ".join(f"{name} {number}" for name, number in call["versions"].items()),
        )  # fmt: skip
    return found


def _opened(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as bundle:
            files = {name: bundle.read(name) for name in bundle.namelist()}
        call: dict[str, Any] = json.loads(files["call.json"])
        known = call["format"] == FORMAT and isinstance(call["inputs"], dict) and "marks.parquet" in call["inputs"]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise InputError("{file} is no bundle of weiping: {why}.", file=path, why=error) from error
    if not known:
        raise InputError("{file} is no bundle of weiping: {why}.", file=path, why="another format")
    return call, files


def _made_again(call: Mapping[str, Any], files: Mapping[str, bytes]) -> Result:
    from . import front

    tables = {name: pl.read_parquet(io.BytesIO(files[f"{name}.parquet"])) for name in ("marks", *FACTS)
              if f"{name}.parquet" in files}  # fmt: skip
    function = {
        name: getattr(front, name) for name in ("agreement", "variance", "severity", "habits", "drift", "stability")
    }
    if call["call"] not in function:
        raise InputError("A bundle of {call} cannot be replayed by this version.", call=call["call"])
    if "rule.toml" in files:
        from ..hooks.methods import installed
        from ..scoring.rule import parse_rule

        given = front.restored(tables, parse_rule(files["rule.toml"].decode(), source="rule.toml", methods=installed))
        found: Result = function[call["call"]](given, **call["arguments"])
    else:
        found = function[call["call"]](tables["marks"], **call["arguments"])
    return replace(found)


def fingerprint(data: Any) -> str:
    """SHA-256 of the numbers and words of a result, floats rounded to DIGITS significant digits."""
    return sha256(json.dumps(_rounded(data), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
