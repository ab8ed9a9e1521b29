"""Commands of weiping, given in this process or in one of their own, which first imports for a second what this one has."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from weiping.cli import main


def apart(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person gives it; it finds out anew which language to speak."""
    command = [str(Path(sys.executable).with_name("weiping")), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False)


def weiping(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in this process. What would be a traceback there is the exception itself here."""
    command = ["weiping", *map(str, arguments)]
    code, out, err = 0, io.StringIO(), io.StringIO()
    with (
        chdir(cwd),
        patch("sys.argv", command),
        patch.dict("os.environ", environment),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())
