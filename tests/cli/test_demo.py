"""`weiping demo` and `weiping lab` as a newcomer meets them: started, started twice, started wrongly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.cli.commands import weiping

from weiping.cli.demo import _own_address
from weiping.cli.lab import database, split
from weiping.errors import InputError

WEIPING = str(Path(sys.executable).with_name("weiping"))
Start = Callable[..., tuple[subprocess.Popen[bytes], str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(*options: str) -> tuple[subprocess.Popen[bytes], str]:
        out = tmp_path / f"out-{len(started)}"
        with out.open("wb") as file:
            process = subprocess.Popen([WEIPING, "demo", *options], cwd=tmp_path, stdout=file, stderr=file)
        started.append(process)
        end = time.monotonic() + 180
        while "Ctrl-C" not in (text := out.read_text(encoding="utf-8")):
            assert process.poll() is None, text
            assert time.monotonic() < end, text
            time.sleep(0.1)
        return process, text

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def codes(text: str) -> list[str]:
    return re.findall(r"/join#([\w-]{32})", text)


def join(address: str, code: str) -> int:
    return httpx.post(f"{address}/weiping/api/join", json={"code": code}, trust_env=False).status_code


def test_a_demo_that_cannot_start_leaves_the_one_that_runs_and_its_data_alone(start: Start, tmp_path: Path) -> None:
    process, text = start("--port", "0")
    address, port = re.findall(r"(http://[^/\s]+:(\d+))/board/\d+", text)[0]
    assert port != "0"
    links = codes(text)
    assert len(links) == 9 + 3  # the judges, the chair, the shop, a household
    assert "sign-ins" not in text
    for wrong in (["--port", port], ["--port", port, "--fresh"], ["--public-url", "panel"], ["--port", "99999"]):
        second = weiping("demo", *wrong, cwd=tmp_path)
        assert second.returncode == 2
        assert "join#" not in second.stdout
    assert join(address, links[0]) == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    again, text = start("--port", "0")
    assert "New links end the sign-ins of the last time: 1 tablets join again" in text
    address = re.findall(r"(http://[^/\s]+:\d+)/board/\d+", text)[0]
    assert join(address, links[0]) == 403  # a lost sheet of links is worth nothing after the next start
    assert join(address, codes(text)[0]) == 200
    assert again.poll() is None


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:5"), ("0.0.0.0", "http://127.0.0.1:5"), ("10.1.2.3", "http://10.1.2.3:5"),
     ("::", "http://127.0.0.1:5"), ("::1", "http://[::1]:5")],
)  # fmt: skip
def test_simulated_judges_go_where_the_server_listens(host: str, address: str) -> None:
    assert _own_address(host, 5) == address


def test_the_lab_takes_a_folder_and_hands_options_on() -> None:
    assert split([]) == (Path("weiping-lab"), [])
    assert split(["--no-browser"]) == (Path("weiping-lab"), ["--no-browser"])
    assert split(["here", "--port=9000"]) == (Path("here"), ["--port=9000"])
    with pytest.raises(InputError, match="9000"):
        split(["here", "--port", "9000"])


def test_the_lab_names_the_demo_beside_it_since_kernels_start_in_other_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WEIPING_DB", raising=False)
    assert database() == str(tmp_path / "demo-data" / "weiping.db")
    monkeypatch.setenv("WEIPING_DB", "office.db")
    assert database() == str(tmp_path / "office.db")
    monkeypatch.setenv("WEIPING_DB", "postgresql://server/name")
    assert database() == "postgresql://server/name"


def test_jupyterlab_starts_on_the_copy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               "--IdentityProvider.token=newcomer"]  # fmt: skip
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_RUNTIME_DIR": str(tmp_path)}
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [WEIPING, "lab", "--", *options], cwd=tmp_path, env=environment, stdout=file, stderr=file
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as client:
            client.headers["Authorization"] = "token newcomer"
            end = time.monotonic() + 180
            while True:
                try:
                    listed = client.get("/api/contents/notebooks").json()
                    break
                except httpx.TransportError:
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < end, log.read_text()
                    time.sleep(0.2)
            assert {"panel.ipynb", "board.ipynb", "chair.ipynb", "shop.ipynb"} <= {
                one["name"] for one in listed["content"]
            }
            assert client.get("/lab").status_code == 200
    finally:
        process.terminate()
        process.wait(30)
