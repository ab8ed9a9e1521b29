"""A plugin in a process of its own: what its import does, and what it answers there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import PluginError

HEAVY = (
    "IPython", "altair", "anywidget", "babel", "fastexcel", "httpx", "ipywidgets", "jupyterlab", "matplotlib", "nbclient",
    "nbconvert", "numpy", "pandas", "polars", "pyarrow", "requests", "scipy", "sqlalchemy", "tornado", "traitlets", "voila",
    "xlsxwriter",
)  # fmt: skip
"""Libraries that take long to import; a plugin imports them where it uses them."""

PATIENCE = 60.0


def imported(module: ModuleType) -> dict[str, Any]:
    """What importing `module` does: `seconds` of processor time, `heavy` libraries, and what it `touched`."""
    found: dict[str, Any] = _run("import", _address(module), 0)
    return found


def answers_of(module: ModuleType, seed: int) -> dict[str, str]:
    """Hook and key → a short form of what each object answers to fixed questions, in a process with that hash seed."""
    found: dict[str, str] = _run("answers", _address(module), seed)
    return found


def _address(module: ModuleType) -> str:
    """How another process finds `module`: its name where that leads to the same file, else the file."""
    file, top = str(module.__file__), module.__name__.partition(".")[0]
    spec = PathFinder.find_spec(top)
    return module.__name__ if spec is not None and (spec.origin == file or top != module.__name__) else file


@cache
def _run(what: str, address: str, seed: int) -> Any:
    """The JSON that `python -m weiping.testing.alone` prints. Raises PluginError where it does not end well."""
    paths = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONHASHSEED": str(seed),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "weiping.testing.alone", what, address],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        raise PluginError("It was still being imported after {seconds} seconds.", seconds=f"{PATIENCE:g}") from None
    except (subprocess.CalledProcessError, IndexError, ValueError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise PluginError("In a process of its own it failed: {error}", error=said.strip()[-500:]) from None
