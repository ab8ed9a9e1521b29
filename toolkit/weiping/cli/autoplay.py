"""Simulated judges: they join by their links and tap through the same HTTP API as a tablet, each at its own pace."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from http.cookiejar import CookieJar
from typing import Any

PACE = (0.8, 2.5)
"""Seconds between two taps of one judge."""


def play(base: str, codes: list[str], round_id: int, *, seed: int = 2024, pace: tuple[float, float] = PACE) -> None:
    """Let one judge per code fill in and sign every sheet of the round. The first code is left to the visitor."""
    judges = [_Judge(base, code, round_id, random.Random(seed + number), pace) for number, code in enumerate(codes[1:])]
    threads = [threading.Thread(target=judge.work, daemon=True) for judge in judges]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@dataclass
class _Judge:
    """One simulated judge with a cookie jar and a tablet id of its own."""

    base: str
    code: str
    round_id: int
    luck: random.Random
    pace: tuple[float, float]
    client: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def work(self) -> None:
        """Join, wait for scoring to open, judge every entry due in walking order. Stops quietly when the chair freezes."""
        self._call("POST", "/join", {"code": self.code})
        while (pad := self._call("GET", f"/rounds/{self.round_id}/pad"))["round"]["phase"] in ("draft", "practice"):
            time.sleep(self.pace[1])
        if pad["round"]["phase"] != "open":
            return
        strictness = self.luck.gauss(0, 0.8)
        done = {*pad["signed"], *(conflict["entry"] for conflict in pad["conflicts"])}
        entries = {entry["id"]: entry for entry in pad["entries"]}
        for entry in [entries[one] for one in pad["route"] if one not in done]:
            quality = 18.2 if entry["number"] == 1 else 16.2 + (entry["number"] * 7) % 5 * 0.35
            for criterion in pad["criteria"]:
                self._tap(entry["id"], criterion, quality - strictness + self.luck.gauss(0, 1.2))
            if self._send({"kind": "sign", "entry": entry["id"]}) != "open":
                return

    def _tap(self, entry: int, criterion: dict[str, Any], wish: float) -> None:
        scale = {name: Decimal(value) for name, value in criterion["scale"].items()}
        steps = round((Decimal(str(wish)) - scale["low"]) / scale["step"])
        value = min(max(scale["low"] + steps * scale["step"], scale["low"]), scale["high"])
        self._send(
            {"kind": "mark", "entry": entry, "criterion": criterion["key"], "mark": "value", "value": f"{value:f}"}
        )

    def _send(self, item: dict[str, Any]) -> str:
        time.sleep(self.luck.uniform(*self.pace))
        self.seq += 1
        body = {"client": self.client, "items": [{"id": str(uuid.uuid4()), "seq": self.seq, **item}]}
        return str(self._call("POST", f"/rounds/{self.round_id}/marks", body)["phase"])

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One request, tried again as a tablet would while the server cannot be reached or is busy."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.base}/weiping/api{path}", data, method=method)
        request.add_header("Content-Type", "application/json")
        for wait in (0.5, 1, 2, 4, 8):
            try:
                with self.opener.open(request, timeout=15) as reply:
                    return dict(json.load(reply))
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise
            except OSError:
                pass
            time.sleep(wait)
        raise ConnectionError(f"{self.base} does not answer")
