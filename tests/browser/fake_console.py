"""The chair's side of the API in memory: a round whose console changes as the real one would, and can refuse."""

from __future__ import annotations

from typing import Any

JUDGES, ENTRY_IDS = range(1, 10), range(11, 17)
FOLLOWING = {
    "draft": ["open", "practice"],
    "practice": ["draft"],
    "open": ["deliberation"],
    "deliberation": ["published", "open"],
    "published": ["final"],
    "final": [],
}
LIVES_IN = {"zh_CN": "住在该小区", "en": "Lives there"}
DECLARED = {"zh_CN": "已申报利益关系", "en": "Declared"}
SHORT = "7K3M-9QXA"
# a grey dot as PNG: what stands for every photo
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
    "54789c636800000082008177cd72b60000000049454e44ae426082"
)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh_CN": zh, "en": en}


def cell(judge: int, entry: int, state: str = "signed", **more: Any) -> dict[str, Any]:
    total = {"signed": "89.5", "recused": None}.get(state)
    return {
        "judge": judge, "entry": entry, "state": state, "total": total, "answered": 5 if state == "signed" else 0,
        "due": 5, "far": None, "reopened": 0, "notes": 0, "photos": 0, "late": 0, "why": None, **more,
    }  # fmt: skip


def check(key: str, level: str, ok: bool, zh: str, en: str) -> dict[str, Any]:
    return {"key": key, "level": level, "ok": ok, "text": both(zh, en)}


class FakeConsole:
    """`refuse` maps the end of a path to (status, message); `asked` keeps every POST of the chair: (path, body)."""

    def __init__(self) -> None:
        self.refuse: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.settings: dict[str, Any] = {
            "show_standings": True, "show_others": False, "exchange": True, "show_range": False, "quorum": 3,
        }  # fmt: skip
        self.reminded: str | None = None
        self.rehearsal = 0
        self.connected = {n for n in JUDGES if n not in (4, 9)}
        self.joined = {n for n in JUDGES if n < 8}
        self.sessions = {n: [{"id": 100 + n, "made": "2024-12-01T01:00:00Z", "device": "iPad"}] for n in self.joined}
        self.cells = self._cells()
        self.checklist = [
            check("unsigned", "look", False, "还有 6 张评分表未签名", "6 sheets are not signed yet"),
            check("far", "look", False, "1 张评分表偏离较大", "1 sheet stands far from the others"),
            check("agreement", "info", True, "评委一致性 0.87", "Agreement 0.87"),
            check("plugins", "must", True, "评分项插件均正常", "All criteria plugins work"),
            check("rule", "info", True, "计分规则已锁定 · 版本 3f9a", "The rule is locked · version 3f9a"),
        ]
        self.trust: dict[str, Any] | None = {
            "icc": "0.87", "reason": None, "award_changes": False,
            "too_many": None,
            "one_out": [{"judge": n, "changes": []} for n in JUDGES],
        }  # fmt: skip
        self.trust["one_out"][2]["changes"] = [  # type: ignore[index]
            {"entry": 13, "before": 4, "after": 3},
            {"entry": 14, "before": 3, "after": 4},
        ]
        mark = {
            "kind": "mark",
            "criterion": "greening",
            "mark": "value",
            "value": "18",
            "received": "2024-12-01T08:30:00Z",
        }
        self.late = [{"judge": 7, "entry": 13, "items": [mark, {**mark, "kind": "sign", "criterion": None, "value": None}],
                      "decided": None, "reason": ""}]  # fmt: skip
        self.refusals = [{"judge": 8, "entry": 14, "kind": "mark", "criterion": "parking", "code": "signed",
                          "at": "2024-12-01T08:31:00Z"}]  # fmt: skip
        self.problems = [{"id": "p-1", "judge": 4, "entry": 15, "text": "三单元的门锁着,进不去", "at": "2024-12-01T08:10:00Z",
                          "closed": False, "answers": []}]  # fmt: skip
        self.photos = [
            {"hash": "ab" * 32, "judge": 3, "entry": 15, "criterion": "greening", "show": False, "erased": False}
        ]
        self.phases = [{"before": "draft", "after": "open", "reason": "", "at": "2024-12-01T00:30:00Z"}]
        self.conflicts = [{"judge": 2, "entry": 11, "kind": "lives-in", "why": LIVES_IN, "reason": ""}]

    @staticmethod
    def _cells() -> dict[tuple[int, int], dict[str, Any]]:
        cells = {(n, e): cell(n, e) for n in JUDGES for e in ENTRY_IDS}
        for n, e, state in ((4, 15, "todo"), (4, 16, "todo"), (8, 14, "todo"), (8, 15, "none"), (7, 14, "recused")):
            cells[n, e] = cell(n, e, state)
        cells[5, 16] = cell(5, 16, "progress", answered=3)
        cells[2, 11] = cell(2, 11, "conflict", why=LIVES_IN)
        cells[3, 15] = cell(3, 15, total="61", far={"by": "-21", "median": "82"}, reopened=1, notes=1, photos=1)
        cells[7, 13]["late"] = 2
        return cells

    # -- shapes ----------------------------------------------------------------------------------------------------
    def data(self, head: dict[str, Any]) -> dict[str, Any]:
        """The console without what the rest of the fake knows: entries, criteria, standings, rule, plugins."""
        phase = head["phase"]
        must = all(one["ok"] for one in self.checklist if one["level"] == "must")
        return {
            "round": {**head, **self.settings, "rule_hash": "3f9ac01d", "rehearsal": self.rehearsal, "reminded": self.reminded},
            "next": [{"to": to, "allowed": must or to != "published"} for to in FOLLOWING[phase]],
            "judges": [self._judge(n) for n in JUDGES],
            "matrix": list(self.cells.values()),
            "checklist": self.checklist, "trust": self.trust, "late": self.late, "refusals": self.refusals,
            "problems": self.problems, "photos": self.photos, "phases": self.phases, "conflicts": self.conflicts,
        }  # fmt: skip

    def _judge(self, number: int) -> dict[str, Any]:
        kinds = [both("楼栋长代表", "Building leader"), both("党员代表", "Party member"), both("居民代表", "Resident")]
        own = [one["state"] for (judge, _), one in self.cells.items() if judge == number]
        return {
            "id": number, "number": number, "kind": kinds[(number - 1) // 3], "joined": number in self.joined,
            "connected": number in self.connected and number in self.joined,
            "signed": sum(state in ("signed", "recused") for state in own),
            "outstanding": sum(state in ("todo", "progress") for state in own),
            "conflicts": own.count("conflict"), "sessions": self.sessions.get(number, []),
        }  # fmt: skip

    def sheet(self, judge: int, entry: int) -> dict[str, Any]:
        one = self.cells[judge, entry]
        keys = ("stairwell-hygiene", "public-environment", "greening", "parking", "conduct")
        far = one["far"] is not None
        marks = [{"entry": entry, "criterion": key, "mark": "value", "value": "9.5" if key == "greening" else "17.5",
                  "detail": None, "late": False} for key in keys]  # fmt: skip
        return {
            "judge": judge, "entry": entry, "state": one["state"],
            "marks": marks if one["state"] == "signed" else [],
            "notes": [{"entry": entry, "criterion": "greening", "text": "草坪被踩坏了"}] if far else [],
            "comments": [{"entry": entry, "text": "建议春天补种"}] if far else [],
            "photos": [{"entry": entry, "criterion": "greening", "hash": "ab" * 32}] if far else [],
            "far": [{"criterion": "greening", "by": "-8.5", "median": "18"}] if far else [],
            "medians": [{"criterion": key, "value": "18"} for key in keys],
            "history": [
                {"at": "2024-12-01T08:00:00Z", "entry": entry, "kind": "sign", "criterion": None, "late": False,
                 "practice": False},
                {"at": "2024-12-01T07:55:00Z", "entry": entry, "kind": "mark", "criterion": "greening", "mark": "value",
                 "value": "9.5", "late": False, "practice": False},
            ] if far else [],
        }  # fmt: skip

    # -- actions ---------------------------------------------------------------------------------------------------
    def post(self, fake: Any, path: str, body: dict[str, Any]) -> tuple[int, Any] | None:
        """What the chair's action at `path` answers; None where it is not one."""
        self.asked.append((path, body))
        for end, (status, message) in self.refuse.items():
            if path.endswith(end):
                return status, {"error": {"code": "refused", "message": message}}
        parts = path.split("/")[1:]
        if parts[0] == "sessions":
            self.sessions = {n: [s for s in own if s["id"] != int(parts[1])] for n, own in self.sessions.items()}
            return 200, {"sessions": []}
        what = getattr(self, "_" + (parts[4] if parts[2] in ("judges", "problems", "photos") else parts[2]), None)
        if what is None:
            return None
        answer = what(fake, int(parts[3]) if parts[2] == "judges" else parts[3] if len(parts) > 3 else None, body)
        return answer if answer is not None else (200, fake.console())

    def _phase(self, fake: Any, _: Any, body: dict[str, Any]) -> tuple[int, Any] | None:
        looks = any(one["level"] == "look" and not one["ok"] for one in self.checklist)
        if body["to"] == "published" and looks and not body["accept"]:
            return 409, {"error": {"code": "checklist", "message": "请先看过清单。"}}
        self.rehearsal += body["to"] == "practice"
        self.phases.append(
            {"before": fake.phase, "after": body["to"], "reason": body["reason"], "at": "2024-12-01T09:00:00Z"}
        )
        fake.phase = body["to"]
        return None

    def _settings(self, _fake: Any, _: Any, body: dict[str, Any]) -> None:
        self.settings.update(body)

    def _remind(self, _fake: Any, _: Any, _body: Any) -> None:
        self.reminded = "2024-12-01T08:45:00Z"

    def _invited(self, fake: Any, judge: int) -> dict[str, Any]:
        import fake_api

        self.sessions.pop(judge, None)
        self.joined.discard(judge)
        return {
            "judge": judge, "number": judge, "kind": self._judge(judge)["kind"], "short": SHORT,
            "url": f"{fake.base}/join#code-of-judge-{judge}", "qr": fake_api.QR, "short_until": "2024-12-02T08:45:00Z",
        }  # fmt: skip

    def _invitations(self, fake: Any, _: Any, body: dict[str, Any]) -> tuple[int, Any]:
        judges = body["judges"] or [n for n in JUDGES if n not in self.joined]
        return 201, {"invitations": [self._invited(fake, n) for n in judges]}

    def _invitation(self, fake: Any, judge: int, _: Any) -> tuple[int, Any]:
        return 200, self._invited(fake, judge)

    def _revoke(self, _fake: Any, judge: int, _: Any) -> None:
        self.sessions.pop(judge, None)
        self.joined.discard(judge)

    def _conflicts(self, _fake: Any, _: Any, body: dict[str, Any]) -> None:
        pair = (body["judge"], body["entry"])
        self.conflicts = [one for one in self.conflicts if (one["judge"], one["entry"]) != pair]
        if body["holds"]:
            self.conflicts.append(
                {"judge": pair[0], "entry": pair[1], "kind": "declared", "why": DECLARED, "reason": body["reason"]}
            )
        self.cells[pair] = cell(*pair, "conflict", why=DECLARED) if body["holds"] else cell(*pair, "todo")

    def _late(self, _fake: Any, _: Any, body: dict[str, Any]) -> None:
        for one in self.late:
            if (one["judge"], one["entry"]) == (body["judge"], body["entry"]):
                one.update(decided="admitted" if body["admit"] else "refused", reason=body["reason"])

    def _answer(self, _fake: Any, problem: str, body: dict[str, Any]) -> None:
        for one in self.problems:
            if one["id"] == problem:
                one["answers"].append({"text": body["text"], "at": "2024-12-01T08:50:00Z"})
                one["closed"] = one["closed"] or body["close"]

    def _names(self, _fake: Any, _: Any, _body: Any) -> tuple[int, Any]:
        return 200, {"names": [{"judge": n, "name": f"张{n}明"} for n in JUDGES]}

    def _consent(self, _fake: Any, photo: str, body: dict[str, Any]) -> None:
        for one in self.photos:
            if one["hash"] == photo:
                one["show"] = body["show"]
