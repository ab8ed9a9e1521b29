"""The HTTP API in memory, so that the pages can be tested alone: it keeps the contract and can misbehave."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from hashlib import sha256
from typing import Any

import tornado.web
import tornado.websocket
from fake_console import DOT, FakeConsole

from weiping.server.worker import script
from weiping.widgets import FOLDER, MIME, page, page_data, styles


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh_CN": zh, "en": en}


def _level(key: str, zh: str, en: str, low: str, high: str, value: str) -> dict[str, Any]:
    return {"key": key, "title": both(zh, en), "low": low, "high": high, "value": value, "rubric": None}


LEVELS = [
    _level("excellent", "优", "Excellent", "18", "20", "19"),
    _level("good", "良", "Good", "14", "17.5", "16"),
    _level("fair", "中", "Fair", "10", "13.5", "12"),
    _level("poor", "差", "Poor", "0", "9.5", "5"),
]


def _criterion(key: str, zh: str, en: str, about: str, faults: list[tuple[str, str, str, str]]) -> dict[str, Any]:
    return {
        "key": key,
        "title": both(zh, en),
        "rubric": both(about, "Clean, intact and cared for, nothing lying about"),
        "scale": {"low": "0", "high": "20", "step": "0.5"},
        "levels": LEVELS,
        "deductions": [{"key": k, "title": both(z, e), "points": p} for k, z, e, p in faults],
        "control": "levels",
    }


def _bands(*rows: tuple[str, str, str]) -> list[dict[str, Any]]:
    words = [("excellent", "优", "Excellent"), ("good", "良", "Good"), ("fair", "中", "Fair"), ("poor", "差", "Poor")]
    return [
        _level(key, zh, en, low, high, value) for (key, zh, en), (low, high, value) in zip(words, rows, strict=True)
    ]


SLIDER = {
    **_criterion("overall", "总体印象", "Overall impression", "整体观感", [("noise", "噪声扰民", "Noise", "5")]),
    "scale": {"low": "0", "high": "100", "step": "1"},
    "levels": _bands(("90", "100", "95"), ("70", "89", "79"), ("50", "69", "59"), ("0", "49", "24")),
    "control": "slider",
}
SHORT = {
    **_criterion("greeting", "邻里和睦", "Neighbourliness", "见面打招呼", []),
    "scale": {"low": "1", "high": "5", "step": "1"},
    "levels": _bands(("4", "5", "4"), ("3", "3", "3"), ("2", "2", "2"), ("1", "1", "1")),
    "control": "steps",
}
CRITERIA = [
    _criterion(
        "stairwell-hygiene",
        "楼道卫生",
        "Stairwell hygiene",
        "无堆物、无小广告、墙地面整洁、照明完好",
        [("clutter", "楼道堆物", "Clutter", "2"), ("posters", "乱贴广告", "Posters", "1")],
    ),
    _criterion(
        "public-environment",
        "公共环境",
        "Public environment",
        "地面清洁、垃圾分类投放、设施完好",
        [("litter", "垃圾落地", "Litter", "1"), ("damage", "设施损坏", "Damage", "1")],
    ),
    _criterion(
        "greening",
        "绿化管理",
        "Greening",
        "绿地完整、无毁绿种菜、修剪及时",
        [("vegetables", "毁绿种菜", "Vegetables on lawns", "2")],
    ),
    _criterion(
        "parking",
        "规范停车",
        "Regulated parking",
        "车辆入位、消防通道畅通",
        [("fire-lane", "占用消防通道", "Fire lane blocked", "3")],
    ),
    _criterion("conduct", "居民行为规范", "Resident conduct", "文明养犬、无高空抛物、邻里和睦", []),
]
NAMES = [
    ("云中仙居小区", "Yunzhong Xianju"),
    ("银河星座", "Yinhe Xingzuo"),
    ("高店居民点", "Gaodian"),
    ("物资储运家属区", "Depot families' quarter"),
    ("北巷居民点", "Beixiang"),
    ("西区居民点", "Xiqu"),
]
ENTRIES = [
    {
        "id": 11 + i,
        "number": 1 + i,
        "name": both(zh, en),
        "facts": both(
            f"{12 - i} 栋 · {486 - 31 * i} 户 · 第 {7 - i} 网格",
            f"{12 - i} buildings · {486 - 31 * i} households · grid {7 - i}",
        ),
    }
    for i, (zh, en) in enumerate(NAMES)
]
RULE = {
    "zh_CN": ["每项去掉一个最高分和一个最低分后取平均。", "五项各 20 分相加。"],
    "en": [
        "For each criterion the highest and the lowest mark are dropped, the rest averaged.",
        "Five criteria, 20 each.",
    ],
}
# inline SVG as the server makes it: without a namespace
QR = '<svg width="16" height="16" class="segno"><path transform="scale(4)" d="M0 0h1v1H0zM2 1h1v2H2z"/></svg>'
KINDS = [both("楼栋长代表", "Building leader"), both("党员代表", "Party member"), both("居民代表", "Resident")]
SHELF = [
    ("肥皂", "Soap", "goods", 5, 40),
    ("洗衣液", "Laundry liquid", "goods", 20, 12),
    ("抽纸一提", "Tissue pack", "goods", 75, 3),
    ("炖锅", "Casserole", "goods", 90, 0),
    ("理发", "Haircut", "service", 15, None),
    ("家电维修", "Appliance repair", "service", 30, None),
    ("法律咨询", "Legal advice", "service", 25, None),
    ("邻里之星表彰", "Good neighbour commendation", "honour", 60, None),
]
KIND_TITLES = {"goods": both("实物", "Goods"), "service": both("服务", "Services"), "honour": both("荣誉", "Honours")}


class Fake:
    """State of the pretended server. `mode` misbehaves: a status, "hotspot", or "lost" (stored, not answered)."""

    def __init__(self) -> None:
        self.phase = "open"
        self.mode: Any = None
        self.refuse: dict[str, str] = {}  # kind of item → message
        self.batches: list[dict[str, Any]] = []  # every POST of marks that arrived, with the judge who sent it
        self.stored: dict[str, dict[str, Any]] = {}  # by item id, in the order of the first arrival
        self.redeemed: dict[str, dict[str, Any]] = {}
        self.redeem_tries: list[dict[str, Any]] = []
        self.joins: list[str] = []
        self.standings: Any = None
        self.failures: list[dict[str, Any]] = []  # of plugins in use
        self.unpaid: dict[str, Any] | None = None
        self.papers = {
            "notices": [{"key": "result", "title": both("结果公示", "Notice of the result")},
                        {"key": "odd", "title": both("坏公示", "Odd notice")}],
            "exports": [{"key": "table", "title": both("结果表（CSV）", "Table of results (CSV)"), "suffix": ".csv"}],
        }  # fmt: skip
        zh, en = "最美小区结果公示\n\n获奖名单\n<b>云中仙居</b>\n\n官堰社区", "Result\n\nAwards\nYunzhong\n\nGuanyan"
        self.notices = {
            "result": {"key": "result", "title": both("结果公示", "Notice of the result"), "text": both(zh, en)}
        }
        self.awards: list[dict[str, Any]] = []
        self.photos: list[dict[str, Any]] = []
        self.newest = 1
        self.progress: dict[str, Any] = {}
        self.silent = False  # sockets are open and say nothing, as over a line that was cut
        self.chair = FakeConsole()
        self.role = "clerk"
        self.balance = 35
        self.requests: list[str] = []
        self.criteria: list[dict[str, Any]] = CRITERIA
        self.version = "one"  # of the pages' files
        self.page_mode: Any = None  # misbehaves for pages: a status or "hotspot"
        self.killed = False  # stopping hangs up on everybody, as a killed server does
        self.rehearsal = 0
        self.route: list[int] = []
        self.conflicts: list[dict[str, Any]] = []
        self.settings = {"show_others": False, "exchange": True}
        self.reminded: str | None = None
        self.decided: dict[int, str] = {}  # entry → what the chair made of what came late
        self.answers: dict[str, list[str]] = {}  # problem → what the chair answered
        self.others: dict[str, Any] = {"marks": None, "comments": []}
        self.pictures: dict[str, bytes] = {"ab" * 32: DOT}  # by hash
        self.photo_mode: Any = None  # misbehaves for photos alone: a status, "lost", or "slow" until it is set back
        self.refused_photo: tuple[int, str] | None = None
        self._sockets: set[_Feed] = set()

    # -- shapes ----------------------------------------------------------------------------------------------------
    def round(self) -> dict[str, Any]:
        return {
            "id": 1,
            "title": both("2024 最美小区", "2024 Most Beautiful Compound"),
            "period": "2024",
            "phase": self.phase,
        }

    def own(self, judge: int | None) -> list[dict[str, Any]]:
        """What counts now of what a judge sent: in a rehearsal only what was made in it, else only what was not."""
        now = self.rehearsal if self.phase == "practice" else None
        return [item for item in self.stored.values() if item["judge"] == judge and item["rehearsal"] == now]

    def pad(self, judge: int | None) -> dict[str, Any]:
        marks: dict[Any, Any] = {}
        notes: dict[Any, Any] = {}
        comments: dict[int, Any] = {}
        photos: dict[Any, Any] = {}
        signed: list[int] = []
        problems: list[Any] = []
        for item in self.own(judge):
            cell = (item["entry"], item.get("criterion"))
            if item["kind"] == "mark":
                marks.pop(cell, None)
                if item["mark"] != "cleared":
                    marks[cell] = {k: item.get(k) for k in ("entry", "criterion", "mark", "value", "detail")} | {
                        "late": False
                    }
            elif item["kind"] == "note":
                notes[cell] = {"entry": item["entry"], "criterion": item["criterion"], "text": item["text"]}
            elif item["kind"] == "comment":
                comments[item["entry"]] = {"entry": item["entry"], "text": item["text"]}
            elif item["kind"] == "problem":
                said = [{"text": text, "at": item["at"]} for text in self.answers.get(item["id"], [])]
                problems.insert(
                    0, {k: item[k] for k in ("id", "entry", "text", "at")} | {"closed": False, "answers": said}
                )
            elif item["kind"] == "photo":
                photos[*cell, item["photo"]] = {"entry": cell[0], "criterion": cell[1], "hash": item["photo"]}
            elif item["kind"] == "drop_photo":
                photos.pop((*cell, item["photo"]), None)
            elif item["kind"] == "sign":
                signed.append(item["entry"])
            else:
                signed.remove(item["entry"])
        mine = [one for one in self.conflicts if one.get("judge", judge) == judge]
        return {
            "round": {**self.round(), "rehearsal": self.rehearsal},
            "marks": list(marks.values()),
            "notes": list(notes.values()),
            "comments": list(comments.values()),
            "photos": list(photos.values()),
            "problems": problems,
            "late": self.late(judge),
            "signed": signed,
            "route": self.route or [entry["id"] for entry in ENTRIES],
            "conflicts": [{k: one[k] for k in ("entry", "kind", "why")} for one in mine] if judge else [],
            "settings": self.settings,
            "reminded": self.reminded,
        }

    def late(self, judge: int | None) -> list[dict[str, Any]]:
        counts = Counter(item["entry"] for item in self.own(judge) if item["late"])
        return [{"entry": entry, "items": n, "decided": self.decided.get(entry)} for entry, n in counts.items()]

    def history(self, judge: int) -> list[dict[str, Any]]:
        names = ("entry", "kind", "criterion", "mark", "value", "detail", "text", "photo")
        return [
            {"at": item["at"], **{k: item.get(k) for k in names}, "late": False, "practice": bool(item["rehearsal"])}
            for item in reversed(self.stored.values())
            if item["judge"] == judge
        ]

    def whole_pad(self, judge: int) -> dict[str, Any]:
        return {
            **self.pad(judge),
            "criteria": self.criteria,
            "entries": ENTRIES,
            "judge": {"id": judge, "number": judge, "kind": KINDS[0]},
        }

    def board(self) -> dict[str, Any]:
        marks = sum(1 for item in self.stored.values() if item["kind"] == "mark")
        return {
            "round": self.round(),
            "community": both("官堰社区", "Guanyan community"),
            "progress": {
                "judges": 9,
                "marks": marks,
                "marks_due": 270,
                "sheets": 21,
                "sheets_due": 54,
                "entries": [{"entry": e["id"], "marks": 20, "sheets": 4, "sheets_due": 9} for e in ENTRIES],
                **self.progress,
            },
            "criteria": [{"key": c["key"], "title": c["title"], "weight": "20"} for c in CRITERIA],
            "entries": ENTRIES,
            "standings": self.standings,
            "rule": RULE,
        }

    def wall(self) -> dict[str, Any]:
        url = self.base + "/board/1"
        decided = self.phase in ("published", "final")
        return {**self.board(), "awards": self.awards if decided else [], "photos": self.photos if decided else [],
                "link": {"url": url, "qr": QR}, "newest": self.newest}  # fmt: skip

    def places(self, *rows: tuple[int, int | None, str | None, bool], award: Any = None) -> list[dict[str, Any]]:
        return [
            {
                "entry": e,
                "place": p,
                "shared": shared,
                "total": total,
                "award": award if p == 1 else None,
                "parts": [{"criterion": c["key"], "value": str(float(total) / 5)} for c in CRITERIA] if total else [],
            }
            for e, p, total, shared in rows
        ]

    def console(self) -> dict[str, Any]:
        return {
            **self.chair.data(self.round()),
            "entries": ENTRIES,
            "criteria": [{"key": c["key"], "title": c["title"]} for c in CRITERIA],
            "standings": self.standings or [],
            "rule": RULE,
            "plugins": [
                {"name": "weiping-greening", "status": "ok", "error": None},
                {
                    "name": "weiping-broken",
                    "status": "quarantined",
                    "error": both("导入失败：没有模块 x", "ImportError: no module named x"),
                },
            ],
            "plugin_failures": self.failures,
            "papers": self.papers if self.phase in ("published", "final") else None,
            "points": self.unpaid if self.phase in ("published", "final") else None,
        }

    def rewards(self) -> list[dict[str, Any]]:
        gone = sum(r["quantity"] for r in self.redeemed.values() if r["reward"] == 1)
        return [
            {
                "id": 1 + i,
                "key": f"r{i}",
                "title": both(zh, en),
                "kind": kind,
                "kind_title": KIND_TITLES[kind],
                "points": points,
                "most": None,
                "per": None,
                "provider": "",
                "stock": stock - gone if i == 0 and stock else stock,
                "how": both("凭券到社区服务站领取", "Collect it at the community office"),
            }
            for i, (zh, en, kind, points, stock) in enumerate(SHELF)
        ]

    def account(self, number: int) -> dict[str, Any]:
        spent = sum(r["points"] for r in self.redeemed.values())
        left = self.balance - spent
        history = [
            {
                "at": "2024-12-01T02:00:00Z",
                "on": "2024-12-01",
                "points": 35,
                "reason": both("最美小区奖励", "Most Beautiful Compound"),
                "balance": 35,
            }
        ]
        return {
            "id": number,
            "household": both(f"云中仙居小区 3-2-{489 + number}", f"Yunzhong Xianju 3-2-{489 + number}"),
            "holder": "张*明",
            "balance": left,
            "redeemable": left,
            "debt": 0,
            "history": history,
            "redemptions": [],
        }

    # -- the marks -------------------------------------------------------------------------------------------------
    def take(self, judge: int, body: dict[str, Any]) -> dict[str, Any]:
        self.batches.append({"judge": judge, **body})
        results = []
        for item in body["items"]:
            if item["kind"] in self.refuse:
                results.append(
                    {"id": item["id"], "result": "refused", "code": "invalid", "message": self.refuse[item["kind"]]}
                )
                continue
            results.append(self.keep(judge, body["client"], item))
        return {"phase": self.phase, "items": results}

    def keep(self, judge: int, client: str, item: dict[str, Any]) -> dict[str, Any]:
        result = "repeated" if item["id"] in self.stored else "stored"
        rehearsal = self.rehearsal if item.get("practice") else None
        late = self.phase not in ("open", "practice") and item["kind"] != "problem"
        kept = {**item, "judge": judge, "client": client, "rehearsal": rehearsal, "late": late}
        self.stored.setdefault(item["id"], kept)
        return {"id": item["id"], "result": result, "late": self.stored[item["id"]]["late"]}

    def rehearse(self) -> None:
        self.phase, self.rehearsal = "practice", self.rehearsal + 1
        self.push()

    def push(self) -> None:
        """Send every connected page its channel's new state."""
        self.loop.call_soon_threadsafe(lambda: [socket.tell() for socket in list(self._sockets)])

    def hang_up(self) -> None:
        """Close every live feed."""
        self.loop.call_soon_threadsafe(lambda: [socket.close() for socket in list(self._sockets)])

    loop: asyncio.AbstractEventLoop
    base: str


class _Api(tornado.web.RequestHandler):
    def initialize(self, fake: Fake) -> None:
        self.fake = fake

    @property
    def judge(self) -> int | None:
        who = self.get_cookie("who")
        return int(who) if who else None

    def say(self, body: Any, status: int = 200) -> None:
        self.set_status(status)
        self.finish(json.dumps(body))

    def fail(self, status: int, message: str = "no") -> None:
        self.say({"error": {"code": "x", "message": message}}, status)

    def get(self, path: str) -> None:
        fake = self.fake
        fake.requests.append("GET " + self.request.uri)
        if isinstance(fake.mode, int):
            self.fail(fake.mode)
        elif path.endswith("/pad/history"):
            self.say({"history": fake.history(self.judge)}) if self.judge else self.fail(401)
        elif path.endswith("/others"):
            signed = int(path.split("/")[-2]) in fake.pad(self.judge)["signed"]
            held = any(one["kind"] == "represents" for one in fake.conflicts)
            self.say(fake.others) if signed or held else self.fail(409, "Sign your own sheet first.")
        elif "/photos/" in path:
            self.set_header("Content-Type", "image/jpeg")
            self.finish(fake.pictures[path.rsplit("/", 1)[1]])
        elif path.endswith("/pad"):
            self.say(fake.whole_pad(self.judge)) if self.judge else self.fail(401, "Nobody is signed in.")
        elif path.endswith("/board"):
            self.say(fake.board())
        elif path.endswith("/wall"):
            self.say(fake.wall())
        elif path.endswith("/console"):
            self.say(fake.console())
        elif "/notices/" in path:
            notice = fake.notices.get(path.rsplit("/", 1)[1])
            self.say(notice) if notice else self.fail(500, "Notice odd failed: KeyError('x')")
        elif "/sheets/" in path:
            judge, entry = map(int, path.split("/")[-2:])
            self.say(fake.chair.sheet(judge, entry))
        elif path == "/me":
            self.say({"role": fake.role, "judge": None, "round": None}) if fake.role else self.fail(401)
        elif path == "/shop":
            self.say({"rewards": fake.rewards()})
        elif path == "/shop/setup":
            rules = {"fen_per_point": None, "desks": [], "hold_days": 14, "voucher_days": 90}
            self.say({"today": "2024-12-02", "community": both("官堰社区", "Guanyan"), **rules})
        elif path == "/accounts":
            self.say({"accounts": [fake.account(12), fake.account(13)] if "3-2" in self.get_argument("q") else []})
        elif path.startswith("/accounts/"):
            self.say(fake.account(int(path.rsplit("/", 1)[1])))
        elif path.startswith("/redemptions/"):
            code = path.rsplit("/", 1)[1]
            found = [r["voucher"] for r in fake.redeemed.values() if r["voucher"]["code"] == code]
            self.say(found[0]) if found else self.fail(404)
        else:
            self.fail(404)

    async def post(self, path: str) -> None:
        fake = self.fake
        if path.endswith("/photos"):
            fake.requests.append("POST " + path)
            await self._photo()
            return
        body = json.loads(self.request.body)
        fake.requests.append("POST " + path)
        if fake.mode == "hotspot":
            self.set_header("Content-Type", "text/html")
            self.finish("<html>Please log in to the Wi-Fi</html>")
        elif isinstance(fake.mode, int):
            self.fail(fake.mode)
        elif path.endswith("/marks"):
            self._marks(body)
        elif path.endswith("/recusals"):
            fake.conflicts.append(
                {
                    "judge": self.judge,
                    "entry": body["entry"],
                    "kind": "declared",
                    "why": both(body["reason"], body["reason"]),
                }
            )
            self.say(fake.whole_pad(self.judge or 0))
        elif path == "/join":
            fake.joins.append(body["code"])
            if not body["code"].isdigit():
                self.fail(404, "这个邀请码不存在，请再看一遍纸条。")
                return
            self.set_cookie("who", body["code"], httponly=True)
            self.say(
                {
                    "role": "judge",
                    "next": "/panel/1",
                    "judge": {"id": int(body["code"]), "number": 1, "kind": {}},
                    "round": 1,
                }
            )
        elif path == "/redemptions":
            self._redeem(body)
        elif path == "/shop/scan":
            self.say({"accounts": [fake.account(12), fake.account(13)] if "3-2" in body["text"] else []})
        elif path.endswith("/hand-over"):
            code = path.split("/")[-2]
            voucher = next(r["voucher"] for r in fake.redeemed.values() if r["voucher"]["code"] == code)
            voucher["state"] = "handed-over"
            self.say(voucher)
        elif answer := fake.chair.post(fake, path, body):
            self.say(answer[1], answer[0])
        else:
            self.fail(404)

    def _marks(self, body: dict[str, Any]) -> None:
        if not self.judge:
            self.fail(401)
            return
        answer = self.fake.take(self.judge, body)
        if self.fake.mode == "lost":
            self._drop()
            return
        self.say(answer)
        for socket in list(self.fake._sockets):
            socket.tell()

    async def _photo(self) -> None:
        fake, mode = self.fake, self.fake.photo_mode or self.fake.mode
        while fake.photo_mode == "slow":
            await asyncio.sleep(0.05)
        if isinstance(mode, int):
            self.fail(mode)
        elif not self.judge:
            self.fail(401)
        elif fake.refused_photo:
            self.fail(*fake.refused_photo)
        else:
            said = {name: self.get_query_argument(name, None) for name in ("id", "criterion", "at", "practice")}
            digest = sha256(self.request.body).hexdigest()
            fake.pictures[digest] = self.request.body
            item = {**said, "kind": "photo", "photo": digest, "seq": int(self.get_query_argument("seq"))}
            item["entry"] = int(self.get_query_argument("entry"))
            answer = fake.keep(self.judge, self.get_query_argument("client"), item)
            if mode == "lost":
                self._drop()
                return
            self.say({"phase": fake.phase, "items": [{**answer, "photo": digest}]})
            for socket in list(fake._sockets):
                socket.tell()

    def _redeem(self, body: dict[str, Any]) -> None:
        fake = self.fake
        fake.redeem_tries.append(body)
        reward = fake.rewards()[body["reward"] - 1]
        if body["key"] not in fake.redeemed:
            voucher = {
                "code": "7K3M-9QXA",
                "state": "handed-over" if body["hand_over"] else "issued",
                "kind": reward["kind"],
                "account_id": body["account"],
                "cash": body["cash"],
                "way": body["way"],
                "reward": reward["title"],
                "quantity": body["quantity"],
                "points": reward["points"] * body["quantity"],
                "household": fake.account(body["account"])["household"],
                "how": reward["how"],
                "at": "2024-12-02T02:00:00Z",
                "qr": QR,
            }
            fake.redeemed[body["key"]] = {**body, "points": voucher["points"], "voucher": voucher}
        if fake.mode == "lost":
            self._drop()
            return
        self.say(
            {
                "voucher": fake.redeemed[body["key"]]["voucher"],
                "account": fake.account(body["account"]),
                "reward": fake.rewards()[body["reward"] - 1],
            },
            201,
        )

    def _drop(self) -> None:
        self.request.connection.stream.close()  # type: ignore[union-attr]

    def log_exception(self, *_: Any) -> None:
        pass


class _Feed(tornado.websocket.WebSocketHandler):
    def initialize(self, fake: Fake) -> None:
        self.fake = fake

    def open(self, *_: str, **__: str) -> None:
        self.channel = self.get_argument("channel")
        who = self.get_cookie("who")
        self.judge = int(who) if who else None
        self.fake._sockets.add(self)
        self.tell()

    def tell(self) -> None:
        if (self.channel == "pad" and not self.judge) or self.fake.silent:
            return
        data = {
            "pad": lambda: self.fake.pad(self.judge),
            "board": self.fake.board,
            "wall": self.fake.wall,
            "console": self.fake.console,
        }[self.channel]()
        self.write_message(json.dumps({"channel": self.channel, "data": data}))

    def on_message(self, message: str | bytes) -> None:
        pass

    def on_close(self) -> None:
        self.fake._sockets.discard(self)


class _Page(tornado.web.RequestHandler):
    """A served page as the server's template makes it; `?raw` takes the single modules instead of the joined one."""

    def initialize(self, fake: Fake) -> None:
        self.fake = fake

    def get(self, name: str) -> None:
        fake = self.fake
        if fake.page_mode:
            self.set_status(fake.page_mode if isinstance(fake.page_mode, int) else 200)
            self.finish("<!doctype html><link rel=icon href=data:,><p>Please log in to the Wi-Fi")
            return
        name = {"panel/1": "pad", "board/1": "board", "wall/1": "wall", "wall": "wall", "chair": "console"}.get(
            name, name
        )
        if name == "blank":
            self.finish(
                "<!doctype html><html lang=zh-CN><meta charset=utf-8><link rel=icon href=data:,><title>blank</title>"
            )
            return
        initial = {
            "pad": lambda: {**fake.pad(None), "criteria": fake.criteria, "entries": ENTRIES},
            "board": fake.board,
            "wall": lambda: {k: v for k, v in fake.board().items() if k not in ("standings", "progress")},
            "console": fake.console,
            "shop": lambda: {"rewards": fake.rewards()},
            "join": dict,
        }[name]()
        mounted = json.dumps({"widget": name, "data": page_data(name, initial)}).replace("<", "\\u003c")
        static = "/weiping/static/" + fake.version
        script = "/modules/page.js" if self.get_argument("raw", "") else f"{static}/{name}.page.js"
        self.set_header("Cache-Control", "no-cache")
        self.finish(
            "<!doctype html><html lang=zh-CN class=wp-page><meta charset=utf-8><link rel=icon href=data:,>"
            '<meta name=viewport content="width=device-width,initial-scale=1">'
            f"<link rel=stylesheet href={static}/{name}.page.css><body><script type={MIME}>{mounted}</script>"
            f"<script type=module src={script}></script>"
        )


class _Joined(tornado.web.RequestHandler):
    def get(self, name: str, kind: str) -> None:
        self.set_header("Content-Type", "text/css" if kind == "css" else "text/javascript")
        self.finish(styles(name) if kind == "css" else page(name))


class _Worker(tornado.web.RequestHandler):
    def initialize(self, fake: Fake) -> None:
        self.fake = fake

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript")
        self.set_header("Cache-Control", "no-cache")
        self.finish(script(self.fake.version))


def serve(fake: Fake | None = None, port: int = 0) -> tuple[Fake, Any]:
    """Start a pretended server on a free port; returns it and a function that stops it.

    With a `fake` that was stopped and its `port` the same server comes back.
    """
    fake = fake or Fake()
    ready = threading.Event()

    def run() -> None:
        async def main() -> None:
            app = tornado.web.Application(
                [
                    (r"/weiping/api(/.*)", _Api, {"fake": fake}),
                    (r"/weiping/feed", _Feed, {"fake": fake}),
                    (r"/modules/(.*)", tornado.web.StaticFileHandler, {"path": str(FOLDER)}),
                    (r"/weiping/static/\w+/(\w+)\.page\.(js|css)", _Joined),
                    (r"/sw.js", _Worker, {"fake": fake}),
                    (r"/(.*)", _Page, {"fake": fake}),
                ],
                log_function=lambda _: None,
            )
            server = tornado.httpserver.HTTPServer(app)
            sockets = tornado.netutil.bind_sockets(port, "127.0.0.1")
            server.add_sockets(sockets)
            fake.base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
            fake.loop = asyncio.get_running_loop()
            stop = asyncio.Event()
            fake.stop = lambda: fake.loop.call_soon_threadsafe(stop.set)  # type: ignore[attr-defined]
            ready.set()
            await stop.wait()
            server.stop()
            if fake.killed:
                for socket in list(fake._sockets):
                    socket.close()
                await server.close_all_connections()

        asyncio.run(main())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)

    def finish() -> None:
        fake.stop()  # type: ignore[attr-defined]
        thread.join(10)

    return fake, finish
