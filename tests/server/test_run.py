"""Starting, stopping, being killed: addresses, certificates, signals, and every acknowledged mark still there."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.conftest import CRITERIA, Hall
from tests.server.conftest import Served, batch, item

from weiping.desk import access, audit
from weiping.desk.views import Views
from weiping.domain.appraisal import OPERATOR
from weiping.errors import InputError
from weiping.server import run
from weiping.server.addresses import bind, public_address
from weiping.store import Store


def test_a_port_that_is_taken_is_a_clear_error_and_no_other_is_tried(hall: Hall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} on 127.0.0.1 is taken .* --port"):
            run(hall.desk, port=port)


def test_an_address_of_another_machine_is_a_clear_error() -> None:
    with pytest.raises(InputError, match="no address of this machine"):
        bind("192.0.2.1", 0, None, None)


def test_a_certificate_without_a_key_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pem"
    path.write_text("nothing")
    with pytest.raises(InputError, match="belong together"):
        bind("127.0.0.1", 0, path, None)
    with pytest.raises(InputError, match="cannot be used"):
        bind("127.0.0.1", 0, path, path)


@pytest.mark.parametrize("wanted", ["panel.example.org", "ftp://x", "https://x/under/a/path", "https://"])
def test_a_public_url_that_links_cannot_begin_with_is_refused(wanted: str) -> None:
    with pytest.raises(InputError, match="not a public address"):
        public_address(wanted, "127.0.0.1", 80, False)


def test_a_public_url_is_kept_without_its_last_slash_or_made_from_the_address() -> None:
    assert public_address("https://panel.example.org/", "0.0.0.0", 80, False) == "https://panel.example.org"
    assert public_address("", "127.0.0.1", 8866, True) == "https://127.0.0.1:8866"
    assert "0.0.0.0" not in public_address("", "0.0.0.0", 8866, False)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here to make a certificate")
    return cert, key


def test_with_a_certificate_the_server_speaks_https(
    serve: Callable[..., Served], certificate: tuple[Path, Path]
) -> None:
    served = serve(certfile=certificate[0], keyfile=certificate[1])
    assert served.running.url.startswith("https://127.0.0.1:")
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    with httpx.Client(base_url=served.running.url, verify=trust, trust_env=False) as client:
        reply = client.post("/weiping/api/join", json={"code": served.judge_code()})
        assert "Secure" in reply.headers["Set-Cookie"]
        assert client.get("/weiping/api/me").json()["role"] == "judge"


class Process:
    """`weiping serve` as a process of its own."""

    def __init__(self, database: Path, port: int = 0) -> None:
        code = (
            "import sys; from weiping.server import run;"
            "run(sys.argv[1], port=int(sys.argv[2]), warm=False, ready=lambda r: print(r.port, flush=True))"
        )
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(database), str(port)], stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        return self.process.wait(30)


@pytest.fixture
def process(hall: Hall, database: Path) -> Iterator[Callable[[int], Process]]:
    started: list[Process] = []

    def start(port: int = 0) -> Process:
        started.append(Process(database, port))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)
        if one.process.stdout:
            one.process.stdout.close()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_cleanly(process: Callable[[int], Process], sign: signal.Signals) -> None:
    assert process(0).end(sign) == 0


def test_a_server_killed_between_taps_keeps_every_mark_that_it_acknowledged(
    hall: Hall, database: Path, process: Callable[[int], Process]
) -> None:
    hall.go("open")
    judges = [hall.judge(number) for number in (1, 2, 3)]
    codes = [access.invite_judge(hall.desk, OPERATOR, one.judge or 0, round_id=hall.round) for one in judges]
    entries = [hall.entry(1), hall.entry(2)]
    hall.desk.store.close()
    running = process(0)
    known: dict[int, dict[tuple[int, str], str]] = {number: {} for number in range(3)}
    sent: dict[int, dict[tuple[int, str], set[str]]] = {number: {} for number in range(3)}

    def tap(number: int) -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{running.port}/weiping/api", trust_env=False) as client:
            client.post("/join", json={"code": codes[number]})
            for seq in range(1, 100_000):
                cell = (entries[seq % 2], CRITERIA[seq % 4 // 2])
                value = f"{seq % 41 / 2:g}"
                sent[number].setdefault(cell, set()).add(value)
                body = batch(item(seq, cell[0], value, cell[1]), client=f"tablet-{number}")
                body["items"][0]["id"] = f"judge-{number}-{seq:06}"
                try:
                    answer = client.post("/rounds/1/marks", json=body)
                except httpx.HTTPError:
                    return
                assert answer.json()["items"][0]["result"] == "stored", answer.text
                known[number][cell] = value
                sent[number][cell] = {value}

    threads = [threading.Thread(target=tap, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    enough = threading.Event()
    enough.wait(2)
    running.end(signal.SIGKILL)
    for thread in threads:
        thread.join(30)
    assert all(known.values()), "nothing was acknowledged before the kill"
    again = process(running.port)  # the same address, at once
    with Store(database, read_only=True) as store:
        views = Views(type(hall.desk)(store, hall.desk.plugins))
        for number, judge in enumerate(judges):
            pad = views.pad(judge, hall.round)
            found = {(mark["entry"], mark["criterion"]): mark["value"] for mark in pad["marks"]}
            for cell, value in known[number].items():
                # the one tap under way at the kill may have been stored or not; every acknowledged one was
                assert found[cell] in sent[number][cell] | {value}
    assert again.end(signal.SIGTERM) == 0
    with Store(database, read_only=True) as store:
        assert [one for one in audit.audit(type(hall.desk)(store)) if one.faults] == []
