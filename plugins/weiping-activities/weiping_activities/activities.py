"""What a community does together: meetings 微平台, services 微服务, culture and training 微活动."""

from collections.abc import Iterator

import weiping as wp

from .questions import OFFICE, PUBLIC, choice, count, form, text


def _role(key: str, zh: str, en: str, *, hours: bool = False, votes: bool = True) -> wp.ActivityRole:
    return wp.ActivityRole(key=key, title=wp.Text(zh, en), hours=hours, votes=votes)


CONVENOR = _role("convenor", "召集人", "Convenor")
RECORDER = _role("recorder", "记录人", "Keeper of the minutes")
RESIDENT = _role("resident", "居民", "Resident")
REPRESENTATIVE = _role("representative", "居民代表", "Representative of the residents")
LISTENER = _role("listener", "旁听居民", "Resident who listens", votes=False)
GUEST = _role("guest", "列席人员", "Guest", votes=False)
ORGANISER = _role("organiser", "组织者", "Organiser", hours=True)
VOLUNTEER = _role("volunteer", "志愿者", "Volunteer", hours=True)
PARTNER = _role("partner", "合作单位人员", "From a partner")
BENEFICIARY = _role("beneficiary", "服务对象", "Beneficiary")
PERFORMER = _role("performer", "演出人员", "Performer", hours=True)
AUDIENCE = _role("audience", "观众", "Audience")
TRAINEE = _role("trainee", "学员", "Trainee")
TEACHER = _role("teacher", "讲师", "Teacher", hours=True)

PLACE = text("place", "地点", "Where", PUBLIC, longest=100)
TOPIC = text("topic", "议题", "What is talked about", PUBLIC, longest=200)
EVALUATION = choice(
    "evaluation", "服务对象评价", "What the beneficiaries say of it",
    {"good": ("满意", "Satisfied"), "fair": ("基本满意", "Mostly satisfied"), "poor": ("不满意", "Not satisfied")},
    OFFICE, required=False,
)  # fmt: skip
BENEFICIARIES = (
    count("elders", "服务老年人（人次）", "Old people served", required=False),
    count("children", "服务儿童（人次）", "Children served", required=False),
    count("disabled", "服务残疾人（人次）", "Disabled people served", required=False),
    count("others", "服务其他居民（人次）", "Other residents served", required=False),
)
"""By category, counted only; nobody's name stands behind these numbers."""
SERVED = wp.Figure(
    key="beneficiaries", title=wp.Text("服务居民", "Beneficiaries"), unit=wp.Text("人次", "person-times"),
    adds=tuple(one.key for one in BENEFICIARIES),
)  # fmt: skip

MEETINGS = (  # key, Chinese, English, roles, what it is
    (
        "bench-meeting", "板凳会", "Bench meeting", (CONVENOR, RECORDER, RESIDENT, GUEST),
        "居民自带板凳，就近商量身边的事", "Neighbours bring a bench and talk over what is near at hand",
    ),
    (
        "pavilion-meeting", "凉亭会", "Pavilion meeting", (CONVENOR, RECORDER, RESIDENT, GUEST),
        "在小区凉亭里议事", "The compound's matters, talked over in its pavilion",
    ),
    (
        "council", "居民议事会", "Residents' council", (CONVENOR, RECORDER, REPRESENTATIVE, LISTENER, GUEST),
        "居民代表表决，其他居民可以旁听发言", "Representatives vote; other residents may listen and speak",
    ),
)  # fmt: skip

SERVICES = (  # key, Chinese, English, what it is
    (
        "door-knocking",
        "敲门行动",
        "Door-knocking",
        "入户走访，问需求、送信息",
        "Visits from door to door: what is needed, what is new",
    ),
    ("clean-up", "卫生清扫", "Clean-up", "清扫楼道、庭院和背街小巷", "Stairwells, yards and side lanes are swept"),
    (
        "hazard-check",
        "安全隐患排查",
        "Hazard check",
        "查用电、用气、消防通道和飞线充电",
        "Wiring, gas, escape routes, improvised charging",
    ),
    (
        "snow-clearing",
        "扫雪除冰",
        "Snow clearing",
        "清扫道路和台阶上的积雪",
        "Snow and ice are cleared from ways and steps",
    ),
    (
        "free-haircut",
        "义务理发",
        "Free haircuts",
        "为老年人和行动不便的居民理发",
        "For the old and those who cannot go out",
    ),
    ("health-check", "义诊", "Health check", "量血压、测血糖、健康咨询", "Blood pressure, glucose, advice"),
    ("legal-advice", "法律咨询", "Legal advice", "律师和调解员坐诊", "Lawyers and mediators answer questions"),
    (
        "appliance-repair",
        "家电维修",
        "Appliance repair",
        "修小家电、磨刀、修鞋修车",
        "Appliances, knives, shoes and bicycles are mended",
    ),
    (
        "visit-elderly",
        "看望老人",
        "Visits to the elderly",
        "看望独居、高龄、失能老人",
        "The old who live alone, are very old or need care",
    ),
    (
        "visit-children",
        "关爱儿童",
        "Visits to children",
        "陪伴留守和困境儿童",
        "Company for children left behind or in hardship",
    ),
)


def activities() -> Iterator[wp.ActivityKind]:
    """All kinds, meetings first."""
    for key, zh, en, roles, about_zh, about_en in MEETINGS:
        yield wp.ActivityKind(
            key=key,
            title=wp.Text(zh, en),
            about=wp.Text(about_zh, about_en),
            roles=roles,
            form=form(PLACE, TOPIC),
            system=wp.System.DELIBERATION,
        )
    for key, zh, en, about_zh, about_en in SERVICES:
        yield wp.ActivityKind(
            key=key,
            title=wp.Text(zh, en),
            about=wp.Text(about_zh, about_en),
            roles=(ORGANISER, VOLUNTEER, PARTNER, BENEFICIARY),
            form=form(PLACE, *BENEFICIARIES, EVALUATION),
            system=wp.System.SERVICE,
            figures=(SERVED,),
        )
    yield wp.ActivityKind(
        key="culture",
        title=wp.Text("文化活动", "Cultural activity"),
        about=wp.Text("演出、节庆、运动会、读书会", "Performances, festivals, sports, reading"),
        roles=(ORGANISER, PERFORMER, VOLUNTEER, AUDIENCE),
        form=form(PLACE, text("programme", "节目单", "Programme", PUBLIC, longest=2000)),
        system=wp.System.CULTURE,
    )
    yield wp.ActivityKind(
        key="training",
        title=wp.Text("培训", "Training"),
        about=wp.Text("微网格长和志愿者培训", "For leaders of micro-grids and volunteers"),
        roles=(ORGANISER, TEACHER, TRAINEE),
        form=form(PLACE, TOPIC),
        system=wp.System.GRID,
    )
