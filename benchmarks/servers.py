"""The servers that are measured, each a process of its own on a free port of 127.0.0.1, as its documentation starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from weiping.hooks import loader

from .hall import CRITERIA

HERE = Path(__file__).parent
PEERS = Path(os.environ.get("WEIPING_PEERS") or HERE.parent / ".venv-peers")
"""The environment of Streamlit and Panel: their needs must not decide what weiping is measured with."""

PATIENCE = 90.0
"""Seconds that a server may take until it gives its page."""


@dataclass(frozen=True)
class Server:
    """A server that gives its page at `url`, since `seconds` after its start; `process` is the root of its process tree."""

    name: str
    process: int
    url: str
    seconds: float = 0.0

    @property
    def origin(self) -> str:
        """The address without the page."""
        return "/".join(self.url.split("/")[:3])

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.origin.rpartition(":")[2])


@contextmanager
def weiping(database: Path, round_id: int, path: Sequence[Path] = ()) -> Iterator[Server]:
    """`weiping serve` over a database; `url` is the pad of a round, rendered by the time this answers.

    `path` are folders with further distributions that it finds installed.
    """
    port = _free_port()
    command = [sys.executable, "-c", "from weiping.cli import main; main()", "serve", "--db", str(database)]
    command += ["--port", str(port)]
    with _started("weiping", command, f"http://127.0.0.1:{port}/panel/{round_id}", path=path) as server:
        for page in ("board", "shop"):  # rendered at the start as well, which must be over before anything is measured
            _wait_for(f"http://127.0.0.1:{port}/{page}")
        yield server


@contextmanager
def streamlit() -> Iterator[Server]:
    """`streamlit run` over the sheet."""
    port = _free_port()
    options = ("--server.headless=true", "--browser.gatherUsageStats=false", "--server.address=127.0.0.1")
    command = [_peer("streamlit"), "run", str(HERE / "peers" / "streamlit_sheet.py"), f"--server.port={port}", *options]
    with _started("Streamlit", command, f"http://127.0.0.1:{port}/") as server:
        yield server


@contextmanager
def panel() -> Iterator[Server]:
    """`panel serve` over the sheet."""
    port = _free_port()
    command = [_peer("panel"), "serve", str(HERE / "peers" / "panel_sheet.py"), "--address", "127.0.0.1"]
    command += ["--port", str(port), "--allow-websocket-origin", f"127.0.0.1:{port}"]
    with _started("Panel", command, f"http://127.0.0.1:{port}/panel_sheet") as server:
        yield server


@contextmanager
def voila() -> Iterator[Server]:
    """Plain `voila` over the notebook, without anything of ours."""
    port = _free_port()
    notebook = str(HERE / "peers" / "voila_sheet.ipynb")
    command = [sys.executable, "-m", "voila", notebook, "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    with _started("Voila", command, f"http://127.0.0.1:{port}/", look=False) as server:
        yield server


PEER_SERVERS = {"Streamlit": streamlit, "Panel": panel, "Voila": voila}


def versions() -> dict[str, str]:
    """Of Streamlit and Panel, as their environment says."""
    ask = "import importlib.metadata as m, json; print(json.dumps({n: m.version(n) for n in ('streamlit', 'panel')}))"
    said: dict[str, str] = json.loads(subprocess.check_output([_peer("python"), "-c", ask], text=True))
    return said


def python_path(further: Sequence[Path] = ()) -> str:
    """The path of this process with `further` folders right behind site-packages, as if they were in it.

    That is before the folder of every distribution that a checkout installs in place: whoever only uses weiping has none of
    them, and a plugin at the end would be looked for in each.
    """
    places, installed = list(filter(None, sys.path)), sysconfig.get_path("purelib")
    at = places.index(installed) + 1 if installed in places else len(places)
    return os.pathsep.join([*places[:at], *map(str, further), *places[at:]])


def _peer(program: str) -> str:
    path = PEERS / "bin" / program
    if not path.exists():
        raise SystemExit(f"There is no {program} in {PEERS.name}/: `make peers` sets it up.")
    return str(path)


def criteria() -> list[dict[str, object]]:
    """The five criteria of our sheet, for sheets that are not ours."""
    return [
        {"key": key, "title": one.title.zh, "rubric": one.rubric.zh, "low": float(one.scale.low),
         "high": float(one.scale.high), "step": float(one.scale.step)}
        for key, one in loader.load().criteria.items()
        if key in CRITERIA
    ]  # fmt: skip


@contextmanager
def _started(
    name: str, command: Sequence[str], url: str, *, look: bool = True, path: Sequence[Path] = ()
) -> Iterator[Server]:
    """Start a server in a folder and a process group of its own, wait for its page, and end all of it afterwards.

    With `look` unset only its port is waited for, since a look at the page would leave a kernel behind.
    """
    with tempfile.TemporaryDirectory() as folder:
        sheet, log = Path(folder) / "criteria.json", Path(folder) / "log.txt"
        sheet.write_text(json.dumps(criteria(), ensure_ascii=False), encoding="utf-8")
        environment = {**os.environ, "BENCH_CRITERIA": str(sheet), "HOME": folder, "JUPYTER_CONFIG_DIR": folder}
        if name in ("weiping", "Voila"):
            environment["PYTHONPATH"] = python_path(path)
        else:
            environment.pop("PYTHONPATH", None)
        began = time.monotonic()
        with log.open("wb") as out:
            server = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=folder, env=environment,
                start_new_session=True,
            )  # fmt: skip
        try:
            if not _wait_for(url, server, look=look):
                raise SystemExit(f"{name} did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
            yield Server(name, server.pid, url, time.monotonic() - began)
        finally:
            _end(server)


def _wait_for(url: str, server: subprocess.Popen[bytes] | None = None, *, look: bool = True) -> bool:
    """Ask until there is an answer; False where the server ends or takes too long."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and (server is None or server.poll() is None):
        try:
            if look:
                direct.open(url, timeout=PATIENCE).close()
            else:
                socket.create_connection(("127.0.0.1", int(re.findall(r":(\d+)", url)[0])), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    """Politely, then by force, and whatever it started as well."""
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
