"""The way of a nomination: nominated → consented → verified → shortlisted → honoured, and the ways out of it."""

import weiping as wp

from .vetoes import VETOES

OFFICE, SECRET = wp.Disclosure.OFFICE, wp.Disclosure.SECRET


def _asked(key: str, zh: str, en: str, kind: str = "text", **more: object) -> wp.Field:
    if kind == "number":
        more["whole"] = True  # people, years, votes and places are counted
    return wp.Field(key=key, title=wp.Text(zh, en), kind=wp.FieldKind(kind), **more)  # type: ignore[arg-type]


NOMINATION = wp.Form(
    fields=(
        _asked(
            "source", "推荐方式", "Nominated by", "choice",
            choices={
                "family": wp.Text("家庭自荐", "The family itself"),
                "neighbours": wp.Text("邻里推荐", "Neighbours"),
                "leader": wp.Text("楼栋长或微网格长推荐", "The leader of the building or the micro-grid"),
                "community": wp.Text("社区推荐", "The community office"),
            },
        ),
        _asked("nominator", "推荐人", "Who nominates", longest=40),
        _asked("family", "家庭（户主姓名）", "The family, by the name of its head", longest=40),
        _asked("household", "住址（户）", "The household, as in the register", longest=60),
        _asked("members", "共同生活的人数", "How many live together", "number", least=2, most=30),
        _asked("years", "在本社区居住年数", "Years in this community", "number", least=1, most=120),
        _asked("story", "主要事迹", "What they did", longest=1500),
        _asked("witnesses", "可供了解情况的邻里", "Neighbours who can tell of it", required=False, longest=200),
        _asked("truthful", "推荐人承诺所填属实", "The nominator vouches for what is written", "consent"),
    )
)  # fmt: skip
"""Who has lived here for less than a year waits for the next award."""

CONSENT = wp.Form(
    fields=(
        _asked("those-named", "事迹写到的成年家人本人均同意参评", "Every adult who is written about has agreed", "consent"),
        _asked(
            "minors", "事迹写到未成年人的，监护人是否同意", "Minors who are written about: has the guardian agreed?", "choice",
            choices={
                "none": wp.Text("没有写到未成年人", "No minor is written about"),
                "agreed": wp.Text("监护人已同意", "The guardian has agreed"),
            },
        ),
        _asked("publish", "同意以隐去处理的姓名公示", "Agrees to be in the notice, with the names masked", "consent"),
        _asked(
            "how", "同意的方式", "How they agreed", "choice",
            choices={
                "written": wp.Text("书面", "In writing"),
                "oral": wp.Text("口头，两名工作人员在场", "Orally, before two of the staff"),
            },
        ),
        _asked("taken-on", "取得同意的日期", "On which day", "date"),
    )
)  # fmt: skip

CLEAR = {"clear": wp.Text("已查，无此情形", "Checked, not so")}
"""The only answer that leads on. Where an item was found, or could not be checked, the nomination is rejected."""

VERIFICATION = wp.Form(
    fields=(
        *(
            wp.Field(key=key, title=words, kind=wp.FieldKind.CHOICE, choices=CLEAR, disclosure=SECRET)
            for key, words in VETOES.items()
        ),
        _asked(
            "neighbours-asked", "走访邻居户数", "Neighbouring households that were asked", "number", least=3, most=200
        ),
        _asked("elders-heard", "已听取家中老人本人的意见", "The old of the family were heard themselves", "consent"),
        _asked("findings", "核实情况", "What was found", longest=1000, disclosure=SECRET),
        _asked("checked-by", "核实人（两名）", "Who checked it (two people)", longest=80),
        _asked("checked-on", "核实日期", "On which day", "date"),
    )
)

SHORTLIST = wp.Form(
    fields=(
        _asked("meeting", "评议会议", "The meeting that chose it", longest=100),
        _asked("met-on", "会议日期", "On which day", "date"),
        _asked("for", "赞成票", "Votes for", "number", least=1, most=999),
        _asked("against", "反对票", "Votes against", "number", least=0, most=999),
        _asked(
            "recused", "与该家庭有亲属等关系的评委已回避", "Relatives and friends on the panel stayed out", "consent"
        ),
    )
)

HONOUR = wp.Form(
    fields=(
        _asked("place", "名次", "Place", "number", least=1, most=10),
        _asked("notice-from", "公示起始日", "First day of the public notice", "date"),
        _asked("notice-until", "公示截止日", "Last day of the public notice", "date"),
        _asked(
            "objections", "公示期间的异议", "Objections during the notice", "choice",
            choices={
                "none": wp.Text("无异议", "There were none"),
                "settled": wp.Text("有异议，已查清并答复", "There were; each was looked into and answered"),
            },
        ),
    )
)  # fmt: skip

WITHDRAWAL = wp.Form(
    fields=(
        _asked("asked-by", "由谁提出", "Who asked for it", longest=40),
        _asked("asked-on", "提出日期", "On which day", "date"),
        _asked("why", "原因（可不填）", "Why (may be left empty)", required=False, longest=500),
    )
)

REASONS = {
    **VETOES,
    "not-eligible": wp.Text("不符合参评条件", "Not eligible"),
    "no-consent": wp.Text("未取得家人同意", "The family did not agree"),
    "not-verifiable": wp.Text("事迹无法核实", "What was written could not be verified"),
}

REJECTION = wp.Form(
    fields=(
        wp.Field(
            key="reason", title=wp.Text("理由", "Reason"), kind=wp.FieldKind.CHOICE, choices=REASONS, disclosure=SECRET
        ),
        _asked("evidence", "依据", "What it rests on", longest=1000, disclosure=SECRET),
        _asked("decided-on", "决定日期", "Decided on", "date"),
        _asked("told-on", "告知推荐人和家庭的日期", "The nominator and the family were told on", "date"),
    )
)

ENDINGS = ("withdrawn", "rejected")

STEPS = (
    wp.Step(key="nominated", title=wp.Text("已推荐", "Nominated")),
    wp.Step(key="consented", title=wp.Text("家人已同意", "Consented"), asks=CONSENT),
    wp.Step(key="verified", title=wp.Text("已核实", "Verified"), asks=VERIFICATION),
    wp.Step(key="shortlisted", title=wp.Text("已入围", "Shortlisted"), asks=SHORTLIST),
    wp.Step(key="honoured", title=wp.Text("已表彰", "Honoured"), asks=HONOUR, ends=True),
    wp.Step(key="not-chosen", title=wp.Text("未入选，已致谢", "Not chosen, and thanked"), ends=True),
    wp.Step(key="withdrawn", title=wp.Text("已撤回", "Withdrawn"), asks=WITHDRAWAL, ends=True),
    wp.Step(key="rejected", title=wp.Text("未通过", "Rejected"), asks=REJECTION, ends=True),
    wp.Step(key="revoked", title=wp.Text("称号已撤销", "Title revoked"), asks=REJECTION, ends=True),
)

MOVES = {
    "nominated": ("consented", *ENDINGS),
    "consented": ("verified", *ENDINGS),
    "verified": ("shortlisted", "not-chosen", *ENDINGS),
    "shortlisted": ("honoured", "not-chosen", *ENDINGS),
    "honoured": ("revoked", "withdrawn"),
    "rejected": ("nominated",),
}
"""A rejection can be appealed: the nomination then begins again. A family may withdraw even when it has been honoured."""

KIND = wp.MatterKind(
    key="filial-nomination",
    title=wp.Text("慈孝家庭推荐", "Nomination of a filial family"),
    about=wp.Text(
        "推荐—家人同意—逐项核实（一票否决）—入围—公示表彰；任何一步都可以撤回。",
        "Nomination, consent of the family, verification item by item with vetoes, shortlist, public notice and honour; it can "
        "be withdrawn at every step.",
    ),
    opening=NOMINATION,
    steps=STEPS,
    moves=MOVES,
    system=wp.System.APPRAISAL,
    settled=("honoured",),
    settled_as=wp.Text("十佳慈孝家庭", "Filial families honoured"),
)
