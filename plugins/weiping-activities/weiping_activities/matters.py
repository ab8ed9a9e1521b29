"""What a community settles: micro-projects 微实事, residents' proposals, disputes. Each names its way, step by step."""

from collections.abc import Iterator

import weiping as wp

from .questions import PUBLIC, SECRET, choice, consent, count, day, form, text

WHY = text("why", "理由", "Why")
TOLD = day("told-on", "告知反映人的日期", "Who reported it was told on")
UNITS = {
    "metre": ("米", "Metres"),
    "piece": ("个", "Piece(s)"),
    "set": ("套", "Set(s)"),
    "place": ("处", "Place(s)"),
    "lane": ("条", "Lane(s)"),
    "square-metre": ("平方米", "Square metres"),
}
WORKS = {
    "sewer": ("下水管网", "Sewer"),
    "main-lane": ("主巷道", "Main lane"),
    "side-lane": ("背街小巷", "Side lane"),
    "charging-point": ("电动车充电点", "Charging point for e-bikes"),
    "solar-lamp": ("太阳能路灯", "Solar lamp"),
    "bench": ("休闲座椅", "Bench"),
    "barrier": ("交通护栏", "Traffic barrier"),
    "plate": ("楼栋单元牌", "Building and unit plates"),
    "greenery": ("绿化", "Greenery"),
    "other": ("其他", "Something else"),
}
HOW = {
    "new": ("新建", "New"),
    "renewed": ("改造更新", "Renewed"),
    "repaired": ("维修", "Repaired"),
}
WORK_DONE = (
    wp.Figure(key="works", title=wp.Text("完成工程", "Works done"), adds=("done",), by=("work", "how"), measured_in="unit"),
    wp.Figure(
        key="households", title=wp.Text("受益户数", "Households that benefit"), adds=("households",),
        unit=wp.Text("户", "households"),
    ),
    wp.Figure(key="spent", title=wp.Text("实际支出", "Spent"), adds=("spent",), unit=wp.Text("元", "yuan")),
)  # fmt: skip
"""What the yearly report adds up of the projects that the residents accepted."""


def _step(
    key: str, zh: str, en: str, *asks: wp.Field, ends: bool = False, resolution: bool = False, days: int | None = None,
    days_from: str | None = None, photos: wp.Text | None = None,
) -> wp.Step:  # fmt: skip
    return wp.Step(
        key=key,
        title=wp.Text(zh, en),
        asks=form(*asks),
        ends=ends,
        resolution=resolution,
        days=days,
        days_from=days_from,
        photos=photos,
    )


PROJECT = wp.MatterKind(
    key="micro-project",
    title=wp.Text("微实事项目", "Micro-project"),
    about=wp.Text(
        "居民身边的小工程：反映—核实—提出方案—议定—排期—施工—自查—居民验收—回访",
        "A small work near at hand: reported, verified, proposed, chosen, scheduled, in work, checked, accepted by the "
        "residents, followed up",
    ),
    opening=form(
        text("what", "要办的事", "What is to be done", PUBLIC, longest=200),
        text("where", "地点", "Where", PUBLIC, longest=100),
        text("reporter", "反映人", "Who reports it", required=False, longest=40),
    ),
    steps=(
        _step("reported", "已反映", "Reported"),
        _step(
            "verified", "已核实", "Verified",
            day("seen-on", "到现场的日期", "Seen on"),
            text("found", "现场情况", "What was found"),
            photos=wp.Text("施工前照片", "from before the work"),
        ),
        _step(
            "proposed", "已提出方案", "Proposed",
            text("plan", "方案", "The plan", PUBLIC, longest=1000),
            choice("work", "工程类别", "What is built or mended", WORKS, PUBLIC),
            choice("how", "新建、改造或维修", "New, renewed or repaired", HOW, PUBLIC),
            count("quantity", "工程量", "How much of it", whole=False),
            choice("unit", "单位", "In which unit", UNITS, PUBLIC),
            count("budget", "预算（元）", "Budget (yuan)", whole=False),
            count("households", "受益户数（数得清的才填，同一户只在一个项目里填）",
                  "Households that benefit (where they can be counted; each with one project only)", least=1, required=False),
        ),
        _step(
            "chosen", "已议定", "Chosen",
            text("meeting", "议定的会议", "The meeting that chose it", PUBLIC, longest=100),
            day("resolved-on", "决议日期", "Resolved on", PUBLIC),
            resolution=True,
        ),
        _step(
            "scheduled", "已排期", "Scheduled",
            text("builder", "施工单位", "Who builds it", PUBLIC, longest=100),
            day("begins-on", "计划开工日", "Planned to begin on", PUBLIC),
            day("ends-on", "计划完工日", "Planned to end on", PUBLIC),
        ),
        _step("in-work", "施工中", "In work", day("began-on", "开工日", "Begun on", PUBLIC)),
        _step(
            "self-check", "已自查", "Checked by the builder",
            day("done-on", "完工日", "Finished on", PUBLIC),
            count("done", "完成工程量", "How much was done", whole=False),
            count("spent", "实际支出（元）", "Spent (yuan)", whole=False),
        ),
        _step(
            "accepted", "居民已验收", "Accepted by the residents",
            day("accepted-on", "验收日期", "Accepted on", PUBLIC),
            count("residents", "参加验收的居民（人）", "Residents who took part", least=2),
            consent("agreed", "到场居民同意验收", "The residents present accept it"),
            photos=wp.Text("完工后照片", "from after the work"),
        ),
        _step(
            "followed-up", "已回访", "Followed up",
            day("visited-on", "回访日期", "Visited on"),
            choice(
                "state", "使用情况", "In which state it is",
                {"good": ("完好", "In good order"), "mended": ("有小毛病，已修好", "Small faults, mended")},
            ),
            ends=True,
        ),
        _step("rejected", "未采纳", "Rejected", WHY, TOLD, ends=True),
        _step(
            "transferred", "已转办", "Transferred",
            text("to", "转给哪个部门", "To whom", longest=100), day("passed-on", "转办日期", "Passed on"), TOLD,
            ends=True,
        ),
        _step("closed-unfixed", "未解决而结案", "Closed without a remedy", WHY, TOLD, ends=True),
    ),
    moves={
        "reported": ("verified", "rejected", "transferred", "closed-unfixed"),
        "verified": ("proposed", "rejected", "transferred", "closed-unfixed"),
        "proposed": ("chosen", "verified", "rejected", "transferred", "closed-unfixed"),
        "chosen": ("scheduled", "proposed", "transferred", "closed-unfixed"),
        "scheduled": ("in-work", "chosen", "transferred", "closed-unfixed"),
        "in-work": ("self-check", "scheduled", "closed-unfixed"),
        "self-check": ("accepted", "in-work"),
        "accepted": ("followed-up", "in-work"),
        "followed-up": ("reported",),
        "rejected": ("reported",),
        "transferred": ("reported",),
        "closed-unfixed": ("reported",),
    },
    system=wp.System.PROJECT,
    settled=("accepted", "followed-up"),
    settled_as=wp.Text("完成微实事", "Micro-projects accepted by the residents"),
    figures=WORK_DONE,
)  # fmt: skip

PROPOSAL = wp.MatterKind(
    key="proposal",
    title=wp.Text("居民提案", "Proposal from a resident"),
    about=wp.Text(
        "居民提出，议事会讨论，结果一定答复本人", "A resident proposes, a meeting discusses; the proposer is always answered"
    ),
    opening=form(
        text("proposal", "提案内容", "What is proposed", PUBLIC, longest=1000),
        text("proposer", "提案人", "Who proposes it", longest=40),
    ),
    steps=(
        _step("received", "已收到", "Received"),
        _step(
            "discussed", "已讨论", "Discussed",
            text("meeting", "讨论的会议", "The meeting that discussed it", PUBLIC, longest=100),
            day("met-on", "会议日期", "On which day", PUBLIC),
        ),
        _step("adopted", "已采纳", "Adopted", text("action", "怎么办、谁来办", "What is done, and by whom", PUBLIC)),
        _step("declined", "未采纳", "Not adopted", WHY),
        _step(
            "answered", "已答复提案人", "The proposer was answered",
            day("answered-on", "答复日期", "Answered on"),
            text("answer", "答复内容", "The answer"),
            ends=True,
        ),
        _step("withdrawn", "已撤回", "Withdrawn", ends=True),
    ),
    moves={
        "received": ("discussed", "declined", "withdrawn"),
        "discussed": ("adopted", "declined", "withdrawn"),
        "adopted": ("answered",),
        "declined": ("answered",),
        "answered": ("received",),
        "withdrawn": ("received",),
    },
    system=wp.System.DELIBERATION,
    settled=("answered",),
    settled_as=wp.Text("答复居民提案", "Proposals answered"),
    from_residents=True,
)  # fmt: skip

DISPUTE = wp.MatterKind(
    key="dispute",
    title=wp.Text("邻里纠纷", "Dispute between neighbours"),
    about=wp.Text(
        "调解须双方自愿；三十日内调解，达成协议后回访。内容一律不公开，对外只计件数。",
        "Mediated only where both sides wish it, within thirty days, with a visit after an agreement. Nothing is public; only "
        "how many there were.",
    ),
    opening=form(
        choice(
            "type", "纠纷类型", "What it is about",
            {
                "noise": ("噪声", "Noise"),
                "water": ("漏水", "Leaking water"),
                "parking": ("停车", "Parking"),
                "pets": ("养宠物", "Pets"),
                "shared-space": ("占用公共空间", "Shared space"),
                "family": ("家庭", "Family"),
                "other": ("其他", "Something else"),
            },
            SECRET,
        ),
        text("parties", "当事人代称（如甲、乙，不写真名）", "The parties by a letter (A and B, no names)", SECRET, longest=60),
        text("claim", "争议事项", "What each of them wants", SECRET, longest=1000),
    ),
    steps=(
        _step("reported", "已登记", "Registered"),
        _step(
            "mediating", "调解中", "In mediation",
            consent("both-agree", "双方当事人均自愿接受调解", "Both parties wish to be mediated"),
            text("mediator", "调解员", "Mediator", SECRET, longest=40),
            day("began-on", "开始调解日期（三十日从此日起算）", "Begun on (the thirty days count from here)", SECRET),
            days=30, days_from="began-on",
        ),
        _step(
            "agreed", "已达成协议", "Agreed",
            choice("how", "协议形式", "In which form",
                   {"written": ("书面", "In writing"), "oral": ("口头，已记录", "Orally, and noted down")}, SECRET),
            text("terms", "协议内容", "What was agreed", SECRET, longest=1000),
            day("agreed-on", "达成日期", "Agreed on", SECRET),
            days=30, days_from="agreed-on",
        ),
        _step(
            "visited", "已回访", "Visited afterwards",
            day("visited-on", "回访日期", "Visited on", SECRET),
            consent("kept", "协议已履行", "The agreement is kept"),
            ends=True,
        ),
        _step(
            "referred", "已引导其他途径", "Referred elsewhere",
            choice("to", "去向", "To whom",
                   {"court": ("法院", "The court"), "police": ("公安机关", "The police"),
                    "arbitration": ("仲裁", "Arbitration"), "street": ("街道调委会", "The sub-district's mediators")}, SECRET),
            ends=True,
        ),
        _step("not-agreed", "未达成协议", "No agreement", day("ended-on", "终止日期", "Ended on", SECRET), ends=True),
        _step("withdrawn", "已撤回", "Withdrawn", ends=True),
    ),
    moves={
        "reported": ("mediating", "referred", "withdrawn"),
        "mediating": ("agreed", "not-agreed", "referred", "withdrawn"),
        "agreed": ("visited", "mediating", "referred"),
        "visited": ("reported",),
        "not-agreed": ("mediating", "referred"),
        "referred": ("reported",),
        "withdrawn": ("reported",),
    },
    system=wp.System.DELIBERATION,
    settled=("agreed", "visited"),
    settled_as=wp.Text("化解邻里纠纷", "Disputes settled"),
    counts_only=True,
)  # fmt: skip


def matters() -> Iterator[wp.MatterKind]:
    """All kinds."""
    yield from (PROJECT, PROPOSAL, DISPUTE)
