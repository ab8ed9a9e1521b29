"""A line between tablets and the server that can go dead without a word, as Wi-Fi does under a sleeping tablet."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self


class Wire:
    """Listens on a port of its own and passes bytes on to the server's; a dead line keeps them, and closes nothing."""

    def __init__(self, port: int) -> None:
        self._to, self._dead, self.carried = port, threading.Event(), 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listening, *self._lines):
            with contextlib.suppress(OSError):
                one.close()

    def go_dead(self) -> None:
        """From now on nothing passes, neither on the lines that are open nor on new ones."""
        self._dead.set()

    def come_back(self) -> None:
        """New lines work; those of before stay as dead as they are."""
        self._dead = threading.Event()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._lines += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other, self._dead), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, dead: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if dead.is_set():
                    return
                target.sendall(data)
                self.carried += len(data)
            if not dead.is_set():
                target.shutdown(socket.SHUT_WR)
